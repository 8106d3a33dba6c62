"""Pictures as makers bring them, through quantize, recolor and export: grid, ground, frames, palettes, kept indices."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from spritedex.errors import OptionError, PictureError
from spritedex.sprites.aseprite import aseprite
from spritedex.sprites.codec import RGBA, open_picture, png_bytes
from spritedex.sprites.ground import visible
from spritedex.sprites.palette import indexed_png, quantize, quantize_to, quantize_together
from spritedex.sprites.palette_files import hex_palette
from spritedex.workflows.sprites.edit import RecolorRequest, quantize_picture, recolor_picture
from spritedex.workflows.sprites.export import ExportRequest, export_pictures
from tests.degrading import enlarged, on_ground, reopened
from tests.pictures import FRONT, SECOND


def rgba_of(png: bytes) -> RGBA:
    return visible(open_picture(png).rgba)


def colors_of(rgba: RGBA) -> set[tuple[int, ...]]:
    return {tuple(color) for color in rgba[rgba[..., 3] > 0][:, :3].tolist()}


def test_an_enlarged_jpeg_on_white_becomes_the_sprite() -> None:
    picture = reopened(on_ground(enlarged(FRONT, 6.38)), format="JPEG", quality=85)
    edited = quantize_picture(png_bytes(picture))
    assert (
        edited.notes == ("grid 6.38 px found, 64x64", "plain ground #ffffff cleared")
        or edited.notes[0][:8] == "grid 6.3"
    )
    assert ((rgba_of(edited.png)[..., 3] > 0) == (FRONT[..., 3] > 0)).mean() > 0.99


def unnamed_clear() -> bytes:
    """An indexed PNG whose index 0 is the ground, without tRNS, with an unused color, bright to dark."""
    sprite = quantize(FRONT)
    image = Image.fromarray(np.where(sprite.indices, 1 + len(sprite.palette) - sprite.indices, 0).astype(np.uint8))
    image.putpalette([152, 208, 160, *sprite.palette[::-1].ravel().tolist(), 1, 2, 3])
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue()


def test_index_0_of_a_games_picture_is_clear() -> None:
    edited = quantize_picture(unnamed_clear())
    assert np.array_equal(rgba_of(edited.png), FRONT)
    assert edited.notes == ("index 0 fills the border: cleared as the ground",)
    assert rgba_of(quantize_picture(unnamed_clear(), ground="keep").png)[..., 3].all()


def test_recolor_keeps_indices_order_and_unused_entries() -> None:
    data = unnamed_clear()
    edited = recolor_picture(RecolorRequest(data, swaps=(((1, 2, 3), (9, 9, 9)),)))
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(edited.png)) as after:
        assert np.array_equal(np.asarray(before), np.asarray(after))
    assert edited.palette[-1] == "#090909"


def test_a_strip_an_animation_and_an_editors_file_are_two_frames() -> None:
    strip = png_bytes(np.concatenate([FRONT, SECOND]))
    buffer = io.BytesIO()
    Image.fromarray(FRONT).save(buffer, format="PNG", save_all=True, append_images=[Image.fromarray(SECOND)])
    first, second = quantize_together([FRONT, SECOND])
    editors = aseprite([("front", first), ("front", second)])
    for source in (strip, buffer.getvalue(), editors):
        files = export_pictures(ExportRequest(source, name="fox")).files
        assert np.array_equal(rgba_of(files["fox.png"]), FRONT)
        assert np.array_equal(rgba_of(files["fox-2.png"]), SECOND)


def test_a_blank_first_frame_is_skipped_with_a_note() -> None:
    edited = quantize_picture(png_bytes(np.concatenate([np.zeros_like(FRONT), FRONT])))
    assert np.array_equal(rgba_of(edited.png), FRONT)
    assert "the first frame is blank: skipped" in edited.notes


def test_trimmed_frames_do_not_jump() -> None:
    wing = FRONT.copy()
    wing[30:34, 55:62] = FRONT[40, 30]
    request = ExportRequest(png_bytes(FRONT[8:60, 4:54]), second=png_bytes(wing[8:60, 4:62]), name="fox")
    files = export_pictures(request).files
    same = (rgba_of(files["fox.png"]) == rgba_of(files["fox-2.png"])).all(axis=-1)
    assert same.sum() == 64 * 64 - (wing != FRONT).any(axis=-1).sum()


def test_few_colors_are_merged_to_the_limit_and_no_pixel_is_despeckled() -> None:
    shades = np.zeros((64, 64, 4), np.uint8)
    shades[10:50, 8:56] = [(90 + 2 * (column // 3), 60, 50, 255) for column in range(48)]
    shades[3, 3] = (90, 60, 50, 255)
    shades[5, 60] = (90, 60, 50, 20)
    found = quantize(shades)
    assert len(found.palette) == 15
    assert found.indices[3, 3] > 0
    assert colors_of(found.rgba) <= colors_of(shades)
    assert not found.indices[5, 60]


def test_a_fixed_palette_gives_its_colors_only(
    tmp_path: Path, spritedex: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    palette = np.array([[250, 250, 240], [200, 90, 40], [30, 20, 20]], np.uint8)
    (tmp_path / "fox.png").write_bytes(png_bytes(FRONT))
    (tmp_path / "four.hex").write_bytes(hex_palette(palette))
    arguments = ["sprite", "quantize", tmp_path / "fox.png", "--out", tmp_path / "out", "--palette"]
    assert spritedex(*arguments, tmp_path / "four.hex").returncode == 0
    assert colors_of(open_picture(tmp_path / "out" / "fox.png").rgba) <= set(map(tuple, palette.tolist()))
    missing = spritedex(*arguments, tmp_path / "none.gpl")
    assert missing.returncode == 1
    assert "none.gpl: no such file" in missing.stderr
    wide = np.stack([np.arange(0, 250, 5)] * 3, axis=-1).astype(np.uint8)
    grey = quantize_to([FRONT], wide, 6)[0]
    assert len(grey.palette) <= 6
    assert colors_of(grey.rgba) <= set(map(tuple, wide.tolist()))


def test_errors_name_the_picture_and_the_option() -> None:
    with pytest.raises(PictureError, match=r"picture: .*\.aseprite file is damaged"):
        quantize_picture(aseprite([("front", quantize(FRONT))])[:200])
    with pytest.raises(OptionError, match="ground"):
        quantize_picture(indexed_png(quantize(FRONT)), ground="blue")  # type: ignore[arg-type]
