"""A sprite grown into the last stage of its evolution line, for a painter to begin at. Knows no model."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.sentence import Lexicon, subject_of, words_of
from spritedex.sketches.giving import with_part
from spritedex.sketches.parts import Part, parts_of
from spritedex.sketches.shapes.shades import paint_of
from spritedex.sketches.tables import sketches_of_nouns
from spritedex.sketches.words.grown import grown_parts
from spritedex.sketches.words.named import has_part, index
from spritedex.sprites.codec import RGBA
from spritedex.sprites.ink import ink
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.palette import quantize
from spritedex.sprites.relief import relief_of
from spritedex.sprites.sketch import SIZE, Anchor, Color, Sketch

_GROWTH: Final = 1.4
_MARGIN: Final = 1
_ROOM: Final = 50
_FLOOR: Final = SIZE - 2
_OPAQUE: Final = 128
_LAST_STAGE: Final = 3
_ANYHOW: Final = ("wings", "spikes")
"""What grows where nothing else has a place: the first that a creature does not have."""
_HIDDEN: Final = "fish-fin"
"""What most pictures hide, for its place is behind the head."""
_PLAIN: Final = frozenset({"horn", "horns"})
"""What a sketch has in a color of its own, and a picture in one of its body."""
_UPPER: Final = 0.6  # of a marked head, what is worn on it
_LEAST: Final = 12  # pixels, for that to be seen
_LINE: Final = 0.3  # in OKLab, the lightness below which a color is of lines


def grow(picture: RGBA, sentence: str, seed: int, own: bool = False) -> tuple[RGBA, NDArray[np.bool_]]:
    """A sprite made larger, with parts such as horns in its own colors; the sentence says what it is, and the seed
    chooses among parts. With `own`, the picture shows all that the sentence names, and none of it is added.

    uint8 [64, 64, 4] to the same, and bool [64, 64], where it may be redrawn: its new parts. One of which nothing is
    opaque is given back. Where its head, back and tail are is guessed from its outline.
    """
    if not (picture[..., 3] >= _OPAQUE).any():
        return picture, np.ones((SIZE, SIZE), np.bool_)
    body = _larger(picture)
    colors = colors_of(body)
    behind = before = Sketch((), _guessed_anchors(body[..., 3] >= _OPAQUE))
    for part in _parts(sentence, seed, own, behind):
        color = colors["light"] if part.name in _PLAIN else None
        if part.place["behind"]:
            behind = with_part(behind, part, color)
        else:
            before = with_part(before, part, color)
    grown = Image.fromarray(_inked(behind, colors))
    grown.alpha_composite(Image.fromarray(body))
    grown.alpha_composite(Image.fromarray(_inked(before, colors)))
    whole = np.asarray(grown)
    return whole, (whole != body).any(-1)


def with_parts_in(picture: RGBA, marked: NDArray[np.bool_], sentence: str, seed: int) -> tuple[RGBA, NDArray[np.bool_]]:
    """A sprite with what a sentence has its head wear or grow, such as a crown, in the marked place, and where it is:
    uint8 [64, 64, 4] and bool [64, 64], twice. What has its place elsewhere is not drawn."""
    shown = picture[..., 3] >= _OPAQUE
    whole, there = picture, np.zeros_like(marked)
    if (shown & marked).any():
        anchors, colors = {"head": _guessed_anchors(shown & marked)["head"]}, colors_of(picture)
        for part in parts_of("", sentence, Lexicon(frozenset(sketches_of_nouns())), 0, seed):
            if part.place.get("anchor") != "head":
                continue
            color = part.paint or (colors["light"] if part.name in _PLAIN else None)
            if part.color_word is not None:
                color = paint_of(words_of(sentence), part.color_word, np.random.default_rng([seed]))
            sketch = with_part(Sketch((), anchors), part, color)
            if not sketch.shapes:
                continue
            drawn = _inked(_fitted(sketch, marked, anchors["head"]), colors)
            new = marked & (drawn[..., 3] > 0) & ~(shown & part.place["behind"])
            whole, there = np.where(new[..., None], drawn, whole), there | new
    return whole, there


def _fitted(parts: Sketch, marked: NDArray[np.bool_], head: Anchor) -> Sketch:
    """Parts of a head, as large as the upper half of what is marked, from its upper edge down or a little above the
    head."""
    y, x = np.nonzero(marked)
    points = np.concatenate([shape.points for shape in parts.shapes])
    low, high = points.min(0), points.max(0)
    wide, tall = np.ptp(x) + 1, max(_LEAST, (np.ptp(y) + 1) * _UPPER)
    scale = min(float(wide / (high - low)[0]), float(tall / (high - low)[1]))
    half = scale * (high - low) / 2
    to = np.array([float(x.mean()) + 0.5, max(float(y.min()), head.y - 1.5 * half[1]) + half[1]])
    to[0] = np.clip(to[0], x.min() + half[0], max(x.max() + 1 - half[0], x.min() + half[0]))
    middle = (low + high) / 2
    shapes = (
        replace(shape, points=(shape.points - middle) * scale + to, width=shape.width * scale) for shape in parts.shapes
    )
    return Sketch(tuple(shapes), parts.anchors)


def _parts(sentence: str, seed: int, own: bool, body: Sketch) -> Iterator[Part]:
    """Those that have a place on a body of which only the outline is known."""
    lexicon = Lexicon(frozenset(sketches_of_nouns()))
    name = next(iter(sketches_of_nouns().get(subject_of(sentence, lexicon), ())), "")
    grown = set(grown_parts(sentence, lexicon, _LAST_STAGE, seed, name))
    found = [
        part
        for part in parts_of(name, sentence, lexicon, _LAST_STAGE, seed)
        if part.place.get("anchor") in body.anchors and part.name != _HIDDEN and (part.name in grown or not own)
    ]
    if not found:
        free = [part for part in _ANYHOW if not has_part(name, part)]
        found = [Part(part, index()["places"][part], None) for part in free[:1]]
    yield from found


def _inked(parts: Sketch, colors: Mapping[str, Color]) -> RGBA:
    """Parts in the colors of a body, uint8 [64, 64, 4]."""
    if not parts.shapes:
        return np.zeros((SIZE, SIZE, 4), np.uint8)
    parts = _on_canvas(parts)
    return ink(parts.picture(colors), relief_of(parts.shapes, colors))


def _on_canvas(parts: Sketch) -> Sketch:
    """Moved and, where they are too large, shrunk as far as they have to be to lie on the canvas."""
    low, high = (end([end(shape.points, 0) for shape in parts.shapes], 0) for end in (np.min, np.max))
    scale = min(1.0, float((SIZE - 2 * _MARGIN) / (high - low).max()))
    middle, half = (low + high) / 2, scale * (high - low) / 2
    to = middle.clip(_MARGIN + half, SIZE - _MARGIN - half)
    shapes = (
        replace(shape, points=(shape.points - middle) * scale + to, width=shape.width * scale) for shape in parts.shapes
    )
    return Sketch(tuple(shapes), parts.anchors)


def colors_of(picture: RGBA) -> dict[str, Color]:
    """The color of each role: what most of a body has, and which darker, lighter and other one it has most. The picture
    shows something opaque."""
    indexed = quantize(picture)
    counts = np.bincount(indexed.indices.ravel(), minlength=len(indexed.palette) + 1)[1:]
    lab = to_lab(indexed.palette)
    counts = np.where(lab[:, 0] < _LINE, 0, counts) if (lab[:, 0] >= _LINE).any() else counts
    main = int(counts.argmax())
    darker, lighter = (sign * (lab[:, 0] - lab[main, 0]) > 0.03 for sign in (-1, 1))
    other = np.linalg.norm(lab[:, 1:] - lab[main, 1:], axis=1) > 0.05
    picked = {"main": main, "dark": _most(counts, darker, main), "light": _most(counts, lighter, main)}
    picked["second"] = _most(counts, other, picked["light"])
    return {role: tuple(indexed.palette[place].tolist()) for role, place in picked.items()}


def _most(counts: NDArray[np.intp], among: NDArray[np.bool_], otherwise: int) -> int:
    """The place of the highest count among some, if any of these counts."""
    some = np.where(among, counts, 0)
    return int(some.argmax()) if some.any() else otherwise


def _larger(picture: RGBA) -> RGBA:
    """In the middle of the canvas on its floor, larger by `_GROWTH` or as there is room, in no color that is new."""
    rows, columns = (np.flatnonzero((picture[..., 3] >= _OPAQUE).any(axis)) for axis in (1, 0))
    box = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    wide, high = box[2] - box[0], box[3] - box[1]
    scale = min(_GROWTH, max(1.0, _ROOM / max(wide, high)))
    wide, high = max(1, round(scale * wide)), max(1, round(scale * high))
    body = Image.fromarray(picture).resize((wide, high), Image.Resampling.NEAREST, box)
    canvas = Image.new("RGBA", (SIZE, SIZE))
    canvas.paste(body, ((SIZE - wide) // 2, _FLOOR - high))
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
