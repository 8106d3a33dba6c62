"""What a sketch says of form: which color lies where, how each part faces the light, and where one ends on another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from spritedex.sprites.oklab import to_lab
from spritedex.sprites.pieces import label_pieces
from spritedex.sprites.sketch import CLEAR, DETAIL, EYE, LID, MESH, MOUTH, SIZE, Color, Points, Shape, draw_shape

_LIGHT: Final = (0.5, 0.85)
"""From where light falls: the share of the left, and that of above."""
_FORM: Final = 30
"""Pixels that a shape has at least to be a form of its own."""
_THIN: Final = 1.6
"""How far it is from the middle of a form to its edge at least, in pixels."""
_ROUND: Final = 0.6
_STEEP: Final = 2.4
_INSIDE: Final = 0.8
_LIKE: Final = 0.2  # OKLab: what lies on a body and differs more from it is a mark, and no part
_COVERED: Final = 128
_LINE_COVERED: Final = 87
"""How much of a pixel a shape covers to have it, of 255; of lines and dots, which would fall apart."""
_EYE_COVERED: Final = 148
"""The same of what is of an eye: the corners of four pixels by four stay free."""
_GLINT: Final = 2
_AROUND_GLINT: Final = 3
"""How many pixels larger than its glint a pupil is from which that lies inside it; at its edge it would be a notch."""
_SMALL_PUPIL: Final = 2
"""How many pixels wide a pupil is at most that has a glint of one pixel."""
_DOT: Final = 12 * 255
_HAIRLINE: Final = 1.65
"""How wide a line is at most that is one pixel wide, such as a mouth, which would be in pieces or a blot otherwise."""
_STEPS: Final = 4
"""Places of a pixel's length at which such a line is looked at."""
_MARGIN: Final = 9
"""Pixels around a form and the canvas that are looked at: its gap, its shadow and its light reach so far."""
_MARGIN_OF_MARK: Final = 1
"""The same of what is no form."""
_SIDE: Final = SIZE + 2 * _MARGIN
_MESHED: Final = np.indices((SIZE, SIZE)).sum(0) % 2 == 0
_CANVAS: Final = slice(_MARGIN, -_MARGIN), slice(_MARGIN, -_MARGIN)
_CONTOUR, _SHADOW, _EYES, _BODY, _HOLES, _KEPT = (1 << bit for bit in range(6))

Bools = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """Of each pixel of a sketch, [64, 64]: `regions`, which region of one color it lies in, -1 where it is clear;
    `light`, how much its form faces the light, in [-1, 1]; `contour`, whether a form that lies before it ends here;
    `shadow`, whether it is in the shadow of one; and `eyes` and `body`, whether it is of an eye, or takes the colors of
    the body; `holes`, whether the ground is seen through it; `kept`, whether it stays as it is drawn. `fills` uint8
    [N, 3] are the colors of the regions.
    """

    regions: NDArray[np.int16]
    fills: NDArray[np.uint8]
    light: Floats
    contour: Bools
    shadow: Bools
    eyes: Bools
    body: Bools
    holes: Bools
    kept: Bools


