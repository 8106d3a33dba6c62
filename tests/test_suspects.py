"""`spritedex data suspects`: corrupted labels and pictures are found, and what is well is left alone."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Record
from spritedex.errors import DataError
from spritedex.evaluation.predictions import Predictions, write_predictions
from spritedex.metrics.suspects import check_labels, long_contacts, pixel_features
from spritedex.sprites.canvas import composite
from spritedex.sprites.codec import open_picture, png_bytes
from spritedex.vocabulary import TYPES, multi_hot
from spritedex.workflows.audit.suspects import SuspectsRequest, find_suspects
from spritedex.workflows.audit.suspects_results import PixelSuspect

Spritedex = Callable[..., CompletedProcess[str]]
RGBA = NDArray[np.uint8]


@pytest.fixture(scope="module")
def bestiary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from spritedex.data.drawn import write_drawn_bestiary

    folder = tmp_path_factory.mktemp("suspects")
    write_drawn_bestiary(folder, species=90, seed=3)
    return folder


@pytest.fixture
def copy(bestiary: Path, tmp_path: Path) -> Path:
    """The drawn bestiary, to spoil."""
    return shutil.copytree(bestiary, tmp_path / "spoilt")


def predict(records: tuple[Record, ...], file: Path, noise: float = 1.0) -> Path:
    """Write what a fair model would say of the true types: noisy logits, the same ones for every run."""
    rng = np.random.default_rng(1)
    truth = np.stack([multi_hot(record.types) for record in records])
    logits = 5 * truth - 3.5 + rng.normal(0, noise, truth.shape)
    keys = tuple(record.key for record in records)
    write_predictions(Predictions({"model": "made up"}, keys, np.zeros(len(keys), np.intp), logits), file)
    return file


def mislabel(folder: Path, types: dict[int, tuple[str, str]]) -> None:
    """Give some species, by number, other types in the metadata."""
    table = folder / "metadata.csv"
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))
    for row in rows:
        if (number := int(row["national_number"])) in types:
            row["primary_type"], row["secondary_type"] = types[number]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def spoil(folder: Path, name: str, change: Callable[[RGBA], RGBA]) -> str:
    """Change one picture of the folder; its key."""
    path = folder / "images" / name
    path.write_bytes(png_bytes(change(open_picture(path).rgba.copy())))
    return f"images/{name}"


def pixels_of(folder: Path) -> dict[tuple[str, str], PixelSuspect]:
    found = find_suspects(SuspectsRequest(str(folder)))
    return {(suspect.kind, suspect.key): suspect for suspect in found.pixels}


def opposite(types: tuple[str, ...]) -> tuple[str, str]:
    """One type that a creature does not have."""
    return next(name for name in TYPES if name not in types), ""


def test_nothing_is_suspect_in_drawn_creatures(bestiary: Path) -> None:
    found = find_suspects(SuspectsRequest(str(bestiary)))
    assert (found.pixels, found.labels, found.checked, found.problems) == ((), (), 0, ())


def test_corrupted_labels_are_found_at_the_top(copy: Path, tmp_path: Path) -> None:
    true = read_bestiary(copy).records
    predictions = predict(true, tmp_path / "predictions.csv")
    species = {record.number: record for record in true}
    wrong = {number: opposite(species[number].types) for number in (4, 17, 33, 58, 80)}
    mislabel(copy, wrong)
    found = find_suspects(SuspectsRequest(str(copy), predictions))
    assert found.checked == found.pictures == len(true)
    first = found.labels[: len(wrong)]
    assert {suspect.number for suspect in first} == set(wrong)
    for suspect in first:
        assert set(suspect.doubted) | set(suspect.missing)
        assert set(suspect.doubted) <= set(wrong[suspect.number])
        assert set(suspect.missing) <= set(species[suspect.number].types)
        assert set(suspect.predicted) & set(species[suspect.number].types)
        assert suspect.name == species[suspect.number].name
        pictures = sum(record.number == suspect.number for record in true)
        assert 1 <= suspect.suspects <= suspect.pictures == pictures
    assert [suspect.score for suspect in found.labels] == sorted(suspect.score for suspect in found.labels)
    assert len({suspect.number for suspect in found.labels}) == len(found.labels)
    assert len(found.labels) < len(species) / 3


def test_a_left_out_type_is_named_as_missing_and_a_false_one_as_doubted() -> None:
    rng = np.random.default_rng(0)
    truth = np.zeros((200, 18), np.float32)
    for row in truth:
        row[rng.choice(18, 2, replace=False)] = 1
    probabilities = np.clip(0.05 + 0.8 * truth + rng.normal(0, 0.02, truth.shape), 0.01, 0.99)
    labels = truth.copy()
    left_out, false = np.flatnonzero(truth[0])[0], np.flatnonzero(truth[1] == 0)[0]
    labels[0, left_out], labels[1, false] = 0, 1
    signs = check_labels(labels, probabilities)
    assert np.argwhere(signs.doubtful).tolist() == [[0, left_out], [1, false]]
    assert set(np.argsort(signs.quality)[:2]) == {0, 1}


def test_labels_of_few_pictures_and_of_types_that_none_has_can_be_judged() -> None:
    labels = np.stack([multi_hot(["fire"]), multi_hot(["fire"]), multi_hot(["fire", "ice"])])
    assert check_labels(labels, np.full((3, 18), 0.4)).doubtful.shape == (3, 18)
    with pytest.raises(ValueError, match="must be alike"):
        check_labels(labels, np.full((2, 18), 0.4))


def test_spoilt_pictures_are_found_each_by_its_kind(copy: Path) -> None:
    def blank(rgba: RGBA) -> RGBA:
        rgba[:] = 0
        rgba[2:5, 2:5] = 255
        return rgba

    def cut(rgba: RGBA) -> RGBA:
        columns = np.flatnonzero((rgba[..., 3] > 0).any(axis=0))
        middle = int(columns.mean())
        return np.concatenate([rgba[:, middle:], np.zeros_like(rgba[:, :middle])], axis=1)

    def on_white(rgba: RGBA) -> RGBA:
        return np.dstack([composite(rgba), np.full(rgba.shape[:2], 255, np.uint8)])

    def silhouette(rgba: RGBA) -> RGBA:
        rgba[..., :3] = 0
        return rgba

    def copied(rgba: RGBA) -> RGBA:
        return open_picture(copy / "images/001.png").rgba

    records = {record.key: record for record in read_bestiary(copy).records}
    first = records["images/001.png"]
    other = next(r for r in records.values() if r.number > 50 and not set(r.types) & set(first.types) and not r.shiny)

    def enlarged(rgba: RGBA) -> RGBA:
        return np.asarray(Image.fromarray(copied(rgba)).resize((90, 90), Image.Resampling.BILINEAR))

    expected = {
        ("empty", spoil(copy, "010.png", blank)),
        ("cut", spoil(copy, "020.png", cut)),
        ("opaque", spoil(copy, "030.png", on_white)),
        ("one color", spoil(copy, "040.png", silhouette)),
        ("duplicate", spoil(copy, "050.png", copied)),
        ("near-duplicate", spoil(copy, Path(other.key).name, enlarged)),
    }
    found = pixels_of(copy)
    assert expected <= set(found)
    assert {number for suspect in found.values() if (number := suspect.number)} == {10, 20, 30, 40, 50, other.number}
    assert found["duplicate", "images/050.png"].other == "images/001.png"
    assert "images/001.png" in found["near-duplicate", other.key].what
    assert "left" in found["cut", "images/020.png"].what
    assert all(0 <= suspect.score <= 1 for suspect in found.values())


def test_a_picture_of_another_creature_is_a_stranger_to_its_species(copy: Path) -> None:
    records = read_bestiary(copy).records
    shiny = next(record for record in records if record.shiny)
    facts = shiny.facts
    other = next(r for r in records if r.facts.shape != facts.shape and r.facts.color != facts.color)
    picture = open_picture(copy / other.key).rgba[:, ::-1]
    (copy / shiny.key).write_bytes(png_bytes(picture))
    found = pixels_of(copy)
    assert {kind for kind, _ in found} == {"stranger"}
    assert {suspect.number for suspect in found.values()} == {shiny.number}
    assert next(iter(found.values())).suspects == 2


def test_a_plain_background_is_taken_away_before_looking() -> None:
    rgba = np.full((40, 40, 4), 255, np.uint8)
    rgba[10:30, 20:] = (200, 30, 30, 255)
    look = pixel_features(rgba)
    assert look.opaque
    assert look.visible == pytest.approx(0.25)
    assert look.contact.tolist() == [0, 0.5, 0, 0]
    assert pixel_features(np.full((40, 40, 4), 255, np.uint8)).visible == 0


def test_sides_that_a_group_is_cut_at_by_habit_are_no_sign() -> None:
    contacts, groups = np.zeros((100, 4)), np.zeros(100, np.intp)
    contacts[:60, 2] = 0.5
    contacts[7, 1] = 0.4
    found = long_contacts(contacts, groups)
    assert np.argwhere(found).tolist() == [[7, 1]]


def test_the_command_prints_tables_writes_csv_json_and_a_sheet(
    spritedex: Spritedex, copy: Path, tmp_path: Path
) -> None:
    true = read_bestiary(copy).records
    mislabel(copy, {5: opposite(next(r for r in true if r.number == 5).types)})
    shutil.copy(copy / "images/001.png", copy / "images/060.png")
    (copy / "images/070.png").write_bytes(b"no picture")
    file, sheet, table = predict(true, tmp_path / "p.csv"), tmp_path / "sheet.png", tmp_path / "suspects.csv"
    done = spritedex("data", "suspects", copy, "--predictions", file, "--plot", sheet, "--csv", table, "--top", 3)
    assert done.returncode == 0, done.stderr
    assert "Labels" in done.stdout
    assert "the same pixels as" in done.stdout
    assert "images/070.png" in done.stderr
    with Image.open(sheet) as image:
        assert min(image.size) > 400
    lines = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))
    assert lines[0]["kind"] == "label"
    assert lines[0]["number"] == "5"
    assert any(line["kind"] == "duplicate" and line["other"] == "images/001.png" for line in lines)
    done = spritedex("data", "suspects", "--data", copy, "--json")
    values = json.loads(done.stdout)
    assert values["labels"] == []
    assert values["pixels"][0]["kind"] == "duplicate"
    assert "spritedex benchmark classifier writes it" in done.stderr


def test_predictions_that_do_not_belong_to_the_data_are_one_line(
    spritedex: Spritedex, bestiary: Path, tmp_path: Path
) -> None:
    records = tuple(replace(record, key=f"elsewhere/{record.key}") for record in read_bestiary(bestiary).records)
    file = predict(records, tmp_path / "p.csv")
    with pytest.raises(DataError, match="no prediction for any picture"):
        find_suspects(SuspectsRequest(str(bestiary), file))
    done = spritedex("data", "suspects", bestiary, "--predictions", tmp_path / "none.csv")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "none.csv: cannot be read" in done.stderr


@pytest.mark.realdata
@pytest.mark.slow
def test_clean_real_data_has_few_suspects(real_data: Path) -> None:
    found = find_suspects(SuspectsRequest(str(real_data)))
    assert found.pictures > 6000
    assert len(found.pixels) < 15
    assert {suspect.kind for suspect in found.pixels} <= {"cut"}
