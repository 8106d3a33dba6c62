"""Explanations: the colored place speaks for its type, and the command writes a plot for each picture."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from spritedex.runtime.classifier import Classifier
from spritedex.runtime.explain import explain
from spritedex.sprites.codec import RGBA, png_bytes
from spritedex.sprites.sheets import Evidence, evidence_sheet
from spritedex.vocabulary import TYPE_COLORS
from tests.pictures import png_text
from tests.toy_bundles import SIZE, toy_classifier, toy_reader

GREY = (120, 120, 120, 255)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return toy_classifier(tmp_path_factory.mktemp("bundles") / "toy")


@pytest.fixture(scope="module")
def classifier(bundle: Path) -> Classifier:
    return Classifier.load(bundle)


def half_red_half_blue(size: int = 64) -> RGBA:
    rgba = np.full((size, size, 4), (255, 0, 0, 255), np.uint8)
    rgba[:, size // 2 :] = (0, 0, 255, 255)
    return rgba


def test_the_red_half_speaks_for_fire_and_the_blue_half_against(classifier: Classifier) -> None:
    maps = explain(classifier, half_red_half_blue(), ("fire", "water"))
    assert list(maps) == ["fire", "water"]
    for heat in maps.values():
        assert heat.shape == (SIZE, SIZE)
        assert heat.dtype == np.float32
    left, right = maps["fire"][:, : SIZE // 4], maps["fire"][:, -SIZE // 4 :]
    assert left.min() > 0 > right.max()
    assert maps["water"] == pytest.approx(maps["fire"][:, ::-1], abs=1e-3)


def test_the_heat_is_the_drop_of_the_logit(classifier: Classifier) -> None:
    # Hiding white changes nothing; of a red square within the patch, hiding the middle hides all of it.
    rgba = np.full((SIZE, SIZE, 4), 255, np.uint8)
    rgba[14:16, 14:16] = (255, 0, 0, 255)
    (whole,) = classifier.logits([rgba])
    (without,) = classifier.logits([np.full_like(rgba, 255)])
    heat = explain(classifier, rgba, ("fire",))["fire"]
    assert heat[14:16, 14:16].mean() == pytest.approx((whole - without)[1], rel=0.3)
    assert np.unravel_index(np.abs(heat).argmax(), heat.shape)[0] in range(12, 18)
    assert np.abs(heat[-4:, -4:]).max() == 0


def test_nothing_is_asked_of_places_where_nothing_is(classifier: Classifier) -> None:
    rgba = np.zeros((SIZE, SIZE, 4), np.uint8)
    rgba[:8, :8] = (255, 0, 0, 255)
    heat = explain(classifier, rgba, ("fire",))["fire"]
    assert heat[:6, :6].min() > 0
    assert (heat[20:, 20:] == 0).all()


@pytest.mark.parametrize("shape", [(16, 40), (300, 100), (8, 8)])
def test_any_shape_is_explained_over_its_square(classifier: Classifier, shape: tuple[int, int]) -> None:
    (heat,) = explain(classifier, np.full((*shape, 4), GREY, np.uint8), ("fire",)).values()
    assert heat.shape == (SIZE, SIZE)
    assert np.isfinite(heat).all()


def test_the_sheet_is_warm_where_it_speaks_for_and_cool_where_against() -> None:
    heat = np.tile(np.linspace(1, -1, SIZE, dtype=np.float32), (SIZE, 1))
    grey = np.full((64, 64, 4), GREY, np.uint8)
    sheet = np.asarray(evidence_sheet("a name", grey, [Evidence("fire", 0.7, heat), Evidence("ice", 0.6, 0 * heat)]))
    panels = sheet[100:300].astype(int)
    columns = panels[:, 16 + 256 + 12 :][:, :256]
    assert (columns[:, 10, 0] - columns[:, 10, 2]).min() > 80, "warm on the left"
    assert (columns[:, -10, 2] - columns[:, -10, 0]).min() > 80, "cool on the right"
    unmoved = panels[:, 16 + 2 * (256 + 12) :][:, :256]
    assert np.ptp(unmoved, axis=-1).max() == 0, "no evidence, no color"
    for name in ("fire", "ice"):
        assert (sheet == np.array(tuple(bytes.fromhex(TYPE_COLORS[name][1:])))).all(axis=-1).any()


def test_weak_evidence_stays_pale() -> None:
    grey, heat = np.full((64, 64, 4), GREY, np.uint8), np.full((4, 4), 0.01, np.float32)
    sheet = np.asarray(evidence_sheet("a name", grey, [Evidence("fire", 0.7, heat)])).astype(int)
    assert np.ptp(sheet[150, 300:500], axis=-1).max() < 20


@pytest.mark.parametrize("color", [(255, 255, 255, 255), (0, 0, 0, 255)])
def test_light_and_dark_creatures_show(color: tuple[int, ...]) -> None:
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[16:48, 16:48] = color
    sheet = np.asarray(evidence_sheet("a name", rgba, [Evidence("fire", 0.7, np.zeros((4, 4), np.float32))]))
    panel = sheet[80:330, 16 + 256 + 12 :][:, :256].astype(int)
    assert abs(panel[120, 128] - panel[20, 20]).min() > 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for place in ("art/fox.png", "art/more/fox.png", "art/more/Fox.bmp"):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(half_red_half_blue(24)).convert("RGB").save(path)
    (tmp_path / "art" / "broken.png").write_text("no picture")
    return tmp_path


def test_every_picture_gets_a_figure_of_its_own(bundle: Path, folder: Path, spritedex: Callable[..., Any]) -> None:
    def run() -> Any:
        return spritedex("classify", "art", "--model", bundle, "--explain", "--out", "art/why", "--json", cwd=folder)

    done = run()
    assert done.returncode == 1
    document = json.loads(done.stdout)
    plots = [Path(reading["explained"]) for reading in document["readings"]]
    names = ["fox-explained.png", "Fox-2-explained.png", "fox-3-explained.png"]
    assert plots == [Path("art/why") / name for name in names]
    assert sorted((folder / "art" / "why").iterdir()) == sorted(folder / plot for plot in plots)
    for plot in plots:
        with Image.open(folder / plot) as picture:
            assert png_text(picture)["Software"] == "Spritedex plot"
    assert [problem["where"] for problem in document["problems"]] == ["art/broken.png"]
    before = (folder / plots[0]).read_bytes()
    assert json.loads(run().stdout) == document, "its own plots are not read as creatures"
    assert (folder / plots[0]).read_bytes() == before


def test_one_picture_is_explained_beside_the_working_directory(folder: Path, spritedex: Callable[..., Any]) -> None:
    reader = toy_reader(folder / "bundles" / "toy")
    done = spritedex("classify", "art/fox.png", "--model", reader, "--explain", cwd=folder)
    assert done.returncode == 0
    assert "plot: fox-explained.png" in done.stdout
    with Image.open(folder / "fox-explained.png") as picture:
        assert picture.width > picture.height > 200
    data = png_bytes(half_red_half_blue())
    done = spritedex("classify", "-", "--model", reader, "--explain", "--csv", cwd=folder, input=data)
    assert done.returncode == 0
    assert (folder / "stdin-explained.png").is_file()


def test_figures_that_cannot_be_written_are_explained(
    bundle: Path, folder: Path, spritedex: Callable[..., Any]
) -> None:
    (folder / "taken").write_text("a file")
    done = spritedex("classify", "art", "--model", bundle, "--explain", "--out", "taken", cwd=folder)
    assert done.returncode == 2
    assert "cannot write into taken (taken is a file)" in done.stderr
    assert "Traceback" not in done.stderr
    done = spritedex("classify", "art", "--model", bundle, "--out", "why", cwd=folder)
    assert done.returncode == 2
    assert "--out needs --explain" in done.stderr


@pytest.mark.parametrize("kind", ["--json", "--csv"])
def test_a_taken_name_stops_no_other_picture(
    bundle: Path, folder: Path, spritedex: Callable[..., Any], kind: str
) -> None:
    (folder / "art" / "broken.png").unlink()
    (folder / "why").mkdir()
    (folder / "why" / "fox-explained.png").write_text("mine")
    done = spritedex("classify", "art", "--model", bundle, "--explain", "--out", "why", kind, cwd=folder)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "art/fox.png: why/fox-explained.png is there already, with other content" in done.stderr
    assert "or give --force" in done.stderr
    if kind == "--json":
        document = json.loads(done.stdout)
        assert [reading["file"] for reading in document["readings"]] == ["art/more/Fox.bmp", "art/more/fox.png"]
        assert [problem["where"] for problem in document["problems"]] == ["art/fox.png"]
    else:
        assert [line.partition(",")[0] for line in done.stdout.splitlines()] == [
            "file", "art/more/Fox.bmp", "art/more/fox.png",
        ]  # fmt: skip
    assert (folder / "why" / "fox-explained.png").read_text() == "mine"


@pytest.mark.realdata
def test_the_packaged_model_explains_a_real_picture(real_data: Path) -> None:
    from spritedex.sprites.codec import open_picture

    classifier = Classifier.load()
    rgba = open_picture(real_data / "pokedex" / "small_images" / "006.png").rgba
    types = classifier.classify_one(rgba).types
    size = classifier.config.image_size
    for heat in explain(classifier, rgba, types).values():
        assert heat.shape == (size, size)
        assert 0.01 < np.abs(heat).max() < 20
