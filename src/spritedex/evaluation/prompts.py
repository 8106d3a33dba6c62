"""The prompts of a generator's evaluation: captions of creatures, a grid, and a contact sheet.

Know records and words; no generator.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from spritedex.data.captions import compose_caption
from spritedex.data.records import Record, species_of
from spritedex.vocabulary import COLORS, TYPES


@dataclass(frozen=True, slots=True)
class Prompt:
    """A sentence with the color and the types that it names: "" and () if it names no color or not all types.

    `number` and `family` are those of the species that it describes, 0 for a made-up creature.
    """

    text: str
    color: str = ""
    types: tuple[str, ...] = ()
    number: int = 0
    family: int = 0


SHEET: Final = (
    "a small orange lizard with a burning tail",
    "a round blue creature of water type with a big smile",
    "a green four-legged creature with a flower on its back",
    "a yellow mouse with long ears and sparks on its cheeks",
    "a tiny pink ball-shaped fairy with wings",
    "a large grey creature of rock type, living in a cave",
    "a purple ghost with a wide grin and red eyes",
    "a white fox of ice type with a bushy tail",
    "a black dog with horns, of dark and fire type",
    "a brown upright creature of ground type with claws",
    "a red crab with large pincers",
    "a green snake-like creature of grass and poison type",
    "a blue dragon with wings and a long tail",
    "a yellow insect with wings and a stinger",
    "a brown bird with a sharp beak, of normal and flying type",
    "a purple creature with tentacles, of water and poison type",
    "a grey robot-like creature of steel and electric type",
    "a white humanoid creature of psychic type in a dress",
    "a red humanoid creature of fighting type with big fists",
    "a huge blue fish with sharp teeth",
    "a pink blob-like creature without legs",
    "a green turtle in a hard shell",
    "a black bat with yellow eyes",
    "a huge brown mammoth with tusks, of ice and ground type",
)
"""The prompts of the contact sheet: the same at each release, with the same seeds."""

SHEET_SEEDS: Final = 8

_BODIES: Final = (
    "four-legged creature", "upright creature with a tail", "humanoid creature", "winged creature", "round creature",
    "snake-like creature", "fish-like creature", "insect with wings", "creature with tentacles",
    "creature in a hard shell", "many-headed creature",
)  # fmt: skip
_STRIDE: Final = 4  # shares no divisor with the bodies, so that each type meets them all
_GREY: Final = {"gray": "grey"}
_NAMED_FOR_ORANGE: Final = ("red", "yellow", "brown")


def held_out_prompts(records: Iterable[Record]) -> list[Prompt]:
    """One prompt for each species of the records: its first caption, without its name.

    A color is named if its word is in the caption; types are named if the words of all are.
    """
    prompts = []
    for record in species_of(records).values():
        text = first_captions(record, 1)[0]
        words = {_GREY.get(word, word) for word in re.findall(r"[a-z]+", text.lower())}
        color = _GREY.get(record.facts.color, record.facts.color)
        prompts.append(
            Prompt(
                text,
                color if color in words and color in COLORS else "",
                record.types if words.issuperset(record.types) else (),
                record.number,
                record.family,
            )
        )
    return prompts


def first_captions(record: Record, count: int) -> list[str]:
    """The first `count` captions of a picture; they depend on its species and `count` only."""
    return [compose_caption(record, np.random.default_rng([record.number, index])) for index in range(count)]


def grid_prompts() -> list[Prompt]:
    """Every type with every color once, each with a body; the first 18 prompts have all types and all colors.

    >>> grid_prompts()[0].text
    'a black four-legged creature of normal type'
    """
    prompts = []
    for turn in range(len(COLORS)):
        for row, kind in enumerate(TYPES):
            color = COLORS[(row + turn) % len(COLORS)]
            body = _BODIES[(row + _STRIDE * turn) % len(_BODIES)]
            article = "an" if color[0] in "aeiou" else "a"
            prompts.append(Prompt(f"{article} {color} {body} of {kind} type", color, (kind,)))
    return prompts


def is_color_right(prompted: str, dominant: str) -> bool:
    """Whether a picture with the `dominant` color fits a prompt with the color `prompted`.

    PokeAPI, which names the creatures' colors, has no orange and uses red, yellow or brown; so orange fits these three.

    >>> is_color_right("red", "orange"), is_color_right("orange", "red")
    (True, False)
    """
    return dominant == prompted or (dominant == "orange" and prompted in _NAMED_FOR_ORANGE)


def spaced(prompts: Sequence[Prompt], limit: int | None) -> list[Prompt]:
    """At most `limit` of the prompts, spread evenly over them; all if it is None."""
    if limit is None or limit >= len(prompts):
        return list(prompts)
    return [prompts[index * len(prompts) // limit] for index in range(limit)]
