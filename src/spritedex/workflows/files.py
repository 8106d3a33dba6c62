"""Writing what a command was asked for, and telling our plots from creatures. Knows nothing of what is in it."""

import io
from pathlib import Path
from typing import Final

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from spritedex.errors import UsageError
from spritedex.sprites.codec import write_whole

SHEET_SUFFIX: Final = "-sheet.png"
"""How the name of a contact sheet ends."""

_SOFTWARE: Final = "Spritedex figure"
_CHUNK: Final = b"tEXtSoftware\0" + _SOFTWARE.encode()
_CHUNK_AT: Final = 37  # behind the signature, the header chunk and this chunk's own length


def write_output(path: Path, data: bytes) -> None:
    """Write a file whole. Raises UsageError that names it if it cannot be written."""
    try:
        write_whole(path, data)
    except OSError as error:
        raise UsageError(f"cannot write {path} ({error.strerror}); choose another place") from None


def write_plot(path: Path, plot: Image.Image) -> None:
    """Write an RGB picture as PNG whose text Software is "Spritedex figure", so that it is not taken for a creature.

    Raises UsageError if it cannot be written.
    """
    info = PngInfo()
    info.add_text("Software", _SOFTWARE)
    buffer = io.BytesIO()
    plot.save(buffer, format="PNG", pnginfo=info)
    write_output(path, buffer.getvalue())


def is_plot(path: Path) -> bool:
    """Whether a file is one that `write_plot` wrote; reads its first bytes only. False where it cannot be read."""
    try:
        if not path.is_file():  # opening a pipe would wait
            return False
        with path.open("rb") as file:
            return file.read(_CHUNK_AT + len(_CHUNK))[_CHUNK_AT:] == _CHUNK
    except (OSError, ValueError):
        return False
