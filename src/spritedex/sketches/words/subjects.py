"""What people type in the words of captions, so that what names the creature comes first. Knows no sketch.

"final boss: a black dragon" is a black dragon, "wolf pup" a baby wolf, and "an elephant without a trunk" no trunk.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from spritedex.lazy_pattern import LazyPattern
from spritedex.sentence import Lexicon, subject_of, words_of
from spritedex.sketches.words.based import based_on
from spritedex.sketches.words.beings import being_first
from spritedex.sketches.words.carriers import carrier_first
from spritedex.sketches.words.compounds import done_after
from spritedex.sketches.words.counts import one_first
from spritedex.sketches.words.detailed import detailed
from spritedex.sketches.words.elements import of_elements
from spritedex.sketches.words.gestures import posed
from spritedex.sketches.words.grammar import ends_with_noun, in_caption_grammar
from spritedex.sketches.words.halves import of_halves
from spritedex.sketches.words.heads import with_heads_apart
from spritedex.sketches.words.likenesses import likened
from spritedex.sketches.words.named import index
from spritedex.sketches.words.noun_phrases import named_part, noun_test, plain_kind
from spritedex.sketches.words.roles import role_joined
from spritedex.sketches.words.shaped import shaped
from spritedex.sketches.words.states import state_first
from spritedex.sketches.words.turned import turned
from spritedex.sketches.words.vapors import out_of_body
from spritedex.word_tables import BEINGS, COLOR_WORDS

_MOST_ADJECTIVES: Final = 3
_ARTICLE: Final = r"(?:an?|the|my|some|one)"
_FAR: Final = 120
_DENIES: Final = (
    r"(?:(?:it|this|that|which|who)?(?: is|['’]s)? ?(?:not|neither|nor)|(?:it |this |that )?is ?n['’]t"
    r"|(?:i |we )?(?:do not|do ?n['’]t) (?:want|draw|make)|no|(?:any|every)thing but)"
)
_NOT_BUT: Final = re.compile(
    r"^\W*(?:an? (?:\w+ )?(?:animal|creature|monster|thing) )?"
    rf"(?:{_DENIES} (?:{_ARTICLE} )?[\w'-]+(?: [\w'-]+){{0,4}}?(?: |[,.;] ?)(?:and |or )?){{1,4}}"
    r"(?:(?:but|just|rather|instead|it['’]s|it is|(?:i|we) want|draw|make)\b(?: rather| instead| it['’]s)?"
    r"|(?<=[,.;] )(?=an? ))",
    re.IGNORECASE,
)
_BEGINS: Final = re.compile(rf"\s*{_ARTICLE}\b", re.IGNORECASE)
_BRACKETED: Final = re.compile(r"[(\[{]\s*([^()\[\]{}]{1,40}?)\s*[)\]}](?=\s+\w)")
_LEAD: Final = re.compile(r"^([^:]{1,80}?)(?::|\s[-–—])\s+(?=\w)")
_ROLES: Final = frozenset({
    "boss", "character", "companion", "enemy", "evolution", "evolved", "foe", "hero", "mascot", "minion", "mob",
    "npc", "opponent", "sidekick", "starter", "villain",
})  # fmt: skip
_LIFE: Final = frozenset({"cycle", "life", "lifecycle", "metamorphosis", "stage", "stages"})
_TITLES: Final = _ROLES | {"sprite"}
"""After which, and a comma, comes what the creature is."""
_LORD: Final = re.compile(
    r"^(?:the )?(?:\w+ )?(?:spirit|god|goddess|guardian|protector|keeper|lord|ruler|master|deity) of [\w' -]+,\s*",
    re.IGNORECASE,
)
_COLORS: Final = "|".join(sorted(COLOR_WORDS))
_OF_COLOR: Final = LazyPattern(
    rf",?\s+(?:(?:in|of|with) )?(?:the )?colou?r(?:ed|s)?(?: is|:)? "
    rf"((?:{_COLORS})(?:(?:,? and |, ?| )(?:{_COLORS}))?)\b",
    ("color", "colour"),
    ignore_case=True,
)
_ENDS: Final = frozenset({
    "above", "after", "against", "among", "around", "as", "at", "atop", "because", "behind", "below", "beneath",
    "beside", "between", "by", "for", "he", "inside", "into", "it", "lacking", "minus", "near", "next", "no", "not",
    "onto", "over", "she", "than", "they", "through", "to", "toward", "towards", "under", "underneath", "upon",
    "versus", "vs", "while", "without",
})  # fmt: skip
"""Words that end what names the creature, beside those of `LINK`."""
_OTHERS: Final = frozenset({"a", "an", "another", "his", "her", "its", "their"})
"""Words that begin another noun."""
_AFTER_WORD: Final = re.compile(r"\w $")
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def subject_first(sentence: str, lexicon: Lexicon) -> str:
    """A sentence as captions would have it; as it is, where nothing is to change.

    >>> lexicon = Lexicon(frozenset({"boss", "dragon", "baby dragon", "egg", "tree", "octopus", "orange", "rabbit"}))
    >>> subject_first("final boss: a black dragon", lexicon), subject_first("a dragon cub", lexicon)
    ('a black dragon', 'a baby dragon')
    >>> subject_first("a small dragon next to an egg", lexicon), subject_first("octopus colour orange", lexicon)
    ('a small dragon, next to an egg', 'orange octopus')
    """
    for step in _STEPS:
        sentence = step(sentence, lexicon)
    return sentence


def _unbracketed(sentence: str, lexicon: Lexicon) -> str:
    """ "a cute (but fat) frog" as "a cute but fat frog": what is in brackets before a noun goes with it."""

    def plain(found: re.Match[str]) -> str:
        is_before = not subject_of(sentence[: found.start()], lexicon) and subject_of(sentence[found.end() :], lexicon)
        return found[1] if is_before else found[0]

    return _BRACKETED.sub(plain, sentence)


def _affirmed(sentence: str, _: Lexicon) -> str:
    """Without what it says first that the creature is not, as in "not a cat, but a rabbit"."""
    match = _NOT_BUT.match(sentence)
    return sentence[match.end() :].lstrip(" ,") if match else sentence


def _after_title(sentence: str, lexicon: Lexicon) -> str:
    """Without a title such as "final boss:" or "my character:", if what follows names a creature."""
    match = _LEAD.match(sentence)
    if not match or not subject_of(sentence[match.end() :], lexicon):
        return sentence
    is_title = not (_ROLES | _LIFE).isdisjoint(words_of(match[1])) or subject_of(match[1], lexicon) in ("", *BEINGS)
    return sentence[match.end() :] if is_title else sentence


def _color_first(sentence: str, lexicon: Lexicon) -> str:
    """ "octopus colour orange" as "orange octopus"."""
    match = _OF_COLOR.search(sentence)
    before = sentence[: match.start()] if match else ""
    place = _noun_at(before, lexicon) if not named_part(before)[1] else None
    if not match or place is None:
        return sentence
    return f"{before[:place]}{match[1]} {before[place:]}{sentence[match.end() :]}"


def _in_one(sentence: str, lexicon: Lexicon) -> str:
    """ "big, scary dragon" and "Zorblax, a blue dragon" without the comma, so that one part names the creature."""
    match = _LORD.match(sentence)
    if match and ends_with_noun(words_of(named_part(sentence[match.end() :])[0]), noun_test(lexicon)):
        return sentence[match.end() :]
    joined = sentence
    for _ in range(_MOST_ADJECTIVES):
        head, rest = named_part(joined)
        known, last = subject_of(head, lexicon), words_of(head)[-1:]
        is_title = last == ["type"] or (known.split()[-1:] == last and not _TITLES.isdisjoint(last))
        if not rest.startswith(",") or not (is_title or known in ("", "plant", *BEINGS)):
            break
        following, after = named_part(rest[1:])
        noun = subject_of(following, lexicon)
        joined = rest[1:].lstrip() if known and _BEGINS.match(following) else head + rest[1:]
        is_part = noun in index()["words"] and (known in BEINGS or last[0].endswith("s"))
        if ends_with_noun(words_of(following), noun_test(lexicon)) and not is_part:
            return joined
        if noun or not after.startswith(","):
            break
    return sentence


def _in_grammar(sentence: str, lexicon: Lexicon) -> str:
    return in_caption_grammar(sentence, noun_test(lexicon))


def _ended(sentence: str, lexicon: Lexicon) -> str:
    """With a comma before what is near the creature, or what it has not: "an elephant, without a trunk"."""
    head, rest = named_part(sentence)
    last = ""
    for match in _WORD.finditer(head, 0, _FAR):
        word, start = match.group().casefold(), match.start()
        is_other = word in _OTHERS and last not in ("and", "half", "of", "or") and not last.endswith("ing")
        is_end = (word in _ENDS or is_other) and _AFTER_WORD.search(head, 0, start)
        if is_end and subject_of(head[:start], lexicon):
            return f"{head[:start].rstrip()}, {head[start:]}{rest}"
        last = word
    return sentence


def _noun_at(text: str, lexicon: Lexicon) -> int | None:
    """Where in a text its subject begins; None if it has none."""
    noun = subject_of(text, lexicon)
    first = noun.partition(" ")[0]
    found = [*re.finditer(rf"\b{re.escape(first[:-1])}", text.lower())] if noun else []
    return found[-1].start() if found else None


_STEPS: Final[Sequence[Callable[[str, Lexicon], str]]] = (
    _unbracketed, one_first, _affirmed, carrier_first, done_after, based_on, shaped, of_elements, detailed, out_of_body,
    with_heads_apart, of_halves, being_first, state_first, turned, likened, role_joined, _after_title, plain_kind,
    _in_grammar, _color_first, _in_one, _ended, posed,
)  # fmt: skip
