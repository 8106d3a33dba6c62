"""Where things are on a sketch that has no anchor for them: eyes, mouth, neck and hands. Knows no sentence."""

import functools
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spritedex.sketches.shapes.expressions import eyes_of, front_of, is_in
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.sketch import EYE, MORE_EYES, MOUTH, SIZE, Anchor, Points, Shape, Sketch, covered

_NECK: Final = 2.15
"""How far below the top of a head its neck is, in the radii of its anchor."""
_CHEST: Final = 0.8
"""How wide a neck is at least, in the radius of a head that looks here on a body seen from the side."""
_BAND: Final = 1.25
"""How wide a collar is, in the same."""
_CAPE: Final = (2.15, 2.7)
"""How far a cape reaches to each side and down, in the radii of its anchor."""
_HEM: Final = 5.0
_PROFILE: Final = 2.2
_ONE: Final = 1.6
"""How wide a face that looks aside is at most, in the radii of an eye, and one that is seen from the front."""
_LARGE: Final = 0.55
_CENTERED: Final = 0.36
"""How large the one eye in the middle of a head is at least, in the radius of that; and how far from there it is at
most, as a share of it."""
_LEAST_HALF: Final = 3.0
_MOST_OF_BODY: Final = 0.3
_MOST_OF_HEIGHT: Final = 0.66
_SHELL: Final = 1.3
"""How high an eggshell is, in its radii."""
_BELOW_MOUTH: Final = 3.0
_REDS: Final = (0.07, 0.08)  # OKLab: at least so much of a, at most so much of b
_AMID, _TALL = 0.2, 0.8
_PALE: Final = 0.62  # OKLab lightness of what is a snout
_NEAR: Final = (0.35, 1.45)
_IS_NEAR: Final = (3.0, 9.0)
"""How far aside and below the eyes what is a mouth rather than a seam is at most, in half of their width, and what that
counts for what is a line, red or has a tongue; on what is seen from the front more."""
_DARK: Final = 0.45  # OKLab lightness
_STAYS: Final = frozenset({"shell"})
"""Parts that an outline has even in a color of their own."""


class Face(NamedTuple):
    """The middle of its eyes, the radii of one, half of the width of all, the mouth, and whether it looks aside."""

    eyes: Points
    radii: Points
    half: float
    mouth: Anchor
    profile: bool


def places_of(sketch: Sketch) -> Mapping[str, Anchor]:
    """Its anchors, and those that what it shows gives: "eye", "eyes", "mouth", "neck", "body" and "cape"."""
    found = dict(sketch.anchors)
    face = face_of(sketch)
    if head := sketch.anchors.get("head"):
        found.setdefault("neck", _neck(sketch, head, face))
        found["body"] = _trunk(sketch, found["neck"], face)
        found["cape"] = _shoulders(sketch, found["neck"], found["body"])
    if sketch.shapes:
        found["feet"] = _feet(sketch, face)
    if face:
        found["eye"] = max(eyes_at(sketch), key=lambda eye: -front_of(sketch) * eye.x)
        found["eyes"] = Anchor(float(face.eyes[0]), float(face.eyes[1]), face.half)
        found["mouth"] = face.mouth
        found["forehead"] = Anchor(
            float(face.eyes[0]), float(face.eyes[1] - 2.1 * face.radii[1]), max(0.7 * face.half, 3.2)
        )
    return found


def _neck(sketch: Sketch, head: Anchor, face: Face | None) -> Anchor:
    """Below the mouth of a face that is seen from the front, else below its head; as wide as there is body."""
    x, y = head.x, head.y + _NECK * head.radius
    if face and not face.profile:
        x, y = float(face.eyes[0]), face.mouth.y + max(0.5 * face.half, 0.6 * face.mouth.radius) + 2.5
    elif face:
        y = max(y, face.mouth.y + 0.6 * face.mouth.radius + 1.5)
    y = min(y, float(max(shape.points[:, 1].max() for shape in sketch.shapes)) - 9) if sketch.shapes else y
    body = [shape for shape in sketch.shapes if shape.is_body and (not shape.width or shape.width > 2.5)]
    row = covered(body or sketch.shapes)[int(np.clip(y, 0, SIZE - 1))]
    wide = min(int(row[max(0, int(x)) :].argmin() or SIZE), int(row[: int(x) + 1][::-1].argmin() or SIZE))
    least = 5.0 if not face or face.profile or sketch.from_the_front else max(5.0, _CHEST * head.radius)
    return Anchor(x, y, float(np.clip(wide / _BAND, least, max(least, min(head.radius, 14.0)))))


