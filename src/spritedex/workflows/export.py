"""Export a run as a bundle: ONNX that shares its weights with safetensors, configuration, model card, manifest."""

import csv
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import torch
from safetensors import SafetensorError
from torch import Tensor, nn

from spritedex.bestiary import TYPES
from spritedex.config import Cnn6Config, DecoderConfig, ReaderConfig, RunConfig
from spritedex.data.drawn import creatures
from spritedex.data.drawn_bodies import draw_creature
from spritedex.errors import TrainingError
from spritedex.models.onnx_export import save_half, save_quantised, save_sharing_weights, to_graph
from spritedex.models.reader import Mirrored
from spritedex.models.text import TextEncoder, load_text_encoder
from spritedex.runtime.bundle import Kind, Manifest, write_manifest
from spritedex.runtime.classifier import prepare
from spritedex.runtime.gallery import write_gallery
from spritedex.runtime.session import Session
from spritedex.training.recipes import cnn6_network, decoder_network, reader_network
from spritedex.training.runs import Run, RunInfo
from spritedex.workflows.calibrate import Calibration, calibrate
from spritedex.workflows.card import model_card
from spritedex.workflows.public import public_word

TOLERANCE: Final = 1e-4
LEAST_COSINE: Final = 0.99
THRESHOLD: Final = 0.5
_PROBE: Final = "a small orange lizard with a burning tail, curious eyes and the fire type"
_BATCH_TOKENS: Final = {0: "batch", 1: "tokens"}


@dataclass(frozen=True, slots=True)
class ExportResult:
    """`difference` is the largest one between torch and ONNX Runtime over all outputs; `size` is in bytes.

    `calibrated_on` says what temperature and thresholds were fitted on, `compared_on` how many real pictures both ran
    on, `known` how many pictures are in the gallery; empty or 0 where the export had no data.
    """

    bundle: str
    manifest: Manifest
    difference: float
    size: int
    calibrated_on: str = ""
    compared_on: int = 0
    known: int = 0


def export_run(
    run_folder: Path,
    out: Path,
    name: str | None = None,
    checkpoint: Literal["best", "last"] = "best",
    data: str | None = None,
    predictions: Path | None = None,
) -> ExportResult:
    """Write the bundle of a run's best or last checkpoint to the folder `out`, whole or not at all.

    With `data`, a reader is calibrated (see `calibrate`), given its gallery, and compared with torch on the pictures.
    Raises TrainingError if the run has no checkpoint, `out` is taken, or torch and ONNX Runtime disagree; DataError if
    `data` or `predictions` cannot be used.
    """
    run = Run(run_folder)
    info, config = run.info(), run.config()
    weights, epoch, seconds = run.weights(checkpoint)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise TrainingError(f"{out} already exists; remove it or choose another --out")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    except OSError as error:
        raise TrainingError(f"cannot write {out}: {error.strerror or error}; choose another --out folder") from None
    try:
        kind: Kind = "generator" if isinstance(config, DecoderConfig) else "classifier"
        difference, network = _export_network(config, info, weights, beside)
        calibration = None
        if isinstance(config, ReaderConfig) and data is not None:
            normalisation = (info.statistics["mean"], info.statistics["std"])
            calibration = calibrate(beside, network, config, normalisation, run.split(), data, predictions)
            _write_calibration(calibration, beside)
            difference = max(difference, calibration.difference)
        if not difference <= TOLERANCE:  # NaN too
            raise TrainingError(
                f"torch and ONNX Runtime differ by {difference:.1e} (at most {TOLERANCE}): not exported"
            )
        manifest = _finish(run, info, epoch, seconds, kind, name or out.name, beside, calibration)
        beside.chmod(0o755)
        beside.replace(out)
    except (OSError, SafetensorError) as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise TrainingError(f"cannot write {out}: {error}; free some space or choose another --out folder") from None
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    size = sum(path.stat().st_size for path in out.iterdir())
    result = ExportResult(str(out), manifest, difference, size)
    if calibration is None:
        return result
    return replace(
        result, calibrated_on=calibration.how, compared_on=calibration.pictures, known=len(calibration.entries)
    )


def _export_network(
    config: RunConfig, info: RunInfo, weights: Mapping[str, Tensor], folder: Path
) -> tuple[float, nn.Module]:
    """The largest difference between torch and ONNX Runtime on random input, and the torch network."""
    if isinstance(config, Cnn6Config):
        return _export_cnn6(config, info, weights, folder)
    if isinstance(config, ReaderConfig):
        return _export_reader(config, info, weights, folder)
    return _export_decoder(config, weights, folder)


def _write_calibration(calibration: Calibration, folder: Path) -> None:
    """Temperature and thresholds into `config.json`, and the gallery."""
    values = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    decoding = calibration.decoding
    _write_config(folder, **values | {"temperature": decoding.temperature, "thresholds": decoding.thresholds})
    if calibration.entries:
        write_gallery(folder, calibration.entries, calibration.embeddings)


