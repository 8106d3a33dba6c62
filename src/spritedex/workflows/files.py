"""Writing the files of a result, and recognising our own plots. Knows nothing of what is in them."""

import contextlib
import errno
import io
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from spritedex.errors import OptionError, UsageError, unwritten
from spritedex.sprites.codec import SUFFIXES, write_all_whole

SHEET_SUFFIX: Final = "-sheet.png"
"""The end of the file name of a contact sheet."""

_SOFTWARE: Final = "Spritedex plot"

PLOT_TEXT: Final = {"Software": _SOFTWARE}
"""What the PNG of a plot or sheet says of itself."""

_CHUNK: Final = b"tEXtSoftware\0" + _SOFTWARE.encode()
_CHUNK_AT: Final = 37  # after the signature, the header chunk and this chunk's own length


def check_folder(*folders: Path | None) -> None:
    """Raises UsageError if no file can be written into one of the folders, which need not be there yet, or if one that
    is not there is called as a picture is."""
    for folder in folders:
        if folder is not None and folder.suffix.lower() in SUFFIXES and not folder.exists():
            raise UsageError(f"{folder} would be a folder with files in it; leave out {folder.suffix}")
        try:
            if folder is not None:
                _check(folder)
        except OSError as error:
            raise UsageError(f"cannot write into {folder} ({error.strerror}); choose another folder") from None


def check_file(*files: Path | None) -> None:
    """Raises UsageError if one of the files cannot be written, which need not be there yet."""
    for file in files:
        try:
            if file is not None and file.is_dir():
                raise UsageError(f"{file} is a folder; choose another place, or move the folder away")
            if file is not None:
                _check(file.parent)
        except OSError as error:
            raise UsageError(f"cannot write {file} ({error.strerror}); choose another place") from None


def _check(out: Path) -> None:
    """Raises OSError if the first folder on the way up that is there is none, or may not be written."""
    for folder in (out, *out.parents):
        with contextlib.suppress(FileNotFoundError):
            if not stat.S_ISDIR(folder.stat().st_mode):
                raise OSError(errno.ENOTDIR, f"{folder} is a file")
            if not os.access(folder, os.W_OK | os.X_OK):
                raise OSError(errno.EACCES, os.strerror(errno.EACCES))
            return


def write_output(path: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises WriteError that names it if it cannot be written."""
    write_outputs({path: data})


def write_outputs(files: Mapping[Path, bytes]) -> None:
    """Write files that belong together, all or none. Raises WriteError that names one if it cannot be written."""
    try:
        write_all_whole(files)
    except OSError as error:
        failed = Path(error.filename2 or error.filename or "")  # a file, or what is first written beside it
        near = [path for path in files if path.parent.absolute() == failed.parent.absolute()] or list(files)
        where = next((path for path in near if failed.name.startswith((path.name, f".{path.name}."))), near[0])
        raise unwritten(where, error) from None


def check_new(files: Mapping[Path, bytes], force: bool = False, field: str = "out") -> None:
    """Raises OptionError if one of the files is there with other content, unless `force` says to replace it; UsageError
    if one is a folder, or cannot be written."""
    check_file(*files)
    for path, data in files.items():
        if not force and not _same(path, data) and os.path.lexists(path):
            reason = f"{path} is there already, with other content; choose another place, or give {{force}}"
            raise OptionError(field, reason)


def check_not_read(path: Path, sources: Iterable[Path | None], place: str = "place") -> None:
    """Raises OptionError if a file to be written is one of those that are read."""
    if any(source and path.resolve() == source.resolve() for source in sources):
        raise OptionError("out", f"{path} is a picture to read and would be overwritten; choose another {place}")


def check_free(field: str, *paths: Path | None, force: bool = False) -> None:
    """The same before work of minutes, when nobody knows yet what will be in the files: none may be there."""
    check_file(*paths)
    if not force and (there := next((path for path in paths if path and os.path.lexists(path)), None)):
        raise OptionError(field, f"{there} is there already; choose another place, or give {{force}} to replace it")


def check_report(out: Path | None, names: Iterable[str], force: bool) -> None:
    """`check_folder` for a report of minutes, and `check_free` for all its files."""
    check_folder(out)
    if out is not None:
        check_free("out", *(out / name for name in names), force=force)


def write_new(path: Path, data: bytes, force: bool, field: str = "out") -> None:
    """Write a file whole; another one of its name is replaced only with `force`.

    Raises what `check_new` raises, and WriteError if it cannot be written.
    """
    check_new({path: data}, force, field)
    write_output(path, data)


def free_path(path: Path, data: bytes) -> Path:
    """The path, or NAME-2, NAME-3 and so on: the first that is free, or has this content already."""
    number, free = 1, path
    while free.exists() and not _same(free, data):
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def write_plot(path: Path, plot: Image.Image) -> None:
    """Write an RGB plot or sheet as PNG whose text Software is "Spritedex plot", so that `is_plot` recognises it.

    Raises WriteError if it cannot be written.
    """
    write_output(path, plot_png(plot))


def plot_png(plot: Image.Image) -> bytes:
    """An RGB plot or sheet as PNG whose text Software is "Spritedex plot"."""
    info = PngInfo()
    info.add_text("Software", _SOFTWARE)
    buffer = io.BytesIO()
    plot.save(buffer, format="PNG", pnginfo=info)
    return buffer.getvalue()


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
