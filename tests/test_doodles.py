"""A doodle as the picture to start from becomes a clean creature of the same form; our own drawings, the packaged
painter."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from spritedex import Generator
from spritedex.sprites.doodle import doodle_of
from spritedex.sprites.oklab import to_lab

WHITE, BLACK, GREEN = (255, 255, 255), (0, 0, 0), (90, 170, 80)


@pytest.fixture(scope="module")
def painter() -> Generator:
    return Generator.load()


def _colored() -> Image.Image:
    """A frog in flat colors on nothing."""
    image = Image.new("RGBA", (256, 256))
    draw = ImageDraw.Draw(image)
    for box in ((60, 60, 200, 230), (85, 20, 125, 100), (135, 20, 175, 100)):
        draw.ellipse(box, GREEN)
    for left in (92, 142):
        draw.ellipse((left, 36, left + 26, 72), WHITE)
        draw.ellipse((left + 7, 48, left + 19, 66), BLACK)
    draw.line((100, 112, 130, 122, 160, 112), (40, 40, 40), 6)
    return image.resize((64, 64), Image.Resampling.NEAREST)


def _lines() -> Image.Image:
    """A cat's head in lines on paper."""
    image = Image.new("RGB", (64, 64), WHITE)
    draw = ImageDraw.Draw(image)
    draw.ellipse((12, 20, 50, 56), outline=BLACK, width=2)
    for ear in ([(16, 26), (18, 8), (30, 20)], [(34, 20), (46, 8), (48, 26)]):
        draw.polygon(ear, outline=BLACK)
    for left in (20, 34):
        draw.ellipse((left, 28, left + 8, 38), outline=BLACK)
    draw.line((26, 46, 31, 49, 36, 46), BLACK, 2)
    return image


def is_doodle(picture: NDArray[np.uint8]) -> bool:
    return doodle_of(picture, lambda: WHITE) is not None


def _hue(rgba: NDArray[np.uint8], place: NDArray[np.bool_]) -> float:
    _, a, b = to_lab(rgba[place][:, :3]).mean(0)
    return float(np.degrees(np.arctan2(b, a)))


@pytest.mark.parametrize("strength", [0.3, 0.6])
def test_a_doodle_keeps_its_form_its_eyes_and_its_colors(painter: Generator, strength: float) -> None:
    drawn = np.asarray(_colored())
    sprite = next(painter.generate("a frog", init=_colored(), strength=strength))
    shape, asked = sprite.rgba[..., 3] > 0, drawn[..., 3] > 0
    assert (shape & asked).sum() > 0.93 * (shape | asked).sum()
    black = (drawn[..., :3] == 0).all(-1) & asked
    assert (to_lab(sprite.rgba[black][:, :3])[:, 0] < 0.3).mean() > 0.9, "the pupils went"
    body = (drawn[..., :3] == GREEN).all(-1) & asked
    assert abs(_hue(sprite.rgba, body) - _hue(drawn, body)) < 20
    assert len(np.unique(sprite.rgba[body], axis=0)) >= 4, "no light and shade"


def test_lines_are_filled_with_the_color_that_is_asked_for(painter: Generator) -> None:
    for color, hue in (("blue", -105), ("orange", 60)):
        sprite = next(painter.generate(f"a {color} cat", init=_lines()))
        assert (sprite.rgba[32:36, 23:26, :3] > 240).all(), "the whites of eyes are white"
        assert abs(_hue(sprite.rgba, np.indices((64, 64))[0] == 42) - hue) < 30
        assert sprite.rgba[0, 0, 3] == 0


def test_what_is_shaded_is_no_doodle(painter: Generator) -> None:
    assert is_doodle(np.asarray(_colored()))
    assert is_doodle(np.asarray(_colored().resize((90, 90)).resize((64, 64), Image.Resampling.BOX)))
    shaded = next(painter.generate("a green frog"))
    assert not is_doodle(shaded.rgba)
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 4)).astype(np.uint8)
    noise[..., 3] = 255
    assert not is_doodle(noise)
    assert not is_doodle(np.zeros((64, 64, 4), np.uint8))


