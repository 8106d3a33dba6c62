"""`spritedex generate`: sprites from sentences."""

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spritedex.cli import completion
from spritedex.cli.bulk import On, Shard, check_bulk, print_bulk
from spritedex.cli.drawn import print_all, under_bar
from spritedex.cli.given import check_alone, file_prompts, prompt_texts
from spritedex.cli.hardware import Device, Quiet, Threads, settle
from spritedex.cli.places import Force, lowered, not_empty

if TYPE_CHECKING:
    from spritedex.workflows.generate.request import GenerateRequest

_PROMPT = "What to draw"
_HOW = "How to draw it"
_START = "From a picture"
_CHOOSE = "Which to keep"


def generate(
    ctx: typer.Context,
    prompts: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PROMPT",
            show_default=False,
            help="What to draw, in quotes. Several may be given; - reads one a line from stdin.",
        ),
    ] = None,
    prompt_file: Annotated[
        Path | None,
        typer.Option(
            "--prompts",
            metavar="FILE",
            help="Prompts, one a line; or .csv or .jsonl with prompt and, as you like, seed, count, style and name.",
        ),
    ] = None,
    recipe: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Draw this sprite of Spritedex again: its PNG, or the .json beside it."),
    ] = None,
    count: Annotated[
        int | None,
        typer.Option("-n", "--count", min=1, max=10_000, help="Sprites of each prompt: 1, or 4 variations."),
    ] = None,
    seed: Annotated[
        str, typer.Option(metavar="N", help="Seed of the first sprite, the others take the next; or all, as 3,7,20-24.")
    ] = "0",
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the files; made if missing.")] = Path("sprites"),
    name: Annotated[
        str, typer.Option(callback=not_empty, help="What files and creature are called; the prompt if not given.")
    ] = "",
    force: Force = False,
    model: Annotated[
        str | None,
        typer.Option(
            autocompletion=completion.MODEL,
            help="A bundle: a packaged name, a folder or hub:owner/name. `spritedex models` lists them.",
        ),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME",
            callback=lowered,
            autocompletion=completion.FORMAT,
            help="A creature with back and shiny colors, all in one palette: png, gba, sheet and others that "
            "`spritedex sprite export --help` lists. One PNG a sprite if not given.",
        ),
    ] = None,
    sheet: Annotated[bool, typer.Option(help="Also write a contact sheet where there is more than one sprite.")] = True,
    device: Device = "auto",
    threads: Threads = None,
    quiet: Quiet = False,
    on: On = None,
    shard: Shard = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, and write the recipe of each sprite beside it as .json.")
    ] = False,
    types: Annotated[
        list[str] | None,
        typer.Option(
            "--type",
            metavar="TYPE",
            autocompletion=completion.TYPE,
            rich_help_panel=_PROMPT,
            help="One of the 18 types; twice for two.",
        ),
    ] = None,
    color: Annotated[
        str,
        typer.Option(
            "--color",
            "--colour",
            metavar="WORD",
            autocompletion=completion.COLOR,
            rich_help_panel=_PROMPT,
            help="red, orange, … black, grey, white.",
        ),
    ] = "",
    shape: Annotated[
        str,
        typer.Option(
            metavar="WORD",
            autocompletion=completion.SHAPE,
            rich_help_panel=_PROMPT,
            help="quadruped, wings, fish, humanoid, ball, …",
        ),
    ] = "",
    size: Annotated[
        str,
        typer.Option(
            metavar="WORD", autocompletion=completion.SIZE, rich_help_panel=_PROMPT, help="tiny, small, large, huge, …"
        ),
    ] = "",
    negative: Annotated[
        str, typer.Option(metavar="TEXT", rich_help_panel=_PROMPT, help="What not to draw, in quotes.")
    ] = "",
    between: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="A B", rich_help_panel=_PROMPT, help="Go from one prompt to another, with one seed."),
    ] = None,
    frames: Annotated[
        int | None,
        typer.Option(min=2, max=100, rich_help_panel=_PROMPT, help="Pictures of --between, both ends included: 8."),
    ] = None,
    style: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            autocompletion=completion.STYLE,
            rich_help_panel=_HOW,
            help="pixel, artwork or menu: pixel, or what the model draws instead.",
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
            autocompletion=completion.SKETCH,
            rich_help_panel=_START,
            help="The sketch to begin at, such as owl; by the prompt if not given, none for none. `spritedex sketches` "
            "lists them.",
        ),
    ] = "",
    steps: Annotated[
        int | None,
        typer.Option(min=1, max=200, rich_help_panel=_HOW, help="More are finer and slower; the model's own."),
    ] = None,
    guidance: Annotated[
        float | None,
        typer.Option(
            min=0, max=20, rich_help_panel=_HOW, help="More follows the prompt closer and varies less; the model's own."
        ),
    ] = None,
    init: Annotated[
        Path | None,
        typer.Option(metavar="FILE", rich_help_panel=_START, help="A sketch or any picture to start from."),
    ] = None,
    strength: Annotated[
        float | None,
        typer.Option(
            metavar="<float> [0<x<=1]",
            rich_help_panel=_START,
            help="How much of the picture to redraw: 0.6; 0.5 for --variations, 1 with --mask.",
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
    line: Annotated[
        int | None,
        typer.Option(min=2, max=3, rich_help_panel=_HOW, help="Stages of an evolution line, with one seed: 2 or 3."),
    ] = None,
    evolve: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            rich_help_panel=_START,
            help="A creature, to draw what it evolves into; one that Spritedex drew needs no prompt.",
        ),
    ] = None,
    best_of: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=1000,
            metavar="N",
            rich_help_panel=_CHOOSE,
            help="Draw N of each prompt, keep the best -n: 1-1000.",
        ),
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
        int | None,
        typer.Option(min=1, max=100, rich_help_panel=_CHOOSE, help="Seeds that --novel may try for a sprite: 10."),
    ] = None,
) -> None:
    """Draw 64x64 sprites with a transparent background from sentences.

    The same prompt, seed, options and model give the same file, byte for
    byte. Draw eight, look at the contact sheet, keep what you like:

        spritedex generate "a small orange lizard with a burning tail" -n 8

        spritedex generate --type fire --type flying --color red --best-of 32 -n 4

        spritedex generate "a round blue fish" --format gba --out graphics/pokemon

        spritedex generate --prompts prompts.csv --out creatures

        spritedex generate --prompts prompts.csv --on ray --out creatures

        spritedex generate --recipe sprites/a-round-blue-fish-0.png
    """
    settle(device, threads, quiet)
    check_bulk(on, shard, recipe=recipe, force=force)
    from spritedex.runtime.options import GenerationOptions
    from spritedex.sprites.dye import name_colors
    from spritedex.sprites.formats import ICONS
    from spritedex.workflows.generate.again import draw_again, model_of, read_again
    from spritedex.workflows.generate.attributes import Attributes
    from spritedex.workflows.generate.prompt_file import parse_seeds, requests_of, with_seeds
    from spritedex.workflows.generate.render import GenerateRequest, Models, plan, render
    from spritedex.workflows.generate.save import save
    from spritedex.workflows.sprites.save import open_palette, read_icon_palettes

    inputs = [path for path in (init, mask, variations, evolve, palette, prompt_file) if path]
    if recipe:
        check_alone(ctx, recipe)
        again = read_again(recipe)
        drawn = draw_again(again, Models(model or model_of(again)))
        saved = save(drawn, out, record=as_json, force=force)
        raise typer.Exit(0 if print_all(under_bar(saved), as_json, again.plan.sprites) else 1)
    colors = tuple(name_colors(open_palette(palette))) if palette else ()
    request = GenerateRequest(
        prompt_texts(prompts), count, 0, Attributes(tuple(types or ()), color, shape, size),
        GenerationOptions(style, back, shiny, steps, guidance, negative, palette=colors, sketch=sketch),
        init, strength, mask, between, frames, variations, line, evolve, best_of, novel, tries, format, name,
        read_icon_palettes(out, format) if format in ICONS else (),
        read=True if as_json else None,
    )  # fmt: skip
    seeds, models = parse_seeds(seed), Models(model)
    requests = with_seeds(request, seeds) if request.prompts or not prompt_file else []
    if prompt_file:
        requests += requests_of(request, file_prompts(prompt_file, on is not None, request.prompts), seeds)
    if on:
        _in_bulk(requests, out, on, shard, threads, as_json, model, device)
        return
    plans = [plan(each) for each in requests]
    items = chain.from_iterable([render(each, models, ahead=True) for each in plans])
    saved = save(items, out, sheet=sheet, record=as_json, keep=inputs, force=force)
    raise typer.Exit(0 if print_all(under_bar(saved), as_json, sum(each.sprites for each in plans)) else 1)


def _in_bulk(
    requests: "list[GenerateRequest]",
    out: Path,
    on: str,
    shard: int | None,
    threads: int | None,
    as_json: bool,
    model: str | None,
    device: str,
) -> None:
    from spritedex.workflows.bulk.drawing import SHARD, draw_job
    from spritedex.workflows.bulk.run import run

    job = draw_job(requests, model, device, shard or SHARD)
    if not print_bulk(run(job, out, on, threads), out, "Drawing", as_json):
        raise typer.Exit(1)
