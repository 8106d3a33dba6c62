"""Tuxemon: monsters in mods/tuxemon/db/monster, pictures in gfx/sprites/battle, licenses in ATTRIBUTIONS.md.

Its five elements are kept as they are, in a column of their own: they do not say which of the 18 types a monster has.
"""

import importlib
import re
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from spritedex.data.importers.base import (
    NOT_STATED,
    Creature,
    Drawing,
    ImportOptions,
    Item,
    Pose,
    Rights,
    read_picture,
)
from spritedex.data.importers.checkout import Checkout
from spritedex.data.importers.families import family_names
from spritedex.data.importers.game_words import capitalized
from spritedex.errors import DataError, MissingExtraError, PictureError, SpritedexError

MOD: Final = "mods/tuxemon"
_POSES: Final[tuple[Pose, ...]] = ("front", "back")
_SIDE: Final = 64
_ATTRIBUTIONS: Final = "ATTRIBUTIONS.md"
_TRANSLATIONS: Final = "l18n/en_US/LC_MESSAGES/base.po"
_SHAPES: Final = {"blob": "blob", "flier": "wings", "humanoid": "humanoid", "piscine": "fish", "serpent": "squiggle"}
_MESSAGE: Final = re.compile(r'^msgid ((?:"(?:\\.|[^"\\])*"\s*)+)msgstr ((?:"(?:\\.|[^"\\])*"\s*)+)', re.M)
_STRING: Final = re.compile(r'"((?:\\.|[^"\\])*)"')
_SECTION: Final = re.compile(r"^### Tuxemon\n(.*?)(?=^##|\Z)", re.M | re.S)
_LINK: Final = re.compile(r'\["?([^"\]]+)"?\]\(([^)\s]*)\)')
_LICENSE: Final = re.compile(
    r"\bCC[ -]?(0|BY(?:[ -](?:SA|NC|ND))*)(?:[ -](\d\.\d))?|\bpublic domain\b|\bOGA[ -]BY\b", re.I
)
_BY: Final = re.compile(r"\bby\b(.*?)(?:\bis licensed\b|\bare licensed\b|\breleased\b|\blicensed\b|$)", re.I | re.S)
_MOST_NAMES: Final = 4


def items(checkout: Checkout, options: ImportOptions) -> list[Item]:
    """The front and the back of every monster, also of one without an entry, from pictures of their own or from its
    battle sheet. Raises DataError if there is none."""
    base = checkout.folder(MOD, "tuxemon", "db/monster").removesuffix("db/monster").rstrip("/")
    base = f"{base}/" if base else ""
    creatures = _creatures(checkout, base)
    rights = read_attributions(checkout.text(_ATTRIBUTIONS)) if checkout.has(_ATTRIBUTIONS) else {}
    pictures: dict[tuple[str, Pose], tuple[str, Callable[[], list[Drawing]]]] = {}
    for path in checkout.files(f"{base}gfx/sprites/battle", ("-front.png", "-back.png", "-sheet.png")):
        slug, _, kind = path.rpartition("/")[2].removesuffix(".png").rpartition("-")
        for pose in _POSES:
            if kind == pose:
                pictures[slug, pose] = path, read_picture(checkout, path)
            elif kind == "sheet":
                pictures.setdefault((slug, pose), (path, _read_sheet(checkout, path, pose)))
    if not pictures:
        where = f"{base}gfx/sprites/battle/NAME-front.png or NAME-sheet.png"
        raise DataError(f"{checkout.root}: no {where} of a monster in {base}db/monster")
    return [
        Item(
            file=path,
            stem=f"{slug}-{pose}",
            creature=creatures.get(slug) or Creature(slug, capitalized(slug)),
            rights=rights.get(slug, Rights(NOT_STATED, "", "GPL-3.0-or-later")),
            read=read,
            pose=pose,
        )
        for (slug, pose), (path, read) in sorted(pictures.items())
    ]


def _read_sheet(checkout: Checkout, file: str, pose: Pose) -> Callable[[], list[Drawing]]:
    """A reader of one half of a battle sheet, whose menu pictures below are left out."""

    def read() -> list[Drawing]:
        rgba = checkout.picture(file)
        if rgba.shape[0] < _SIDE or rgba.shape[1] != 2 * _SIDE:
            width, height = rgba.shape[1::-1]
            raise PictureError(f"{width}x{height} is no sheet; front and back of {_SIDE}x{_SIDE} stand side by side")
        column = _POSES.index(pose) * _SIDE
        half = np.ascontiguousarray(rgba[:_SIDE, column : column + _SIDE])
        return [Drawing(half)] if half[..., 3].any() else []

    return read


