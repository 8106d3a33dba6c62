"""Parts of a sketch itself that are broken off, gone, open, or something else: a tail of lightning, leaves for spines.

Knows no sentence.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.expressions import eyes_of, front_of, is_in
from spritedex.sketches.shapes.markings import clipped
from spritedex.sketches.shapes.places import all_of_eye, face_of, is_all_face, outline_of, without_mouth
from spritedex.sketches.shapes.shades import without_own
from spritedex.sketches.shapes.shaping import resampled
from spritedex.sketches.shapes.tails import tail_of_shapes
from spritedex.sprites.sketch import FACE, SIZE, Anchor, Color, Points, Shape, Sketch

_CUT: Final = {"horns": 0.5, "wings": 0.42}
"""How much of a broken horn or wing is left, in its reach."""
_MARK: Final = 150
"""How large in square pixels a mark on a wing is at most."""
_SLANT: Final = 0.45
"""How far the edge of what is broken is from straight."""
_APART: Final = 2.0
"""How far apart what is on two sides is at least, in pixels."""
_LEAVES_APART: Final = 5.0
_LEAF: Final = 5.2
_SHORT_NECK: Final = 0.35
_FREE: Final = 3.0
"""How far a chin is above the lower end of a neck at least, in pixels."""
_HANGS: Final = 0.55
"""How much of the way from its eyes to there a head goes down whose chin is not."""
_THROAT: Final = (122, 26, 40)
_TONGUE: Final = (236, 110, 120)
_GAPE: Final = np.radians(44)
_BIG: Final = 1.5
_ON_HEAD: Final = 3.0
_BROW: Final = 8.0
"""How far below the top of a head a hat sits, and its width is that of the hat, in pixels."""


def with_broken(sketch: Sketch, part: str, one: bool) -> Sketch:
    """With the ends of its horns or wings broken off; of `one` side alone, or of both."""
    mine = [shape for shape in sketch.shapes if shape.part == part]
    others = [shape.points for shape in sketch.shapes if shape.part != part]
    if not mine or not others:
        return sketch
    middle = float(np.mean([points[:, 0].mean() for points in others]))
    sides = (front_of(sketch),) if one else (-1, 1)
    if one and len({shape.points[:, 0].mean() > middle for shape in mine}) == 1:
        sides = (1 if mine[0].points[:, 0].mean() > middle else -1,)
    shapes = list(sketch.shapes)
    for side in sides:
        places = [
            place
            for place, shape in enumerate(shapes)
            if shape.part == part and (shape.points[:, 0].mean() > middle) == (side > 0)
        ]
        if not places:
            continue
        points = np.concatenate([shapes[place].points for place in places])
        joint = points[np.argmin(np.hypot(points[:, 0] - middle, points[:, 1] - SIZE * 0.55))]
        tip = points[np.argmax(np.hypot(*(points - joint).T))]
        whole = [shapes[place] for place in places]
        for place in places:
            shapes[place] = _cut(shapes[place], joint, tip, _CUT[part])
        left = [shapes[place] for place in places if len(shapes[place].points) > 1]
        shapes = [shape for shape in shapes if len(shape.points) > 1 and not _lost(shape, whole, left)]
    return replace(sketch, shapes=tuple(shapes))


def with_one_of(sketch: Sketch, part: str) -> Sketch:
    """With its shapes of a part on one side alone."""
    middles = [float(shape.points[:, 0].mean()) for shape in sketch.shapes if shape.part == part]
    if not middles or max(middles) - min(middles) < _APART:
        return sketch
    middle, side = (min(middles) + max(middles)) / 2, front_of(sketch)
    kept = (
        shape for shape in sketch.shapes if shape.part != part or side * (float(shape.points[:, 0].mean()) - middle) > 0
    )
    return replace(sketch, shapes=tuple(kept))


def _lost(shape: Shape, whole: list[Shape], left: list[Shape]) -> bool:
    """Whether a mark lay on what is broken off."""
    at = shape.points.mean(0)
    small = float(np.prod(np.ptp(shape.points, axis=0))) < _MARK and not any(shape is each for each in left)
    return small and any(is_in(at, each) for each in whole) and not any(is_in(at, each) for each in left)


def _cut(shape: Shape, joint: Points, tip: Points, share: float) -> Shape:
    """What of a shape is not farther from a joint than a share of the way to a tip."""
    along = (tip - joint) / max(float(np.hypot(*(tip - joint))), 1e-6)
    end = share * float(np.hypot(*(tip - joint)))
    if shape.width:
        line = np.concatenate([np.linspace(*ends, 8) for ends in zip(shape.points, shape.points[1:], strict=False)])
        return replace(shape, points=line[(line - joint) @ along < end])
    slant = np.array([-along[1], along[0]]) + _SLANT * along
    across, far, near = 90 * slant, joint + end * along, joint - 90 * along
    kept = clipped(shape.points, np.array([near - across, far - across, far + across, near + across]))
    return replace(shape, points=kept if len(kept) > 2 else kept[:0])


def with_tail_like(sketch: Sketch, item: Sketch) -> Sketch:
    """With an item, such as a bolt of lightning, in place of its tail."""
    anchor = sketch.anchors.get("tail")
    found = tail_of_shapes(sketch) or (bushy_tail(sketch) if anchor else None)
    if found is None:
        return sketch
    places, joint, tip = found
    at, up = item.anchors["at"], tip - joint
    long = max(float(np.hypot(*up)), 1e-6)
    scale = max(1.35 * long, 24.0) / at.y
    turned = scale / long * np.array([[-up[1], up[0]], [-up[0], -up[1]]])
    put = [
        replace(each, points=(each.points - (at.x, at.y)) @ turned + joint, width=each.width * scale, kept=True)
        for each in item.shapes
    ]
    shapes = list(sketch.shapes)
    kept = [[] if place in places else [shape] for place, shape in enumerate(shapes)]
    kept[places[0]] = put
    return Sketch(tuple(shape for each in kept for shape in each), sketch.anchors)


def bushy_tail(sketch: Sketch) -> tuple[list[int], Points, Points] | None:
    """The places of a large or a thin tail that is drawn behind all else, where it joins the body, and its tip."""
    anchor, face = sketch.anchors["tail"], face_of(sketch)
    tip = np.array([anchor.x, anchor.y])
    found = [
        place
        for place, shape in enumerate(sketch.shapes[:3])
        if shape.part != "wings"
        and np.hypot(*(shape.points - tip).T).min() < anchor.radius
        and not (face and is_in(face.eyes, shape))
    ]
    if not found:
        return None
    points = np.concatenate([sketch.shapes[place].points for place in found])
    return found, points[np.hypot(*(points - tip).T).argmax()], tip


def with_edge_of(sketch: Sketch, part: str, item: Sketch, apart: float = _LEAVES_APART) -> Sketch:
    """With items, such as leaves, all over its shapes of a part, pointing outward, so many pixels `apart`."""
    mine = [shape for shape in sketch.shapes if shape.part == part and not shape.width]
    if not mine:
        return sketch
    whole = np.concatenate([shape.points for shape in mine])
    middle, at = (whole.min(0) + whole.max(0)) / 2, item.anchors["at"]
    last = max(place for place, shape in enumerate(sketch.shapes) if shape.part == part)
    eyes = [shape for shape in sketch.shapes[last + 1 :] if shape.role == "main" and not shape.width]
    put: list[Shape] = []
    for share in (0.96, 0.68, 0.42):
        lit: list[Points] = []
        for shape in mine:
            for point in middle + share * (resampled(shape.points, 1.5) - middle):
                if any(np.hypot(*(point - other)) < apart for other in lit):
                    continue
                if any(is_in(point, other) for other in eyes):
                    continue
                lit.append(point)
                out = (point - middle) / max(float(np.hypot(*(point - middle))), 1e-6)
                scale = _LEAF / at.radius
                turned = scale * np.array([[-out[1], out[0]], [-out[0], -out[1]]])
                put += (
                    replace(each, points=(each.points - (at.x, at.y)) @ turned + point, width=each.width * scale,
                            kept=True, role="")
                    for each in item.shapes
                )  # fmt: skip
    return replace(sketch, shapes=(*sketch.shapes[: last + 1], *put, *sketch.shapes[last + 1 :]))


def without_eyes(sketch: Sketch) -> Sketch:
    """Without its eyes, and what is around them."""
    gone = {place for eye in eyes_of(sketch) for place in all_of_eye(sketch, eye.shapes[0])}
    kept = tuple(shape for place, shape in enumerate(sketch.shapes) if place not in gone)
    return replace(sketch, shapes=kept) if kept else sketch


def with_mouth_only(sketch: Sketch, mouth: Sketch) -> Sketch:
    """With one large mouth where its face was."""
    face = face_of(sketch)
    if face is None:
        return sketch
    at = mouth.anchors["at"]
    scale = _BIG * face.half / at.radius
    middle = np.array([face.eyes[0] if not face.profile else face.mouth.x, 0.5 * (face.eyes[1] + face.mouth.y)])
    put = (
        replace(each, points=(each.points - (at.x, at.y)) * scale + middle, width=each.width * scale, kept=True,
                part=FACE)
        for each in mouth.shapes
    )  # fmt: skip
    bare = without_eyes(without_mouth(sketch))
    return replace(bare, shapes=(*bare.shapes, *put))


def with_short_neck(sketch: Sketch) -> Sketch:
    """With its head nearer to its body."""
    face = face_of(sketch)
    if "head" not in sketch.anchors or face is None or is_all_face(sketch):
        return sketch
    back, chin = sketch.anchors.get("back"), face.mouth.y + face.mouth.radius + 1
    if back is None:
        return sketch
    base, much = back.y + 0.6 * back.radius, 1 - _SHORT_NECK
    mine = {place for place, shape in enumerate(sketch.shapes) if shape.points[:, 1].max() <= chin + 1}
    if base - chin < _FREE:  # its muzzle hangs beside its neck
        skulls = [shape for shape in sketch.shapes if shape.role == "main" and is_in(face.eyes, shape)]
        chin, much = float(face.eyes[1] + face.radii[1]), _HANGS
        mine = {
            place
            for place, shape in enumerate(sketch.shapes)
            if shape.points[:, 1].mean() < face.eyes[1] or any(is_in(np.mean(shape.bounds, 0), one) for one in skulls)
        }
    if not mine:
        return sketch
    down = max(0.0, much * (base - chin))

    def moved(place: int, shape: Shape) -> Shape:
        if place in mine:
            return shape.moved(0, down)
        x, y = shape.points.T
        share = np.clip((base - y) / max(base - chin, 1e-6), 0, 1)  # of the way that the head goes
        low = y + down * share
        return replace(shape, points=np.stack([x, low], 1))

    anchors = {name: replace(at, y=at.y + down) if name == "head" else at for name, at in sketch.anchors.items()}
    return Sketch(tuple(moved(place, shape) for place, shape in enumerate(sketch.shapes)), anchors)


def with_open_beak(sketch: Sketch) -> Sketch:
    """With its beak open, and a tongue in it."""
    beaks = [place for place, shape in enumerate(sketch.shapes) if shape.part == "beak" and not shape.width]
    face = face_of(sketch)
    if not beaks or face is None:
        return sketch
    upper = max(beaks, key=lambda place: float(np.prod(np.ptp(sketch.shapes[place].points, axis=0))))
    points, fill = sketch.shapes[upper].points, sketch.shapes[upper].fill
    (left, top), (right, low) = points.min(0), points.max(0)
    dark: Color = (round(0.72 * fill[0]), round(0.72 * fill[1]), round(0.72 * fill[2]))
    if not face.profile:
        wide = float(np.clip(0.5 * (right - left), 3.2, 5.0))
        at = np.array([(left + right) / 2, low - 0.2 * (low - top)])
        put = [
            Shape(_round(at + np.array([0, 0.45 * wide]), (wide, 1.2 * wide)), dark, "", 0.0, True, FACE),
            Shape(_round(at + np.array([0, 0.4 * wide]), (0.72 * wide, 0.9 * wide)), _THROAT, "", 0.0, True, FACE),
            Shape(_round(at + np.array([0, 0.9 * wide]), (0.45 * wide, 0.34 * wide)), _TONGUE, "", 0.0, True, FACE),
        ]
        return _with_at(sketch, put, min(beaks))
    side, high = (1 if points.mean(0)[0] > face.eyes[0] else -1), low - top
    joint = np.array([left if side > 0 else right, top + 0.62 * high])
    tip = points[np.argmax(side * points[:, 0])]
    turn = side * _GAPE
    lower = joint + 0.85 * (tip - joint) @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    jaw = np.array([joint - (2.0 * side, 0.1 * high), lower, joint - (2.5 * side, -0.5 * high)])
    gape = np.array([joint - (2.0 * side, 0.2 * high), 0.85 * tip + 0.15 * joint, 0.9 * lower + 0.1 * joint])
    middle = 0.5 * gape[1] + 0.5 * gape[2]
    put = [
        Shape(jaw, dark, "", 0.0, True, "beak"),
        Shape(gape, _THROAT, "", 0.0, True, FACE),
        Shape(np.array([0.7 * joint + 0.3 * middle, 0.3 * joint + 0.7 * middle]), _TONGUE, "", 1.8, True, FACE),
    ]
    return _with_at(sketch, put, max(beaks) + 1)


def _round(middle: Points, radii: tuple[float, float]) -> Points:
    angle = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    return np.asarray(middle + np.stack([np.cos(angle), np.sin(angle)], 1) * radii)


def _with_at(sketch: Sketch, put: list[Shape], place: int) -> Sketch:
    return replace(sketch, shapes=(*sketch.shapes[:place], *put, *sketch.shapes[place:]))


def bareheaded(sketch: Sketch) -> Sketch:
    """Without its own hat, and with the place of another one on its head."""
    bare, head = without_own(sketch, "hat"), sketch.anchors.get("head")
    if head is None:
        return bare
    rows = outline_of(bare)[:, max(0, int(head.x) - 2) : int(head.x) + 3].any(1)
    top = float(rows.argmax())
    across = np.flatnonzero(outline_of(bare)[int(min(top + _BROW, SIZE - 1))])
    near = across[abs(across - head.x) < 2 * head.radius]
    radius = float(np.clip(np.ptp(near) / 2, 0.6 * head.radius, 1.2 * head.radius)) if near.size else head.radius
    return replace(bare, anchors={**bare.anchors, "head": Anchor(head.x, top + _ON_HEAD, radius)})
