"""`spritedex data import`: checkouts of every kind become data folders, with license and source per file.

The checkouts are small and made here, with pictures of our own.
"""

import csv
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest
from PIL import Image

from spritedex.cli.data_import import KINDS
from spritedex.data.importers import IMPORTERS
from spritedex.data.importers.checkout import Checkout
from spritedex.data.loaders import read_bestiary
from spritedex.errors import DataError, MissingExtraError, PictureError, UsageError
from spritedex.sprites.codec import open_picture
from spritedex.vocabulary import STYLES
from spritedex.workflows.importing import COLUMNS, ImportRequest, ImportResult, run
from tests.checkouts import NORMAL, SHINY, TREES, blob, colored, picture, text

Row = dict[str, str]
Imported = Callable[..., tuple[ImportResult, dict[str, Row], Path]]
Spritedex = Callable[..., CompletedProcess[str]]


@pytest.fixture
def imported(tmp_path: Path) -> Imported:
    """Import a tree of a kind: the result, the rows of metadata.csv by the stem of the file, the folder."""

    def imported(kind: str, **options: object) -> tuple[ImportResult, dict[str, Row], Path]:
        root, out = tmp_path / kind, tmp_path / f"{kind}-out"
        if not root.exists():
            TREES[kind](root)
        result = run(ImportRequest(kind, root, out, **options))  # type: ignore[arg-type]
        return result, rows(out), out

    return imported


def rows(out: Path) -> dict[str, Row]:
    with (out / "metadata.csv").open(encoding="utf-8", newline="") as file:
        return {Path(row["file_name"]).stem: row for row in csv.DictReader(file)}


def pixels(out: Path, name: str) -> np.ndarray:
    rgba = open_picture(out / "images" / f"{name}.png").rgba.copy()
    rgba[rgba[..., 3] == 0] = 0
    return rgba


def test_every_kind_is_an_importer_and_a_tree() -> None:
    assert list(IMPORTERS) == list(KINDS) == list(TREES)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_imported_is_read_without_a_problem(imported: Imported, kind: str, tmp_path: Path) -> None:
    if kind == "iconify":
        pytest.importorskip("resvg_py")
    imported(kind)
    out = tmp_path / f"{kind}-out"
    bestiary = read_bestiary(out, styles=STYLES, strict=True)
    table = rows(out)
    assert {record.key for record in bestiary.records} == {row["file_name"] for row in table.values()}
    assert all(record.license and record.source for record in bestiary.records)
    assert {path.name for path in (out / "images").iterdir()} == {f"{name}.png" for name in table}
    assert all(list(row) == list(COLUMNS) for row in table.values())
    shutil.copytree(out, tmp_path / "first")
    run(ImportRequest(kind, tmp_path / kind, out, force=True))
    files = sorted(path.relative_to(out) for path in out.rglob("*.*"))
    assert all((out / file).read_bytes() == (tmp_path / "first" / file).read_bytes() for file in files)


def test_pret_applies_palettes_and_reads_the_sources(imported: Imported) -> None:
    result, table, out = imported("pret")
    assert (result.problems, result.blank, result.creatures) == ([], 1, 5)
    fox = table["emberfox-front"]
    assert (fox["national_number"], fox["types"], fox["family"], fox["color"]) == ("1", "fire", "emberfox", "red")
    assert (fox["genus"], fox["egg_groups"], fox["height_m"], fox["weight_kg"]) == ("Ember", "ground", "0.6", "9.9")
    assert fox["text"] == 'A small fox, (red) with a "warm" tail.'
    assert fox["source_file"] == "graphics/pokemon/emberfox/front.png"
    assert np.array_equal(pixels(out, "emberfox-front"), colored(blob(64, 0)))
    assert np.array_equal(pixels(out, "emberfox-front-shiny"), colored(blob(64, 0), SHINY))
    indices = [np.asarray(Image.open(out / f"images/emberfox-front{end}.png")) for end in ("", "-shiny")]
    assert np.array_equal(indices[0], indices[1])
    assert {name for name in table if "egg" in name or "footprint" in name} == set()


