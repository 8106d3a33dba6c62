"""How a body looks as a whole: seen through, glowing, fat or thin, in bands of colors. Knows no sentence."""

from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sketches.shapes.expressions import eyes_of, is_in
from spritedex.sketches.shapes.markings import clipped
from spritedex.sketches.shapes.places import face_of, is_frontal, outline_of, places_of
from spritedex.sketches.shapes.regions import tail_places
from spritedex.sprites.sketch import FACE, MESH, SIZE, Color, Points, Shape, Sketch

_LARGE: Final = 60
"""Square pixels of the box of a form that is seen through, at least."""
_RIM: Final = (0.86, 0.72)
_FEW: Final = 3
"""How large the lighter inside of it is, and that of what is of few forms."""
_AURA: Final = 6.5
_GLOW: Final[Color] = (255, 244, 158)
_BANDS: Final[tuple[Color, ...]] = (
    (226, 62, 60),
    (242, 146, 46),
    (250, 220, 70),
    (84, 180, 84),
    (66, 130, 220),
    (148, 86, 196),
)
_ROUND: Final = (0.155, 0.33)
"""How much of a body its trunk is that is not yet round by itself."""
_BIRD: Final = 0.4
"""The most of that of a body with a beak, whose tail is thin."""
_FAT: Final = (1.5, 1.6)
_FATTER: Final = (1.35, 2.1)
"""How many times as wide and as high a belly becomes, and one on long legs."""
_SITS: Final = 0.22
_BULGE: Final = 0.65
_HIGHER: Final = 1.01
"""How much wider what is fat is below its head, if its trunk is so much of it or it is seen from the front, and it is
so many times as high as it is long."""
_NEAR_BELLY: Final = 0.76
_SMALL_HEAD: Final = 0.8
"""How large the head of one that is fat is, which all of it would be shrunk with else."""
_LONG: Final = 1.45
_AROUND: Final = 1.36
"""How much larger than an eye that stands out its mask is."""
_ASIDE: Final = 1.7
_MASK: Final[Color] = (34, 30, 40)
_FACE: Final[Color] = (250, 246, 236)
_WHITE: Final[Color] = (250, 252, 255)


def with_clear_inside(sketch: Sketch) -> Sketch:
    """Lighter inside than at its rim, where light is seen on it."""
    forms = [shape for shape in sketch.shapes if _is_form(shape)]
    if not forms:
        return sketch
    rim = _RIM[len(forms) < _FEW]
    shapes: list[Shape] = []
    for shape in sketch.shapes:
        shapes.append(shape)
        if _is_form(shape):
            fill: Color = tuple(round(0.45 * each + 0.55 * 255) for each in shape.fill)  # type: ignore[assignment]
            inside = _scaled(shape.points, rim)
            shapes.append(replace(shape, points=inside, fill=fill, role="light", part=MESH))
    largest = max(forms, key=lambda shape: float(np.prod(np.ptp(shape.points, axis=0))))
    edge = _scaled(largest.points, 0.84)
    apart = edge - (edge.min(0) + edge.max(0)) / 2
    angle = np.degrees(np.arctan2(-apart[:, 1], apart[:, 0])) % 360
    lit = edge[(angle > 112) & (angle < 170)]
    order = np.argsort(np.degrees(np.arctan2(-(lit - edge.mean(0))[:, 1], (lit - edge.mean(0))[:, 0])) % 360)
    if len(lit) > 2:
        shapes.append(Shape(lit[order], _WHITE, "", 2.0, True))
    return replace(sketch, shapes=tuple(shapes))


def swollen(sketch: Sketch, across: float, along: float) -> Sketch:
    """With a body `across` times as wide and `along` times as high around its middle, as a fat or a thin one has."""
    forms = [shape for shape in sketch.shapes if shape.role == "main" and not shape.width and shape.is_body]
    if not forms:
        return sketch
    back = sketch.anchors.get("back")
    below = [shape for shape in forms if back and is_in(np.array([back.x, back.y + back.radius]), shape)]
    aside = below if not is_frontal(sketch) else []
    points = max(aside or forms, key=lambda shape: float(np.prod(np.ptp(shape.points, axis=0)))).points
    middle, reach = (points.min(0) + points.max(0)) / 2, 0.95 * np.ptp(points, axis=0)
    share = _share(sketch, points)
    if across >= _FAT[0] and (is_frontal(sketch) or share > _SITS) and _is_upright(sketch):
        return _bulging(sketch, places_of(sketch)["neck"].y).with_head(_SMALL_HEAD)
    most = _BIRD if any(shape.part == "beak" for shape in sketch.shapes) else _ROUND[1]
    if across >= _FAT[0] and _ROUND[0] < share < most:
        middle = middle + np.array([0.0, 0.1 * float(np.ptp(points[:, 1]))])
        times = np.array(_FAT if share > _SITS else _FATTER)
        return _moved(sketch, middle, _NEAR_BELLY * reach, times).with_head(_SMALL_HEAD)
    if is_frontal(sketch) and (head := sketch.anchors.get("head")):
        bottom = float(max(shape.points[:, 1].max() for shape in sketch.shapes))
        middle = np.array([head.x, max(float(middle[1]), (places_of(sketch)["neck"].y + bottom) / 2)])
    else:
        across, along = 1 + 0.6 * (across - 1), 1 + 2.2 * (along - 1) if along > 1 else across

    return _moved(sketch, middle, reach, np.array([across, along]))


