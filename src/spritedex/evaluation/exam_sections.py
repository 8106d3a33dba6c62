"""The sections of an exam: marks of a painter's sprites beside those of real pictures. Know arrays; no painter."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.evaluation.exam import (
    Bootstrap,
    Described,
    Marks,
    Values,
    Views,
    body_marks,
    color_marks,
    copy_marks,
    difference,
    distances,
    estimates,
    front_marks,
    means_of,
    ratio,
    spread_marks,
    subject_marks,
    subject_spread,
)
from spritedex.evaluation.exam_prompts import AskedColors
from spritedex.evaluation.scorecard import Estimate
from spritedex.metrics.halving import Sample
from spritedex.metrics.kernel_probe import Floats, ranks
from spritedex.metrics.two_sample import pixel_statistics, told_apart
from spritedex.sprites.codec import RGBA

Integers = NDArray[np.int64]

FAMILY_UNSEEN: Final = ("subject_first", "subject_five")
ANOTHER_KNOWN: Final = ("known_first", "known_five")
"""The marks of real pictures by a probe that knew none of the family, and by one that knew another drawing."""


@dataclass(frozen=True, slots=True)
class Section:
    """Marks of the painter and of real pictures by name, some of the one over (or minus) the other, and those of each
    of the painter's sprites."""

    painter: dict[str, Estimate] = field(default_factory=dict)
    real: dict[str, Estimate] = field(default_factory=dict)
    against_real: dict[str, Estimate] = field(default_factory=dict)
    each: Marks = field(default_factory=dict)


