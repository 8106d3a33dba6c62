"""Typed results of the search for suspects, also as CSV. Know no workflow and no plot."""

import csv
import io
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal, get_args

from spritedex.errors import Problem

Kind = Literal["duplicate", "near-duplicate", "empty", "cut", "opaque", "size", "one color", "color", "stranger"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""Kinds of findings in pixels, the surest first."""


@dataclass(frozen=True, slots=True)
class LabelSuspect:
    """A species whose types models doubt that were not trained on its family.

    `key` is its most doubtful picture, and `predicted` the types that the model gives to that one with their
    probabilities in [0, 1], most probable first. `doubted` types are given but improbable, `missing` ones probable but
    not given. `score` in [0, 1] is the mean label quality of its `pictures`, lower where the types are more likely
    wrong; `suspects` counts the doubted pictures.
    """

    key: str
    number: int
    name: str
    types: tuple[str, ...]
    predicted: dict[str, float]
    doubted: dict[str, float]
    missing: dict[str, float]
    score: float
    suspects: int
    pictures: int
    what: str


@dataclass(frozen=True, slots=True)
class PixelSuspect:
    """A picture that looks wrong, and how many pictures of its species look wrong in the same way.

    `score` in [0, 1] is lower where it is surer, and comparable within a kind; `other` is the key of the picture that
    it is compared with, or empty.
    """

    kind: Kind
    key: str
    number: int
    name: str
    types: tuple[str, ...]
    other: str
    score: float
    suspects: int
    pictures: int
    what: str


@dataclass(frozen=True, slots=True)
class Suspects:
    """What was found, surest first. `checked` counts the pictures with types and a prediction."""

    source: str
    pictures: int
    checked: int
    labels: tuple[LabelSuspect, ...]
    pixels: tuple[PixelSuspect, ...]
    problems: tuple[Problem, ...]


def to_csv(found: Suspects) -> str:
    """One line per suspect: labels with the kind `label`, then pixels; several types are joined: fire/flying."""
    columns = ["kind", *(field.name for field in fields(LabelSuspect)), "other"]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    suspects: list[LabelSuspect | PixelSuspect] = [*found.labels, *found.pixels]
    for suspect in suspects:
        writer.writerow({"kind": "label"} | {name: _cell(value) for name, value in asdict(suspect).items()})
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return "/".join(f"{name} {chance:.3f}" for name, chance in value.items())
    return "/".join(value) if isinstance(value, tuple) else value
