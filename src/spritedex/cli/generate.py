"""`spritedex generate`: sprites from sentences."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from spritedex.cli.output import note, print_json, print_table, progress, say
from spritedex.errors import Problem, UsageError


def generate(
    prompts: Annotated[
        list[str],
        typer.Argument(
            metavar="PROMPT...",
            help="What to draw, in quotes. Several may be given; - reads one a line from stdin.",
        ),
    ],
    count: Annotated[int, typer.Option("-n", "--count", min=1, help="Sprites of each prompt.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the first sprite; the others take the next ones.")] = 0,
    out: Annotated[Path, typer.Option(help="Folder for the PNG files; made if missing.")] = Path("sprites"),
    model: Annotated[
        str | None,
        typer.Option(help="A bundle: a packaged name, a folder or hub:owner/name. `spritedex models` lists them."),
    ] = None,
    sheet: Annotated[bool, typer.Option(help="Also write a contact sheet where there is more than one sprite.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Draw 64x64 sprites with a transparent background from sentences.

    The same prompt, seed and model give the same file, byte for byte.
    Draw eight, look at the contact sheet, keep what you like:

        spritedex generate "a small orange lizard with a burning tail" -n 8

        cat prompts.txt | spritedex generate - --out creatures
    """
    from spritedex.workflows.generate import Drawn, GenerateRequest, Sheet
    from spritedex.workflows.generate import generate as draw

    asked = tuple(line for prompt in prompts for line in (_lines() if prompt == "-" else (prompt,)))
    if not asked:
        raise UsageError("no prompt on standard input; write one a line")
    request = GenerateRequest(asked, out, count, seed, model, sheet)
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    contact: Sheet | None = None
    for item in progress(draw(request), len(asked) * count, "Drawing"):
        match item:
            case Drawn(path, sprite):
                rows.append({"file": str(path), "prompt": sprite.prompt, "seed": sprite.seed, "notes": sprite.notes})
                if sprite.seed == seed:
                    for text in sprite.notes:
                        note(f"{path}: {text}")
            case Problem():
                problems.append(item)
                note(str(item), "error")
            case Sheet():
                contact = item
    if as_json:
        skipped = [{"where": problem.where, "what": problem.what} for problem in problems]
        print_json({"sprites": rows, "sheet": str(contact.path) if contact else None, "problems": skipped})
    elif rows:
        print_table("Sprites", ("file", "seed"), [(row["file"], row["seed"]) for row in rows])
        if contact:
            left_out = f" (without the last {contact.left_out})" if contact.left_out else ""
            say(f"Contact sheet: {contact.path}{left_out}")
    if problems:
        raise typer.Exit(1)


def _lines() -> list[str]:
    try:
        text = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("the prompts on standard input are not UTF-8; save them as UTF-8") from None
    return [line for line in text.splitlines() if line.strip()]
