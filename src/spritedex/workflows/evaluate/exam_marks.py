"""The marks of one exam: frozen features of all pictures, the probe of subjects, and the sections that follow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.evaluation.exam import Bootstrap, Described, Views, estimates
from spritedex.evaluation.exam_prompts import ExamSentence, asked_colors, classes_of, subject_in
from spritedex.evaluation.exam_results import SentenceMarks
from spritedex.evaluation.exam_sections import (
    Judged,
    Section,
    body_section,
    copy_section,
    front_section,
    held_out_section,
    joined,
    spread_section,
    subject_section,
)
from spritedex.metrics.kernel_probe import Floats, Standard, fit_probe, held_out_scores
from spritedex.models.frozen import FrozenFeatures, stacked
from spritedex.sprites.codec import RGBA
from spritedex.workflows.evaluate.exam_data import ExamData
from spritedex.workflows.evaluate.samples import Track

SECOND_NAME: Final = 0.3
"""How much another noun for the same picture counts when the probe is fitted."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """The `sprites` of the sentences, those of one sentence next to each other; one for each held-out caption;
    `fronts` with their `backs`; and whether the files of the first two are `valid`. All uint8 [64, 64, 4]."""

    sprites: list[RGBA]
    captioned: list[RGBA]
    fronts: list[RGBA]
    backs: list[RGBA]
    valid: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Marked:
    """What came of it. `left_out` says what could not be measured, and why."""

    section: Section
    sentences: tuple[SentenceMarks, ...]
    left_out: tuple[str, ...]
    classes: int = 0
    probe_pictures: int = 0
    probe_penalty: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class _Named:
    """Real pictures whose subject is known: their rows, classes and labels [N, C]; pictures of one of `drawings` show
    the same creature in the same source."""

    rows: NDArray[np.intp]
    classes: NDArray[np.intp]
    labels: Floats
    drawings: NDArray[np.intp]
    names: tuple[str, ...]


class Examiner:
    """Measures pictures with frozen features. Raises MissingExtraError without the weights of its network."""

    def __init__(self, track: Track) -> None:
        self._frozen, self._track = FrozenFeatures(), track

    def mark(self, data: ExamData, sentences: Sequence[ExamSentence], drawn: Drawn, bootstrap: Bootstrap) -> Marked:
        """The marks of one painter's sprites, and of the real pictures beside them."""
        raw = self._measure(data.plain.sprites, "Reading real pictures")
        standard = Standard.of(raw)
        known, held = standard.units(raw), data.held_out
        del raw  # as much memory as all else together
        sprites, captioned = (
            standard.units(self._measure(each, "Reading sprites")) for each in (drawn.sprites, drawn.captioned)
        )
        groups = np.repeat(np.arange(len(sentences)), len(drawn.sprites) // len(sentences))
        families = data.plain.families[held]
        real = [data.plain.sprites[row] for row in held]
        named, judged, penalty = self._judge(data, sentences, known, sprites, groups, bootstrap)
        sections, left_out = [], []
        if named is None or judged is None:
            left_out.append("subjects: too few of the data's pictures have words that name one")
        else:
            sections.append(subject_section(judged, groups, bootstrap))
        sections.append(
            body_section(
                drawn.sprites, [sentences[int(row)].colors for row in groups], groups,
                real, [asked_colors(text) for text in data.captions], families, bootstrap,
            )
        )  # fmt: skip
        sections.append(spread_section(sprites, groups, *_by_subject(data, known, named), bootstrap))
        sections.append(self._copies(data, drawn, standard, known, (sprites, captioned), groups, bootstrap))
        trained = np.flatnonzero([_same_style(data, row) for row in range(len(known))])
        training = known[trained], data.plain.families[trained]
        creatures = np.array([data.plain.records[row].number for row in held], np.int64)
        sections.append(
            held_out_section(
                (captioned, drawn.captioned), (known[held], real), families, creatures, training, bootstrap
            )
        )
        views = []
        for sides in ((drawn.fronts, drawn.backs), tuple(each.sprites for each in data.pairs)):
            of_side = (standard.units(self._measure(side, "Reading fronts and backs")) for side in sides)
            views.append(Views(*sides, *of_side))
        sections.append(front_section(views[0], views[1], bootstrap))
        if not drawn.fronts:
            left_out.append("own front found from the back: this generator draws no backs")
        every = np.concatenate([groups, len(sentences) + families])
        sections.append(Section(estimates({"valid": drawn.valid}, every, bootstrap)))
        section = joined(sections)
        marks = tuple(_sentence_marks(sentences, groups, section, judged))
        if named is None:
            return Marked(section, marks, tuple(left_out))
        return Marked(section, marks, tuple(left_out), len(named.names), len(named.rows), penalty)

    def _judge(
        self,
        data: ExamData,
        sentences: Sequence[ExamSentence],
        known: Floats,
        sprites: Floats,
        groups: NDArray[np.intp],
        bootstrap: Bootstrap,
    ) -> tuple[_Named | None, Judged | None, float]:
        """Fit the probe on real pictures outside the test part, and ask it about the sprites."""
        named = _named(data, classes_of(sentences))
        if named is None:
            return None, None, 0.0
        rows = known[named.rows]
        cosines = rows @ rows.T
        probe = fit_probe(cosines, named.labels, data.plain.families[named.rows], seed=bootstrap.seed)
        place = {name: index for index, name in enumerate(named.names)}
        asked = np.array([place.get(sentences[int(row)].subject, -1) for row in groups], np.intp)
        known_too = held_out_scores(cosines, named.labels, named.drawings, probe.penalty, bootstrap.seed)
        judged = Judged(probe.scores(sprites @ rows.T), asked, named.classes, probe.held_out, known_too)
        return named, judged, probe.penalty

    def _copies(
        self,
        data: ExamData,
        drawn: Drawn,
        standard: Standard,
        known: Floats,
        features: tuple[Floats, Floats],
        groups: NDArray[np.intp],
        bootstrap: Bootstrap,
    ) -> Section:
        """Copies among all sprites, and among the real held-out pictures, of what training used."""
        trained, families = np.flatnonzero(data.parts == "train"), data.plain.families[data.held_out]
        every, real = [*drawn.sprites, *drawn.captioned], [data.plain.sprites[row] for row in data.held_out]
        described = []
        for plain, pictures in ((np.concatenate(features), every), (known[data.held_out], real)):
            mirrored = [np.ascontiguousarray(rgba[:, ::-1]) for rgba in pictures]
            turned = standard.units(self._measure(mirrored, "Reading mirror images"))
            described.append((Described.of(plain, pictures), Described.of(turned, mirrored)))
        sprites = self._track(trained, len(trained), "Measuring known pictures")
        of_known = Described.of(known[trained], [data.plain.sprites[row] for row in sprites])
        return copy_section(
            described[0], np.concatenate([groups, groups.max() + 1 + families]), described[1], families,
            of_known, data.plain.families[trained], bootstrap,
        )  # fmt: skip

    def _measure(self, sprites: Sequence[RGBA], label: str) -> Floats:
        frozen = self._frozen
        return stacked(self._track(frozen.batches(sprites), frozen.batch_count(len(sprites)), label), frozen.width)


def _named(data: ExamData, names: Sequence[str]) -> _Named | None:
    """The real pictures outside the test part that show one of `names`; None if there are fewer than two of them."""
    rows, found = [], []
    for row, record in enumerate(data.plain.records):
        subject = subject_in(record.words.subject, names) if record.words and data.parts[row] != "test" else ""
        if subject:
            rows.append(row)
            found.append(subject)
    kept = tuple(name for name in names if name in found)
    if len(kept) < 2 or len({data.plain.records[row].family for row in rows}) < 2:
        return None
    place = {name: index for index, name in enumerate(kept)}
    labels = np.zeros((len(rows), len(kept)), np.float32)
    for at, row in enumerate(rows):
        words = data.plain.records[row].words
        for other in words.also if words else ():
            if noun := subject_in(other, kept):
                labels[at, place[noun]] = SECOND_NAME
        labels[at, place[found[at]]] = 1
    drawings: dict[tuple[int, str, str], int] = {}
    for row in rows:
        record = data.plain.records[row]
        drawings.setdefault((record.number, record.source, record.style), len(drawings))
    of_row = [data.plain.records[row] for row in rows]
    return _Named(
        rows=np.array(rows, np.intp),
        classes=np.array([place[name] for name in found], np.intp),
        labels=labels,
        drawings=np.array([drawings[record.number, record.source, record.style] for record in of_row], np.intp),
        names=kept,
    )


def _by_subject(data: ExamData, known: Floats, named: _Named | None) -> tuple[Floats, list[str], list[int]]:
    """Real pictures in the style of the exam with their subjects and creatures."""
    if named is None:
        return known[:0], [], []
    chosen = [at for at, row in enumerate(named.rows) if _same_style(data, int(row), any_part=True)]
    rows = named.rows[chosen]
    subjects = [named.names[named.classes[at]] for at in chosen]
    return known[rows], subjects, [data.plain.records[row].number for row in rows]


def _same_style(data: ExamData, row: int, any_part: bool = False) -> bool:
    """Whether a picture that training used, or any, is in the style of the exam."""
    record, like = data.plain.records[row], data.plain.records[data.held_out[0]]
    return (any_part or data.parts[row] == "train") and (record.style, record.medium) == (like.style, like.medium)


def _sentence_marks(
    sentences: Sequence[ExamSentence], groups: NDArray[np.intp], section: Section, judged: Judged | None
) -> Iterator[SentenceMarks]:
    of_real = judged.by_class(judged.known) if judged else {}
    for row, sentence in enumerate(sentences):
        mine = groups == row
        five, color, whole = (_mean(section.each, name, mine) for name in ("subject_five", "color", "whole"))
        kind = int(judged.asked[mine][0]) if judged else -1
        real = of_real[kind][1] if kind in of_real else None
        yield SentenceMarks(sentence.text, sentence.subject, five, color, whole or 0.0, real)


def _mean(each: dict[str, NDArray[np.float64]], name: str, rows: NDArray[np.bool_]) -> float | None:
    if name not in each:
        return None
    value = float(each[name][rows].mean())
    return None if np.isnan(value) else value
