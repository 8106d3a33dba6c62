"""Reading, fitting and writing pictures: what quantizing, recoloring and exporting share. Knows no format."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from spritedex.errors import PictureError, UsageError
from spritedex.sprites.codec import RGBA, open_picture, write_all_whole
from spritedex.sprites.fit import fit_alike, fit_sprite
from spritedex.sprites.palette import (
    Indexed,
)  # fmt: skip

LARGEST: Final = 256
"""Pixels of a side beyond which a picture is no sprite to recolor."""

OPAQUE: Final = 128
ALIKE: Final = 0.9  # the share of two silhouettes that must be common for one to be the other recolored


@dataclass(frozen=True, slots=True)
class Written:
    """Files that were written, their palette (and the shiny one) as #rrggbb, and what should be known of them."""

    files: tuple[Path, ...]
    palette: tuple[str, ...]
    shiny_palette: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def fit_pictures(paths: Sequence[Path], pictures: Sequence[RGBA], size: int) -> list[RGBA]:
    """The pictures read from `paths`, uint8 [H, W, 4] each -> uint8 [size, size, 4]: alike if they have one shape.

    Raises PictureError that names the one of which nothing can be seen.
    """
    for path, rgba in zip(paths, pictures, strict=True):
        if rgba[..., 3].max() < OPAQUE:
            raise PictureError(f"{path}: no pixel is at least half opaque; make it less transparent")
    alike = len({rgba.shape for rgba in pictures}) == 1
    fitted = fit_alike(pictures, size) if alike else [fit_sprite(rgba, size) for rgba in pictures]
    for path, rgba in zip(paths, fitted, strict=True):
        if rgba[..., 3].max() < OPAQUE:
            raise PictureError(f"{path}: too thin or faint to be seen at {size}x{size}; draw it in thicker lines")
    return fitted


def read_rgba(path: Path) -> tuple[RGBA, tuple[str, ...]]:
    try:
        picture = open_picture(path)
    except PictureError as error:
        raise PictureError(f"{path}: {error}") from None
    return picture.rgba, picture.notes


def overlap(sprite: Indexed, other: RGBA) -> float:
    """The common share of two silhouettes, in [0, 1]; 0 where the shapes differ."""
    if sprite.indices.shape != other.shape[:2]:
        return 0.0
    one, two = sprite.indices > 0, other[..., 3] >= OPAQUE
    return float((one & two).sum() / max(int((one | two).sum()), 1))


def same_file(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def write_files(files: dict[Path, bytes]) -> None:
    try:
        write_all_whole(files)
    except OSError as error:
        where = error.filename2 or error.filename or next(iter(files))
        raise UsageError(f"cannot write {where} ({error.strerror}); choose another place") from None
