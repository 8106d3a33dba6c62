"""`spritedex generate`: sprites from sentences."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from spritedex.cli.output import note, print_json, print_table, say, stderr
from spritedex.errors import Problem, UsageError

if TYPE_CHECKING:
    from spritedex.workflows.generate.items import Note, Step
    from spritedex.workflows.generate.save import Saved, Sheet

    Item = Saved | Problem | Note | Sheet

_PROMPT = "What to draw"
_HOW = "How to draw it"
_START = "From a picture"
_CHOOSE = "Which to keep"

_MOST_BYTES: Final = 4 * 2**20
_MOST_LINES: Final = 10_000


def generate(
    prompts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PROMPT",
            show_default=False,
            help="What to draw, in quotes. Several may be given; - reads one a line from stdin.",
        ),
    ] = None,
    count: Annotated[
        int | None, typer.Option("-n", "--count", min=1, help="Sprites of each prompt: 1, or 4 variations.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the first sprite; the others take the next ones.")] = 0,
    out: Annotated[Path, typer.Option(help="Folder for the files; made if missing.")] = Path("sprites"),
    model: Annotated[
        str | None,
        typer.Option(help="A bundle: a packaged name, a folder or hub:owner/name. `spritedex models` lists them."),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME",
            help="A creature with back and shiny colors, all in one palette: png, gba, sheet and others that "
            "`spritedex sprite export --help` lists. One PNG a sprite if not given.",
        ),
    ] = None,
    sheet: Annotated[bool, typer.Option(help="Also write a contact sheet where there is more than one sprite.")] = True,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, and write the recipe of each sprite beside it as .json.")
    ] = False,
    types: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="TYPE", rich_help_panel=_PROMPT, help="One of the 18 types; twice for two."),
    ] = None,
    color: Annotated[
        str,
        typer.Option(
            "--color", "--colour", metavar="WORD", rich_help_panel=_PROMPT, help="red, orange, … black, grey, white."
        ),
    ] = "",
    shape: Annotated[
        str, typer.Option(metavar="WORD", rich_help_panel=_PROMPT, help="quadruped, wings, fish, humanoid, ball, …")
    ] = "",
    size: Annotated[
        str, typer.Option(metavar="WORD", rich_help_panel=_PROMPT, help="tiny, small, large, huge, …")
    ] = "",
    negative: Annotated[
        str, typer.Option(metavar="TEXT", rich_help_panel=_PROMPT, help="What not to draw, in quotes.")
    ] = "",
    between: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="A B", rich_help_panel=_PROMPT, help="Go from one prompt to another, with one seed."),
    ] = None,
    frames: Annotated[
        int | None, typer.Option(min=2, rich_help_panel=_PROMPT, help="Pictures of --between, both ends included: 8.")
    ] = None,
    style: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", rich_help_panel=_HOW, help="pixel, artwork or menu: pixel, or what the model draws instead."
        ),
    ] = None,
    back: Annotated[bool, typer.Option("--back", rich_help_panel=_HOW, help="From behind.")] = False,
    shiny: Annotated[bool, typer.Option("--shiny", rich_help_panel=_HOW, help="In rare colors.")] = False,
    palette: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", rich_help_panel=_HOW, help="In the colors of this .gpl, .pal, .hex, .act or picture only."
        ),
    ] = None,
    sketch: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            rich_help_panel=_START,
            help="The sketch to begin at, such as owl; by the prompt if not given, none for none. `spritedex sketches` "
            "lists them.",
        ),
    ] = "",
    steps: Annotated[
        int | None, typer.Option(min=1, rich_help_panel=_HOW, help="More are finer and slower; the model's own.")
    ] = None,
    guidance: Annotated[
        float | None,
        typer.Option(
            min=0, rich_help_panel=_HOW, help="More follows the prompt closer and varies less; the model's own."
        ),
    ] = None,
    init: Annotated[
        Path | None,
        typer.Option(metavar="FILE", rich_help_panel=_START, help="A sketch or any picture to start from."),
    ] = None,
    strength: Annotated[
        float | None,
        typer.Option(
            rich_help_panel=_START,
            help="How much of the picture to redraw, above 0, at most 1: 0.6; 0.5 for --variations, 1 with --mask.",
        ),
    ] = None,
    mask: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", rich_help_panel=_START, help="White, or opaque on clear: what of --init to redraw."
        ),
    ] = None,
    variations: Annotated[
        Path | None,
        typer.Option(metavar="FILE", rich_help_panel=_START, help="A PNG that this command wrote, to vary."),
    ] = None,
    best_of: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", rich_help_panel=_CHOOSE, help="Draw N of each prompt, keep the best -n."),
    ] = None,
    novel: Annotated[
        bool,
        typer.Option(
            "--novel",
            rich_help_panel=_CHOOSE,
            help="Try further seeds while it looks like a known creature; with --best-of, put new ones first.",
        ),
    ] = False,
    tries: Annotated[
        int | None, typer.Option(min=1, rich_help_panel=_CHOOSE, help="Seeds that --novel may try for a sprite: 10.")
    ] = None,
) -> None:
    """Draw 64x64 sprites with a transparent background from sentences.

    The same prompt, seed, options and model give the same file, byte for
    byte. Draw eight, look at the contact sheet, keep what you like:

        spritedex generate "a small orange lizard with a burning tail" -n 8

        spritedex generate --type fire --type flying --color red --best-of 32 -n 4

        spritedex generate "a round blue fish" --format gba --out graphics/pokemon

        cat prompts.txt | spritedex generate - --out creatures
    """
    from spritedex.runtime.options import GenerationOptions
    from spritedex.sprites.dye import name_colors
    from spritedex.sprites.formats import ICONS
    from spritedex.workflows.generate.attributes import Attributes
    from spritedex.workflows.generate.render import GenerateRequest, Models, render
    from spritedex.workflows.generate.save import save
    from spritedex.workflows.sprites.save import open_palette, read_icon_palettes

    colors = tuple(name_colors(open_palette(palette))) if palette else ()
    request = GenerateRequest(
        _texts(prompts), count, seed, Attributes(tuple(types or ()), color, shape, size),
        GenerationOptions(style, back, shiny, steps, guidance, negative, palette=colors, sketch=sketch),
        init, strength, mask, between, frames, variations, best_of, novel, tries, format,
        read_icon_palettes(out, format) if format in ICONS else (),
        read=True if as_json else None,
    )  # fmt: skip
    inputs = [path for path in (init, mask, variations, palette) if path]
    items = save(render(request, Models(model)), out, sheet=sheet, record=as_json, keep=inputs)
    if not _print_all(_under_bar(items), as_json):
        raise typer.Exit(1)


def _print_all(items: "Iterable[Item]", as_json: bool) -> bool:
    """Print notes and problems as they come, sprites and contact sheet at the end; whether there was no problem."""
    from spritedex.workflows.generate.items import Note
    from spritedex.workflows.generate.save import Sheet

    saved: list[Saved] = []
    problems: list[Problem] = []
    noted: set[tuple[str, str]] = set()
    contact: Sheet | None = None
    for item in items:
        match item:
            case Problem():
                problems.append(item)
                note(str(item), "error")
            case Sheet():
                contact = item
            case Note(text):
                note(text)
            case _:
                saved.append(item)
                _print_notes(item, noted)
    if as_json:
        skipped = [{"where": problem.where, "what": problem.what} for problem in problems]
        sprites = [item.document for item in saved]
        print_json({"sprites": sprites, "sheet": str(contact.path) if contact else None, "problems": skipped})
    elif saved:
        _print_sprites(saved)
        if contact:
            left_out = f" (without the last {contact.left_out})" if contact.left_out else ""
            say(f"Contact sheet: {contact.path}{left_out}")
    return not problems


def _under_bar(items: "Iterable[Step | Item]") -> "Iterator[Item]":
    """All but the steps, under a bar that counts pictures and steps; no bar where stderr is not a terminal."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    from spritedex.workflows.generate.items import Step

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[at]}"), TimeRemainingColumn())
    with Progress(
        *columns, console=stderr, transient=True, disable=not stderr.is_terminal, redirect_stdout=False
    ) as bar:
        task = bar.add_task("Drawing", total=None, at="")
        for item in items:
            if not isinstance(item, Step):
                yield item
                continue
            share = item.step / item.num_steps if item.num_steps else 0
            at = f"picture {min(item.finished + 1, item.total)} of {item.total}"
            at += f", step {item.step} of {item.num_steps}" if item.num_steps else ""
            bar.update(task, total=item.total, completed=item.finished + share, at=at)


