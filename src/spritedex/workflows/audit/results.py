"""Typed results of an audit, for `dataclasses.asdict` and JSON. Know no workflow and no plot."""

from dataclasses import dataclass

from spritedex.data.splits import By, Part
from spritedex.errors import Problem


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of everything; `parts` are the pictures, species and families of the split that `split` names."""

    source: str
    families_known: bool
    pictures: int
    species: int
    families: int
    styles: dict[str, int]
    shiny: int
    back: int
    one_type: int
    two_types: int
    no_types: int
    described: int
    median_words: int
    family_sizes: dict[int, int]
    words: tuple[int, ...]
    split: str
    parts: dict[str, dict[str, int]]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Trainable:
    """Of how many pictures a model can learn; `why_not` says why it cannot be trained, `lacking` which types have no
    species, where it learns types."""

    model: str
    pictures: int
    why_not: str
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Distribution:
    """Species and pictures of each type, the loss weight that balances it, and pairs of types among species."""

    source: str
    species: dict[str, int]
    pictures: dict[str, int]
    pos_weight: dict[str, float]
    co_occurrence: list[list[int]]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Normalization:
    """Mean and standard deviation of red, green and blue in [0, 1], pictures composited on white."""

    source: str
    size: int
    pictures: int
    mean: list[float]
    std: list[float]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """What is wrong (`problems`), what is converted (`notes`), equal pictures within a species (`twins`), which models
    can be trained, and how many pictures of the style artwork look like pixel art."""

    source: str
    pictures: int
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    sizes: dict[str, int]
    twins: tuple[tuple[str, ...], ...]
    trainable: tuple[Trainable, ...]
    pixel_art: int = 0


@dataclass(frozen=True, slots=True)
class PartCounts:
    """One part of one split."""

    split: str
    part: Part
    families: int
    species: int
    pictures: int
    types: dict[str, int]


@dataclass(frozen=True, slots=True)
class SplitResult:
    """The counts of every part, and the files written. `leaks` counts the families that are in several parts."""

    source: str
    by: By
    seed: int
    families_known: bool
    leaks: int
    counts: tuple[PartCounts, ...]
    files: tuple[str, ...]
    problems: tuple[Problem, ...]
