"""A name for a creature, made of sounds that suit its types. Knows no picture, file or model."""

import random
from collections.abc import Sequence
from typing import Final

_FIRST: Final = {
    "normal": ("mop", "bun", "tam"), "fire": ("sker", "brez", "kind"), "water": ("plim", "dro", "bril"),
    "electric": ("zwi", "kril", "fuz"), "grass": ("mos", "klov", "fir"), "ice": ("hoar", "shil", "rime"),
    "fighting": ("bor", "tusk", "gram"), "poison": ("sploo", "murk", "nox"), "ground": ("dun", "clod", "lum"),
    "flying": ("plu", "whi", "kest"), "psychic": ("lune", "oru", "mesm"), "bug": ("chi", "skit", "hum"),
    "rock": ("bould", "skar", "grit"), "ghost": ("wis", "pale", "umbr"), "dragon": ("wyr", "skal", "dray"),
    "dark": ("mirk", "dusk", "rav"), "steel": ("riv", "anv", "plat"), "fairy": ("twi", "lil", "posy"),
}  # fmt: skip
_LAST: Final = ("ango", "elix", "oby", "uno", "erra", "imbo", "attle", "orin", "usk", "ettle", "olly", "ix", "ador")


def suggest_name(types: Sequence[str], seed: int) -> str:
    """A name of at most 10 letters for one or more of the 18 types; the same for the same types and seed.

    >>> suggest_name(["fire"], 7) == suggest_name(["fire"], 7)
    True
    """
    chance = random.Random(f"{','.join(types)} {seed}")
    first = chance.choice(_FIRST[chance.choice(list(types) or ["normal"])])
    last = chance.choice([end for end in _LAST if end[0] != first[-1]])
    joined = first + (last[1:] if first[-1] in "aeiou" and last[0] in "aeiou" else last)
    return joined[:10].capitalize()
