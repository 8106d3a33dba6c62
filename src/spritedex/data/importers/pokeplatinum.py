"""pokeplatinum and games made of it: res/pokemon/NAME with data.json, two frames beside each other, two palettes."""

import re
from functools import partial
from typing import Any, Final

from spritedex.data.importers.base import Creature, Drawing, ImportOptions, Item
from spritedex.data.importers.checkout import Checkout
from spritedex.data.importers.families import family_names
from spritedex.data.importers.game_words import (
    NOT_CREATURES,
    capitalized,
    color_of,
    egg_groups_of,
    one_line,
    shape_of,
    types_of,
)
from spritedex.data.importers.indexed import drawings, read_indices, read_palette, split_frames
from spritedex.data.importers.pret import RIGHTS
from spritedex.errors import DataError, SpritedexError

SPECIES: Final = "res/pokemon"
_LIST: Final = "generated/species.txt"
_PICTURE: Final = re.compile(r"(?:(male|female)_)?(front|back)\.png|(icon)\.png")
_BASE: Final = "base"  # a form that repeats what lies in the species' folder
_METRES: Final = 0.0254
_KILOGRAMS: Final = 0.45359237


def items(checkout: Checkout, options: ImportOptions) -> list[Item]:
    """The fronts, backs and icons of every species and form. Raises DataError if the folder has no `res/pokemon`."""
    folder = checkout.folder(SPECIES)
    paths = checkout.files(folder, (".png", ".pal", "data.json"))
    known = frozenset(paths)
    creatures = _creatures(checkout, folder, paths)
    found = []
    for path in paths:
        place, _, file = path.removeprefix(folder + "/").rpartition("/")
        slug, _, form = place.partition("/forms/")
        match = _PICTURE.fullmatch(file)
        if not match or slug not in creatures:
            continue
        sexed = any(f"{folder}/{slug}/{sex}_front.png" in known for sex in ("male", "female"))
        if form == _BASE and sexed:
            continue
        found.append(_item(checkout, path, match, creatures[slug], form, known))
    if not found:
        raise DataError(f"{checkout.root / folder}: no NAME/data.json with NAME/male_front.png here")
    return found


def _item(
    checkout: Checkout, path: str, match: re.Match[str], creature: Creature, form: str, known: frozenset[str]
) -> Item:
    sex, pose, icon = match[1] or "", match[2], match[3]
    form = "" if form == _BASE else form
    stem = "-".join(part for part in (creature.slug, form, icon or pose, sex) if part)
    own = path.rpartition("/")[0]
    above = own.partition("/forms/")[0]
    palettes = [
        next((file for place in (own, f"{above}/forms/{_BASE}", above) if (file := f"{place}/{tone}.pal") in known), "")
        for tone in ("normal", "shiny")
    ]
    read = partial(_frames, checkout, path, *(("", "") if icon else palettes))
    return Item(
        path,
        stem,
        creature,
        RIGHTS,
        read,
        "menu" if icon else "pixel",
        "back" if pose == "back" else "front",
        sex,
        form,
    )


def _frames(checkout: Checkout, path: str, normal: str, shiny: str) -> list[Drawing]:
    indices, own = read_indices(checkout.data(path))
    colors = read_palette(checkout.data(normal)) if normal else own
    return drawings(split_frames(indices), colors, read_palette(checkout.data(shiny)) if shiny else None)


def _creatures(checkout: Checkout, folder: str, paths: list[str]) -> dict[str, Creature]:
    """Folder -> what its data.json says; a folder whose data.json is missing or broken has its name alone."""
    numbers = _numbers(checkout)
    slugs = sorted({path.removeprefix(folder + "/").split("/")[0] for path in paths if path.count("/") > 2})
    slugs = [slug for slug in slugs if slug not in NOT_CREATURES]
    found: dict[str, dict[str, Any]] = {}
    for slug in slugs:
        found[slug] = {}
        try:
            value = checkout.json(f"{folder}/{slug}/data.json")
        except SpritedexError as error:
            checkout.skip(f"{folder}/{slug}/data.json", str(error))
            continue
        found[slug] = value if isinstance(value, dict) else {}
    links = [
        (slug, str(step[-1]).removeprefix("SPECIES_").lower())
        for slug, value in found.items()
        for step in _list(value.get("evolutions"))
        if isinstance(step, list) and step
    ]
    families = family_names(links, {slug: numbers.get(slug) for slug in slugs})
    return {slug: _creature(slug, value, numbers.get(slug), families[slug]) for slug, value in found.items()}


def _creature(slug: str, value: dict[str, Any], number: int | None, family: str) -> Creature:
    pokedex = _dict(value.get("pokedex_data"))
    english = _dict(pokedex.get("en"))
    height, weight = pokedex.get("height_inches"), pokedex.get("weight_pounds")
    return Creature(
        slug=slug,
        name=capitalized(str(english.get("name") or slug)),
        number=number,
        types=types_of(map(str, _list(value.get("types")))),
        text=one_line(" ".join(map(str, _list(english.get("entry_text"))))),
        family=family,
        genus=str(english.get("category") or ""),
        color=color_of(str(value.get("body_color", ""))),
        shape=shape_of(str(pokedex.get("body_shape", ""))),
        egg_groups=egg_groups_of(map(str, _list(value.get("egg_groups")))),
        height_m=round(height * _METRES, 1) if isinstance(height, int | float) else None,
        weight_kg=round(weight * _KILOGRAMS, 1) if isinstance(weight, int | float) else None,
    )


def _numbers(checkout: Checkout) -> dict[str, int]:
    """Folder -> national number: the place in the list of species, whose numbers before the egg are national ones."""
    if not checkout.has(_LIST):
        return {}
    names = [line.strip().removeprefix("SPECIES_").lower() for line in checkout.text(_LIST).split("\n")]
    names = names[: names.index("egg")] if "egg" in names else names
    return {name: number for number, name in enumerate(names) if number and name}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
