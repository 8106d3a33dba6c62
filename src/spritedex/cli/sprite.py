"""`spritedex sprite …`: pictures drawn elsewhere into sprites that a game can load."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spritedex.cli import completion
from spritedex.cli.output import note, print_json, print_table, report, say
from spritedex.cli.places import Force, lowered, not_empty, picture_place, png_only, write_picture
from spritedex.cli.stopping import ending
from spritedex.errors import OptionError, Problem

if TYPE_CHECKING:
    from spritedex.sprites.codec import RGBA

app = typer.Typer(
    no_args_is_help=True,
    help="Make sprites of pictures drawn elsewhere: few colors, other colors, the files that a game loads.",
)

Picture = Annotated[Path, typer.Argument(metavar="FILE", help="PNG, JPEG, GIF, WebP, BMP or TIFF.")]
ColorsOption = Annotated[
    int, typer.Option("--colors", "--colours", min=1, max=15, help="Colors at most, beside clear.")
]
GroundOption = Annotated[
    str,
    typer.Option(
        metavar="auto|clear|keep",
        callback=lowered,
        help="Clear a plain ground: where it is plain, more readily, never.",
    ),
]
PaletteOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Take colors of this .gpl, .pal, .hex, .act or picture only.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("quantize", epilog="Example: spritedex sprite quantize art/*.png --out sprites")
def quantize(
    pictures: Annotated[list[Path], typer.Argument(metavar="FILE", help="PNG, JPEG, GIF, WebP, BMP or TIFF.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the PNG files; made if missing.")],
    colors: ColorsOption = 15,
    size: Annotated[int, typer.Option(min=16, max=256, help="Pixels of a side.")] = 64,
    ground: GroundOption = "auto",
    palette: PaletteOption = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Fit pictures into 64x64 pixels, at most 15 colors and clear, as indexed PNGs.

    Pixel art keeps its pixels where it fits: an enlarged one is taken back
    to its grid, by any factor, a large canvas is cropped, a small one
    padded. A plain ground becomes clear. What is too
    large is shrunk, a painting with its rim darkened to an outline. A
    picture that has few enough colors keeps them exactly.
    """
    from spritedex.sprites.ground import checked_ground
    from spritedex.workflows.sprites.save import Skipped, open_palette, save_quantized

    fixed = None if palette is None else open_palette(palette)
    written = []
    problems = []
    with ending() as ended:
        for item in save_quantized(pictures, out, colors, size, checked_ground(ground), fixed, force):
            if isinstance(item, Problem):
                problems.append(report(item))
            elif isinstance(item, Skipped):
                note(f"{item.path}: skipped: {item.why}")
            else:
                written.append({"file": str(item.path), "palette": item.sprite.palette, "notes": item.sprite.notes})
                for text in item.sprite.notes:
                    note(f"{item.path}: {text}")
    if stopped := ended.problem(len(written), len(pictures)):
        problems.append(stopped)
    if as_json:
        print_json({"sprites": written, "problems": [asdict(problem) for problem in problems]})
    elif written:
        print_table("Sprites", ("file", "colors"), [(row["file"], len(row["palette"])) for row in written])
    ended.leave(len(written), len(pictures))
    if problems:
        raise typer.Exit(1)


