"""Nouns in more words than captions have them: "shiny version of a fox", "wolf pup", "man of ice", "frog boss".

Knows no sketch.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from spritedex.sentence import Lexicon, link_of, singular, subject_of, words_of
from spritedex.sketches.words.named import index
from spritedex.word_tables import BEINGS, COLOR_WORDS, COSTUMES, STUFF

_FAR: Final = 120
_ARTICLE: Final = r"(?:an?|the|my|some|one)"
_VERSION: Final = re.compile(
    rf"(?:\b{_ARTICLE}\s+)?((?:[\w'-]+\s+){{0,3}}?)\b(?:versions?|forms?|variants?|variations?|evolutions?|stages?|"
    rf"incarnations?|renditions?|editions?) of (?:{_ARTICLE}\s+)?",
    re.IGNORECASE,
)
_STAGES: Final = frozenset({
    "a", "alternate", "an", "basic", "evolved", "final", "first", "full", "fully", "last", "middle", "next", "other",
    "pre", "second", "the", "third", "ultimate",
})  # fmt: skip
_LAST: Final = frozenset({"final", "fully", "last", "third", "ultimate"})
_OF_LINE: Final = re.compile(r"\b(?:evolution|form|stage)", re.IGNORECASE)
_BOSS: Final = re.compile(
    r"[\s-]*\b(?:(?:mini|sub|mid|semi|final|last|end|raid|world|dungeon|stage|level|area|secret|elite|optional|field|"
    r"game|gym|big|main|true)[\s-]?)*boss\b",
    re.IGNORECASE,
)
_YOUNG: Final = "calf|chick|cub|fawn|fledgling|foal|hatchling|infant|joey|kit|larva|nestling|offspring|pup|whelp"
_BETWEEN: Final = re.compile(
    r"\b(?:something|an? (?:animal|creature|thing|cross|mix)) (?:in )?between\b", re.IGNORECASE
)
_PLUS: Final = re.compile(r"^\W*([\w ]+?) ?\+ ?(?=\w)")
_OWNED: Final = re.compile(r"['’]s\b")
_STORIED: Final = (
    "basilisk|cerberus|chimera|dragon|griffin|gryphon|hellhound|hippogriff|hydra|kirin|kitsune|kraken|manticore|"
    "minotaur|nekomata|owlbear|pegasus|phoenix|sphinx|unicorn|werewolf|wyvern|yeti"
)
"""Kinds of stories whose young are no dogs or cats."""
_YOUNG_OF: Final = re.compile(
    rf"\b(?!(?:{'|'.join(COLOR_WORDS)})\b)(?:([a-z]+) (?:{_YOUNG})|({_STORIED}) (?:baby|kid|kitten|puppy))\b",
    re.IGNORECASE,
)
_BABY: Final = re.compile(r"\b(baby) ((?:[a-z]+ ){1,2})([a-z]+)\b", re.IGNORECASE)
_MAN: Final = "(?:man|woman|guy|person|lady|being|humanoid)"
_MAN_OF: Final = re.compile(
    rf"\b{_MAN} (?:(?:made|formed|built) )?(?:out )?(?:of|from) (?:{_ARTICLE} )?([a-z]+)\b"
    rf"|\b(?!{_ARTICLE}\b)([a-z]+) {_MAN}\b",
    re.IGNORECASE,
)
_HARD: Final = frozenset({
    "brick", "clay", "granite", "iron", "marble", "metal", "mud", "rock", "steel", "stone", "wood", "wooden",
})  # fmt: skip
"""Materials that who is made of them is a golem of."""
_KING_OF: Final = re.compile(
    rf"\b(king|queen|lord|prince|princess|emperor|chief|leader|ruler|boss) of (?:all )?(?:{_ARTICLE} )?([a-z]+)\b",
    re.IGNORECASE,
)
_HEADED: Final = re.compile(rf"\b([a-z]+)[ -]headed (?:{_MAN}|warrior|god|goddess|creature|monster)\b", re.IGNORECASE)
_HEAD_OF: Final = re.compile(
    r"\b(?:deity|god|goddess|guard|guardian|keeper|man|priest|protector|sentinel|sentry|soldier|warrior)"
    rf"(?:,|,? (?:with|that has|who has|having)|,? and) (?:{_ARTICLE} )?"
    rf"(?:head of {_ARTICLE} ([a-z]+)|([a-z]+)(?:['’]s)? head)\b",
    re.IGNORECASE,
)
_LESS: Final = re.compile(r"\b(antler|beard|hair|horn|mane|trunk|wing)less ", re.IGNORECASE)
_TRAIL: Final = re.compile(
    r",? (?:(?:that|which|who|it|and) )?(?:leaves|leaving|drops|dropping|leave) "
    r"(?:(?:a |an )?trails? of (\w+(?: \w+)?)(?: behind(?: (?:it|him|her|them))?)?"
    r"|(?:a |some |its )?(\w+(?: \w+)?) (?:behind(?: (?:it|him|her|them))?|everywhere))\b",
    re.IGNORECASE,
)
_PRETENDS: Final = re.compile(
    r"\bmimic,? (?:that |which )?(?:is |was )?(?:disguised as|pretending to be|pretends to be|posing as"
    rf"|in the (?:shape|form) of|shaped like|that looks like|looking like|which is|that is|but(?: it['’]?s| it is)?|of"
    rf"|as) {_ARTICLE} ",
    re.IGNORECASE,
)
_MIMIC: Final = re.compile(r"\b(\w+(?: \w+)?) mimic\b|\bmimic (\w+(?: \w+)?)$", re.IGNORECASE)
_TEETH: Final = re.compile(r"\b(?:teeth|fangs)\b", re.IGNORECASE)
_TWO: Final = re.compile(r"(?=\b(([a-z]{3,}) ([a-z]{3,}))\b)", re.IGNORECASE)


def plain_kind(sentence: str, lexicon: Lexicon) -> str:
    """A sentence in which the creature's kind is one noun, with what describes it before.

    >>> lexicon = Lexicon(frozenset({"boss", "frog", "wolf", "tree", "man", "king", "jellyfish", "bull", "bull man"}))
    >>> plain_kind("shiny version of a green frog", lexicon), plain_kind("a frog mini-boss with a hat", lexicon)
    ('shiny green frog', 'a frog with a hat')
    >>> plain_kind("a wolf pup", lexicon), plain_kind("man of tree", lexicon), plain_kind("the king of frogs", lexicon)
    ('a baby wolf', 'tree man', 'the frog king')
    >>> plain_kind("a jelly fish", lexicon), plain_kind("bull-headed god", lexicon)
    ('a jellyfish', 'bull man')
    """
    for step in (
        _trail,
        _pretended,
        _owner,
        _itself,
        _mixed,
        _without_rank,
        _joined,
        _young,
        _man_of,
        _king_of,
        _headed,
        _lacking,
    ):
        sentence = step(sentence, lexicon)
    return sentence


def _itself(sentence: str, lexicon: Lexicon) -> str:
    """ "shiny version of a green caterpillar" as "shiny green caterpillar"."""
    match = _VERSION.search(sentence[:_FAR])
    if not match or not subject_of(sentence[match.end() :], lexicon):
        return sentence
    adjectives = match[1].casefold().split()
    said = [word for word in match[1].split() if word.casefold() not in _STAGES]
    if not _LAST.isdisjoint(adjectives) and _OF_LINE.search(match[0]):
        said.append("fully evolved")
    return " ".join(filter(None, [sentence[: match.start()].rstrip(), *said, sentence[match.end() :]]))


def _trail(sentence: str, _: Lexicon) -> str:
    """ "leaves gold coins behind" as "surrounded by gold coins"."""
    return _TRAIL.sub(lambda match: f", surrounded by {match[1] or match[2]}", sentence, 1)


def _pretended(sentence: str, lexicon: Lexicon) -> str:
    """ "mimic disguised as a wardrobe", "wardrobe mimic" and "mimic wardrobe" as "wardrobe with a mimic mouth"."""
    match = _PRETENDS.search(sentence[:_FAR])
    before, named = (sentence[: match.start()], sentence[match.end() :]) if match else ("", sentence)
    head, rest = named_part(named)
    if not match:
        if not (found := _MIMIC.search(head.rstrip())):
            return sentence
        head = f"{head[: found.end(1)]}{head[found.end() :]}" if found[1] else f"{head[: found.start()]}{found[2]}"
    noun = subject_of(head, lexicon)
    if noun in ("", *BEINGS, *COLOR_WORDS) or words_of(head)[-1:] != noun.split()[-1:]:
        return sentence
    if _TEETH.search(rest):
        return f"{before}{head}{rest}"
    more = f" and{rest[5:]}" if rest.startswith(" with ") else f" and{rest[4:]}" if rest.startswith("with ") else rest
    return f"{before}{head.rstrip()} with a mimic mouth{more}"


def _mixed(sentence: str, _: Lexicon) -> str:
    """ "something between a cat and a snake" and "cat + snake" as "a mix of a cat and a snake"."""
    return _PLUS.sub(r"a mix of \1 and ", _BETWEEN.sub("a mix of", sentence), 1)


def _owner(sentence: str, lexicon: Lexicon) -> str:
    """ "Medusa's head" as "Medusa head", where nothing else is named."""
    head, rest = named_part(sentence)
    return sentence if subject_of(head, lexicon) else f"{_OWNED.sub('', head)}{rest}"


def _without_rank(sentence: str, lexicon: Lexicon) -> str:
    """Without "boss" and "mini-boss", where another word names the creature."""
    head, rest = named_part(sentence)
    match = _BOSS.search(head)
    if not match or not subject_of(head[: match.start()], lexicon):
        return sentence
    return f"{head[: match.start()]}{head[match.end() :]}{rest}"


def _young(sentence: str, lexicon: Lexicon) -> str:
    """ "dragon cub" as "baby dragon", and "baby black dragon" as "black baby dragon"."""

    def named(match: re.Match[str]) -> str:
        typed = match[1] or match[2]
        noun = typed.casefold()
        thing = {noun} & (STUFF | COSTUMES | BEINGS | index()["items"].keys() | index()["words"].keys())
        known = noun in lexicon.subjects and match[0].casefold() not in lexicon.subjects
        return f"baby {typed}" if known and not thing else match[0]

    def apart(match: re.Match[str]) -> str:
        return f"{match[2]}{match[1]} {match[3]}" if f"baby {match[3]}".casefold() in lexicon.subjects else match[0]

    head, rest = named_part(sentence)
    return _BABY.sub(apart, _YOUNG_OF.sub(named, head)) + rest


def _man_of(sentence: str, lexicon: Lexicon) -> str:
    """ "man of tree" as "tree man", and "man of ice" and "ice man" as "ice elemental", "stone man" as "stone golem"."""
    match = _MAN_OF.search(sentence[:_FAR])
    if not match:
        return sentence
    typed = (match[1] or match[2]).casefold()
    made = ("man", "elemental", "golem") if match[1] else ("elemental", "golem")
    kinds = [f"{form} {kind}" for form in (typed, *singular(typed)) for kind in made]
    kind = next((kind for kind in kinds if kind in lexicon.subjects), "")
    if not kind and typed in _HARD:
        kind = f"{typed} golem"
    if not kind and match[1] and (noun := _noun_of(typed, lexicon)):
        kind = f"{noun} man"
    return f"{sentence[: match.start()]}{kind or match[0]}{sentence[match.end() :]}"


def _king_of(sentence: str, lexicon: Lexicon) -> str:
    """ "king of the frogs" as "frog king"."""

    def named(match: re.Match[str]) -> str:
        noun = _noun_of(match[2], lexicon)
        return f"{noun} {match[1]}" if noun and noun not in STUFF else match[0]

    return _KING_OF.sub(named, sentence, 1)


def _headed(sentence: str, lexicon: Lexicon) -> str:
    """ "bull-headed god" and "god with a bull head" as "bull man"."""

    def named(match: re.Match[str]) -> str:
        noun = _noun_of(match[1], lexicon)
        return f"{noun} man" if noun and noun not in STUFF else match[0]

    def known(match: re.Match[str]) -> str:
        kind = f"{(match[1] or match[2]).casefold()} man"
        return kind if kind in lexicon.subjects else match[0]

    return _HEAD_OF.sub(known, _HEADED.sub(named, sentence, 1), 1)


def _lacking(sentence: str, _: Lexicon) -> str:
    """ "a wingless dragon" as "a dragon, without a wing"."""
    head, rest = named_part(sentence)
    gone = [f", without a {match[1]}" for match in _LESS.finditer(head)]
    return (
        f"{_LESS.sub('', head).rstrip()}{''.join(gone)}{'' if rest[:1] in {'', ','} else ' '}{rest}"
        if gone
        else sentence
    )


def _joined(sentence: str, lexicon: Lexicon) -> str:
    """ "jelly fish" as "jellyfish", where the creature is named; a silver fish and a frog man stay what they are."""
    head, rest = named_part(sentence)
    known = noun_test(lexicon)
    for match in _TWO.finditer(head):
        one, two = match[2].casefold(), match[3].casefold()
        is_apart = one in COLOR_WORDS or (two in COSTUMES and known([one])) or known([one, two])
        if known([one + two]) and not is_apart:
            return f"{head[: match.start()]}{one}{two}{head[match.end(1) :]}{rest}"
    return sentence


def _noun_of(word: str, lexicon: Lexicon) -> str:
    """The noun of the lexicon that a word is, or is the plural of; empty if it is none."""
    typed = word.casefold()
    return next((form for form in (typed, *singular(typed)) if form in lexicon.subjects), "")


def named_part(sentence: str) -> tuple[str, str]:
    """The part that names the creature, and the rest from its link on."""
    link = link_of(sentence)
    return (sentence[: link.start()], sentence[link.start() :]) if link else (sentence, "")


def noun_test(lexicon: Lexicon) -> Callable[[Sequence[str]], bool]:
    """A test whether words are a noun of a lexicon, or its plural."""

    def is_noun(words: Sequence[str]) -> bool:
        *before, last = words
        return any(" ".join([*before, form]) in lexicon.subjects for form in (last, *singular(last)))

    return is_noun
