"""A marked part of a sprite that Spritedex drew is drawn again at its own sketch; the packaged painter."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from spritedex import Generator, Sprite
from spritedex.sprites.oklab import to_lab

Run = Callable[..., subprocess.CompletedProcess[str]]
HEAD, TAIL, EYES, BELOW = np.s_[:26, 18:], np.s_[4:52, :20], np.s_[16:34, 32:60], np.s_[30:62, :]


@pytest.fixture(scope="module")
def painter() -> Generator:
    return Generator.load()


@pytest.fixture(scope="module")
def fox(painter: Generator) -> Sprite:
    return next(painter.generate("a red fox", seed=1))


def marked(*places: tuple[slice, slice]) -> NDArray[np.uint8]:
    mask = np.zeros((64, 64, 4), np.uint8)
    for place in places:
        mask[place] = 255
    return mask


def like(sprite: Sprite, color: tuple[int, int, int], reach: float = 0.14) -> NDArray[np.bool_]:
    """Where a sprite has about a color, bool [64, 64]."""
    apart = np.linalg.norm(to_lab(sprite.rgba[..., :3]) - to_lab(np.array(color, np.uint8)), axis=-1)
    return np.asarray((apart < reach) & (sprite.rgba[..., 3] > 0))


def bluish(sprite: Sprite) -> NDArray[np.bool_]:
    red, _, blue, alpha = np.moveaxis(sprite.rgba.astype(int), -1, 0)
    return np.asarray((blue > red + 30) & (alpha > 0))


def test_a_hat_and_then_a_flame_are_put_on_a_fox_that_stays_as_it_is(painter: Generator, fox: Sprite) -> None:
    hat = next(painter.generate("a red fox with a blue wizard hat", init=fox, mask=marked(HEAD)))
    assert hat.recipe["redrawn"] == "sketch"
    assert any("sketch of the sprite" in note for note in hat.notes)
    assert bluish(hat)[HEAD].sum() > 60
    assert len(hat.palette) <= 15
    assert (hat.rgba[BELOW][..., 3] == fox.rgba[BELOW][..., 3]).all()
    apart = np.linalg.norm(to_lab(hat.rgba[BELOW][..., :3]) - to_lab(fox.rgba[BELOW][..., :3]), axis=-1)
    assert (apart == 0).mean() > 0.88
    assert apart.max() < 0.18
    flame = next(painter.generate("a burning tail", init=hat, mask=marked(TAIL)))
    assert like(flame, (250, 205, 80))[TAIL].sum() > 15
    assert (bluish(flame) & bluish(hat))[HEAD].sum() > 60


def test_a_part_that_is_larger_than_the_mark_is_drawn_whole(painter: Generator, fox: Sprite) -> None:
    small = marked(np.s_[30:40, 20:30])
    winged = next(painter.generate("a red fox with dragon wings", init=fox, mask=small))
    new = (winged.rgba[..., 3] > 0) & (fox.rgba[..., 3] == 0)
    assert new.sum() > 100
    assert not new[0].any()
    assert not new[:, [0, -1]].any()


def test_eyes_alone_change(painter: Generator, fox: Sprite) -> None:
    angry = next(painter.generate("an angry red fox", init=fox, mask=marked(EYES)))
    changed = (angry.rgba != fox.rgba).any(-1)
    assert 10 < changed.sum() < 180
    assert changed[EYES].sum() > 0.8 * changed.sum()


def test_a_sprite_that_was_moved_is_known_still(painter: Generator, fox: Sprite, tmp_path: Path) -> None:
    text = PngInfo()
    for key, value in (("prompt", "a red fox"), ("seed", "1"), ("sketch", fox.sketch)):
        text.add_text(key, value)
    Image.fromarray(np.roll(fox.rgba, (2, -1), (0, 1))).save(tmp_path / "moved.png", pnginfo=text)
    prompt = "a red fox with a blue wizard hat"
    hat = next(painter.generate(prompt, init=tmp_path / "moved.png", mask=marked(HEAD)))
    assert hat.recipe["redrawn"] == "sketch"
    assert (np.roll(hat.rgba, (-2, 1), (0, 1))[BELOW][..., 3] == fox.rgba[BELOW][..., 3]).all()


def test_where_the_sketch_shows_no_more_nothing_changes(painter: Generator, fox: Sprite) -> None:
    same = next(painter.generate("a red fox", init=fox, mask=marked(TAIL)))
    assert (same.rgba == fox.rgba).all()
    assert any("nothing changes" in note for note in same.notes)


def test_a_picture_that_names_no_sketch_is_fitted_dyed_or_painted(painter: Generator, fox: Sprite) -> None:
    hat = next(painter.generate("a blue hat", init=fox.rgba, mask=marked(HEAD)))
    assert hat.recipe["redrawn"] == "parts"
    assert bluish(hat)[HEAD].sum() > 30
    blue = next(painter.generate("a blue fox", init=fox.rgba, mask=marked(TAIL)))
    assert blue.recipe["redrawn"] == "colors"
    assert (blue.rgba[..., 3] == fox.rgba[..., 3]).all()
    assert bluish(blue)[TAIL].sum() > 60
    tail = next(painter.generate("a red fox with a burning tail", init=fox.rgba, mask=marked(TAIL)))
    assert tail.recipe["redrawn"] == "network"
    assert any("names no sketch" in note for note in tail.notes)


def test_the_command_reads_the_sketch_from_the_file_and_draws_the_same_again(
    spritedex: Run, fox: Sprite, tmp_path: Path
) -> None:
    fox.save(tmp_path / "fox.png")
    Image.fromarray(marked(HEAD)).save(tmp_path / "mask.png")
    given = ["--init", tmp_path / "fox.png", "--mask", tmp_path / "mask.png", "--out", tmp_path, "--json"]
    (sprite,) = json.loads(spritedex("generate", "a red fox with a golden crown", *given).stdout)["sprites"]
    assert sprite["redrawn"] == "sketch"
    again = spritedex("generate", "--recipe", sprite["file"], "--out", tmp_path / "again")
    assert again.returncode == 0
    assert "byte for byte" in again.stdout + again.stderr
