"""A sprite grown into the last stage of its evolution line, for a painter to begin at. Knows no model."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.sentence import Lexicon
from spritedex.sketches.parts import parts_of, with_part
from spritedex.sprites.codec import RGBA
from spritedex.sprites.eyes import find_eyes
from spritedex.sprites.sketch import SIZE, Anchor, Sketch

_GROWTH: Final = 1.15
_ROOM: Final = 50
_FLOOR: Final = SIZE - 2
_OPAQUE: Final = 128
_LAST_STAGE: Final = 3


def grow(picture: RGBA, sentence: str, seed: int) -> tuple[RGBA, NDArray[np.bool_]]:
    """A sprite made larger, with parts such as horns; the sentence says what it is, and the seed chooses among parts.

    uint8 [64, 64, 4] to the same, and bool [64, 64], where it may be redrawn: all but its eyes. One of which nothing is
    opaque is given back. Where its head, back and tail are is guessed from its outline.
    """
    if not (picture[..., 3] >= _OPAQUE).any():
        return picture, np.ones((SIZE, SIZE), np.bool_)
    body = _larger(picture)
    behind = before = Sketch((), _guessed_anchors(body[..., 3] >= _OPAQUE))
    for part in parts_of("", sentence, Lexicon(frozenset()), _LAST_STAGE, seed):
        if part.place.get("anchor") not in behind.anchors:
            continue
        if part.place["behind"]:
            behind = with_part(behind, part)
        else:
            before = with_part(before, part)
    grown = Image.fromarray(behind.render({})[0])
    grown.alpha_composite(Image.fromarray(body))
    grown.alpha_composite(Image.fromarray(before.render({})[0]))
    return np.asarray(grown), ~find_eyes(body)


def _larger(picture: RGBA) -> RGBA:
    """In the middle of the canvas on its floor, larger by `_GROWTH` or as there is room."""
    rows, columns = (np.flatnonzero((picture[..., 3] >= _OPAQUE).any(axis)) for axis in (1, 0))
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    wide, high = box[2] - box[0], box[3] - box[1]
    scale = min(_GROWTH, _ROOM / max(wide, high))
    wide, high = max(1, round(scale * wide)), max(1, round(scale * high))
    body = Image.fromarray(picture).convert("RGBa").resize((wide, high), Image.Resampling.BICUBIC, box)
    canvas = Image.new("RGBA", (SIZE, SIZE))
    canvas.paste(body.convert("RGBA"), ((SIZE - wide) // 2, _FLOOR - high))
    return np.asarray(canvas)


def _guessed_anchors(outline: NDArray[np.bool_]) -> dict[str, Anchor]:
    """The top of the head where the outline is highest, the back in its middle, the tail at the far lower end."""
    y, x = np.nonzero(outline)
    top, low, high = int(y.min()), int(x.min()), int(x.max())
    tall = int(y.max()) - top + 1
    head = float(x[y < top + max(2, tall // 6)].mean())
    tail = low if head > (low + high) / 2 else high
    tail_y = float(y[abs(x - tail) <= 2].mean())
    return {
        "head": Anchor(head, top + tall / 20, tall / 6),
        "back": Anchor(float(x.mean()), float(y.mean()) - tall / 8, tall / 4.5),
        "tail": Anchor(float(tail), tail_y, tall / 9),
    }
