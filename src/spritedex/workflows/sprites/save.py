"""The files of the sprite commands: which may be written, and writing them whole. Knows no picture's content."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from spritedex.errors import PictureError, Problem, UsageError, problem_of
from spritedex.sprites.codec import picture_bytes
from spritedex.sprites.creature import SIDE
from spritedex.sprites.ground import Ground
from spritedex.sprites.jasc import read_jasc
from spritedex.sprites.palette import MAX_COLORS, Colors
from spritedex.sprites.palette_files import read_palette
from spritedex.workflows.files import check_folder, check_new, check_not_read, is_plot, write_outputs
from spritedex.workflows.sprites.edit import Edited, quantize_picture

_MOST_ICON_PALETTES: Final = 6
_ICON_PALETTES: Final = (
    "icon_palettes/pal{}.pal", "icon_palettes/icon_palette_{}.pal", "../pokemon_icon_palettes/{}.pal",
)  # fmt: skip
"""Of pokeemerald-expansion, of pokeemerald and pokefirered, of pokeruby."""


@dataclass(frozen=True, slots=True)
class Quantized:
    """A picture that was quantized, and where it lies."""

    path: Path
    sprite: Edited


@dataclass(frozen=True, slots=True)
class Skipped:
    """A picture that was left out, which is no mistake, and why."""

    path: Path
    why: str


def save_quantized(
    pictures: Sequence[Path],
    out: Path,
    colors: int = MAX_COLORS,
    size: int = SIDE,
    ground: Ground = "auto",
    palette: Colors | None = None,
    force: bool = False,
) -> Iterator[Quantized | Skipped | Problem]:
    """Quantize pictures into PNGs of the same names in the folder `out`; yields each when it is on the disk, or what
    was wrong with it. None of the pictures is overwritten, nor without `force` another file with other content.

    A plot or sheet of our own is skipped. Raises UsageError for a wrong option or folder, WriteError if a file cannot
    be written.
    """
    check_folder(out)
    sources = {os.path.realpath(picture): picture for picture in pictures}
    taken: dict[str, Path] = {}
    for picture in pictures:
        target = out / f"{picture.stem}.png"
        if is_plot(picture):
            yield Skipped(picture, "a plot or sheet of Spritedex, no sprite")
            continue
        if target.name.casefold() in taken:
            same = taken[target.name.casefold()]
            what = "has the same name" if same.stem == picture.stem else "has the same name but for capital letters"
            yield Problem(str(picture), f"{same} {what}; choose another folder for it")
            continue
        try:
            sprite = quantize_picture(picture, colors, size, ground, palette)
            if source := sources.get(os.path.realpath(target)):
                what = "would be overwritten" if source == picture else f"would overwrite {source}"
                raise PictureError(f"{what}; choose another folder")
        except PictureError as error:
            yield Problem(str(picture), str(error).removeprefix(f"{picture}: "))
            continue
        try:
            check_new({target: sprite.png}, force)
        except UsageError as error:
            yield problem_of(str(picture), error)
            continue
        taken[target.name.casefold()] = picture
        write_outputs({target: sprite.png})
        yield Quantized(target, sprite)


def save_files(
    files: Mapping[str, bytes],
    out: Path,
    sources: Iterable[Path | None] = (),
    begun: str | None = None,
    force: bool = False,
) -> tuple[Path, ...]:
    """Write files below the folder `out`, all or none, and return their paths. `sources` are not overwritten, and files
    with the suffix `begun` are not written where they are there already.

    Raises OptionError if a source would be overwritten, or without `force` another file with other content; WriteError
    if a file cannot be written.
    """
    check_folder(out)
    read = tuple(sources)
    paths = {out / name: data for name, data in files.items()}
    paths = {path: data for path, data in paths.items() if path.suffix != begun or not path.exists()}
    for path in paths:
        check_not_read(path, read, "folder")
    check_new(paths, force)
    write_outputs(paths)
    return tuple(paths)


def open_palette(path: Path) -> Colors:
    """The colors uint8 [N, 3] of a .gpl, .pal, .hex or .act file or of a picture. Raises PictureError that names it."""
    try:
        return read_palette(picture_bytes(path), path.name)
    except PictureError as error:
        raise error.at(path) from None


def read_icon_palettes(folder: Path, format: str = "gba") -> tuple[Colors, ...]:
    """The palettes that a game has for icons, uint8 [15, 3] each; none where they are not there.

    `folder` is graphics/pokemon of pokeemerald, pokeemerald-expansion, pokefirered or pokeruby; for ds, res/pokemon of
    pokeplatinum.
    """
    if format == "ds":
        return _shared_palettes(folder / ".shared" / "pl_poke_icon.pal")
    for name in _ICON_PALETTES:
        palettes = []
        for number in range(_MOST_ICON_PALETTES):
            try:
                palettes.append(read_jasc((folder / name.format(number)).read_bytes()))
            except (OSError, ValueError):
                break
        if palettes:
            return tuple(palettes)
    return ()


def _shared_palettes(path: Path) -> tuple[Colors, ...]:
    """Those of a file of 256 colors, 16 each, up to the first that is all black."""
    try:
        colors = read_jasc(path.read_bytes(), 256)
    except (OSError, ValueError):
        return ()
    rows = np.concatenate([colors[:1], colors]).reshape(-1, 16, 3)[:, 1:]
    used = [bool(row.any()) for row in rows]
    return tuple(rows[: [*used, False].index(False)])
