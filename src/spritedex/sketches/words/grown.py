"""The parts that a creature of a type grows by the stages of its evolution line. Knows no shape."""

from collections.abc import Collection, Iterator
from typing import Final

import numpy as np

from spritedex.sentence import Lexicon, understand, words_of
from spritedex.sketches.words.named import has_part

_LAST_STAGE: Final = 3
_GROWN: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "": (("horns", "horn", "gem"), ("spikes", "crystals")),
    "fire": (("flame",), ("mane-of-fire", "horns")),
    "water": (("horn", "gem"), ("spikes", "shell")),
    "electric": (("horn", "horns"), ("lightning",)),
    "grass": (("leaf", "flower"), ("thorns", "mushroom")),
    "ice": (("horns", "horn"), ("ice",)),
    "poison": (("horn", "horns"), ("thorns", "spikes")),
    "flying": (("horn", "gem"), ("wings",)),
    "psychic": (("gem", "halo"), ("crystals",)),
    "rock": (("horns", "horn"), ("crystals", "spikes")),
    "ghost": (("horns", "horn"), ("bat-wings", "skull")),
    "dragon": (("horns",), ("dragon-wings",)),
    "dark": (("horns", "horn"), ("bat-wings", "spikes")),
    "steel": (("horn", "helmet"), ("spikes",)),
    "fairy": (("gem", "flower"), ("fairy-wings",)),
}
"""What a creature of a type grows by its second and by its third stage, one of each; "" for no type and any other."""


def stage_in(sentence: str) -> int:
    """The stage of its line that a sentence says a creature is of; 0 if it says none.

    >>> stage_in("a fully evolved water beaver"), stage_in("an evolved mouse"), stage_in("a mouse")
    (3, 2, 0)
    """
    words = words_of(sentence)
    if "evolved" not in words:
        return 0
    return _LAST_STAGE if {"final", "fully", "mega", "last"} & set(words) else _LAST_STAGE - 1


def grown_parts(sentence: str, lexicon: Lexicon, stage: int, seed: int, name: str) -> Iterator[str]:
    """Those of the sketch `name` by a stage; `seed` chooses among them."""
    rng = np.random.default_rng([seed, 13])
    types = (*understand(sentence, lexicon).types, *words_of(sentence), "")
    theme = next(word for word in types if word in _GROWN)
    for choices in _GROWN[theme][: max(0, stage - 1)]:
        free: Collection[str] = [part for part in choices if not has_part(name, part)]
        if free:
            yield str(rng.choice(sorted(free)))
