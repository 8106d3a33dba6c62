"""The gallery: what was written is read again, the nearest are the nearest, and a damaged file is named in one line."""

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from spritedex.bundle.gallery import ENTRIES, VECTORS, Gallery, Known, write_gallery
from spritedex.errors import BundleError
from tests.toy_bundles import KNOWN


def unit_rows(count: int, width: int, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).standard_normal((count, width)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_what_was_written_is_read_again_and_by_safetensors_too(tmp_path: Path) -> None:
    rows = unit_rows(len(KNOWN), 8)
    write_gallery(tmp_path, KNOWN, rows)
    (tensor,) = load_file(tmp_path / VECTORS).values()
    assert tensor.dtype == np.float16
    assert (np.abs(tensor - rows) <= np.abs(rows) / 128 + 1e-6).all()  # 6 bits of mantissa
    assert [entry["name"] for entry in json.loads((tmp_path / ENTRIES).read_text())] == [k.name for k in KNOWN]
    gallery = Gallery.load(tmp_path, 8)
    assert [found.name for found in gallery.nearest(rows[1], 1)] == ["Ember"]


def test_a_file_that_safetensors_wrote_is_read(tmp_path: Path) -> None:
    rows = unit_rows(len(KNOWN), 8)
    write_gallery(tmp_path, KNOWN, rows)
    save_file({"embedding": rows.astype(np.float16)}, tmp_path / VECTORS, metadata={"made": "elsewhere"})
    assert Gallery.load(tmp_path, 8).nearest(rows[3], 1)[0].types == ("grass", "poison")


def test_nearest_agrees_with_a_plain_loop() -> None:
    rows = unit_rows(60, 5, seed=1)
    entries = [Known(number=i % 13, name=f"N{i % 13}", style="artwork", types=("fire",)) for i in range(60)]
    gallery, asked = Gallery(entries, rows), unit_rows(1, 5, seed=2)[0] * 3
    best: dict[int, float] = {}
    for entry, row in zip(entries, rows, strict=True):
        cosine = float(row @ asked / np.linalg.norm(asked))
        best[entry.number] = max(best.get(entry.number, -1), cosine)
    expected = sorted(best.items(), key=lambda item: -item[1])
    found = gallery.nearest(asked, 13)
    assert [like.number for like in found] == [number for number, _ in expected]
    assert [like.similarity for like in found] == pytest.approx([cosine for _, cosine in expected], abs=1e-5)
    assert gallery.nearest(asked, 4) == found[:4]
    assert gallery.nearest(asked, 99) == found


def test_similarity_stays_within_its_range() -> None:
    rows = np.array([[1, 0], [-1, 0]], np.float16)
    entries = [Known(number=i, name=str(i), style="pixel", types=("ice",)) for i in range(2)]
    assert [like.similarity for like in Gallery(entries, rows).nearest(np.array([7.0, 0]), 2)] == [1, -1]


def change_header(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], object]:
    def damage(folder: Path) -> None:
        data = (folder / VECTORS).read_bytes()
        (length,) = struct.unpack("<Q", data[:8])
        header = json.loads(data[8 : 8 + length])
        change(header)
        new = json.dumps(header).encode()
        (folder / VECTORS).write_bytes(struct.pack("<Q", len(new)) + new + data[8 + length :])

    return damage


def change_entries(change: Callable[[list[Any]], object]) -> Callable[[Path], object]:
    def damage(folder: Path) -> None:
        entries = json.loads((folder / ENTRIES).read_text())
        change(entries)
        (folder / ENTRIES).write_text(json.dumps(entries))

    return damage


def write(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / VECTORS).unlink(), "gallery.safetensors: cannot be read"),
        (lambda folder: (folder / ENTRIES).unlink(), "gallery.json: cannot be read"),
        (write(VECTORS, b""), "a header of"),
        (write(VECTORS, struct.pack("<Q", 10**12)), "a header of"),
        (write(VECTORS, struct.pack("<Q", 40_000) + b"[" * 40_000), "gallery.safetensors: not valid"),
        (write(VECTORS, struct.pack("<Q", 2) + b"\xff\xff"), "gallery.safetensors: not valid"),
        (write(VECTORS, struct.pack("<Q", 2) + b"{}"), "no single float16 tensor"),
        (change_header(lambda h: h["embedding"].update(dtype="F32")), "no single float16 tensor"),
        (change_header(lambda h: h["embedding"].update(shape=[4])), "the shape [4]"),
        (change_header(lambda h: h["embedding"].update(shape=[10**6, 4096])), "do not fit"),
        (change_header(lambda h: h["embedding"].update(shape=[4, -8])), "the shape"),
        (change_header(lambda h: h["embedding"].update(shape=[4, 9])), "do not fit"),
        (change_header(lambda h: h["embedding"].update(data_offsets=[8, 72])), "do not fit"),
        (lambda folder: (folder / VECTORS).write_bytes((folder / VECTORS).read_bytes()[:-1]), "do not fit"),
        (lambda folder: (folder / VECTORS).write_bytes((folder / VECTORS).read_bytes()[:-2] + b"\0~"), "unit vectors"),
        (write(ENTRIES, b"{}"), "gallery.json: not valid"),
        (write(ENTRIES, b"\xff"), "gallery.json: not valid"),
        (change_entries(lambda e: e.pop()), "need [3, 8]"),
        (change_entries(lambda e: e[1].update(types=["lava"])), "1.types: unknown type 'lava'"),
        (change_entries(lambda e: e[1].update(types=[])), "1.types"),
        (change_entries(lambda e: e[2].update(number="many")), "2.number"),
        (change_entries(lambda e: e[2].update(secret=1)), "2.secret"),
    ],
)
def test_a_damaged_gallery_is_named(tmp_path: Path, damage: Callable[[Path], object], message: str) -> None:
    write_gallery(tmp_path, KNOWN, unit_rows(len(KNOWN), 8))
    damage(tmp_path)
    with pytest.raises(BundleError) as caught:
        Gallery.load(tmp_path, 8)
    words = str(caught.value)
    assert message in words
    assert "export or download the bundle again" in words
    assert "\n" not in words


@pytest.mark.parametrize(
    ("count", "rows", "message"),
    [
        (4, unit_rows(3, 8), "4 entries"),
        (0, np.zeros((0, 8)), "not unit vectors"),
        (4, np.zeros((4, 8)), "not unit vectors"),
        (4, np.full((4, 8), np.nan), "not unit vectors"),
    ],
)
def test_what_is_no_gallery_is_not_written(tmp_path: Path, count: int, rows: NDArray[np.float64], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        write_gallery(tmp_path, KNOWN[:count], rows)
    assert list(tmp_path.iterdir()) == []
