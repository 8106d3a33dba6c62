"""The pictures that a painter is trained on: how often each is shown, what is known of it, its other views, its twins.

Knows no caption and no network.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.class_ids import RELATIONS, SIZE_NAMES
from spritedex.config.painter import PainterData
from spritedex.data.fitting import SIDE, fit_drawing
from spritedex.data.phrases import size_of
from spritedex.data.prompt_lines import prompt_lines
from spritedex.data.records import Record
from spritedex.data.tables import read_text
from spritedex.errors import DataError
from spritedex.sprites.codec import open_picture
from spritedex.vocabulary import BODIES, SIZES

View = tuple[int, str, str, str, bool, int, str]
"""What tells the views of one creature apart: number, source, style, pose, shiny, frame, sex."""

_TWIN_STYLES: Final = ("pixel", "tile", "emoji", "artwork")
_MOST_TWINS: Final = 12
_PIXEL_TWINS: Final = 6  # how much more often two of a game's sprites are paired than two tiles
_WORD: Final = re.compile(r"[^\W_]+")


def read_never(path: str | None) -> frozenset[str]:
    """The sentences of a file of `prompt_lines`, as `plain_text` writes them.

    Raises DataError if it cannot be read.
    """
    return frozenset(plain_text(line.sentence) for line in prompt_lines(read_text(Path(path)))) if path else frozenset()


def plain_text(text: str) -> str:
    """The words of a text in lower case, without marks between them."""
    return " ".join(_WORD.findall(text.casefold()))


def style_of(record: Record) -> str:
    """The style among the class ids: the medium where the picture has one of its own, else the record's style."""
    return record.medium or record.style


def group_of(record: Record, shares: Mapping[str, float]) -> str:
    """The group of a picture among those that have a share; empty if it is in none."""
    style = style_of(record)
    names = (
        f"{style}-back" if record.pose == "back" else "",
        record.source,
        f"{style}-{record.group}" if record.group else "",
        style,
    )
    return next((name for name in names if name in shares), "")


