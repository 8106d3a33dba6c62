"""`spritedex data import`: a checkout of a game or of emoji -> a folder of pictures with metadata.csv."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from spritedex.cli.output import note, print_json, print_table, progress, say
from spritedex.counted import counted

if TYPE_CHECKING:
    from spritedex.data.importers.base import Item

KINDS: Final = (
    "pret", "pokeheartgold", "pokeplatinum", "tuxemon", "crawl", "angband", "cataclysm", "iconify", "wesnoth",
)  # fmt: skip
"""The names in `IMPORTERS`, here without what they need, so that other commands start fast."""
EPILOG = "Example: spritedex data import tuxemon Tuxemon --out creatures && spritedex data check --data creatures"

_SHOWN = 20
_UNSTATED = "not stated in these files; look it up where they are from before you share what is made of them"


def import_(
    kind: Annotated[str, typer.Argument(help=f"What it is: {', '.join(KINDS)}.", show_default=False)],
    checkout: Annotated[Path, typer.Argument(help="Its folder on this computer.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where to write images/ and metadata.csv.")],
    only: Annotated[
        Path | None,
        typer.Option("--only", metavar="FILE", help="Only these creatures: a name, number or range 1-151 a line."),
    ] = None,
    match: Annotated[
        list[str] | None,
        typer.Option(
            "--match", metavar="PATTERN", help="Only files or names that fit, such as '*/animals/*'. Repeatable."
        ),
    ] = None,
    source: Annotated[
        str, typer.Option("--source", metavar="NAME", help="What to call the source. Default: its project or folder.")
    ] = "",
    size: Annotated[int, typer.Option(min=16, max=512, help="Pixels of a side at which emoji are rendered.")] = 64,
    force: Annotated[
        bool,
        typer.Option("--force", help="Write into a folder that is not empty; files of the same name are replaced."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Make a data folder of what lies on your disk: pictures, and a metadata.csv with license and source per file.

    Nothing is downloaded. Exit code 1 if a file could not be used; all others are imported all the same.
    """
    from spritedex.data.importers.base import NOT_STATED
    from spritedex.workflows import importing

    result = importing.run(
        importing.ImportRequest(kind, checkout, out, only, tuple(match or ()), source, force, size),
        track=lambda items: _track(items, f"importing {kind}"),
    )
    if as_json:
        print_json(asdict(result))
        raise typer.Exit(1 if result.problems else 0)
    rows = [
        ("pictures", result.pictures, _listed(result.poses)),
        ("of these", result.shiny, "shiny"),
        (
            "creatures",
            result.creatures,
            f"{counted(result.families, 'family')} named" if result.families else "no families named",
        ),
        ("styles", len(result.styles), _listed(result.styles)),
        ("licenses", len(result.licenses), _listed(result.licenses)),
        ("blank files", result.blank, ""),
        ("skipped", len(result.problems), ""),
    ]
    print_table(f"Imported from {result.source}", ("", "how many", ""), rows)
    for problem in result.problems[:_SHOWN]:
        note(str(problem), "skipped")
    if len(result.problems) > _SHOWN:
        note(f"and {len(result.problems) - _SHOWN:,} more: --json names all", "skipped")
    say(f"written: {result.metadata}")
    stated = set(result.licenses) != {NOT_STATED}
    say(f"license: {f'{_listed(result.licenses)}; {result.reminder}' if stated else _UNSTATED}")
    raise typer.Exit(1 if result.problems else 0)


def _track(items: "Sequence[Item]", label: str) -> "Iterable[Item]":
    return progress(items, len(items), label)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {name or 'none'}" for name, count in counts.items())
