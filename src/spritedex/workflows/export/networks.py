"""Networks of a run as ONNX files with their configuration, each checked against torch. Know no run and no manifest."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn

from spritedex.config.load import RunConfig
from spritedex.config.sections import Cnn6Config, DecoderConfig, PainterConfig, ReaderConfig
from spritedex.data.drawn import creatures
from spritedex.data.drawn_bodies import draw_creature
from spritedex.errors import TrainingError
from spritedex.models.onnx_export import save_half, save_quantized, save_sharing_weights, to_graph
from spritedex.models.reader import Mirrored
from spritedex.models.text import TextEncoder, load_text_encoder
from spritedex.runtime.classifier import prepare
from spritedex.runtime.session import Session
from spritedex.training.painter_task import GUIDED
from spritedex.training.recipes import cnn6_network, decoder_network, painter_network, reader_network
from spritedex.vocabulary import STYLES, TYPES
from spritedex.workflows.provenance.public_names import public_word

NUM_STEPS: Final = 24
GUIDANCE_SCALE: Final = 5.0
LEAST_COSINE: Final = 0.99
THRESHOLD: Final = 0.5
_PROBE: Final = "a small orange lizard with a burning tail, curious eyes and the fire type"
_BATCH_TOKENS: Final = {0: "batch", 1: "tokens"}
Statistics = Mapping[str, Sequence[float]]


def export_network(
    config: RunConfig, statistics: Statistics, weights: Mapping[str, Tensor], folder: Path
) -> tuple[float, nn.Module]:
    """Write the network and its configuration; the largest difference between torch and ONNX Runtime on an example, and
    the torch network that was exported."""
    if isinstance(config, Cnn6Config):
        return _export_cnn6(config, statistics, weights, folder)
    if isinstance(config, ReaderConfig):
        return _export_reader(config, statistics, weights, folder)
    if isinstance(config, PainterConfig):
        return _export_painter(config, statistics, weights, folder)
    return _export_decoder(config, weights, folder)


def _export_cnn6(
    config: Cnn6Config, statistics: Statistics, weights: Mapping[str, Tensor], folder: Path
) -> tuple[float, nn.Module]:
    network = _half_exact(cnn6_network(config), weights)
    size = config.data.image_size
    inputs = {"pixels": torch.randn(2, 3, size, size, generator=_fixed())}
    graph = to_graph(network, inputs, ["logits"], {"pixels": {0: "batch"}})
    _write_classifier_config(folder, config, statistics, config.model.model_dump(mode="json"))
    return _save_and_compare(network, graph, inputs, ["logits"], folder, "classifier.onnx"), network


def _export_reader(
    config: ReaderConfig, statistics: Statistics, weights: Mapping[str, Tensor], folder: Path
) -> tuple[float, nn.Module]:
    shipped = {key: value for key, value in weights.items() if not key.startswith("sides.")}
    network: nn.Module = _half_exact(reader_network(config, {}, pretrained=False), shipped)
    asked = Mirrored(network).eval() if config.model.mirrored else network
    size = config.data.image_size
    inputs = {"pixels": _drawn_pixels(size, statistics["mean"], statistics["std"])}
    graph = to_graph(asked, inputs, ["logits", "embedding"], {"pixels": {0: "batch"}})
    model = config.model.model_dump(mode="json") | {"backbone": public_word(config.model.backbone)}
    _write_classifier_config(folder, config, statistics, model, embedding=config.model.embedding)
    return _save_and_compare(asked, graph, inputs, ["logits", "embedding"], folder, "classifier.onnx"), asked


def _write_classifier_config(
    folder: Path, config: Cnn6Config | ReaderConfig, statistics: Statistics, model: Mapping[str, Any], **more: Any
) -> None:
    """With the thresholds and the temperature of a classifier that is not calibrated."""
    write_config(
        folder,
        architecture=config.model.name,
        types=TYPES,
        image_size=config.data.image_size,
        mean=statistics["mean"],
        std=statistics["std"],
        thresholds=[THRESHOLD] * len(TYPES),
        temperature=1.0,
        **more,
        model=model,
    )


def _drawn_pixels(size: int, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """Eight creatures of our own drawing as the network sees them: noise would not look like any creature."""
    drawn = [draw_creature(creature.appearance, size) for creature in creatures(8, seed=0)]
    return torch.from_numpy(np.stack([prepare(rgba, size, mean, std) for rgba in drawn]))


def _export_decoder(config: DecoderConfig, weights: Mapping[str, Tensor], folder: Path) -> tuple[float, nn.Module]:
    encoder = load_text_encoder(config.model.text_encoder.model_name)
    _export_text_encoder(encoder, folder)
    network = _half_exact(decoder_network(config, encoder.width), weights)
    noise_dim = config.model.decoder.noise_dim
    inputs = {
        "token_states": torch.randn(2, 9, encoder.width, generator=_fixed()),
        "mask": torch.tensor([[1] * 9, [1] * 5 + [0] * 4]),
        "noise": torch.randn(2, noise_dim, generator=_fixed()),
    }
    dynamic = {"token_states": _BATCH_TOKENS, "mask": _BATCH_TOKENS, "noise": {0: "batch"}}
    graph = to_graph(network, inputs, ["sprite", "attention"], dynamic)
    text = config.model.text_encoder.model_dump(mode="json")
    write_config(
        folder,
        architecture="decoder",
        image_size=config.data.image_size,
        noise_dim=noise_dim,
        max_tokens=config.model.text_encoder.max_tokens,
        model=config.model.model_dump(mode="json") | {"text_encoder": text | {"model_name": public_word(encoder.name)}},
    )
    return _save_and_compare(network, graph, inputs, ["sprite", "attention"], folder, "generator.onnx"), network


def _export_painter(
    config: PainterConfig, statistics: Statistics, weights: Mapping[str, Tensor], folder: Path
) -> tuple[float, nn.Module]:
    m = config.model
    encoder = load_text_encoder(m.text_encoder, "model.text_encoder")
    _export_text_encoder(encoder, folder)
    network = _half_exact(painter_network(config, encoder.width), weights)
    inputs = {
        "noisy": torch.randn(2, 4, 64, 64, generator=_fixed()),
        "time": torch.tensor([0.2, 0.7]),
        "token_states": torch.randn(2, 9, encoder.width, generator=_fixed()),
        "mask": torch.tensor([[1] * 9, [0] * 9]),
        "class_ids": torch.tensor([[0, 0, 0, 0], [3, 1, 1, 1]]),
    }
    dynamic = {name: {0: "batch"} for name in ("noisy", "time", "class_ids")} | dict.fromkeys(
        ("token_states", "mask"), _BATCH_TOKENS
    )
    graph = to_graph(network, inputs, ["clean"], {name: dynamic[name] for name in inputs})
    write_config(
        folder,
        architecture="painter",
        image_size=config.data.image_size,
        max_tokens=m.max_tokens,
        styles={style: number for number, style in enumerate(STYLES) if statistics["styles"][number]},
        any_style=len(STYLES),
        num_steps=NUM_STEPS,
        guidance_scale=GUIDANCE_SCALE,
        guided_from=GUIDED[0],
        guided_to=GUIDED[1],
        model=m.model_dump(mode="json") | {"text_encoder": public_word(encoder.name)},
    )
    return _save_and_compare(network, graph, inputs, ["clean"], folder, "generator.onnx"), network


def _export_text_encoder(encoder: TextEncoder, folder: Path) -> None:
    example = torch.tensor([[101, 1037, 2235, 102], [101, 2543, 3899, 102]])
    inputs = {"input_ids": example, "attention_mask": torch.ones_like(example)}
    graph = to_graph(encoder, inputs, ["states"], dict.fromkeys(inputs, _BATCH_TOKENS))
    save_quantized(graph, folder / "text_encoder.onnx")
    encoder.tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    session = Session(folder / "text_encoder.onnx", tuple(inputs), ("states",))
    ids = encoder.tokenizer.encode(_PROBE).ids
    feeds = {"input_ids": np.array([ids]), "attention_mask": np.ones((1, len(ids)), np.int64)}
    (ours,) = session.run(feeds)
    theirs = encoder.encode([_PROBE], len(ids))[0]
    cosine = float(torch.nn.functional.cosine_similarity(torch.from_numpy(ours[0]), theirs).min())
    if cosine < LEAST_COSINE:
        raise TrainingError(
            f"the 8-bit text encoder strays from {encoder.name}: cosine {cosine:.4f} of its token states (at least "
            f"{LEAST_COSINE}): not exported"
        )


def _half_exact(network: nn.Module, weights: Mapping[str, Tensor]) -> nn.Module:
    """The network with the weights rounded to half precision, as the bundle stores them."""
    rounded = {k: v.half().float() if v.is_floating_point() else v for k, v in weights.items()}
    if not all(torch.isfinite(v).all() for v in rounded.values()):
        raise TrainingError("the weights are not finite in half precision; export an earlier run or train anew")
    network.load_state_dict(rounded)
    return network.eval()


def _save_and_compare(
    network: nn.Module, graph: Any, inputs: Mapping[str, Tensor], outputs: list[str], folder: Path, file: str
) -> float:
    """Write weights and graph, run both, and return the largest difference."""
    save_half(network.state_dict(), folder / "model.safetensors")
    save_sharing_weights(graph, folder / "model.safetensors", folder / file)
    session = Session(folder / file, tuple(inputs), tuple(outputs))
    ours = session.run({name: tensor.numpy() for name, tensor in inputs.items()})
    with torch.no_grad():
        theirs = network(*inputs.values())
    pairs = zip(ours, theirs if isinstance(theirs, tuple) else (theirs,), strict=True)
    return max(float(np.abs(a - b.numpy()).max()) for a, b in pairs)


def write_config(folder: Path, **values: Any) -> None:
    (folder / "config.json").write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def _fixed() -> torch.Generator:
    return torch.Generator().manual_seed(0)
