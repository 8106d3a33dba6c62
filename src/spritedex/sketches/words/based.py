"""What a creature is based on or looks like, in the words of captions: "water starter based on an otter" is a water
type otter, "a monster that is half spider" half spider. Knows no sketch."""

import re
from typing import Final

from spritedex.lazy_pattern import LazyPattern
from spritedex.sentence import Lexicon, subject_of, words_of
from spritedex.sketches.words.grammar import ends_with_noun
from spritedex.sketches.words.named import index
from spritedex.sketches.words.noun_phrases import named_part, noun_test
from spritedex.vocabulary import TYPES
from spritedex.word_tables import BEINGS, COLOR_WORDS, COSTUMES

_RANK: Final = r"(?:(?:mini|sub|mid|semi|final|last|end|raid|dungeon|stage|secret|optional|gym|big|main|true)[ -]?)*"
_GENERIC: Final = (
    rf"starters?|fakemon|pok[eé]mon|digimon|monster|creature|critter|animal|beast|being|thing|character|{_RANK}boss|enemy"
    r"|foe|mob|mascot|legendary|companion|pet|hero|villain|minion|evolution|guardian|protector|spirit|deity|titan|species"
)
_IS: Final = r"(?:(?:,? (?:that|which|who)|,? it|,? he|,? she)?(?:['’]s| is| was) |,? )?"
_LIKE: Final = (
    r"(?:(?:loosely |kind of )?(?:based|modell?ed|designed|styled) (?:on|upon|off(?: of)?|around|after|like|as)"
    r"|inspired (?:by|from)|(?:that |which |who |it )?(?:look(?:s|ing)?|is) (?:(?:a bit|a lot|just|kinda) )?like"
    r"|(?:that |which |who )?resembl(?:es|ing)|similar to|(?:shaped|formed) (?:like|as)|in the (?:shape|form) of)"
)
_ARTICLE: Final = r"(?:an?|the|some|my)"
_BASED: Final = LazyPattern(
    rf"^\W*({_ARTICLE} )?((?:[\w'’-]+ ){{0,4}}?)({_GENERIC}),? {_IS}{_LIKE} ({_ARTICLE} )?(?=\w)",
    ("like", "based", "model", "designed", "styled", "inspired", "resembl", "similar", "shape", "form"),
    ignore_case=True,
)
_MADE_UP: Final = re.compile(
    rf"^\W*({_ARTICLE} )?((?:[\w'’-]+ ){{0,4}}?)({_GENERIC}),? (?:that|which|who|it)(?:['’]s| is| was) "
    rf"(?:(?:actually|really|mostly) )?(?=(?:half|part|an?)\b[ -])(an? )?",
    re.IGNORECASE,
)
_STARTER: Final = LazyPattern(
    rf"^\W*({_ARTICLE} )?((?:[\w'’-]+ ){{0,4}}?)(starter(?: (?:pok[eé]mon|monster|creature))?|{_RANK}boss)"
    rf"(?:,|:| -| –| —)? ({_ARTICLE} )?(?=\w)",
    ("starter", "boss"),
    ignore_case=True,
)
_EVOLVED: Final = LazyPattern(
    r"^\W*(?:the |an? )?(final|last|third|second|middle|mega) (?:evolution|form|stage|evolved form) of "
    rf"(?:{_ARTICLE} )?(?=[\w ]*starter)",
    ("starter",),
    ignore_case=True,
)
_OTHER: Final = LazyPattern(
    rf"^(\W*(?:{_ARTICLE} )?(?:(?!whose\b)[\w'’-]+ ){{0,3}}?)([a-z]+),? (?:that (?:is|was) )?"
    r"(?:based (?:on|upon|off)(?: of)?|inspired by|modell?ed (?:on|after)"
    rf"|(?:that |which )?(?:look(?:s|ing) (?:just )?like|resembl(?:es|ing))) (?:{_ARTICLE} )?(?=\w)",
    ("based", "inspired", "model", "look", "resembl"),
    ignore_case=True,
)
_TYPED: Final = r"\1 type"
_ALONE: Final = LazyPattern(
    rf"^(\W*(?:{_ARTICLE} )?)((?:[\w'’-]+ ){{0,4}}?)starter(?: (?:pok[eé]mon|monster|creature))?"
    r"(?=$|[,.:;]| with\b| that\b| which\b| has\b)",
    ("starter",),
    ignore_case=True,
)
_MOST_WORDS: Final = 4
_OF_TYPE: Final = re.compile(
    rf"\b({'|'.join(each for each in TYPES if each != 'rock')})(?!\w|[ -]types?\b)", re.IGNORECASE
)


