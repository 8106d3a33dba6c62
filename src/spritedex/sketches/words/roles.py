"""Creatures and what they are as people say it: "my hamster but he is a knight", "shopkeeper NPC, badger in an apron".

Knows no sketch.
"""

import itertools
import re
from typing import Final

from spritedex.lazy_pattern import LazyPattern
from spritedex.sentence import Lexicon, subject_of, words_of
from spritedex.sketches.words.grammar import ends_with_noun
from spritedex.sketches.words.noun_phrases import named_part, noun_test
from spritedex.sketches.words.phrases import denied
from spritedex.sketches.words.states import animal_in
from spritedex.word_tables import BEINGS, COLOR_WORDS, COSTUMES, SIZE_OF_WORD, STUFF, TONE_WORDS

_IS: Final = r"(?:(?:he|she|it|they)(?:['’]s|['’]re| is| are)|(?:who|that|which)(?:['’]s| is)|is)"
_IS_A: Final = LazyPattern(
    r"^\W*(?:(an?|my|our|the|this) )?((?:[\w-]+ ){0,2}?[\w-]+?),? (?:(?:but|and|except|only) )?"
    rf"({_IS}) (?:actually |also |just |really |secretly )?(?:an?|the|my) (?=\w)",
    ("is", "'s", "’s", "are", "'re", "’re"),
    ignore_case=True,
)
_NOT_A: Final = frozenset({"bit", "fan", "little", "lot", "member", "mess"})
"""What after "is a" names no kind of creature."""
_PARTS: Final = frozenset({"half", "her", "his", "its", "whose", "with"})
_ROLE: Final = LazyPattern(
    r"^\W*((?:an?|the|my|our|this) )?((?:[\w'’-]+ ){0,3}?[\w'’-]+?)( (?:npc|boss|enemy|mob))?"
    r"( (?:of|from|in) [\w' -]+?)?"
    r"(?:,|:| [-–—]) (?:an? |the )?(?=\w)",
    (",", ":", " -", " –", " —"),
    ignore_case=True,
)
_RANKS: Final = frozenset({"boss", "champion", "hero", "heroine", "villain"})
"""Roles that say nothing of how a creature looks."""
_MOST_WORDS: Final = 6
_AFTER: Final = LazyPattern(r"\W*(?:with|wearing|holding|carrying|who|that|made|in an?)\b", ignore_case=True)
_ENDS: Final = re.compile(r",|$")
_WEARS: Final = {
    "astronaut": "astronaut helmet", "baker": "chef hat", "chef": "chef hat", "cook": "chef hat",
    "cowboy": "cowboy hat", "detective": "detective hat", "elf": "elf hat", "enchantress": "wizard hat",
    "farmer": "straw hat", "gunslinger": "cowboy hat", "mage": "wizard hat", "nurse": "nurse cap",
    "pirate": "pirate hat", "policeman": "police cap", "postman": "postman cap", "sailor": "sailor hat",
    "samurai": "samurai helmet", "santa": "santa hat", "sheriff": "cowboy hat", "sorcerer": "wizard hat",
    "sorceress": "wizard hat", "viking": "viking helmet", "warlock": "wizard hat", "witch": "witch hat",
    "wizard": "wizard hat",
}  # fmt: skip
_SETTING: Final = LazyPattern(
    r"\b([a-z]+) ((?:cyber|cyberpunk|cybernetic|dungeon|fantasy|futuristic|gothic|medieval|noir|punk|retro|sci[- ]?fi"
    rf"|space|steampunk|street|western|wild west) )(?=(?:{'|'.join(sorted(COSTUMES))})\b)",
    (
        "cyber",
        "dungeon",
        "fantasy",
        "futuristic",
        "gothic",
        "medieval",
        "noir",
        "punk",
        "retro",
        "sci",
        "space",
        "street",
        "western",
        "wild west",
    ),
    ignore_case=True,
)
"""What is said of the world of a role between an animal and that."""
_ENDS_PHRASE: Final = (",", ";", ":", ".")
_COATS: Final = {
    role: kind
    for kind, roles in {
        "lab coat": "chemist dentist doctor medic scientist surgeon vet veterinarian",
        "jacket": "adventurer buccaneer captain corsair detective gangster gunslinger outlaw pirate sailor sheriff spy",
    }.items()
    for role in roles.split()
}
"""What those wear who do something, if the sentence only says "hat", "cap" or "helmet"; the same of coats."""
_SKATER: Final = re.compile(r"\bskate(?:board)?r\b(?!.*\bskateboard\b)", re.IGNORECASE)
_DRESSED_AS: Final = re.compile(
    rf"^\W*((?:an?|the|my|our|this) )?((?:[\w-]+ ){{0,2}}?[\w-]+?),? (?:{_IS} )?"
    r"(?:(?:dressed|dressing|disguised|cosplaying)(?: up)?,? (?:as|like) (?:an? |the )?"
    r"|(?:in|wearing) (?:an?|the|its|his|her) )"
    rf"({'|'.join(sorted(COSTUMES | {'elf', 'santa claus', 'skeleton', 'vampire'}, key=len, reverse=True))})"
    r"( (?:costume|outfit|disguise|uniform|clothes))?(?=$|[,.]| (?:and|with|holding|on|that|in|at)\b)",
    re.IGNORECASE,
)
_AS: Final = re.compile(r"\b(?:dressed|dressing|disguised|cosplaying)\b", re.IGNORECASE)
_WORN: Final = re.compile(r"\b(hat|helmet|cap|coat)\b", re.IGNORECASE)
_PLAIN_HAT: Final = COLOR_WORDS.keys() | TONE_WORDS | SIZE_OF_WORD.keys() | frozenset({
    "a", "and", "broken", "cracked", "cute", "fluffy", "floppy", "glowing", "her", "his", "its", "long", "my", "old",
    "on", "own", "silly", "starry", "striped", "tall", "the", "their", "torn", "wide", "wearing", "with",
})  # fmt: skip
"""What is said of a hat before it and names no kind of hat."""


