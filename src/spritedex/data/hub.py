"""Hugging Face data sets, by name or saved to disk -> records. `folder` turns their rows into records."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

from spritedex.data.collect import Collector
from spritedex.data.folder import Rows
from spritedex.data.records import Bestiary
from spritedex.data.tables import Row
from spritedex.errors import DataError, MissingExtraError

_SAVED: Final = ("dataset_dict.json", "state.json", "dataset_info.json")
_PATIENCE_S: Final = 10
_NAME = re.compile(r"[\w.-]+/[\w.-]+")


def is_saved(folder: Path) -> bool:
    """Whether `datasets` saved this folder to disk."""
    return any((folder / name).is_file() for name in _SAVED)


def is_hub_name(source: str) -> bool:
    """Whether the text has the form of a data set's name, owner/name.

    >>> is_hub_name("pranavs28/pokemon_types"), is_hub_name("./data")
    (True, False)
    """
    return bool(_NAME.fullmatch(source)) and not source.startswith(".")


def read_hub(source: str, collector: Collector, strict: bool) -> Bestiary:
    """All splits of a data set, one after the other; pictures stay encoded bytes.

    Raises MissingExtraError without the package `datasets`; DataError if the data set cannot be loaded, has no
    picture column, or has no usable record."""
    try:
        import datasets
    except ImportError:
        raise MissingExtraError(f"The data set {source}", "hub") from None
    splits = _load(source, datasets)
    first = next(iter(splits.values()))
    column = next((name for name, kind in first.features.items() if isinstance(kind, datasets.Image)), None)
    if column is None:
        raise DataError(f"{source}: no picture column; its columns are {', '.join(first.features)}")
    rows = Rows(collector, frozenset(name.lower() for name in first.features if name != column))
    for split, part in splits.items():
        for index, cells in enumerate(_rows(part, column, datasets)):
            key = f"{split}/{index:05}"
            image = cells.pop(column) or {}
            if (data := image.get("bytes")) is None and image.get("path") is None:
                collector.skip(key, "no picture; remove the row")
            else:
                rows.add(Row(key, cells), key, data if data is not None else Path(image["path"]))
    return collector.bestiary(strict, rows.families_known)


def _load(source: str, datasets: Any) -> dict[str, Any]:
    datasets.disable_progress_bars()
    saved = Path(source).expanduser().is_dir()
    unreachable = "" if saved else _unreachable(source)
    try:
        with _offline(datasets) if unreachable else nullcontext():
            loaded = datasets.load_from_disk(source) if saved else datasets.load_dataset(source)
    except Exception as error:
        what = unreachable or str(error).partition("\n")[0] or type(error).__name__
        if saved:
            raise DataError(f"{source}: cannot be loaded ({what}); save it again with save_to_disk") from None
        raise DataError(
            f"{source}: no such folder, and the Hugging Face Hub does not have it ({what}). "
            "Offline, give a folder: a data set saved with save_to_disk, or pictures with metadata.csv"
        ) from None
    return dict(loaded) if isinstance(loaded, dict) else {"all": loaded}


def _unreachable(name: str) -> str:
    """Why the Hub cannot provide the data set, or an empty string. Asks once, without retries."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import RepositoryNotFoundError

    try:
        HfApi().dataset_info(name, timeout=_PATIENCE_S)
    except RepositoryNotFoundError:
        return "no such data set, or a private one"
    except Exception as error:  # any failure here: the cache is tried next
        return f"cannot be reached: {str(error).partition(chr(10))[0] or type(error).__name__}"
    return ""


@contextmanager
def _offline(datasets: Any) -> Iterator[None]:
    """Let `datasets` use only its cache, without messages."""
    from huggingface_hub import constants

    before = datasets.config.HF_HUB_OFFLINE, constants.HF_HUB_OFFLINE, datasets.logging.get_verbosity()
    datasets.config.HF_HUB_OFFLINE = constants.HF_HUB_OFFLINE = True
    datasets.logging.set_verbosity_error()
    try:
        yield
    finally:
        datasets.config.HF_HUB_OFFLINE, constants.HF_HUB_OFFLINE = before[:2]
        datasets.logging.set_verbosity(before[2])


def _rows(part: Any, column: str, datasets: Any) -> Iterator[dict[str, Any]]:
    """The rows with lower-case columns, class labels by name, the picture as {"bytes", "path"}."""
    labels = {name: kind for name, kind in part.features.items() if isinstance(kind, datasets.ClassLabel)}
    for cells in part.cast_column(column, datasets.Image(decode=False)):
        for name, kind in labels.items():
            if cells[name] is not None and cells[name] >= 0:
                cells[name] = kind.int2str(cells[name])
        yield {name if name == column else name.lower(): value for name, value in cells.items()}
