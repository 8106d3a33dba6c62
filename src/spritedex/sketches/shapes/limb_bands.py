"""Bands around arms and legs: bracelets, cuffs, watches, anklets, knee pads. Knows no sentence."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from spritedex.sketches.shapes.expressions import front_of
from spritedex.sketches.shapes.garments import darker, dot, line
from spritedex.sketches.shapes.outfit import hands_or_feet, runs_of
from spritedex.sketches.shapes.places import outline_of
from spritedex.sprites.sketch import SIZE, Color, Points, Shape, Sketch

_WRIST: Final = 4.6
"""How far from the end of an arm a band is, in pixels."""
_ANKLE: Final = 6.0
_KNEE: Final = 9.0
_LOW: Final = 4.0
"""How far above the floor a band is around an ankle, a knee, or the short legs of such as a turtle."""
_REACH: Final = 12
"""How wide an arm or a leg is at most, in pixels; a wider one is not all wrapped."""
_LEAST: Final = 2
_RIM: Final = 1.7
_STEEL: Final[Color] = (176, 186, 200)


class Band(NamedTuple):
    """How wide a band is in pixels, its color, and what is on it: "spikes", "links", "dial" or "pad"."""

    width: float
    fill: Color
    on: str = ""


BANDS: Final = {
    "bracelet": Band(2.4, (250, 206, 72)),
    "watch": Band(2.6, (110, 70, 44), "dial"),
    "cuff": Band(3.6, _STEEL, "links"),
    "spiked": Band(3.4, (66, 58, 72), "spikes"),
    "wristband": Band(3.2, (222, 60, 64)),
    "bracer": Band(5.4, (150, 160, 178)),
    "bandage": Band(5.0, (246, 242, 230)),
    "pad": Band(3.4, (72, 84, 112), "pad"),
}


def with_limb_bands(sketch: Sketch, kind: str, where: str, color: Color | None) -> Sketch:
    """With bands at its "wrists", "ankles" or "knees"; with "wrist", "ankle" one of them."""
    band = BANDS[kind]
    band = band._replace(fill=color or band.fill)
    ends = _wrists(sketch) if where.startswith("wrist") else _legs(sketch, _KNEE if where == "knees" else _ANKLE)
    if where in ("wrist", "ankle"):
        ends = ends[-1:] if front_of(sketch) > 0 else ends[:1]
    put = [shape for across in ends for shape in _around(across, band)]
    return replace(sketch, shapes=(*sketch.shapes, *put))


def _wrists(sketch: Sketch) -> list[Points]:
    """Where bands are on arms, from one edge to the other; on front legs, if it has no arms."""
    outline = outline_of(sketch)
    found: list[Points] = []
    for hand, side in hands_or_feet(sketch):
        x, y = (int(np.clip(each, 1, SIZE - 2)) for each in hand)
        up = int(np.clip(y - _WRIST, 0, SIZE - 1))
        row = [run for run in runs_of(outline[up]) if run[0] - 1 <= x <= run[1] + 1]
        if row and row[0][1] - row[0][0] <= _REACH:
            found.append(np.array([[row[0][0] + 0.3, up + 0.5], [row[0][1] + 0.7, up + 0.5]]))
            continue
        inward = int(np.clip(x - side * _WRIST, 0, SIZE - 1))
        column = [run for run in runs_of(outline[:, inward]) if run[0] - 1 <= y <= run[1] + 1]
        if column:
            top, low = column[0]
            top, low = max(top, y - _REACH // 2), min(low, y + _REACH // 2)
            found.append(np.array([[inward + 0.5, top + 0.3], [inward + 0.5, low + 0.7]]))
    return found


def _legs(sketch: Sketch, high: float) -> list[Points]:
    """Where bands are on legs, so high above the floor."""
    outline = outline_of(sketch)
    rows = np.flatnonzero(outline.any(1))
    if not rows.size:
        return []
    heights = [int(np.clip(rows[-1] - each, 0, SIZE - 1)) for each in (high, _ANKLE, _LOW)]
    y = next((y for y in heights if any(right - left < _REACH for left, right in runs_of(outline[y]))), heights[1])
    found: list[Points] = []
    for left, right in runs_of(outline[y]):
        wide = right - left + 1
        if wide < _LEAST:
            continue
        if wide <= _REACH:
            found.append(np.array([[left + 0.3, y + 0.5], [right + 0.7, y + 0.5]]))
        elif wide < 4 * _REACH and len(found) < 2:
            middle, half = (left + right + 1) / 2, 0.25 * wide
            reach = min(half - 0.6, _REACH / 2)
            found += [
                np.array([[middle + s * half - reach, y + 0.5], [middle + s * half + reach, y + 0.5]]) for s in (-1, 1)
            ]
    return found


def _around(across: Points, band: Band) -> list[Shape]:
    first, last = across
    along = (last - first) / max(1e-6, float(np.hypot(*(last - first))))
    away = np.array([along[1], -along[0]])
    middle = (first + last) / 2
    pull = along * min(band.width / 2, 0.2 * float(np.hypot(*(last - first))))
    ends: Sequence[tuple[float, float]] = [tuple(first + pull), tuple(middle - 0.5 * away), tuple(last - pull)]
    dark = darker(darker(band.fill))
    put = [line(ends, dark, band.width + _RIM), line(ends, band.fill, band.width)]
    if band.on == "dial":
        put += [
            _knob(middle, 3.0, dark),
            _knob(middle, 2.2, (250, 250, 240)),
            line([tuple(middle), tuple(middle - (0, 1.6))], dark, 0.8),
        ]
    if band.on == "pad":
        put += [_knob(middle, 3.6, dark), _knob(middle, 2.8, band.fill), _knob(middle - 0.8, 1.1, (220, 226, 236))]
    if band.on == "spikes":
        for share in (0.15, 0.5, 0.85):
            at = first + share * (last - first)
            for side in (-1, 1):
                put.append(line([tuple(at), tuple(at + side * away * (band.width / 2 + 1.6))], (226, 230, 238), 1.4))
    if band.on == "links":
        low = middle + np.array([0.0, band.width / 2 + 0.6])
        for number in range(3):
            link = low + np.array([0.5 * (number % 2), 2.2 * number + 0.8])
            put += [_knob(link, 1.7, (52, 58, 70)), _knob(link, 1.0, (206, 214, 226))]
    return put


def _knob(at: Points, radius: float, fill: Color) -> Shape:
    x, y = at.tolist()
    return dot(x, y, radius, fill)
