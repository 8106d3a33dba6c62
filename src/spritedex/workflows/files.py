"""Writing what a command was asked for. Knows nothing of what is in it."""

from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from spritedex.errors import UsageError
from spritedex.sprites.codec import png_bytes, write_whole

SHEET_SUFFIX: Final = "-sheet.png"
"""How the name of a contact sheet ends, so that it is not taken for a creature."""


def write_output(path: Path, data: bytes) -> None:
    """Write a file whole. Raises UsageError that names it if it cannot be written."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise UsageError(f"cannot write {path} ({error.strerror}); choose another place") from None


def write_figure(path: Path, figure: Image.Image) -> None:
    """Write an RGB picture as PNG. Raises UsageError if it cannot be written."""
    write_output(path, png_bytes(np.asarray(figure)))
