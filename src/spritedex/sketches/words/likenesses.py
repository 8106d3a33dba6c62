"""Creatures of which a part is like a thing, such as "a snail whose shell is a cinnamon bun". Knows no sketch."""

import re
from typing import Final

from spritedex.sentence import Lexicon, subject_of, with_article, words_of
from spritedex.sketches.words.grammar import ends_with_noun
from spritedex.sketches.words.named import index
from spritedex.sketches.words.noun_phrases import named_part, noun_test
from spritedex.word_tables import COLOR_WORDS, COSTUMES, STUFF

_IS: Final = (
    r"(?:(?:is|are|looks?|looking|seems?|made|that|which|shaped|being)[ -])*"
    r"(?:is|are|looks? like|like|out of|of|from|as)(?: actually| really)?"
)
_LIKE: Final = re.compile(
    r",? (?:whose|and (?:its|his|her)|with (?:its|an?|his|her)|but (?:its|the|his|her)|(?:its|his|her)) "
    rf"((?:[\w-]+ )?)(shell|wings?|body) {_IS} (?:an? |the |two |big )?(?=\w)",
    re.IGNORECASE,
)
_FOR: Final = re.compile(
    r",? (?:with|and|(?:that |which )?(?:has|carries|uses|wears)|carrying|using|wearing) (?:an? |the )?"
    r"((?:[\w-]+ ){0,3}?[\w-]+) (?:for|as|instead of) (?:(?:an?|its|his|her|the) )?(shell|body)\b",
    re.IGNORECASE,
)
_HAT: Final = re.compile(
    r",? (?:with|and|(?:that |which )?(?:has|uses|wears)|using|wearing) (?:an? |the |its )?"
    r"(((?:[\w-]+ ){0,2}?[\w-]+) (?:for|as) (?:an?|its|his|her) (?:hat|cap|helmet))\b",
    re.IGNORECASE,
)
_ITS_SHELL: Final = re.compile(r",? with (?:an? )((?:[\w-]+ ){0,3}?[\w-]+) shell\b", re.IGNORECASE)
_HOME: Final = re.compile(
    r",? (?:(?:that|who|which) )?(?:living|lives?|hiding|hides?) (?:inside|in)(?: of)? (?:an? |the |its )?(?=\w)",
    re.IGNORECASE,
)
_ARE: Final = re.compile(
    r",? (?:but|and|where|whose) (?:(?:the|its|his|her|all) )?(spikes|spines|quills|horns?|ears|tail|eyes|arms|legs|"
    r"hair|mane|claws|antlers|teeth|wings|fur|nose|beak|stripes|spots) (?:are|is) (?:made (?:out )?of )?(?:an? )?"
    r"(lightning bolt|[\w-]+)\b",
    re.IGNORECASE,
)
_TOWER: Final = re.compile(
    r"(?<=shell is a )tower\b|(?<=shell is like a )tower\b|\btower(?= (?:as|for) (?:a|its) shell\b)"
)
"""Not several creatures, one on the other."""
_CARRIER: Final = re.compile(r"\b(?:hermit crab|crab|kappa|snail|tortoise|turtle)$", re.IGNORECASE)
_WINGS: Final = frozenset({"leaf", "leaves", "petal", "petals"})


_MATERIALS: Final = frozenset({
    "boulder", "brick", "bubble", "clay", "coal", "coral", "cotton", "diamond", "frost", "galaxy", "leaf", "magma",
    "marble", "moss", "plant", "rainbow", "shell", "slime", "smoke", "vine", "wool",
})  # fmt: skip
"""Nouns that say what a shell is made of."""


