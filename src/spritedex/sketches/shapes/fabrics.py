"""Patterns of cloth on what was put on a body: stripes, plaid, dots, rips. Knows no sentence."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sketches.shapes.garments import WHITE, cloth, darker, flowers_on, lighter
from spritedex.sketches.shapes.markings import to_edge, tops_of
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.sketch import SIZE, Color, Points, Shape, Sketch

_CLOTH: Final = 0.2
"""How far in OKLab shades of one cloth are from that of most of it at most."""
_DARK: Final[Color] = (58, 60, 96)
_LIGHT: Final = 560
"""The sum of red, green and blue of a cloth on which a pattern is dark, at least."""
_WHOLE: Final = frozenset({"camouflage", "rainbow"})
"""Patterns of all of a thing, its rims too."""
_LEAST: Final = 8
"""Of how many pixels a cloth is at least that has a pattern."""
_PERIODS: Final = {"stripes": 4.6, "plaid": 6.0, "checks": 3.6, "dots": 6.2, "stars": 6.8, "hearts": 6.8, "knit": 3.0}
_RAINBOW: Final[tuple[Color, ...]] = (
    (228, 64, 60), (246, 150, 52), (250, 218, 76), (84, 184, 88), (64, 128, 216), (146, 86, 190),
)  # fmt: skip
_PATCHES: Final[tuple[Color, ...]] = ((214, 96, 84), (238, 196, 92), (104, 160, 124), (92, 132, 192))
_WOODS: Final[tuple[Color, ...]] = ((118, 134, 78), (74, 88, 50), (134, 106, 70), (50, 56, 40))
_RUST: Final[Color] = (158, 78, 34)
_PRISON: Final[Color] = (44, 44, 54)
_STEEL: Final[Color] = (222, 226, 234)
_STAR: Final = np.array([[np.sin(a), -np.cos(a)] for a in np.arange(10) * np.pi / 5]) * np.array([[1.0], [0.44]] * 5)
_HEART: Final = np.array([[0, 1.1], [-1.1, -0.1], [-0.95, -0.8], [-0.4, -0.9], [0, -0.4], [0.4, -0.9], [0.95, -0.8],
                          [1.1, -0.1]])  # fmt: skip
_DOT: Final = np.array([[np.sin(a), np.cos(a)] for a in np.arange(8) * np.pi / 4])

_LONG: Final = 2.0
"""How many times as wide as high a cloth is at least whose stripes are upright."""

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


def with_fabric(before: Sketch, after: Sketch, kind: str, color: Color | None, own: str = "") -> Sketch:
    """`after`, with a pattern on what it has that `before` has not; without such, on its shapes of the part `own`."""
    old = {id(shape) for shape in before.shapes}
    new = [place for place, shape in enumerate(after.shapes) if id(shape) not in old]
    new = new or [place for place, shape in enumerate(after.shapes) if own and own in (shape.part, shape.role)]
    seen = np.isin(tops_of(after.shapes), new)
    fills = after.picture({})[..., :3]
    if seen.sum() < _LEAST:
        return after
    colors, counts = np.unique(fills[seen], axis=0, return_counts=True)
    red, green, blue = colors[counts.argmax()].tolist()
    fill: Color = (red, green, blue)
    near: Bools = np.linalg.norm(to_lab(fills) - to_lab(np.array([fill], np.uint8))[0], axis=-1) < _CLOTH
    skin = _skin(before, seen, fill)
    on = seen if kind in _WHOLE else seen & near
    put = _PATTERNS[kind](on, fill, color or (_DARK if sum(fill) > _LIGHT else WHITE), skin, color is not None)
    low = np.min([shape.bounds[0] for shape in after.shapes], axis=0)
    high = np.max([shape.bounds[1] for shape in after.shapes], axis=0)
    put = [replace(shape, points=np.clip(shape.points, low, high)) for shape in put]  # so that the sketch is as large
    return replace(after, shapes=(*after.shapes, *put))


def _skin(before: Sketch, seen: Bools, fill: Color) -> Color:
    """The color of what a cloth covers, darker if that is as the cloth."""
    under = before.picture({})
    bare = under[seen & (under[..., 3] > 0)][:, :3]
    if not len(bare):
        return darker(fill)
    red, green, blue = np.median(bare, axis=0).astype(int).tolist()
    apart = np.linalg.norm(np.subtract(*to_lab(np.array([fill, (red, green, blue)], np.uint8))))
    return (red, green, blue) if apart > _CLOTH / 2 else darker(darker(fill))


def filled(mask: Bools, fill: Color) -> list[Shape]:
    """The pixels of a mask as boxes, each as high as its row goes on."""
    boxes: list[list[int]] = []
    open_: dict[tuple[int, int], list[int]] = {}
    for y in np.flatnonzero(mask.any(1)):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], mask[y].astype(np.int8), [0]])))
        runs = {(int(left), int(right)) for left, right in zip(edges[::2], edges[1::2], strict=True)}
        for run in runs:
            if (box := open_.get(run)) and box[1] == y:
                box[1] = int(y) + 1
            else:
                open_[run] = box = [int(y), int(y) + 1, *run]
                boxes.append(box)
    corners = (((left, top), (right, top), (right, low), (left, low)) for top, low, left, right in boxes)
    return [cloth(np.array(each, float) - (0.1, 0.1), fill) for each in corners]


def _places(mask: Bools) -> tuple[Floats, Floats, float, float]:
    """x and y of each pixel, bent down at the sides as cloth is around a body, and how wide and high the mask is."""
    y, x = np.mgrid[:SIZE, :SIZE].astype(float)
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not rows.size:
        return x, y, 0.0, 0.0
    wide, high = float(np.ptp(columns)) + 1, float(np.ptp(rows)) + 1
    middle = float(columns.mean())
    bent = y - rows[0] + 1.6 * (2 * (x - middle) / max(wide, 4.0)) ** 2
    return x - middle + SIZE, bent, wide, high


def _stripes(mask: Bools, fill: Color, color: Color, skin: Color, said: bool) -> list[Shape]:
    x, y, wide, high = _places(mask)
    along = x if wide > _LONG * high else y
    return filled(mask & (along % _PERIODS["stripes"] > 0.52 * _PERIODS["stripes"]), color)


def _bands(mask: Bools, fill: Color, color: Color, skin: Color, said: bool) -> list[Shape]:
    """Stripes across what is long, such as a scarf."""
    x, _, _, _ = _places(mask)
    return filled(mask & (x % _PERIODS["stripes"] > 0.52 * _PERIODS["stripes"]), color)


def _plaid(mask: Bools, fill: Color, color: Color, skin: Color, said: bool) -> list[Shape]:
    """Wide dark bands both ways, and thin light ones between them."""
    x, y, _, _ = _places(mask)
    period = _PERIODS["plaid"]
    across, down = x % period < 2.6, y % period < 2.6
    dark = color if said else (darker(darker(fill)) if sum(fill) > 200 else lighter(lighter(fill)))
    thin = ~across & ~down & ((np.floor(x % period) == 4) | (np.floor(y % period) == 4))
    red, green, blue = ((a + b) // 2 for a, b in zip(fill, dark, strict=True))
    bands = [*filled(mask & (across ^ down), (red, green, blue)), *filled(mask & across & down, dark)]
    return [*bands, *filled(mask & thin, lighter(lighter(fill)))]


def _checks(mask: Bools, fill: Color, color: Color, skin: Color, said: bool) -> list[Shape]:
    x, y, _, _ = _places(mask)
    side = _PERIODS["checks"]
    return filled(mask & ((x // side + y // side) % 2 > 0), color)


def _rainbow(mask: Bools, fill: Color, color: Color, skin: Color, said: bool) -> list[Shape]:
    x, y, wide, high = _places(mask)
    along, length = (x - SIZE + wide / 2, wide) if wide > _LONG * high else (y, high + 1)
    band = np.clip(along / length * len(_RAINBOW), 0, len(_RAINBOW) - 1).astype(int)
    return [shape for number, each in enumerate(_RAINBOW) for shape in filled(mask & (band == number), each)]


def _grid(mask: Bools, period: float, radius: float) -> list[Points]:
    """The middles of what is all over a cloth in shifted rows, where it has room."""
    room = to_edge(mask)
    found: list[Points] = []
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not rows.size:
        return found
    for number, row in enumerate(np.arange(rows[0] + radius + 0.4, rows[-1] + 1, 0.84 * period)):
        middle = float(columns.mean()) + 0.5 + 0.5 * period * (number % 2)
        found += (
            np.array([column, row])
            for column in middle + period * np.arange(-8, 9)
            if 0 <= column < SIZE and 0 <= row < SIZE and room[int(row), int(column)] >= radius
        )
    return found


def _all_over(
    form: Points, period: float, radius: float, least: float = 1.0
) -> Callable[[Bools, Color, Color, Color, bool], list[Shape]]:
    """A pattern of forms all over a cloth."""

    def pattern(mask: Bools, fill: Color, color: Color, skin: Color, said: bool) -> list[Shape]:
        return [cloth(at + radius * form, color) for at in _grid(mask, period, least)]

    return pattern


def _in(color: Color, pattern: Callable[..., list[Shape]]) -> Callable[[Bools, Color, Color, Color, bool], list[Shape]]:
    """A pattern in a color of its own, if none is said."""

    def colored(mask: Bools, fill: Color, said_color: Color, skin: Color, said: bool) -> list[Shape]:
        return pattern(mask, fill, said_color if said else color, skin, said)

    return colored


def _flowers(mask: Bools, fill: Color, color: Color, skin: Color, said: bool) -> list[Shape]:
    return flowers_on(mask, color) if said else flowers_on(mask)


def _rips(mask: Bools, fill: Color, color: Color, skin: Color, said: bool) -> list[Shape]:
    """With a hem in teeth, and holes through which the skin is seen."""
    rows = np.flatnonzero(mask.any(1))
    if not rows.size:
        return []
    y, x = np.mgrid[:SIZE, :SIZE]
    low = np.where(mask.any(0), SIZE - 1 - mask[::-1].argmax(0), -SIZE)
    deep = min(4.2, 0.36 * len(rows)) * np.abs((x % 5) / 2.5 - 1)
    hem = mask & (y > low[None, :] - deep) & (low[None, :] > rows[-1] - 8)
    holes = _grid(mask & ~hem, 8.0, 2.0)[::2]
    shapes = filled(hem, skin)
    for at in holes[:5]:
        for radii, paint in (((3.2, 1.9), darker(darker(fill))), ((2.4, 1.2), skin)):
            shapes.append(cloth(at + _DOT * radii, paint))
    return shapes


def _blots(colors: tuple[Color, ...], share: float) -> Callable[[Bools, Color, Color, Color, bool], list[Shape]]:
    """Blots of other colors all over a cloth; with as many as `share` of its pixels at about 5."""

    def pattern(mask: Bools, fill: Color, color: Color, skin: Color, said: bool) -> list[Shape]:
        rng = np.random.default_rng(7)
        y, x = np.nonzero(mask)
        shapes: list[Shape] = []
        for number in range(int(share * len(x) / 12) + 2):
            at = rng.integers(len(x))
            dy, dx = np.mgrid[:SIZE, :SIZE] - np.array([y[at], x[at]])[:, None, None]
            blot = np.hypot(dx / rng.uniform(1.8, 3.2), dy / rng.uniform(1.3, 2.2)) < 1
            shapes += filled(mask & blot, colors[number % len(colors)])
        return shapes

    return pattern


def _camouflage(mask: Bools, fill: Color, color: Color, skin: Color, said: bool) -> list[Shape]:
    ground = filled(mask, _WOODS[0])
    return [*ground, *_blots(_WOODS[1:], 1.0)(mask, fill, color, skin, said)]


def _patches(mask: Bools, fill: Color, color: Color, skin: Color, said: bool) -> list[Shape]:
    shapes: list[Shape] = []
    square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    for number, at in enumerate(_grid(mask, 8.0, 2.0)):
        paint = color if said else _PATCHES[number % len(_PATCHES)]
        shapes += [cloth(at + 2.7 * square, darker(fill)), cloth(at + 2.0 * square, paint)]
    return shapes


def _mesh(mask: Bools, fill: Color, color: Color, skin: Color, said: bool) -> list[Shape]:
    """Rings of a coat of mail."""
    x, y, _, _ = _places(mask)
    row = y // 2
    ring = mask & ((x + 2 * (row % 2)) % 4 < 1.5) & (row % 1 == 0)
    return [*filled(mask & (y % 2 < 1) & ~ring, darker(fill)), *filled(ring & (y % 2 >= 1), lighter(fill))]


def _knit(mask: Bools, fill: Color, color: Color, skin: Color, said: bool) -> list[Shape]:
    x, y, _, _ = _places(mask)
    tooth = np.abs(x % 4 - 2)
    red, green, blue = ((3 * a + b) // 4 for a, b in zip(fill, darker(darker(fill)), strict=True))
    return filled(mask & ((y + tooth) % 5 < 1.2), color if said else (red, green, blue))


def _fur(mask: Bools, fill: Color, color: Color, skin: Color, said: bool) -> list[Shape]:
    """Tufts all over."""
    x, y, _, _ = _places(mask)
    tooth = np.abs((x + 3 * (y // 4 % 2)) % 6 - 3)
    return [
        *filled(mask & ((y % 4 - tooth) // 1 == 0), lighter(fill)),
        *filled(mask & ((y % 4 - tooth) // 1 == 1), darker(fill)),
    ]


def _quilt(mask: Bools, fill: Color, color: Color, skin: Color, said: bool) -> list[Shape]:
    _, y, _, _ = _places(mask)
    return [*filled(mask & (y % 5 < 1), darker(fill)), *filled(mask & (y % 5 >= 1) & (y % 5 < 2), lighter(fill))]


_PATTERNS: Final[dict[str, Callable[[Bools, Color, Color, Color, bool], list[Shape]]]] = {
    "stripes": _stripes,
    "prison": lambda mask, fill, color, skin, said: _stripes(mask, fill, _PRISON, skin, said),
    "bands": _bands,
    "plaid": _plaid,
    "checks": _checks,
    "rainbow": _rainbow,
    "dots": _all_over(_DOT, _PERIODS["dots"], 1.5),
    "stars": _in((252, 220, 92), _all_over(_STAR, _PERIODS["stars"], 2.6, 2.0)),
    "hearts": _in((236, 84, 120), _all_over(_HEART, _PERIODS["hearts"], 2.1, 2.0)),
    "flowers": _flowers,
    "rips": _rips,
    "camouflage": _camouflage,
    "patches": _patches,
    "rust": _in(_RUST, lambda mask, fill, color, skin, said: _blots((color, darker(color)), 0.75)(
        mask, fill, color, skin, said
    )),
    "rings": _mesh,
    "studs": _in(_STEEL, _all_over(_DOT, 4.6, 0.9)),
    "glitter": _in((255, 255, 240), _all_over(np.array([[0, -1], [0.3, -0.3], [1, 0], [0.3, 0.3], [0, 1], [-0.3, 0.3],
                                                        [-1, 0], [-0.3, -0.3]]), 4.4, 1.7)),
    "knit": _knit,
    "fur": _fur,
    "quilt": _quilt,
}  # fmt: skip