def _cat(ink: tuple[int, int, int] = BLACK, paper: tuple[int, int, int] = WHITE, width: int = 6) -> Image.Image:
    """A cat in lines, with a pen slip: its outline is open at the right."""
    image = Image.new("RGB", (256, 256), paper)
    draw = ImageDraw.Draw(image)
    draw.ellipse((70, 120, 190, 240), outline=ink, width=width)
    for ear in ((72, 70, 70, 15, 110, 45), (145, 45, 186, 15, 186, 70)):
        draw.polygon(ear, outline=ink, width=width)
    draw.ellipse((65, 35, 192, 145), outline=ink, width=width)
    for left in (92, 138):
        draw.ellipse((left, 70, left + 28, 108), outline=ink, width=max(1, width // 2))
        draw.ellipse((left + 9, 82, left + 20, 100), ink)
    draw.rectangle((180, 84, 200, 91), paper)
    return image


def _on_nothing() -> Image.Image:
    clear = Image.new("RGBA", (256, 256))
    clear.putalpha(_cat().convert("L").point(lambda value: 255 - value))
    return clear


@pytest.mark.parametrize(
    "drawing",
    [
        _cat(), _cat(width=12), _cat((40, 60, 200)), _cat((220, 40, 40)), _cat((150, 150, 150)), _cat(WHITE, BLACK),
        _cat().resize((60, 60), Image.Resampling.BOX), _on_nothing(),
    ],
    ids=["pen", "marker", "blue", "red", "pencil", "chalk", "small", "on nothing"],
)  # fmt: skip
def test_lines_of_any_ink_are_filled_and_keep_their_eyes(painter: Generator, drawing: Image.Image) -> None:
    rgba = next(painter.generate("an orange cat", init=drawing)).rgba
    lab, shown = to_lab(rgba[..., :3]), rgba[..., 3] > 0
    orange = shown & (lab[..., 2] > 0.06)
    top, rows = int(np.nonzero(shown)[0].min()), int(np.ptp(np.nonzero(shown)[0])) + 1
    assert orange.sum() > 0.6 * shown.sum(), "it is not filled"
    head = np.zeros_like(shown)
    head[top + rows // 5 : top + rows // 2] = True
    assert (orange & head).sum() > 250, "the head is empty"
    face = head & shown & ~orange
    assert np.ptp(lab[face][:, 0]) > 0.3, "no pupils in the whites of eyes"


@pytest.mark.parametrize("width", [4, 7])
def test_a_tail_of_one_stroke_stays(painter: Generator, width: int) -> None:
    drawing = _cat(width=width)
    ImageDraw.Draw(drawing).line((188, 200, 226, 180, 236, 130), BLACK, width)
    shown = next(painter.generate("an orange cat", init=drawing)).rgba[..., 3] > 0
    bare = next(painter.generate("an orange cat", init=_cat(width=width))).rgba[..., 3] > 0
    assert np.ptp(np.nonzero(shown)[1]) > np.ptp(np.nonzero(bare)[1]) + 5


def test_what_is_shaded_in_greys_is_no_drawing_of_lines(painter: Generator) -> None:
    for sentence in ("a white cat", "a skeleton", "a zebra", "a white bear"):
        assert not any(is_doodle(sprite.rgba) for sprite in painter.generate(sentence, count=2))


def test_a_silhouette_in_one_dark_color_takes_the_color_of_the_prompt(painter: Generator) -> None:
    image = Image.new("RGB", (128, 128), WHITE)
    ImageDraw.Draw(image).ellipse((20, 30, 108, 120), BLACK)
    rgba = next(painter.generate("an orange cat", init=image)).rgba
    assert abs(_hue(rgba, rgba[..., 3] > 0) - 60) < 30
