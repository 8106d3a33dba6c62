"""What all loaders share: collecting records, checking pictures and file names. Knows no tables."""

import hashlib
import warnings
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath

from PIL import Image

from spritedex.data.records import Bestiary, Field, Record, has_field
from spritedex.errors import DataError, PictureError, Problem
from spritedex.sprites.bounds import BoundedFile, check_cost
from spritedex.sprites.codec import FORMATS, check_size, picture_bytes
from spritedex.vocabulary import Style


class NoStyleError(DataError):
    """No picture of a source is of a style that was asked for."""


@dataclass
class Collector:
    """Collects the records of one source; a row that cannot be used becomes a problem."""

    source: str
    need: Collection[Field]
    styles: Collection[Style]
    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seen_styles: set[Style] = field(default_factory=set)

    def add(self, record: Record) -> None:
        """Keep the record if its style is requested and it has a picture and all needed fields."""
        self.seen_styles.add(record.style)
        if record.style not in self.styles:
            return
        if "types" in self.need and not has_field(record, "types"):
            self.skip(record.key, "no types; fill them in, or remove the row")
        elif "text" in self.need and not has_field(record, "text"):
            self.skip(record.key, "empty description; write one, or remove the row")
        elif wrong := picture_problem(record.image):
            self.skip(record.key, wrong)
        else:
            self.records.append(record)

    def skip(self, where: str, what: str) -> None:
        """Add a problem; no record is kept."""
        self.problems.append(Problem(where, what))

    def bestiary(self, strict: bool, families_known: bool) -> Bestiary:
        """The records and problems collected so far.

        Raises DataError if there is no usable record, or in strict mode if there is any problem."""
        if self.seen_styles and not self.seen_styles & set(self.styles):
            raise no_style(self.source, self.styles, self.seen_styles)
        made = Bestiary(self.source, tuple(self.records), tuple(self.problems), families_known)
        return made.require(strict)


def no_style(source: str, styles: Collection[Style], there: Collection[Style]) -> NoStyleError:
    """The error of a source that has pictures of the styles `there` alone."""
    wanted = " or ".join(sorted(styles))
    known = f"its styles are {', '.join(sorted(there))}, by the column style"
    return NoStyleError(f"{source}: no picture of style {wanted}; {known}")


def picture_problem(image: Path | bytes) -> str:
    """What is wrong with a picture, or an empty string. Decodes nothing, but checks the checksums of a PNG: fast."""
    try:
        if isinstance(image, Path) and not image.is_file():
            return "picture missing; add the file, or remove the row"
    except OSError as error:
        return f"picture cannot be read ({error.strerror}); check its name and permissions, or remove the row"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file = BoundedFile(picture_bytes(image))
            with Image.open(file, formats=FORMATS) as opened:
                check_size(*opened.size)
                check_cost(opened, file.kept)
                opened.verify()
    except PictureError as error:
        return str(error)
    except Exception:
        return "broken picture, or not a picture; save it again as PNG"
    return ""


def outside(file: str) -> bool:
    """Whether a file name in a table points outside the table's folder: an absolute path, or one with `..`.

    >>> outside("images/001.png"), outside("../001.png")
    (False, True)
    """
    path = PureWindowsPath(file)
    return bool(path.drive or path.root) or ".." in path.parts


def stable_id(text: str | bytes) -> int:
    """A number for a name: the number itself if the name is one, else 48 bits of its hash.

    It does not depend on the other names of a source, so a stored split stays valid when rows are added or removed.
    Families that are not an evolution chain of the facts are passed as words ("family leaf", "alone 7"), so that a
    split of one source is never accepted for another.

    >>> stable_id("007")
    7
    """
    if isinstance(text, str):
        text = text.strip()
        if text.isascii() and text.isdigit() and len(text) <= 9:
            return int(text)
        text = text.casefold().encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=6).digest(), "big")
