"""What a classifier gained over another, in the same pictures: python -m benchmarks.gain OLD.csv NEW.csv --data DIR

Both files are out-of-fold predictions of `spritedex benchmark classifier`, with the same folds; those of an earlier
release are in the history: git show TAG:docs/benchmarks/folds/reader.csv > old.csv. Every style is decoded by the
artworks of the other folds. Metrics are means of folds; the interval of a gain is over resamples of families.
"""

from pathlib import Path
from typing import Annotated, Final

import numpy as np
import typer
from numpy.typing import NDArray

from spritedex.data.audit import drop_unreadable
from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Record, portraits
from spritedex.evaluation.features import labels_of
from spritedex.evaluation.folds import cross_fit, decode, headlines
from spritedex.evaluation.predictions import Predictions, read_predictions
from spritedex.evaluation.scorecard import Output
from spritedex.metrics.bootstrap import basic_interval, family_resamples
from spritedex.metrics.multilabel import Matrix
from spritedex.vocabulary import STYLES

RESAMPLES: Final = 1000
METRICS: Final = ("first guess in set", "mAP", "micro F1")


def main(old: Path, new: Path, data: Annotated[str, typer.Option(envvar="SPRITEDEX_DATA")]) -> None:
    """Print a table."""
    records = portraits(drop_unreadable(read_bestiary(data, need={"types"}, styles=STYLES), strict=False).records)
    predictions = [read_predictions(old), read_predictions(new)]
    print("| style | pictures | metric | old | new | gain |\n| --- | --- | --- | --- | --- | --- |")
    fitted = [record for record in records if record.style == STYLES[0]]
    for style in STYLES:
        shown = [record for record in records if record.style == style]
        folds, labels = _folds(predictions[0], shown), labels_of(shown)
        outputs = [_output(each, fitted, shown) for each in predictions]
        values = [
            np.mean([headlines(labels, out, np.flatnonzero(folds == fold)) for fold in np.unique(folds)], 0)
            for out in outputs
        ]
        gain, (low, high) = values[1] - values[0], _interval(labels, outputs, shown, folds)
        for index, metric in enumerate(METRICS):
            numbers = f"{values[0][index]:.3f} | {values[1][index]:.3f} | {gain[index]:+.3f}"
            print(f"| {style} | {len(shown)} | {metric} | {numbers} ({low[index]:+.3f} to {high[index]:+.3f}) |")


def _folds(predictions: Predictions, records: list[Record]) -> NDArray[np.intp]:
    of = dict(zip(predictions.keys, predictions.folds, strict=True))
    return np.array([of[record.key] for record in records])


def _output(predictions: Predictions, fitted: list[Record], shown: list[Record]) -> Output:
    of = dict(zip(predictions.keys, predictions.logits, strict=True))
    first, logits = (np.stack([of[record.key] for record in records]) for records in (fitted, shown))
    decodings = cross_fit(first, labels_of(fitted), _folds(predictions, fitted))
    return decode("", logits, _folds(predictions, shown), decodings)


def _interval(
    labels: Matrix, outputs: list[Output], shown: list[Record], folds: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    families = np.array([record.family for record in shown])
    values, samples = [], []
    for fold in np.unique(folds):
        rows = np.flatnonzero(folds == fold)

        def gain(index: NDArray[np.intp], rows: NDArray[np.intp] = rows) -> NDArray[np.float64]:
            old, new = (headlines(labels, output, rows[index]) for output in outputs)
            return new - old

        values.append(gain(np.arange(len(rows))))
        samples.append(family_resamples(gain, families[rows], resamples=RESAMPLES, seed=int(fold)))
    return basic_interval(np.mean(values, 0), np.mean(samples, 0))


if __name__ == "__main__":
    typer.run(main)
