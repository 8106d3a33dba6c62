"""Sketches: simple vector drawings of a subject, in colors that are asked for. Knows no model and no sentence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from spritedex.sprites.codec import RGBA

SIZE: Final = 64
EYE: Final = "eye"
LID: Final = "lid"
MARK: Final = "mark"
FACE: Final = "face"
"""What a part that is put on a face, such as glasses, is called: it is not seen from behind."""
MOUTH: Final = "mouth"
"""What an open mouth is called: it is drawn as clean as an eye, and not seen from behind."""
MORE_EYES: Final = "more-eyes"
"""What eyes are called that a face has beside its own."""
CLEAR: Final = "clear"
"""What a hole is called, such as a notch of a torn fin: nothing that was drawn before is seen there."""
ROLES: Final = ("main", "dark", "light", "second", EYE)
MESH: Final = "mesh"
"""What a form is called through which the ground is seen: every second pixel of it is clear in the end."""
TEXT: Final = "text"
"""What the dots of letters are called, from the left of which each begins."""
DETAIL: Final = 4
"""Shapes are drawn so many times as large, and then shrunk."""
_OF_BODY: Final = frozenset(
    {
        "", MARK, MESH, "arms", "beak", "beard", "ears", "feet", "fin", "hood", "mane", "pincer", "shell", "spikes",
        "spots", "stripes", "tail", "trunk", "tusks",
    }
)  # fmt: skip
_WARP: Final = 3.0
_STRETCH: Final = 0.14
_ABOVE: Final = 7
_RIM: Final = 4.5
"""How many times as large as an eye what is around it is at most."""
_REACH: Final = 1.6
"""How far around a head its size counts, in radii."""

Points = NDArray[np.float64]
Color = tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class Shape:
    """A polygon [N, 2] in x and y, or with a `width` above 0 a line with round ends; `role` may be empty.

    What is `kept` stays as it is drawn, as eyes do. `part` names what it is one of, such as "horns"; it may be empty.
    """

    points: Points
    fill: Color
    role: str = ""
    width: float = 0.0
    kept: bool = False
    part: str = ""

    @cached_property
    def bounds(self) -> tuple[Points, Points]:
        """The least x and y of its points, and the greatest, [2] each; without half of its width."""
        return self.points.min(0), self.points.max(0)

    @cached_property
    def center(self) -> Points:
        """The middle of its bounds, [2]."""
        low, high = self.bounds
        return np.asarray((low + high) / 2)

    @property
    def is_body(self) -> bool:
        """Whether it is of the body itself, and not such as a horn, which marks and outlines leave out."""
        return self.part in _OF_BODY

    def moved(self, right: float, down: float) -> "Shape":
        """So far to the right and down."""
        return replace(self, points=self.points + np.array([right, down]))

    def rims(self, eye: "Shape") -> bool:
        """Whether it lies around an eye, and is not much larger."""
        (low, high), (least, most) = self.bounds, eye.bounds
        around = bool((low <= eye.center).all() and (eye.center <= high).all())
        return around and float(np.prod(high - low)) < _RIM * float(np.prod(most - least))


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a part is put: its center and radius, in units of the sketch."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """Shapes from back to front, and the anchors of parts."""

    shapes: tuple[Shape, ...]
    anchors: Mapping[str, Anchor]

    @property
    def from_the_front(self) -> bool:
        """Whether it is seen from the front: its head is above its back."""
        places = [self.anchors[name].x for name in ("head", "back") if name in self.anchors]
        return len(places) < 2 or bool(abs(places[0] - places[1]) < _ABOVE)

    def with_part(self, part: "Sketch", place: str, behind: bool, down: float = 0.0) -> "Sketch":
        """With a part moved and scaled so that its anchor "at" lies on the anchor `place`, or `down` radii below it.

        It is kept, unless it takes the colors of the body.
        """
        to, at = self.anchors[place], part.anchors["at"]
        scale = to.radius / at.radius
        offset = np.array([to.x, to.y + down * to.radius]) - scale * np.array([at.x, at.y])
        keep = not any(shape.role for shape in part.shapes)
        placed = part._moved(lambda points: points * scale + offset, scale).shapes
        moved = [replace(shape, kept=keep) for shape in placed]
        return Sketch((*moved, *self.shapes) if behind else (*self.shapes, *moved), self.anchors)

    def with_head(self, scale: float) -> "Sketch":
        """With its head `scale` times as large, from about 0.7 to 1.4; the farther from it, the less is changed."""
        if "head" not in self.anchors:
            return self
        top = self.anchors["head"]
        middle, reach = np.array([top.x, top.y + top.radius]), _REACH * top.radius

        def swollen(points: Points) -> Points:
            apart = points - middle
            near = np.exp(-np.square(apart / reach).sum(1, keepdims=True))
            return np.asarray(middle + apart * (1 + (scale - 1) * near))

        return self._moved(swollen, 1.0)

    def mirrored(self) -> "Sketch":
        """Its left and right exchanged; the anchors stay."""
        return self._moved(lambda points: points * (-1, 1) + (SIZE, 0), 1.0)

    def varied(
        self, seed: int, scale: float = 1.0, mirrored: bool | None = None, amount: float = 1.0,
        like: "Sketch | None" = None,
    ) -> "Sketch":  # fmt: skip
        """Stretched and bent a little, and mirrored or not, as `seed` says, or as `mirrored` does; `scale` is about the
        middle of its feet, or of those of the sketch that it is moved `like`, and `amount` how much it is bent, 1 as
        usual."""
        feet = max(float(shape.points[:, 1].max()) for shape in (like or self).shapes)
        return self._moved(*bend(seed, feet, scale, mirrored, amount))

    def picture(self, colors: Mapping[str, Color]) -> RGBA:
        """uint8 [64, 64, 4]; `colors` are those of the roles that are asked for."""
        picture = Image.new("RGBA", (SIZE * DETAIL, SIZE * DETAIL))
        draw = ImageDraw.Draw(picture)
        for shape in self.shapes:
            hole = shape.part == CLEAR
            draw_shape(draw, shape, (0, 0, 0, 0) if hole else colors.get(shape.role, shape.fill))
        return np.asarray(picture.reduce(DETAIL))

    def kept(self) -> NDArray[np.bool_]:
        """Where its eyes and what else is kept are, bool [64, 64].

        An eye is a shape of that role with all that is drawn on it, such as the pupil.
        """
        picture = Image.new("L", (SIZE * DETAIL, SIZE * DETAIL))
        draw = ImageDraw.Draw(picture)
        ends: list[tuple[Points, Points]] = []
        is_empty = True
        for shape in self.shapes:
            if shape.role == EYE:
                ends.append(shape.bounds)
            on_eye = any((low <= shape.center).all() and (shape.center <= high).all() for low, high in ends)
            is_empty = is_empty and not (on_eye or shape.kept)
            if not is_empty:
                draw_shape(draw, shape, 255 if on_eye or shape.kept else 0)
        return np.asarray(picture.reduce(DETAIL)) >= 128

    def fitted(self, side: float = SIZE - 4, like: "Sketch | None" = None) -> "Sketch":
        """Moved and, if it is larger than `side`, shrunk, so that all of it, or of the sketch that it is moved `like`,
        is on the canvas with a margin of 2."""
        shapes = (like or self).shapes
        lows = np.min([shape.bounds[0] - shape.width / 2 for shape in shapes], 0)
        highs = np.max([shape.bounds[1] + shape.width / 2 for shape in shapes], 0)
        scale = min(1.0, float(side / (highs - lows).max()))
        middle = (lows[0] + highs[0]) / 2
        ground = min(float(highs[1]), SIZE - 2.0)
        offset = np.array([SIZE / 2 - middle * scale, ground - highs[1] * scale])
        offset[1] = max(offset[1], 2 - lows[1] * scale)
        return self._moved(lambda points: points * scale + offset, scale)

    def _moved(self, move: Callable[[Points], Points], scale: float) -> "Sketch":
        """With `move` applied to all points at once; lines become `scale` times as wide."""
        ends = np.cumsum([len(shape.points) for shape in self.shapes])
        parts = np.split(move(np.concatenate([shape.points for shape in self.shapes])), ends[:-1])
        shapes = (
            replace(shape, points=points, width=shape.width * scale)
            for shape, points in zip(self.shapes, parts, strict=True)
        )
        return Sketch(readable(tuple(shapes)), self.anchors)


def readable(shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
    """Shapes with their text from the left to the right, where they are mirrored."""
    dots = [shape.points for shape in shapes if shape.part == TEXT]
    if not dots or dots[0][0, 0] < dots[0][1, 0]:
        return shapes
    ends = np.concatenate(dots)[:, 0]
    both = ends.min() + ends.max()
    return tuple(
        replace(shape, points=shape.points * (-1, 1) + (both, 0)) if shape.part == TEXT else shape for shape in shapes
    )


def bend(
    seed: int, feet: float, scale: float = 1.0, mirrored: bool | None = None, amount: float = 1.0
) -> tuple[Callable[[Points], Points], float]:
    """What moves points [N, 2] as `Sketch.varied` does, with the feet at that y, and how much wider lines get by it."""
    rng = np.random.default_rng([seed, 64])
    by_chance = rng.random() < 0.5
    mirror = by_chance if mirrored is None else mirrored
    wide, high = scale * (1 + amount * _STRETCH * rng.uniform(-1, 1, 2))
    waves = rng.uniform(0, 2 * np.pi, (2, 2))
    reach = amount * _WARP * rng.uniform(0.3, 1, (2, 2)) * rng.choice([-1, 1], (2, 2))

    def bent(points: Points) -> Points:
        x, y = points.T
        u, v = 2 * np.pi * x / SIZE, 2 * np.pi * y / SIZE
        dx = reach[0, 0] * np.sin(v + waves[0, 0]) + reach[0, 1] * np.sin(u + waves[0, 1])
        dy = reach[1, 0] * np.sin(u + waves[1, 0]) + reach[1, 1] * np.sin(v + waves[1, 1])
        x, y = x + 0.7 * dx, y + 0.7 * dy
        x, y = SIZE / 2 + (x - SIZE / 2) * wide, feet + (y - feet) * high
        return np.stack([SIZE - x if mirror else x, y], 1)

    return bent, (wide + high) / 2


def covered(shapes: Sequence[Shape]) -> NDArray[np.bool_]:
    """Which pixels of the canvas shapes cover by half or more, bool [64, 64]."""
    picture = Image.new("L", (SIZE * DETAIL, SIZE * DETAIL))
    draw = ImageDraw.Draw(picture)
    for shape in shapes:
        draw_shape(draw, shape, 0 if shape.part == CLEAR else 255)
    return np.asarray(picture.reduce(DETAIL)) > 127


def draw_shape(
    draw: ImageDraw.ImageDraw,
    shape: Shape,
    fill: Color | tuple[int, int, int, int] | int,
    corner: tuple[int, int] = (0, 0),
) -> None:
    """Draw a shape into a picture of `DETAIL` times the size, whose `corner` is at x and y."""
    points = (shape.points - corner) * DETAIL
    if not shape.width:
        draw.polygon(points.ravel().tolist(), fill)
        return
    width = shape.width * DETAIL
    draw.line(points.ravel().tolist(), fill, round(width))
    if len(points) > 2:
        along = np.diff(points, axis=0)
        angles = np.arctan2(along[:, 1], along[:, 0])
        bends = np.abs((np.diff(angles) + np.pi) % (2 * np.pi) - np.pi) > 1 / width
        for x, y in points[1:-1][bends].tolist():
            draw.circle((x, y), max(0, width / 2 - 1), fill)
    for x, y in points[[0, -1]].tolist():
        draw.circle((x, y), width / 2, fill)
