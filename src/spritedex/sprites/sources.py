"""Pictures as people hand them over: a path, the bytes of a file, a Pillow image, an array. Knows no model."""

from pathlib import Path
from typing import Any, BinaryIO, Final, TypeAlias, TypeGuard

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.errors import PictureError
from spritedex.sprites.codec import MAX_BYTES, RGBA, Picture, open_picture, read_image

PictureSource: TypeAlias = Path | str | bytes | BinaryIO | Image.Image | NDArray[Any]
"""A path, the bytes of a file, an open binary file, a Pillow image, or an array: uint8 [H, W, 4], [H, W, 3] or [H, W],
or bool [H, W].
"""

_CHANNELS: Final = (3, 4)


def read_source(source: PictureSource) -> Picture:
    """Any picture -> uint8 [H, W, 4] with notes, within the limits of `open_picture`.

    Raises PictureError if it cannot be read or is outside the limits.
    """
    source = file_content(source)
    if isinstance(source, np.ndarray):
        source = _image_of(source)
    return read_image(source) if isinstance(source, Image.Image) else open_picture(source)


def file_content(source: PictureSource) -> Path | bytes | Image.Image | NDArray[Any]:
    """The same with a text as a path, and an open file as its bytes, from where it stands, one more than the limit at
    most. Raises PictureError if it is no picture at all, or the file cannot be read.
    """
    if isinstance(source, str):
        return Path(source)
    if isinstance(source, Path | bytes | Image.Image | np.ndarray):
        return source
    if not hasattr(source, "read"):
        raise PictureError(f"no picture but {type(source).__name__}; give a path, bytes, a Pillow image or an array")
    try:
        data = source.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise PictureError(f"an open file that cannot be read ({str(error)[:100]}); open it again") from None
    if not isinstance(data, bytes):
        raise PictureError("an open text file; open it as binary")
    return data


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
