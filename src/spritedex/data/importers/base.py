"""What every importer makes: the pictures of a checkout, not opened yet, and what is known of each. Knows no game."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from spritedex.data.importers.checkout import Checkout
from spritedex.sprites.codec import RGBA
from spritedex.sprites.palette import Indexed
from spritedex.vocabulary import Style

UNLICENSED: Final = "All rights reserved"
NOT_STATED: Final = "Not stated"

Pose = Literal["front", "back"]


@dataclass(frozen=True, slots=True)
class Creature:
    """What a checkout says of one creature; empty or None where it says nothing.

    `slug` names it within its source. `number` is the national number. `height_m` is in metres, `weight_kg` in
    kilograms. `group` is the source's own word for its kind, `elements` its own types.
    """

    slug: str
    name: str
    number: int | None = None
    types: tuple[str, ...] = ()
    text: str = ""
    family: str = ""
    genus: str = ""
    color: str = ""
    shape: str = ""
    egg_groups: str = ""
    height_m: float | None = None
    weight_kg: float | None = None
    group: str = ""
    elements: str = ""


@dataclass(frozen=True, slots=True)
class Rights:
    """The license of a picture (an SPDX name where there is one), who made it, and the license of its text."""

    license: str
    author: str = ""
    text_license: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """One picture: in at most 15 colors of its own palette, or uint8 [H, W, 4]. `form` is added to the item's."""

    image: Indexed | RGBA
    frame: int = 0
    shiny: bool = False
    form: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One source file, not opened before `read` is called: it gives the drawings in the file, none if it is blank.

    `file` is its path in the checkout. `read` raises SpritedexError if the file cannot be used. `stem` begins the
    names of the files that are made of it.
    """

    file: str
    stem: str
    creature: Creature
    rights: Rights
    read: Callable[[], list[Drawing]]
    style: Style = "pixel"
    pose: Pose = "front"
    sex: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """`svg_size` is the side, in pixels, at which vector drawings are rendered."""

    svg_size: int = 64


@dataclass(frozen=True, slots=True)
class Importer:
    """How one kind of checkout is read: what it is, where it comes from, what its license asks for.

    `items` lists the pictures without opening any. It raises DataError if the folder is no such checkout; what is
    wrong with a single entry becomes one of the checkout's problems. `source` is empty where the folder's name says it.
    """

    what: str
    source: str
    reminder: str
    items: Callable[[Checkout, ImportOptions], list[Item]]


def read_picture(checkout: Checkout, file: str) -> Callable[[], list[Drawing]]:
    """A reader that gives a file as one picture in all its colors, nothing if no pixel can be seen."""

    def read() -> list[Drawing]:
        rgba = checkout.picture(file)
        return [Drawing(rgba)] if rgba[..., 3].any() else []

    return read
