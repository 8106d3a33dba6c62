"""Reads any data source: finds out what kind it is and calls the right loader."""

import os
from collections.abc import Collection
from pathlib import Path
from typing import Final

from spritedex.data.collect import Collector, NoStyleError
from spritedex.data.folder import find_metadata, read_folder
from spritedex.data.hub import is_hub_name, is_saved, read_hub
from spritedex.data.pack import is_pack, read_bestiary_of
from spritedex.data.pokedex import find_layout, read_pokedex
from spritedex.data.records import Bestiary, Field
from spritedex.errors import DataError, missing, unread
from spritedex.vocabulary import STYLES, Style

_ARTWORK: Final[tuple[Style, ...]] = ("artwork",)


def read_bestiary(
    source: str | Path,
    *,
    need: Collection[Field] = (),
    styles: Collection[Style] | None = None,
    strict: bool = False,
    csv_path: Path | None = None,
    image_dir: Path | None = None,
) -> Bestiary:
    """The records of a data source of any kind.

    `source` is a pack; a folder with `pokedex/`, `facts/` and `sprites/`; a folder with `pokemon.csv` and
    `small_images/`; a folder of pictures with `metadata.csv` or `metadata.jsonl`; a Hugging Face data set saved to
    disk; or the name of one, owner/name. `csv_path` and `image_dir` are the places of `pokemon.csv` and its
    pictures, if elsewhere. `styles` None is artwork, or all that there is where there is no artwork.
    Every record has the fields in `need`; a row without one, with a broken picture or with an unknown type is skipped
    and listed in `problems`.

    Raises DataError if the source cannot be read, has no usable record, or if `strict` and anything was skipped;
    MissingExtraError if it is a Hugging Face data set and the package `datasets` is missing.
    """

    def read(wanted: Collection[Style]) -> Bestiary:
        collector = Collector(str(source), frozenset(need), frozenset(wanted))
        return _read(str(source), collector, strict, csv_path, image_dir)

    try:
        if styles is not None:
            return read(styles)
        try:
            return read(_ARTWORK)
        except NoStyleError:
            return read(STYLES)
    except OSError as error:
        place = error.filename or source
        raise unread(place, error, "check the path and permissions") from None


def _read(source: str, collector: Collector, strict: bool, csv_path: Path | None, image_dir: Path | None) -> Bestiary:
    path = Path(os.path.expanduser(source))  # noqa: PTH111 (keeps the ~ of an unknown user)
    layout = None
    if is_pack(path):
        return read_bestiary_of(path, collector.need, collector.styles, strict)
    if path.exists() or csv_path or image_dir:
        layout = find_layout(path, csv_path, image_dir)
    if layout:
        return read_pokedex(layout, collector, strict)
    if path.is_dir():
        if metadata := find_metadata(path):
            return read_folder(metadata, collector, strict)
        if is_saved(path):
            return read_hub(str(path), collector, strict)
        raise DataError(
            f"{source}: no pokemon.csv, metadata.csv or metadata.jsonl in this folder; "
            "write a metadata.csv with the columns file_name, name, types, text, family"
        )
    if is_hub_name(source):
        return read_hub(source, collector, strict)
    cure = "give a folder, or the name of a Hugging Face data set as owner/name"
    raise missing(DataError(f"{source}: no such folder; {cure}"))