def joined(sections: Sequence[Section]) -> Section:
    """All sections as one; a later one replaces what an earlier one has too."""
    whole = Section()
    for section in sections:
        whole.painter.update(section.painter)
        whole.real.update(section.real)
        whole.against_real.update(section.against_real)
        whole.each.update(section.each)
    return whole


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What a probe says of sprites, `scores` [N, C] with the class asked for `asked` [N] (-1: none), and of the real
    pictures of classes `real` [R]: `unseen` [R, C] by probes that knew no picture of the family, `known` [R, C] by
    probes that knew other drawings of the creature."""

    scores: Floats
    asked: NDArray[np.intp]
    real: NDArray[np.intp]
    unseen: Floats
    known: Floats

    def by_class(self, scores: Floats) -> dict[int, tuple[float, float]]:
        """Class asked for -> how often its real pictures, with these scores, have it first and among five."""
        marks = list(subject_marks(ranks(scores, self.real), np.ones(len(scores), bool)).values())
        found = {}
        for kind in np.unique(self.asked[self.asked >= 0]):
            if (rows := self.real == kind).any():
                first, five = (float(values[rows].mean()) for values in marks)
                found[int(kind)] = first, five
        return found


def subject_section(judged: Judged, groups: Integers, bootstrap: Bootstrap) -> Section:
    """Whether the probe names the subject asked for; real pictures count by the mean of each subject."""
    known = judged.asked >= 0
    marks = subject_marks(ranks(judged.scores, np.maximum(judged.asked, 0)), known)
    section = Section(estimates(marks, groups, bootstrap), each=marks)
    for scores, names in ((judged.unseen, FAMILY_UNSEEN), (judged.known, ANOTHER_KNOWN)):
        of_real = np.array(list(judged.by_class(scores).values()), np.float64).reshape(-1, 2)
        if len(of_real):
            alone = np.arange(len(of_real))
            section.real.update(estimates(dict(zip(names, of_real.T, strict=True)), alone, bootstrap))
            five = _ratio(marks["subject_five"], groups, of_real[:, 1], alone, bootstrap)
            section.against_real[names[1]] = five
    return section


def body_section(
    sprites: Sequence[RGBA],
    asked: Sequence[AskedColors],
    groups: Integers,
    real: Sequence[RGBA],
    real_asked: Sequence[AskedColors],
    families: Integers,
    bootstrap: Bootstrap,
) -> Section:
    """Colors asked for, and whether a sprite is one creature; of real pictures, the colors that their captions name."""
    marks = {**color_marks(sprites, asked), **body_marks(sprites)}
    of_real = {**color_marks(real, real_asked), **body_marks(real)}
    return Section(
        estimates(marks, groups, bootstrap),
        estimates(of_real, families, bootstrap),
        {"whole": _ratio(marks["whole"], groups, of_real["whole"], families, bootstrap)},
        marks,
    )


def copy_section(
    drawn: tuple[Described, Described],
    groups: Integers,
    real: tuple[Described, Described],
    families: Integers,
    known: Described,
    known_families: Integers,
    bootstrap: Bootstrap,
) -> Section:
    """Copies of known pictures: `drawn` and `real` are sprites and their mirror images."""
    marks, of_real = (copy_marks(*each, known, known_families) for each in (drawn, real))
    both = [means_of({"copies": each["copies"]}, of, bootstrap) for each, of in ((marks, groups), (of_real, families))]
    return Section(
        estimates(marks, groups, bootstrap),
        estimates(of_real, families, bootstrap),
        {"copies": difference(*both)},
    )


def spread_section(
    features: Floats,
    groups: Integers,
    real: Floats,
    subjects: Sequence[str],
    creatures: Sequence[int],
    bootstrap: Bootstrap,
) -> Section:
    """The distance between the sprites of one sentence; of real pictures, between two creatures of one subject."""
    marks = {"diversity": spread_marks(features, groups)}
    section = Section(estimates(marks, groups, bootstrap), each=marks)
    of_real = np.array(list(subject_spread(real, subjects, creatures).values()), np.float64)
    if len(of_real):
        alone = np.arange(len(of_real))
        section.real.update(estimates({"diversity": of_real}, alone, bootstrap))
        section.against_real["diversity"] = _ratio(marks["diversity"], groups, of_real, alone, bootstrap)
    return section


def held_out_section(
    drawn: tuple[Floats, Sequence[RGBA]],
    real: tuple[Floats, Sequence[RGBA]],
    families: Integers,
    creatures: Integers,
    training: tuple[Floats, Integers],
    bootstrap: Bootstrap,
) -> Section:
    """Sprites drawn from the captions of held-out pictures against these pictures: how far apart.

    `drawn`, `real` and `training` are unit features with their sprites, or families. For distances, one picture of each
    of `creatures` [N] counts: several drawings of one creature are no independent pictures.
    """
    features = np.concatenate([real[0], drawn[0]])
    pixels = np.stack([pixel_statistics(rgba) for rgba in (*real[1], *drawn[1])])
    is_drawn = np.arange(len(features)) >= len(real[0])
    groups = np.tile(families, 2)
    accuracy = {"told_apart": told_apart(features, pixels, is_drawn, groups, bootstrap.seed).astype(np.float64)}
    once = np.sort(np.unique(creatures, return_index=True)[1])
    one, known = (Sample(np.asarray(rows, np.float64), of) for rows, of in ((real[0][once], families[once]), training))
    mine, floor, _ = distances(one, drawn[0][once], known, bootstrap.seed)
    return Section({**estimates(accuracy, groups, bootstrap), **mine}, floor)


def front_section(drawn: Views, real: Views, bootstrap: Bootstrap) -> Section:
    """Whether the back of a creature leads to its own front."""
    found = [{"own_front": front_marks(views)} for views in (drawn, real)]
    rows = [
        estimates(each, np.arange(len(each["own_front"])), bootstrap) if len(each["own_front"]) else {}
        for each in found
    ]
    painter, of_real = rows
    return Section(painter, of_real)


def _ratio(one: Values, groups: Integers, other: Values, other_groups: Integers, bootstrap: Bootstrap) -> Estimate:
    return ratio(means_of({"": one}, groups, bootstrap), means_of({"": other}, other_groups, bootstrap))
