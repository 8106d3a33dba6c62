"""Counts of types, statistics of pixels and faults of pictures in a bestiary. Knows no table and no plot."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from spritedex.data.records import Bestiary, Record
from spritedex.errors import PictureError, Problem
from spritedex.sprites.canvas import composite, fit_square
from spritedex.sprites.codec import RGBA, Picture, open_picture
from spritedex.vocabulary import TYPES, multi_hot

_LEVELS = np.arange(256) / 255
_LARGEST_PIXEL_ART = 96
_MOST_COLORS = 64


@dataclass(frozen=True, slots=True)
class PixelStatistics:
    """`mean` and `std` of red, green and blue in [0, 1] over all pixels, float64 [3].

    `histogram` counts the pixels of each level, int64 [3, 256]. Pictures that could not be read are `problems`.
    """

    mean: NDArray[np.float64]
    std: NDArray[np.float64]
    histogram: NDArray[np.int64]
    pictures: int
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class PictureCheck:
    """What decoding every picture found.

    `sizes` counts pictures by "width x height". `twins` are groups of keys with the same pixels within one species;
    they do no harm. `notes` name pictures that are converted when they are read. `pixel_art` counts pictures of the
    style artwork that look like pixel art."""

    pictures: int
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    sizes: dict[str, int] = field(default_factory=dict)
    twins: tuple[tuple[str, ...], ...] = ()
    pixel_art: int = 0


def class_counts(records: Iterable[Record]) -> NDArray[np.int64]:
    """How many records have each type, int64 [18]."""
    counts = np.zeros(len(TYPES), np.int64)
    for record in records:
        counts += multi_hot(record.types).astype(np.int64)
    return counts


def co_occurrence(records: Iterable[Record]) -> NDArray[np.int64]:
    """How many records have each pair of types, int64 [18, 18], symmetric; the diagonal counts those with one type."""
    counts = np.zeros((len(TYPES), len(TYPES)), np.int64)
    for record in records:
        if record.types:
            first, last = TYPES.index(record.types[0]), TYPES.index(record.types[-1])
            counts[first, last] += 1
            if first != last:
                counts[last, first] += 1
    return counts


def pixel_statistics(records: Iterable[Record], size: int) -> PixelStatistics:
    """Statistics over pictures fitted into size x size and composited on white: every picture counts the same.

    Holds one picture at a time."""
    histogram = np.zeros((3, 256), np.int64)
    pictures = 0
    problems: list[Problem] = []
    for _, picture in opened(records, problems):
        rgb = composite(fit_square(picture.rgba, size))
        pictures += 1
        for channel in range(3):
            histogram[channel] += np.bincount(rgb[..., channel].ravel(), minlength=256)
    share = histogram / max(1, pictures * size * size)
    mean = share @ _LEVELS
    std = np.sqrt(np.maximum(share @ _LEVELS**2 - mean**2, 0))
    return PixelStatistics(mean, std, histogram, pictures, tuple(problems))


def readable(records: Iterable[Record]) -> tuple[list[Record], list[Problem]]:
    """The records whose picture decodes fully, and what is wrong with the others. Holds one picture at a time."""
    problems: list[Problem] = []
    return [record for record, _ in opened(records, problems)], problems


def opened(records: Iterable[Record], problems: list[Problem]) -> Iterator[tuple[Record, Picture]]:
    """Each record with its picture, one at a time; pictures that cannot be read are added to `problems`."""
    for record in records:
        try:
            picture = open_picture(record.image)
        except PictureError as error:
            problems.append(Problem(record.key, str(error)))
        else:
            yield record, picture


def drop_unreadable(bestiary: Bestiary, strict: bool) -> Bestiary:
    """The bestiary without the pictures that do not decode; these are added to its problems. A pack has none.

    Raises DataError if no record is left, or in strict mode if there is any problem."""
    if bestiary.split:
        return bestiary
    kept, problems = readable(bestiary.records)
    return replace(bestiary, records=tuple(kept), problems=bestiary.problems + tuple(problems)).require(strict)


def check_pictures(records: Iterable[Record]) -> PictureCheck:
    """Decode every picture fully and compare them all.

    Problems are: pictures that cannot be read; the same pixels in two families (a split would leak); the same pixels
    or the same species with different types; and records without types or text where other records have them.
    """
    records = tuple(records)
    problems = _gaps(records)
    notes: list[Problem] = []
    sizes: Counter[str] = Counter()
    same: dict[bytes, list[Record]] = defaultdict(list)
    pixel_art = 0
    for record, picture in opened(records, problems):
        notes.extend(Problem(record.key, note) for note in picture.notes)
        height, width = picture.rgba.shape[:2]
        sizes[f"{width}x{height}"] += 1
        same[fingerprint(picture.rgba)].append(record)
        pixel_art += record.style == "artwork" and _is_pixel_art(picture.rgba)
    twins = [group for group in same.values() if len(group) > 1]
    problems.extend(problem for group in twins for problem in _conflicts(group, "the same picture"))
    by_species: dict[int, list[Record]] = defaultdict(list)
    for record in records:
        by_species[record.number].append(record)
    problems.extend(problem for group in by_species.values() for problem in _conflicts(group, "the same species"))
    within = [tuple(r.key for r in group) for group in twins if len({r.number for r in group}) == 1]
    common = dict(sizes.most_common())
    return PictureCheck(len(records), tuple(problems), tuple(notes), common, tuple(within), pixel_art)


def _is_pixel_art(rgba: RGBA) -> bool:
    """Whether a picture uint8 [H, W, 4] is small without a half-clear pixel, and has clear ones or few colors."""
    if max(rgba.shape[:2]) > _LARGEST_PIXEL_ART or not np.isin(rgba[..., 3], (0, 255)).all():
        return False
    return bool((rgba[..., 3] == 0).any()) or len(np.unique(rgba.reshape(-1, 4), axis=0)) <= _MOST_COLORS


def fingerprint(rgba: RGBA) -> bytes:
    """A 16-byte hash of the visible pixels of uint8 [H, W, 4]; the color of clear pixels does not count."""
    seen = np.where(rgba[..., 3:] > 0, rgba, 0)
    return hashlib.blake2b(seen.tobytes(), digest_size=16, salt=str(rgba.shape[:2]).encode()[:16]).digest()


def _conflicts(group: list[Record], what: str) -> list[Problem]:
    first, found = group[0], []
    for other in group[1:]:
        if other.family != first.family:
            found.append(Problem(other.key, f"{what} as {first.key} in another family: a split would leak"))
        elif other.types and first.types and set(other.types) != set(first.types):
            pair = f"{' and '.join(other.types)}, not {' and '.join(first.types)}"
            found.append(Problem(other.key, f"{what} as {first.key} with other types ({pair}); correct one"))
    return found


def _gaps(records: tuple[Record, ...]) -> list[Problem]:
    gaps = []
    for what, has in (("types", [bool(r.types) for r in records]), ("description", [bool(r.text) for r in records])):
        if any(has):
            gaps += [
                Problem(record.key, f"no {what}; fill it in, or remove the row")
                for record, there in zip(records, has, strict=True)
                if not there
            ]
    return gaps