def test_pret_frames_forms_sexes_and_own_species(imported: Imported) -> None:
    _, table, out = imported("pret")
    # The still front is the first frame of the moving one, so it comes once.
    assert "pyrofox-front" not in table
    assert [table[f"pyrofox-anim_front-{frame}"]["frame"] for frame in (0, 1)] == ["0", "1"]
    assert table["pyrofox-anim_front-1"]["types"] == "fire/psychic"
    assert table["pyrofox-back-female"]["sex"] == "female"
    assert table["pyrofox-back-female"]["family"] == "emberfox"
    winter = table["mossling-winter-front"]
    assert (winter["form"], winter["types"], winter["national_number"]) == ("winter", "ice", "")
    assert (table["mossling-front"]["types"], table["mossling-front"]["family"]) == ("grass", "mossling")
    # Parts of a still picture are forms; the palette lies in the folder above.
    assert table["mossling-winter-front-part2"]["form"] == "winter-part2"
    assert np.array_equal(pixels(out, "mossling-winter-front-part2-shiny"), colored(blob(64, 4), SHINY))
    assert [table[f"mossling-icon-{frame}"]["style"] for frame in (0, 1)] == ["menu", "menu"]
    fin, lord = table["tidefin-front"], table["tidelord-green-front"]
    assert (fin["types"], fin["family"], fin["national_number"]) == ("water/fairy", "tidefin", "3")
    assert (lord["types"], lord["family"], lord["national_number"]) == ("grass", "tidefin", "9")
    assert (table["tidelord-back"]["types"], table["tidelord-back"]["text"]) == ("water", "A whale.")
    numbers = {record.number for record in read_bestiary(out, styles=STYLES).records if record.name == "Mossling"}
    assert len(numbers) == 1


def test_the_second_frame_and_the_shiny_of_the_ds_games(imported: Imported) -> None:
    _, table, out = imported("pokeplatinum")
    assert np.array_equal(pixels(out, "emberfox-front-male-1-shiny"), colored(blob(80, 2), SHINY))
    fox = table["emberfox-front-male-0"]
    assert (fox["height_m"], fox["weight_kg"], fox["shape"], fox["name"]) == ("0.7", "6.9", "quadruped", "Emberfox")
    assert (fox["text"], fox["family"]) == ("It is warm.", "emberfox")
    assert table["mossling-front-male-0"]["national_number"] == ""  # behind the egg, so no national number
    assert "mossling-winter-front-1" in table
    assert "emberfox-back-female-shiny" in table  # its second frame is blank
    assert not any("base" in row["source_file"] for row in table.values())
    _, table, out = imported("pokeheartgold")
    assert np.array_equal(pixels(out, "emberfox-back-male-1"), colored(blob(80, 4), NORMAL))
    assert np.array_equal(pixels(out, "emberfox-front-male-0-shiny"), colored(blob(80, 1), SHINY))
    assert table["emberfox-winter-front-0"]["form"] == "winter"
    assert not any(row["sex"] == "female" for row in table.values())


def test_tuxemon_gives_each_monster_its_license(imported: Imported) -> None:
    pytest.importorskip("yaml")
    result, table, out = imported("tuxemon")
    first, second = table["sootling-front"], table["sootlord-back"]
    assert (first["license"], first["author"], first["text"]) == ("CC-BY-SA-4.0", "Ann, Bob", "It sleeps in ash.")
    assert (second["license"], second["author"], second["text_license"]) == ("Not stated", "", "")
    assert (first["family"], second["family"], first["shape"], first["elements"]) == (
        "sootling",
        "sootling",
        "wings",
        "fire",
    )
    assert (first["types"], first["genus"], first["height_m"]) == ("", "Hot Bird", "0.4")
    assert result.licenses == {"CC-BY-SA-4.0": 2, "Not stated": 2}
    for seed, pose in enumerate(("front", "back"), 1):
        assert np.array_equal(pixels(out, f"sootlord-{pose}"), colored(blob(64, seed)))


