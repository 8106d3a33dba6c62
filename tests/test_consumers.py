"""Exports as the libraries see them that games and editors are built on: Pixi, Aseprite's schema, a parser of Tiled."""

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spritedex.sprites.formats import FORMATS
from spritedex.sprites.palette import quantize_together, recolor
from tests.pictures import BACK, FRONT, SECOND, SHINY

ROOT = Path(__file__).resolve().parent.parent
READERS = ROOT / "node_modules" / "pixi.js"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What five formats write of one creature with everything."""
    from spritedex.sprites.creature import Creature

    front, second, back = quantize_together([FRONT, SECOND, BACK])
    creature = Creature(front, back, recolor(front, SHINY), (second,), name="fox", milliseconds=(300, 100))
    out = tmp_path_factory.mktemp("exports")
    for name in ("sheet", "aseprite", "tiled"):
        for path, data in FORMATS[name](creature).items():
            (out / path).write_bytes(data)
    return out


@pytest.fixture(scope="module")
def seen(folder: Path) -> Any:
    if not READERS.is_dir() or not shutil.which("node"):
        pytest.skip("the readers are not installed: npm ci")
    script = ROOT / "tests" / "consumers" / "read.mjs"
    done = subprocess.run(["node", script, folder, "fox"], capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_sheet_is_what_aseprites_schema_asks_for(seen: Any) -> None:
    assert seen["schema"] == []


def test_pixi_finds_textures_and_animations(seen: Any) -> None:
    views = ("front", "front-2", "back")
    assert seen["pixi"]["textures"] == [f"{view}-{coloring}" for coloring in ("normal", "shiny") for view in views]
    assert seen["pixi"]["animations"] == {
        "front-normal": 2, "back-normal": 1, "front-shiny": 2, "back-shiny": 1,
    }  # fmt: skip


def test_a_reader_of_aseprite_files_finds_frames_tags_and_pixels(seen: Any) -> None:
    found = seen["aseprite"]
    front, _, _ = quantize_together([FRONT, SECOND, BACK])
    assert (found["size"], found["tags"]) == ([64, 64], [["front", 0, 1], ["back", 2, 2]])
    assert (found["durations"], found["colors"]) == ([300, 100, 500], len(front.palette) + 1)
    pixels = np.frombuffer(base64.b64decode(found["first"]), np.uint8).reshape(64, 64)
    assert np.array_equal(pixels, front.indices)


def test_a_parser_of_tiled_finds_tiles_and_animations(folder: Path) -> None:
    parser = pytest.importorskip("pytiled_parser", reason="pytiled-parser is not installed: it is in the extra dev")
    tileset = parser.parse_tileset(folder / "fox.tsx")
    assert (tileset.tile_count, tileset.columns, tileset.tile_width) == (6, 3, 64)
    assert tileset.image.name == "fox-sheet.png"
    first = tileset.tiles[0]
    assert first.class_ == "front-normal"
    assert [(frame.tile_id, frame.duration) for frame in first.animation] == [(0, 300), (1, 100)]
