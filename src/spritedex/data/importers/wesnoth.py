"""Battle for Wesnoth: units in data/core/units, their pictures in data/core/images/units.

Each unit gives the picture in which it stands and up to three of its other pictures. Shadows are removed, and so is
the empty canvas around a unit. The magentas that the game replaces by the player's color become one of six colors,
always the same for a unit.
"""

import csv
import io
import re
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np

from spritedex.data.collect import stable_id
from spritedex.data.importers.base import Creature, Drawing, ImportOptions, Item, Rights
from spritedex.data.importers.checkout import Checkout
from spritedex.data.importers.families import family_names
from spritedex.data.importers.wml import Tag, parse
from spritedex.errors import DataError, SpritedexError
from spritedex.sprites.codec import RGBA

CORE: Final = "data/core"
RIGHTS: Final = Rights("GPL-2.0-or-later", "the artists of Battle for Wesnoth", "GPL-2.0-or-later")
_COPYRIGHT: Final = "copyright.csv"
_NOT_RACES: Final = frozenset({"mechanical"})
_NO_UNITS: Final = frozenset({"fake"})
_MOST_ACTIONS: Final = 3
_OPAQUE: Final = 200
_DARK: Final = 64
_TEAM: Final = np.array([
    [0xF4, 0x9A, 0xC1], [0x3F, 0x00, 0x16], [0x55, 0x00, 0x2A], [0x69, 0x00, 0x39], [0x7B, 0x00, 0x45],
    [0x8C, 0x00, 0x51], [0x9E, 0x00, 0x5D], [0xB1, 0x00, 0x69], [0xC3, 0x00, 0x74], [0xD6, 0x00, 0x7F],
    [0xEC, 0x00, 0x8C], [0xEE, 0x3D, 0x96], [0xEF, 0x5B, 0xA1], [0xF1, 0x72, 0xAC], [0xF2, 0x87, 0xB6],
    [0xF4, 0xAD, 0xCD], [0xF6, 0xC1, 0xD9], [0xFA, 0xD5, 0xE5], [0xFD, 0xE9, 0xF1],
], np.uint8)  # fmt: skip
_TEAM_COLORS: Final = ((220, 30, 30), (45, 90, 220), (40, 150, 60), (140, 50, 180), (150, 90, 45), (240, 140, 30))
_COUNTED: Final = re.compile(r"[-_]?\d+$")


@dataclass(frozen=True, slots=True)
class _Stand:
    """The picture in which a unit stands; `image` is a path below the folder of pictures."""

    image: str
    creature: Creature
    sex: str = ""


def items(checkout: Checkout, options: ImportOptions) -> list[Item]:
    """The pictures of every unit. Raises DataError if the folder has no units."""
    core = checkout.folder(f"{CORE}/units", "units").removesuffix("units")
    images = f"{core}images/"
    known = checkout.files(f"{images}units", (".png",))
    stands = {stand.image: stand for stand in reversed(_stands(checkout, core)) if images + stand.image in known}
    if not stands:
        raise DataError(f"{checkout.root / core}: no unit whose picture lies in {images}units")
    rights = _copyright(checkout)
    found = []
    for image, others in _actions(sorted(stands), [path.removeprefix(images) for path in known]).items():
        stand = stands[image]
        color = _TEAM_COLORS[stable_id(stand.creature.slug) % len(_TEAM_COLORS)]
        for frame, path in enumerate([image, *_spread(others)]):
            stem = path.removeprefix("units/").removesuffix(".png").replace("/", "-").replace("+", "-")
            read = partial(_unit, checkout, images + path, frame, color)
            held = rights.get(images + path, RIGHTS)
            found.append(Item(images + path, stem, stand.creature, held, read, sex=stand.sex))
    return found


