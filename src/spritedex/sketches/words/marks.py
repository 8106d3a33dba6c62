"""Colors of stripes, spots and patches, as a sentence says them of another animal or in two colors. Knows no sketch."""

import re
from typing import Final

from spritedex.lazy_pattern import LazyPattern
from spritedex.sentence import words_of
from spritedex.word_tables import COLOR_WORDS, TONE_WORDS

_LIKE: Final = LazyPattern(
    r"\b((?:\w+ )?)(stripe[sd]?|stripy|spots|spotted|patches|markings|pattern) like (?:(?:a|an|the) )?(\w+)", ("like",)
)
_SHADE: Final = rf"(?:(?:{'|'.join(sorted(TONE_WORDS))}) )?(?:{'|'.join(sorted(filter(COLOR_WORDS.get, COLOR_WORDS)))})"
_OF_TWO: Final = LazyPattern(
    rf"\b(?:with|in|has) (?:its )?({_SHADE})(?: and |-|/|, ?)({_SHADE}) (stripes|bands|checks|checkers)\b",
    ("stripes", "bands", "checks", "checkers"),
)
_ZEBRA: Final = re.compile(
    r"\b(with )?zebra[ -](?:stripe[sd]?|print|pattern(?:ed)?)(?: pattern| markings| fur)?\b", re.I
)
_BLACK: Final = frozenset({"bee", "cheetah", "cow", "dalmatian", "leopard", "tiger", "wasp", "zebra"})


def with_colored_marks(text: str) -> str:
    """A text with the color of marks that is not said, and the first of two colors as that of the body.

    >>> with_colored_marks("a dog with stripes like a zebra"), with_colored_marks("a bee with pink and white stripes")
    ('a dog with black stripes', 'a bee, pink, with white stripes')
    """

    def colored(found: re.Match[str]) -> str:
        plain = not COLOR_WORDS.get(found[1].strip()) and found[3] in _BLACK
        return f"{found[1]}{'black ' if plain else ''}{found[2]}"

    text = _as_zebra(_LIKE.sub(colored, text))
    two = _OF_TWO.search(text)
    if two is None or any(COLOR_WORDS.get(word) for word in words_of(text[: two.start()])):
        return text
    return f"{text[: two.start()].rstrip()}, {two[1]}, with {two[2]} {two[3]}{text[two.end() :]}"


def _as_zebra(text: str) -> str:
    """A text with the stripes of a zebra as black ones on white."""
    found = _ZEBRA.search(text)
    if found is None:
        return text
    before, after = text[: found.start()], text[found.end() :]
    white = "" if any(COLOR_WORDS.get(word) for word in words_of(text)) else "white"
    if found[1]:
        return f"{before.rstrip()}, {white}{white and ', '}with black stripes{after}"
    return f"{before}{white}{after}, with black stripes".replace("  ", " ")
