"""`spritedex attention`: how much each word counts in a sprite, and where."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spritedex.cli.output import note, print_json, print_table, say

if TYPE_CHECKING:
    from spritedex.workflows.generate.attention import WordAttention


def attention(
    prompt: Annotated[str, typer.Argument(help="What to draw, in quotes.")],
    seed: Annotated[int, typer.Option(min=0, help="Seed of the sprite.")] = 0,
    out: Annotated[Path, typer.Option(help="The plot, a PNG.")] = Path("attention.png"),
    model: Annotated[
        str | None,
        typer.Option(help="A bundle: a packaged name, a folder or hub:owner/name. `spritedex models` lists them."),
    ] = None,
    style: Annotated[
        str | None, typer.Option(metavar="NAME", help="pixel, artwork or menu, where the model has styles.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show how much each word counts in a sprite, and where.

    The painter compares its prediction with and without each word. The plot
    has a copy of the sprite for each word, bright where the word changes it.
    The table gives each word's share of all change, and the region where it
    counts most: "2.0 x" is twice the average. (The decoder shows the
    attention of each region to each word.)

        spritedex attention "a small orange lizard with a burning tail" --seed 3
    """
    from spritedex.workflows.files import check_file, write_plot
    from spritedex.workflows.generate.attention import AttentionRequest, attention
    from spritedex.workflows.generate.models import Models

    check_file(out)
    result = attention(AttentionRequest(prompt, seed, style), Models(model))
    write_plot(out, result.plot)
    for text in result.sample.notes:
        note(text)
    if as_json:
        words = [
            {"word": word.word, "share": word.share, "region": word.region, "contrast": word.contrast}
            for word in result.words
        ]
        print_json(
            {"prompt": result.sample.prompt, "seed": seed, "plot": str(out), "words": words,
             "markers": result.markers}
        )  # fmt: skip
        return
    rows = [(word.word, f"{word.share:.1%}", _where(word)) for word in result.words]
    if result.markers:
        rows.append(("(start and end)", f"{result.markers:.1%}", ""))
    print_table("What each word counts", ("word", "share", "most at"), rows)
    say(f"Plot: {out}")


def _where(word: "WordAttention") -> str:
    return "everywhere alike" if word.contrast < 1.05 else f"{word.region}, {word.contrast:.1f} x"