def test_tiles_of_open_games(imported: Imported) -> None:
    result, table, out = imported("crawl")
    assert {row["name"] for row in table.values()} == {"red fox"}
    assert (result.blank, result.problems, result.licenses) == (1, [], {"CC0-1.0": 2})
    assert table["animals-red_fox2"]["group"] == "animals"
    result, table, out = imported("angband")
    assert [problem.what for problem in result.problems] == ["row 16, column 0 lies outside the sheet"]
    fang = table["fang_the_fox"]
    assert (fang["name"], fang["text"], fang["group"]) == ("fang, the Fox", "It is red and quick.", "canine")
    assert (fang["license"], fang["author"], fang["text_license"]) == ("CC-BY-3.0", "David Gervais", "GPL-2.0-only")
    assert np.array_equal(pixels(out, "fang_the_fox"), colored(blob(32, 2)))
    result, table, _ = imported("cataclysm")
    assert {name: row["name"] for name, row in table.items()} == {"fox_a": "fox red", "mon_moose1": "moose"}
    assert table["fox_a"]["author"] == "Ann; Bob"


def test_wesnoth_loses_shadow_and_team_color(imported: Imported) -> None:
    _, table, out = imported("wesnoth")
    stand = table["drakes-ember"]
    assert (stand["name"], stand["text"], stand["group"]) == ("ember drake", 'It burns, and sings "loudly".', "drake")
    assert table["drakes-ember-female"]["sex"] == "female"
    assert sorted(table) == ["drakes-ember", "drakes-ember-attack-2", "drakes-ember-female", "drakes-ember-run"]
    rgba = pixels(out, "drakes-ember")
    assert rgba.shape[0] <= 30
    assert set(np.unique(rgba[..., 3])) == {0, 255}
    assert not (rgba[..., :3] == (0x8C, 0, 0x51)).all(axis=-1).any()


def test_emoji_are_rendered_without_looking_outside(imported: Imported) -> None:
    pytest.importorskip("resvg_py")
    result, table, out = imported("iconify", svg_size=48)
    assert list(table) == ["toy-fox"]
    assert (table["toy-fox"]["license"], table["toy-fox"]["author"]) == ("CC-BY-4.0", "Ann")
    assert (table["toy-fox"]["group"], table["toy-fox"]["style"]) == ("animals nature", "artwork")
    rgba = pixels(out, "toy-fox")
    assert rgba.shape == (48, 48, 4)
    assert rgba[24, 24].tolist() == [200, 50, 50, 255]
    assert rgba[0, 0, 3] == 0
    assert [problem.where for problem in result.problems] == ["icons.json#thief"]


