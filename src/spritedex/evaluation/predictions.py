"""Out-of-fold predictions: logits for creatures that the model was not trained on, as a CSV file. Knows no model.

The first line is a comment with the settings of the predictions, as JSON, so that predictions of other settings are
never used by mistake.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spritedex.errors import DataError, unread
from spritedex.sprites.codec import write_whole
from spritedex.vocabulary import TYPES

_COLUMNS = ("key", "fold", *TYPES)


@dataclass(frozen=True)
class Predictions:
    """`logits` float64 [N, 18] of the pictures `keys` (`Record.key`).

    `folds` [N] has the fold of each picture; its model was trained without the picture's family. `settings` are those
    of model, configuration, data and folds.
    """

    settings: dict[str, Any]
    keys: tuple[str, ...]
    folds: NDArray[np.intp]
    logits: NDArray[np.float64]

    def rows(self, keys: Sequence[str]) -> NDArray[np.intp]:
        """The row of each picture of `keys`. Raises DataError that names the first picture without a prediction."""
        at = {key: row for row, key in enumerate(self.keys)}
        missing = [key for key in keys if key not in at]
        if missing:
            raise DataError(
                f"no prediction for {missing[0]} and {len(missing) - 1} more; make them again with: "
                "spritedex benchmark classifier"
            )
        return np.array([at[key] for key in keys], np.intp)


def write_predictions(predictions: Predictions, path: Path) -> None:
    """Write the file whole; logits with three decimals. Raises OSError if it cannot be written."""
    text = io.StringIO()
    text.write(f"# {json.dumps(predictions.settings, ensure_ascii=False, sort_keys=True)}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for key, fold, row in zip(predictions.keys, predictions.folds, predictions.logits, strict=True):
        writer.writerow((key, int(fold), *(f"{value:.3f}" for value in row)))
    write_whole(path, text.getvalue().encode())


def read_predictions(path: Path) -> Predictions:
    """Read what `write_predictions` wrote. Raises DataError if the file is missing or damaged."""
    try:
        first, _, rest = path.read_text(encoding="utf-8").partition("\n")
        settings: Mapping[str, Any] = json.loads(first.removeprefix("# "))
        header, *rows = csv.reader(io.StringIO(rest))
        if tuple(header) != _COLUMNS or not rows:
            raise ValueError("other columns")
        logits = np.array([[float(value) for value in row[2:]] for row in rows])
        if logits.shape != (len(rows), len(TYPES)) or not np.isfinite(logits).all():
            raise ValueError("an incomplete row")
        folds = np.array([int(row[1]) for row in rows], np.intp)
    except OSError as error:
        raise unread(path, error, "make it with: spritedex benchmark classifier") from None
    except (ValueError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise DataError(
            f"{path}: not a file of predictions ({error}); make it with: spritedex benchmark classifier"
        ) from None
    return Predictions(dict(settings), tuple(row[0] for row in rows), folds, logits)