def without_shadow(rgba: RGBA) -> RGBA:
    """uint8 [H, W, 4] -> the same with an alpha of 0 or 255, cropped to what is left; a copy.

    Half-clear pixels are shadows and the traces of movements, and become clear. A picture that is half-clear in most
    places, as a ghost is, keeps all but the dark ones."""
    alpha, seen = rgba[..., 3], rgba[..., 3] > 0
    shown = alpha >= _OPAQUE
    if shown.sum() * 2 < seen.sum():
        shown = seen & ((alpha >= _OPAQUE) | (rgba[..., :3].max(axis=-1) >= _DARK))
    cleared = np.where(shown[..., None], rgba, np.uint8(0))
    cleared[shown, 3] = 255
    rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
    if not len(rows):
        return cleared
    return np.ascontiguousarray(cleared[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def in_team_color(rgba: RGBA, color: tuple[int, int, int]) -> RGBA:
    """uint8 [H, W, 4] -> the same with the magentas that stand for the player's color in shades of `color`."""
    shades = rgba[..., :3]
    team = (shades[..., None, :] == _TEAM).all(axis=-1).any(axis=-1)
    high, low = shades.max(axis=-1, keepdims=True) / 255, shades.min(axis=-1, keepdims=True) / 255
    white = low / np.maximum(high, 1 / 255)
    shaded = (np.array(color) * (1 - white) + 255 * white) * high
    result = rgba.copy()
    result[team, :3] = shaded[team].astype(np.uint8)
    return result


def _unit(checkout: Checkout, path: str, frame: int, color: tuple[int, int, int]) -> list[Drawing]:
    rgba = in_team_color(without_shadow(checkout.picture(path)), color)
    return [Drawing(rgba, frame)] if rgba[..., 3].any() else []


def _stands(checkout: Checkout, core: str) -> list[_Stand]:
    units: dict[str, Tag] = {}
    for path in checkout.files(f"{core}units", (".cfg",)):
        if not _NO_UNITS.isdisjoint(path.split("/")):
            continue
        try:
            tags = parse(checkout.text(path)).all("unit_type")
        except SpritedexError as error:
            checkout.skip(path, str(error))
            continue
        units.update((tag.values["id"], tag) for tag in tags if tag.values.get("id"))
    links = [
        (name, other.strip()) for name, tag in units.items() for other in tag.values.get("advances_to", "").split(",")
    ]
    families = family_names(links, dict.fromkeys(units))
    found = []
    for name, tag in units.items():
        if tag.values.get("race") not in _NOT_RACES:
            found += _stands_of(tag, _creature(name, tag, families[name].lower()))
    return found


def _stands_of(tag: Tag, creature: Creature) -> list[_Stand]:
    """A unit's own picture, its female's and those of its variations."""
    found = [_Stand(_image(tag), creature)]
    for inside in (*tag.all("female"), *tag.all("variation"), *tag.all("male")):
        named = inside.values.get("name") or inside.values.get("variation_name")
        sex = "female" if inside.name == "female" else ""
        found.append(_Stand(_image(inside), replace(creature, name=_name(named) if named else creature.name), sex))
    return [stand for stand in found if stand.image.startswith("units/")]


def _creature(name: str, tag: Tag, family: str) -> Creature:
    values = tag.values
    return Creature(
        slug=re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_"),
        name=_name(values.get("name") or name),
        text=values.get("description", "").strip(),
        family=family,
        group=values.get("race", ""),
    )


def _name(stated: str) -> str:
    """The name without what only translators need, as in "female^Mage"."""
    return stated.rpartition("^")[2].lower()


def _image(tag: Tag) -> str:
    return tag.values.get("image", "").partition("~")[0].partition(":")[0].strip()


def _actions(stands: list[str], paths: list[str]) -> dict[str, list[str]]:
    """Standing picture -> the other pictures whose names go on from its name; the longest name that fits has them."""
    found: dict[str, list[str]] = {image: [] for image in stands}
    begins = sorted(((image.removesuffix(".png") + "-", image) for image in stands), key=lambda pair: -len(pair[0]))
    for path in paths:
        if path in found:
            continue
        owner = next((image for begin, image in begins if path.startswith(begin)), "")
        if owner:
            found[owner].append(path)
    return found


def _spread(others: list[str]) -> list[str]:
    """At most three of the pictures, of different movements where there are enough."""
    movements: dict[str, list[str]] = {}
    for path in others:
        movements.setdefault(_COUNTED.sub("", path.removesuffix(".png")), []).append(path)
    middles = [group[len(group) // 2] for group in movements.values()]
    step = max(len(middles) / _MOST_ACTIONS, 1)
    return [middles[int(place * step)] for place in range(min(len(middles), _MOST_ACTIONS))]


def _copyright(checkout: Checkout) -> dict[str, Rights]:
    """File -> the license and artist in copyright.csv, which newer versions have."""
    if not checkout.has(_COPYRIGHT):
        return {}
    found = {}
    try:
        for row in csv.DictReader(io.StringIO(checkout.text(_COPYRIGHT))):
            cells = {str(key).lower(): str(value) for key, value in row.items() if isinstance(key, str) and value}
            author = next((value for key, value in cells.items() if key.startswith("author")), RIGHTS.author)
            if file := cells.get("file"):
                found[file] = Rights(cells.get("license", RIGHTS.license), author, RIGHTS.text_license)
    except csv.Error as error:
        checkout.skip(_COPYRIGHT, f"no readable CSV ({error}); get the file again")
    return found