def _feet(sketch: Sketch, face: Face | None) -> Anchor:
    """Half of its width, and the middle of its lower edge; lower, where what stands there would hide its face."""
    body = [shape for shape in sketch.shapes if shape.is_body and not shape.kept] or sketch.shapes
    points = np.concatenate([shape.points for shape in body])
    (left, _), (right, low) = points.min(0), points.max(0)
    radius = 0.52 * float(right - left)
    lowest = face.mouth.y + _BELOW_MOUTH + _SHELL * radius if face else 0.0
    return Anchor(float(left + right) / 2, max(float(low) + 1, lowest), radius)


def _shoulders(sketch: Sketch, neck: Anchor, body: Anchor) -> Anchor:
    """Where a cape is put, so wide that it is seen beside what is seen from the front."""
    points = [shape.points for shape in sketch.shapes if shape.is_body]
    if not points or not is_frontal(sketch):
        return body
    x, y = np.concatenate(points).T
    radius = (float(np.ptp(x)) / 2 + _HEM) / _CAPE[0]
    return Anchor(neck.x, min(neck.y, float(y.max()) - _CAPE[1] * radius), radius)


def _trunk(sketch: Sketch, neck: Anchor, face: Face | None) -> Anchor:
    """The chest of what is seen from the front, else the back, or without one the upper part of the largest form."""
    forms = [shape for shape in sketch.shapes if shape.role == "main" and not shape.width and shape.is_body]
    if not forms:
        return sketch.anchors.get("back", neck)
    if face and is_frontal(sketch):
        room = float(max(shape.points[:, 1].max() for shape in sketch.shapes)) - 3 - neck.y
        radius = float(np.clip(min(1.15 * neck.radius, 0.45 * room), 6.5, 15))
        return Anchor(neck.x, neck.y + 1.1 * radius, radius)
    largest = max(forms, key=lambda shape: float(np.prod(np.ptp(shape.points, axis=0)))).points
    (x, y), (wide, tall) = (largest.min(0) + largest.max(0)) / 2, np.ptp(largest, axis=0)
    return sketch.anchors.get("back") or Anchor(float(x), float(y - 0.3 * tall), float(min(wide, tall) / 2.2))


def is_frontal(sketch: Sketch) -> bool:
    """Whether it is seen from the front, and its face too."""
    face = face_of(sketch)
    return sketch.from_the_front and not (face and face.profile)


def is_all_face(sketch: Sketch) -> bool:
    """Whether its face is on the largest form of its body, as that of a ghost."""
    forms = [shape for shape in sketch.shapes if shape.role == "main" and not shape.width and shape.is_body]
    face = face_of(sketch)
    if face is None or not forms:
        return False
    sizes = sorted((float(np.prod(np.ptp(shape.points, axis=0))), at) for at, shape in enumerate(forms))
    alone = len(sizes) == 1 or sizes[-2][0] < _MOST_OF_BODY * sizes[-1][0]
    largest = forms[sizes[-1][1]]
    rows = np.concatenate([shape.points[:, 1] for shape in sketch.shapes if shape.is_body])
    whole = float(np.ptp(largest.points[:, 1])) > _MOST_OF_HEIGHT * float(np.ptp(rows))
    return alone and whole and is_in(face.eyes, largest)


def eyes_at(sketch: Sketch) -> list[Anchor]:
    """The places of its eyes."""
    return [Anchor(float(eye.middle[0]), float(eye.middle[1]), float(eye.radii.max())) for eye in eyes_of(sketch)]


