"""Pictures as people hand them over: a path, the bytes of a file, a Pillow image, an array. Knows no model."""

import io
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeGuard

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.errors import PictureError
from spritedex.sprites.codec import RGBA, Picture, open_picture

PictureSource: TypeAlias = Path | str | bytes | Image.Image | NDArray[Any]
"""A path, the bytes of a file, a Pillow image, or an array uint8 [H, W, 4], [H, W, 3] or [H, W], or bool [H, W]."""

_PNG_MODES: Final = ("1", "L", "LA", "I", "I;16", "P", "RGB", "RGBA")
_CHANNELS: Final = (3, 4)


def read_source(source: PictureSource) -> Picture:
    """Any picture -> uint8 [H, W, 4] with notes, within the limits of `open_picture`.

    Raises PictureError if it cannot be read or is outside the limits.
    """
    if isinstance(source, str):
        source = Path(source)
    if isinstance(source, np.ndarray):
        source = _image_of(source)
    if isinstance(source, Image.Image):
        # Through the codec, so that a Pillow image meets the limits and conversions of a file.
        buffer = io.BytesIO()
        plain = source if source.mode in _PNG_MODES else source.convert("RGB")
        plain.save(buffer, format="PNG", compress_level=1)
        source = buffer.getvalue()
    return open_picture(source)


def is_rgba(source: PictureSource) -> TypeGuard[RGBA]:
    """Whether it is an array uint8 [H, W, 4], which needs no reading."""
    return isinstance(source, np.ndarray) and source.dtype == np.uint8 and source.shape[2:] == (4,)


def _image_of(array: NDArray[Any]) -> Image.Image:
    flat = array.ndim == 2
    if flat and array.dtype == np.bool_:
        return Image.fromarray(array.astype(np.uint8) * 255)
    if array.dtype == np.uint8 and (flat or (array.ndim == 3 and array.shape[2] in _CHANNELS)):
        return Image.fromarray(array)
    raise PictureError(
        f"an array of {array.dtype} {list(array.shape)}; use uint8 [H, W, 4], [H, W, 3] or [H, W], or bool [H, W]"
    )
