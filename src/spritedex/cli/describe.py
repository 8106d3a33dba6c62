"""`spritedex describe`: pictures in words."""

import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from spritedex.cli.hardware import Device, Quiet, Threads, settle
from spritedex.cli.output import console, escaped, note, print_json, progress, report
from spritedex.cli.stopping import ending
from spritedex.errors import Problem

if TYPE_CHECKING:
    from spritedex.workflows.classify.describe import Described

UNKNOWN: Final = "I do not know what it is"


def describe(
    pictures: Annotated[
        list[str],
        typer.Argument(
            metavar="PICTURE",
            show_default=False,
            help="Files, folders (with subfolders), patterns, or - for stdin.",
        ),
    ],
    model: Annotated[
        str | None,
        typer.Option(help="A bundle: a packaged name, a folder or hub:owner/name. `spritedex models` lists them."),
    ] = None,
    device: Device = "auto",
    threads: Threads = None,
    quiet: Quiet = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Describe creatures in words: a sentence for `spritedex generate`, and what it is made of.

    The sentence says what the picture shows: size, build, colors, a noun,
    features and types. What is not probable enough is left out; a creature
    whose noun is not is called "creature". Below it stand the likeliest nouns
    with their probabilities, and the colors with their shares of the picture.

        spritedex describe turtle.png

        spritedex describe sprites/ --json > words.json

        spritedex generate "$(spritedex describe turtle.png --quiet)"
    """
    settle(device, threads, quiet)
    from spritedex.sprites.codec import MAX_BYTES
    from spritedex.workflows.classify.describe import Described, plain
    from spritedex.workflows.classify.describe import describe as describe_pictures
    from spritedex.workflows.classify.find import STDIN, find_pictures

    stdin = sys.stdin.buffer.read(MAX_BYTES + 1) if STDIN in pictures else b""
    items = describe_pictures(pictures, stdin, model)
    described: list[dict[str, Any]] = []
    problems: list[Problem] = []
    done, total = 0, sum(1 for _ in find_pictures(pictures))
    with ending() as ended:
        for item in items if console.is_terminal else progress(items, total, "Describing"):
            if not isinstance(item, Described):
                problems.append(report(item))
                continue
            done += 1
            if as_json:
                described.append({"file": item.picture, **plain(item.description), "notes": list(item.notes)})
            else:
                _print(item, quiet)
            for text in item.notes:
                note(f"{item.picture}: {text}")
    if stopped := ended.problem(done, total):
        problems.append(stopped)
    if as_json:
        print_json({"descriptions": described, "problems": [asdict(problem) for problem in problems]})
    ended.leave(done, total)
    if problems:
        raise typer.Exit(1)


def _print(item: "Described", quiet: bool) -> None:
    """The sentence alone if `quiet`; else the picture, the sentence, and what it is made of."""
    from rich.text import Text

    found = item.description
    if quiet:
        console.print(escaped(found.text), markup=False, soft_wrap=True)
        return
    console.print(Text(escaped(item.picture), "bold"), soft_wrap=True)
    console.print(f"  {escaped(found.text)}", markup=False, soft_wrap=True)
    known = "" if found.subject else f"{UNKNOWN}; perhaps "
    types = ", ".join(f"{name} {found.reading.probabilities[name]:.0%}" for name in found.reading.types)
    lines = {
        "subject": known + _percents(found.subjects),
        "colors": _percents(found.colors),
        "build": _percents({**found.size, **found.build}),
        "features": _percents(found.features),
        "types": types + ", unsure" * found.reading.unsure,
    }
    for name, text in lines.items():
        if text:
            console.print(Text(f"  {name.ljust(8)}  {escaped(text)}", "dim"), soft_wrap=True)


def _percents(words: Mapping[str, float]) -> str:
    return ", ".join(f"{word} {chance:.0%}" for word, chance in words.items())
