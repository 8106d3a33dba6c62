"""Export a run as a bundle: ONNX that shares its weights with safetensors, configuration, model card, manifest."""

import csv
import json
import math
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from safetensors import SafetensorError

from spritedex.architectures.catalogue import ARCHITECTURES, architecture_of
from spritedex.bundle.format import CONFIG, Manifest
from spritedex.bundle.gallery import write_gallery
from spritedex.bundle.locate import PACKAGED
from spritedex.bundle.verify import load_bundle
from spritedex.bundle.word_heads import write_word_heads
from spritedex.bundle.write import write_manifest
from spritedex.data.credits import CREDITS
from spritedex.errors import BundleError, OptionError, TrainingError
from spritedex.runtime.probe import probe
from spritedex.runtime.session import Session
from spritedex.training.runs import Run, RunInfo, Trained, open_run
from spritedex.workflows.export.calibrate import Calibration, calibrate
from spritedex.workflows.export.card import model_card
from spritedex.workflows.export.networks import can_share_text_encoder, export_network, write_config
from spritedex.workflows.export.places import check_places
from spritedex.workflows.export.words import session_embedder, teach_words
from spritedex.workflows.partial import partial_folder

TOLERANCE: Final = 1e-4

_LONGEST_METRICS: Final = 64 * 2**20
_LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True)
class ExportResult:
    """`difference` is the largest `relative_difference` of torch and ONNX Runtime; `size` is in bytes.

    `calibrated_on` says what temperature and thresholds are from, `compared_on` how many real pictures both ran
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
    license: str = "",
    description: str = "",
) -> ExportResult:
    """Write the bundle of a run's best or last checkpoint to the folder `out`, whole or not at all.

    `license` is that of the weights, if it is not the one that follows from what they began as; `description` stands in
    the model card. The bundle needs no other file. Only where `out` lies in the package itself, it shares the packaged
    text encoder. With `data`, a classifier that has a gallery is calibrated (see `calibrate`) and compared with torch
    on the pictures. Raises OptionError if `out` is not empty, TrainingError if the run has no checkpoint, or torch and
    ONNX Runtime disagree, OptionError or DataError if `data` or `predictions` cannot be used.
    """
    check_places(run_folder, out)
    run = open_run(run_folder)
    info, config = run.info(), run.config()
    architecture = architecture_of(config)
    if predictions is not None and not architecture.has_gallery:
        able = " or ".join(name for name, each in ARCHITECTURES.items() if each.has_gallery)
        raise OptionError("predictions", f"only a {able} is calibrated, and {run_folder} is a {architecture.name}")
    if predictions is not None and data is None:
        raise OptionError("predictions", "give {data} too: the data that the predictions are of")
    trained, split = run.trained(checkpoint), run.split()
    validated = validation_metrics(run, trained.epoch)
    shared = out.resolve().parent == PACKAGED and can_share_text_encoder(config)
    try:
        with partial_folder(out) as beside:
            difference, network = export_network(
                config, info.statistics, trained.weights, run.stage, beside, not shared
            )
            calibration = None
            if architecture.has_gallery and data is not None:
                normalization = (info.statistics["mean"], info.statistics["std"])
                calibration = calibrate(beside, network, config, normalization, split, info.pictures, data, predictions)
                _write_calibration(calibration, beside)
                session = Session(beside / "classifier.onnx", ("pixels",), ("logits", "embedding"))
                taught = teach_words(data, split, session_embedder(session, config.data.image_size, *normalization))
                if taught:
                    write_word_heads(beside, taught.heads)
                    metrics = {**calibration.metrics, **taught.metrics}
                    calibration = replace(calibration, metrics=metrics, words_of=taught.pictures)
                difference = max(difference, calibration.difference)
            if not difference <= TOLERANCE:  # NaN too
                raise TrainingError(
                    f"torch and ONNX Runtime differ by {difference:.1e} of the largest answer (at most {TOLERANCE}): "
                    "not exported; export the last checkpoint, or train again with a lower training.learning_rate"
                )
            (beside / "split.json").write_text(split.to_json(), encoding="utf-8")
            said = name or out.name, license, description
            manifest = _finish(run, info, trained, validated, said, beside, calibration, shared)
            _check_bundle(beside)
            beside.chmod(0o755)
            beside.replace(out)
    except (OSError, SafetensorError) as error:
        raise TrainingError(f"cannot write {out}: {error}; free some space or choose another folder") from None
    size = sum(path.stat().st_size for path in out.iterdir())
    result = ExportResult(str(out), manifest, difference, size)
    if calibration is None:
        return result
    return replace(
        result, calibrated_on=calibration.how, compared_on=calibration.pictures, known=len(calibration.entries)
    )


def _write_calibration(calibration: Calibration, folder: Path) -> None:
    """Temperature and thresholds into `config.json`, and the gallery."""
    values = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    decoding = calibration.decoding
    fitted = {
        "temperature": decoding.temperature,
        "thresholds": decoding.thresholds,
        "sure_from": calibration.sure_from,
    }
    write_config(folder, values | fitted)
    write_gallery(folder, calibration.entries, calibration.embeddings)


def _finish(
    run: Run,
    info: RunInfo,
    trained: Trained,
    validated: Mapping[str, float],
    said: tuple[str, str, str],
    folder: Path,
    calibration: Calibration | None,
    shared: bool,
) -> Manifest:
    """Add the model card, then the manifest; `said` are name, license and description."""
    name, license, description = said
    for file in ARCHITECTURES[info.architecture].run_files:
        shutil.copyfile(run.folder / file, folder / file)
    if (run.folder / CREDITS).is_file():
        shutil.copyfile(run.folder / CREDITS, folder / CREDITS)
    metrics: dict[str, float | str] = {**validated}
    trained_on: dict[str, Any] = {
        "source": info.source,
        "pictures": info.pictures,
        "image_size": run.config().data.image_size,
        "seed": info.seed,
        "split": info.split,
        "precision": info.precision,
        "epochs": trained.epoch + 1 + int(info.before.get("epochs", 0)),
        "versions": info.versions,
    }
    if info.parent:
        trained_on |= {"parent": info.parent, "own_epochs": trained.epoch + 1}
    if info.licenses:
        trained_on["licenses"] = info.licenses
    if trained.sprites is not None:
        trained_on["sprites"] = info.sprites | {run.stage: trained.sprites}
    if info.machine and trained.seconds is not None:
        minutes = trained.seconds / 60 + info.before.get("minutes", 0)
        trained_on |= {"machine": info.machine, "minutes": round(minutes, 1)}
    if calibration:
        trained_on["calibrated_on"] = calibration.how
        if calibration.words_of:
            trained_on["words_of"] = calibration.words_of
        metrics.update(calibration.metrics)
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    (folder / "README.md").write_text(
        model_card(name, config, trained_on, metrics, calibration is not None, license, description), encoding="utf-8"
    )
    architecture = ARCHITECTURES[info.architecture]
    return write_manifest(
        folder,
        kind=architecture.kind,
        name=name,
        architecture=architecture.name,
        trained_on=trained_on,
        metrics=metrics,
        license=license or architecture.origin(config["model"]).license,
        shared=shared,
    )


def _check_bundle(folder: Path) -> None:
    """Load the bundle as anybody will, and read a picture or draw a sprite with it. Raises TrainingError."""
    try:
        probe(load_bundle(folder))
    except BundleError as error:
        reason = str(error).removeprefix(f"bundle {folder}: ")
        raise TrainingError(f"the exported bundle cannot be used: {reason}; nothing was written") from None


def validation_metrics(run: Run, epoch: int) -> dict[str, float]:
    """The validation metrics of an epoch, from `metrics.csv`; empty where nothing was validated.

    Raises TrainingError if the file is no table of metrics.
    """
    path = run.place / "metrics.csv"
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file.read(_LONGEST_METRICS).splitlines())
            row: dict[str, str] = next((row for row in rows if float(row["epoch"]) == epoch), {})
        metrics = {key: float(value) for key, value in row.items() if str(key).startswith("val/") and value}
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        reason = f"{type(error).__name__}: {error}"[:_LONGEST_REASON]
        raise TrainingError(f"{path}: not a table of metrics ({reason}); remove it, or train again") from None
    return {key: round(value, 4) for key, value in metrics.items() if math.isfinite(value)}
