"""`spritedex data pack`: sources -> one file that a painter is trained on."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from spritedex.cli.output import note, print_json, print_table, progress, say
from spritedex.counted import counted

if TYPE_CHECKING:
    from spritedex.data.records import Record

EPILOG: Final = (
    "Example: spritedex data pack tuxemon noto --open --out open.pack && spritedex data stats --data open.pack"
)
_SHOWN: Final = 20
_NAMED: Final = 3


def pack(
    sources: Annotated[
        list[str], typer.Argument(help="Data folders of any kind, packs, or Hub data sets.", show_default=False)
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The pack; its credits are written beside.")],
    only_open: Annotated[
        bool,
        typer.Option("--open", help="Only CC0, CC BY, CC BY-SA, Apache, MIT and public domain, as each row states it."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there already.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Pack the pictures of one or several sources, fitted to 64x64, for `spritedex train painter --data FILE`.

    Families stay in one part of the split, and so do pictures that look alike. Exit code 1 if a file could not be used.
    """
    from spritedex.workflows import packing

    request = packing.PackRequest(tuple(sources), out, only_open, force)
    result = packing.run(request, track=lambda records: _track(records))
    if as_json:
        print_json(asdict(result))
        raise typer.Exit(1 if result.problems else 0)
    rows = [(group.source or "-", group.style, group.train, group.val, group.test) for group in result.groups]
    print_table(counted(result.pictures, "picture"), ("source", "style", "train", "val", "test"), rows)
    print_table("Licenses", ("license", "pictures"), list(result.licenses.items()))
    if result.left_out:
        reasons = [(reason, len(keys), _some(keys)) for reason, keys in result.left_out.items()]
        print_table("Left out", ("why", "pictures", ""), reasons)
    for problem in result.problems[:_SHOWN]:
        note(str(problem), "skipped")
    if len(result.problems) > _SHOWN:
        note(f"and {len(result.problems) - _SHOWN:,} more: --json names all", "skipped")
    creatures, families = counted(result.creatures, "creature"), counted(result.families, "family")
    say(f"{creatures} in {families}; {counted(result.with_words, 'picture')} with words")
    say(f"look alike across families: {counted(result.near, 'pair')}, each in one part")
    say(f"written: {result.file} ({result.bytes / 2**20:.1f} MiB), {result.credits}")
    raise typer.Exit(1 if result.problems else 0)


def _track(records: "Sequence[Record]") -> "Iterable[Record]":
    return progress(records, len(records), "fitting pictures")


def _some(keys: Sequence[str]) -> str:
    return ", ".join(keys[:_NAMED]) + (", …" if len(keys) > _NAMED else "")
