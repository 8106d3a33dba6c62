"""The pictures of files, folders and glob patterns. Opens none but to leave out plots."""

import glob
import os
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from spritedex.errors import Problem
from spritedex.sprites.codec import SUFFIXES
from spritedex.workflows.files import is_plot

STDIN: Final = "-"


def find_pictures(sources: Sequence[str], suffixes: tuple[str, ...] = SUFFIXES) -> Iterator[str | Problem]:
    """Files, folders and glob patterns -> the paths of pictures, lazily and sorted. A source without pictures is a
    problem.

    Folders are searched with all their subfolders for names that end so. Hidden files and plots that Spritedex wrote
    (marked by their PNG text Software) are left out; a subfolder that cannot be opened is a problem. A file that is
    named directly is always included.
    """
    for source in sources:
        if not source:
            yield Problem("''", "is empty; name a file, a folder or a pattern")
            continue
        # os.path, unlike Path, reports a path without permission as missing: opening it later gives the reason.
        if os.path.isdir(source):  # noqa: PTH112
            found = _walk(source, suffixes)
            yield from _first_or(found, Problem(source, f"no picture in this folder ({', '.join(suffixes)})"))
        elif source != STDIN and glob.has_magic(source) and not os.path.exists(source):  # noqa: PTH110
            matches = sorted(glob.iglob(source, recursive=True))  # noqa: PTH207 (absolute patterns too)
            files = (name for name in matches if not os.path.isdir(name) and not is_plot(Path(name)))  # noqa: PTH112
            yield from _first_or(files, Problem(source, "no file matches; check the pattern"))
        else:
            yield source


def _walk(folder: str, suffixes: tuple[str, ...]) -> Iterator[str | Problem]:
    closed: deque[OSError] = deque()
    for parent, folders, files in os.walk(folder, onerror=closed.append):
        yield from _say_closed(closed)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and name.lower().endswith(suffixes):
                path = Path(parent, name)
                if not is_plot(path):
                    yield str(path)
    yield from _say_closed(closed)


def _say_closed(closed: deque[OSError]) -> Iterator[Problem]:
    while closed:
        error = closed.popleft()
        yield Problem(str(error.filename), f"cannot be opened ({error.strerror}); check its permissions")


def _first_or(found: Iterator[str | Problem], none: Problem) -> Iterator[str | Problem]:
    first = next(found, None)
    if first is None:
        yield none
    else:
        yield first
        yield from found
