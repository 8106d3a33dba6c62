"""Writing the files of a result, and recognising our own plots. Knows nothing of what is in them."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from spritedex.errors import UsageError
from spritedex.sprites.codec import write_all_whole

SHEET_SUFFIX: Final = "-sheet.png"
"""The end of the file name of a contact sheet."""

_SOFTWARE: Final = "Spritedex plot"

PLOT_TEXT: Final = {"Software": _SOFTWARE}
"""What the PNG of a plot or sheet says of itself."""

_CHUNK: Final = b"tEXtSoftware\0" + _SOFTWARE.encode()
_CHUNK_AT: Final = 37  # after the signature, the header chunk and this chunk's own length


def write_output(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises UsageError that names it if it cannot be written."""
    write_outputs({path: data})


def write_outputs(files: Mapping[Path, bytes]) -> None:
    """Write files that belong together, all or none. Raises UsageError that names one if it cannot be written."""
    try:
        write_all_whole(files)
    except OSError as error:
        name = Path(error.filename2 or error.filename or "").name  # of a file, or of what is first written beside it
        where = next((path for path in files if name.startswith((path.name, f".{path.name}."))), next(iter(files)))
        raise UsageError(f"cannot write {where} ({error.strerror}); choose another place") from None


def write_plot(path: Path, plot: Image.Image) -> None:
    """Write an RGB plot or sheet as PNG whose text Software is "Spritedex plot", so that `is_plot` recognises it.

    Raises UsageError if it cannot be written.
    """
    info = PngInfo()
    info.add_text("Software", _SOFTWARE)
    buffer = io.BytesIO()
    plot.save(buffer, format="PNG", pnginfo=info)
    write_output(path, buffer.getvalue())


def is_plot(path: Path) -> bool:
    """Whether `write_plot` wrote a file; reads its first bytes only. False if it cannot be read.

    So a folder with creatures and our own plots can be classified without the plots.
    """
    try:
        if not path.is_file():  # opening a pipe would wait
            return False
        with path.open("rb") as file:
            return file.read(_CHUNK_AT + len(_CHUNK))[_CHUNK_AT:] == _CHUNK
    except (OSError, ValueError):
        return False