def based_on(sentence: str, lexicon: Lexicon) -> str:
    """A sentence that names what a starter, a boss or another creature looks like as that; as it is, if it says none.

    >>> lexicon = Lexicon(frozenset({"otter", "mantis", "creature", "candle", "boss", "crab", "ghost", "rock"}))
    >>> based_on("water starter based on an otter, with a shell", lexicon)
    'water type otter, with a shell'
    >>> based_on("a ghost creature that looks like a candle", lexicon), based_on("mini boss crab", lexicon)
    ('a ghost candle', 'crab')
    >>> based_on("rock starter, crab with a hat", lexicon), based_on("final boss", lexicon)
    ('rock crab with a hat', 'final boss')
    >>> based_on("a water starter with a shell", lexicon)
    'a water type animal with a shell'
    >>> based_on("a crab that looks like a candle, red", lexicon)
    'a candle crab, red'
    """
    evolved = _EVOLVED.match(sentence)
    if evolved:
        last = "fully evolved" if evolved[1].casefold() in ("final", "last", "third", "mega") else "evolved"
        return f"{last} {based_on(sentence[evolved.end() :], lexicon)}"
    for pattern in (_BASED, _MADE_UP, _STARTER):
        found = pattern.match(sentence)
        after = sentence[found.end() :] if found else ""
        if not found or subject_of(after, lexicon) in ("", *BEINGS):
            continue
        kind = found[2].rstrip()
        if pattern is _STARTER and not _is_apposed(kind, found[0], after, lexicon):
            continue
        if found[3].casefold().startswith("starter"):
            kind = _OF_TYPE.sub(_TYPED, kind)
        article = found[1] or ("" if kind else found[4]) or ""
        return " ".join(filter(None, [article.rstrip(), kind, after]))
    found = _ALONE.match(sentence)
    if found and subject_of(found[2], lexicon) in ("", *BEINGS, *TYPES, *COLOR_WORDS):
        return f"{found[1]}{_OF_TYPE.sub(_TYPED, found[2])}animal{sentence[found.end() :]}"
    return _like_another(sentence, lexicon)


def _like_another(sentence: str, lexicon: Lexicon) -> str:
    """ "a dragon that looks like a bee" as "a bee dragon", and "a cat resembling a wizard" as "a cat wizard"."""
    found = _OTHER.match(sentence)
    head, rest = named_part(sentence[found.end() :]) if found else ("", "")
    one, other = subject_of(found[1] + found[2], lexicon) if found else "", subject_of(head, lexicon)
    words = words_of(head)
    if not found or {"", *BEINGS}.intersection((one, other)) or one == other or other.split()[-1] not in words[-1:]:
        return sentence
    named = f"{found[2]} {head.strip()}" if other in COSTUMES else f"{head.strip()} {found[2]}"
    return f"{found[1]}{named}{' ' if rest[:1].isalpha() else ''}{rest}"


def _is_apposed(kind: str, link: str, after: str, lexicon: Lexicon) -> bool:
    """Whether what comes after "fire starter," names the creature, which nothing before did."""
    head, rest = named_part(after)
    is_part = subject_of(head, lexicon) in index()["words"] and not rest.startswith(("with", "that", "wearing"))
    named = subject_of(kind, lexicon) not in ("", *BEINGS, *TYPES, *COLOR_WORDS)
    words, known = words_of(head), noun_test(lexicon)
    ends = any(ends_with_noun(words[:end], known) for end in range(1, min(_MOST_WORDS, len(words)) + 1))
    return not named and not is_part and (ends_with_noun(words, known) or ("," not in link and ends))