def role_joined(sentence: str, lexicon: Lexicon) -> str:
    """A sentence in which one noun names both the creature and what it does or plays.

    >>> lexicon = Lexicon(frozenset({"hamster", "knight", "teacher", "owl", "shopkeeper", "badger"}))
    >>> role_joined("my hamster but he is a knight with a spoon", lexicon)
    'knight hamster with a spoon'
    >>> role_joined("my teacher is a owl with glasses", lexicon)
    'teacher owl with glasses'
    >>> role_joined("shopkeeper NPC, badger in an apron", lexicon)
    'shopkeeper badger in an apron'
    >>> role_joined("my owl dressed as a knight", lexicon)
    'my knight owl'
    >>> role_joined("owl cyberpunk knight", lexicon)
    'cyberpunk owl knight'
    >>> role_joined("a samurai owl with a broken helmet", lexicon)
    'a samurai owl with a broken samurai helmet'
    """
    sentence = _SETTING.sub(
        lambda found: f"{found[2]}{found[1]} " if animal_in(found[1], lexicon) else found[0], sentence, 1
    )
    sentence = _DRESSED_AS.sub(lambda found: _as_role(found, lexicon), sentence, 1)
    sentence = _SKATER.sub(lambda found: f"{found[0]} on a skateboard", sentence)
    return _in_apposition(_of_verb(_with_kind_of_hat(sentence), lexicon), lexicon).rstrip()


def _as_role(found: re.Match[str], lexicon: Lexicon) -> str:
    """ "an owl dressed as a knight" as "a knight owl"; as it is, if what is worn is no costume."""
    article, animal, role, suit = found.groups()
    if not (suit or _AS.search(found[0])) or not subject_of(animal, lexicon) or subject_of(animal, lexicon) in COSTUMES:
        return found[0]
    return f"{article or ''}{role} {animal}"


def _with_kind_of_hat(sentence: str) -> str:
    """ "a cat mage, blue hat" as "a cat mage, blue wizard hat"."""
    worn = _WORN.search(sentence)
    before = words_of(sentence[: worn.start()]) if worn else []
    kinds = _COATS if worn and worn[1].casefold() == "coat" and "plague" not in before else _WEARS
    kind = next((kinds[word] for word in before if word in kinds), "")
    is_plain = worn and before and (before[-1] in _PLAIN_HAT or sentence[: worn.start()].rstrip()[-1:] in _ENDS_PHRASE)
    if (
        not worn
        or not is_plain
        or denied(before, len(before))
        or not kind
        or (kinds is _WEARS and kind.split()[-1] != worn[1].casefold())
    ):
        return sentence
    return f"{sentence[: worn.start()]}{kind}{sentence[worn.end() :]}"


def _of_verb(sentence: str, lexicon: Lexicon) -> str:
    """ "my teacher is an owl" as "teacher owl"."""
    match = _IS_A.match(sentence)
    if not match or not _PARTS.isdisjoint(words_of(match[2])):
        return sentence
    head, rest = named_part(sentence[match.end() :])
    first, second = subject_of(match[2], lexicon), subject_of(head, lexicon)
    known = noun_test(lexicon)
    if second in ("", *BEINGS) or not ends_with_noun(words_of(head), known) or head.split()[0].casefold() in _NOT_A:
        return sentence
    if not first or first in BEINGS or first == second:
        return f"{head}{rest}"
    if not ends_with_noun(words_of(match[2]), known):
        return sentence
    if second in COSTUMES and first not in COSTUMES:
        return f"{head.rstrip()} {match[2]} {rest.lstrip()}"
    if first in COSTUMES:
        return _with_role(match[2], head, rest, lexicon) or sentence
    return f"a mix of a {match[2]} and a {head}{rest}" if match[3].casefold() != "is" else f"{head}{rest}"


def _in_apposition(sentence: str, lexicon: Lexicon) -> str:
    """ "shopkeeper NPC, badger in an apron" as "shopkeeper badger in an apron"."""
    match = _ROLE.match(sentence)
    role = subject_of(match[2], lexicon) if match else ""
    if not match or role not in COSTUMES or words_of(match[2])[-1:] != role.split()[-1:]:
        return sentence
    after = sentence[match.end() :]
    is_one = (match[1] or "").casefold() not in ("a ", "an ") or match[3] or match[4]
    words = [*itertools.islice(re.finditer(r"[\w'’-]+", after), _MOST_WORDS)]
    for place, word in enumerate(words):
        if not ends_with_noun([each.group().casefold() for each in words[: place + 1]], noun_test(lexicon)):
            continue
        head, rest = after[: word.end()], after[word.end() :]
        if _AFTER.match(rest) or (is_one and _ENDS.match(rest)):
            return _with_role(match[2], head, rest, lexicon) or sentence
    return sentence


def _with_role(role: str, head: str, rest: str, lexicon: Lexicon) -> str:
    """A creature and what it does in one; empty if no creature is named."""
    if subject_of(head, lexicon) in ("", *COSTUMES, *BEINGS, *STUFF):
        return ""
    said = "" if not _RANKS.isdisjoint(words_of(role)) else f"{role} "
    return f"{said}{head.rstrip()} {rest.lstrip()}" if rest[:1] not in ("", ",") else f"{said}{head}{rest}"
