"""Fitting: what fits is left alone, thin lines outlive shrinking, and bodies get no fatter by it."""

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from spritedex.cli.app import main
from spritedex.data.drawn import creatures
from spritedex.data.drawn_bodies import draw_creature
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.sprites.fit import fit_sprite
from spritedex.sprites.icons import icon_frames
from spritedex.sprites.palette import Indexed
from spritedex.sprites.pieces import largest_piece
from spritedex.workflows.generate.plan import plan
from spritedex.workflows.generate.request import GenerateRequest

INK = (20, 20, 60, 255)


def line_art(side: int, width: int) -> Image.Image:
    """A face of one piece in lines of so many pixels: round, straight, level, upright and slanting ones."""
    image = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(image)

    def at(*shares: float) -> tuple[float, ...]:
        return tuple(share * (side - 1) for share in shares)

    pen.ellipse(at(0.1, 0.2, 0.9, 1), outline=INK, width=width)
    pen.rectangle(at(0.31, 0.61, 0.7, 0.8), outline=INK, width=width)
    for ends in (at(0, 0, 0.22, 0.32), at(1, 0, 0.78, 0.32), at(0.5, 0.2, 0.5, 0.61)):
        pen.line(ends, fill=INK, width=width)
    return image


def opaque(rgba: RGBA) -> np.ndarray:
    return rgba[..., 3] >= 128


@pytest.mark.parametrize(("side", "width"), [(1000, 4), (1000, 12), (300, 2), (88, 1), (72, 1)])
def test_thin_lines_outlive_shrinking_from_end_to_end(side: int, width: int) -> None:
    drawn = line_art(side, width)
    lines = opaque(fit_sprite(np.asarray(drawn), 64))
    crossed = np.asarray(drawn.getchannel("A").resize((64, 64), Image.Resampling.BOX)) > 0
    near = np.asarray(Image.fromarray(lines).convert("L").filter(ImageFilter.MaxFilter(3))) > 0
    assert crossed[lines].all()
    assert near[crossed].all()
    assert 280 < lines.sum() < 360


def test_an_icon_of_an_outline_shows_it() -> None:
    sprite = Indexed((np.asarray(line_art(64, 1))[..., 3] > 0).astype(np.uint8), np.array([INK[:3]], np.uint8))
    low, _ = icon_frames(sprite, sprite.palette)
    assert largest_piece(low.indices > 0) > 0.9 * (low.indices > 0).sum() > 80


def test_what_fits_is_left_alone() -> None:
    for creature in creatures(8, seed=2):
        rgba = draw_creature(creature.appearance, 64)
        assert np.array_equal(fit_sprite(rgba, 64), rgba)


@pytest.mark.parametrize("side", [96, 200, 500])
def test_bodies_get_no_fatter(side: int) -> None:
    for creature in creatures(8, seed=2):
        large = draw_creature(creature.appearance, side)
        rows, columns = np.nonzero(opaque(large))
        area = opaque(large).sum() * (64 / max(np.ptp(rows) + 1, np.ptp(columns) + 1)) ** 2
        assert opaque(fit_sprite(large, 64)).sum() < 1.03 * area


def test_a_sketch_in_thin_lines_is_quantized_and_begun_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line_art(1000, 4).save(tmp_path / "sketch.png")
    monkeypatch.setattr(
        sys, "argv", ["spritedex", "sprite", "quantize", str(tmp_path / "sketch.png"), "--out", str(tmp_path / "new")]
    )
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 0
    sprite = open_picture(tmp_path / "new" / "sketch.png").rgba
    assert opaque(sprite).sum() > 200
    (prompt_plan,) = plan(GenerateRequest(("a face",), init=tmp_path / "sketch.png")).prompts
    start = prompt_plan.variants[0].init
    assert start is not None
    assert np.array_equal(opaque(start), opaque(sprite))


def test_a_hair_is_named_and_the_others_go_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line_art(2000, 2).save(tmp_path / "hair.png")
    line_art(80, 3).save(tmp_path / "face.png")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["spritedex", "sprite", "quantize", "hair.png", "face.png", "--out", "new"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 1
    assert capsys.readouterr().err == ("error: hair.png: too thin or faint to be seen at 64x64; draw thicker lines\n")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["face.png"]


def test_a_picture_of_the_squares_own_size_keeps_doubled_pixels() -> None:
    coarse = np.zeros((64, 64, 4), np.uint8)
    coarse[16:48, 20:44] = (200, 40, 40, 255)
    coarse[24:32, 24:28] = (20, 20, 20, 255)
    assert np.array_equal(fit_sprite(coarse, 64), coarse)
    assert np.array_equal(fit_sprite(coarse.repeat(2, axis=0).repeat(2, axis=1), 64)[48:, 24:40], coarse[::4, ::4])
