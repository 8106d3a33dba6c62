"""What a creature does that is said before it, in the words of captions: "sword wielding frog" is a frog wielding a
sword. Knows no sketch."""

import re
from typing import Final

from spritedex.sentence import Lexicon, subject_of
from spritedex.sketches.tables import sketches_of_nouns
from spritedex.sketches.words.noun_phrases import named_part
from spritedex.sketches.words.props import things
from spritedex.sketches.words.states import animal_in
from spritedex.word_tables import BEINGS, COLOR_WORDS, COSTUMES

_DOES: Final = re.compile(
    r"^(\W*(?:(?:an?|the|my) )?)((?:[\w'’]+ ){0,2}?)([a-z]+)([ -])"
    r"(riding|reading|wielding|playing|eating|wearing|holding|carrying|throwing|drinking|hugging)[ -](?=[a-z])",
    re.IGNORECASE,
)
_FLIES: Final = re.compile(r"\b(eating|eats|catching|catches) (?:the |some |many )?flies\b", re.IGNORECASE)
"""Not what flies itself."""
_WITH: Final = re.compile(r"(?:with|in|wearing) [^,.;]*", re.IGNORECASE)
_OWNED: Final = re.compile(r"\b(?:witch|wizard|knight|king|queen|pirate)['’]s? $", re.IGNORECASE)
_MANY: Final = frozenset({"armor", "grass", "honey", "moss", "wood"})


def done_after(sentence: str, lexicon: Lexicon) -> str:
    """A sentence in which what a creature does comes after it; as it is, where it is said so already.

    >>> lexicon = Lexicon(frozenset({"frog", "sword", "toad", "broom", "fly", "knight", "dragon"}))
    >>> done_after("sword wielding frog with a cape, angry", lexicon)
    'frog with a cape, wielding a sword, angry'
    >>> done_after("witch's broom riding toad", lexicon), done_after("a frog eating fly soup", lexicon)
    ('toad riding a broom', 'a frog eating fly soup')
    """
    sentence = _FLIES.sub(r"\1 a fly", sentence)
    found = _DOES.match(sentence)
    head, rest = named_part(sentence[found.end() :]) if found else ("", "")
    who = subject_of(head, lexicon)
    is_thing = things().issuperset(sketches_of_nouns().get(who, ("",)))
    if (
        not found
        or is_thing
        or who in ("", *BEINGS)
        or head.split()[0].casefold() in ("a", "an", "the", "its", "his", "her")
    ):
        return sentence
    thing = found[3].casefold()
    is_who = bool(animal_in(thing, lexicon)) or thing in COSTUMES | BEINGS
    rides = found[5].casefold() == "riding" and who in COSTUMES
    if (is_who and found[4] != "-" and not rides) or thing in COLOR_WORDS:
        return sentence
    before = _OWNED.sub("", found[2])
    named = f"{before}{thing}" if thing.endswith("s") or thing in _MANY else f"a {before}{thing}"
    worn = _WITH.match(rest)
    with_it, rest = (f" {worn[0]},", rest[worn.end() :]) if worn else ("", rest)
    return f"{found[1]}{head.rstrip()}{with_it} {found[5]} {named}{' ' if rest[:1].isalpha() else ''}{rest}"
