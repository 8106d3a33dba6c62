"""Sketches as they are written.

A sketch is an SVG of 64x64 with ellipse, circle, rect, polygon, polyline and path (M L H V Q C Z, absolute), drawn in
order. A shape whose class is a role of `ROLES` takes the color of that role where one is asked for, and its own fill
else. `data-part` says of a shape that it is one of horns, of a hat and so on, which can have a color of their own. A
circle of class "anchor" is not drawn: it says where a part, such as wings, is put, and how large.
"""

import re
from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree

import numpy as np

from spritedex.sprites.sketch import ROLES, Anchor, Color, Points, Shape, Sketch

_CURVE_STEPS: Final = 10
_DONE: Final = np.arange(1, _CURVE_STEPS + 1)[:, None, None] / _CURVE_STEPS
_REST: Final = 1 - _DONE
"""How much of a curve lies before each of its points, and after it; [steps, 1, 1]."""
_CIRCLE_STEPS: Final = 28
_NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)")
_COMMAND: Final = re.compile(r"([MLHVQCZ])([^MLHVQCZ]*)")


def parse(svg: str) -> Sketch:
    """A sketch from its SVG. Raises ValueError for what a sketch cannot have."""
    shapes, anchors = [], {}
    for element in ElementTree.fromstring(svg):
        name = element.tag.rpartition("}")[2]
        if name in ("title", "desc"):
            continue
        if "anchor" in element.get("class", "").split():
            anchors[element.attrib["id"]] = Anchor(*(float(element.attrib[key]) for key in ("cx", "cy", "r")))
            continue
        role = element.get("class", "")
        if role and role not in ROLES:
            raise ValueError(f"unknown class {role!r}; choose from {', '.join(ROLES)}, anchor")
        line = name == "polyline" or element.get("fill") == "none"
        paint = element.get("stroke" if line else "fill", "#000000")
        width = float(element.get("stroke-width", "1")) if line else 0.0
        part = element.get("data-part", "")
        shapes += [Shape(points, _color(paint), role, width, part=part) for points in _outlines(name, element.attrib)]
    if not shapes:
        raise ValueError("has no shape")
    return Sketch(tuple(shapes), anchors)


def _outlines(name: str, values: Mapping[str, str]) -> list[Points]:
    def number(key: str, default: float = 0.0) -> float:
        return float(values.get(key, default))

    if name in ("ellipse", "circle"):
        rx, ry = (number("r"), number("r")) if name == "circle" else (number("rx"), number("ry"))
        angle = np.linspace(0, 2 * np.pi, _CIRCLE_STEPS, endpoint=False)
        return [np.stack([number("cx") + rx * np.cos(angle), number("cy") + ry * np.sin(angle)], 1)]
    if name == "rect":
        return [_rectangle(*(number(key) for key in ("x", "y", "width", "height", "rx")))]
    if name in ("polygon", "polyline"):
        return [np.array(_numbers(values["points"])).reshape(-1, 2)]
    if name == "path":
        return _path(values["d"])
    raise ValueError(f"cannot have <{name}>")


def _rectangle(x: float, y: float, width: float, height: float, radius: float) -> Points:
    radius = min(radius, width / 2, height / 2)
    corners = [(x + width - radius, y + height - radius), (x + radius, y + height - radius),
               (x + radius, y + radius), (x + width - radius, y + radius)]  # fmt: skip
    angle = np.linspace(0, np.pi / 2, 6)
    turned = [(cx, cy, angle + quarter * np.pi / 2) for quarter, (cx, cy) in enumerate(corners)]
    return np.concatenate([np.stack([cx + radius * np.cos(a), cy + radius * np.sin(a)], 1) for cx, cy, a in turned])


def _path(text: str) -> list[Points]:
    outlines: list[list[tuple[float, float]]] = []
    for command, rest in _COMMAND.findall(text):
        numbers = _numbers(rest)
        if command == "M":
            outlines.append([(numbers[0], numbers[1])])
            numbers, command = numbers[2:], "L"
        if command in "LHV":
            for values in _groups(numbers, 2 if command == "L" else 1):
                x, y = outlines[-1][-1]
                outlines[-1].append((values[0], values[1]) if command == "L" else
                                    (values[0], y) if command == "H" else (x, values[0]))  # fmt: skip
        elif command in "QC":
            outlines[-1] += _curves(outlines[-1][-1], _groups(numbers, 4 if command == "Q" else 6))
    return [np.array(points) for points in outlines if len(points) > 1]


def _curves(start: tuple[float, float], groups: list[list[float]]) -> list[tuple[float, float]]:
    """Points of Bezier curves, each from where the one before ends, after the first one (de Casteljau)."""
    if not groups:
        return []
    ends = [start, *((values[-2], values[-1]) for values in groups)]
    points = np.array([[*end, *values] for end, values in zip(ends, groups, strict=False)])
    points = points.reshape(len(groups), 1, len(groups[0]) // 2 + 1, 2)  # curves, steps, controls, x and y
    while points.shape[2] > 1:
        points = points[:, :, :-1] * _REST + points[:, :, 1:] * _DONE
    return [(x, y) for x, y in points.reshape(-1, 2).tolist()]


def _groups(numbers: list[float], length: int) -> list[list[float]]:
    if len(numbers) % length:
        raise ValueError(f"a path's command needs {length} numbers, not {len(numbers)}")
    return [numbers[start : start + length] for start in range(0, len(numbers), length)]


def _numbers(text: str) -> list[float]:
    return [float(match) for match in _NUMBER.findall(text)]


def _color(text: str) -> Color:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ValueError(f"a color is written #rrggbb (got {text[:20]!r})")
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)
