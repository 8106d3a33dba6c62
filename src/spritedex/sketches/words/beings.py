"""Beings in the words of captions: "centaur girl" is a centaur, "a bird, only bones" a skeleton bird, and "god of the
sun" a sun god. Knows no sketch."""

import re
from typing import Final

from spritedex.sentence import Lexicon, subject_of, words_of
from spritedex.sketches.words.noun_phrases import named_part
from spritedex.word_tables import AMOUNTS, BEINGS, COSTUMES, STUFF

_FOLK: Final = frozenset({
    "alien", "angel", "banshee", "centaur", "cyclops", "dragonborn", "dwarf", "elf", "fairy", "faun", "genie", "gnome",
    "goblin", "gorgon", "harpy", "kappa", "kobold", "lamia", "leprechaun", "lich", "medusa", "mermaid", "merman",
    "minotaur", "naga", "ogre", "oni", "orc", "pixie", "satyr", "skeleton", "tengu", "troll", "vampire", "werewolf",
    "witch", "wizard", "yeti", "zombie",
})  # fmt: skip
"""Kinds that are people themselves."""
_WOMAN: Final = "girls?|gals?|lady|ladies|woman|women|maiden|female|chick"
_PERSON: Final = re.compile(
    rf"\b([a-z]+) (?:({_WOMAN})|boys?|guys?|dudes?|lad|man|men|male|kid|child|person|people)\b", re.IGNORECASE
)
_AGED: Final = re.compile(rf"\bold (man|woman|lady) ({'|'.join(sorted(_FOLK))})\b", re.IGNORECASE)
_HAIR: Final = re.compile(r"\b(?:hair|haired|bald)\b", re.IGNORECASE)
_EDIBLE: Final = "dessert|snack|food|fruit|vegetable|pastry|breakfast|candy|sweets?"
_EXTRA: Final = re.compile(
    rf" (?:(?:{_EDIBLE})(?: (?:animal|beast|being|creature|critter|monster|pet|thing))?"
    r"|(?<=fusion) (?:animal|creature|monster|thing)|(?<=hybrid) (?:animal|creature|monster|thing))$",
    re.IGNORECASE,
)
_BONES: Final = re.compile(
    r",? ?(?:(?:with|has|having|that has|that is|it is|and) )?"
    r"(?:no (?:feathers|flesh|fur|meat|muscles?|skin)(?: (?:and|or) (?:feathers|flesh|fur|skin))?,? (?:but |and )?)?"
    r"(?:(?:it is |is |are |of )?(?:only|just|nothing but|all|made (?:out )?(?:only )?of) (?:the )?bones)\b"
    r"(?! inside| in )(?: left)?",
    re.IGNORECASE,
)
_RIBCAGE: Final = re.compile(r"\brib[ -]cages?\b", re.IGNORECASE)
"""No cage."""
_DEITY: Final = re.compile(
    r"\b(god|goddess|deity|spirit|guardian|protector|keeper) of (?:the )?([a-z]+)\b"
    r"(?!,? (?:an?|the|my|some|big|giant|huge) )",
    re.IGNORECASE,
)
_ELEMENT: Final = re.compile(
    r"\b([a-z]+) of (?:the |pure |living )?(storm|thunder|lightning|ice|fire|flame|wind|water|shadow|darkness|star|moon"
    r"|sun|poison|lava|magma|earth|nature)s?\b",
    re.IGNORECASE,
)
_FEELING: Final = re.compile(
    r"\b(animal|beast|being|creature|demon|ghost|monster|spirit|embodiment|incarnation|manifestation|personification) "
    r"of (?:pure |the |all )?(anger|rage|fury|wrath|hatred|sadness|sorrow|grief|despair|loneliness|joy|happiness|fear"
    r"|anxiety|panic|boredom|laziness|tiredness|envy|jealousy|winter|spring|summer|autumn|christmas)\b",
    re.IGNORECASE,
)
_BEARDED: Final = frozenset({"dwarf", "gnome", "leprechaun", "wizard"})
_ROUGH: Final = frozenset({
    "cyclops", "goblin", "kappa", "kobold", "minotaur", "ogre", "oni", "orc", "skeleton", "troll", "werewolf", "yeti",
    "zombie",
})  # fmt: skip
"""Kinds whose faces long hair would hide."""
_DINOSAUR: Final = re.compile(
    r"\bdino(?:saur)?,? (?=(?:t[- ]?rex|tyranno\w*|triceratops|\w*raptor|\w*saurus|pterodactyl)\b)", re.IGNORECASE
)
_EMBODIED: Final = frozenset({"embodiment", "incarnation", "manifestation", "personification"})


