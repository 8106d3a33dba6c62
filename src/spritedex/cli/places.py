"""Where commands write: a suffix decides what a file is, NAME/ is a folder, and nothing is replaced in silence."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from spritedex.errors import OptionError

PNG: Final = ".png"

Force = Annotated[bool, typer.Option("--force", help="Replace files that are there with other content.")]


def _only(written: str) -> Callable[[typer.CallbackParam, Path | str | None], Any]:
    def check(parameter: typer.CallbackParam, value: Path | str | None) -> Any:
        if not str(value):
            raise OptionError(str(parameter.name), "is empty; write a path", "")
        if value is not None and (suffix := Path(value).suffix.lower()) and suffix != written:
            raise OptionError(str(parameter.name), f"{suffix} is not written; end the name in {written}", str(value))
        return value

    return check


png_only, json_only, csv_only = _only(PNG), _only(".json"), _only(".csv")
"""Callbacks of options for a file that is written: they refuse the suffix of anything else."""


def lowered(value: str | None) -> str | None:
    """The callback of an option for one of several names: case and spaces around it do not count."""
    return None if value is None else value.strip().lower()


def not_empty(context: typer.Context, parameter: typer.CallbackParam, value: str | None) -> str | None:
    """The callback of an option for a name: one that is given says something."""
    source = context.get_parameter_source(str(parameter.name))
    if value is not None and not value.strip() and source is not None and source.name == "COMMANDLINE":
        raise OptionError(str(parameter.name), "is empty; write a name, or leave it out", value)
    return value


def picture_place(value: str | None, usual: str) -> Path:
    """The file of an option: `usual` if it was not given, or in the folder that it names by a slash or is."""
    if value is None:
        return Path(usual)
    path = Path(value)
    if value.endswith(("/", "\\")) or os.path.isdir(value):  # noqa: PTH112 (False for a name that is too long)
        return path / usual
    return path if path.suffix else path.with_name(path.name + PNG)


def write_picture(path: Path, data: bytes, chosen: bool, force: bool) -> Path:
    """Write a PNG and return its path. A name that nobody chose gives way to a free one; another file of a chosen name
    is replaced only with `force`, else OptionError."""
    from spritedex.workflows.files import free_path, write_new

    path = path if chosen else free_path(path, data)
    write_new(path, data, force)
    return path
