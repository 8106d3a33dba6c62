"""Audit a bestiary and split it: typed request in, typed result out. Knows no command line."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from spritedex.data.audit import check_pictures, class_counts, co_occurrence, pixel_statistics
from spritedex.data.drawn import drawn_files
from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Bestiary, Record, species_of
from spritedex.data.splits import PARTS, By, Part, Split, make_folds, make_split
from spritedex.errors import DataError, OptionError
from spritedex.vocabulary import STYLES, TYPES, Style
from spritedex.workflows.audit import plots as plots
from spritedex.workflows.audit.results import Check, Distribution, Normalization, PartCounts, SplitResult, Stats
from spritedex.workflows.audit.trainable import too_few, trainable
from spritedex.workflows.files import check_file, check_new, write_new, write_outputs

Track = Callable[[Sequence[Record]], Iterable[Record]]
"""Passes records on and shows the progress of a loop over them."""


@dataclass(frozen=True, slots=True)
class Source:
    """What to read; `plot` is the file for the plot, None for no plot."""

    data: str
    styles: tuple[Style, ...] = STYLES
    strict: bool = False
    plot: Path | None = None
    force: bool = False

    def read(self) -> Bestiary:
        """The records of the source. Raises DataError or MissingExtraError."""
        return read_bestiary(self.data, styles=self.styles, strict=self.strict)

    def draw(self, plot: Callable[[], bytes]) -> None:
        """Write a plot, if one is asked for. Raises OptionError if another file is there, UsageError if it cannot."""
        if self.plot:
            write_new(self.plot, plot(), self.force, "plot")


@dataclass(frozen=True, slots=True)
class SplitRequest:
    """How to split the data: one split, or `folds` splits for cross-validation; `out` None writes nothing."""

    source: Source
    seed: int = 0
    train: float = 0.75
    val: float = 0.10
    by: By = "family"
    folds: int | None = None
    out: Path | None = None


def stats(source: Source) -> Stats:
    """Count pictures, species, families, texts and the parts of the default split."""
    check_file(source.plot)
    bestiary = source.read()
    records, species = bestiary.records, species_of(bestiary.records)
    words = tuple(len(record.text.split()) for record in species.values() if record.text)
    sizes = Counter(Counter(record.family for record in species.values()).values())
    kinds = Counter(len(record.types) for record in species.values())
    result = Stats(
        source=source.data,
        families_known=bestiary.families_known,
        pictures=len(records),
        species=len(species),
        families=len({record.family for record in records}),
        styles={style: n for style in STYLES if (n := sum(record.style == style for record in records))},
        shiny=sum(record.shiny for record in records),
        back=sum(record.pose == "back" for record in records),
        one_type=kinds[1],
        two_types=kinds[2],
        no_types=kinds[0],
        described=len(words),
        median_words=round(median(words)) if words else 0,
        family_sizes=dict(sorted(sizes.items())),
        words=words,
        split="the pack's split" if bestiary.split else "split by family, seed 0",
        parts=_usual_parts(bestiary),
        problems=bestiary.problems,
    )
    source.draw(lambda: plots.draw_stats(result))
    return result


def _usual_parts(bestiary: Bestiary) -> dict[str, dict[str, int]]:
    """The sizes of the parts of a pack's split, or of that with seed 0; empty if there are too few families."""
    records = bestiary.records
    try:
        split = bestiary.split or make_split(records)
    except DataError:
        return {}
    counts = [_count(split, part, records, "") for part in PARTS]
    return {c.part: {"families": c.families, "species": c.species, "pictures": c.pictures} for c in counts}


def distribution(source: Source) -> Distribution:
    """Count the types: how common each is, and which occur together.

    Raises DataError if no picture has types."""
    check_file(source.plot)
    bestiary = source.read()
    species = list(species_of(bestiary.records).values())
    of_species, of_pictures = class_counts(species), class_counts(bestiary.records)
    if not of_species.any():
        raise DataError(f"{source.data}: no picture has types; add a column types, primary_type or label")
    pairs = co_occurrence(species)
    source.draw(lambda: plots.draw_distribution(of_species, pairs))
    return Distribution(
        source=source.data,
        species=_by_type(of_species),
        pictures=_by_type(of_pictures),
        pos_weight={
            name: round((len(bestiary.records) - n) / n, 2) if n else 0.0 for name, n in _by_type(of_pictures).items()
        },
        co_occurrence=pairs.tolist(),
        problems=bestiary.problems,
    )