def _print_notes(item: "Saved", noted: set[tuple[str, str]]) -> None:
    """Notes on a sprite, each once a prompt."""
    rendered = item.rendered
    for text in rendered.notes:
        if (rendered.sample.prompt, text) not in noted:
            noted.add((rendered.sample.prompt, text))
            note(f"{item.path}: {text}" if len(item.files) == 1 else text)
    novel: dict[str, Any] = rendered.document.get("novel", {})
    if novel and not novel["found"] and rendered.reading:
        known = rendered.reading.nearest[0]
        note(f"{item.path}: gave up after {novel['tries']} tries; {known.similarity:.2f} similar to {known.name}")


def _print_sprites(saved: "list[Saved]") -> None:
    begun: dict[str, set[str]] = {}
    for item in saved:
        begun.setdefault(item.rendered.sample.prompt, set()).add(item.rendered.sample.sketch)
    understood = {item.rendered.sample.prompt: item.rendered.sample.understood.summary() for item in saved}
    for prompt, summary in understood.items():
        names = sorted(begun[prompt] - {""})
        parts = [
            f"understood as {summary}" if summary else "",
            f"begun at the sketch {', '.join(names)}" if names else "",
        ]
        if any(parts):
            say(f"{prompt}: {'; '.join(filter(None, parts))}")
    rows = []
    for item in saved:
        rendered = item.rendered
        more = f" and {len(item.files) - 1} more" if len(item.files) > 1 else ""
        row: tuple[Any, ...] = (f"{item.path}{more}", rendered.sample.seed)
        if rendered.reading:
            nearest = "".join(f"{known.name} {known.similarity:.2f}" for known in rendered.reading.nearest[:1])
            row += (", ".join(rendered.reading.types), nearest or "-")
        if "score" in rendered.document:
            row += (f"{rendered.document['score']:.3f}",)
        rows.append(row)
    columns = ("file", "seed", "read as", "nearest known", "score")
    print_table("Sprites", columns[: len(rows[0])], rows)
    for item in saved:
        if snippet := item.rendered.document.get("snippet"):
            say(f"For the data of {item.path.parent.name}:")
            for line in snippet.splitlines():
                say(line)


def _texts(prompts: list[str] | None) -> tuple[str, ...]:
    """The prompts, with the lines of standard input in place of "-". Raises UsageError if these are none."""
    texts = tuple(line for prompt in prompts or () for line in (_lines() if prompt == "-" else (prompt,)))
    if prompts and not texts:
        raise UsageError("no prompt on standard input; write one a line")
    return texts


def _lines() -> list[str]:
    data = sys.stdin.buffer.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise UsageError(f"standard input has more than {_MOST_BYTES // 2**20} MiB of prompts; give it in parts")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("the prompts on standard input are not UTF-8; save them as UTF-8") from None
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > _MOST_LINES:
        raise UsageError(f"standard input has {len(lines):,} prompts, and at most {_MOST_LINES:,} go; give it in parts")
    return lines