def _bulging(sketch: Sketch, chin: float) -> Sketch:
    """Wider below its chin, and most at its belly."""
    rows, columns = np.nonzero(outline_of(sketch))
    trunk, low = columns[rows > chin], float(rows.max())
    middle = float(np.median(trunk if trunk.size else columns))
    half = float(np.percentile(abs((trunk if trunk.size else columns) - middle), 75))

    def bulged(points: Points) -> Points:
        share = np.clip((points[:, 1] - chin) / max(1.0, low - chin), 0, 1)
        swell = _BULGE * np.sin(np.pi * np.minimum(share + 0.1 * (share > 0), 0.86)) ** 0.8
        aside = np.clip(points[:, 0] - middle, -half, half)
        return np.stack([points[:, 0] + swell * aside, points[:, 1]], 1)

    return replace(sketch, shapes=tuple(replace(shape, points=bulged(shape.points)) for shape in sketch.shapes))


def _is_upright(sketch: Sketch) -> bool:
    """Whether its body stands or sits higher than it is long."""
    rows, columns = np.nonzero(outline_of(sketch))
    return bool(np.ptp(rows) > _HIGHER * np.ptp(columns))


def _share(sketch: Sketch, points: Points) -> float:
    """How much of the box around its body that of a form is."""
    rows, columns = np.nonzero(outline_of(sketch))
    return float(np.prod(np.ptp(points, axis=0)) / max(1, np.ptp(rows) * np.ptp(columns)))


def _moved(sketch: Sketch, middle: Points, reach: Points, times: Points) -> Sketch:
    """So many times as wide and high around its middle, and the less the farther from it."""

    def moved(points: Points) -> Points:
        near = np.exp(-np.square((points - middle) / reach).sum(1, keepdims=True))
        return np.asarray(middle + (points - middle) * (1 + (times - 1) * near))

    shapes = tuple(replace(shape, points=moved(shape.points)) for shape in sketch.shapes)
    return replace(sketch, shapes=shapes)


def with_long_ears(sketch: Sketch) -> Sketch:
    """With all that is above its head higher."""
    head = sketch.anchors.get("head")
    if head is None:
        return sketch

    def moved(points: Points) -> Points:
        above = np.minimum(points[:, 1] - head.y, 0)
        return np.asarray(points + np.stack([np.zeros(len(points)), (_LONG - 1) * above], 1))

    return replace(sketch, shapes=tuple(replace(shape, points=moved(shape.points)) for shape in sketch.shapes))


def with_aura(sketch: Sketch, color: Color | None) -> Sketch:
    """With light around it."""
    around = (
        Shape(np.concatenate([shape.points, shape.points[: 0 if shape.width else 2]]), color or _GLOW, "",
              shape.width + _AURA, True)
        for shape in sketch.shapes
        if not shape.kept and np.ptp(shape.points, axis=0).max() > 3
    )  # fmt: skip
    return replace(sketch, shapes=(*around, *sketch.shapes))


def with_bands(sketch: Sketch, own: str = "") -> Sketch:
    """In the colors of a rainbow, one above the other; its shapes of a part alone, if `own` names one."""

    tail = [sketch.shapes[place] for place in tail_places(sketch)] if own == "tail" else []

    def is_in_bands(shape: Shape) -> bool:
        if tail:
            return any(shape is each for each in tail)
        if own:
            return shape.part == own
        return shape.role in ("main", "dark") and (shape.is_body or shape.part == "wings") and not shape.kept

    forms = [shape for shape in sketch.shapes if is_in_bands(shape)]
    if not forms:
        return sketch
    top = min(float(shape.points[:, 1].min()) for shape in forms)
    high = (max(float(shape.points[:, 1].max()) for shape in forms) - top) / len(_BANDS)
    shapes: list[Shape] = []
    for shape in sketch.shapes:
        shapes.append(shape)
        if not is_in_bands(shape):
            continue
        middle = float(shape.points[:, 1].mean())
        if shape.width and own == "tail":
            shapes += _along(shape)
            continue
        if shape.width:
            band_at = int(np.clip((middle - top) / high, 0, 5))
            shapes[-1] = replace(shape, fill=_BANDS[band_at], role="", kept=shape.kept or own == "horns")
            continue
        for number, color in enumerate(_BANDS):
            low = top + number * high
            window = np.array([[-40, low], [104, low], [104, low + high + 0.3], [-40, low + high + 0.3]])
            if len(band := clipped(shape.points, window)) > 2:
                dark: Color = tuple(round(0.8 * each) for each in color)  # type: ignore[assignment]
                shade = dark if shape.role == "dark" else color
                shapes.append(Shape(band, shade, "", kept=shape.kept or own == "horns", part=own))
    return replace(sketch, shapes=tuple(shapes))