def normalization(source: Source, size: int, track: Track = list) -> Normalization:
    """Mean and standard deviation over all pixels of all pictures at `size`, composited on white.

    Raises DataError if no picture can be read."""
    check_file(source.plot)
    bestiary = source.read()
    pixels = pixel_statistics(track(bestiary.records), size)
    if not pixels.pictures:
        raise DataError(f"{source.data}: none of the {len(bestiary.records)} pictures can be read")
    source.draw(lambda: plots.draw_normalization(pixels))
    return Normalization(
        source=source.data,
        size=size,
        pictures=pixels.pictures,
        mean=[round(float(value), 4) for value in pixels.mean],
        std=[round(float(value), 4) for value in pixels.std],
        problems=bestiary.problems + pixels.problems,
    )


def check(source: Source, track: Track = list) -> Check:
    """Check every row and every pixel of the source; all problems are listed, also in strict mode."""
    bestiary = read_bestiary(source.data, styles=source.styles)
    found = check_pictures(track(bestiary.records))
    return Check(
        source=source.data,
        pictures=found.pictures,
        problems=bestiary.problems + found.problems,
        notes=found.notes,
        sizes=found.sizes,
        twins=found.twins,
        trainable=tuple(trainable(bestiary)),
        pixel_art=found.pixel_art,
    )


def split(request: SplitRequest) -> SplitResult:
    """Split the families, check for leaks, and write `out`: one file, or one per fold (`splits-1.json` …).

    Raises OptionError if the options cannot be combined, UsageError if a file cannot be written."""
    if request.folds and request.by == "random":
        raise OptionError("folds", "cannot be combined with {by} random: folds divide whole families", request.folds)
    check_file(request.source.plot, request.out)
    bestiary = request.source.read()
    records = bestiary.records
    if request.folds:
        splits = {f"fold {i}": s for i, s in enumerate(make_folds(records, k=request.folds, seed=request.seed), 1)}
    else:
        made = make_split(records, seed=request.seed, train=request.train, val=request.val, by=request.by)
        splits = {request.by: made}
    counts = []
    for name, one in splits.items():
        one.check(records)
        counts += [_count(one, part, records, name) for part in PARTS if one.fractions[part] > 0]
    request.source.draw(lambda: plots.draw_split(counts))
    return SplitResult(
        source=request.source.data,
        by=request.by,
        seed=request.seed,
        families_known=bestiary.families_known,
        leaks=_leaks(next(iter(splits.values())), records),
        counts=tuple(counts),
        files=_write(request.out, list(splits.values()), request.source.force) if request.out else (),
        problems=bestiary.problems,
    )


def sample(folder: Path, species: int, seed: int, size: int, force: bool = False) -> tuple[int, str]:
    """Draw a bestiary into a folder, all of its files or none; the number of its pictures, and what is `too_few`.

    Raises OptionError if one of its files is there with other content, unless `force` says to replace it; UsageError
    if one cannot be written there; WriteError if it could not be.
    """
    files = {folder / name: data for name, data in drawn_files(species=species, seed=seed, size=size).items()}
    check_new(files, force, "folder")
    write_outputs(files)
    records = read_bestiary(folder).records
    return len(records), too_few(records)


def _count(split: Split, part: Part, records: Sequence[Record], name: str) -> PartCounts:
    chosen = split.select(records, part)
    species = species_of(chosen)
    return PartCounts(
        split=name,
        part=part,
        families=len({record.family for record in chosen}),
        species=len(species),
        pictures=len(chosen),
        types=_by_type(class_counts(species.values())),
    )


def _leaks(split: Split, records: Sequence[Record]) -> int:
    """How many families are in more than one part."""
    pairs = {(record.family, split.part_of(record)) for record in records}
    return sum(parts > 1 for parts in Counter(family for family, _ in pairs).values())


def _write(out: Path, splits: Sequence[Split], force: bool) -> tuple[str, ...]:
    single = len(splits) == 1
    paths = [out if single else out.with_name(f"{out.stem}-{i}{out.suffix}") for i in range(1, len(splits) + 1)]
    files = {path: one.to_json().encode() for path, one in zip(paths, splits, strict=True)}
    check_new(files, force)
    write_outputs(files)
    return tuple(str(path) for path in paths)


def _by_type(counts: Iterable[int]) -> dict[str, int]:
    return {name: int(n) for name, n in zip(TYPES, counts, strict=True)}