@functools.lru_cache(64)
def face_of(sketch: Sketch) -> Face | None:
    """Where its face is; None if it has no eyes."""
    span = eyes_span(sketch)
    if span is None:
        return None
    middle, radii, half = span
    profile = _looks_aside(sketch, middle, radii, half)
    found = sketch.anchors.get("mouth")
    if found is None:
        found = _inside(sketch, _mouth(sketch)[0]) if profile else _mouth(sketch)[0]
    return Face(middle, radii, half, found, profile)


def eyes_span(sketch: Sketch) -> tuple[Points, Points, float] | None:
    """The middle of its eyes, the radii of one, and half of the width of all; None without eyes."""
    eyes = [eye for eye in eyes_of(sketch) if sketch.shapes[eye.shapes[0]].part != MORE_EYES]
    if not eyes:
        return None
    middles = np.array([eye.middle for eye in eyes])
    middle, radii = middles.mean(0), np.mean([eye.radii for eye in eyes], 0)
    return middle, radii, max(float(np.ptp(middles[:, 0])) / 2 + float(radii[0]), _LEAST_HALF)


def _looks_aside(sketch: Sketch, middle: Points, radii: Points, half: float) -> bool:
    """Whether a face has one eye, or two close to each other on a body that is not seen from the front; not with a
    large eye in its middle, as that of a cyclops."""
    head = sketch.anchors.get("head")
    one = half == max(radii[0], _LEAST_HALF)
    if one and head and sketch.from_the_front and radii[0] > _LARGE * head.radius > abs(middle[0] - head.x) / _CENTERED:
        return False
    return bool(half < (_ONE if sketch.from_the_front else _PROFILE) * radii[0])


def without_mouth(sketch: Sketch) -> Sketch:
    """Without the mouth that is drawn on a face seen from the front, and what is in it."""
    face = face_of(sketch)
    if face is None or face.profile:
        return sketch
    _, mouth = _mouth(sketch)
    if mouth is None or sketch.shapes[mouth].role or _is_belt(sketch, mouth):
        return sketch
    low, high = sketch.shapes[mouth].bounds[0] - 1, sketch.shapes[mouth].bounds[1] + np.array([1, 3])

    def is_of_mouth(place: int, shape: Shape) -> bool:
        inside = bool((shape.points >= low).all() and (shape.points <= high).all())
        return place >= mouth and not shape.kept and shape.role in ("", "dark") and inside

    shapes = (shape for place, shape in enumerate(sketch.shapes) if not is_of_mouth(place, shape))
    return Sketch(tuple(shapes), sketch.anchors)


def _is_belt(sketch: Sketch, mouth: int) -> bool:
    """Whether a shape that could be a mouth is far from the place that its sketch has for that."""
    at = sketch.anchors.get("mouth")
    return at is not None and abs(float(sketch.shapes[mouth].points[:, 1].mean()) - at.y) > at.radius + _BELOW_MOUTH


def mouth_shape_of(sketch: Sketch) -> Shape | None:
    """The shape of its mouth, where one is drawn."""
    place = None if eyes_span(sketch) is None else _mouth(sketch)[1]
    return None if place is None else sketch.shapes[place]


