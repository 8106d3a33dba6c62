"""Kinds that everybody knows by their colors, such as an arctic fox or an apple tree. Knows no shape."""

import re
from typing import Final

from spritedex.lazy_pattern import LazyPattern
from spritedex.sentence import with_article
from spritedex.word_tables import COLOR_WORDS, COSTUMES

_LOOKS: Final = {
    "appaloosa": "white {} with brown spots", "apple tree": "tree with red apples", "apricot": "orange {}",
    "arctic fox": "white {}", "arctic wolf": "white {}", "bastet": "egyptian black cat",
    "bengal cat": "orange {} with black spots", "blue tang": "blue {} with yellow tail", "bluebell": "blue {}",
    "bluebird": "blue {} with orange belly", "budgie": "green {}", "buttercup": "yellow {}",
    "calico cat": "white {} with orange spots", "canary": "yellow {}", "carnation": "pink {}",
    "cherry blossom tree": "pink {}", "cherry tree": "tree with red cherries", "cockatiel": "grey {}",
    "cockatoo": "white {}",
    "coral snake": "red {} with black stripes", "cranberry": "red {}", "custard": "light yellow {}",
    "daffodil": "yellow {}", "daisy": "white {}",
    "dalmatian puppy": "white {} with black spots", "dark elf": "{} with purple skin and white hair",
    "drow": "{} with purple skin and white hair", "efreet": "red {}", "efreeti": "red {}", "flan": "light yellow {}",
    "goldfinch": "yellow {} with black wings", "grass snake": "green {}", "great white": "great grey {}",
    "great white shark": "great grey shark", "hathor": "egyptian cow", "hoopoe": "orange {} with black wings",
    "horus": "egyptian hawk", "hyacinth": "purple {}", "hydrangea": "blue {}", "jasmine": "white {}",
    "jupiter": "orange {}", "kakapo": "green {}", "kingfisher": "blue {} with orange belly",
    "kookaburra": "brown {} with white belly", "labrador": "golden {}", "lemon tree": "tree with yellow lemons",
    "luna moth": "light green {}", "marigold": "orange {}", "mars": "red {}", "nectarine": "orange {}",
    "neptune": "blue {}", "okapi": "dark brown {} with white striped legs", "orange tree": "tree with orange oranges",
    "oriole": "orange {} with black wings", "palomino": "golden {}", "peach tree": "tree with orange peaches",
    "pear tree": "tree with green pears", "petunia": "purple {}", "pluto": "beige {}",
    "poison dart frog": "blue {} with black spots", "poppy": "red {}", "primrose": "light yellow {}",
    "raisin": "dark brown {}", "robin": "brown {} with orange belly", "salami": "red {}", "snow leopard": "white {}",
    "sakura tree": "pink {}", "sobek": "egyptian crocodile", "swallowtail": "yellow {} with black spots",
    "tarantula": "brown {}",
    "thoth": "egyptian heron", "tuxedo cat": "black cat with white belly and white paws",
    "uakari": "brown {} with red face", "venus": "yellow {}", "weretiger": "orange {} with black stripes",
    "wisteria": "purple {}",
}  # fmt: skip
"""A kind -> how it looks, where "{}" is its name."""
_KIND: Final = LazyPattern(
    rf"([\w-]+ )?\b({'|'.join(sorted(_LOOKS, key=len, reverse=True))})\b(?! hood| fly ?trap)", _LOOKS, ignore_case=True
)
_ARTICLE: Final = re.compile(r"\ban? $", re.IGNORECASE)
_ROLE: Final = LazyPattern(rf" (?:{'|'.join(COSTUMES)})\b", ignore_case=True)
_MARKS: Final = ("spots", "striped", "stripes", "belly", "paws", "wings", "tail", "hair", "skin")


def with_known_colors(sentence: str) -> str:
    """A sentence with the colors of a kind that it names, but for those of what it gives a color itself.

    >>> with_known_colors("a small arctic fox"), with_known_colors("a red okapi"), with_known_colors("a robin, up")
    ('a small white arctic fox', 'a red okapi', 'a brown robin with orange belly, up')
    >>> with_known_colors("okapi with striped hind legs")
    'dark brown okapi with white striped hind legs'
    >>> with_known_colors("dark elf archer with white hair")
    'dark elf archer with purple skin with white hair'
    """
    found = _KIND.search(sentence)
    if not found or COLOR_WORDS.get((found[1] or "").strip().casefold()):
        return sentence
    role = _ROLE.match(sentence, found.end())
    named = found[2] + (role[0] if role else "")
    body, _, marks = _LOOKS[found[2].casefold()].format(named).partition(" with ")
    before, after = sentence[: found.start(2)], sentence[found.end(2) + len(named) - len(found[2]) :]
    for mark in filter(None, marks.split(" and ")):
        color = mark.split()[0]
        named = next((word for word in _MARKS if word in mark.split() and re.search(rf"\b{word}\b", after)), "")
        if not named:
            body += f" {'and' if ' with ' in body else 'with'} {color} {mark.removeprefix(color).strip()}"
        elif not re.search(rf"\b(?:{'|'.join(COLOR_WORDS)}) {named}\b", after):
            after = re.sub(rf"\b{named}\b", f"{color} {named}", after, count=1)
    return _ARTICLE.sub("", before) + (with_article(body) if _ARTICLE.search(before) else body) + after
