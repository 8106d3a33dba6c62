"""The words that prompts, captions, options and the API share: types, colors, shapes, sizes, styles.

Knows no picture, model or file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, Literal, get_args

from spritedex.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TYPES: Final[tuple[str, ...]] = (
    "normal", "fire", "water", "electric", "grass", "ice", "fighting", "poison", "ground",
    "flying", "psychic", "bug", "rock", "ghost", "dragon", "dark", "steel", "fairy",
)  # fmt: skip
"""The types in the order of every vector in the project: labels, logits and thresholds."""

TYPE_COLORS: Final[dict[str, str]] = {
    "normal": "#9fa19f", "fire": "#e62829", "water": "#2980ef", "electric": "#e0a800",
    "grass": "#3fa129", "ice": "#3fbfd8", "fighting": "#ff8000", "poison": "#9141cb",
    "ground": "#915121", "flying": "#7aa7d9", "psychic": "#ef4179", "bug": "#91a119",
    "rock": "#afa981", "ghost": "#704170", "dragon": "#5060e1", "dark": "#50413f",
    "steel": "#60a1b8", "fairy": "#ef70ef",
}  # fmt: skip
"""The badge color of each type, as #rrggbb."""

MAX_TYPES: Final = 2

BODIES: Final[dict[str, tuple[str, ...]]] = {
    "armor": ("armoured creature", "creature in a hard shell"),
    "arms": ("creature with long arms", "creature with two arms and no legs"),
    "ball": ("round creature", "ball-shaped creature"),
    "blob": ("blob-like creature", "soft, shapeless creature"),
    "bug-wings": ("insect with wings", "creature with insect wings"),
    "fish": ("fish-like creature", "creature with fins"),
    "heads": ("creature with several heads", "many-headed creature"),
    "humanoid": ("humanoid creature", "human-like creature"),
    "legs": ("creature on two legs", "creature that is all legs"),
    "quadruped": ("four-legged creature", "creature on four legs", "quadruped"),
    "squiggle": ("snake-like creature", "long, winding creature"),
    "tentacles": ("creature with tentacles", "tentacled creature"),
    "upright": ("upright creature", "creature standing upright with a tail"),
    "wings": ("winged creature", "creature with two wings"),
}
"""PokeAPI's word for a shape -> the words of captions, the plainest first."""
SIZES: Final[tuple[tuple[float, tuple[str, ...]], ...]] = (
    (0.4, ("tiny", "very small")),
    (0.9, ("small", "little")),
    (1.7, ("medium-sized", "")),
    (3.0, ("large", "big", "tall")),
    (float("inf"), ("huge", "gigantic", "enormous")),
)
"""Heights in metres below which captions use these words; an empty word is left out."""
SHINY: Final = ("shiny", "rare-coloured", "oddly coloured")
BEHIND: Final = ("seen from behind", "back view")

COLORS: Final = ("black", "blue", "brown", "grey", "green", "orange", "pink", "purple", "red", "white", "yellow")

SIZE_WORDS: Final = tuple(word for _, words in SIZES for word in words if word)

WordKind = Literal["subject", "size", "build", "feature"]
WORD_KINDS: Final[tuple[WordKind, ...]] = get_args(WordKind)
"""What the words of a picture say: its noun, its size, its build, and what it has."""

Style = Literal["artwork", "menu", "pixel"]
STYLES: tuple[Style, ...] = get_args(Style)

_WORD = re.compile(r"[^\W_]+")
_CONNECTING: Final = frozenset({
    "a", "an", "the", "and", "or", "of", "is", "it", "with", "type", "types",
    "pokemon", "pokémon", "creature", "creatures", "none", "nan", "null", "na",
})  # fmt: skip


def parse_types(*labels: str) -> tuple[str, ...]:
    """The types that labels name, such as "grass and poison type pokemon", "a fire-type Pokémon", "grass/poison".

    In the order of the labels, at most two; empty if the labels hold no word or only connecting words.

    Raises UsageError for a word that is neither a type nor a connecting word, and for a third type.

    >>> parse_types("Grass and Poison type pokemon"), parse_types("Dark", "None")
    (('grass', 'poison'), ('dark',))
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", " ".join(labels)).casefold())
    named = dict.fromkeys(word for word in words if word not in _CONNECTING)
    if unknown := [word for word in named if word not in TYPES]:
        near = get_close_matches(unknown[0], TYPES, 1)
        hint = f"did you mean {near[0]!r}? Choose" if near else "choose"
        raise UsageError(f"unknown type {unknown[0]!r}; {hint} from {', '.join(TYPES)}")
    if len(named) > MAX_TYPES:
        raise UsageError(f"{len(named)} types ({', '.join(named)}); a creature has at most {MAX_TYPES}")
    return tuple(named)


def multi_hot(types: Iterable[str]) -> NDArray[np.float32]:
    """Types -> float32 [18] of zeros and ones, in the order of `TYPES`.

    >>> multi_hot(["fire"])[:3].tolist()
    [0.0, 1.0, 0.0]
    """
    import numpy as np

    vector = np.zeros(len(TYPES), dtype=np.float32)
    for name in types:
        vector[TYPES.index(name)] = 1
    return vector


def decide_types(
    probabilities: Sequence[float] | NDArray[np.floating], thresholds: Sequence[float] | NDArray[np.floating]
) -> tuple[str, ...]:
    """Probabilities [18] in [0, 1] and thresholds [18] -> one or two types, most probable first.

    The most probable type is always included; the second only if it reaches its threshold.

    >>> decide_types([0.9, 0.6] + [0.1] * 16, [0.5] * 18)
    ('normal', 'fire')
    >>> decide_types([0.2] + [0.1] * 17, [0.5] * 18)
    ('normal',)
    """
    order = sorted(range(len(TYPES)), key=lambda i: -float(probabilities[i]))
    kept = [i for rank, i in enumerate(order[:MAX_TYPES]) if rank == 0 or probabilities[i] >= thresholds[i]]
    return tuple(TYPES[i] for i in kept)