@functools.lru_cache(64)
def _mouth(sketch: Sketch) -> tuple[Anchor, int | None]:
    """The mouth that is drawn, with the place of its shape: the likeliest dark, red or shaded shape, or its place."""
    span = eyes_span(sketch)
    assert span is not None, "a face has eyes"
    eyes, radii, half = span
    (eye_x, eye_y), high, front = eyes.tolist(), float(radii[1]), front_of(sketch)
    profile = _looks_aside(sketch, eyes, radii, half)
    of_eyes = {place for eye in eyes_of(sketch) for place in eye.shapes}
    beak = [float(shape.bounds[1][1]) - eye_y for shape in sketch.shapes if shape.part == "beak" and not profile]
    deepest = max(beak, default=SIZE) + _BELOW_MOUTH
    found: list[tuple[float, int, Anchor]] = []
    near: list[tuple[Shape, float]] = []
    for place, shape in enumerate(sketch.shapes):
        is_own = (shape.is_body or shape.part == MOUTH) and not shape.kept and place not in of_eyes
        if not is_own or shape.role not in ("", "dark", EYE):
            continue
        (left, top), (right, low), thick = shape.bounds[0].tolist(), shape.bounds[1].tolist(), shape.width / 2
        wide, tall = (right + thick) - (left - thick), (low + thick) - (top - thick)
        x, y = (left - thick + right + thick) / 2 - eye_x, (top - thick + low + thick) / 2 - eye_y
        shade = shape.role == "dark"
        most = 9.0 if profile else 2.8 if shade else 3.6
        if not 1.6 <= wide <= most * half or tall > min(1.25 * wide + 1.5, 2.2 * half):
            continue
        if profile and 0 < shape.width < 2.5 and not shade:  # a tongue
            continue
        lowest = min(0.9 * half + (2.6 if shade else 3.4) * high, deepest)
        is_amid = not profile and place > max(of_eyes) and abs(x) < _AMID * half
        if (shade and tall > 0.8 * half) or not (0.4 if is_amid else 0.75) * high <= y <= lowest:
            continue
        if (profile and (x * front < -1.2 * half or abs(x) > 20)) or (not profile and abs(x) > 1.15 * half):
            continue
        light, a, b = to_lab(np.array([shape.fill], np.uint8))[0].tolist()
        red, dark = a > _REDS[0] and -0.02 < b < _REDS[1], light < _DARK
        if not (red or dark or shade):
            continue
        score = 0.3 * wide / max(tall, 1.0) + 1.5 * (dark and not shade) + 0.8 * red + min(wide / half, 2.0) * 1.5
        score += (place > min(of_eyes)) + 0.08 * y - (0 if profile else 2 * abs(x) / half)
        radius = float(np.clip(wide / 2, 3, 5 if profile else 7))
        ahead = front * (wide / 2 - radius) if profile else 0.0
        found.append((score, place, Anchor(x + eye_x + ahead, y + eye_y, radius)))
        if profile or shade or abs(x) > _NEAR[0] * half or y > _NEAR[1] * half or tall > _TALL * half:
            continue
        whole = next((each for each in near if is_in(shape.center, each[0])), None)
        near += [] if whole else [(shape, light)]
        mouth, own = whole or near[-1]
        if (red or shape.width) and (mouth.width or own < _PALE):
            found = [
                (each[0] + _IS_NEAR[sketch.from_the_front] * (sketch.shapes[each[1]] is mouth), *each[1:])
                for each in found
            ]
    if not found:
        ahead = 1.6 * half * front if profile else 0.0
        return Anchor(eye_x + ahead, eye_y + 1.9 * high, float(np.clip(0.5 * half, 3.4, 5))), None
    _, place, where = max(found, key=lambda each: each[0])
    return where, place


def _inside(sketch: Sketch, mouth: Anchor) -> Anchor:
    """A mouth seen from the side, moved back so far that all of it lies on the head."""
    front, shapes = front_of(sketch), sketch.shapes
    outline = covered([each for each in shapes if each.role and (not each.width or each.width > 2.5)] or shapes)
    row = np.flatnonzero(outline[int(np.clip(mouth.y, 0, SIZE - 1))])
    if not row.size:
        return mouth
    edge = float(row[0] if front < 0 else row[-1] + 1) - front * 0.9 * mouth.radius
    return replace(mouth, x=max(mouth.x, edge) if front < 0 else min(mouth.x, edge))


def all_of_eye(sketch: Sketch, eye: int) -> list[int]:
    """The places of an eye's shapes: what lies around it and is not much larger, and what is drawn on it."""
    low, high = sketch.shapes[eye].bounds[0] - 0.5, sketch.shapes[eye].bounds[1] + 0.5

    def is_on(shape: Shape) -> bool:
        return bool((shape.points >= low).all() and (shape.points <= high).all())

    rims = [place for place, shape in enumerate(sketch.shapes[:eye]) if shape.rims(sketch.shapes[eye])]
    return [*rims, *(place for place in range(eye, len(sketch.shapes)) if is_on(sketch.shapes[place]))]


def outline_of(sketch: Sketch) -> NDArray[np.bool_]:
    """Where its body is, without parts such as horns and what is put on it, bool [64, 64]."""
    bare = tuple(each for each in sketch.shapes if each.is_body and (not each.kept or each.part in _STAYS))
    return covered(bare or sketch.shapes)
