"""Who carries another one, as the creature: "a parrot on the shoulder of a pirate" is a pirate with a parrot on its
shoulder; and a couple as two. Knows no sketch.
"""

import re
from typing import Final

from spritedex.lazy_pattern import LazyPattern
from spritedex.sentence import Lexicon, subject_of, with_article, words_of
from spritedex.sketches.words.grammar import ends_with_noun
from spritedex.sketches.words.noun_phrases import noun_test

_PHRASE: Final = r"((?:an?|the|my|his|her) (?:[\w-]+ ){0,3}?[\w-]+?)"
_ON_SHOULDER: Final = LazyPattern(
    r"^\W*((?:an?|the|my) )?((?:[\w-]+ ){0,3}?[\w-]+?),? (?:(?:is|who|that|which) )?(?:is )?"
    r"(?:(?:perch(?:ed|ing)|sit(?:s|ting)|stand(?:s|ing)|rid(?:es|ing)|rest(?:s|ing)) )?(?:up)?on (?:top of )?"
    rf"(?:(?:the )?shoulders? of {_PHRASE}|{_PHRASE}['’]s? shoulders?)"
    r"(?=$|[,.]| (?:and|holding|in|on|with|who|that)\b)",
    ("shoulder",),
    ignore_case=True,
)
_COUPLE: Final = LazyPattern(
    r"^\W*(?:(?:an?|the|my) )?((?:[\w-]+ ){0,2}?)([a-z]+) (couple|pair|duo|twins)\b",
    ("couple", "pair", "duo", "twins"),
    ignore_case=True,
)
_OF: Final = re.compile(r" of\b")


def carrier_first(sentence: str, lexicon: Lexicon) -> str:
    """A sentence in which who carries another one comes first; as it is, if it names nobody of the kind.

    >>> lexicon = Lexicon(frozenset({"parrot", "pirate", "avocado", "fox"}))
    >>> carrier_first("a parrot on the shoulder of an old pirate with a hook", lexicon)
    'an old pirate with a parrot on its shoulder with a hook'
    >>> carrier_first("parrot sitting on a pirate's shoulder", lexicon)
    'a pirate with a parrot on its shoulder'
    >>> carrier_first("a cute avocado couple holding hands", lexicon)
    'two cute avocados holding hands'
    """
    couple = _COUPLE.match(sentence)
    if couple and subject_of(couple[2], lexicon) and not _OF.match(sentence, couple.end()):
        noun = couple[2] if couple[2].endswith("s") else f"{couple[2]}s"
        return f"two {couple[1]}{noun}{sentence[couple.end() :]}"
    found = _ON_SHOULDER.match(sentence)
    if not found:
        return sentence
    carrier, known = found[3] or found[4], noun_test(lexicon)
    if not all(subject_of(each, lexicon) and ends_with_noun(words_of(each), known) for each in (found[2], carrier)):
        return sentence
    carried = f"{found[1]}{found[2]}" if found[1] else with_article(found[2])
    return f"{carrier} with {carried} on its shoulder{sentence[found.end() :]}"
