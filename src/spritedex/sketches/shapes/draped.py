"""What is laid over a body: blankets, sashes, pads on shoulders. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.contrast import most_seen
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.fabrics import Bools, filled
from spritedex.sketches.shapes.garments import cloth, darker, dot, lighter, line
from spritedex.sketches.shapes.markings import tops_of
from spritedex.sketches.shapes.outfit import runs_of
from spritedex.sketches.shapes.places import face_of, is_frontal, outline_of, places_of
from spritedex.sketches.shapes.regions import tail_places
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.sketch import EYE, SIZE, Color, Shape, Sketch

_BLANKET: Final[Color] = (92, 136, 206)
_LEAVES: Final[tuple[Color, Color]] = ((96, 172, 70), (132, 198, 84))
_SASH: Final[Color] = (216, 52, 62)
_AMMO: Final[tuple[Color, Color]] = ((74, 52, 36), (240, 200, 90))
_PADS: Final[tuple[Color, Color]] = ((170, 180, 196), (206, 148, 56))
_CORAL: Final[Color] = (244, 118, 112)
_COVERED: Final = 0.64
"""How much of a back a blanket covers, from its top down."""
_WIDE: Final = 2.4
"""Half of the width of a sash, in pixels."""
_LEAF: Final = 1.5 * np.array([[0, -3.2], [2.0, -1.4], [1.9, 1.0], [0, 3.4], [-1.9, 1.0], [-2.0, -1.4]])
_DOME: Final = np.array([[-5.4, 2.4], [-5.0, -1.8], [-2.6, -4.2], [0, -4.8], [2.6, -4.2], [5.0, -1.8], [5.4, 2.4]])


def with_blanket(sketch: Sketch, color: Color | None, leafy: bool = False) -> Sketch:
    """With a blanket over its back, or around what is seen from the front; `leafy` is one of leaves."""
    mask, fill = _back(sketch), color or (_LEAVES[0] if leafy else _BLANKET)
    if not mask.any():
        return sketch
    hem = mask & ~np.roll(mask, -2, axis=0)
    put = [*filled(mask, fill), *filled(hem, lighter(fill)), *filled(mask & ~np.roll(mask, -1, axis=0), darker(fill))]
    if leafy:
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        for number, y in enumerate(np.arange(rows[0] + 2, rows[-1] + 1, 5.4)):
            for x in np.arange(columns[0] + 1 + 3.4 * (number % 2), columns[-1], 6.8):
                if mask[int(y), int(x)]:
                    at, paint = np.array([x, y]), color or _LEAVES[int(x + y) % 2]
                    put += [cloth(at + 1.2 * _LEAF, darker(darker(paint))), cloth(at + _LEAF, paint)]
                    put.append(line([(x, y - 3), (x, y + 3.4)], darker(paint), 1.0))
    return replace(sketch, shapes=(*sketch.shapes, *put))


def with_sash(sketch: Sketch, color: Color | None, ammo: bool = False) -> Sketch:
    """With a sash across its chest, from a shoulder to the other side; `ammo` is a belt of cartridges."""
    mask, (x, y, _, high) = _chest(sketch)
    fill = color or (_AMMO[0] if ammo else _SASH)
    down, right = np.mgrid[:SIZE, :SIZE]
    side = 1 if is_frontal(sketch) else -front_of(sketch)
    away = ((right - x) * side - (down - y - high / 2)) / np.sqrt(2)
    band = mask & (abs(away) < _WIDE)
    put = [*filled(mask & (abs(away) < _WIDE + 1), darker(darker(fill))), *filled(band, fill)]
    if ammo:
        spots = np.argwhere(band & (abs(away) < 0.8) & ((right - down * side) % 5 < 1))
        put += [dot(float(column) + 0.5, float(row) + 0.5, 1.2, _AMMO[1]) for row, column in spots]
    else:
        put += filled(mask & (abs(away) < 0.6), lighter(fill))
    return replace(sketch, shapes=(*sketch.shapes, *put))


def with_shoulder_pads(sketch: Sketch, color: Color | None, coral: bool = False) -> Sketch:
    """With a pad on each shoulder of what is seen from the front, else on the one that is near; of `coral`, if so."""
    mask, (_, y, _, high) = _chest(sketch)
    row = int(np.clip(y + 3, 0, SIZE - 1))
    runs = sorted(runs_of(mask[row]), key=lambda run: run[0] - run[1])
    if not runs:
        return sketch
    left, right = runs[0]
    spots = [(left + 2.4, row + 0.5), (right - 1.4, row + 0.5)]
    if not is_frontal(sketch):
        front = front_of(sketch)
        spots = [((right if front > 0 else left) - front * 6.0, y + 0.46 * high)]
    fill, put = color or (_CORAL if coral else _pads_on(sketch)), list[Shape]()
    for x, top in spots:
        at = np.array([x, top])
        put += [cloth(at + 1.2 * _DOME, darker(darker(fill))), cloth(at + _DOME, fill)]
        if coral:
            for to in ((-4.5, -8.5), (0.5, -10.0), (5.0, -8.0)):
                branch = [(x + 0.4 * to[0], top - 3.0), (x + to[0], top + to[1])]
                twig = [(x + 0.7 * to[0], top + 0.6 * to[1]), (x + to[0] + 2.4, top + 0.7 * to[1] - 1)]
                put += [line(each, darker(darker(fill)), 3.2) for each in (branch, twig)]
                put += [line(each, fill, 1.8) for each in (branch, twig)]
        put.append(line([(x - 3.4, top - 1.2), (x, top - 3.0)], lighter(lighter(fill)), 1.2))
        put.append(line([(x - 5.2, top + 2.2), (x + 5.2, top + 2.2)], darker(fill), 1.2))
    return replace(sketch, shapes=(*sketch.shapes, *put))


def _pads_on(sketch: Sketch) -> Color:
    """The color of pads that are seen on a body."""
    body = to_lab(most_seen(sketch))
    return max(_PADS, key=lambda color: float(np.linalg.norm(to_lab(np.array(color, np.uint8)) - body)))


def _bare(sketch: Sketch) -> Bools:
    """Where its body is seen, without its face, its tail and what it holds or wears."""
    tail = set(tail_places(sketch))
    is_seen = [
        shape.is_body and not shape.kept and shape.role != EYE and place not in tail
        for place, shape in enumerate(sketch.shapes)
    ]
    seen: Bools = np.array([*is_seen, False])[tops_of(sketch.shapes)]
    return seen & outline_of(sketch)


def _chest(sketch: Sketch) -> tuple[Bools, tuple[float, float, float, float]]:
    """Where its body is below its face or behind it; the middle and the top of that, and how wide and high it is."""
    bare, face = _bare(sketch), face_of(sketch)
    y, x = np.mgrid[:SIZE, :SIZE]
    neck = places_of(sketch).get("neck")
    if face is not None:
        front = front_of(sketch)
        behind = front * (x - face.eyes[0]) < -(1.7 * face.half + 1)
        top = neck.y if neck else face.mouth.y + 3
        bare = bare & (y > top if is_frontal(sketch) else behind)
    rows, columns = np.flatnonzero(bare.any(1)), np.flatnonzero(bare.any(0))
    if not rows.size:
        return bare, (0.0, 0.0, 0.0, 0.0)
    low = min(float(rows[-1]), float(rows[0]) + 0.78 * len(rows))
    bare = bare & (y < low)
    middle = neck.x if neck and is_frontal(sketch) else float(columns.mean())
    return bare, (middle, float(rows[0]), float(len(columns)), low - float(rows[0]))


def _back(sketch: Sketch) -> Bools:
    """Where a blanket lies, with a waved hem."""
    y, x = np.mgrid[:SIZE, :SIZE]
    wave, face = 1.8 * np.abs(np.sin(x / 2.6)), face_of(sketch)
    if face is not None and is_frontal(sketch):
        bare = _bare(sketch)
        low = float(np.flatnonzero(bare.any(1))[-1]) if bare.any() else float(SIZE)
        on_face = (abs(x - face.eyes[0]) < face.half + 4) & (y < face.mouth.y + face.mouth.radius + 2)
        ends = face.mouth.y + _COVERED * (low - face.mouth.y) + wave
        around: Bools = bare & (y > face.eyes[1] + 2) & (y < ends) & ~on_face
        return around
    chest, (_, top, _, high) = _chest(sketch)
    first = np.where(chest.any(0), chest.argmax(0), SIZE)[None, :]
    over: Bools = chest & (y < np.minimum(first, top + 0.3 * high) + _COVERED * high + wave)
    return over
