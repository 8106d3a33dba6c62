"""Things in the hands of a sketch, and where its hands are. Knows no sentence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sketches.shapes.boxes import box_of, outlined, put
from spritedex.sketches.shapes.contrast import are_alike, are_dark, edge_on
from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.places import face_of, is_frontal, outline_of
from spritedex.sprites.sketch import SIZE, TEXT, Anchor, Points, Shape, Sketch, covered, readable

_HELD: Final = 10.0
_LARGE: Final = 25.0
"""How large a whole thing is in a hand, in pixels."""
_FOOT: Final = 7.5
"""How far from its lowest point a foot of a thing begins."""
_FEET: Final = 7
_BLADE: Final = (30.0, 11.0)
"""How long a thing is that is used as a blade, and how wide at most, in pixels."""
_LOAD: Final = 0.62
_TWO: Final = 0.5
_BESIDE: Final = 0.22
_SUNK: Final = 0.16
"""How large what is on a thing is beside how wide that is, and of two in it each; how far these are beside its middle,
and how deep in it."""
_POLE: Final = 42.0
_POLE_HEAD: Final = 19.0
_LONG: Final = 2.4
_STEEL: Final = (206, 214, 228)
"""How long a pole is, how large a thing at its end, and how much longer than wide a thing is that is a pole itself."""
_GUARD: Final = (((58, 36, 16), 4.6), ((224, 172, 64), 2.6))
_GRIP: Final = (((42, 26, 16), 4.4), ((138, 88, 52), 2.4))
_BEYOND: Final = 0.03
_OTHER_SIDE: Final = 2.4
_OTHER_HAND: Final = 0.9
_SAME_HAND: Final = 3.0
"""What it costs to hold something behind what is seen from the side, to hold a second thing there, and to hold that in
the same hand as the first."""
IN_HAND: Final = "in hand"
"""What a shape without a name is called that is held."""
_WAYS: Final = ((0.0, 1.0, 0.0), (5.0, 1.0, 0.0), (0.0, 0.75, 0.0), (2.0, 0.8, 5.0), (4.0, 1.0, 7.0))
"""How far outside of a hand a thing can be, in pixels, how large, and how far below; what comes first is better."""
_NAMED: Final = frozenset({"shield", TEXT})
"""What of it keeps its own name, since signs are put on the one and the other is read."""
_ANGLES: Final = (0, -20, 20, -45, 45, -70, 70)
"""How far what is held can be turned, in degrees to the right; what comes first is better."""


def with_held(sketch: Sketch, item: Sketch, upright: bool = False) -> Sketch:
    """With something in a hand, facing its side, so that little of it lies over the face, the body or the edge of the
    canvas: turned, unless it is to be `upright`."""
    outline = outline_of(sketch)
    cost = 1.0 + 0.6 * outline.astype(np.float32)
    taken = [shape for shape in sketch.shapes if shape.kept]
    grasped = tuple(shape for shape in taken if shape.part == IN_HAND)
    aside = _OTHER_HAND if grasped else _OTHER_SIDE
    if taken:
        cost[covered(taken)] += 2.5
    if grasped:
        cost[covered(grasped)] += 4.0
    if face := face_of(sketch):
        y, x = np.mgrid[:SIZE, :SIZE]
        reach = face.half + 2
        cost[(abs(x - face.eyes[0]) < reach) & (y > face.eyes[1] - reach) & (y < face.mouth.y + 3)] += 4.0
        cost[(abs(x - face.eyes[0]) < reach) & (abs(y - face.eyes[1]) < 1.5 * face.radii[1] + 1)] += 12.0
    top = int(face.mouth.y + 3) if face else SIZE // 2
    at, best, frontal = item.anchors["at"], np.inf, is_frontal(sketch)
    chosen: tuple[Shape, ...] = ()
    floor = float(np.flatnonzero(outline.any(1))[-1]) + 2 if outline.any() else float(SIZE)
    corners, inked = np.concatenate([shape.points for shape in item.shapes]), _inked(item)
    hands = hands_of(outline, top)
    full = _nearest(hands, grasped) if grasped else 0
    for hand, side in hands:
        for out, small, down in _WAYS:
            for rank, angle in enumerate(_ANGLES[:1] if upright else _ANGLES):
                turn, scale = np.radians(angle), small * _HELD / at.radius
                matrix = scale * np.array([[side], [1]]) * [[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]
                offset = hand + np.array([side * out, down]) - (at.x, at.y) @ matrix
                points = corners @ matrix + offset
                if upright and (sunk := float(points[:, 1].max()) - floor) > 0:
                    offset, points = offset - (0, sunk), points - (0, sunk)
                on = np.floor(inked @ matrix + offset).astype(int)
                on = on[((on >= 0) & (on < SIZE)).all(1)]
                beyond = float(np.maximum(1 - points, 0).max() + np.maximum(points - SIZE + 1, 0).max())
                price = float(cost[on[:, 1], on[:, 0]].sum()) / max(1, len(on)) + _BEYOND * beyond + 0.05 * rank
                price += (
                    0.14 * out
                    + 0.1 * down
                    + _SAME_HAND * (side == full)
                    + 2.4 * (1 - small)
                    + 0.3 * (np.sign(angle) == -side)
                    + aside * (side != front_of(sketch) and not frontal)
                )
                if price < best:
                    best = price
                    chosen = tuple(
                        replace(
                            shape,
                            points=shape.points @ matrix + offset,
                            width=shape.width * scale,
                            kept=True,
                            part=shape.part if shape.part in _NAMED else IN_HAND,
                        )
                        for shape in item.shapes
                    )
    chosen = readable(chosen)
    held = Sketch(chosen, {})
    if chosen and (are_alike(held, sketch) or are_dark(held, sketch)):
        chosen = outlined(chosen, *edge_on(sketch))
    return Sketch((*sketch.shapes, *chosen), sketch.anchors)


def _nearest(hands: Sequence[tuple[Points, int]], held: Sequence[Shape]) -> int:
    """The side of the hand that is nearest to what is held."""
    middle = np.mean([shape.points.mean(0) for shape in held], 0)
    return min(hands, key=lambda hand: float(abs(hand[0][0] - middle[0])))[1]


def _inked(item: Sketch) -> Points:
    """The middles of the pixels that it covers, [N, 2], also of what lies beside the canvas."""
    lows, highs = zip(*(shape.bounds for shape in item.shapes), strict=True)
    corner = (np.min(lows, 0) + np.max(highs, 0)) / 2 - SIZE / 2
    rows, columns = np.nonzero(covered([shape.moved(*-corner) for shape in item.shapes]))
    return np.asarray(np.stack([columns, rows], 1) + 0.5 + corner)


def as_item(sketch: Sketch) -> Sketch:
    """A drawing of a whole thing as something that can be held: without its feet, its middle in the hand."""
    points = np.concatenate([shape.points for shape in sketch.shapes])
    low = float(points[:, 1].max())
    shapes = tuple(replace(shape, role="") for shape in sketch.shapes if shape.points[:, 1].min() < low - _FOOT)
    points = np.concatenate([shape.points for shape in shapes])
    (left, top), (right, low) = points.min(0), points.max(0)
    at = Anchor((left + right) / 2, (top + low) / 2, _HELD * max(right - left, low - top) / _LARGE)
    return Sketch(shapes, {"at": at})


def with_load(holder: Sketch, thing: Sketch, flat: bool) -> Sketch:
    """What holds things with one of them on its middle if it is `flat`, else with two that look out of it."""
    own, box, at = box_of(holder), box_of(thing), holder.anchors["at"]
    wide = own.right - own.left
    base = np.array([box.middle, box.low])
    if flat:
        rest = 0.3 if wide > 2 * (own.low - own.top) else 0.72 * wide
        both = (
            *holder.shapes,
            *put(thing.shapes, _LOAD * wide / box.side, base, np.array([own.middle, own.top + rest])),
        )
    else:
        at_once = (np.array([own.middle + side * _BESIDE * wide, own.top + _SUNK * wide]) for side in (-1, 1))
        both = (
            *(each for to in at_once for each in put(thing.shapes, _TWO * wide / box.side, base, to)),
            *holder.shapes,
        )
    return Sketch(tuple(replace(shape, role="") for shape in both), {"at": at})


def as_blade(sketch: Sketch) -> Sketch:
    """A drawing of a thing with a grip, as a sword of it is: its longer side up, and narrow."""
    bare = tuple(replace(shape, role="") for shape in sketch.shapes)
    points = np.concatenate([shape.points for shape in bare])
    middle = points.mean(0)
    along = np.linalg.svd(points - middle, full_matrices=False)[2][0]
    along = along if along[1] < 0 else -along
    axes = np.stack([(-along[1], along[0]), -along], 1)
    apart = (points - middle) @ axes
    (left, top), (right, low) = apart.min(0), apart.max(0)
    long, wide = _BLADE
    high = long / (low - top)
    scale = np.array([min(high, wide / (right - left)), high])
    base = np.array([(left + right) / 2, low])
    blade = tuple(
        replace(shape, points=((shape.points - middle) @ axes - base) * scale, width=shape.width * float(scale.min()))
        for shape in bare
    )
    guard = (Shape(np.array([[-5.0, 0.0], [5.0, 0.0]]), fill, width=width) for fill, width in _GUARD)
    grip = (Shape(np.array([[0.0, 1.0], [0.0, 8.0]]), fill, width=width) for fill, width in _GRIP)
    return Sketch((*outlined(blade), *grip, *guard), {"at": Anchor(0.0, 4.5, _HELD)})


def as_pole(sketch: Sketch) -> Sketch:
    """A drawing of a thing as the head of a pole; one that is long as the pole itself, with a point of steel."""
    bare = Sketch(tuple(replace(shape, role="") for shape in sketch.shapes), {})
    box = box_of(bare)
    if box.low - box.top > _LONG * (box.right - box.left):
        scale = _POLE / (box.low - box.top)
        head = put(bare.shapes, scale, np.array([box.middle, box.low]), np.array([0.0, 10.0]))
        tip = np.array([[-4.0, 12.0 - _POLE], [0.0, 2.0 - _POLE], [4.0, 12.0 - _POLE]])
        return Sketch((*outlined(head), *outlined((Shape(tip, _STEEL),))), {"at": Anchor(0.0, 0.0, _HELD)})
    head = put(bare.shapes, _POLE_HEAD / box.side, np.array([box.middle, box.low]), np.array([0.0, 14.0 - _POLE]))
    shaft = (Shape(np.array([[0.0, 11.0 - _POLE], [0.0, 10.0]]), fill, width=width) for fill, width in _GRIP)
    return Sketch((*shaft, *outlined(head)), {"at": Anchor(0.0, 0.0, _HELD)})


def hands_of(outline: NDArray[np.bool_], top: int) -> list[tuple[Points, int]]:
    """What sticks out most to the left and right below a row, without the feet; and the side, -1 for the left."""
    rows = np.flatnonzero(outline.any(1))
    low = int(rows[-1]) - _FEET
    top = min(top, low - 6)
    found = []
    for side in (-1, 1):
        band = [(np.flatnonzero(outline[row]), row) for row in range(max(top, 0), low)]
        ends = [(int(at[0] if side < 0 else at[-1]), row) for at, row in band if at.size]
        if not ends:
            continue
        far = (min if side < 0 else max)(end for end, _ in ends)
        row = float(np.mean([row for end, row in ends if abs(end - far) <= 2]))
        found.append((np.array([far - 2.0 * side, row]), side))
    return found
