"""Words of the handheld games in the common words: types, colors, egg groups, shapes, names. Knows no file."""

import re
from collections.abc import Iterable
from typing import Final

from spritedex.vocabulary import MAX_TYPES, TYPES

NOT_CREATURES: Final = frozenset(
    {"none", "egg", "bad_egg", "question_mark", "circled_question_mark", "substitute", "old_unown"}
)
"""Species folders that hold no creature."""

COLORS: Final = ("red", "blue", "yellow", "green", "black", "brown", "purple", "gray", "white", "pink")
"""Body colors in the order of their numbers in the games, in PokeAPI's spelling."""

_EGG_GROUPS: Final = {
    "monster": "monster", "water_1": "water1", "water_2": "water2", "water_3": "water3", "bug": "bug",
    "flying": "flying", "field": "ground", "ground": "ground", "fairy": "fairy", "grass": "plant", "plant": "plant",
    "human_like": "humanshape", "mineral": "mineral", "amorphous": "indeterminate", "ditto": "ditto",
    "dragon": "dragon", "undiscovered": "no-eggs", "no_eggs_discovered": "no-eggs",
}  # fmt: skip
_SHAPES: Final = {
    "bipedal_tailed": "upright", "bipedal_tailless": "humanoid", "fins": "fish", "head": "ball", "head_arms": "arms",
    "head_base": "blob", "head_legs": "legs", "insectoid": "armor", "multi_body": "heads",
    "multi_winged": "bug-wings", "quadruped": "quadruped", "serpentine": "squiggle", "tentacles": "tentacles",
    "winged": "wings",
}  # fmt: skip
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BREAK: Final = re.compile(r"(?:\\[nlpr]|\s)+")


def types_of(names: Iterable[str]) -> tuple[str, ...]:
    """TYPE_GRASS and the like -> at most two types; unknown ones, such as a hack's own, are left out.

    >>> types_of(["TYPE_GRASS", "TYPE_POISON"]), types_of(["TYPE_FIRE", "TYPE_FIRE"]), types_of(["TYPE_MYSTERY"])
    (('grass', 'poison'), ('fire',), ())
    """
    found = (name.removeprefix("TYPE_").lower() for name in names)
    return tuple(dict.fromkeys(name for name in found if name in TYPES))[:MAX_TYPES]


def egg_groups_of(names: Iterable[str]) -> str:
    """EGG_GROUP_FIELD and the like -> PokeAPI's words with spaces between.

    >>> egg_groups_of(["EGG_GROUP_MONSTER", "EGG_GROUP_GRASS"])
    'monster plant'
    """
    found = (_EGG_GROUPS.get(name.removeprefix("EGG_GROUP_").lower(), "") for name in names)
    return " ".join(dict.fromkeys(name for name in found if name))


def color_of(name: str) -> str:
    """BODY_COLOR_GREEN, MON_COLOR_GREEN -> green; empty for an unknown one."""
    word = name.rpartition("_")[2].lower().replace("grey", "gray")
    return word if word in COLORS else ""


def shape_of(name: str) -> str:
    """SHAPE_QUADRUPED -> quadruped, in PokeAPI's words; empty for an unknown one."""
    return _SHAPES.get(name.removeprefix("SHAPE_").lower(), "")


def capitalized(name: str) -> str:
    """A name in capitals, or a slug, as it is written in texts.

    >>> capitalized("MR. MIME"), capitalized("FARFETCH'D"), capitalized("ho_oh"), capitalized("McFly")
    ('Mr. Mime', "Farfetch'd", 'Ho Oh', 'McFly')
    """
    plain = name.replace("_", " ").strip()
    if plain not in (plain.upper(), plain.lower()):
        return plain
    return _WORD.sub(lambda match: match.group().capitalize(), plain)


def one_line(text: str) -> str:
    """A text of a game on one line: its own marks for line breaks and pages become spaces."""
    return _BREAK.sub(" ", text).strip()
