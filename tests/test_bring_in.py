"""Pictures as makers bring them, through quantize, recolor and export: grid, ground, frames, palettes, kept indices."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from spritedex.errors import OptionError, PictureError
from spritedex.runtime.classifier import Classifier
from spritedex.server.forms import Part
from spritedex.server.reading import read_types
from spritedex.server.settings import ServeSettings
from spritedex.server.tasks import TASKS
from spritedex.sprites.aseprite import aseprite
from spritedex.sprites.codec import RGBA, open_picture, png_bytes
from spritedex.sprites.dye import name_colors
from spritedex.sprites.ground import visible
from spritedex.sprites.palette import indexed_png, quantize, quantize_to, quantize_together
from spritedex.sprites.palette_files import hex_palette
from spritedex.workflows.generate.inputs import read_input, read_mask
from spritedex.workflows.sprites.edit import RecolorRequest, quantize_picture, recolor_picture
from spritedex.workflows.sprites.export import ExportRequest, export_pictures
from tests.degrading import enlarged, on_ground, reopened
from tests.pictures import BACK, FRONT, SECOND


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load(threads=1)


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


def unnamed_clear(**options: bytes) -> bytes:
    """An indexed PNG whose index 0 is the ground, without tRNS, with an unused color, bright to dark."""
    sprite = quantize(FRONT)
    image = Image.fromarray(np.where(sprite.indices, 1 + len(sprite.palette) - sprite.indices, 0).astype(np.uint8))
    image.putpalette([152, 208, 160, *sprite.palette[::-1].ravel().tolist(), 1, 2, 3])
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", **options)
    return buffer.getvalue()


def test_index_0_of_a_games_picture_is_clear() -> None:
    for data in (unnamed_clear(), unnamed_clear(transparency=b"\xff" * 8)):  # some name every color as opaque
        edited = quantize_picture(data)
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
    assert missing.returncode == 2
    assert "none.gpl: no such file" in missing.stderr
    wide = np.stack([np.arange(0, 250, 5)] * 3, axis=-1).astype(np.uint8)
    grey = quantize_to([FRONT], wide, 6)[0]
    assert len(grey.palette) <= 6
    assert colors_of(grey.rgba) <= set(map(tuple, wide.tolist()))


def enlarged_on(color: tuple[int, int, int], picture: RGBA) -> bytes:
    buffer = io.BytesIO()
    on_ground(enlarged(picture, 6.38), color).save(buffer, format="PNG")
    return buffer.getvalue()


def test_a_mask_goes_the_way_of_the_picture_that_it_is_drawn_over() -> None:
    marked = np.zeros((64, 64, 4), np.uint8)
    marked[10:30, 30:50] = 255
    expected = marked[..., 3] > 0
    large = read_input(enlarged_on((255, 0, 255), FRONT), "init")
    small = read_input(png_bytes(FRONT), "init")
    wide = read_input(png_bytes(np.pad(FRONT, ((30, 0), (20, 20), (0, 0)))), "init")
    ways = [
        (large, enlarged_on((0, 0, 0), marked)),
        (large, png_bytes(np.asarray(enlarged(marked, 6.38)))),
        (small, png_bytes(marked)),
        (small, png_bytes(marked.repeat(3, axis=0).repeat(3, axis=1))),
        (small, png_bytes(np.where(expected[..., None], (200, 30, 30, 255), (152, 208, 160, 255)).astype(np.uint8))),
        (wide, png_bytes(np.pad(marked, ((30, 0), (20, 20), (0, 0))))),
    ]
    for init, mask in ways:
        assert np.array_equal(init.fitted()[..., 3] > 0, FRONT[..., 3] > 0)
        assert np.array_equal(read_mask(mask, init), expected)
    with pytest.raises(PictureError, match="is not the shape of init"):
        read_mask(png_bytes(marked[:40]), small)


def test_a_picture_is_read_as_the_sprite_that_it_shows(classifier: Classifier) -> None:
    sprite = next(classifier.classify([FRONT], 1)).probabilities
    spoiled = reopened(on_ground(enlarged(FRONT, 6.38)), format="JPEG", quality=85)
    for data in (
        unnamed_clear(),
        enlarged_on((255, 0, 255), FRONT),
        png_bytes(spoiled),
        png_bytes(np.concatenate([FRONT, SECOND])),
    ):
        parts = [Part("pictures", "a.png", data)]
        (answer,) = read_types(
            parts, classifier, ServeSettings(), 0, False, lambda task, *args: TASKS[task](None, *args)
        )
        assert answer
        assert answer.notes
        assert max(abs(answer.probabilities[name] - sprite[name]) for name in sprite) < 0.02


def test_an_indexed_picture_keeps_its_palette_through_quantize_and_export() -> None:
    data = unnamed_clear()
    with Image.open(io.BytesIO(data)) as image:
        indices, palette = np.asarray(image), np.array(image.getpalette(), np.uint8).reshape(-1, 3)[1:]
    edited = quantize_picture(data)
    exported = export_pictures(ExportRequest(data, shiny=recolored(data), back=png_bytes(BACK), name="fox"))
    for png in (edited.png, exported.files["fox.png"], exported.files["fox-shiny.png"]):
        with Image.open(io.BytesIO(png)) as image:
            assert np.array_equal(np.asarray(image), indices)
    assert list(edited.palette) == list(exported.palette) == name_colors(palette)
    assert exported.shiny_palette[-1] == "#070809"  # of an entry that no pixel has


def recolored(data: bytes) -> bytes:
    return recolor_picture(RecolorRequest(data, swaps=(((1, 2, 3), (7, 8, 9)),))).png


def test_recolor_takes_the_nearest_colors_of_a_palette() -> None:
    few = np.array([[10, 10, 30], [200, 120, 60], [250, 240, 230]], np.uint8)
    edited = recolor_picture(RecolorRequest(unnamed_clear(), palette=few))
    assert set(edited.palette) == set(name_colors(few))
    with Image.open(io.BytesIO(unnamed_clear())) as before, Image.open(io.BytesIO(edited.png)) as after:
        assert np.array_equal(np.asarray(before), np.asarray(after))


def test_a_ramp_is_spread_over_the_lightness_of_other_colors() -> None:
    greens = np.array([[15, 56, 15], [48, 98, 48], [139, 172, 15], [155, 188, 15]], np.uint8)
    (sprite,) = quantize_to([FRONT], greens)
    assert len(sprite.palette) == 4
    (same,) = quantize_to([sprite.rgba], greens)
    assert np.array_equal(same.rgba, sprite.rgba)


def test_a_large_sprite_keeps_its_pixels_where_a_game_has_room() -> None:
    wide = np.pad(FRONT, ((0, 0), (8, 8), (0, 0)))
    wide[40, :] = FRONT[40, 30]
    for format, name, side in (("ds", "fox/male_front.png", 80), ("showdown", "gen5/fox.png", 96)):
        files = export_pictures(ExportRequest(png_bytes(wide), format=format, name="fox")).files
        shown = rgba_of(files[name])[:, :side, 3] > 0
        assert np.flatnonzero(shown.any(axis=0)).size == 80


def test_all_frames_of_an_animation_are_exported() -> None:
    buffer = io.BytesIO()
    frames = [Image.fromarray(np.roll(FRONT, shift, axis=0)) for shift in range(3)]
    frames[0].save(buffer, format="PNG", save_all=True, append_images=frames[1:], duration=[70, 80, 90])
    files = export_pictures(ExportRequest(buffer.getvalue(), name="fox")).files
    assert sorted(files) == ["fox-2.png", "fox-3.png", "fox.png"]
    (editors,) = (
        data
        for path, data in export_pictures(ExportRequest(buffer.getvalue(), format="aseprite", name="fox")).files.items()
        if path.endswith(".aseprite")
    )
    for source in (buffer.getvalue(), editors):
        moving = export_pictures(ExportRequest(source, format="gif", name="fox")).files["fox.gif"]
        with Image.open(io.BytesIO(moving)) as image:
            times = [frame.info["duration"] for frame in ImageSequence.Iterator(image)]
        assert times == [70, 80, 90]


def test_errors_name_the_picture_and_the_option() -> None:
    with pytest.raises(PictureError, match=r"picture: .*\.aseprite file is damaged"):
        quantize_picture(aseprite([("front", quantize(FRONT))])[:200])
    with pytest.raises(OptionError, match="ground"):
        quantize_picture(indexed_png(quantize(FRONT)), ground="blue")  # type: ignore[arg-type]
