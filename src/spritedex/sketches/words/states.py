"""Animals that are dead or machines, in the words of captions: "ghost of a cat", "cat ghost" and "a cat that is a
ghost" as "ghost cat". Knows no shape."""

import re
from typing import Final

from spritedex.sentence import Lexicon, subject_of, words_of
from spritedex.sketches.tables import sketches_of_nouns, with_coats
from spritedex.sketches.words.noun_phrases import named_part

_BONY: Final = re.compile(r"\b(?:bone|bony) (?=\w)", re.IGNORECASE)
_STATE: Final = "cyborg|ghost|mummy|robot|skeleton|vampire|zombie"
_OF: Final = re.compile(
    rf"\b({_STATE}|spirit|remains|bones) (?:(?:version|form) )?of (?:(?:an?|the|some|my) )?"
    r"(?:(?:dead|undead|fallen|deceased) )?(?=\w)",
    re.IGNORECASE,
)
_IS_ALSO: Final = re.compile(
    rf"\b({_STATE}),? (?:but |and )?(?:that|which|who) (?:is|was) (?:(?:also|actually|really|once) )?"
    r"(?:an?|the) (?=\w)",
    re.IGNORECASE,
)
_AS: Final = re.compile(
    r",? (?:(?:but|and) )?(?:as|turned into|reborn as"
    r"|(?:that|which|who|it|he|she)(?:['’]s| is| was| became| becomes| (?:has |got |is )?turned into)"
    rf"(?: also| actually| really| secretly)?) an? ({_STATE})\b(?! \w+ed\b)",
    re.IGNORECASE,
)
_LAST: Final = re.compile(rf"(?<=\w )({_STATE}|mecha|mech|android)$", re.IGNORECASE)
_CALLED: Final = {
    "android": "robot",
    "mech": "robot",
    "mecha": "robot",
    "spirit": "ghost",
    "remains": "skeleton",
    "bones": "skeleton",
}
_BARE: Final = frozenset({
    "ant", "bat", "bee", "beetle", "bug", "butterfly", "caterpillar", "clownfish", "crab", "dolphin", "elephant",
    "frog", "hedgehog", "hippo", "jellyfish", "kraken", "ladybug", "lobster", "mammoth", "moth", "octopus", "orca",
    "penguin", "pig", "pufferfish", "rhino", "salamander", "scorpion", "seahorse", "seal", "shark", "shrimp", "slug",
    "snail", "spider", "squid", "starfish", "toad", "walrus", "wasp", "whale", "worm",
})  # fmt: skip
"""Animals that nothing of `coats.json` covers."""
_PEOPLE: Final = frozenset({"anubis", "centaur", "minotaur", "satyr", "teddy-bear", "werewolf", "werewolf-2", "yeti"})


def state_first(sentence: str, lexicon: Lexicon) -> str:
    """A sentence in which what an animal has become is said before it; as it is, where it says none.

    >>> lexicon = Lexicon(frozenset({"cat", "ghost", "robot", "t rex", "skeleton", "mummy", "snake"}))
    >>> state_first("the ghost of a cat", lexicon), state_first("a red cat robot with a hat", lexicon)
    ('the ghost cat', 'a red robot cat with a hat')
    >>> state_first("my cat but as a ghost", lexicon), state_first("a mummy that is also a snake", lexicon)
    ('my ghost cat', 'a mummy snake')
    """
    for pattern in (_OF, _IS_ALSO):
        found = pattern.search(sentence)
        if found and animal_in(named_part(sentence[found.end() :])[0], lexicon):
            state = _CALLED.get(found[1].casefold(), found[1])
            return f"{sentence[: found.start()]}{state} {sentence[found.end() :]}"
    found = _BONY.search(sentence)
    if found and animal_in(named_part(sentence[found.end() :])[0].rstrip().removesuffix(" boss"), lexicon):
        return f"{sentence[: found.start()]}skeleton {sentence[found.end() :]}"
    head, rest = named_part(sentence)
    if found := _LAST.search(head.rstrip()):
        before = head[: found.start()].rstrip()
        noun = animal_in(before, lexicon)
        if noun and f"{noun} {found[1]}".casefold() not in lexicon.subjects:
            state = _CALLED.get(found[1].casefold(), found[1])
            return f"{_with_state(before, noun, state)}{' ' if rest[:1].isalpha() else ''}{rest}"
    found = _AS.search(sentence)
    noun = animal_in(sentence[: found.start()], lexicon) if found else ""
    if found and noun:
        return f"{_with_state(sentence[: found.start()], noun, found[1])}{sentence[found.end() :]}"
    return sentence


def _with_state(text: str, noun: str, state: str) -> str:
    place = text.casefold().rfind(noun.split()[0])
    return f"{text[:place]}{state} {text[place:]}"


def animal_in(text: str, lexicon: Lexicon) -> str:
    """The animal that is named at the end of a text; empty if none is."""
    noun = subject_of(text, lexicon)
    own = noun.split()
    if not noun or words_of(text)[-len(own) :] != own:
        return ""
    names = sketches_of_nouns().get(noun, ())
    return noun if noun in _BARE or (with_coats().intersection(names) and not _PEOPLE.intersection(names)) else ""
