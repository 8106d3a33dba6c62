"""The parts that a creature of a type grows by the stages of its evolution line. Knows no shape."""

from collections.abc import Collection, Iterator
from typing import Final

import numpy as np

from spritedex.sentence import Lexicon, subject_of, understand, words_of
from spritedex.sketches.tables import table
from spritedex.sketches.words.named import has_part

_LAST_STAGE: Final = 3
_BY_STAGE: Final = (0, 0, 1, 3)
"""How many parts it has grown by each stage, none without one."""
_GROWN: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "": (("horns", "horn"), ("wings", "dragon-wings"), ("long-tail",)),
    "fire": (("flame",), ("mane-of-fire", "horns"), ("long-tail",)),
    "water": (("horn", "gem"), ("spikes", "shell"), ("bubbles",)),
    "electric": (("horn", "horns"), ("sparks", "lightning"), ("long-tail",)),
    "grass": (("leaf", "flower"), ("thorns",), ("vines",)),
    "ice": (("horns", "horn"), ("ice",), ("long-tail",)),
    "poison": (("horn", "horns"), ("thorns", "spikes"), ("big-stinger",)),
    "flying": (("horn", "gem"), ("wings",), ("gusts",)),
    "psychic": (("gem", "halo"), ("crystals",), ("aura",)),
    "rock": (("horns", "horn"), ("crystals", "spikes"), ("stones",)),
    "ghost": (("wisps",), ("bat-wings",), ("long-tail",)),
    "dragon": (("horns",), ("dragon-wings",), ("long-tail",)),
    "dark": (("horns", "horn"), ("bat-wings",), ("long-tail",)),
    "steel": (("horn", "helmet"), ("spikes",), ("strong-arms",)),
    "fairy": (("gem", "flower"), ("fairy-wings",), ("sparkles",)),
}
"""What a creature of a type grows by its second stage, one of the first, and by its third, one of each other; "" for no
type and any other."""
_OF_BODY: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "bird": (("long-tail",), ("larger-wings", "wings"), ("fish-fin",)),
    "fish": (("spikes",), ("tentacles",), ("fangs",)),
    "ghost": (("strong-arms",), ("tentacles",), ("wisps",)),
    "plant": (("leaf", "flower"), ("vines",), ("thorns",)),
    "robot": (("strong-arms",), ("wings",), ("sparks",)),
    "slime": (("strong-arms",), ("tentacles",), ("fish-fin",)),
}
"""The same of bodies on which no horns grow."""
_BODIES: Final = {
    word: body
    for body, words in {
        "fish": "dolphin goldfish jellyfish octopus orca pufferfish seahorse shark squid starfish stingray whale",
        "ghost": "phantom specter spectre spirit wraith",
        "plant": "cactus flower mushroom pumpkin rose sprout sunflower toadstool tree tulip",
        "robot": "android automaton car computer golem machine mech rocket toaster truck",
        "slime": "blob gelatin jelly ooze pudding",
        "bird": "",
    }.items()
    for word in (body, *words.split())
}
_HORNS: Final = frozenset({"horn", "horns"})


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
    """Those of the sketch `name`, or without one of the subject, by a stage; `seed` chooses among them."""
    rng = np.random.default_rng([seed, 13])
    body = _body(name.split("-")[0] if name else subject_of(sentence, lexicon), name)
    types = (*understand(sentence, lexicon).types, *words_of(sentence), "")
    theme = next(word for word in types if word in _GROWN)
    chosen = _OF_BODY[body] if body and theme in ("", body) else _GROWN[theme]
    for turn, choices in enumerate(chosen[: _BY_STAGE[stage]]):
        fitting = [part for part in choices if not (body and part in _HORNS)] or _OF_BODY[body][turn]
        free: Collection[str] = [part for part in fitting if not has_part(name, part)]
        if free:
            yield str(rng.choice(sorted(free)))


def _body(noun: str, name: str) -> str:
    """The kind of body on which no horns grow; empty for any other."""
    return "bird" if name in table("coats")["feathers"] else _BODIES.get(noun.split()[-1] if noun else "", "")
