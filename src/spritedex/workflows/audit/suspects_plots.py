"""The sheet of suspects: their pictures and what is wrong. Only made on request: the pictures are the user's."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

from PIL import Image

from spritedex.data.records import Record
from spritedex.sprites.canvas import fit_square
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.sprites.layout import PAPER, zoom
from spritedex.sprites.sheets import Section, TruthRow, contact_sheet, truth_sheet
from spritedex.workflows.audit.suspects_results import Kind, LabelSuspect, PixelSuspect, Suspects

_TILE: Final = 160
_COLUMNS: Final = 6
_TITLES: Final[dict[Kind, str]] = {
    "duplicate": "The same pixels in two species",
    "near-duplicate": "Almost the same picture, other types",
    "empty": "Nearly empty",
    "cut": "Cut off at the border",
    "opaque": "No clear background",
    "size": "Far smaller or larger than is usual",
    "one color": "Almost a single color",
    "color": "A color far from all others",
    "stranger": "Unlike the other pictures of its species",
}


def draw_suspects(found: Suspects, records: Sequence[Record], top: int) -> Image.Image:
    """At most `top` label suspects in a list of given and predicted types, then as many pixel suspects of each kind,
    beside the picture that they are compared with, if any. RGB.

    Raises ValueError if there is no suspect."""
    by_key = {record.key: record for record in records}
    sheets = []
    if found.labels:
        shown = found.labels[:top]
        rows = [_truth_row(suspect, by_key) for suspect in shown]
        count = f"{len(shown)} of {len(found.labels)} species whose types are doubted"
        footer = f"{count}; {found.checked:,} pictures checked; truth is the label in the data"
        sheets.append(truth_sheet(rows, footer))
    if found.pixels:
        kinds = groupby(found.pixels, key=lambda suspect: suspect.kind)
        sheets.append(contact_sheet([_section(kind, list(some), by_key, top) for kind, some in kinds], _COLUMNS, 1))
    if not sheets:
        raise ValueError("no suspect to draw")
    return _below(sheets)


def _truth_row(suspect: LabelSuspect, by_key: Mapping[str, Record]) -> TruthRow:
    name = f"{suspect.name or suspect.key} ({suspect.suspects} of {suspect.pictures})"
    return TruthRow(_picture(by_key[suspect.key]), name, suspect.types, list(suspect.predicted.items()))


def _section(kind: Kind, suspects: Sequence[PixelSuspect], by_key: Mapping[str, Record], top: int) -> Section:
    tiles = []
    for suspect in suspects[:top]:
        tiles.append((_tile(by_key[suspect.key]), f"{suspect.name or suspect.key} {suspect.score:.2f}"))
        if suspect.other:
            other = by_key[suspect.other]
            tiles.append((_tile(other), f"like {other.name or other.key}"))
    return Section(f"{_TITLES[kind]}: {len(suspects)}", tiles)


def _picture(record: Record) -> RGBA:
    return open_picture(record.image).rgba


def _tile(record: Record) -> RGBA:
    rgba = _picture(record)
    factor = _TILE // max(rgba.shape[:2])
    return fit_square(zoom(rgba, factor) if factor > 1 else rgba, _TILE)


def _below(sheets: Sequence[Image.Image]) -> Image.Image:
    if len(sheets) == 1:
        return sheets[0]
    whole = Image.new("RGB", (max(sheet.width for sheet in sheets), sum(sheet.height for sheet in sheets)), PAPER)
    y = 0
    for sheet in sheets:
        whole.paste(sheet, (0, y))
        y += sheet.height
    return whole
