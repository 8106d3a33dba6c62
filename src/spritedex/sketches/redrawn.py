"""A sprite that was drawn over a sketch with one part as another sentence has it, in the same place and size. Knows no
model."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spritedex.sketches import Pose, assembled, is_about, is_mirrored, strokes_of
from spritedex.sketches.creature import Drawn
from spritedex.sketches.shapes.fitting import clusters, on_canvas
from spritedex.sketches.shapes.variation import bending, changed
from spritedex.sprites.behind import from_behind
from spritedex.sprites.codec import RGBA
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.pieces import label_pieces
from spritedex.sprites.seams import in_colors_of, shares, unexplained
from spritedex.sprites.sketch import EYE, SIZE, Color, Shape, Sketch, covered
from spritedex.sprites.soft_edges import beside

_OPAQUE: Final = 128
_SAME: Final = 0.06
"""Units of a sketch by which points of one shape differ at most."""
_MOST: Final = 0.4  # of the shapes of a sketch, which another sentence leaves
_LIKE: Final = 0.12  # OKLab: what differs less is another shade of one color by chance
_OWN: Final = 0.8
"""The share of a drawing that its picture covers at least."""
_AROUND: Final = 3
"""How far around a shape it changes pixels: by its shadow and the line at its edge."""
_TOUCHED: Final = (0.02, 0.3)
"""The share of what is new that is marked at least for it to be drawn: of what most is marked of, and of others."""
_HALF: Final = 0.5
"""The share that is marked at least of what goes, or gets another color."""
_REPLACED: Final = 0.25
"""The share of what goes that lies under what is new at least, if it is not marked."""

_OTHER: Final = 16
"""Pixels of what a picture shows that is not of its drawing, such as what was added later."""
_SCRAP: Final = 0.35
"""How large a piece of what is new is at least beside the largest, where both look out from behind a body."""

Bools = NDArray[np.bool_]


class Base(NamedTuple):
    """How a sprite was drawn: its sentence, its sketch, its seed, the seeds and the `amount` by which it was varied."""

    prompt: str
    sketch: str
    seed: int
    varies: tuple[int, ...] = ()
    amount: float = 1.0
    stage: int = 0
    back: bool = False

    def completed(self, sentence: str) -> str:
        """A sentence about it; one that names only what is to be drawn is added to its own.

        >>> Base("a red fox", "fox", 0).completed("a blue hat")
        'a red fox with a blue hat'
        """
        return sentence if is_about(self.sketch, sentence) else f"{self.prompt} with {sentence}"


class _Painted(NamedTuple):
    """Two drawings in one place; `same` has the place in the old one of each shape of the new one, or -1."""

    old: tuple[Shape, ...]
    new: tuple[Shape, ...]
    same: tuple[int, ...]


def redrawn(
    picture: RGBA, mask: Bools, base: Base, sentence: str, seed: int, finish: Callable[[Pose], RGBA]
) -> tuple[RGBA, Bools] | None:
    """A sprite uint8 [64, 64, 4] with what differs in another sentence and is marked, and where that is, bool [64, 64];
    `seed` chooses among its parts, and `finish` paints. Where nothing that is marked differs, the nearest that does.
    None where the picture is not as it was drawn, or the sentence is about another thing.
    """
    first = base.varies[0] if base.varies else base.seed
    old, new, other = (
        assembled(base.sketch, text, number, base.stage)
        for text, number in ((base.prompt, first), (sentence, first), (sentence, seed))
    )
    if (both := _together(old, new, other)) is None:
        return None
    sketches = _in_place(base, first, old, both)
    strokes = strokes_of(base.sketch, base.prompt, first)

    def painted(shapes: Sequence[Shape]) -> RGBA:
        return finish(Pose(Sketch(tuple(shapes), {}), {}, strokes, ()))

    shown = picture[..., 3] >= _OPAQUE
    if (offset := _offset(shown, painted(sketches[0].shapes)[..., 3] >= _OPAQUE)) is None:
        return None
    before, after = (Sketch(tuple(shape.moved(*offset) for shape in each.shapes), each.anchors) for each in sketches)
    same = _matched(before.shapes, after.shapes)
    was = painted(before.shapes)
    drawn = was[..., 3] >= _OPAQUE
    added = clusters([None if at >= 0 else shape for shape, at in zip(after.shapes, same, strict=True)])
    gone = clusters([None if at in same else shape for at, shape in enumerate(before.shapes)])
    fitting = _fitted(added, after, drawn)
    shapes = [fitting.get(id(shape), shape) for shape in after.shapes]
    uncolored = [
        replace(shape, fill=before.shapes[at].fill) if at >= 0 else shape
        for shape, at in zip(shapes, same, strict=True)
    ]
    plain, colored = painted(uncolored), painted(shapes)
    differs = (was != plain).any(-1) | (shown != drawn)
    placed = [[fitting[id(each)] for each in group] for group in added]
    dyed = _shapes_dyed(mask, plain, colored, shapes)
    taken = _parts_taken(mask, differs, placed, gone)
    if placed and not (dyed.any() or any((taken & covered(group)).any() for group in placed)):
        nearest = min((covered(group) for group in placed), key=lambda cover: _distance(cover, mask))
        taken |= _parts_taken(nearest, differs, placed, gone)
    taken &= ~_scraps(taken & (plain[..., 3] >= _OPAQUE) & ~drawn)
    others, sizes = label_pieces(unexplained(picture, was))
    pieces = [others == number for number, size in enumerate(sizes.tolist(), 1) if size >= _OTHER]
    for piece, share in zip(pieces, shares(mask, pieces), strict=True):
        taken |= piece & (share >= _HALF)
    result = np.where(dyed[..., None], colored, in_colors_of(plain, was, picture))
    there = (taken | dyed) & (result != picture).any(-1)
    return np.where(there[..., None], result, picture), there


def _offset(shown: Bools, drawn: Bools) -> tuple[int, int] | None:
    """How far to the right and down a picture was moved from where it was drawn; None if it is another one."""
    if not shown.any():
        return None
    ends = [[(axis.min(), axis.max()) for axis in np.nonzero(each)] for each in (shown, drawn)]
    downs, rights = ({0, *(int(new - old) for new, old in zip(*axis, strict=True))} for axis in zip(*ends, strict=True))
    found = {
        (right, down): int((shown & np.roll(drawn, (down, right), (0, 1))).sum()) for right in rights for down in downs
    }
    best = max(found, key=lambda offset: (found[offset], offset == (0, 0)))
    return best if found[best] >= _OWN * drawn.sum() else None


def _together(old: Drawn, new: Drawn, other: Drawn) -> _Painted | None:
    """Both in one place and in their colors, in which the same shapes differ only where another color is asked for;
    what is new is as the `other` one has it, if that is the same but for the colors."""
    before, after = old.painted().shapes, new.painted().shapes
    if (moved := _moved_onto(before, after)) is None:
        return None
    same = _matched(before, moved)
    shades: dict[Color, Color] = {}
    for shape, at in zip(moved, same, strict=True):
        if at >= 0 and _apart(shape.fill, before[at].fill) < _LIKE:
            shades[shape.fill] = before[at].fill
    own = [replace(each, fill=shades.get(each.fill, each.fill)) for each in moved]
    varied = other.painted().shapes
    if _matched(after, varied) == tuple(range(len(after))):
        own = [
            each if at >= 0 or each.fill in shades.values() else replace(each, fill=shape.fill)
            for each, at, shape in zip(own, same, varied, strict=True)
        ]
    return _Painted(before, tuple(own), same)


def _in_place(base: Base, first: int, old: Drawn, both: _Painted) -> tuple[Sketch, Sketch]:
    """The old drawing on the canvas as it was drawn, and the new one moved like it."""
    mirrored = is_mirrored(base.prompt, old.sketch)
    before, after = Sketch(both.old, old.sketch.anchors), Sketch(both.new, old.sketch.anchors)
    was, new = (each.varied(first, old.scale, mirrored, bending(base.sketch), before) for each in (before, after))
    if base.back:
        was, new = from_behind(was), from_behind(new)
    was, new = (each.fitted(old.side, like=was) for each in (was, new))
    for number in (*base.varies[1:], base.seed) if base.varies else ():
        was, new = (changed(each, {}, number, base.amount, like=was)[0] for each in (was, new))
    return was, new


def _moved_onto(before: Sequence[Shape], after: Sequence[Shape]) -> tuple[Shape, ...] | None:
    """A drawing moved and scaled so that most of another lies where that has it; None if they have too little in
    common."""
    if sum(at >= 0 for at in _matched(before, after)) >= _MOST * len(before):
        return tuple(after)
    for one in sorted(before, key=lambda shape: -float(np.prod(np.ptp(shape.points, axis=0))))[:4]:
        for other in after:
            if len(other.points) != len(one.points) or not np.ptp(other.points, axis=0).all():
                continue
            scale = float(np.ptp(one.points, axis=0)[1] / np.ptp(other.points, axis=0)[1])
            offset = one.center - scale * other.center
            moved = tuple(
                replace(each, points=each.points * scale + offset, width=each.width * scale) for each in after
            )
            if sum(at >= 0 for at in _matched(before, moved)) >= _MOST * len(before):
                return moved
    return None


def _matched(before: Sequence[Shape], after: Sequence[Shape]) -> tuple[int, ...]:
    """For each shape after, the place of the same one before, or -1."""
    free = dict(enumerate(before))
    found = []
    for shape in after:
        at = next((at for at, each in free.items() if _is_same(shape, each)), -1)
        free.pop(at, None)
        found.append(at)
    return tuple(found)


def _is_same(one: Shape, other: Shape) -> bool:
    return (
        one.points.shape == other.points.shape
        and abs(one.width - other.width) < _SAME
        and bool(np.abs(one.points - other.points).max() < _SAME)
    )


def _apart(one: Color, other: Color) -> float:
    return float(np.linalg.norm(np.diff(to_lab(np.array([one, other], np.uint8)), axis=0)))


def _fitted(added: Sequence[Sequence[Shape]], sketch: Sketch, body: Bools) -> dict[int, Shape]:
    """What is added, by the identity of each shape of it, in its place on the canvas."""
    order = {id(shape): at for at, shape in enumerate(sketch.shapes)}
    new = {id(shape) for group in added for shape in group}
    first = next((at for at, shape in enumerate(sketch.shapes) if id(shape) not in new), 0)
    eyes = [shape for shape in sketch.shapes if shape.role == EYE]
    found: dict[int, Shape] = {}
    for group in added:
        at = order[id(group[0])]
        hidden = covered([each for each in eyes if order[id(each)] < at])
        found |= {id(shape): each for shape, each in on_canvas(group, body, hidden, at < first)}
    return found


def _parts_taken(
    mask: Bools, differs: Bools, added: Sequence[Sequence[Shape]], gone: Sequence[Sequence[Shape]]
) -> Bools:
    """The pixels of what is new, or goes, and is marked, bool [64, 64], all of each part or nothing."""
    places = [differs & _grown(covered(group), _AROUND) for group in added]
    whole = [place | covered(group) for place, group in zip(places, added, strict=True)]
    most = max(range(len(whole)), key=lambda at: int((whole[at] & mask).sum()), default=0)
    taken = np.zeros_like(mask)
    for at, share in enumerate(shares(mask, whole)):
        is_most = at == most or added[at][0].part == added[most][0].part != ""
        if share >= _TOUCHED[not is_most]:
            taken |= places[at]
    for group in gone:
        place = differs & _grown(covered(group), _AROUND)
        if max(shares(mask, [place])) >= _HALF or max(shares(taken, [covered(group)])) >= _REPLACED:
            taken |= place
    return taken


def _distance(one: Bools, other: Bools) -> float:
    """Between the middles of two places; the farthest where one has no pixel."""
    if not (one.any() and other.any()):
        return float(2 * SIZE)
    apart = np.mean(np.nonzero(one), axis=1) - np.mean(np.nonzero(other), axis=1)
    return float(np.hypot(*apart))


def _scraps(beyond: Bools) -> Bools:
    """Of what is seen beyond the outline of a body, the small pieces beside large ones."""
    numbers, sizes = label_pieces(beyond)
    return np.concatenate([[False], sizes < _SCRAP * sizes.max(initial=0)])[numbers]


def _shapes_dyed(mask: Bools, plain: RGBA, colored: RGBA, shapes: Sequence[Shape]) -> Bools:
    """The pixels of the shapes that get another color and of which half is marked, with all of their part, such as
    hair; else what is marked of them."""
    differs = (plain != colored).any(-1)
    if not (differs & mask).any():
        return np.zeros_like(mask)
    top = np.full(mask.shape, -1)
    for number, shape in enumerate(shapes):
        top[covered([shape])] = number
    seen = [number for number in np.unique(top[differs]).tolist() if number >= 0]
    places = [differs & (top == number) for number in seen]
    marked = [number for number, share in zip(seen, shares(mask, places), strict=True) if share >= _HALF]
    parts = {shapes[number].part for number in marked} - {""}
    taken = np.zeros_like(mask)
    for number, place in zip(seen, places, strict=True):
        if number in marked or shapes[number].part in parts:
            taken |= place
    return taken if taken.any() else differs & mask


def _grown(mask: Bools, by: int) -> Bools:
    for _ in range(by):
        mask = mask | beside(mask)
    return mask
