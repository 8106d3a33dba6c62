"""`spritedex sketches`: the drawings that the painter begins at, and the nouns that mean them."""

from typing import Annotated

import typer

from spritedex.cli.output import print_json, print_table, say
from spritedex.cli.places import Force, picture_place, png_only


def sketches(
    picture: Annotated[
        str | None,
        typer.Option("--picture", metavar="FILE.png", callback=png_only, help="Write a PNG that shows them all."),
    ] = None,
    force: Force = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the sketches that the painter begins at, with the nouns that mean them.

    A sentence about one of these nouns is drawn from its sketch, in the
    colors that it names. Any sketch can be chosen for any sentence:

        spritedex generate "a creature of blue crystal" --sketch owl

        spritedex generate "a red dragon" --sketch none
    """
    from spritedex.sketches import draw_sketch, nouns

    named = nouns()
    place = picture_place(picture, "sketches.png")
    if picture is not None:
        from spritedex.sprites.sheets import Section, contact_sheet
        from spritedex.workflows.files import check_free, write_plot

        check_free("picture", place, force=force)
        shown = [(draw_sketch(name, "", 0)[0], name) for name in named]
        sheet = contact_sheet([Section(f"{len(named)} sketches", shown)], columns=10, factor=2)
        write_plot(place, sheet)
    if as_json:
        print_json({name: list(words) for name, words in named.items()})
        return
    print_table(
        f"{len(named)} sketches", ("name", "nouns"), ((name, ", ".join(words)) for name, words in named.items())
    )
    if picture is not None:
        say(f"Picture: {place}")
