"""Packs: what is in one, what is left out and why, who is credited, and what a damaged one says."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spritedex.data.fitting import fit_drawing, scale2x
from spritedex.data.loaders import read_bestiary
from spritedex.data.near import looks_of, near_pairs
from spritedex.data.pack import Pack, compact_png, pack_bytes, read_pack
from spritedex.data.pack_parts import divide
from spritedex.data.records import Record
from spritedex.data.words import Words
from spritedex.errors import DataError, OptionError
from spritedex.sprites.codec import open_picture
from spritedex.vocabulary import STYLES
from spritedex.workflows import packing
from tests.checkouts import text
from tests.packing import HELD_OUT, TRAINED, figure, root_folder, table

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return root_folder(tmp_path_factory.mktemp("root"))


@pytest.fixture(scope="module")
def result(root: Path, tmp_path_factory: pytest.TempPathFactory) -> packing.PackResult:
    return packing.run(packing.PackRequest((str(root),), tmp_path_factory.mktemp("packs") / "all.pack"))


@pytest.fixture(scope="module")
def pack(result: packing.PackResult) -> Pack:
    return read_pack(Path(result.file))


def by_key(pack: Pack) -> dict[str, Record]:
    return {record.key: record for record in pack.records}


def test_a_pack_is_a_data_source_with_words_parts_and_pictures_of_64_pixels(
    result: packing.PackResult, root: Path
) -> None:
    bestiary = read_bestiary(result.file, need={"text"}, styles=STYLES)
    assert len(bestiary.records) == result.pictures == 3 + 12 + 3 + 2 + 3 + 3
    assert bestiary.split is not None
    bestiary.split.check(bestiary.records)
    assert {open_picture(record.image).rgba.shape for record in bestiary.records} == {(64, 64, 4)}
    same = read_bestiary(root, styles=STYLES).records
    packed = {record.key: record for record in bestiary.records}
    for record in same:
        kept = packed[record.key]
        fitted = fit_drawing(open_picture(record.image).rgba, record.style)
        assert (open_picture(kept.image).rgba == np.where(fitted[..., 3:] > 0, fitted, 0)).all()
        assert (kept.types, kept.family, kept.facts, kept.words) == (
            record.types, record.family, record.facts, record.words,
        )  # fmt: skip
    assert len(read_bestiary(result.file).records) == 3 + 3  # without other styles: artworks and emoji


def test_tiles_emoji_and_monsters_are_called_by_what_they_show(pack: Pack) -> None:
    found = by_key(pack)
    bat, cow, mouse = found["crawl/bat-60.png"], found["emoji/cow.png"], found["tuxemon/sparkit-back.png"]
    assert (bat.medium, bat.style, bat.license, bat.words) == ("tile", "pixel", "CC0-1.0", Words("giant bat"))
    assert (cow.medium, cow.source, cow.group, cow.words) == ("emoji", "noto", "animals", Words("cow face", ("cow",)))
    assert (mouse.medium, mouse.pose, mouse.words) == ("", "back", Words("mouse", colors=("yellow",)))
    assert mouse.license == "Not stated"


def test_backs_of_a_game_that_lie_in_the_shiny_palette_are_shiny(pack: Pack) -> None:
    assert by_key(pack)["heartgold/1-back.png"].shiny
    assert not by_key(pack)["sprites/platinum/1-back-0.png"].shiny


def test_what_is_left_out_is_named_with_the_reason(result: packing.PackResult) -> None:
    assert result.left_out == {
        "no creature or thing": ["emoji/flag.png"],
        "nearly blank": ["crawl/blank.png"],
        "license GPL-2.0-or-later, unless its folder is named": ["wesnoth/elf.png"],
        "the same picture for three creatures or more": [f"crawl/mark-{seed}.png" for seed in (60, 61, 62)],
    }
    assert result.problems == ()


def test_families_keep_the_packaged_part_and_copies_follow_what_they_copy(pack: Pack) -> None:
    part_of, found = pack.split.part_of, by_key(pack)
    assert {part_of(record) for record in pack.records if record.family == TRAINED} == {"train"}
    assert {part_of(record) for record in pack.records if record.family == HELD_OUT} == {"test"}
    assert part_of(found["emoji/fox.png"]) == "test"
    assert part_of(found["emoji/moth.png"]) == part_of(found["crawl/bat-62.png"])


def creature(number: int, family: int) -> Record:
    return Record(str(number), number, "", b"", (), "", family)


def test_groups_that_look_alike_are_never_divided_however_they_are_linked() -> None:
    rng = np.random.default_rng(0)
    records = [creature(n, n) for n in range(400)]
    pairs = [(int(a), int(b)) for a, b in rng.integers(0, 400, (150, 2)) if a != b]
    parts = divide(records, pairs, {7: "test"}, {n: f"named {n}" for n in range(400)})
    where = {record.number: parts.split.part_of(record) for record in records}
    assert where[7] == "test"
    assert all(where[a] == where[b] for a, b in pairs)
    assert not parts.left_out
    assert {part: sum(value == part for value in where.values()) for part in ("val", "test")}.keys() == {"val", "test"}
    again = divide(records[:200], [], {}, {n: f"named {n}" for n in range(400)})
    alone = divide(records, [], {}, {n: f"named {n}" for n in range(400)})
    assert all(again.split.part_of(record) == alone.split.part_of(record) for record in records[:200])


def test_a_picture_like_creatures_of_two_parts_is_left_out_where_it_cannot_stay() -> None:
    records = [creature(1, 1), creature(2, 2), creature(3, 3)]
    parts = divide(records, [(2, 0), (2, 1)], {1: "train", 2: "test"}, {})
    assert parts.left_out == {2}
    assert divide(records, [(2, 0)], {1: "val"}, {}).split.part_of(records[2]) == "val"


def test_the_same_creature_in_two_families_makes_them_one() -> None:
    records = [creature(1, 10), creature(1, 20), creature(2, 20), creature(3, 30)]
    split = divide(records, [], {10: "val"}, {}).split
    assert [split.part_of(record) for record in records[:3]] == ["val"] * 3


def test_copies_are_found_at_another_size_and_place_and_others_are_not() -> None:
    one = figure(1, 48)
    moved = np.zeros((96, 96, 4), np.uint8)
    moved[2:50, 40:88] = one
    looks = np.stack([looks_of(rgba) for rgba in (one, figure(2), moved, one.repeat(2, 0).repeat(2, 1), figure(3))])
    assert set(near_pairs(looks, range(5))) == {(0, 2), (0, 3), (2, 3)}
    assert set(near_pairs(looks, [3])) == {(3, 0), (3, 2)}


def test_an_open_pack_holds_what_its_tables_license_and_credits_it(root: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    for name in ("a", "b"):
        (mine / "images").mkdir(parents=True, exist_ok=True)
        (mine / f"images/{name}.png").write_bytes(compact_png(figure(ord(name))))
    table(mine, "file_name,name,license,author,family", [
        "images/a.png,Mossling,CC BY-SA 4.0,Ann,moss", "images/b.png,Drifting,CC-BY-NC-4.0,Bob,wind",
    ])  # fmt: skip
    text(mine / "words.jsonl", '{"name": "Mossling", "subject": "moss ball"}')
    done = packing.run(packing.PackRequest((str(root), str(mine)), tmp_path / "open.pack", only_open=True))
    assert done.licenses.keys() == {"CC0-1.0", "Apache-2.0", "CC-BY-4.0", "CC-BY-SA-4.0"}
    assert done.left_out["license CC-BY-NC-4.0"] == ["mine/images/b.png"]
    credits = Path(done.credits).read_text()
    assert "## mine\n\n- 1 picture by Ann, CC-BY-SA-4.0\n" in credits
    assert "- CC0-1.0: <https://creativecommons.org/publicdomain/zero/1.0/>" in credits
    packed = read_pack(Path(done.file))
    assert packed.credits == credits
    assert by_key(packed)["mine/images/a.png"].words == Words("moss ball")


def test_a_pack_can_be_packed_again_and_is_the_same_file(result: packing.PackResult, tmp_path: Path) -> None:
    again = packing.run(packing.PackRequest((result.file,), tmp_path / "again.pack"))
    assert again.pictures == result.pictures
    pack = read_pack(Path(result.file))
    assert pack_bytes(pack) == Path(result.file).read_bytes()


def test_an_earlier_pack_is_not_replaced_in_silence(result: packing.PackResult, root: Path) -> None:
    with pytest.raises(OptionError, match="is there already"):
        packing.run(packing.PackRequest((str(root),), Path(result.file)))


@pytest.mark.parametrize("side", [3, 64])
def test_pngs_of_few_and_of_many_colors_keep_every_pixel(side: int) -> None:
    rgba = np.random.default_rng(0).integers(0, 256, (side, side, 4)).astype(np.uint8)
    rgba[0, 0] = (9, 9, 9, 0)
    shown = np.where(rgba[..., 3:] > 0, rgba, 0)
    if side >= 8:
        assert (open_picture(compact_png(rgba)).rgba == shown).all()
    few = np.tile(shown, (8, 8, 1))[:64, :64]
    assert (open_picture(compact_png(few)).rgba == few).all()


def test_a_tile_is_enlarged_without_new_colors_and_with_straight_edges() -> None:
    tile = figure(1, 16)
    large = scale2x(tile)
    assert large.shape == (32, 32, 4)
    assert {*map(tuple, large.reshape(-1, 4))} <= {*map(tuple, tile.reshape(-1, 4))}
    square = np.zeros((8, 8, 4), np.uint8)
    square[2:6, 2:6] = 255
    assert (scale2x(square)[..., 3] > 0).sum() in (64, 60)
    fitted = fit_drawing(tile, "pixel", "tile")
    rows, columns = np.nonzero(fitted[..., 3])
    assert abs(int(rows.min()) - (63 - int(rows.max()))) <= 1
    assert abs(int(columns.min()) - (63 - int(columns.max()))) <= 1


def test_a_damaged_pack_says_so(result: packing.PackResult, tmp_path: Path) -> None:
    whole = Path(result.file).read_bytes()
    broken = tmp_path / "broken.pack"
    for data in (whole[: len(whole) // 2], whole[:200] + b"\0" * 50 + whole[250:], whole[:40]):
        broken.write_bytes(data)
        with pytest.raises(DataError, match=r"spritedex data pack|no pokemon\.csv"):
            read_bestiary(broken)
    with zipfile.ZipFile(result.file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    head = json.loads(members["pack.json"])
    changes: list[dict[str, bytes]] = [
        {"records.json": members["records.json"].replace(b"turtle", b"beetle")},
        {"pack.json": json.dumps(head | {"schema_version": 9}).encode()},
        {"pack.json": b"x" * 70_000},
    ]
    for change in changes:
        with zipfile.ZipFile(broken, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in (members | change).items():
                archive.writestr(name, data)
        with pytest.raises(DataError, match=r"(changed|schema 1|holds more).*make it again with: spritedex data pack"):
            read_pack(broken)


def test_records_that_do_not_fit_their_sprites_are_refused(pack: Pack, tmp_path: Path) -> None:
    file = tmp_path / "odd.pack"
    file.write_bytes(pack_bytes(replace(pack, records=tuple(replace(r, types=("plastic",)) for r in pack.records))))
    with pytest.raises(DataError, match="unknown type 'plastic'"):
        read_pack(file)


def test_the_command_prints_counts_licenses_and_reasons(root: Path, tmp_path: Path, spritedex: Run) -> None:
    done = spritedex("data", "pack", root, "--out", tmp_path / "a.pack")
    stats = spritedex("data", "stats", "--data", tmp_path / "a.pack")
    assert "the pack's split" in stats.stdout
    assert (done.returncode, done.stderr) == (0, "")
    for words in ("26 pictures", "heartgold", "CC0-1.0", "nearly blank", "crawl/blank.png", "a.pack.credits.md"):
        assert words in done.stdout
    refused = spritedex("data", "pack", root, "--out", tmp_path / "a.pack")
    assert refused.returncode == 2
    assert "--out" in refused.stderr
    assert "--force" in refused.stderr
