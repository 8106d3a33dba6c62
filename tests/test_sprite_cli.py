"""`spritedex sprite`: what it writes, what it says, and that bad input leaves nothing behind."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from spritedex.cli.app import main
from spritedex.data.drawn import creatures
from spritedex.data.drawn_bodies import draw_creature
from spritedex.sprites.codec import open_picture
from spritedex.sprites.dye import name_colors, shifted
from spritedex.sprites.formats import FORMATS
from spritedex.sprites.jasc import jasc, read_jasc
from spritedex.sprites.palette import indexed_png, quantize
from spritedex.workflows.files import write_plot
from spritedex.workflows.sprites.export import ExportRequest, export_pictures
from spritedex.workflows.sprites.save import read_icon_palettes
from tests.commands import fresh

Run = Callable[..., Any]


@pytest.fixture
def art(tmp_path: Path) -> Path:
    """A folder with a creature: drawn soft at 64 and large, exact in few colors, shiny, and from behind."""
    folder = tmp_path / "art"
    folder.mkdir()
    look = creatures(3, seed=8)[1].appearance
    soft = draw_creature(look, 64)
    sprite = quantize(soft)
    Image.fromarray(soft).save(folder / "soft.png")
    Image.fromarray(draw_creature(look, 300)).save(folder / "large.png")
    (folder / "fox.png").write_bytes(indexed_png(sprite))
    (folder / "fox-shiny.png").write_bytes(indexed_png(sprite.with_palette(shifted(sprite.palette, hue=140))))
    Image.fromarray(np.ascontiguousarray(soft[:, ::-1])).save(folder / "back.png")
    Image.fromarray(draw_creature(creatures(30, seed=8)[20].appearance, 64)).save(folder / "other.png")
    return folder


def test_quantize_writes_a_sprite_of_each_picture(art: Path, spritedex: Run) -> None:
    names = ("soft.png", "large.png", "fox.png")
    done = spritedex("sprite", "quantize", *names, "--out", "../new", "--colors", 12, "--json", cwd=art)
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert [row["file"] for row in document["sprites"]] == [f"../new/{name}" for name in names]
    for row in document["sprites"]:
        with Image.open(art / row["file"]) as image:
            assert (image.mode, image.size) == ("P", (64, 64))
        assert 3 < len(row["palette"]) <= 12


def test_quantize_names_what_it_cannot_do_and_does_the_rest(art: Path, spritedex: Run) -> None:
    (art / "text.png").write_text("no picture")
    (art / "more").mkdir()
    (art / "more" / "fox.png").write_bytes((art / "fox.png").read_bytes())
    Image.new("RGBA", (64, 64), (255, 0, 0, 90)).save(art / "faint.png")
    before = (art / "soft.png").read_bytes()
    done = spritedex(
        "sprite", "quantize", "text.png", "missing.png", "faint.png", "fox.png", "more/fox.png", "--out", "new", cwd=art
    )
    assert done.returncode == 1
    assert [line.partition(": ")[2].partition(";")[0] for line in done.stderr.splitlines()] == [
        "text.png: not a picture",
        "missing.png: no such file",
        "faint.png: no pixel is at least half opaque",
        "more/fox.png: fox.png has the same name",
    ]
    assert [path.name for path in (art / "new").iterdir()] == ["fox.png"]
    over = spritedex("sprite", "quantize", "soft.png", "--out", ".", cwd=art)
    assert (over.returncode, over.stderr) == (1, "error: soft.png: would be overwritten; choose another folder\n")
    assert (art / "soft.png").read_bytes() == before


def test_a_table_breaks_no_name_and_no_word(art: Path, spritedex: Run) -> None:
    out = "a folder with a name/longer than a terminal of the usual width is wide/and one more"
    narrow = {"COLUMNS": "40"}
    piped = spritedex("sprite", "quantize", "fox.png", "soft.png", "--out", out, cwd=art, env=narrow).stdout
    files = [line.rpartition(" ")[0].rstrip() for line in piped.splitlines()[2:]]
    assert files == [f"{out}/fox.png", f"{out}/soft.png"]
    shown = fresh("sprite", "quantize", "fox.png", "--out", out, cwd=art, env=narrow | {"FORCE_COLOR": "1"}).stdout
    assert f"{out}/fox.png" in shown
    models = fresh("models", env={"COLUMNS": "80", "FORCE_COLOR": "1"}).stdout
    assert "┃" in models
    assert "val/top1_in_set" in models
    assert {len(line) for line in models.splitlines() if line[:1] in "┏│└"} == {80}


def test_quantize_overwrites_none_of_the_pictures_given(art: Path, spritedex: Run) -> None:
    with Image.open(art / "soft.png") as soft:
        soft.convert("RGB").save(art / "fox.jpg")
    before = {path: path.read_bytes() for path in art.iterdir()}
    done = spritedex("sprite", "quantize", "fox.jpg", "./fox.png", "missing.png", "--out", ".", cwd=art)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "error: fox.jpg: would overwrite fox.png; choose another folder",
        "error: fox.png: would be overwritten; choose another folder",
        "error: missing.png: no such file; check the path",
    ]
    assert {path: path.read_bytes() for path in art.iterdir()} == before


def test_names_that_differ_in_case_meet_on_other_systems_and_our_sheets_are_no_sprites(
    art: Path, spritedex: Run
) -> None:
    (art / "FOX.png").write_bytes((art / "soft.png").read_bytes())
    with Image.open(art / "fox.png") as fox:
        write_plot(art / "sheet.png", fox.convert("RGB"))
    done = spritedex("sprite", "quantize", "fox.png", "FOX.png", "sheet.png", "--out", "new", cwd=art)
    assert (done.returncode, [path.name for path in (art / "new").iterdir()]) == (1, ["fox.png"])
    assert done.stderr.splitlines() == [
        "error: FOX.png: fox.png has the same name but for capital letters; choose another folder for it",
        "note: sheet.png: skipped: a plot or sheet of Spritedex, no sprite",
    ]
    (art / "狐.png").write_bytes((art / "fox.png").read_bytes())
    exported = spritedex("sprite", "export", "狐.png", "--out", "game", cwd=art)
    assert "'狐' has no letter from a to z and no digit, so files are called creature" in exported.stderr


def test_recolor_moves_no_pixel(art: Path, spritedex: Run) -> None:
    done = spritedex("sprite", "recolor", "fox.png", "--hue", 90, "--saturation", 0.5, cwd=art)
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(art / "fox.png") as old, Image.open(art / "fox-recolored.png") as new:
        assert np.array_equal(np.asarray(old), np.asarray(new))
        assert old.getpalette() != new.getpalette()


def test_recolor_swaps_and_borrows(art: Path, spritedex: Run) -> None:
    darkest = json.loads(spritedex("sprite", "recolor", "fox.png", "--hue", 0.001, "--json", cwd=art).stdout)[
        "palette"
    ][0]
    swap = spritedex("sprite", "recolor", "fox.png", "--swap", f"{darkest}=#0000ff", "--json", "-o", "a.png", cwd=art)
    assert json.loads(swap.stdout)["palette"][0] == "#0000ff"
    same = spritedex("sprite", "recolor", "fox.png", "--like", "fox-shiny.png", "-o", "b.png", cwd=art)
    assert same.returncode == 0
    one, other = open_picture(art / "b.png").rgba, open_picture(art / "fox-shiny.png").rgba
    assert np.array_equal(one[one[..., 3] > 0], other[other[..., 3] > 0])
    like = spritedex("sprite", "recolor", "fox.png", "--like", "other.png", "-o", "c.png", "--json", cwd=art)
    palette = json.loads(like.stdout)["palette"]
    assert len(palette) == len(set(palette))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ("recolor", "fox.png"),
            2,
            "--hue: nothing to change; give it, --saturation, --lightness, --swap, --like or --palette",
        ),
        (("recolor", "fox.png", "--hue", 9, "-o", "fox.png"), 2, "fox.png is a picture to read"),
        (("recolor", "fox.png", "--swap", "red"), 2, "has no '='"),
        (("recolor", "fox.png", "--swap", "red=blue"), 2, "'red' is not a color; write six hex digits"),
        (("recolor", "fox.png", "--swap", "#00ff00=#ff0000"), 2, "no color near #00ff00 to swap"),
        (("recolor", "large.png", "--hue", 9), 1, "large.png: 300x300 is more than 256 a side"),
        (("recolor", "missing.png", "--hue", 9), 2, "missing.png: no such file"),
        (("export", "fox.png", "--out", "new", "-f", "snes"), 2, "--format 'snes': unknown; choose from png, gba"),
        (("export", "fox.png", "--out", "new", "--back", "missing.png"), 2, "missing.png: no such file"),
        (("export", "fox.png", "--out", "new", "--shiny", "other.png"), 1, "other.png: its outline differs"),
        (("export", "fox.png", "--out", "."), 2, "fox.png is a picture to read and would be overwritten"),
        (("export", "fox.png", "--out", "other.png"), 2, "cannot write"),
        (("export", "fox.png", "--out", "new", "--colors", 16), 2, "--colors 16: must be at most 15"),
    ],
)
def test_bad_input_is_one_line_and_leaves_nothing(
    art: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[object, ...],
    code: int,
    message: str,
) -> None:
    before = {path: path.read_bytes() for path in art.rglob("*")}
    monkeypatch.chdir(art)
    monkeypatch.setattr(sys, "argv", ["spritedex", "sprite", *map(str, arguments)])
    with pytest.raises(SystemExit) as left:
        main()
    stderr = capsys.readouterr().err
    assert left.value.code == code
    assert len(stderr.splitlines()) == 1
    assert message in stderr
    assert {path: path.read_bytes() for path in art.rglob("*")} == before


def test_export_writes_a_folder_that_a_game_loads(art: Path, spritedex: Run) -> None:
    done = spritedex(
        "sprite", "export", "fox.png", "--back", "back.png", "--shiny", "fox-shiny.png", "--format", "gba",
        "--name", "Fire Fox", "--out", "game", "--json", cwd=art,
    )  # fmt: skip
    assert done.returncode == 0
    document = json.loads(done.stdout)
    folder = art / "game" / "fire_fox"
    assert sorted(path.name for path in folder.iterdir()) == [
        "anim_front.png", "back.png", "footprint.png", "front.png", "icon.png", "normal.pal", "shiny.pal",
    ]  # fmt: skip
    assert [text.partition(":")[0] for text in document["notes"]] == [
        "no second frame",
        "overworld.png is not made",
        "icon.png has the creature's own colors, but the game has its own palettes for icons",
    ]
    assert document["entry"]["frontAnimFrames"] == [[0, 30], [1, 30], [0, 1]]
    assert ".frontPicSize = MON_COORDS_SIZE(" in document["snippet"]
    assert len(document["palette"]) == len(document["shiny_palette"]) <= 15
    with Image.open(folder / "front.png") as front, Image.open(folder / "back.png") as back:
        assert front.getpalette() == back.getpalette()


def test_what_a_format_only_begins_is_not_overwritten(art: Path, spritedex: Run) -> None:
    arguments = ("sprite", "export", "fox.png", "--format", "tuxemon", "--out", "game")
    first = spritedex(*arguments, cwd=art)
    assert (first.returncode, len(first.stdout.splitlines())) == (0, 2)
    monster = art / "game" / "mods" / "tuxemon" / "db" / "monster" / "fox.json"
    assert json.loads(monster.read_text())["types"]
    monster.write_text("{}")
    again = spritedex(*arguments, cwd=art)
    assert again.stdout.splitlines() == ["game/mods/tuxemon/gfx/sprites/battle/fox-sheet.png"]
    assert "fox.json is there already and stays as it is" in again.stderr
    assert monster.read_text() == "{}"


@pytest.mark.parametrize("format", ["gba", "ds"])
def test_the_palettes_named_are_those_of_the_files(art: Path, format: str) -> None:
    exported = export_pictures(ExportRequest(art / "fox.png", format=format, shiny=art / "fox-shiny.png"))
    for coloring, named in (("normal", exported.palette), ("shiny", exported.shiny_palette)):
        colors = read_jasc(exported.files[f"fox/{coloring}.pal"])
        assert list(named) == name_colors(colors[: len(named)])


def test_in_a_checkout_the_icon_takes_one_of_its_palettes(art: Path) -> None:
    palettes = art / "pokemon" / "icon_palettes"
    palettes.mkdir(parents=True)
    sprite = quantize(open_picture(art / "fox.png").rgba)
    (palettes / "pal0.pal").write_bytes(jasc(np.full((15, 3), 200, np.uint8)))
    (palettes / "pal1.pal").write_bytes(jasc(sprite.palette).replace(b"\r\n", b"\n"))
    found = read_icon_palettes(art / "pokemon")
    exported = export_pictures(ExportRequest(art / "fox.png", format="gba", icon_palettes=found))
    assert exported.notes[-1] == "icon.png is drawn in palette 1 of the game's 2 for icons"
    assert exported.entry["iconPalIndex"] == 1
    (palettes / "pal0.pal").unlink()
    (palettes / "icon_palette_0.pal").write_bytes(jasc(sprite.palette))
    assert len(read_icon_palettes(art / "pokemon")) == 1
    shared = art / ".shared" / "pl_poke_icon.pal"
    shared.parent.mkdir()
    rows = ["0 0 0"] * 16 + ["8 16 24"] * 32 + ["0 0 0"] * 208
    shared.write_text("\n".join(["JASC-PAL", "0100", "256", "9 9 9", *rows[1:]]) + "\n")
    assert read_icon_palettes(art, "ds") == ()
    shared.write_text("\n".join(["JASC-PAL", "0100", "256", *rows[16:48], *["0 0 0"] * 224]) + "\n")
    assert [palette.tolist() for palette in read_icon_palettes(art, "ds")] == [[[8, 16, 24]] * 15] * 2


@pytest.mark.parametrize("name", FORMATS)
def test_pictures_of_any_size_export_to_every_format(art: Path, name: str) -> None:
    request = ExportRequest(art / "large.png", format=name, back=art / "soft.png", second=art / "large.png")
    exported = export_pictures(request)
    assert exported.files
    assert len(exported.palette) <= 15
    assert export_pictures(request) == exported
