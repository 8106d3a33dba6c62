"""Sprites onto the disk: each with all its files or none, and at last a contact sheet. Knows no model."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from PIL import Image

from spritedex.errors import PictureError, Problem, UsageError, problem_of
from spritedex.sprites.codec import RGBA
from spritedex.sprites.sheets import Section, contact_sheet
from spritedex.workflows.files import (
    SHEET_SUFFIX,
    check_folder,
    check_new,
    check_not_read,
    free_path,
    plot_png,
    write_output,
    write_outputs,
)
from spritedex.workflows.generate.items import Item, Note, Rendered, Step
from spritedex.workflows.generate.recipe import read_recipe

SHEET_LIMIT: Final = 64
"""The contact sheet shows so many sprites at most."""
LONGEST_ROW: Final = 8


@dataclass(frozen=True, slots=True, eq=False)
class Saved:
    """A sprite that is on the disk: the paths of its files, the first its own picture where its format has one."""

    rendered: Rendered
    files: tuple[Path, ...]

    @property
    def path(self) -> Path:
        """The first of its files."""
        return self.files[0]

    @property
    def document(self) -> dict[str, Any]:
        """The recipe with whole paths."""
        paths = [str(path) for path in self.files]
        return self.rendered.document | {"file": paths[0]} | ({"files": paths} if len(paths) > 1 else {})


@dataclass(frozen=True, slots=True)
class Sheet:
    """The contact sheet; `left_out` sprites found no room on it."""

    path: Path
    left_out: int


def save(
    results: Iterable[Item],
    out: Path,
    *,
    sheet: bool = False,
    record: bool = False,
    keep: Sequence[Path] = (),
    force: bool = False,
) -> Iterator[Step | Saved | Sheet | Problem | Note]:
    """Write the sprites of `render` below the folder `out`, each as it comes, whole or not at all.

    `record` adds each one's recipe as STEM.json; `sheet` a contact sheet at the end where there is more than one
    sprite. The files `keep` are not overwritten, nor is another file that is there with other content, unless `force`:
    then a record that is no longer true goes. A sheet takes a free name. All else that `render` yields passes through.

    A sprite whose name is taken is a Problem, and the others go on. Raises UsageError before anything is drawn if the
    folder cannot be written; then WriteError if a file cannot be written.
    """
    check_folder(out)
    return _save(results, out, sheet, record, keep, force)


def _save(
    results: Iterable[Item], out: Path, sheet: bool, record: bool, keep: Sequence[Path], force: bool
) -> Iterator[Step | Saved | Sheet | Problem | Note]:
    shown = _Shown()
    written: set[Path] = set()
    for item in results:
        if not isinstance(item, Rendered):
            yield item
            continue
        files = {out / name: data for name, data in item.files.items()}
        records = {out / name: data for name, data in item.record.items()} if record else {}
        try:
            for path in files | records:
                check_not_read(path, keep, "folder")
            if twice := [path for path in files if path in written and path.read_bytes() != files[path]]:
                raise UsageError(f"{twice[0]} is another sprite of this command; give one of them a name of its own")
            check_new(files | records, force)
        except UsageError as error:
            yield problem_of(item.stem, error)
            continue
        replaced = any(path.exists() and path.read_bytes() != data for path, data in files.items())
        write_outputs(files | records)
        written |= files.keys()
        for name in item.record:
            if not record and replaced and _is_record(out / name):
                (out / name).unlink()
        shown.add(item)
        yield Saved(item, tuple(files))
    if sheet and shown.count > 1:
        picture = plot_png(shown.sheet())
        path = free_path(out / f"{shown.name}{SHEET_SUFFIX}", picture)
        write_output(path, picture)
        yield Sheet(path, shown.left_out)


def _is_record(path: Path) -> bool:
    try:
        return path.is_file() and bool(read_recipe(path, pictures=False))
    except PictureError:
        return False


@dataclass
class _Shown:
    """What the contact sheet shows."""

    names: dict[str, None] = field(default_factory=dict)
    sections: dict[tuple[str, int], list[tuple[RGBA, str]]] = field(default_factory=dict)
    count: int = 0
    left_out: int = 0

    def add(self, item: Rendered) -> None:
        self.names[item.sheet_name] = None
        if self.count == SHEET_LIMIT:
            self.left_out += 1
        else:
            self.count += 1
            shown = self.sections.setdefault((item.title, item.in_row), [])
            shown.append((item.sample.rgba, item.caption))

    @property
    def name(self) -> str:
        """The name of its first prompt, and how many others there are."""
        first, *others = self.names
        return f"{first}-and-{len(others)}-more" if others else first

    def sheet(self) -> Image.Image:
        return contact_sheet(
            [
                Section(title, sprites, min(in_row, LONGEST_ROW) if in_row > 1 else None)
                for (title, in_row), sprites in self.sections.items()
            ]
        )
