"""What a game's data says of a creature, begun from its pictures: species.json, and the same for three games.

Numbers that no picture shows, such as base stats, are plain middles to be changed.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, Final

from spritedex.sprites.colors import color_shares
from spritedex.sprites.creature import Creature, box_of
from spritedex.sprites.dye import name_colors
from spritedex.sprites.formats_gba import gba_entry
from spritedex.sprites.naming import suggest_name

_SIZES: Final = ((36, "small", 0.4, 8.0), (52, "medium", 1.0, 30.0), (96, "large", 1.8, 90.0))
"""The longer side in pixels up to which a creature is called so, and the meters and kilograms to begin with."""
_SHOWN: Final = 0.1  # the share that a color has at least to be named
_BODY_COLORS: Final = {"orange": "red", "grey": "gray"}
_ELEMENTS: Final = {
    "fire": "fire", "water": "water", "ice": "water", "grass": "wood", "bug": "wood", "poison": "wood",
    "ground": "earth", "rock": "earth", "normal": "earth", "fighting": "earth", "steel": "metal", "electric": "metal",
}  # fmt: skip
_OTHER_ELEMENT: Final = "aether"
_SPECIES: Final = "tobedefined"
_SHAPE: Final = "varmint"
"""Words that Tuxemon knows; it refuses others."""
_STAT: Final = 60


def species(creature: Creature) -> dict[str, bytes]:
    """NAME/species.json: name and a suggested one, types read, colors, size; and the start of an entry in C for
    pokeemerald-expansion, in PBS for Pokémon Essentials, and in JSON for Tuxemon.
    """
    about = described(creature)
    folder = creature.slug
    return {
        f"{folder}/species.json": _json(about),
        f"{folder}/species_info.h": _in_c(creature, about).encode(),
        f"{folder}/pokemon.txt": _in_pbs(creature, about).encode(),
        f"{folder}/tuxemon.json": tuxemon_json(creature),
    }


def described(creature: Creature) -> dict[str, Any]:
    """What its pictures say of a creature."""
    top, bottom, left, right = box_of(creature.front.indices > 0)
    longer = max(bottom - top, right - left) * 64 // creature.side
    _, word, meters, kilograms = next(size for size in _SIZES if longer <= size[0])
    shares = {name: round(share, 2) for name, share in color_shares(creature.front.rgba).items()}
    colors = sorted((name for name, share in shares.items() if share >= _SHOWN), key=lambda name: -shares[name])
    seed = int.from_bytes(hashlib.sha256(creature.front.indices.tobytes()).digest()[:4], "big")
    return {
        "name": creature.name,
        "suggested_name": suggest_name(creature.types, seed),
        "types": list(creature.types),
        "colors": colors or [max(shares, key=lambda name: shares[name])],
        "size": {"word": word, "width": right - left, "height": bottom - top, "meters": meters, "kilograms": kilograms},
        "palette": name_colors(creature.front.palette),
        "shiny_palette": [] if creature.shiny is None else name_colors(creature.shiny),
    }


def tuxemon_json(creature: Creature) -> bytes:
    """The start of a monster's JSON for Tuxemon: slug, elements, size; a number, moves and sounds are to be chosen."""
    about = described(creature)
    elements = list(dict.fromkeys(_ELEMENTS.get(name, _OTHER_ELEMENT) for name in creature.types)) or ["earth"]
    slug = creature.slug
    return _json({
        "slug": slug,
        "species": _SPECIES,
        "txmn_id": 0,
        "shape": _SHAPE,
        "stage": "standalone",
        "types": elements,
        "tags": [],
        "terrains": [],
        "height": round(100 * about["size"]["meters"]),
        "weight": round(about["size"]["kilograms"]),
        "gender_weights": {"male": 0.5, "female": 0.5},
        "catch_rate": 100.0,
        "lower_catch_resistance": 0.95,
        "upper_catch_resistance": 1.25,
        "moveset": [{"level_learned": 1, "technique": "struggle", "learning_method": "fallback"}],
        "evolutions": [],
        "history": [{"slug": slug, "stage": "standalone", "evolves_from": [], "evolves_into": []}],
        "sounds": {
            "combat_call": {"sfx": "sound_cry1", "volume": 1.0},
            "faint_call": {"sfx": "sound_faint1", "volume": 1.0},
        },
    })  # fmt: skip


