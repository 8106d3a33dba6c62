"""Find pictures whose labels or pixels look wrong: typed request in, typed result out. Knows no command line."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spritedex.data.audit import fingerprint, opened
from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Bestiary, Record
from spritedex.errors import DataError, Problem
from spritedex.evaluation.predictions import read_predictions
from spritedex.metrics import suspects as signs
from spritedex.metrics.calibration import fit_decoding
from spritedex.vocabulary import STYLES, TYPES, multi_hot
from spritedex.workflows.audit.run import Track
from spritedex.workflows.audit.suspects_plots import draw_suspects
from spritedex.workflows.audit.suspects_results import KINDS, Kind, LabelSuspect, PixelSuspect, Suspects, to_csv
from spritedex.workflows.files import check_file, plot_png, write_new

# Limits. With them, 6,572 correct pictures give almost no suspects, and damaged copies of them are found.
EMPTY: Final = 0.02  # share of the canvas that is drawn
USUAL: Final = 0.8  # share of the group with a clear background
NEAR: Final = 0.985  # cosine of two thumbnails
SIZE: Final = 5.0  # robust standard deviations of the logarithm of the share drawn
CONTRAST: Final = 9.0  # the same of the spread of lightness
COLOR: Final = 6.0  # Mahalanobis distance of the mean color
STRANGE: Final = 0.7  # likeness to the own species; also so far below the median:
LOOSER: Final = 0.2
MANY: Final = 0.5  # share of a species' pictures that are doubted: one odd pose does not make the label wrong


@dataclass(frozen=True, slots=True)
class SuspectsRequest:
    """`predictions` None checks only the pixels; `plot` and `csv` None write nothing. The plot shows at most `top`
    label suspects, and as many pixel suspects of each kind; without suspects there is no plot."""

    data: str
    predictions: Path | None = None
    top: int = 30
    plot: Path | None = None
    csv: Path | None = None
    force: bool = False


class Finding(NamedTuple):
    """A sign in the picture of one row; `other` is the row that it is compared with, if any."""

    kind: Kind
    row: int
    score: float
    what: str
    other: int | None = None


def find_suspects(request: SuspectsRequest, track: Track = list) -> Suspects:
    """Compare labels with predictions, and pictures with each other; write the CSV and the plot if requested.

    Raises DataError if the data or the predictions cannot be read or do not belong together, MissingExtraError if the
    data source needs an extra, ModuleNotFoundError without cleanlab, UsageError if a file cannot be written.
    """
    check_file(request.csv, request.plot)
    bestiary = read_bestiary(request.data, styles=STYLES)
    checked, labels = _check(bestiary, request.predictions) if request.predictions else (0, [])
    pixels, unread = _pixel_features(track(bestiary.records))
    problems = bestiary.problems + tuple(unread)
    found = Suspects(request.data, len(bestiary.records), checked, tuple(labels), tuple(pixels), problems)
    if request.csv:
        write_new(request.csv, to_csv(found).encode(), request.force, "csv")
    if request.plot and (found.labels or found.pixels):
        plot = plot_png(draw_suspects(found, bestiary.records, request.top))
        write_new(request.plot, plot, request.force, "plot")
    return found


def _check(bestiary: Bestiary, path: Path) -> tuple[int, list[LabelSuspect]]:
    """The number of checked pictures, and the doubted species."""
    predictions = read_predictions(path)
    known = set(predictions.keys)
    records = [record for record in bestiary.records if record.types and record.key in known]
    if not records:
        raise DataError(
            f"{path}: no prediction for any picture with types of {bestiary.source}; make them from this data with: "
            "spritedex benchmark classifier"
        )
    logits = predictions.logits[predictions.rows([record.key for record in records])]
    labels = np.stack([multi_hot(record.types) for record in records])
    decoding = fit_decoding(logits, labels)
    probabilities, decided = decoding.probabilities(logits), decoding.decide(logits) > 0
    checked = signs.check_labels(labels, probabilities)
    found = []
    for rows in _alike((record.number, frozenset(record.types)) for record in records):
        doubted = [row for row in rows if checked.doubtful[row].any()]
        if len(doubted) >= MANY * len(rows):
            worst = min(doubted, key=lambda row: float(checked.quality[row]))
            predicted, doubtful = _named(probabilities[worst], decided[worst]), checked.doubtful[worst]
            record, score = records[worst], float(checked.quality[rows].mean())
            doubts = _named(probabilities[worst], doubtful)
            found.append(_label_suspect(record, predicted, doubts, score, len(doubted), len(rows)))
    return len(records), sorted(found, key=lambda suspect: suspect.score)


def _named(probabilities: NDArray[np.float64], chosen: NDArray[np.bool_]) -> dict[str, float]:
    """The chosen types with their probabilities, most probable first."""
    order = [i for i in np.argsort(-probabilities, kind="stable") if chosen[i]]
    return {TYPES[i]: round(float(probabilities[i]), 4) for i in order}


def _label_suspect(
    record: Record, predicted: dict[str, float], doubts: dict[str, float], score: float, suspects: int, pictures: int
) -> LabelSuspect:
    doubted = {name: chance for name, chance in doubts.items() if name in record.types}
    missing = {name: chance for name, chance in doubts.items() if name not in record.types}
    reasons = [f"{name} is given but improbable ({chance:.0%})" for name, chance in doubted.items()]
    reasons += [f"{name} is not given but probable ({chance:.0%})" for name, chance in missing.items()]
    return LabelSuspect(
        key=record.key,
        number=record.number,
        name=record.name,
        types=record.types,
        predicted=predicted,
        doubted=doubted,
        missing=missing,
        score=round(score, 4),
        suspects=suspects,
        pictures=pictures,
        what="; ".join(reasons),
    )


def _pixel_features(records: Iterable[Record]) -> tuple[list[PixelSuspect], list[Problem]]:
    """Keeps one picture at a time, and a thumbnail and a few numbers of each."""
    kept: list[Record] = []
    features: list[signs.PixelFeatures] = []
    prints: list[bytes] = []
    problems: list[Problem] = []
    for record, picture in opened(records, problems):
        kept.append(record)
        features.append(signs.pixel_features(picture.rgba))
        prints.append(fingerprint(picture.rgba))
    if not kept:
        return [], problems
    findings = [*_duplicates(kept, prints), *_one_by_one(kept, features), *_by_likeness(kept, features, prints)]
    return _grouped(kept, findings), problems


def _duplicates(records: Sequence[Record], prints: Sequence[bytes]) -> Iterator[Finding]:
    for rows in _alike(prints):
        first = records[rows[0]]
        for row in rows[1:]:
            if records[row].number != first.number:
                what = f"the same pixels as {_title(first)}: one of the two files is wrong"
                yield Finding("duplicate", row, 0.0, what, rows[0])


def _one_by_one(records: Sequence[Record], features: Sequence[signs.PixelFeatures]) -> Iterator[Finding]:
    """Pictures with an unusual number, compared with the pictures of the same style and pose."""
    groups = _ids((record.style, record.pose) for record in records)
    visible = np.array([each.visible for each in features])
    opaque = np.array([each.opaque for each in features])
    contrast = np.array([each.contrast for each in features])
    colors = np.stack([each.color for each in features])
    clear = signs.share_of_group(~opaque, groups)
    contacts = signs.long_contacts(np.stack([each.contact for each in features]), groups)
    size_z = signs.robust_z(np.log(visible + 1e-3), groups)
    flat_z = signs.robust_z(np.log(contrast + 1e-2), groups)
    distance = signs.color_distance(colors, groups)
    for row, record in enumerate(records):
        kind = _kind(record)
        if visible[row] < EMPTY:
            yield Finding("empty", row, visible[row], f"only {visible[row]:.1%} of the canvas is drawn")
            continue
        if opaque[row] and clear[row] >= USUAL:
            what = f"no clear background, as {clear[row]:.0%} of the {kind} have"
            yield Finding("opaque", row, 1 - clear[row], what)
            continue
        if (contact := float(contacts[row].max())) > 0:
            side = signs.SIDES[int(contacts[row].argmax())]
            yield Finding("cut", row, 1 - contact, f"cut off at the {side}: {contact:.0%} of that side is drawn on")
        if abs(size_z[row]) > SIZE:
            usual = np.median(visible[groups == groups[row]])
            what = f"covers {visible[row]:.0%} of its canvas, where {kind} usually cover {usual:.0%}"
            yield Finding("size", row, SIZE / abs(size_z[row]), what)
        if flat_z[row] < -CONTRAST:
            yield Finding("one color", row, CONTRAST / -flat_z[row], "almost a single color: a silhouette?")
        elif distance[row] > COLOR:
            mean = "#" + "".join(f"{round(255 * channel):02x}" for channel in colors[row])
            what = f"its mean color {mean} is far from those of all {kind}"
            yield Finding("color", row, COLOR / distance[row], what)


def _by_likeness(
    records: Sequence[Record], features: Sequence[signs.PixelFeatures], prints: Sequence[bytes]
) -> Iterator[Finding]:
    """Pictures too similar to another creature, or too different from others of their own species."""
    rows = np.array([row for row, each in enumerate(features) if each.visible >= EMPTY], np.intp)
    if len(rows) < signs.LEAST_GROUP:
        return
    records, features = [records[row] for row in rows], [features[row] for row in rows]
    units, silhouettes = signs.unit_rows(np.stack([each.thumbnail for each in features]))
    types = _ids(frozenset(record.types) for record in records)
    families = _ids(record.family for record in records)
    for i, j, cosine in signs.near_pairs(units, (types, families), NEAR):
        if records[i].types and records[j].types and prints[rows[i]] != prints[rows[j]]:
            given = f"{'/'.join(records[j].types)}, not {'/'.join(records[i].types)}"
            what = f"almost the same as {_title(records[i])}, but {given}"
            yield Finding("near-duplicate", int(rows[j]), max(0.0, 1 - cosine), what, int(rows[i]))
    species = _ids((record.number, record.style, record.pose) for record in records)
    variants = np.array([record.shiny for record in records], np.intp)
    histograms = np.stack([each.histogram for each in features])
    likeness = signs.likeness(units, silhouettes, histograms, species, variants)
    if np.isnan(likeness).all():
        return
    limit = min(STRANGE, float(np.nanmedian(likeness)) - LOOSER)
    for row in np.flatnonzero(likeness < limit):
        kind = _kind(records[row])
        what = f"unlike its other {kind} (likeness {likeness[row]:.2f}): another creature?"
        yield Finding("stranger", int(rows[row]), max(0.0, float(likeness[row])), what)


def _grouped(records: Sequence[Record], findings: Sequence[Finding]) -> list[PixelSuspect]:
    """One suspect for each kind and species; its picture is the surest one."""
    pictures: dict[int, int] = defaultdict(int)
    for record in records:
        pictures[record.number] += 1
    found = []
    for rows in _alike((finding.kind, records[finding.row].number) for finding in findings):
        best = min((findings[row] for row in rows), key=lambda finding: finding.score)
        record = records[best.row]
        found.append(
            PixelSuspect(
                kind=best.kind,
                key=record.key,
                number=record.number,
                name=record.name,
                types=record.types,
                other="" if best.other is None else records[best.other].key,
                score=round(float(best.score), 4),
                suspects=len({findings[row].row for row in rows}),
                pictures=pictures[record.number],
                what=best.what,
            )
        )
    return sorted(found, key=lambda suspect: (KINDS.index(suspect.kind), suspect.score))


def _alike(keys: Iterable[Hashable]) -> list[list[int]]:
    """The rows that share a key, for each key."""
    rows: dict[Hashable, list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        rows[key].append(row)
    return list(rows.values())


def _ids(keys: Iterable[Hashable]) -> NDArray[np.intp]:
    """A number for each key, the same for the same key."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], np.intp)


def _kind(record: Record) -> str:
    return f"{record.style} pictures{' from behind' if record.pose == 'back' else ''}"


def _title(record: Record) -> str:
    return f"{record.key} ({record.name})" if record.name else record.key