def relief_of(shapes: Sequence[Shape], colors: Mapping[str, Color]) -> Relief:
    """The relief of shapes from back to front; `colors` are those of the roles that are asked for."""
    numbers: dict[Color, int] = {}
    regions = np.full((_SIDE, _SIDE), -1, np.int16)
    light = np.zeros((_SIDE, _SIDE), np.float32)
    flags = np.zeros((_SIDE, _SIDE), np.uint8)
    ends: list[tuple[Points, Points]] = []
    boxes: list[_Box] = []
    mouths: list[_Box] = []
    for shape in shapes:
        low, high = shape.bounds
        if shape.role == EYE or shape.part == MOUTH:
            ends.append((low, high))
        on_eye = any((least <= shape.center).all() and (shape.center <= most).all() for least, most in ends)
        round_eye = on_eye and not shape.width
        of = boxes if shape.part == LID else mouths
        if whole := next((box for box in of if box.holds(shape.center)), None):
            shape = replace(shape, points=whole.fitted(shape.points))
        elif round_eye:
            box = _on_grid(low, high, boxes)
            (mouths if shape.part == MOUTH else boxes).append(box)
            shape = replace(shape, points=box.fitted(shape.points))
        window, cover = _cover(shape, on_eye)
        if not cover.size:
            continue
        is_thin = shape.width or int(cover.sum()) < _DOT
        if 0 < shape.width <= _HAIRLINE:
            mask = _hairline(shape.points, window, cover.shape)
        else:
            mask = cover >= (_LINE_COVERED if is_thin else _EYE_COVERED if round_eye else _COVERED)
        pixels = int(mask.sum())
        if not pixels:
            continue
        if shape.part == CLEAR:
            regions[window][mask] = -1
            flags[window][mask] = 0
            continue
        paint = colors.get(shape.role, shape.fill)
        below, flagged = regions[window], flags[window]
        is_form = False
        if not on_eye and pixels >= _FORM and (far := reach(mask)) >= _THIN:
            is_form, drawn = True, below >= 0
            inside = int((drawn & mask).sum()) / pixels >= _INSIDE
            own = _facing(cover, far)
            light[window][mask] = ((own + light[window]) / 2 if inside else own)[mask]
            if shape.role != "light" and (not inside or _is_part(paint, below[mask & drawn], tuple(numbers))):
                gap, dark = _gap(mask, drawn)
                flagged[gap] |= _CONTOUR
                flagged[dark] |= _SHADOW
        is_body = bool(shape.role) and not on_eye and not shape.kept
        own_flags = _EYES * on_eye | _BODY * is_body | _HOLES * (shape.part == MESH) | _KEPT * shape.kept
        flagged[mask] = own_flags if is_form or on_eye else flagged[mask] & _SHADOW | own_flags
        below[mask] = numbers.setdefault(paint, len(numbers))
    fills = np.array(list(numbers), np.uint8).reshape(-1, 3)

    def has(flag: int) -> Bools:
        return (flags[_CANVAS] & flag) > 0

    return Relief(
        regions[_CANVAS],
        fills,
        light[_CANVAS],
        has(_CONTOUR),
        has(_SHADOW),
        has(_EYES),
        has(_BODY),
        has(_HOLES) & _MESHED,
        has(_KEPT),
    )


def relief_of_regions(regions: NDArray[np.int16], fills: NDArray[np.uint8], contour: Bools, eyes: Bools) -> Relief:
    """The relief of a drawing without parts, whose regions, contour and eyes are known, each [64, 64]: what is of one
    color and holds together is a form of its own on that of the whole."""
    light = np.zeros((SIZE, SIZE), np.float32)
    forms = [regions >= 0]
    for region in range(len(fills)):
        pieces, sizes = label_pieces((regions == region) & ~eyes)
        forms += [pieces == piece for piece in range(1, len(sizes) + 1) if sizes[piece - 1] >= _FORM]
    for at, form in enumerate(sorted(forms, key=lambda each: -int(each.sum()))):
        whole = _without_holes(form)
        if (far := reach(whole)) >= _THIN:
            own = _facing(np.pad(whole, _MARGIN).astype(np.uint8) * 255, far)[_CANVAS]
            light = np.where(form, (own + light) / 2 if at else own, light)
    none = np.zeros((SIZE, SIZE), np.bool_)
    return Relief(regions, fills, light, contour, none, eyes, (regions >= 0) & ~eyes, none, none)


def _without_holes(mask: Bools) -> Bools:
    pieces, _ = label_pieces(np.pad(~mask, 1, constant_values=True))
    return np.asarray(pieces != pieces[0, 0])[1:-1, 1:-1]


class _Box(NamedTuple):
    """Where a shape of an eye was, and where it lies on the grid of pixels: x and y of its start, width and height."""

    low: Points
    high: Points
    start: Points
    size: Points

    def holds(self, point: Points) -> bool:
        """Whether a point was in it."""
        return bool((self.low <= point).all() and (point <= self.high).all())

    def fitted(self, points: Points) -> Points:
        """Points that were in it where it is now."""
        return np.asarray(self.start + (points - self.low) / np.maximum(self.high - self.low, 1e-6) * self.size)


def _on_grid(low: Points, high: Points, boxes: Sequence[_Box]) -> _Box:
    """The sides on the edges of pixels, so that what is round is as regular as if it were set by hand.

    What lies on another shape keeps its place on that, so that both eyes are alike; a glint leans to the upper left.
    """
    size, middle = np.maximum(1, np.round(high - low)), (low + high) / 2
    below = next((box for box in reversed(boxes) if box.holds(middle)), None)
    if below and below.size.min() <= _SMALL_PUPIL and (size <= _GLINT).all():
        size = np.ones(2)
    start = middle - size / 2
    if below is None:
        return _Box(low, high, np.round(start), size)
    offset = start - ((below.low + below.high - below.size) / 2)
    if not (size <= _GLINT).all():
        return _Box(low, high, below.start + np.round(offset), size)
    rim = np.where(below.size >= size + _AROUND_GLINT, 1, -SIZE)
    return _Box(low, high, below.start + np.maximum(np.floor(offset + 0.25), rim), size)