def being_first(sentence: str, lexicon: Lexicon) -> str:
    """A sentence in which a being is named as captions name it; as it is, where it names none so.

    >>> lexicon = Lexicon(frozenset({"centaur", "girl", "bird", "hedgehog", "sun god", "skeleton"}))
    >>> being_first("centaur girl with a bow", lexicon), being_first("god of the sun", lexicon)
    ('centaur with long hair and a bow', 'sun god')
    >>> being_first("a bird with no feathers, only bones and blue fire", lexicon)
    'a skeleton bird with blue fire'
    >>> being_first("strawberry hedgehog dessert creature", lexicon)
    'strawberry hedgehog'
    """
    sentence = _RIBCAGE.sub("ribcage", _DINOSAUR.sub("", sentence))
    sentence = _AGED.sub(lambda found: f"{found[2]} {'grandpa' if found[1] == 'man' else 'grandma'}", sentence)
    if found := _DEITY.search(sentence):
        named = f"{found[2]} {found[1]}"
        if named.casefold() in lexicon.subjects:
            sentence = f"{sentence[: found.start()]}{named}{sentence[found.end() :]}"
    if found := _FEELING.search(sentence):
        being = "monster" if found[1].casefold() in _EMBODIED else found[1]
        sentence = f"{sentence[: found.start()]}{found[2]} {being}{sentence[found.end() :]}"
    found = _ELEMENT.search(sentence)
    is_kind = found and found[1].casefold() not in AMOUNTS | COSTUMES | STUFF
    if found and is_kind and _is_named(sentence[: found.end(1)], lexicon):
        sentence = f"{sentence[: found.start()]}{found[2]} {found[1]}{sentence[found.end() :]}"
    sentence = _of_bones(sentence, lexicon)
    head, rest = named_part(sentence)
    if (found := _EXTRA.search(head)) and _is_named(head[: found.start()], lexicon):
        head = head[: found.start()]
    found = _PERSON.search(head)
    if not found or found[1].casefold() not in _FOLK or found[0].casefold() in lexicon.subjects:
        return head + rest
    small = "small " if found[0].casefold().endswith(("kid", "child")) else ""
    head = head[: found.start()] + small + found[1] + head[found.end() :]
    if not found[2] or _HAIR.search(sentence):
        return head + rest
    shaven = ", without a beard" if found[1].casefold() in _BEARDED else ""
    hair = "a ponytail and a pink bow" if found[1].casefold() in _ROUGH else "long hair"
    return f"{head.rstrip()} with {hair}{_joined(rest)}{shaven}"


def _of_bones(sentence: str, lexicon: Lexicon) -> str:
    found = _BONES.search(sentence)
    head = named_part(sentence)[0]
    noun = subject_of(head, lexicon)
    place = head.casefold().rfind(noun)
    if not found or not noun or place < 0 or noun in BEINGS or found.start() < place:
        return sentence
    before, after = sentence[: found.start()], sentence[found.end() :]
    after = f" with{after[4:]}" if after.startswith(" and ") else after
    return f"{before[:place]}skeleton {before[place:].rstrip(', ')}{after}"


def _joined(rest: str) -> str:
    """What follows "with long hair"."""
    return f" and{rest.removeprefix(' ').removeprefix('with')}" if rest.lstrip().startswith("with ") else rest


def _is_named(text: str, lexicon: Lexicon) -> bool:
    """Whether a creature is named at the end of a text."""
    noun = subject_of(text, lexicon)
    return bool(noun) and noun not in BEINGS and words_of(text)[-1:] == noun.split()[-1:]