def read_attributions(text: str) -> dict[str, Rights]:
    """The entries under "### Tuxemon" of ATTRIBUTIONS.md -> the license and the artists of each monster, by slug.

    An entry may name several monsters, and one in the address of its page only.

    >>> entry = '* ["Moloch"](a) by\\n[Ann](b) is licensed under [CC-BY-SA 4.0](c)'
    >>> read_attributions("### Tuxemon\\n\\n" + entry)["moloch"]
    Rights(license='CC-BY-SA-4.0', author='Ann', text_license='GPL-3.0-or-later')
    """
    found: dict[str, Rights] = {}
    section = _SECTION.search(text)
    for entry in re.split(r"\n(?=\* )", section[1] if section else ""):
        head, by, _ = entry.partition(" by")
        names = _LINK.findall(head if by else entry.partition(".")[0])[:_MOST_NAMES]
        license_name, artists = _license(entry), _artists(entry)
        for name, address in names:
            for title in (name, address.rpartition("title=")[2], address.rpartition("/")[2]):
                found.setdefault(_slug(title), Rights(license_name, artists, "GPL-3.0-or-later"))
    found.pop("", None)
    return found


def _license(entry: str) -> str:
    """The SPDX name of the first license in an entry."""
    match = _LICENSE.search(entry)
    if not match:
        return NOT_STATED
    if not match[1]:
        return "CC0-1.0" if "public" in match.group().lower() else "OGA-BY-3.0"
    if match[1] == "0":
        return "CC0-1.0"
    kind = match[1].upper().replace(" ", "-")
    return f"CC-{kind}-{match[2]}" if match[2] else f"CC-{kind}"


def _artists(entry: str) -> str:
    match = _BY.search(entry)
    if not match:
        return ""
    named = [name for name, _ in _LINK.findall(match[1])] or [re.split(r"[.,;\n]", match[1].strip())[0]]
    return ", ".join(name.strip() for name in named if name.strip() and name != "N/A")


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _creatures(checkout: Checkout, base: str) -> dict[str, Creature]:
    found: dict[str, dict[str, Any]] = {}
    for path in checkout.files(f"{base}db/monster", (".json", ".yaml", ".yml")):
        try:
            value = checkout.json(path) if path.endswith(".json") else _yaml(checkout, path)
        except MissingExtraError:
            raise
        except SpritedexError as error:
            checkout.skip(path, str(error))
            continue
        for entry in value if isinstance(value, list) else [value]:
            if isinstance(entry, dict) and entry.get("slug"):
                found[str(entry["slug"])] = entry
            else:
                checkout.skip(path, "no monster with a slug; get the file again")
    links = [
        (slug, str(other.get(key)))
        for slug, value in found.items()
        for field, key in (("evolutions", "monster_slug"), ("history", "mon_slug"))
        for other in value.get(field) or ()
        if isinstance(other, dict)
    ]
    numbers = {slug: _number(value.get("txmn_id")) for slug, value in found.items()}
    families, texts = family_names(links, numbers), _translations(checkout, base)
    return {slug: _creature(slug, value, families[slug], texts) for slug, value in found.items()}


def _creature(slug: str, value: dict[str, Any], family: str, texts: dict[str, str]) -> Creature:
    height, weight, shape = _number(value.get("height")), _number(value.get("weight")), str(value.get("shape") or "")
    category = str(value.get("category") or "")
    return Creature(
        slug=slug,
        name=texts.get(slug) or capitalized(slug),
        text=" ".join(texts.get(f"{slug}_description", "").split()),
        family=family,
        genus=texts.get(f"cat_{category}") or capitalized(category),
        shape=_SHAPES.get(shape, ""),
        height_m=height / 100 if height else None,
        weight_kg=float(weight) if weight else None,
        group=shape,
        elements=" ".join(str(name) for name in value.get("types") or ()),
    )


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) and value > 0 else None


def _translations(checkout: Checkout, base: str) -> dict[str, str]:
    path = base + _TRANSLATIONS
    if not checkout.has(path):
        return {}
    joined = ((_joined(key), _joined(value)) for key, value in _MESSAGE.findall(checkout.text(path)))
    return {key: value for key, value in joined if key and value}


def _joined(literals: str) -> str:
    return "".join(_STRING.findall(literals)).replace('\\"', '"').replace("\\n", " ")


def _yaml(checkout: Checkout, path: str) -> Any:
    try:
        yaml = importlib.import_module("yaml")
    except ModuleNotFoundError:
        raise MissingExtraError("a checkout of Tuxemon with YAML files", "import") from None
    try:
        return yaml.safe_load(checkout.text(path))
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise DataError(f"not YAML ({' '.join(str(error).split())}); get the file again") from None