def _cover(shape: Shape, is_mark: bool) -> tuple[tuple[slice, slice], Bytes]:
    """How much of each pixel around it a shape covers, of 255, and which pixels of the canvas with its margin these
    are."""
    low, high = (each.tolist() for each in shape.bounds)
    wide, tall = (high[axis] - low[axis] + shape.width + 2 for axis in (0, 1))
    room = shape.width / 2 + (_MARGIN_OF_MARK if is_mark or wide * tall < _FORM else _MARGIN)
    left, top = (max(-_MARGIN, floor(each - room)) for each in low)
    right, bottom = (min(SIZE + _MARGIN, ceil(each + room)) for each in high)
    window = slice(top + _MARGIN, bottom + _MARGIN), slice(left + _MARGIN, right + _MARGIN)
    if right <= left or bottom <= top:
        return window, np.zeros((0, 0), np.uint8)
    picture = Image.new("L", ((right - left) * DETAIL, (bottom - top) * DETAIL))
    draw_shape(ImageDraw.Draw(picture), shape, 255, (left, top))
    return window, np.asarray(picture.reduce(DETAIL))


def _hairline(points: Points, window: tuple[slice, slice], size: tuple[int, ...]) -> Bools:
    """The pixels of a line of one pixel, each of which touches the next at a side or a corner, as if set by hand."""
    line = points + _MARGIN - [window[1].start, window[0].start]
    path: list[tuple[int, int]] = []
    for start, end in pairwise(line):
        shares = np.linspace(0, 1, int(_STEPS * np.hypot(*(end - start))) + 2)[:, None]
        for x, y in np.floor(start + shares * (end - start)).astype(int).tolist():
            if path[-1:] == [(x, y)]:
                continue
            if len(path) > 1 and abs(x - path[-2][0]) == abs(y - path[-2][1]) == 1:
                path.pop()  # the corner of a step
            path.append((x, y))
    mask = np.zeros(size, np.bool_)
    for x, y in path:
        if 0 <= x < size[1] and 0 <= y < size[0]:
            mask[y, x] = True
    return mask


def reach(mask: Bools) -> float:
    """About how far its middle is from its edge, in pixels."""
    inner = mask.copy()
    inner[1:] &= mask[:-1]
    inner[:-1] &= mask[1:]
    inner[:, 1:] &= mask[:, :-1]
    inner[:, :-1] &= mask[:, 1:]
    pixels = int(mask.sum())
    return 2 * pixels / max(1, pixels - int(inner.sum()))


def _facing(cover: Bytes, far: float) -> Floats:
    """How much a rounded body of this outline, whose middle is so far from its edge, faces the light, in [-1, 1]."""
    spread = min(max(_ROUND * far, 1.0), 6.0)
    blurred = Image.fromarray(cover).filter(ImageFilter.GaussianBlur(spread))
    height = np.asarray(blurred, np.float32) / 510
    facing = np.zeros_like(height)
    facing[1:-1] += _LIGHT[1] * (height[2:] - height[:-2])
    facing[:, 1:-1] += _LIGHT[0] * (height[:, 2:] - height[:, :-2])
    return np.asarray(np.clip(facing * (spread * _STEEP), -1, 1), np.float32)


def _is_part(paint: Color, below: NDArray[np.int16], paints: Sequence[Color]) -> bool:
    """Whether what lies on a body is a part of it: in nearly its color, as a leg. A belly is a mark on it."""
    base = paints[int(np.bincount(below).argmax())]
    one, other = to_lab(np.array([paint, base], np.uint8))
    return bool(np.linalg.norm(one - other) < _LIKE)


def _gap(mask: Bools, drawn: Bools) -> tuple[Bools, Bools]:
    """What of the picture lies next to a form, beside or below it, and what lies in its shadow a pixel farther down."""
    free, below, beside, above = ~mask & drawn, np.zeros_like(mask), np.zeros_like(mask), np.zeros_like(mask)
    below[1:] = mask[:-1]
    above[:-1] = mask[1:]
    beside[:, 1:] = mask[:, :-1]
    corner = beside[:-1].copy()
    beside[:, :-1] |= mask[:, 1:]
    gap = (below | beside) & ~above & free
    dark = np.zeros_like(mask)
    dark[1:] = corner
    dark[2:] |= mask[:-2]
    dark[2:] |= corner[:-1]
    return gap, dark & free & ~gap
