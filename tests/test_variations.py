"""Variations of sprites that began at a sketch or a picture; the packaged painter, by command line and from Python."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from spritedex import Generator
from spritedex.sprites.oklab import to_lab


@pytest.fixture(scope="module")
def painter() -> Generator:
    return Generator.load()


def _colors(rgba: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(np.mean(to_lab(rgba[rgba[..., 3] > 0][:, :3]), axis=0))


@pytest.mark.parametrize("sentence", ["a green dragon", "a knight frog with a sword", "a purple octopus"])
def test_variations_keep_colors_and_parts_and_differ_in_shape(painter: Generator, sentence: str) -> None:
    sprite = next(painter.generate(sentence, seed=3))
    varied = list(painter.generate(variation_of=sprite, count=3))
    shapes = [each.rgba[..., 3] > 0 for each in (sprite, *varied)]
    assert all((one != other).sum() > 60 for at, one in enumerate(shapes) for other in shapes[:at])
    for each in varied:
        assert each.sketch == sprite.sketch
        assert np.linalg.norm(_colors(each.rgba) - _colors(sprite.rgba)) < 0.1
        assert each.recipe["understood"] == sprite.recipe["understood"]
        assert 0.5 < (each.rgba[..., 3] > 0).sum() / shapes[0].sum() < 1.6


def test_a_strength_says_how_much_is_changed(painter: Generator) -> None:
    sprite = next(painter.generate("a green dragon", seed=3))
    little, much = (
        np.mean([(each.rgba[..., 3] != sprite.rgba[..., 3]).mean() for each in painter.generate(
            variation_of=sprite, count=3, strength=strength)])
        for strength in (0.2, 1.0)
    )  # fmt: skip
    assert 2 * little < much


def test_a_variation_is_varied_and_drawn_again_from_its_png(spritedex: Any, tmp_path: Path) -> None:
    assert not spritedex("generate", "a red fox", "--name", "fox", cwd=tmp_path).returncode
    for source in ("fox", "fox-variation-1"):
        done = spritedex("generate", "--variations", f"sprites/{source}.png", "-n", "2", "--no-sheet", cwd=tmp_path)
        assert not done.returncode, done.stderr
    drawn = sorted(path.name for path in (tmp_path / "sprites").glob("*.png"))
    assert drawn == [
        "fox-variation-1-variation-0.png", "fox-variation-1-variation-2.png", "fox-variation-1.png",
        "fox-variation-2.png", "fox.png",
    ]  # fmt: skip
    assert len({Image.open(tmp_path / "sprites" / name).tobytes() for name in drawn}) == len(drawn)
    recipe = f"sprites/{drawn[0]}"
    done = spritedex("generate", "--recipe", recipe, "--out", "again", cwd=tmp_path)
    assert not done.returncode, done.stderr
    (again,) = (tmp_path / "again").glob("*.png")
    assert again.read_bytes() == (tmp_path / recipe).read_bytes()


def test_the_back_of_a_variation_is_changed_as_its_front(painter: Generator) -> None:
    sprite = next(painter.generate("a green dragon", seed=3))
    (varied,) = painter.generate(variation_of=sprite, count=1)
    assert (varied.back.rgba[..., 3] != sprite.back.rgba[..., 3]).sum() > 60
    assert not any("turned round" in note for note in varied.back.notes)


def test_variations_of_a_shiny_one_have_its_colors(painter: Generator) -> None:
    sprite = next(painter.generate("an orange cat", shiny=True))
    for each in painter.generate(variation_of=sprite, count=3):
        assert np.linalg.norm(_colors(each.rgba) - _colors(sprite.rgba)) < 0.1


def test_what_began_at_a_picture_is_bent_and_keeps_its_colors(painter: Generator) -> None:
    doodle = Image.new("RGB", (64, 64), "white")
    pen = ImageDraw.Draw(doodle)
    pen.ellipse((12, 8, 52, 56), (240, 150, 50))
    for left in (20, 35):
        pen.ellipse((left, 20, left + 9, 30), "white")
        pen.ellipse((left + 3, 23, left + 6, 28), "black")
    sprite = next(painter.generate("a slime", init=doodle))
    varied = list(painter.generate(variation_of=sprite, count=3))
    shapes = [each.rgba[..., 3] > 0 for each in (sprite, *varied)]
    assert all((one != other).sum() > 60 for at, one in enumerate(shapes) for other in shapes[:at])
    for each, shape in zip(varied, shapes[1:], strict=True):
        assert not shape[[0, -1]].any()
        assert 0.5 < shape.sum() / shapes[0].sum() < 1.6
        assert (to_lab(each.rgba[shape][:, :3])[:, 0] > 0.93).sum() > 20
        assert np.linalg.norm(_colors(each.rgba) - _colors(sprite.rgba)) < 0.1
        near, chroma = (np.hypot(*_colors(rgba)[1:]) for rgba in (sprite.shiny.rgba, each.shiny.rgba))
        assert 0.7 < chroma / near < 1.4
    (rare,) = painter.generate(variation_of=sprite.shiny, count=1)
    assert np.linalg.norm(_colors(rare.rgba) - _colors(sprite.shiny.rgba)) < 0.1


@pytest.mark.parametrize("style", ["artwork", "menu"])
def test_a_picture_keeps_its_form_and_its_soft_edges_in_any_style(painter: Generator, style: str) -> None:
    picture = next(painter.generate("an orange cat", style=style))
    blue = next(painter.generate("a blue cat", init=picture.rgba, style=style))
    assert np.abs(blue.rgba[..., 3].astype(int) - picture.rgba[..., 3]).max() < 32
    assert _colors(blue.rgba)[2] < _colors(picture.rgba)[2] - 0.05
    light = to_lab(picture.rgba[..., :3])[..., 0], to_lab(blue.rgba[..., :3])[..., 0]
    shown = picture.rgba[..., 3] > 200
    assert np.corrcoef(light[0][shown], light[1][shown])[0, 1] > 0.9
