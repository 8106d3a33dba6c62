"""`spritedex attention`: how much each word counts in a sprite, and where."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spritedex.cli import completion
from spritedex.cli.hardware import Device, Quiet, Threads, settle
from spritedex.cli.output import note, print_json, print_table, say
from spritedex.cli.places import Force, picture_place, png_only, write_picture
from spritedex.errors import OptionError

if TYPE_CHECKING:
    from spritedex.workflows.generate.attention import WordAttention


def attention(
    prompt: Annotated[
        str | None,
        typer.Argument(metavar="PROMPT", show_default=False, help="What to draw, in quotes; not with --recipe."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the sprite.")] = 0,
    out: Annotated[
        str | None, typer.Option("--out", "-o", metavar="FILE.png", callback=png_only, help="The plot: attention.png.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            autocompletion=completion.MODEL,
            help="A bundle: a packaged name, a folder or hub:owner/name. `spritedex models` lists them.",
        ),
    ] = None,
    recipe: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A sprite of Spritedex: its PNG, or the .json beside it.")
    ] = None,
    types: Annotated[
        list[str] | None, typer.Option("--type", metavar="TYPE", help="One of the 18 types; twice for two.")
    ] = None,
    color: Annotated[str, typer.Option("--color", "--colour", metavar="WORD", help="red, orange, … white.")] = "",
    shape: Annotated[str, typer.Option(metavar="WORD", help="quadruped, wings, fish, humanoid, ball, …")] = "",
    size: Annotated[str, typer.Option(metavar="WORD", help="tiny, small, large, huge, …")] = "",
    negative: Annotated[str, typer.Option(metavar="TEXT", help="What not to draw, in quotes.")] = "",
    style: Annotated[
        str | None, typer.Option(metavar="NAME", help="pixel, artwork or menu, where the model has styles.")
    ] = None,
    back: Annotated[bool, typer.Option("--back", help="From behind.")] = False,
    shiny: Annotated[bool, typer.Option("--shiny", help="In rare colors.")] = False,
    steps: Annotated[int | None, typer.Option(min=1, max=200, help="The model's own if not given.")] = None,
    guidance: Annotated[float | None, typer.Option(min=0, max=20, help="The model's own if not given.")] = None,
    palette: Annotated[
        Path | None, typer.Option(metavar="FILE", help="In the colors of this .gpl, .pal, .hex, .act or picture only.")
    ] = None,
    sketch: Annotated[
        str, typer.Option(metavar="NAME", help="The sketch to begin at; by the prompt if not given, none for none.")
    ] = "",
    init: Annotated[Path | None, typer.Option(metavar="FILE", help="A picture to start from.")] = None,
    strength: Annotated[float | None, typer.Option(help="How much of it to redraw, above 0, at most 1: 0.6.")] = None,
    mask: Annotated[Path | None, typer.Option(metavar="FILE", help="What of --init to redraw.")] = None,
    device: Device = "auto",
    threads: Threads = None,
    quiet: Quiet = False,
    force: Force = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show how much each word counts in a sprite, and where.

    The painter compares its prediction with and without each word. The plot
    has a copy of the sprite for each word, bright where the word changes it.
    The table gives each word's share of all change, and the region where it
    counts most: "2.0 x" is twice the average. (The decoder shows the
    attention of each region to each word.)

        spritedex attention "a small orange lizard with a burning tail" --seed 3

        spritedex attention --recipe sprites/a-mossy-turtle-0.png
    """
    settle(device, threads, quiet)
    from spritedex.runtime.options import GenerationOptions
    from spritedex.sprites.dye import name_colors
    from spritedex.workflows.files import check_file, plot_png
    from spritedex.workflows.generate.again import model_of, read_again
    from spritedex.workflows.generate.attention import attention
    from spritedex.workflows.generate.attributes import Attributes
    from spritedex.workflows.generate.models import Models
    from spritedex.workflows.generate.request import GenerateRequest
    from spritedex.workflows.sprites.save import open_palette

    place = picture_place(out, "attention.png")
    check_file(place)
    if recipe:
        if prompt is not None:
            raise OptionError("recipe", "has the prompt of the sprite; leave out {prompt}", str(recipe))
        again = read_again(recipe)
        result, seed = attention(again.plan, Models(model or model_of(again))), again.plan.request.seed
    else:
        colors = tuple(name_colors(open_palette(palette))) if palette else ()
        request = GenerateRequest(
            () if prompt is None else (prompt,), None, seed, Attributes(tuple(types or ()), color, shape, size),
            GenerationOptions(style, back, shiny, steps, guidance, negative, palette=colors, sketch=sketch),
            init, strength, mask,
        )  # fmt: skip
        result = attention(request, Models(model))
    plot = write_picture(place, plot_png(result.plot), out is not None, force)
    for text in result.sample.notes:
        note(text)
    if as_json:
        words = [
            {"word": word.word, "share": word.share, "region": word.region, "contrast": word.contrast}
            for word in result.words
        ]
        print_json(
            {"prompt": result.sample.prompt, "seed": seed, "plot": str(plot), "words": words,
             "markers": result.markers}
        )  # fmt: skip
        return
    rows = [(word.word, f"{word.share:.1%}", _where(word)) for word in result.words]
    if result.markers:
        rows.append(("(start and end)", f"{result.markers:.1%}", ""))
    print_table("What each word counts", ("word", "share", "most at"), rows)
    say(f"Plot: {plot}")


def _where(word: "WordAttention") -> str:
    return "everywhere alike" if word.contrast < 1.05 else f"{word.region}, {word.contrast:.1f} x"
