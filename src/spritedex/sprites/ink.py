"""A painted sketch as pixel art: flat tones with hard edges that turn in hue, dark lines between parts, and an outline
that is thinner on the lit side. Knows no model."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.codec import RGBA
from spritedex.sprites.oklab import Lab, to_lab, to_rgb
from spritedex.sprites.relief import Relief

_OPAQUE: Final = 128
_OF_SKETCH: Final = 0.85
"""How much of a region's color is that of the sketch; the rest is the median of what was painted there."""
_CHROMA: Final = 1.12
"""How many times as colorful as these it becomes."""
_SEEN: Final = 6
"""Pixels of a region from which what was painted there counts."""
_BEYOND: Final = 8
"""How far outside the sketch its regions reach, in pixels."""
_AROUND: Final = 3
_EVEN: Final = 0.03  # OKLab lightness: what was painted differs more from around it where it counts as a stroke
_STROKE: Final = 1.0  # what it counts as beside the light
_DARKEST: Final = -0.12
_BRIGHTEST: Final = 0.08
_TONES: Final = ((0.34, 0.15, 12.0), (-0.26, -0.13, -16.0), (-0.72, -0.25, -24.0))
"""Of the highlight, the shadow and the deep one: from how much light on, by how much lighter in OKLab, and how far the
hue is turned towards yellow, or below 0 towards blue."""
_ON_DARK: Final = (0.18, -0.09, -0.15)
"""The same steps of lightness on what is dark, whose highlight begins by `_SHEEN` less light, and is blue on grey."""
_SHEEN: Final = 0.14
_DARK: Final = (0.46, 0.16)
"""Below which lightness a color begins to be dark, and how much farther down it is so entirely."""
_GREY: Final = 0.05  # OKLab chroma
_YELLOW: Final = 105.0
_BLUE: Final = 285.0
_COOL: Final = 0.012
_LINE: Final = 0.45
_OUTLINE: Final = ((0.14, 0.35), (0.62, 0.8))
"""The share of lightness and of chroma that an outline keeps, in the shade and on the lit side."""
_BLACK: Final = np.array([0.1, 0, 0], np.float32)  # what it has beside that, in OKLab
_LIGHTEST: Final = 0.5
"""How light an outline is at most, so that it holds what is pale together."""
_LONELY: Final = 3
_COMPANY: Final = 4
"""A pixel with so few neighbours of its tone takes the tone that so many of them have."""
_TIDYINGS: Final = 3
_NOTCH: Final = 6
"""Of how many neighbours of a clear pixel that are opaque it is taken for a notch."""
_FILLINGS: Final = 2

_CONTOUR, _EDGE, _LIT_EDGE, _OWN = range(4, 8)  # the colors of a region after its four tones

Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]


def ink(picture: RGBA, relief: Relief) -> RGBA:
    """What was painted over a sketch, uint8 [64, 64, 4], in flat tones; no pixel is half clear, and eyes are the
    sketch's own. Its strokes stay where they stand out from what is around them."""
    mask = picture[..., 3] >= _OPAQUE
    if not mask.any() or not len(relief.fills):
        return picture
    mask = _without_nubs(mask, relief.regions >= 0)
    lab, fills = to_lab(picture[..., :3]), to_lab(relief.fills)
    regions, light = _carried_out(relief, mask)
    flat = _mixed(lab, fills, regions, mask)
    light += _STROKE * _strokes(lab[..., 0], mask)
    (high, *_), (low, *_), (deep, *_) = _TONES
    lit = light > (high - _SHEEN * _darkness(flat[:, 0]))[regions]
    tone = np.where(lit, 1, np.where(light < deep, 3, np.where(light < low, 2, 0)))
    tone = np.where(relief.shadow, np.clip(tone + 1, 2, 3), tone)
    for _ in range(_TIDYINGS):
        tone = _tidied(tone, np.where(mask, regions, -1))
    edge, lit_edge = _edges(mask)
    kind = np.where(relief.contour, _CONTOUR, tone)
    kind = np.where(lit_edge, _LIT_EDGE, np.where(edge, _EDGE, kind))
    kind = np.where(relief.eyes & ~edge, _OWN, kind)
    colors = to_rgb(np.stack([*(_toned(flat, number) for number in range(4)), *_lines(flat), fills], axis=1))
    result = np.zeros_like(picture)
    result[mask, :3] = colors[regions, kind][mask]
    result[mask & ~relief.holes, 3] = 255
    return result


def _carried_out(relief: Relief, mask: Bools) -> tuple[NDArray[np.intp], Floats]:
    """Region and light of each pixel, outside the sketch those of the nearest one."""
    regions, light = relief.regions.astype(np.intp), relief.light.copy()
    for _ in range(_BEYOND):
        if not (mask & (regions < 0)).any():
            break
        for axis, step in ((0, 1), (0, -1), (1, 1), (1, -1)):
            near = np.roll(regions, step, axis)
            fills = (regions < 0) & (near >= 0)
            regions = np.where(fills, near, regions)
            light = np.where(fills, np.roll(light, step, axis), light)
    return regions.clip(0), light


