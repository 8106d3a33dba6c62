"""Creatures in the shape of something, with a thing for a head, or bare, in the words of captions. Knows no shape."""

import re
from typing import Final

from spritedex.lazy_pattern import LazyPattern
from spritedex.sentence import Lexicon, subject_of, words_of
from spritedex.sketches.tables import sketches_of_nouns, table
from spritedex.sketches.words.materials import color_of_material
from spritedex.sketches.words.noun_phrases import named_part
from spritedex.sketches.words.props import things
from spritedex.word_tables import COLOR_WORDS, STUFF

_SHAPED: Final = LazyPattern(
    r"^(\W*(?:an? |the |my )?)((?:[\w-]+ ){0,3}?[a-z]+),? (?:that is |which is )?(?:(?:shaped|formed|sculpted) "
    r"(?:like|as|into)|in the (?:shape|form) of) (?:an? |the )?(?:(?:loaf|slice|piece|bowl|pile) of )?(?=[a-z])",
    ("shape", "form", "sculpted"),
    ignore_case=True,
)
_HEAD: Final = LazyPattern(
    r",? (?:whose|and (?:its|his|her)|with|but (?:its|the|his|her)) (?:an? )?head (?:(?:that )?(?:is|looks) )?"
    r"(?:like |made of )?(an? (?:[a-z]+ )?[a-z]+)(?=$|[,.]| (?:and|with)\b)",
    ("head",),
    ignore_case=True,
)
_COVERED: Final = LazyPattern(
    r",? (?:whose|and (?:its|his|her)|but (?:its|the|his|her)) (?:fur|skin|coat|body|feathers|scales|wool|flesh|hide) "
    r"(?:is|are) (?:all )?(?:made (?:out )?of )?([a-z]+)(?=$|[,.]| (?:and|with)\b)",
    ("fur", "skin", "coat", "body", "feathers", "scales", "wool", "flesh", "hide"),
    ignore_case=True,
)
_BARE: Final = LazyPattern(
    r",? (?:without|with no|has no|that lost all) (?:any |its |his |her )?(?:feathers?|fur)\b|"
    r"\b(?:plucked|featherless|furless|shaved|hairless|naked) (?!mole|head|man|woman)",
    ("without", "no ", "lost", "plucked", "less", "shaved", "naked"),
    ignore_case=True,
)
_AS_HAT: Final = LazyPattern(
    r"\b(?:wearing|using) (an? (?:[a-z]+ )?[a-z]+) (?:as|for) (?:an?|its|his|her) (?:hat|cap|helmet)\b",
    ("hat", "cap", "helmet"),
    ignore_case=True,
)
_EARS: Final = {
    "bear": "mouse ears", "bee": "antennae and fairy wings", "bird": "wings and a beak", "bunny": "bunny ears",
    "cat": "cat ears and whiskers", "chicken": "wings and a beak", "cow": "horns", "dog": "dog ears and a tongue",
    "dragon": "dragon wings and horns", "duck": "wings and a beak", "fox": "cat ears and a fox tail",
    "kitten": "cat ears and whiskers", "mouse": "mouse ears and whiskers", "panda": "mouse ears", "pig": "a pig snout",
    "rabbit": "bunny ears", "unicorn": "a horn",
}  # fmt: skip
"""Animal -> what shows it on a thing."""
_SOFT: Final = frozenset({"cloud", "flame", "jelly", "slime", "smoke", "storm cloud"})
"""What can have the shape of an animal."""


def shaped(sentence: str, lexicon: Lexicon) -> str:
    """A sentence in which what has the shape of a thing is that thing; as it is, if it says none of the kind.

    >>> lexicon = Lexicon(frozenset({"cat", "bread", "slime", "heart", "chicken", "man", "pumpkin", "bear"}))
    >>> shaped("a cat shaped like a loaf of bread", lexicon), shaped("a slime in the shape of a heart", lexicon)
    ('a bread with cat ears and whiskers', 'a slime heart')
    >>> shaped("a man whose head is a pumpkin", lexicon), shaped("a bear whose fur is moss", lexicon)
    ('a man with a pumpkin for a head', 'a bear made of moss')
    >>> shaped("a chicken without feathers", lexicon)
    'a light pink chicken'
    """
    if (found := _AS_HAT.search(sentence)) and subject_of(found[1], lexicon):
        return f"{sentence[: found.start()]}with {found[1]} on its head{sentence[found.end() :]}"
    if (found := _HEAD.search(sentence)) and _is_thing(subject_of(found[1], lexicon)):
        return f"{sentence[: found.start()]} with {found[1]} for a head{sentence[found.end() :]}"
    found = _COVERED.search(sentence)
    if found and (found[1].casefold() in STUFF or color_of_material(found[1].casefold())):
        return f"{sentence[: found.start()]} made of {found[1]}{sentence[found.end() :]}"
    if (found := _BARE.search(sentence)) and COLOR_WORDS.keys().isdisjoint(words_of(sentence)):
        bare = sentence[: found.start()] + sentence[found.end() :]
        return re.sub(r"^(\W*(?:an?|the|my) )?", lambda match: f"{match[1] or ''}light pink ", bare, count=1)
    found = _SHAPED.match(sentence)
    head, rest = named_part(sentence[found.end() :]) if found else ("", "")
    creature, thing = subject_of(found[2], lexicon) if found else "", subject_of(head, lexicon)
    if not found or not creature or not (_is_thing(thing) or (thing and creature in _SOFT)):
        return sentence
    if creature in _EARS:
        said = found[2].casefold().removesuffix(creature)
        return f"{found[1]}{said}{head.strip()} with {_EARS[creature]}{rest}"
    return f"{found[1]}{found[2]} {head.strip()}{rest}"


def _is_thing(noun: str) -> bool:
    names = sketches_of_nouns().get(noun, ())
    return bool(names) and (things().issuperset(names) or not table("foods").keys().isdisjoint(names))
