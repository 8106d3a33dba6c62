"""`spritedex` for real shells: a small program on PATH that asks for a fork (see tests/commands.py)."""

import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.commands import FORKS, door

_CLIENT = Path(__file__).with_name("shell_client.py")


def client() -> str:
    """The beginning of a line of shell that goes on with `-c CODE`, `-m MODULE` or the words of a command."""
    return shlex.join([sys.executable, "-IS", str(_CLIENT), door()])


@contextmanager
def started_at_once() -> Iterator[Path]:
    """The path of a program `spritedex`; for `-c CODE` and `-m MODULE` it does what Python does."""
    folder = Path(tempfile.mkdtemp(prefix="path-"))
    command = folder / "spritedex"
    start = client() if FORKS else shlex.join([sys.executable, "-m", "spritedex"])
    command.write_text(f'#!/bin/sh\nexec {start} "$@"\n')
    command.chmod(0o755)
    try:
        yield command
    finally:
        shutil.rmtree(folder)


def write_script(folder: Path) -> None:
    """Write `spritedex` as a script of Python, such as pip installs: what starts its own program again finds it."""
    words = shlex.split(client())[1:] if FORKS else ["-m", "spritedex"]
    (folder / "spritedex").write_text(
        f"import os, sys\nos.execv(sys.executable, [sys.executable, *{words!r}, *sys.argv[1:]])\n"
    )


@contextmanager
def shell_path() -> Iterator[str]:
    """A PATH on which `spritedex` and `python` are the tests' own."""
    with started_at_once() as command:
        yield os.pathsep.join([str(command.parent), str(Path(sys.executable).parent), os.environ["PATH"]])
