"""Folders of pictures and tables, as the readers of data find them."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from spritedex.sprites.codec import png_bytes

SPECIES = (
    ("1", "Leafling", "grass", "poison", "Leafling’s seed grows. This Pokémon likes a nap."),
    ("2", "Embertail", "fire", "", "A warm creature with a burning tail."),
    ("3", "Zappet", "electric", "electric", "It sparks."),
)


def picture(shade: int) -> bytes:
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[16:48, 16:48] = (shade, 200 - shade, 90, 255)
    return png_bytes(rgba)


def table(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def generator_folder(
    folder: Path, *, columns: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str, encoding: str
) -> Path:
    """A Pokemon-Sprite-Generator folder with three 64x64 pictures."""
    images = folder / "small_images"
    images.mkdir(parents=True)
    for number in range(1, 4):
        (images / f"{number:03}.png").write_bytes(picture(number * 40))
    (folder / "pokemon.csv").write_bytes(table([columns, *rows], delimiter).encode(encoding))
    return folder


def as_it_is(folder: Path, rows: Sequence[Sequence[str]] = SPECIES) -> Path:
    columns = ("national_number", "english_name", "primary_type", "secondary_type", "description")
    return generator_folder(folder, columns=columns, rows=rows, delimiter="\t", encoding="utf-16")


def pictures_folder(folder: Path, rows: Sequence[Sequence[str]]) -> Path:
    """A folder with a.png, b.png, c.png and the rows as metadata.csv."""
    folder.mkdir(exist_ok=True)
    for index, name in enumerate("abc"):
        (folder / f"{name}.png").write_bytes(picture(index * 40))
    (folder / "metadata.csv").write_text(table(rows), encoding="utf-8")
    return folder
