"""Sentences that do not fit a sprite, for the discriminator. Know no network and no picture."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from spritedex.class_ids import ASKED, FIELDS
from spritedex.vocabulary import COLORS

_COLOR: Final = re.compile(rf"\b(?:{'|'.join((*COLORS, 'gray'))})\b")
_NAMES: Final = tuple(FIELDS)
_COLOR_PLACE: Final = _NAMES.index("color")
_ASKED: Final = [_NAMES.index(field) for field in ASKED]
_DRAWN: Final = [int(field not in (*ASKED, "recolored")) for field in FIELDS]


@dataclass(frozen=True, slots=True)
class WrongSentences:
    """One for each row of a batch. `rows` int64 [B] says whose attributes come with it, `colors` int64 [B] which color
    stands in for theirs, 0 for none."""

    captions: list[str]
    subjects: list[str]
    rows: NDArray[np.int64]
    colors: NDArray[np.int64]


def swap_color(caption: str, color: str) -> str:
    """The caption with its first color word, wherever it stands, replaced; empty if it has none, or has `color`.

    >>> swap_color("a red fox with a red tail", "blue")
    'a blue fox with a blue tail'
    """
    found = _COLOR.search(caption)
    if found is None or found[0] == color:
        return ""
    return re.sub(rf"\b{found[0]}\b", color, caption)


def wrong_sentences(captions: Sequence[str], subjects: Sequence[str], rng: np.random.Generator) -> WrongSentences:
    """For every second row, where it names a color, the same sentence in another color; else that of another row.

    Needs at least two rows.
    """
    count = len(captions)
    colors = rng.integers(len(COLORS), size=count)
    rows = (np.arange(count) + 1 + rng.integers(count - 1, size=count)) % count
    swapped = [swap_color(captions[row], COLORS[colors[row]]) if row % 2 else "" for row in range(count)]
    rows = np.where([bool(text) for text in swapped], np.arange(count), rows)
    return WrongSentences(
        [text or captions[row] for text, row in zip(swapped, rows, strict=True)],
        [subjects[row] for row in rows],
        rows,
        np.where([bool(text) for text in swapped], 1 + colors, 0),
    )


def wrong_class_ids(class_ids: Tensor, wrong: WrongSentences) -> Tensor:
    """Class ids int64 [B, F] of the wrong sentences; how each sprite is drawn and known stays."""
    rows, colors = (
        torch.from_numpy(array).to(class_ids.device, non_blocking=True) for array in (wrong.rows, wrong.colors)
    )
    changed = class_ids.clone()
    changed[:, _ASKED] = class_ids[rows][:, _ASKED]
    own = changed[:, _COLOR_PLACE]
    changed[:, _COLOR_PLACE] = torch.where((colors > 0) & (own > 0), colors, own)
    return changed


def without_request(class_ids: Tensor) -> Tensor:
    """Class ids int64 [B, F] that ask for nothing; how the sprite is drawn stays."""
    return class_ids * torch.tensor(_DRAWN, device=class_ids.device)
