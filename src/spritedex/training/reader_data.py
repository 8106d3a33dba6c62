"""Data sets of the reader: augmented pictures of species, with types and facts. Knows no network and no loss.

A species counts once, however many pictures it has; the one that is shown follows from (seed, epoch, index).
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import Dataset

from spritedex.config.reader import NUM_AUGMENTED
from spritedex.data.records import Record
from spritedex.training.augmentation import identity_augmentation, sample_augmentation
from spritedex.training.pictures import Canvases, Sample
from spritedex.vocabulary import STYLES, Style, multi_hot

UNKNOWN: Final = -100
_SINGLE: Final[dict[str, Callable[[Record], str]]] = {
    "color": lambda r: "" if r.shiny else r.facts.color,
    "shape": lambda r: r.facts.shape,
}


@dataclass(frozen=True)
class FactTargets:
    """Facts as numbers: `classes` name -> int64 [N] (`UNKNOWN` where not known), `groups` float32 [N, G] of zeros and
    ones, all zero where not known. `widths` are those of the heads by name."""

    widths: dict[str, int]
    classes: dict[str, Tensor]
    groups: Tensor

    def of(self, indices: Tensor) -> dict[str, Tensor]:
        """The rows of a batch by the names of `widths`."""
        rows = {name: values[indices] for name, values in self.classes.items()}
        return rows | ({"egg_groups": self.groups[indices]} if "egg_groups" in self.widths else {})


def fact_targets(records: Sequence[Record]) -> FactTargets:
    """Color (not of shiny pictures), body shape and egg groups; a fact that is the same for all records is left out."""
    classes, widths = {}, {}
    for name, fact in _SINGLE.items():
        values = [fact(record) for record in records]
        known = sorted(set(values) - {""})
        if len(known) > 1:
            at = {value: index for index, value in enumerate(known)}
            classes[name] = torch.tensor([at.get(value, UNKNOWN) for value in values])
            widths[name] = len(known)
    groups = sorted({group for record in records for group in record.facts.egg_groups})
    if len(groups) > 1:
        widths["egg_groups"] = len(groups)
    rows = [[float(group in record.facts.egg_groups) for group in groups] for record in records]
    return FactTargets(widths, classes, torch.tensor(rows).reshape(len(records), len(groups)))


class AugmentedDataset(Dataset[Sample]):
    """An item is a species, shown `NUM_AUGMENTED` times: "rgba" uint8 [L, 4, S, S], "augmentations" [L, 10],
    "labels" [L, 18], "index", "species" and "family" [L].

    For each of them a style is chosen by `style_weights` among those that the species has, then one of its pictures.
    """

    def __init__(
        self,
        canvases: Canvases,
        style_weights: Mapping[Style, float],
        rng_for: Callable[[int], np.random.Generator],
        varied: bool = True,
    ) -> None:
        self.canvases, self.weights, self.rng_for, self.varied = canvases, style_weights, rng_for, varied
        kept: dict[int, dict[Style, list[int]]] = defaultdict(lambda: defaultdict(list))
        for index, record in enumerate(canvases.records):
            if style_weights[record.style] > 0:
                kept[record.number][record.style].append(index)
        self.species = list(kept.values())

    def __len__(self) -> int:
        return len(self.species)

    def __getitem__(self, item: int) -> Sample:
        rng = self.rng_for(item)
        chosen = [self._choose(self.species[item], rng) for _ in range(NUM_AUGMENTED)]
        return _stacked(
            self.canvases,
            chosen,
            [sample_augmentation(rng) if self.varied else identity_augmentation() for _ in chosen],
        )

    def _choose(self, styles: Mapping[Style, list[int]], rng: np.random.Generator) -> int:
        names = [style for style in STYLES if style in styles]
        weights = np.array([self.weights[style] for style in names])
        pictures = styles[names[rng.choice(len(names), p=weights / weights.sum())]]
        return pictures[rng.integers(len(pictures))]


class PlainDataset(Dataset[Sample]):
    """An item is one picture as it is."""

    def __init__(self, canvases: Canvases) -> None:
        self.canvases = canvases

    def __len__(self) -> int:
        return len(self.canvases.records)

    def __getitem__(self, item: int) -> Sample:
        return _stacked(self.canvases, [item], [identity_augmentation()])


class NamedDataset(Dataset[Sample]):
    """An item is one picture, augmented, with the place in `phrases` of one that holds for it: "phrase" [1], and as in
    `AugmentedDataset`. Half of the time it is a noun, the main one most often, else a longer phrase, if there is one.
    """

    def __init__(self, canvases: Canvases, rng_for: Callable[[int], np.random.Generator]) -> None:
        self.canvases, self.rng_for = canvases, rng_for
        self.phrases, self._choices = _phrases(canvases.records)

    def __len__(self) -> int:
        return len(self.canvases.records)

    def __getitem__(self, item: int) -> Sample:
        rng = self.rng_for(item)
        nouns, longer = self._choices[item]
        if longer and rng.random() < 0.5:
            phrase = longer[rng.integers(len(longer))]
        else:
            phrase = nouns[int(rng.random() ** 2 * len(nouns))]
        sample = _stacked(self.canvases, [item], [sample_augmentation(rng)])
        return sample | {"phrase": torch.tensor([phrase])}


def named_phrases(records: Sequence[Record]) -> list[str]:
    """All phrases of a `NamedDataset`, in its order."""
    return _phrases(records)[0]


def _phrases(records: Sequence[Record]) -> tuple[list[str], list[tuple[list[int], list[int]]]]:
    """All different phrases; of each record, the places of its nouns and of its longer phrases."""
    places: dict[str, int] = {}

    def place(phrase: str) -> int:
        return places.setdefault(phrase, len(places))

    choices = []
    for record in records:
        assert record.words is not None
        words = record.words
        longer = (*words.captions, *(f"{words.subject} with {feature}" for feature in words.features))
        choices.append(([place(noun) for noun in (words.subject, *words.also)], [place(text) for text in longer]))
    return list(places), choices


def collate_augmented(samples: Sequence[Sample]) -> Sample:
    """Samples -> a batch: the pictures of all items one after the other."""
    return {key: torch.cat([sample[key] for sample in samples]) for key in samples[0]}


def _stacked(canvases: Canvases, indices: Sequence[int], augmentations: Sequence[Any]) -> Sample:
    records = [canvases.records[index] for index in indices]
    return {
        "rgba": torch.from_numpy(np.stack([canvases[index].transpose(2, 0, 1) for index in indices])),
        "augmentations": torch.from_numpy(np.stack(augmentations)),
        "labels": torch.from_numpy(np.stack([multi_hot(record.types) for record in records])),
        "index": torch.tensor(indices),
        "species": torch.tensor([record.number for record in records]),
        "family": torch.tensor([record.family for record in records]),
    }
