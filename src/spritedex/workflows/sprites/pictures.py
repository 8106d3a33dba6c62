"""Reading and fitting pictures: what quantizing, recoloring and exporting share. Knows no format and no disk."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from spritedex.errors import PictureError
from spritedex.sprites.codec import RGBA
from spritedex.sprites.fit import fit_alike, fit_sprite
from spritedex.sprites.palette import Indexed
from spritedex.sprites.sources import PictureSource, read_source

LARGEST: Final = 256
"""Pixels of a side beyond which a picture is too large to be a sprite to recolor."""

ALIKE: Final = 0.9
"""The share of two silhouettes that must be common for one to be the other recolored."""

_OPAQUE: Final = 128


def label_of(source: PictureSource, field: str) -> str:
    """What messages call a picture: its path, or the option `field` that it was given as."""
    return str(source) if isinstance(source, Path | str) else field


def fit_pictures(labels: Sequence[str], pictures: Sequence[RGBA], size: int) -> list[RGBA]:
    """Pictures uint8 [H, W, 4] with their labels -> uint8 [size, size, 4] each: alike if they have one shape.

    Raises PictureError that names one of which too little can be seen.
    """
    for label, rgba in zip(labels, pictures, strict=True):
        if rgba[..., 3].max() < _OPAQUE:
            raise PictureError(f"{label}: no pixel is at least half opaque; make it less transparent")
    alike = len({rgba.shape for rgba in pictures}) == 1
    fitted = fit_alike(pictures, size) if alike else [fit_sprite(rgba, size) for rgba in pictures]
    for label, rgba in zip(labels, fitted, strict=True):
        if rgba[..., 3].max() < _OPAQUE:
            raise PictureError(f"{label}: too thin or faint to be seen at {size}x{size}; draw thicker lines")
    return fitted


def read_rgba(source: PictureSource, label: str) -> tuple[RGBA, tuple[str, ...]]:
    """uint8 [H, W, 4] and notes. Raises PictureError that names the picture by its label."""
    try:
        picture = read_source(source)
    except PictureError as error:
        raise PictureError(f"{label}: {error}") from None
    return picture.rgba, picture.notes


def overlap(sprite: Indexed, other: RGBA) -> float:
    """The common share of two silhouettes, in [0, 1]; 0 where the shapes differ."""
    if sprite.indices.shape != other.shape[:2]:
        return 0.0
    one, two = sprite.indices > 0, other[..., 3] >= _OPAQUE
    return float((one & two).sum() / max(int((one | two).sum()), 1))
