"""`spritedex data …`: check a bestiary before training on it, split it, or draw one to start with."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from spritedex.cli import data_import, data_pack, suspects
from spritedex.cli.data_printing import (
    note_skipped,
    parts_text,
    print_problems,
    print_trainable,
    print_types,
    types_text,
)
from spritedex.cli.output import console, note, print_json, print_table, progress, say
from spritedex.cli.places import Force, json_only, png_only
from spritedex.counted import counted
from spritedex.data.records import Record
from spritedex.errors import OptionError, UsageError
from spritedex.vocabulary import STYLES, Style

app = typer.Typer(
    no_args_is_help=True,
    help="Check a bestiary: what is in it, what is wrong with it, and how to split it for training.",
    epilog=(
        "Data is a folder with pokemon.csv and small_images/; a folder of pictures with a metadata.csv "
        "(file_name, name, types, text, family); or a Hugging Face data set. No data yet? Run spritedex data sample DIR"
    ),
)

Data = Annotated[
    str | None,
    typer.Option("--data", "-d", envvar="SPRITEDEX_DATA", help="A data folder, or a Hub data set's name."),
]
Place = Annotated[
    str | None,
    typer.Argument(metavar="DATA", help="The same as --data.", show_default=False),
]
Styles = Annotated[
    list[str] | None,
    typer.Option("--style", help=f"Only pictures of this style: {', '.join(STYLES)}. Repeatable. Default: all."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Fail if anything would be skipped.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Plot = Annotated[
    Path | None, typer.Option("--plot", "--figure", metavar="FILE.png", callback=png_only, help="Also draw a plot.")
]


@app.command("stats", epilog="Example: spritedex data stats --data DIR --plot stats.png")
def stats(
    source: Place = None,
    data: Data = None,
    style: Styles = None,
    strict: Strict = False,
    as_json: AsJson = False,
    plot: Plot = None,
    force: Force = False,
) -> None:
    """Count pictures, species, families and descriptions, and show the default split."""
    from spritedex.workflows.audit import run as audit

    result = audit.stats(audit.Source(_data(source or data), _styles(style), strict, plot, force))
    note_skipped(result.problems)
    if as_json:
        values = asdict(result)
        del values["words"]
        print_json(values)
        return
    families = (
        f"{result.families:,}" if result.families_known else f"{result.families:,} (not named: each species alone)"
    )
    median = counted(result.median_words, "word")
    rows = [
        ("pictures", f"{result.pictures:,}", ", ".join(f"{n:,} {name}" for name, n in result.styles.items())),
        ("of these", f"{result.shiny:,} shiny", f"{result.back:,} from behind"),
        ("species", f"{result.species:,}", types_text(result.one_type, result.two_types, result.no_types)),
        ("families", families, ", ".join(f"{n} of {size}" for size, n in result.family_sizes.items())),
        ("descriptions", f"{result.described:,}", f"median {median}" if result.described else ""),
        *((name, parts_text(counts), result.split) for name, counts in result.parts.items()),
        ("skipped", f"{len(result.problems):,}", "spritedex data check lists them" if result.problems else ""),
    ]
    print_table(f"What is in {result.source}", ("", "how many", ""), rows)
    _say_plot(plot)


@app.command("distribution", epilog="Example: spritedex data distribution --data DIR --plot types.png")
def distribution(
    source: Place = None,
    data: Data = None,
    style: Styles = None,
    strict: Strict = False,
    as_json: AsJson = False,
    plot: Plot = None,
    force: Force = False,
) -> None:
    """Show how common each type is, which types occur together, and the weight that balances each in the loss."""
    from spritedex.workflows.audit import run as audit

    result = audit.distribution(audit.Source(_data(source or data), _styles(style), strict, plot, force))
    note_skipped(result.problems)
    if as_json:
        print_json(asdict(result))
        return
    names = list(result.species)
    rows = []
    for name in sorted(names, key=lambda name: -result.species[name]):
        row = dict(zip(names, result.co_occurrence[names.index(name)], strict=True))
        alone = row.pop(name)
        often = sorted((other for other in names if row.get(other)), key=lambda other: -row[other])[:3]
        together = ", ".join(f"{other} {row[other]}" for other in often)
        rows.append((name, result.species[name], result.pictures[name], result.pos_weight[name], alone, together))
    columns = ("type", "species", "pictures", "pos_weight", "alone", "most often with")
    print_table(f"Types in {result.source}", columns, rows)
    _say_plot(plot)


@app.command("normalization", epilog="Example: spritedex data normalization --data DIR --style artwork --size 512")
def normalization(
    source: Place = None,
    data: Data = None,
    size: Annotated[int, typer.Option(min=8, max=1024, help="Fit pictures into this square first.")] = 64,
    style: Styles = None,
    strict: Strict = False,
    as_json: AsJson = False,
    plot: Plot = None,
    force: Force = False,
) -> None:
    """Show mean and standard deviation of red, green and blue, every picture composited on white.

    Training computes the same on its own part of the data and stores it with the run; this is only for information.
    """
    from spritedex.workflows.audit import run as audit

    read = audit.Source(_data(source or data), _styles(style), strict, plot, force)
    result = audit.normalization(read, size, track=lambda records: _track(records, "reading pictures"))
    note_skipped(result.problems)
    if as_json:
        print_json(asdict(result))
        return
    rows = [
        (name, f"{mean:.4f}", f"{std:.4f}")
        for name, mean, std in zip(("red", "green", "blue"), result.mean, result.std, strict=True)
    ]
    say(f"{counted(result.pictures, 'picture')} of {result.source} at {size}x{size}, on white")
    print_table("Normalization", ("channel", "mean", "std"), rows)
    _say_plot(plot)


@app.command("check", epilog="Example: spritedex data check --data DIR --json > problems.json")
def check(source: Place = None, data: Data = None, style: Styles = None, as_json: AsJson = False) -> None:
    """Check every row and every pixel: missing files, broken pictures, unknown types, empty texts, leaks.

    Exit code 1 if anything is wrong. Training skips rows with a missing or broken picture, and names them.
    """
    from spritedex.workflows.audit import run as audit

    read = audit.Source(_data(source or data), _styles(style))
    result = audit.check(read, track=lambda records: _track(records, "checking pictures"))
    if as_json:
        print_json(asdict(result))
        raise typer.Exit(1 if result.problems else 0)
    sizes = ", ".join(f"{n:,} of {size}" for size, n in result.sizes.items())
    say(f"{counted(result.pictures, 'picture')}: {sizes}")
    if result.twins:
        say(f"{counted(len(result.twins), 'group')} of equal pictures within a species: that does no harm")
    if result.pixel_art:
        found = f"{counted(result.pixel_art, 'picture')} of the style artwork may be pixel art"
        say(f"{found}; write pixel into a column style, or a painter learns to draw smooth pictures")
    print_problems("Converted when read", result.notes)
    print_trainable(result.trainable)
    if not result.problems:
        console.print("[green]nothing is wrong[/]")
        return
    print_problems("Problems", result.problems)
    raise typer.Exit(1)


app.command("import", epilog=data_import.EPILOG)(data_import.import_)
app.command("pack", epilog=data_pack.EPILOG)(data_pack.pack)

app.command("suspects", epilog=suspects.EPILOG)(suspects.suspects)


@app.command("split", epilog="Example: spritedex data split --data DIR --out splits.json; or --folds 5 --out fold.json")
def split(
    source: Place = None,
    data: Data = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE.json",
            callback=json_only,
            help="Write the split; with --folds one a fold.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same split.")] = 0,
    train: Annotated[float, typer.Option(min=0, max=1, help="Fraction for training.")] = 0.75,
    val: Annotated[float, typer.Option(min=0, max=1, help="Fraction for validation; the rest is test.")] = 0.10,
    folds: Annotated[int | None, typer.Option(min=2, help="Make this many folds for cross-validation.")] = None,
    by: Annotated[
        Literal["family", "random"],
        typer.Option(case_sensitive=False, help="Split whole families, or single pictures (random: leaks)."),
    ] = "family",
    style: Styles = None,
    strict: Strict = False,
    as_json: AsJson = False,
    plot: Plot = None,
    force: Force = False,
) -> None:
    """Split the data so that no evolution family is in two parts and the types are balanced."""
    from spritedex.workflows.audit import run as audit

    read = audit.Source(_data(source or data), _styles(style), strict, plot, force)
    result = audit.split(audit.SplitRequest(read, seed, train, val, by, folds, out))
    note_skipped(result.problems)
    if by == "random":
        leaks = counted(result.leaks, "family")
        note(f"in several parts: {leaks}; metrics made with this split are too good", "warning")
    elif not result.families_known:
        note("the source names no families: each species is its own family, and relatives may leak", "warning")
    if as_json:
        print_json(asdict(result))
        return
    rows = []
    for count in result.counts:
        few = sorted(count.types, key=lambda name: count.types[name])[:3]
        rarest = ", ".join(f"{name} {count.types[name]}" for name in few)
        rows.append((count.split, count.part, count.families, count.species, count.pictures, rarest))
    columns = ("split", "part", "families", "species", "pictures", "fewest species")
    print_table(f"{result.source}, seed {result.seed}", columns, rows)
    if len(result.counts) <= len(("train", "val", "test")):
        print_types(result.counts)
    for file in result.files:
        say(f"split: {file}")
    _say_plot(plot)


@app.command("sample", epilog="Example: spritedex data sample bestiary && spritedex data stats --data bestiary")
def sample(
    folder: Annotated[
        Path | None, typer.Argument(help="The folder to write; created if missing.", show_default=False)
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FOLDER", help="The same as FOLDER.")] = None,
    species: Annotated[int, typer.Option(min=1, max=5000, help="Number of species to draw.")] = 72,
    seed: Annotated[int, typer.Option(min=0, help="Another seed gives other creatures.")] = 0,
    size: Annotated[int, typer.Option(min=16, max=256, help="Pixels per side.")] = 64,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Draw a bestiary of small creatures whose shape and colors follow from their types, ready to train on."""
    from spritedex.workflows.audit.run import sample as draw

    place = folder or out
    if place is None or (folder and out):
        raise OptionError("folder", "give one folder to write")
    pictures, too_few = draw(place, species, seed, size, force)
    if too_few:
        note(f"few species to train on: {too_few}; give more --species")
    if as_json:
        print_json({"folder": str(place), "species": species, "pictures": pictures, "seed": seed, "size": size})
        return
    say(f"{counted(species, 'species')}, {counted(pictures, 'picture')}: {place / 'metadata.csv'}")


def _data(data: str | None) -> str:
    if data is None:
        raise UsageError("no data: add --data DIR, or set SPRITEDEX_DATA (spritedex data sample DIR draws some)")
    return data


def _styles(names: list[str] | None) -> tuple[Style, ...]:
    wanted = {name.strip().lower() for name in names or ()}
    if unknown := [name for name in names or () if name.strip().lower() not in STYLES]:
        raise OptionError("style", f"unknown; choose from {', '.join(STYLES)}", unknown[0])
    return tuple(style for style in STYLES if not names or style in wanted)


def _track(records: Sequence[Record], label: str) -> Iterable[Record]:
    return progress(records, len(records), label)


def _say_plot(plot: Path | None) -> None:
    if plot:
        say(f"plot: {plot}")
