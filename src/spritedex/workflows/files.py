"""Writing what a command was asked for, and telling our plots from creatures. Knows nothing of what is in it."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from spritedex.errors import UsageError
from spritedex.sprites.codec import write_all_whole

SHEET_SUFFIX: Final = "-sheet.png"
"""How the name of a contact sheet ends."""

_SOFTWARE: Final = "Spritedex figure"
_CHUNK: Final = b"tEXtSoftware\0" + _SOFTWARE.encode()
_CHUNK_AT: Final = 37  # behind the signature, the header chunk and this chunk's own length


def write_output(path: Path, data: bytes) -> None:
    """Write a file whole. Raises UsageError that names it if it cannot be written."""
    write_outputs({path: data})


def write_outputs(files: Mapping[Path, bytes]) -> None:
    """Write files that belong together: all of them or none. Raises UsageError that names one if it cannot be written."""
    try:
        write_all_whole(files)
    except OSError as error:
        name = Path(error.filename2 or error.filename or "").name  # of a file, or of what is first written beside it
        where = next((path for path in files if name.startswith((path.name, f".{path.name}."))), next(iter(files)))
        raise UsageError(f"cannot write {where} ({error.strerror}); choose another place") from None


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