def likened(sentence: str, lexicon: Lexicon) -> str:
    """A sentence in which a thing in place of a shell is said before the creature, and wings like leaves are a part.

    >>> lexicon = Lexicon(frozenset({"snail", "cinnamon bun", "moth", "crab", "hermit crab", "can"}))
    >>> likened("a snail whose shell is a cinnamon bun", lexicon)
    'a cinnamon bun snail'
    >>> likened("a hermit crab living inside a can", lexicon)
    'a can hermit crab'
    >>> likened("a crab with a can as shell", lexicon)
    'a can hermit crab'
    >>> likened("a moth whose wings look like autumn leaves", lexicon)
    'a moth with autumn leaf wings'
    >>> likened("a snail but the eyes are cans, old", lexicon), likened("a snail but the eyes are red", lexicon)
    ('a snail with cans instead of eyes, old', 'a snail with red eyes')
    """
    sentence = _TOWER.sub("castle", sentence)
    if match := _ARE.search(sentence):
        part, like = match[1], match[2]
        is_thing = _is_thing(subject_of(like, lexicon), like, lexicon)
        like = "burning" if like.casefold() in ("fire", "flame", "flames") else like
        named = f"{like} instead of {part}" if is_thing else f"{like.removesuffix('s')} {part}"
        return likened(f"{sentence[: match.start()]} with {named}{sentence[match.end() :]}", lexicon)
    match = _HAT.search(sentence)
    is_hat = match is not None and match[1].casefold() not in index()["words"]
    if match and is_hat and _is_thing(subject_of(match[2], lexicon), match[2], lexicon):
        return f"{sentence[: match.start()]} with {with_article(match[2])} on its head{sentence[match.end() :]}"
    for pattern in (_LIKE, _HOME):
        match = pattern.search(sentence)
        if match:
            named, rest = named_part(sentence[match.end() :])
            part = "shell" if pattern is _HOME else match[2].casefold()
            before = sentence[: match.start()]
            if part in ("body", "shell"):
                carried = part == "shell" and _carrier(before, named, rest, lexicon)
                of = "" if pattern is _HOME else _bodied(before, named, rest, lexicon)
                return carried or of or sentence
            words = words_of(named)
            if words and words[-1] in _WINGS:
                kind = " ".join([*words[:-1], words[-1].replace("leaves", "leaf").removesuffix("s")])
                return f"{before} with {kind} wings{rest}"
    for pattern in (_FOR, _ITS_SHELL):
        match = pattern.search(sentence)
        if match:
            said = sentence[: match.start()], match[1], sentence[match.end() :], lexicon
            is_shell = pattern is _ITS_SHELL or match[2].casefold() == "shell"
            if new := (is_shell and _carrier(*said)) or _bodied(*said):
                return new
    return sentence


def _bodied(before: str, named: str, rest: str, lexicon: Lexicon) -> str:
    """A creature after the thing that its body is; empty if that is not what is said."""
    head, after = named_part(before)
    named = named.rpartition(" of ")[2]
    kind, thing = subject_of(head, lexicon), subject_of(named, lexicon)
    place = head.casefold().rfind(kind)
    if not kind or not thing or place < 0 or not _is_thing(thing, named, lexicon):
        return ""
    return f"{head[:place]}{named.strip()} {head[place:]}{after}{rest}"


def _is_thing(noun: str, named: str, lexicon: Lexicon) -> bool:
    """Whether words name a thing at their end, and no color or material."""
    return noun not in STUFF | COLOR_WORDS.keys() | _MATERIALS and ends_with_noun(words_of(named), noun_test(lexicon))


def _carrier(before: str, named: str, rest: str, lexicon: Lexicon) -> str:
    """What has a shell, after the thing that it carries in place of one; empty if that is not what is said."""
    match, noun = _CARRIER.search(before), subject_of(named, lexicon)
    if not match or not noun or not _is_thing(noun, named, lexicon):
        return ""
    named = " ".join(word for word in named.split() if word.casefold() not in COSTUMES) or named  # "pirate ship"
    creature = "hermit crab" if match[0].casefold() == "crab" else match[0]
    return f"{before[: match.start()]}{named.strip()} {creature}{rest}"