def _finish(
    run: Run,
    info: RunInfo,
    epoch: int,
    seconds: float | None,
    kind: Kind,
    name: str,
    folder: Path,
    calibration: Calibration | None,
) -> Manifest:
    """Add the split and the model card, then the manifest."""
    (folder / "split.json").write_text(run.split().to_json(), encoding="utf-8")
    figures: dict[str, float | str] = {**validation_figures(run, epoch)}
    trained_on: dict[str, Any] = {
        "source": info.source,
        "pictures": info.pictures,
        "image_size": run.config().data.image_size,
        "seed": info.seed,
        "split": info.split,
        "precision": info.precision,
        "epochs": epoch + 1,
        "versions": info.versions,
    }
    if info.machine and seconds is not None:
        trained_on |= {"machine": info.machine, "minutes": round(seconds / 60, 1)}
    if calibration:
        trained_on["calibrated_on"] = calibration.how
        figures.update(calibration.figures)
    config = json.loads((folder / "config.json").read_text())
    (folder / "README.md").write_text(model_card(name, kind, config, trained_on, figures), encoding="utf-8")
    return write_manifest(
        folder,
        kind=kind,
        name=name,
        architecture=info.architecture,
        trained_on=trained_on,
        figures=figures,
        license="MIT" if info.architecture == "cnn6" else "MIT AND Apache-2.0",
    )


def validation_figures(run: Run, epoch: int) -> dict[str, float]:
    """The validation figures of an epoch, from `metrics.csv`; empty where nothing was validated."""
    path = run.folder / "metrics.csv"
    rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else []
    row: dict[str, str] = next((row for row in rows if float(row["epoch"]) == epoch), {})
    return {key: round(float(value), 4) for key, value in row.items() if key.startswith("val/") and value}


def _export_cnn6(
    config: Cnn6Config, info: RunInfo, weights: Mapping[str, Tensor], folder: Path
) -> tuple[float, nn.Module]:
    network = _half_exact(cnn6_network(config), weights)
    size = config.data.image_size
    inputs = {"pixels": torch.randn(2, 3, size, size, generator=_fixed())}
    graph = to_graph(network, inputs, ["logits"], {"pixels": {0: "batch"}})
    _write_config(
        folder,
        architecture="cnn6",
        types=TYPES,
        image_size=size,
        mean=info.statistics["mean"],
        std=info.statistics["std"],
        thresholds=[THRESHOLD] * len(TYPES),
        temperature=1.0,
        model=config.model.model_dump(mode="json"),
    )
    return _save_and_compare(network, graph, inputs, ["logits"], folder, "classifier.onnx"), network


def _export_reader(
    config: ReaderConfig, info: RunInfo, weights: Mapping[str, Tensor], folder: Path
) -> tuple[float, nn.Module]:
    shipped = {key: value for key, value in weights.items() if not key.startswith("sides.")}
    network: nn.Module = _half_exact(reader_network(config, {}, pretrained=False), shipped)
    asked = Mirrored(network).eval() if config.model.mirrored else network
    size = config.data.image_size
    inputs = {"pixels": _drawn_pixels(size, info.statistics["mean"], info.statistics["std"])}
    graph = to_graph(asked, inputs, ["logits", "embedding"], {"pixels": {0: "batch"}})
    _write_config(
        folder,
        architecture="reader",
        types=TYPES,
        image_size=size,
        mean=info.statistics["mean"],
        std=info.statistics["std"],
        thresholds=[THRESHOLD] * len(TYPES),
        temperature=1.0,
        embedding=config.model.embedding,
        model=config.model.model_dump(mode="json") | {"backbone": public_word(config.model.backbone)},
    )
    return _save_and_compare(asked, graph, inputs, ["logits", "embedding"], folder, "classifier.onnx"), asked


def _drawn_pixels(size: int, mean: Sequence[float], std: Sequence[float]) -> Tensor:
    """Eight creatures of our own drawing as the network sees them: noise would not look like any creature."""
    drawn = [draw_creature(creature.look, size) for creature in creatures(8, seed=0)]
    return torch.from_numpy(np.stack([prepare(rgba, size, mean, std) for rgba in drawn]))


def _export_decoder(config: DecoderConfig, weights: Mapping[str, Tensor], folder: Path) -> tuple[float, nn.Module]:
    encoder = load_text_encoder(config.model.text_encoder.model_name)
    _export_text_encoder(encoder, folder)
    network = _half_exact(decoder_network(config, encoder.width), weights)
    noise_dim = config.model.decoder.noise_dim
    inputs = {
        "states": torch.randn(2, 9, encoder.width, generator=_fixed()),
        "mask": torch.tensor([[1] * 9, [1] * 5 + [0] * 4]),
        "noise": torch.randn(2, noise_dim, generator=_fixed()),
    }
    dynamic = {"states": _BATCH_TOKENS, "mask": _BATCH_TOKENS, "noise": {0: "batch"}}
    graph = to_graph(network, inputs, ["sprite", "attention"], dynamic)
    text = config.model.text_encoder.model_dump(mode="json")
    _write_config(
        folder,
        architecture="decoder",
        image_size=config.data.image_size,
        noise_dim=noise_dim,
        max_tokens=config.model.text_encoder.max_tokens,
        model=config.model.model_dump(mode="json") | {"text_encoder": text | {"model_name": public_word(encoder.name)}},
    )
    return _save_and_compare(network, graph, inputs, ["sprite", "attention"], folder, "generator.onnx"), network


def _export_text_encoder(encoder: TextEncoder, folder: Path) -> None:
    example = torch.tensor([[101, 1037, 2235, 102], [101, 2543, 3899, 102]])
    inputs = {"input_ids": example, "attention_mask": torch.ones_like(example)}
    graph = to_graph(encoder, inputs, ["states"], dict.fromkeys(inputs, _BATCH_TOKENS))
    save_quantised(graph, folder / "text_encoder.onnx")
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


def _write_config(folder: Path, **values: Any) -> None:
    (folder / "config.json").write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def _fixed() -> torch.Generator:
    return torch.Generator().manual_seed(0)
