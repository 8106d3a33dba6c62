"""The split of a bundle or a file, and what training used of it."""

from pathlib import Path
from typing import Final

from spritedex.bundle.format import Bundle
from spritedex.data.records import Record
from spritedex.data.splits import Split
from spritedex.errors import DataError, SpritedexError, unread

SPLIT_FILE: Final = "split.json"


def bundle_split(bundle: Bundle) -> Split | None:
    """The split that a bundle was trained with, None if it has none. Raises DataError if it cannot be read."""
    stored = bundle.path / SPLIT_FILE
    return read_split(stored, f"{bundle.manifest.name}/{SPLIT_FILE}") if stored.is_file() else None


def read_split(path: Path, where: str) -> Split:
    """The split in a file, which messages call `where`. Raises DataError if it cannot be read or is not a split."""
    try:
        return Split.from_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise unread(where, error, "make a split with: spritedex data split") from None
    except SpritedexError as error:
        raise DataError(f"{where}: {error}") from None


def was_used(split: Split, record: Record) -> bool:
    """Whether training used the record: whether it is in the train or val part of the model's own split."""
    try:
        return split.part_of(record) != "test"
    except DataError:
        return False
