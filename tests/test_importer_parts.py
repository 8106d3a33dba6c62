"""The parts that importers are made of: palettes, indexed pictures, tables in C, markup, lists of licenses."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from spritedex.data.importers.indexed import read_indices, read_palette
from spritedex.data.importers.tuxemon import read_attributions
from spritedex.data.importers.wesnoth import in_team_color, without_shadow
from spritedex.data.importers.wml import parse
from spritedex.errors import PictureError
from tests.checkouts import NORMAL, blob, indexed, jasc


def test_attributions_name_several_monsters_in_one_entry() -> None:
    told = read_attributions(
        '### Tuxemon\n\n* ["A"](x), ["B"](y) by Ann, all released under CC0.\n\n* ["C"](z) by [Bob](w).'
    )
    assert [told[name].license for name in "abc"] == ["CC0-1.0", "CC0-1.0", "Not stated"]
    assert [told[name].author for name in "abc"] == ["Ann", "Ann", "Bob"]


def test_ghosts_keep_what_is_no_shadow() -> None:
    ghost = np.zeros((10, 10, 4), np.uint8)
    ghost[2:8, 2:8] = (200, 220, 240, 120)
    ghost[8, 2:8] = (10, 0, 10, 120)
    assert without_shadow(ghost).shape == (6, 6, 4)
    magenta = np.full((1, 1, 4), (0xFF, 0, 0x8C, 255), np.uint8)
    assert (in_team_color(magenta, (220, 30, 30)) == magenta).all()  # no shade of the palette


def test_a_value_without_an_end_ends_with_the_file() -> None:
    assert parse("[a]\nx=1\n[b]\n[/a]\ny=2\n").children[0].values == {"x": "1"}
    assert parse('[a]\nx="1\n[/a]\n').children[0].values.keys() == {"x"}


def test_bounds_of_indexed_pictures_and_palettes(tmp_path: Path) -> None:
    for shape, what in (((8, 2000), "at most 1024"), ((8, 8), "at most 16 colors")):
        image = Image.frombytes("P", shape[::-1], bytes([17]) * (shape[0] * shape[1]))
        image.putpalette([0] * 96)
        image.save(tmp_path / "a.png")
        with pytest.raises(PictureError, match=what):
            read_indices((tmp_path / "a.png").read_bytes())
    indexed(tmp_path / "b.png", blob(16, 1))
    data = (tmp_path / "b.png").read_bytes()
    with pytest.raises(PictureError, match="a PNG of more than 65,536 chunks"):
        read_indices(data[:33] + (bytes(4) + b"teSt" + bytes(4)) * 70_000 + data[33:])
    jasc(tmp_path / "b.pal", NORMAL)
    indices, colors = read_indices((tmp_path / "b.png").read_bytes())
    assert np.array_equal(indices, blob(16, 1))
    assert np.array_equal(colors[:3], NORMAL)
    assert np.array_equal(read_palette((tmp_path / "b.pal").read_bytes())[:3], NORMAL)
    short = read_palette(b"JASC-PAL\r\n0100\r\n2\r\n9 9 9\r\n1 2 3\r\n")
    assert short[:2].tolist() == [[1, 2, 3], [0, 0, 0]]
    for data in (
        b"",
        b"JASC-PAL\n",
        b"\xff\xfe",
        b"JASC-PAL\n0100\n16\n" + b"1 2\n" * 16,
        b"JASC-PAL\n0100\n16\n" + b"1 2 999\n" * 16,
    ):
        with pytest.raises(PictureError, match="again as JASC-PAL"):
            read_palette(data)
