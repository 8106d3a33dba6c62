"""A run's weights as an ONNX file with its configuration, checked against torch. Knows no run and no manifest."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from spritedex.architectures.catalogue import architecture_of
from spritedex.architectures.record import Statistics
from spritedex.bundle.format import CONFIG, SHARED, TEXT_ENCODER, TOKENIZER, WEIGHTS
from spritedex.config.base import OFFLINE_TEXT_ENCODER, RunConfig
from spritedex.errors import TrainingError
from spritedex.models.onnx_export import save_half, save_quantized, save_sharing_weights, to_graph
from spritedex.models.text import TextEncoder, load_text_encoder
from spritedex.runtime.session import Session
from spritedex.training.export_plan import BATCH_TOKENS, ExportPlan
from spritedex.workflows.provenance.public_names import public_word

LEAST_COSINE: Final = 0.99
_PROBE: Final = "a small orange lizard with a burning tail, curious eyes and the fire type"


def export_network(
    config: RunConfig,
    statistics: Statistics,
    weights: Mapping[str, Tensor],
    stage: str,
    folder: Path,
    with_text_encoder: bool,
) -> tuple[float, nn.Module]:
    """Write the network and `config.json`, and `with_text_encoder` the text encoder that it needs, if any.

    `stage` is the one of the training that the weights are of, empty where it has one only.

    The answer is the `relative_difference` of torch and ONNX Runtime on an example, and the torch module that was
    exported. Raises TrainingError if the weights or the text encoder do not survive the conversion.
    """
    architecture = architecture_of(config)
    state_width = 0
    if name := architecture.text_encoder_name(config):
        encoder = load_text_encoder(name, architecture.text_encoder)
        state_width = encoder.width
        if with_text_encoder and can_share_text_encoder(config):
            for file in (TEXT_ENCODER, TOKENIZER):  # what exporting the same weights again would write, byte for byte
                shutil.copyfile(SHARED / file, folder / file)
        elif with_text_encoder:
            _export_text_encoder(encoder, folder)
    left_out = architecture.training_only
    exported = {name: weight for name, weight in weights.items() if not (left_out and name.startswith(left_out))}
    network = _half_exact(architecture.network(config, state_width), exported, architecture.mantissa_bits)
    plan = architecture.export(config, statistics, network, state_width, stage)
    write_config(folder, plan.config)
    return _save_and_compare(network, plan, folder, f"{architecture.kind}.onnx"), plan.module


def can_share_text_encoder(config: RunConfig) -> bool:
    """Whether the architecture has a text encoder and the configuration names the packaged one."""
    name = architecture_of(config).text_encoder_name(config)
    return name.split("/")[-1] == OFFLINE_TEXT_ENCODER


def write_config(folder: Path, values: Mapping[str, Any]) -> None:
    """Write `config.json`; of a folder that begins at the root, only its name."""
    public = {**values, "model": _public(values["model"])}
    (folder / CONFIG).write_text(json.dumps(public, indent=2) + "\n", encoding="utf-8")


def _public(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _public(each) for key, each in value.items()}
    return public_word(value) if isinstance(value, str) and value else value


def _export_text_encoder(encoder: TextEncoder, folder: Path) -> None:
    _clear_unused(encoder)
    example = torch.tensor([[101, 1037, 2235, 102], [101, 2543, 3899, 102]])
    inputs = {"input_ids": example, "attention_mask": torch.ones_like(example)}
    graph = to_graph(encoder, inputs, ["states"], dict.fromkeys(inputs, BATCH_TOKENS))
    save_quantized(graph, folder / TEXT_ENCODER)
    encoder.tokenizer.save(str(folder / TOKENIZER), pretty=False)
    session = Session(folder / TEXT_ENCODER, tuple(inputs), ("states",))
    ids = encoder.tokenizer.encode(_PROBE).ids
    feeds = {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), np.int64)}
    (ours,) = session.run(feeds)
    theirs = encoder.encode([_PROBE], len(ids))[0]
    cosine = float(torch.nn.functional.cosine_similarity(torch.from_numpy(ours[0]), theirs).min())
    if cosine < LEAST_COSINE:
        raise TrainingError(
            f"the 8-bit text encoder differs from {encoder.name}: cosine {cosine:.4f} between their token states (at "
            f"least {LEAST_COSINE}); it was not exported"
        )


@torch.no_grad()
def _clear_unused(encoder: TextEncoder) -> None:
    """Zeros for the word pieces that no text gives, "[unused0]" and so on, which a zip file then packs."""
    added = encoder.tokenizer.get_added_tokens_decoder()
    pieces = encoder.tokenizer.get_vocab().items()
    unused = [row for piece, row in pieces if piece.startswith("[unused") and row not in added]
    encoder.bert.get_input_embeddings().weight[unused] = 0  # type: ignore[operator]


def _half_exact(network: nn.Module, weights: Mapping[str, Tensor], mantissa_bits: int) -> nn.Module:
    """The network with the weights rounded to half precision, as the bundle stores them; matrices and kernels to
    `mantissa_bits`."""
    own = network.state_dict()
    for name in sorted(own.keys() | weights.keys()):
        there, here = (list(part[name].shape) if name in part else "missing" for part in (weights, own))
        if there != here:
            raise TrainingError(
                f"the weights do not fit the run's configuration ({name[:80]} is {there} in the checkpoint, and {here} "
                "in the network): not exported"
            )
    rounded = {k: _rounded(v, mantissa_bits) if v.is_floating_point() else v for k, v in weights.items()}
    if not all(torch.isfinite(v).all() for v in rounded.values()):
        raise TrainingError("the weights are not finite in half precision; export an earlier run or train again")
    network.load_state_dict(rounded)
    return network.eval()


def _rounded(weight: Tensor, mantissa_bits: int) -> Tensor:
    """float32 of the nearest values in half precision that have `mantissa_bits`; of a vector all 10."""
    if weight.ndim > 1:
        fraction, exponent = torch.frexp(weight.float())
        steps = 2.0 ** (mantissa_bits + 1)
        weight = torch.ldexp((fraction * steps).round() / steps, exponent)
    return weight.half().float()


def _save_and_compare(network: nn.Module, plan: ExportPlan, folder: Path, file: str) -> float:
    """Write weights and graph, run both, and return their `relative_difference`."""
    graph = to_graph(plan.module, plan.inputs, list(plan.outputs), plan.dynamic)
    save_half(network.state_dict(), folder / WEIGHTS)
    save_sharing_weights(graph, folder / WEIGHTS, folder / file)
    session = Session(folder / file, tuple(plan.inputs), tuple(plan.outputs))
    ours = session.run({name: tensor.numpy() for name, tensor in plan.inputs.items()})
    with torch.no_grad():
        theirs = plan.module(*plan.inputs.values())
    return relative_difference(ours, theirs if isinstance(theirs, tuple) else (theirs,))


def relative_difference(ours: Sequence[NDArray[np.floating]], theirs: Sequence[Tensor]) -> float:
    """The largest difference between two runs' outputs, in units of the largest number of the same output where that
    is above 1: float32 rounds a number to a share of its size."""
    pairs = [(a, b.numpy()) for a, b in zip(ours, theirs, strict=True)]
    return max(float(np.abs(a - b).max() / max(1.0, np.abs(b).max())) for a, b in pairs)