@app.command("recolor", epilog="Example: spritedex sprite recolor fox.png --hue 120 --swap '#ffffff=#ffe080'")
def recolor(
    picture: Picture,
    out: Annotated[
        str | None,
        typer.Option(
            "--out", "-o", metavar="FILE.png", callback=png_only, help="NAME-recolored.png here if not given."
        ),
    ] = None,
    hue: Annotated[float, typer.Option(min=-360, max=360, help="Degrees by which to turn every hue.")] = 0,
    saturation: Annotated[float, typer.Option(min=0, max=4, help="Times as colorful; 0 is grey.")] = 1,
    lightness: Annotated[float, typer.Option(min=0, max=2, help="Times as light; 1 changes nothing.")] = 1,
    swap: Annotated[
        list[str] | None,
        typer.Option(metavar="OLD=NEW", help="Replace the color nearest to OLD, as '#ff0000=#00ff00'. Repeatable."),
    ] = None,
    like: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Take the colors of this picture, dark for dark.")
    ] = None,
    palette: PaletteOption = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Give a sprite other colors; every pixel stays where it is.

    Hue, saturation and lightness are those of OKLab, so shades stay in
    order. --like comes first, then these, then --swap, and last --palette.
    A picture given to --like that shows the same creature lends its colors
    place by place. An indexed picture keeps its indices.
    """
    from spritedex.sprites.dye import parse_color
    from spritedex.workflows.files import check_not_read
    from spritedex.workflows.sprites.edit import RecolorRequest, recolor_picture
    from spritedex.workflows.sprites.save import open_palette

    swaps = []
    for text in swap or ():
        old, equals, new = text.partition("=")
        if not equals:
            raise OptionError("swap", "has no '='; write it as '#ff0000=#00ff00'", text)
        swaps.append((parse_color(old), parse_color(new)))
    target = picture_place(out, f"{picture.stem}-recolored.png")
    fixed = None if palette is None else open_palette(palette)
    request = RecolorRequest(picture, hue, saturation, lightness, tuple(swaps), like, fixed)
    check_not_read(target, (picture, like, palette))
    recolored = recolor_picture(request)
    target = write_picture(target, recolored.png, out is not None, force)
    for text in recolored.notes:
        note(f"{picture}: {text}")
    if as_json:
        print_json({"file": str(target), "palette": recolored.palette, "notes": recolored.notes})
    else:
        say(f"{target}: {' '.join(recolored.palette)}")


@app.command("export", epilog="Example: spritedex sprite export fox.png --shiny fox-shiny.png --format gba --out game")
def export(
    front: Picture,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write into; made if missing.")],
    format: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME",
            callback=lowered,
            autocompletion=completion.FORMAT,
            help="One of those listed above; plain PNGs if not given.",
        ),
    ] = "png",
    back: Annotated[Path | None, typer.Option(metavar="FILE", help="The creature from behind.")] = None,
    shiny: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The front, pixel for pixel, in its shiny colors.")
    ] = None,
    second: Annotated[Path | None, typer.Option(metavar="FILE", help="A second frame of the front.")] = None,
    name: Annotated[
        str | None,
        typer.Option(
            callback=not_empty,
            help="The creature's name, as files take it; SPECIES/FORM for a form. FILE's if not given.",
        ),
    ] = None,
    colors: ColorsOption = 15,
    ground: GroundOption = "auto",
    palette: PaletteOption = None,
    scale: Annotated[
        int, typer.Option(min=1, max=16, help="Pixels of a side for each pixel: png, gif and apng only.")
    ] = 1,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write the files that a game or an editor loads, all pictures of the creature in one palette.

    \b
    png          64x64, as they are
    gba, ds, gbc folders for pokeemerald-expansion, pokeplatinum, pokecrystal
    showdown     96x96, for Pokémon Showdown
    essentials   192x192 and icons, for Pokémon Essentials
    tuxemon      a battle sheet and JSON, for Tuxemon
    aseprite     an .aseprite file and .gpl palettes
    sheet        one PNG with the JSON of Aseprite, Phaser and Pixi
    godot, tiled one PNG with SpriteFrames (.tres) or a tileset (.tsx)
    gif, apng    moving: its frames, or one breath
    palette      a strip, .gpl, .pal, .hex and .act
    contact      all views on one sheet
    species      what its pictures say of it, for the data of three games

    Lines that a game needs in its own files are printed, to be pasted there.

        spritedex sprite export fox.png --back fox-back.png -f gba --out pokemon
    """
    from spritedex.sprites.formats import BEGUN, ICONS, TYPED
    from spritedex.sprites.ground import checked_ground
    from spritedex.workflows.sprites.export import ExportRequest, export_pictures
    from spritedex.workflows.sprites.save import open_palette, read_icon_palettes, save_files

    request = ExportRequest(
        front, back, shiny, second, name, colors, checked_ground(ground),
        None if palette is None else open_palette(palette), _types_of if format in TYPED else None,
        format, read_icon_palettes(out, format) if format in ICONS else (), scale,
    )  # fmt: skip
    exported = export_pictures(request)
    paths = save_files(exported.files, out, (front, back, shiny, second, palette), BEGUN.get(format), force)
    for text in exported.notes:
        note(text)
    for kept in [out / name for name in exported.files if out / name not in paths]:
        note(f"{kept} is there already and stays as it is")
    if as_json:
        print_json({
            "files": [str(path) for path in paths],
            "palette": exported.palette,
            "shiny_palette": exported.shiny_palette,
            "notes": exported.notes,
            "entry": exported.entry,
            "snippet": exported.snippet,
        })  # fmt: skip
        return
    for path in paths:
        say(str(path))
    for line in exported.snippet.splitlines():
        say(line)


def _types_of(rgba: "RGBA") -> "tuple[str, ...]":
    """What the packaged classifier reads a sprite as."""
    from spritedex.workflows.generate.models import Models

    return tuple(Models().read(rgba).types)
