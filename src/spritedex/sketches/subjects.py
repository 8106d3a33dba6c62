"""What people type in the words of captions, so that what names the creature comes first. Knows no sketch.

"final boss: a black dragon" is a black dragon, "wolf pup" a baby wolf, and "an elephant without a trunk" no trunk.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from spritedex.sentence import Lexicon, link_of, singular, subject_of, words_of
from spritedex.sketches.grammar import ends_with_noun, in_caption_grammar
from spritedex.sketches.named import index
from spritedex.word_tables import BEINGS, COLOR_WORDS, COSTUMES, STUFF

_MOST_ADJECTIVES: Final = 3
_ARTICLE: Final = r"(?:an?|the|my|some|one)"
_FAR: Final = 120
_NOT_BUT: Final = re.compile(
    rf"^\W*(?:(?:it|this)(?:['’]s| is) )?(?:(?:not|neither|nor|no) {_ARTICLE} [\w' -]+?[\s,]+(?:and )?)+"
    r"(?:but|just|rather|instead|it['’]s|it is)\b(?: rather| instead| it['’]s)?",
    re.IGNORECASE,
)
_BEGINS: Final = re.compile(rf"\s*{_ARTICLE}\b", re.IGNORECASE)
_LEAD: Final = re.compile(r"^([^:]{1,80}?)(?::|\s[-–—])\s+(?=\w)")
_VERSION: Final = re.compile(
    rf"(?:\b{_ARTICLE}\s+)?((?:[\w'-]+\s+){{0,3}}?)\b(?:versions?|forms?|variants?|variations?|evolutions?|stages?|"
    rf"incarnations?|renditions?|editions?) of (?:{_ARTICLE}\s+)?",
    re.IGNORECASE,
)
_STAGES: Final = frozenset({
    "a", "alternate", "an", "basic", "evolved", "final", "first", "full", "fully", "last", "middle", "next", "other",
    "pre", "second", "the", "third", "ultimate",
})  # fmt: skip
_BOSS: Final = re.compile(
    r"[\s-]*\b(?:(?:mini|sub|mid|semi|final|last|end|raid|world|dungeon|stage|level|area|secret|elite|optional|field|"
    r"game|gym|big|main|true)[\s-]?)*boss\b",
    re.IGNORECASE,
)
_ROLES: Final = frozenset({
    "boss", "character", "companion", "enemy", "evolution", "evolved", "foe", "hero", "mascot", "minion", "mob",
    "npc", "opponent", "sidekick", "starter", "villain",
})  # fmt: skip
_TITLES: Final = _ROLES | {"type"}
"""After which, and a comma, comes what the creature is."""
_YOUNG: Final = "calf|chick|cub|fawn|fledgling|foal|hatchling|infant|joey|kit|larva|nestling|offspring|pup|whelp"
_BETWEEN: Final = re.compile(
    r"\b(?:something|an? (?:animal|creature|thing|cross|mix)) (?:in )?between\b", re.IGNORECASE
)
_YOUNG_OF: Final = re.compile(rf"\b([a-z]+) (?:{_YOUNG})\b", re.IGNORECASE)
_MAN: Final = "(?:man|woman|guy|person|lady|being|humanoid)"
_MAN_OF: Final = re.compile(
    rf"\b{_MAN} (?:(?:made|formed|built) )?(?:out )?(?:of|from) (?:{_ARTICLE} )?([a-z]+)\b|\b([a-z]+) {_MAN}\b",
    re.IGNORECASE,
)
_COLORS: Final = "|".join(sorted(COLOR_WORDS))
_OF_COLOR: Final = re.compile(
    rf",?\s+(?:(?:in|of|with) )?(?:the )?colou?r(?:ed|s)?(?: is|:)? "
    rf"((?:{_COLORS})(?:(?:,? and |, ?| )(?:{_COLORS}))?)\b",
    re.IGNORECASE,
)
_ENDS: Final = frozenset({
    "above", "against", "among", "around", "as", "at", "atop", "behind", "below", "beneath", "beside", "between",
    "by", "for", "inside", "into", "lacking", "minus", "near", "next", "no", "not", "onto", "over", "than", "through",
    "to", "toward", "towards", "under", "underneath", "upon", "versus", "vs", "without",
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


def _affirmed(sentence: str, _: Lexicon) -> str:
    """Without what it says first that the creature is not, as in "not a cat, but a rabbit"."""
    match = _NOT_BUT.match(sentence)
    return sentence[match.end() :].lstrip(" ,") if match else sentence


def _after_title(sentence: str, lexicon: Lexicon) -> str:
    """Without a title such as "final boss:" or "my character:", if what follows names a creature."""
    match = _LEAD.match(sentence)
    if not match or not subject_of(sentence[match.end() :], lexicon):
        return sentence
    is_title = not _ROLES.isdisjoint(words_of(match[1])) or subject_of(match[1], lexicon) in ("", *BEINGS)
    return sentence[match.end() :] if is_title else sentence


def _itself(sentence: str, lexicon: Lexicon) -> str:
    """ "shiny version of a green caterpillar" as "shiny green caterpillar"."""
    match = _VERSION.search(sentence[:_FAR])
    if not match or not subject_of(sentence[match.end() :], lexicon):
        return sentence
    said = [word for word in match[1].split() if word.casefold() not in _STAGES]
    return " ".join(filter(None, [sentence[: match.start()].rstrip(), *said, sentence[match.end() :]]))


def _mixed(sentence: str, _: Lexicon) -> str:
    """ "something between a cat and a snake" as "a mix of a cat and a snake"."""
    return _BETWEEN.sub("a mix of", sentence)


def _without_rank(sentence: str, lexicon: Lexicon) -> str:
    """Without "boss" and "mini-boss", where another word names the creature."""
    head, rest = _named(sentence)
    plain = _BOSS.sub("", head)
    return f"{plain}{rest}" if plain != head and subject_of(plain, lexicon) else sentence


def _young(sentence: str, lexicon: Lexicon) -> str:
    """ "dragon cub" as "baby dragon"."""

    def named(match: re.Match[str]) -> str:
        noun = match[1].casefold()
        thing = {noun} & (STUFF | COSTUMES | BEINGS | index()["items"].keys() | index()["words"].keys())
        known = noun in lexicon.subjects and match[0].casefold() not in lexicon.subjects
        return f"baby {match[1]}" if known and not thing else match[0]

    head, rest = _named(sentence)
    return _YOUNG_OF.sub(named, head) + rest


def _man_of(sentence: str, lexicon: Lexicon) -> str:
    """ "man of tree" as "tree man", and "man of ice" and "ice man" as "ice elemental"."""
    match = _MAN_OF.search(sentence[:_FAR])
    if not match:
        return sentence
    typed = (match[1] or match[2]).casefold()
    kinds = [f"{form} {kind}" for form in (typed, *singular(typed)) for kind in ("man", "elemental", "golem")]
    kind = next((kind for kind in kinds if kind in lexicon.subjects), "")
    if not kind and match[1] and _is_noun(lexicon)([typed]):
        kind = f"{typed} man"
    return f"{sentence[: match.start()]}{kind or match[0]}{sentence[match.end() :]}"


def _color_first(sentence: str, lexicon: Lexicon) -> str:
    """ "octopus colour orange" as "orange octopus"."""
    match = _OF_COLOR.search(sentence)
    before = sentence[: match.start()] if match else ""
    place = _noun_at(before, lexicon) if not _named(before)[1] else None
    if not match or place is None:
        return sentence
    return f"{before[:place]}{match[1]} {before[place:]}{sentence[match.end() :]}"


def _in_one(sentence: str, lexicon: Lexicon) -> str:
    """ "big, scary dragon" and "Zorblax, a blue dragon" without the comma, so that one part names the creature."""
    joined = sentence
    for _ in range(_MOST_ADJECTIVES):
        head, rest = _named(joined)
        known, last = subject_of(head, lexicon), words_of(head)[-1:]
        if not rest.startswith(",") or not (known in ("", *BEINGS) or not _TITLES.isdisjoint(last)):
            break
        following, after = _named(rest[1:])
        noun = subject_of(following, lexicon)
        joined = rest[1:].lstrip() if known and _BEGINS.match(following) else head + rest[1:]
        is_part = noun in index()["words"] and (known in BEINGS or last[0].endswith("s"))
        if ends_with_noun(words_of(following), _is_noun(lexicon)) and not is_part:
            return joined
        if noun or not after.startswith(","):
            break
    return sentence


def _in_grammar(sentence: str, lexicon: Lexicon) -> str:
    return in_caption_grammar(sentence, _is_noun(lexicon))


def _ended(sentence: str, lexicon: Lexicon) -> str:
    """With a comma before what is near the creature, or what it has not: "an elephant, without a trunk"."""
    head, rest = _named(sentence)
    last = ""
    for match in _WORD.finditer(head, 0, _FAR):
        word, start = match.group().casefold(), match.start()
        is_other = word in _OTHERS and last not in ("and", "half", "of", "or") and not last.endswith("ing")
        is_end = (word in _ENDS or is_other) and _AFTER_WORD.search(head, 0, start)
        if is_end and subject_of(head[:start], lexicon):
            return f"{head[:start].rstrip()}, {head[start:]}{rest}"
        last = word
    return sentence


def _named(sentence: str) -> tuple[str, str]:
    """The part that names the creature, and the rest from its link on."""
    link = link_of(sentence)
    return (sentence[: link.start()], sentence[link.start() :]) if link else (sentence, "")


def _noun_at(text: str, lexicon: Lexicon) -> int | None:
    """Where in a text its subject begins; None if it has none."""
    noun = subject_of(text, lexicon)
    first = noun.partition(" ")[0]
    found = [*re.finditer(rf"\b{re.escape(first[:-1])}", text.lower())] if noun else []
    return found[-1].start() if found else None


def _is_noun(lexicon: Lexicon) -> Callable[[Sequence[str]], bool]:
    def is_noun(words: Sequence[str]) -> bool:
        *before, last = words
        return any(" ".join([*before, form]) in lexicon.subjects for form in (last, *singular(last)))

    return is_noun


_STEPS: Final[Sequence[Callable[[str, Lexicon], str]]] = (
    _affirmed, _after_title, _itself, _mixed, _without_rank, _young, _man_of,
    _in_grammar, _color_first, _in_one, _ended,
)  # fmt: skip