def test_a_missing_renderer_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(MissingExtraError, match='extra "import"'):
        run(ImportRequest("iconify", TREES["iconify"](tmp_path / "in"), tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_an_import_that_fails_leaves_the_earlier_one(spritedex: Spritedex, tmp_path: Path) -> None:
    root, out = TREES["pret"](tmp_path / "hack"), tmp_path / "out"
    words = ("data", "import", "pret", root, "--out", out, "--force")
    assert spritedex(*words).returncode == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    fits = max(len(data) for path, data in before.items() if path.suffix == ".png")
    assert len(before[out / "metadata.csv"]) > fits
    full = spritedex(*words, largest_file=fits)
    assert (full.returncode, full.stderr.count("\n")) == (1, 1)
    assert f"cannot write {out / 'metadata.csv'} (File too large)" in full.stderr
    for path in root.rglob("*.png"):
        path.write_bytes(b"not a picture")
    done = spritedex(*words)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "no usable picture" in done.stderr
    assert " object at " not in done.stderr
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in out.iterdir()) == ["images", "metadata.csv"]
    new = tmp_path / "new"
    assert spritedex("data", "import", "pret", root, "--out", new).returncode == 1
    assert not new.exists()


def test_only_and_match_choose_before_a_picture_is_opened(imported: Imported, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text("# numbers and names\n1 - 1\nMossling\n\n900\n", encoding="utf-8")
    (tmp_path / "pret").mkdir()
    TREES["pret"](tmp_path / "pret")
    (tmp_path / "pret/graphics/pokemon/pyrofox/back.png").write_bytes(b"not a picture")
    result, table, _ = imported("pret", only=listed)
    assert (result.problems, {row["slug"] for row in table.values()}) == ([], {"emberfox", "mossling"})
    _, table, _ = imported("pret", match=("*/winter/*", "emberfox"), force=True)
    assert {row["slug"] for row in table.values()} == {"emberfox", "mossling"}
    assert all(row["form"] for row in table.values() if row["slug"] == "mossling")
    with pytest.raises(DataError, match="nothing left to import; check the list and the patterns"):
        imported("pret", match=("nothing",), force=True)
    listed.write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(UsageError, match="names nothing"):
        imported("pret", only=listed, force=True)


def test_broken_files_are_named_and_the_rest_goes_on(spritedex: Spritedex, tmp_path: Path) -> None:
    root = TREES["pret"](tmp_path / "hack")
    graphics = root / "graphics/pokemon"
    (graphics / "emberfox/front.png").write_bytes(b"\x89PNG broken")
    text(graphics / "pyrofox/shiny.pal", "JASC-PAL\n0100\n1\n1 2 3\n")
    picture(graphics / "mossling/front.png", colored(blob(64, 0)))
    done = spritedex("data", "import", "pret", root, "--out", tmp_path / "out", "--json")
    assert done.returncode == 1, done.stderr
    result = json.loads(done.stdout)
    named = {problem["where"].removeprefix("graphics/pokemon/"): problem["what"] for problem in result["problems"]}
    assert named.keys() == {
        "emberfox/front.png", "pyrofox/anim_front.png", "pyrofox/back.png", "pyrofox/backf.png", "mossling/front.png"
    }  # fmt: skip
    assert "no JASC palette" in named["pyrofox/back.png"]
    assert named["mossling/front.png"] == "no indexed picture; save it with a palette of 16 colors"
    assert result["pictures"] == len(rows(tmp_path / "out"))
    assert result["source"] == "hack"
    assert not any(" object at " in what for what in named.values())
    shown = spritedex("data", "import", "pret", root, "--out", tmp_path / "out", "--force")
    assert shown.returncode == 1
    assert "skipped: graphics/pokemon/emberfox/front.png:" in shown.stderr
    assert "All rights reserved" in shown.stdout
    assert "not licensed to you" in shown.stdout


def test_nothing_is_overwritten_unless_forced(spritedex: Spritedex, tmp_path: Path) -> None:
    root, out = TREES["crawl"](tmp_path / "crawl"), tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    done = spritedex("data", "import", "crawl", root, "--out", out)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "not empty" in done.stderr
    assert [path.name for path in out.iterdir()] == ["mine.txt"]
    assert spritedex("data", "import", "crawl", root, "--out", out, "--force", "--source", "my game").returncode == 0
    assert (out / "mine.txt").read_text() == "mine"
    assert {row["source"] for row in rows(out).values()} == {"my game"}
    wrong = spritedex("data", "import", "angband", root, "--out", tmp_path / "other")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (1, 1)
    assert "no folder lib/tiles/gervais" in wrong.stderr
    unknown = spritedex("data", "import", "zelda", root, "--out", tmp_path / "other")
    assert unknown.returncode == 2
    assert "unknown; choose from pret, pokeheartgold" in unknown.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_no_link_leads_out_of_the_checkout(tmp_path: Path) -> None:
    root, secret = TREES["crawl"](tmp_path / "crawl"), tmp_path / "secret"
    picture(secret / "private.png", colored(blob(32, 1)))
    tiles = root / "crawl-ref/source/rltiles/mon"
    (tiles / "private.png").symlink_to(secret / "private.png")
    (tiles / "folder").symlink_to(secret)
    (tiles / "inside.png").symlink_to(tiles / "animals/red_fox1.png")
    os.mkfifo(tiles / "pipe.png")
    result = run(ImportRequest("crawl", root, tmp_path / "out"))
    assert {problem.where.rpartition("/")[2] for problem in result.problems} == {"private.png", "pipe.png"}
    assert set(rows(tmp_path / "out")) == {"animals-red_fox1", "animals-red_fox2", "inside"}
    checkout = Checkout(root)
    with pytest.raises(PictureError, match="outside the checkout"):
        checkout.data("../secret/private.png")
    assert not checkout.has("../secret")