def _mixed(lab: Lab, fills: Lab, regions: NDArray[np.intp], mask: Bools) -> Lab:
    """The color of each region."""
    mixed = fills.copy()
    for index in range(len(fills)):
        seen = lab[mask & (regions == index)]
        if len(seen) >= _SEEN:
            mixed[index] = _OF_SKETCH * fills[index] + (1 - _OF_SKETCH) * _median(seen)
    return mixed * (1, _CHROMA, _CHROMA)


def _median(values: Lab) -> Floats:
    """The median of each column; of a few hundred pixels, NumPy's own takes six times as long."""
    ordered, count = np.sort(values, axis=0), len(values)
    return np.asarray((ordered[(count - 1) // 2] + ordered[count // 2]) / 2)


def _strokes(light: Floats, mask: Bools) -> Floats:
    """How much lighter each pixel is than the mean of those around it, 0 where that is little."""

    def summed(values: Floats) -> Floats:
        side = 2 * _AROUND + 1
        table = np.pad(values, ((_AROUND + 1, _AROUND), (_AROUND + 1, _AROUND))).cumsum(0).cumsum(1)
        return np.asarray(table[side:, side:] - table[:-side, side:] - table[side:, :-side] + table[:-side, :-side])

    mean = summed(np.where(mask, light, 0)) / np.maximum(summed(mask.astype(np.float32)), 1)
    apart = light - mean
    return np.asarray((np.sign(apart) * np.maximum(np.abs(apart) - _EVEN, 0)).clip(_DARKEST, _BRIGHTEST), np.float32)


def _darkness(light: Floats) -> Floats:
    start, width = _DARK
    return np.asarray(((start - light) / width).clip(0, 1), np.float32)


def _toned(flat: Lab, tone: int) -> Lab:
    """Colors [N, 3] in a tone, 0 for the one that they have."""
    if not tone:
        return flat
    _, step, turn = _TONES[tone - 1]
    light = flat[:, 0]
    dark = _darkness(light)
    room = (1 - light) / 0.25 if step > 0 else light / 0.45 + 0.1
    hue, chroma = np.degrees(np.arctan2(flat[:, 2], flat[:, 1])), np.hypot(flat[:, 1], flat[:, 2])
    sheen = dark * (chroma < _GREY)
    towards = np.where((turn > 0) & (sheen < 0.5), _YELLOW, _BLUE)
    apart = (towards - hue + 180) % 360 - 180
    turned = np.radians(hue + np.sign(apart) * np.minimum(np.abs(apart), abs(turn)))
    cool = _COOL * (1.5 * sheen if tone == 1 else tone - 1)
    change = (1 - dark) * step * np.minimum(1, room) + dark * _ON_DARK[tone - 1]
    return np.stack([light + change, chroma * np.cos(turned), chroma * np.sin(turned) - cool], axis=1)


def _lines(flat: Lab) -> tuple[Lab, Lab, Lab]:
    """The colors [N, 3] of a line where a form ends, and of an outline in the shade and on the lit side."""
    shaded, lit = (_BLACK + flat * (light, chroma, chroma) for light, chroma in _OUTLINE)
    for line in (shaded, lit):
        line[:, 0] = np.minimum(line[:, 0], _LIGHTEST)
    return flat * (_LINE, 0.9, 0.9), shaded, lit


def _around(values: NDArray[Any], outside: int | bool) -> Iterator[NDArray[Any]]:
    """The values of the neighbours of each pixel: above, below, left, right, then at the corners."""
    padded = np.pad(values, 1, constant_values=outside)
    height, width = values.shape
    for down, right in ((0, 1), (2, 1), (1, 0), (1, 2), (0, 0), (0, 2), (2, 0), (2, 2)):
        yield padded[down : down + height, right : right + width]


def _without_nubs(mask: Bools, sketch: Bools) -> Bools:
    """Without pixels beyond the sketch that one other pixel holds, and with gaps of a pixel and notches filled."""
    beside = np.sum(list(_around(mask, False))[:4], axis=0)
    mask = np.where(sketch, mask | (beside >= 3), mask & (beside >= 2))
    for _ in range(_FILLINGS):
        mask = mask | (np.sum(list(_around(mask, False)), axis=0) >= _NOTCH)
    return np.asarray(mask)


def _tidied(tone: NDArray[np.intp], regions: NDArray[np.intp]) -> NDArray[np.intp]:
    """The tones without specks: those of a few pixels, in the tone of most pixels of their region around them."""
    near = [
        np.where(others == regions, tones, -1)
        for tones, others in zip(_around(tone, -1), _around(regions, -1), strict=True)
    ]
    counts = np.stack([np.sum([tones == number for tones in near], axis=0) for number in range(len(_TONES) + 1)])
    own = np.take_along_axis(counts, tone[None], 0)[0]
    return np.asarray(np.where((own <= _LONELY) & (counts.max(0) >= _COMPANY), counts.argmax(0), tone))


def _edges(mask: Bools) -> tuple[Bools, Bools]:
    """Its pixels at the edge, and those of them that face the light."""
    up, down, left, right = list(_around(mask, False))[:4]
    edge = mask & ~(up & down & left & right)
    return edge, edge & down & right
