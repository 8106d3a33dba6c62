"""Calibration of an exported classifier on pictures: temperature, thresholds and the gallery of known species."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from spritedex.architectures.bundle_config import ClassifierConfig
from spritedex.bundle.gallery import Known
from spritedex.config.base import RunConfig
from spritedex.data.audit import drop_unreadable
from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Record, main_style, portraits
from spritedex.data.splits import PARTS, Part, Split
from spritedex.errors import DataError, OptionError
from spritedex.evaluation.features import labels_of
from spritedex.evaluation.folds import cross_fit, decode, fold_means
from spritedex.evaluation.predictions import Predictions, read_predictions
from spritedex.metrics.calibration import LEAST_SURE, Decoding, fit_decoding, sigmoid, sure_from
from spritedex.runtime.classifier import prepare
from spritedex.runtime.session import Session
from spritedex.sprites.codec import open_picture
from spritedex.training.export_plan import THRESHOLD
from spritedex.vocabulary import STYLES, TYPES
from spritedex.workflows.export.networks import relative_difference
from spritedex.workflows.provenance.digests import config_digest, data_digest

BATCH: Final = 32
RESAMPLES: Final = 1000
USUAL: Final = Decoding(1.0, (THRESHOLD,) * len(TYPES))


@dataclass(frozen=True)
class Calibration:
    """`sure_from` is the probability from which a first guess is sure. `how` says what it and the decoding are
    from; `metrics` are those of the out-of-fold predictions, with intervals, none where there were no predictions;
    `difference` is the relative one of torch and ONNX Runtime on `pictures` real pictures. `entries` and
    `embeddings` [N, E] are the gallery; words were learnt from `words_of` pictures."""

    decoding: Decoding
    sure_from: float
    how: str
    metrics: dict[str, float | str]
    difference: float
    pictures: int
    entries: tuple[Known, ...]
    embeddings: NDArray[np.float32]
    words_of: int = 0


def calibrate(
    folder: Path,
    network: nn.Module,
    config: RunConfig,
    normalization: tuple[Sequence[float], Sequence[float]],
    split: Split,
    pictures: Mapping[str, int],
    data: str,
    predictions: Path | None,
) -> Calibration:
    """Run the exported network in `folder` on the pictures of `data`, beside the torch one.

    The decoding is fitted on out-of-fold `predictions` of the training and validation species if given, else on the
    network's own answers to the validation pictures; where these are too few, it is `USUAL`. `pictures` are the counts
    of the run's parts. Raises OptionError or DataError if the data or the predictions are not those of the run.
    """
    bestiary = drop_unreadable(read_bestiary(data, need={"types"}, styles=STYLES), strict=False)
    try:
        split.check(bestiary.records)
    except DataError as error:
        raise OptionError("data", f"not what the run was trained on: {error}", data) from None
    shown = [record for record in bestiary.records if record.style in (config.data.styles or STYLES)]
    parts: tuple[Part, ...] = ("train", "val", "test")
    found = {part: len(split.select(shown, part)) for part in parts}
    trained = {part: pictures.get(part, 0) for part in parts}
    if found != trained:
        raise OptionError("data", f"it has {found} pictures, and the run had {trained}", data)
    train, val = (portraits(split.select(shown, part)) for part in ("train", "val"))
    session = Session(folder / "classifier.onnx", ("pixels",), ("logits", "embedding"))
    logits, embeddings, difference = [], [], 0.0
    for start in range(0, len(train) + len(val), BATCH):
        some = (train + val)[start : start + BATCH]
        pixels = np.stack(
            [prepare(open_picture(record.image).rgba, config.data.image_size, *normalization) for record in some]
        )
        outputs = session.run({"pixels": pixels})
        with torch.no_grad():
            difference = max(difference, relative_difference(outputs, network(torch.from_numpy(pixels))))
        logits.append(outputs[0])
        embeddings.append(outputs[1])
    metrics: dict[str, float | str] = {}
    if predictions is not None:
        stored, species = read_predictions(predictions), train + val
        _check(stored, config, bestiary.records, predictions)
        answers, truth = stored.logits[stored.rows([r.key for r in species])], labels_of(species)
        decoding = fit_decoding(answers, truth)
        how = f"out-of-fold predictions for {len(species)} pictures"
        metrics |= _metrics(stored, [record for record in species if record.style == main_style(species)])
        least, sure = _sure(decoding.probabilities(answers), truth)
        metrics |= sure
    elif len(val) >= LEAST_SURE:
        answers, truth = np.concatenate(logits)[len(train) :].astype(np.float64), labels_of(val)
        decoding = fit_decoding(answers, truth)
        how = f"{len(val)} validation pictures"
        least, _ = _sure(decoding.probabilities(answers), truth)
    else:
        decoding, least = USUAL, ClassifierConfig.model_fields["sure_from"].default
        how = f"the defaults ({len(val)} validation pictures are too few, {LEAST_SURE} are needed)"
    entries = tuple(
        Known(number=r.number, name=r.name or f"no. {r.number}", style=r.style, types=r.types) for r in train
    )
    rows = np.concatenate(embeddings)[: len(train)]
    return Calibration(decoding, least, how, metrics, difference, len(train) + len(val), entries, rows)


def sure_on(data: str, split: Split, predictions: Path, temperature: float) -> tuple[float, dict[str, float]]:
    """The probability from which a first guess is sure, on out-of-fold `predictions` of the training and validation
    species; and how often such guesses are right, and others. Raises DataError if the predictions are not of `data`."""
    bestiary = drop_unreadable(read_bestiary(data, need={"types"}, styles=STYLES), strict=False)
    stored = read_predictions(predictions)
    if stored.settings.get("data") != data_digest(bestiary.records):
        raise DataError(f"{predictions}: made with other data; make it again with: spritedex benchmark classifier")
    species = [record for part in PARTS[:2] for record in portraits(split.select(bestiary.records, part))]
    answers = stored.logits[stored.rows([record.key for record in species])]
    return _sure(sigmoid(answers / temperature), labels_of(species))


def _sure(probabilities: NDArray[np.float64], truth: NDArray[np.float32]) -> tuple[float, dict[str, float]]:
    best, rows = probabilities.argmax(1), np.arange(len(truth))
    chances, right = probabilities[rows, best], truth[rows, best]
    least = sure_from(chances, right)
    sure = chances >= least
    values = {"sure/share": sure.mean(), "sure/right": right[sure].mean() if sure.any() else 0.0}
    values |= {"sure/unsure_right": right[~sure].mean()} if not sure.all() else {}
    return least, {name: round(float(value), 4) for name, value in values.items()}


def _check(stored: Predictions, config: RunConfig, records: Sequence[Record], path: Path) -> None:
    """Raises DataError if the predictions are of another configuration or of other data."""
    expected = {"config": config_digest(config), "data": data_digest(records)}
    if other := [key for key, value in expected.items() if stored.settings.get(key) != value]:
        raise DataError(
            f"{path}: made with other settings ({', '.join(other)}) than this run's; make it again with: spritedex "
            "benchmark classifier"
        )
    if len(np.unique(stored.folds)) < 2:
        raise DataError(f"{path}: only one fold; thresholds are fitted across folds")


def _metrics(stored: Predictions, records: Sequence[Record]) -> dict[str, float | str]:
    """The headline metrics as means over the folds, decoded across folds, with 95 % intervals over families.

    None where there is no record."""
    if not records:
        return {}
    at = stored.rows([record.key for record in records])
    logits, folds, labels = stored.logits[at], stored.folds[at], labels_of(records)
    answer = decode("folds", logits, folds, cross_fit(logits, labels, folds))
    families = [record.family for record in records]
    row = fold_means(labels, families, folds, answer, resamples=RESAMPLES, seed=0)
    return {
        f"folds/{name}": f"{metric.value:.3f} ({metric.low:.3f}-{metric.high:.3f})"
        for name, metric in row.metrics.items()
    }