def _in_c(creature: Creature, about: dict[str, Any]) -> str:
    constant, symbol = creature.slug.upper(), "".join(part.title() for part in creature.slug.split("_"))
    types = ", ".join(f"TYPE_{name.upper()}" for name in creature.types or ("normal",))
    stats = "".join(
        f"        .base{stat} = {_STAT},\n" for stat in ("HP", "Attack", "Defense", "Speed", "SpAttack", "SpDefense")
    )
    _, pictures = gba_entry(creature)
    return (
        f"    [SPECIES_{constant}] =\n    {{\n{stats}"
        f"        .types = MON_TYPES({types}),\n"
        "        .catchRate = 45,\n        .expYield = 120,\n        .evYield_Speed = 1,\n"
        "        .genderRatio = PERCENT_FEMALE(50),\n        .eggCycles = 20,\n"
        "        .friendship = STANDARD_FRIENDSHIP,\n        .growthRate = GROWTH_MEDIUM_FAST,\n"
        "        .eggGroups = MON_EGG_GROUPS(EGG_GROUP_FIELD),\n"
        "        .abilities = { ABILITY_NONE, ABILITY_NONE, ABILITY_NONE },\n"
        f"        .bodyColor = BODY_COLOR_{_body_color(about['colors']).upper()},\n"
        f'        .speciesName = _("{about["suggested_name"]}"),\n'
        f"        .cryId = CRY_{constant},\n        .natDexNum = NATIONAL_DEX_{constant},\n"
        '        .categoryName = _("Unknown"),\n'
        f"        .height = {round(10 * about['size']['meters'])},\n"
        f"        .weight = {round(10 * about['size']['kilograms'])},\n"
        '        .description = COMPOUND_STRING("A new species."),\n'
        "        .pokemonScale = 256,\n        .pokemonOffset = 0,\n        .trainerScale = 256,\n"
        "        .trainerOffset = 0,\n"
        f"        .frontPic = gMonFrontPic_{symbol},\n        .backPic = gMonBackPic_{symbol},\n{pictures}"
        "        .frontAnimId = ANIM_V_SQUISH_AND_BOUNCE,\n        .backAnimId = BACK_ANIM_NONE,\n"
        f"        .palette = gMonPalette_{symbol},\n        .shinyPalette = gMonShinyPalette_{symbol},\n"
        f"        .iconSprite = gMonIcon_{symbol},\n        FOOTPRINT({symbol})\n"
        "        .levelUpLearnset = sNoneLevelUpLearnset,\n        .teachableLearnset = sNoneTeachableLearnset,\n"
        "    },\n"
    )


def essentials_id(creature: Creature) -> str:
    """What Pokémon Essentials calls a creature, in its data and its pictures: no name there begins with a digit."""
    name = creature.slug.upper()
    return f"_{name}" if name[0].isdigit() else name


def _in_pbs(creature: Creature, about: dict[str, Any]) -> str:
    types = ",".join(name.upper() for name in creature.types or ("normal",))
    rows = {
        "Name": about["suggested_name"],
        "Types": types,
        "BaseStats": ",".join([str(_STAT)] * 6),
        "GenderRatio": "Female50Percent",
        "GrowthRate": "Medium",
        "BaseExp": "120",
        "EVs": "SPEED,1",
        "CatchRate": "45",
        "Happiness": "70",
        "Moves": "1,TACKLE",
        "EggGroups": "Field",
        "HatchSteps": "5120",
        "Height": f"{about['size']['meters']:.1f}",
        "Weight": f"{about['size']['kilograms']:.1f}",
        "Color": _body_color(about["colors"]).title(),
        "Category": "Unknown",
        "Pokedex": "A new species.",
    }
    lines = ["#-------------------------------", f"[{essentials_id(creature)}]"]
    return "\n".join([*lines, *(f"{key} = {value}" for key, value in rows.items())]) + "\n"


def _body_color(colors: Sequence[str]) -> str:
    return _BODY_COLORS.get(colors[0], colors[0])


def _json(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
