"""Where commands write: a suffix decides what a file is, NAME/ is a folder, and nothing is replaced in silence."""

import os
from pathlib import Path
from typing import Any, Final

import typer

from spritedex.cli.output import note
from spritedex.errors import OptionError

PNG: Final = ".png"


def png_only(parameter: typer.CallbackParam, value: Path | str | None) -> Any:
    """The callback of an option for a picture that is written: refuses a suffix of anything but PNG."""
    if value is not None and (suffix := Path(value).suffix.lower()) and suffix != PNG:
        raise OptionError(str(parameter.name), f"{suffix} is not written; end the name in {PNG}", str(value))
    return value


def picture_place(value: str | None, usual: str) -> Path:
    """The file of an option: `usual` if it was not given, or in the folder that it names by a slash or is."""
    if value is None:
        return Path(usual)
    path = Path(value)
    if value.endswith(("/", "\\")) or os.path.isdir(value):  # noqa: PTH112 (False for a name that is too long)
        return path / usual
    return path if path.suffix else path.with_name(path.name + PNG)


def note_replaced(folder: Path | None, *names: str) -> None:
    """Say before the work begins which reports of a folder will be replaced: they can take hours to make again."""
    if folder is not None and (there := [str(folder / name) for name in names if (folder / name).exists()]):
        note(f"{' and '.join(there)} will be replaced; Ctrl+C keeps what is there")


def write_picture(path: Path, data: bytes, chosen: bool) -> Path:
    """Write a PNG and return its path. A name that nobody chose gives way to a free one; a chosen one is replaced, with
    a note."""
    from spritedex.workflows.files import free_path, write_output

    if not chosen:
        path = free_path(path, data)
    elif path.is_file() and path.read_bytes() != data:
        note(f"{path} was there and is replaced")
    write_output(path, data)
    return path