class Pictures:
    """Records with their pictures, uint8 [N, 64, 64, 4], read and fitted once; small ones keep their pixel grid.

    Raises DataError, naming the picture, if one cannot be used.
    """

    def __init__(self, records: Sequence[Record], data: PainterData) -> None:
        self.records, self.data = tuple(records), data
        self.sprites: NDArray[np.uint8] = np.zeros((len(self.records), SIDE, SIDE, 4), np.uint8)
        for index, record in enumerate(self.records):
            rgba = open_picture(record.image).rgba
            try:
                self.sprites[index] = fit_drawing(rgba, record.style, record.medium)
            except ValueError as error:
                raise DataError(f"{record.key}: {error}; make it less transparent or remove it") from None
        self.never = read_never(data.never)
        self.weights = self._weights()
        self.views = self._views()

    def __len__(self) -> int:
        return len(self.records)

    def choose(self, rng: np.random.Generator) -> int:
        """The index of a picture, by its weight. Raises DataError if no picture is shown."""
        if not self.weights.any():
            raise DataError("no training picture is in a group with a share above 0; raise one of data.shares")
        return _choose(self._up_to, rng)

    def choose_twins(self, rng: np.random.Generator) -> tuple[str, list[list[int]]]:
        """A noun of `twins` and its creatures. Raises DataError if no two creatures have one subject."""
        if not self.twins:
            raise DataError("no two creatures of the training part have one subject; add words.jsonl to the data")
        return self.twins[_choose(self._twins_up_to, rng)]

    @cached_property
    def styles(self) -> frozenset[str]:
        """The styles that are shown."""
        return frozenset(style_of(self.records[index]) for index in np.flatnonzero(self.weights))

    @cached_property
    def stages(self) -> dict[int, int]:
        """Number of a species -> its stage, 1 to 3; only of families in which one evolves from another."""
        parents = {record.number: record.facts.evolves_from for record in self.records}
        evolving = {record.family for record in self.records if record.facts.evolves_from is not None}
        stages = {}
        for record in self.records:
            if record.family in evolving:
                stage, parent = 1, parents[record.number]
                while parent is not None and stage < 3:
                    stage, parent = stage + 1, parents.get(parent)
                stages[record.number] = stage
        return stages

    def attributes(self, index: int) -> dict[str, str]:
        """What `class_ids` is given of a creature beside its types: shape, size and stage, each empty if not known."""
        record = self.records[index]
        stage = str(self.stages.get(record.number, ""))
        shape = record.facts.shape if record.facts.shape in BODIES else ""
        return {"shape": shape, "size": _size(record), "stage": stage}

    @cached_property
    def twins(self) -> list[tuple[str, list[list[int]]]]:
        """Nouns that two or more creatures of one style share, each with the plain fronts of each creature."""
        found: dict[tuple[str, str], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for index, record in enumerate(self.records):
            plain = record.pose == "front" and not record.shiny and style_of(record) in _TWIN_STYLES
            if record.words and plain and self.weights[index]:
                for noun in {record.words.subject, *record.words.also}:
                    found[style_of(record), noun][record.number].append(index)
        return [
            (noun, [creatures[number] for number in sorted(creatures)])
            for (_, noun), creatures in sorted(found.items())
            if len(creatures) > 1
        ]

    @cached_property
    def _twins_up_to(self) -> NDArray[np.float64]:
        """Cumulated weights of `twins`, float64 [M], the last 1."""
        weights = [
            (_PIXEL_TWINS if style_of(self.records[creatures[0][0]]) == "pixel" else 1)
            * min(len(creatures), _MOST_TWINS) ** 0.5
            for _, creatures in self.twins
        ]
        up_to: NDArray[np.float64] = np.cumsum(weights) / np.sum(weights)
        return up_to

    @cached_property
    def _up_to(self) -> NDArray[np.float64]:
        up_to: NDArray[np.float64] = np.cumsum(self.weights)
        return up_to

    def _weights(self) -> NDArray[np.float64]:
        """How often each picture is shown, float64 [N], sum 1: groups by their shares, a creature by the root of the
        number of its pictures. All are 0 if none is in a group that is shown."""
        shares = self.data.shares
        members: dict[str, list[int]] = defaultdict(list)
        for index, record in enumerate(self.records):
            if group := group_of(record, shares):
                members[group].append(index)
        weights = np.zeros(len(self.records))
        for group, places in members.items():
            numbers = [self.records[place].number for place in places]
            count = Counter(numbers)
            shiny = [self.data.shiny_weight if self.records[place].shiny else 1.0 for place in places]
            value = np.array([count[number] ** -0.5 for number in numbers]) * shiny
            if value.any():
                weights[places] = shares[group] * value / value.sum()
        return weights / max(float(weights.sum()), 1e-12)

    def _views(self) -> dict[int, list[tuple[str, int]]]:
        """Picture -> its other views: what each is to it, of `RELATIONS`, and which picture it is."""
        places = {_view(record): index for index, record in enumerate(self.records)}
        views: dict[int, list[tuple[str, int]]] = {}
        for index, record in enumerate(self.records):
            shown = {relation: places[other] for relation, other in _others(record) if other in places}
            if shown:
                views[index] = [(relation, shown[relation]) for relation in RELATIONS if relation in shown]
        return views


def _choose(up_to: NDArray[np.float64], rng: np.random.Generator) -> int:
    return min(int(np.searchsorted(up_to, rng.random(), side="right")), len(up_to) - 1)


def _view(record: Record) -> View:
    style = style_of(record)
    return record.number, record.source, style, record.pose, record.shiny, record.frame, record.sex


def _others(record: Record) -> list[tuple[str, View]]:
    """The views from which this one can be drawn: the front of a back, the first frame, the usual colors, the stage
    before. A relation that comes twice has its better view last."""
    number, source, style, pose, shiny, frame, sex = _view(record)
    found: list[tuple[str, View]] = []
    if pose == "back":
        found.append(("pose", (number, source, style, "front", shiny, 0, sex)))
    if frame:
        found.append(("frame", (number, source, style, pose, shiny, 0, sex)))
    if shiny and not frame:
        found.append(("coloring", (number, source, style, pose, False, 0, sex)))
    parent = record.facts.evolves_from
    if parent is not None and pose == "front" and not frame:
        found += [("stage", (parent, source, style, "front", shiny, 0, other)) for other in ("male", "", sex)]
    return found


def _size(record: Record) -> str:
    if record.words:
        return size_of(record.words.build)
    height = record.facts.height_m
    if height is None:
        return ""
    return next(name for name, (limit, _) in zip(SIZE_NAMES, SIZES, strict=True) if height < limit)