def _along(line: Shape) -> list[Shape]:
    """A line in the colors of a rainbow, one after the other."""
    steps = np.concatenate([[0.0], np.hypot(*np.diff(line.points, axis=0).T).cumsum()])
    found = []
    for number, color in enumerate(_BANDS):
        at = np.linspace(number, number + 1, 6) / len(_BANDS) * steps[-1]
        points = np.stack([np.interp(at, steps, line.points[:, axis]) for axis in (0, 1)], 1)
        found.append(replace(line, points=points, fill=color, role=""))
    return found


def with_mask(sketch: Sketch, color: Color | None) -> Sketch:
    """With a band across its face, below its eyes."""
    face = face_of(sketch)
    if face is None:
        return sketch
    first = min(eye.shapes[0] for eye in eyes_of(sketch))
    wide, high = face.half + (1.5 if face.profile else 3.5), 1.1 * face.radii[1]
    x, y = face.eyes
    outline, row = outline_of(sketch), int(np.clip(y, 0, SIZE - 1))
    if (
        not face.profile and not outline[max(0, row - round(0.6 * float(face.radii[1]))), int(np.clip(x, 0, SIZE - 1))]
    ):  # eyes that stand out, as those of a frog
        rims = (
            replace(sketch.shapes[eye.shapes[0]], fill=color or _MASK, role="", kept=True, part=FACE)
            for eye in eyes_of(sketch)
        )
        around = tuple(replace(rim, points=_scaled(rim.points, _AROUND)) for rim in rims)
        return replace(sketch, shapes=(*sketch.shapes[:first], *around, *sketch.shapes[first:]))
    columns = np.flatnonzero(outline[row])
    if columns.size:  # it ends where the face does
        wide = min(wide, max(float(columns[-1]) + 1 - x, x - float(columns[0])))
    above = [[x - wide, y - high], [x, y - 0.8 * high], [x + wide, y - high]]
    below = [[x + 0.9 * wide, y + 0.9 * high], [x, y + 0.6 * high], [x - 0.9 * wide, y + 0.9 * high]]
    points = np.array(above + below)
    mask = Shape(points, color or _MASK, "", 0.0, True, FACE)
    return replace(sketch, shapes=(*sketch.shapes[:first], mask, *sketch.shapes[first:]))


def with_heart_face(sketch: Sketch, color: Color | None) -> Sketch:
    """With a face in the shape of a heart, behind its eyes and its beak."""
    face = face_of(sketch)
    if face is None:
        return sketch
    first = min(eye.shapes[0] for eye in eyes_of(sketch))
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    high = 13 * np.cos(angle) - 5 * np.cos(2 * angle) - 2 * np.cos(3 * angle) - np.cos(4 * angle)
    heart = np.stack([np.sin(angle) ** 3, -(high - 12) / 29], 1)  # from -1 to 1, and from 0 down to 1
    top, low = face.eyes[1] - 2.1 * face.radii[1], face.mouth.y + 1.4 * face.mouth.radius + 2
    points = np.array([face.eyes[0], top]) + heart * np.array([_AROUND * face.half + 1.5, low - top])
    fill = color or _FACE
    dark: Color = tuple(round(0.62 * each) for each in fill)  # type: ignore[assignment]
    rim = Shape(_scaled(points, 1.12), dark, "", 0.0, True, FACE)
    put = rim, Shape(points, fill, "", 0.0, True, FACE)
    return replace(sketch, shapes=(*sketch.shapes[:first], *put, *sketch.shapes[first:]))


def with_face_mask(sketch: Sketch, item: Sketch) -> Sketch:
    """With a mask on its face, below its eyes; one seen from the side is wide enough for a head."""
    face = face_of(sketch)
    if face is None:
        return sketch
    first = min(eye.shapes[0] for eye in eyes_of(sketch))
    at, radius = item.anchors["at"], face.half * (_ASIDE if face.profile else _AROUND)
    if head := sketch.anchors.get("head"):
        radius = max(radius, 0.8 * head.radius)
    scale = radius / at.radius
    put = (
        replace(shape, points=(shape.points - (at.x, at.y)) * scale + face.eyes, width=shape.width * scale, kept=True,
                part=FACE)
        for shape in item.shapes
    )  # fmt: skip
    return replace(sketch, shapes=(*sketch.shapes[:first], *put, *sketch.shapes[first:]))


def _is_form(shape: Shape) -> bool:
    return (
        shape.role in ("main", "dark")
        and not shape.width
        and not shape.kept
        and shape.is_body
        and float(np.prod(np.ptp(shape.points, axis=0))) >= _LARGE
    )


def _scaled(points: Points, scale: float) -> Points:
    middle = (points.min(0) + points.max(0)) / 2
    return np.asarray(middle + scale * (points - middle))
