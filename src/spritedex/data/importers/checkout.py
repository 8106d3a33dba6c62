"""A checkout on disk, read safely: inside its root, within limits, in a fixed order. Knows no game."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from spritedex.errors import DataError, PictureError, Problem, missing
from spritedex.sprites.codec import RGBA, open_picture, picture_bytes

MAX_FILES: Final = 400_000
_BLANK: Final = "fully transparent"
_READ_BY_IMPORTERS: Final = (".png", ".json", ".yaml", ".yml", ".cfg", ".h", ".txt", ".pal")


class Checkout:
    """A folder that somebody else filled. Paths are relative to it, with `/`.

    `name` is the folder's own name. Raises DataError if it is no folder.
    """

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise missing(DataError(f"{root}: no such folder; give the folder of the checkout"))
        self.root = root.resolve()
        self.name = self.root.name or "checkout"
        self._problems: dict[Problem, None] = {}

    def skip(self, where: str, what: str) -> None:
        """Note one thing that is not imported, and why."""
        self._problems[Problem(where, what)] = None

    @property
    def problems(self) -> list[Problem]:
        """What was skipped so far, each thing once."""
        return list(self._problems)

    def has(self, path: str) -> bool:
        """Whether there is such a file or folder inside the checkout; one that leads outside becomes a problem."""
        try:
            return self._place(path).exists()
        except PictureError as error:
            self.skip(path, str(error))
            return False

    def is_empty(self, path: str) -> bool:
        """Whether a file is missing or has no bytes, as the placeholders of some games."""
        return not self.has(path) or self._place(path).stat().st_size == 0

    def folder(self, *choices: str) -> str:
        """The first of `choices` that is a folder here.

        Raises DataError that names the first choice if there is none."""
        found = next((path for path in choices if self.has(path) and self._place(path).is_dir()), None)
        if found is None:
            raise DataError(f"{self.root}: no folder {choices[0]}; give the top folder of the checkout")
        return found

    def files(self, folder: str, suffixes: Sequence[str] = _READ_BY_IMPORTERS) -> list[str]:
        """The files below `folder` that end in one of `suffixes`, sorted by path; hidden folders are left out.

        A link to a file outside the checkout, and a name that is not text, becomes a problem; linked folders are not
        entered. Empty if there is no such folder. Raises DataError at more than 400,000 files."""
        found: list[str] = []
        for path in self._walk(self._place(folder)):
            name = path.relative_to(self.root).as_posix()
            if not name.lower().endswith(tuple(suffixes)):
                continue
            if not _is_text(name):
                self.skip(repr(name), "the name of the file is not text; rename it")
            elif path.is_symlink() and not self._inside(path.resolve()):
                self.skip(name, "a link that leads outside the checkout; copy the file into it")
            else:
                found.append(name)
        return sorted(found)

    def data(self, path: str) -> bytes:
        """The bytes of a file.

        Raises PictureError or DataError if it is missing, empty, outside, no regular file or above 64 MiB."""
        return picture_bytes(self._place(path))

    def text(self, path: str) -> str:
        """The text of a file in UTF-8; bytes that are none become a mark. Raises as `data` does."""
        return self.data(path).decode("utf-8-sig", errors="replace").replace("\r\n", "\n")

    def json(self, path: str) -> Any:
        """The value in a JSON file. Raises DataError if it is no JSON, and as `data` does."""
        try:
            return json.loads(self.text(path))
        except (ValueError, RecursionError) as error:
            raise DataError(f"{path}: not JSON ({error}); get the file again") from None

    def picture(self, path: str) -> RGBA:
        """uint8 [H, W, 4] of a picture, within the limits of `open_picture`; clear pixels are zero.

        One without a visible pixel is a single clear pixel. Raises PictureError if it cannot be read."""
        try:
            rgba = open_picture(self.data(path)).rgba.copy()
        except PictureError as error:
            if not str(error).startswith(_BLANK):
                raise
            return np.zeros((1, 1, 4), np.uint8)
        rgba[rgba[..., 3] == 0] = 0
        return np.ascontiguousarray(rgba)

    def _walk(self, place: Path) -> Iterator[Path]:
        count = 0
        for folder, folders, names in os.walk(place):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            count += len(names)
            if count > MAX_FILES:
                raise DataError(f"{place}: more than {MAX_FILES:,} files; give the folder of one checkout")
            yield from (Path(folder) / name for name in names)

    def _place(self, path: str) -> Path:
        place = (self.root / path).resolve()
        if not self._inside(place):
            raise PictureError("leads outside the checkout; only files inside it are read")
        return place

    def _inside(self, place: Path) -> bool:
        return place == self.root or self.root in place.parents


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return name.isprintable()
