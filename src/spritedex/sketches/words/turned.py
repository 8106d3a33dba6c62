"""What has become or is like something else, in the words of captions: "a cello turned into a beetle" is a cello
beetle, "a golem made of keys" a keys golem. Knows no sketch."""

import re
from typing import Final

from spritedex.sentence import Lexicon, subject_of, words_of
from spritedex.sketches.tables import table
from spritedex.sketches.words.grammar import ends_with_noun
from spritedex.sketches.words.materials import color_of_material
from spritedex.sketches.words.named import index
from spritedex.sketches.words.noun_phrases import named_part, noun_test
from spritedex.sketches.words.states import animal_in
from spritedex.word_tables import BEINGS, COLOR_WORDS, COSTUMES, STUFF, WITH_FACES

_A: Final = r"(?:an?|the|some|my)"
_PHRASE: Final = r"((?:[\w'’-]+ ){0,3}?[\w'’-]+?)"
_TURNED: Final = re.compile(
    rf"^\W*({_A} )?{_PHRASE},? (?:(?:that|which|who|but) )?(?:(?:it|he|she) )?"
    r"(?:(?:has |is |was |got |being )?(?:transformed|turned|turning|transforming|morphed|made) into"
    r"|becomes|became|(?:but )?(?:imagined |reimagined |drawn )?as(?! (?:\w+ ){1,2}as\b)"
    r"|if (?:it|he|she) (?:was|were|is))"
    rf" {_A} (?=\w)",
    re.IGNORECASE,
)
_MADE_OF: Final = re.compile(
    r"\b([a-z]+) (?:that is |which is )?(?:(?:all|completely|entirely|only) )?(?:made|built|formed|composed) "
    r"(?:entirely |only |up |out )*(?:of|from) (?:(?:many|lots of|hundreds of|old|a lot of) )*([a-z]+s)\b",
    re.IGNORECASE,
)
_BUT_MADE: Final = re.compile(
    r",? (?:but|and|except|only) (?:(?:it|he|she)['’]?s|(?:it |he |she )?is)(?: all| fully| entirely)? made"
    r"(?: out)? (?:of|from) ",
    re.IGNORECASE,
)
_OF_TWO: Final = re.compile(
    r"\b(?:made|built|formed|composed|consisting) (?:entirely |only |up |out )*(?:of|from) ([a-z]+) and ([a-z]+)"
    r"(?=$|[,.;]| (?:with|in|on|that|holding|wearing|carrying|riding)\b)( with\b)?",
    re.IGNORECASE,
)
_ON_IT: Final = {
    "chocolate": "brown legs and a brown belly", "crystals": "crystals", "ember": "glowing cracks",
    "embers": "glowing cracks", "fire": "flames", "flames": "flames", "flowers": "flowers", "gems": "crystals",
    "lava": "glowing cracks", "magma": "glowing cracks", "moss": "green moss", "mushrooms": "mushrooms",
    "vines": "vines",
}  # fmt: skip
"""What the second of two materials is on a body of the first; any other is that of its legs and its belly."""
_BUT_A: Final = re.compile(rf"^\W*({_A} )?((?:[\w-]+ ){{1,3}})([\w-]+),? but {_A} ([\w-]+) \3\b", re.IGNORECASE)
_SOMETHING: Final = re.compile(
    rf"^\W*something (?:that looks |looking )?like {_A} ([\w-]+(?: (?!but |and |more |but$)[\w-]+)?)"
    rf",? (?:but )?(?:it['’]?s |it is )?(?:not (?:{_A} )?[\w-]+)?(?:[ ,]+(?:but |and )?(?:more |rather )?like {_A} "
    r"([\w-]+))?(?=$|[,.;]| with )",
    re.IGNORECASE,
)
_SERVANT: Final = re.compile(
    r"^\W*(?:(?:an?|the|some) )?(?:summon|pet|servant|messenger|guardian|companion|familiar|steed|creature) (?:for|of) "
    rf"(?:an? |the )?([\w-]+)(?: (?:god|goddess|deity|spirit|queen|king))?,? (?:like|that is|which is) {_A} (?=\w)",
    re.IGNORECASE,
)
_MINION: Final = re.compile(
    r"\b(demon|devil|necromancer|vampire|warlock|witch|wizard|lich)['’]?s (?:minion|servant|slave|thrall|familiar)s?\b",
    re.IGNORECASE,
)
_MINIONS: Final = {
    "demon": "imp", "devil": "imp", "vampire": "bat", "warlock": "imp", "witch": "black cat", "wizard": "owl",
}  # fmt: skip
_FEELING: Final = re.compile(
    r"^\W*(?:the |pure )?(anger|rage|fury|wrath|hatred|sadness|sorrow|grief|despair|loneliness|joy|happiness|fear"
    r"|anxiety|panic|boredom|laziness|tiredness|envy|jealousy|hunger)(?=$|,| with )",
    re.IGNORECASE,
)
_ARMED: Final = re.compile(r"^(\W*(?:an? )?(?:[\w-]+ ){0,2}?)([a-z]+) ([a-z]+)(?=$|,| in | with )", re.IGNORECASE)
_HEAD: Final = re.compile(rf"\b({_A} )?([a-z]+)[ -]head(?:ed)? ([a-z]+)\b", re.IGNORECASE)
_BONES: Final = re.compile(r",? (?:but |and )?(?:only|just) (bones|a skeleton) inside\b", re.IGNORECASE)
_MAGIC: Final = frozenset({
    "deity", "demon", "devil", "druid", "elemental", "emperor", "empress", "god", "goddess", "king", "knight", "lord",
    "mage", "monster", "necromancer", "paladin", "prince", "princess", "queen", "shaman", "sorcerer", "sorceress",
    "spirit", "sprite", "summoner", "vampire", "warlock", "warrior", "witch", "wizard",
})  # fmt: skip
"""Whom what is named before them belongs to, as in "moon goddess", and who is not that thing dressed so."""
_CARRIERS: Final = frozenset({"dwarf", "giant", "gnome", "goblin", "kobold", "ogre", "oni", "orc", "troll", "yeti"})
"""Who has in the hands what is named before them, as in "wheelbarrow ogre"."""
_AN_ANIMAL: Final = frozenset({"animal", "beast", "pet"})
_ANIMAL: Final = "fox"
"""What is drawn of "the fog as an animal"."""


def turned(sentence: str, lexicon: Lexicon) -> str:
    """A sentence in which what something was or is made of is said before it; as it is, where it says none.

    >>> lexicon = Lexicon(frozenset({"cello", "beetle", "monster", "golem", "key", "pelican", "dragon", "moth", "fox"}))
    >>> turned("cello turned into a beetle", lexicon), turned("a monster made of keys", lexicon)
    ('cello beetle', 'a keys golem')
    >>> turned("postman pelican but a dragon pelican", lexicon)
    'postman dragon pelican'
    >>> turned("something like a dragon but it's not a lizard, more like a moth", lexicon)
    'a dragon moth'
    """
    for step in (_likened, _served, _made_of_two, _made_of, _become, _armed, _thing_headed):
        sentence = step(sentence, lexicon)
    return sentence


def _likened(sentence: str, lexicon: Lexicon) -> str:
    sentence = _BUT_MADE.sub(" made of ", sentence)
    sentence = _BONES.sub(r" with \1 inside", _BUT_A.sub(r"\1\2\4 \3", sentence))
    sentence = _FEELING.sub(r"a \1 monster", sentence)
    found = _SOMETHING.match(sentence)
    if not found or not subject_of(found[1], lexicon):
        return sentence
    other = found[2] and subject_of(found[2], lexicon)
    return f"a {f'{found[1]} {found[2]}' if other else found[1]}{sentence[found.end() :]}"


def _served(sentence: str, lexicon: Lexicon) -> str:
    """ "a necromancer's minion" as "a skeleton", and "a pet of the moon goddess, like a rabbit" as "a moon rabbit"."""
    found = _SERVANT.match(sentence)
    if found and subject_of(named_part(sentence[found.end() :])[0], lexicon):
        return f"a {found[1]} {re.sub(r' but(?= [a-z]+$)', ',', sentence[found.end() :])}"
    return _MINION.sub(lambda match: _MINIONS.get(match[1].casefold(), "skeleton"), sentence)


def _made_of(sentence: str, lexicon: Lexicon) -> str:
    """ "a monster made of keys" as "a keys golem"."""
    found = _MADE_OF.search(sentence)
    thing = subject_of(found[2], lexicon) if found else ""
    is_coat = found is not None and f"made of {found[2].casefold()}" in index()["words"]
    if not found or is_coat or thing in ("", *STUFF, *BEINGS) or color_of_material(found[2].casefold()):
        return sentence
    kind = found[1].casefold()
    noun = "golem" if kind in BEINGS | {"boss", "guy", "man", "person", "demon", "spirit"} else found[1]
    if not subject_of(noun, lexicon):
        return sentence
    return f"{sentence[: found.start()]}{found[2]} {noun}{sentence[found.end() :]}"


def _made_of_two(sentence: str, _: Lexicon) -> str:
    """ "made from honey and wood" as "made of honey with wood legs and a wood belly"."""
    found = _OF_TWO.search(sentence)
    first, second = (found[1].casefold(), found[2].casefold()) if found else ("", "")
    on_it = _ON_IT.get(second) or (f"{second} legs and a {second} belly" if color_of_material(second) else "")
    if not found or not on_it or not color_of_material(first):
        return sentence
    more = " and" if found[3] else ""
    return f"{sentence[: found.start()]}made of {first} with {on_it}{more}{sentence[found.end() :]}"


def _become(sentence: str, lexicon: Lexicon) -> str:
    """ "a cello turned into a beetle" as "a cello beetle"."""
    found = _TURNED.match(sentence)
    if not found:
        return sentence
    head, rest = named_part(sentence[found.end() :])
    words, was = words_of(head), words_of(found[2])
    of_one = ends_with_noun(was, noun_test(lexicon)) or color_of_material(was[-1]) is not None
    if not of_one or not words or not {"half", "with"}.isdisjoint(was):
        return sentence
    if words[-1] in _AN_ANIMAL and subject_of(head, lexicon) in BEINGS:
        return sentence if animal_in(found[2].casefold(), lexicon) else f"a {found[2]} {_ANIMAL}{rest}"
    noun = subject_of(head, lexicon)
    if noun in ("", *BEINGS, *STUFF, *COLOR_WORDS) or words[-1:] != noun.split()[-1:]:
        return sentence
    if noun in COSTUMES:
        return f"{found[1] or ''}{head.strip()} {found[2]}{' ' if rest[:1].isalpha() else ''}{rest}"
    place = head.casefold().rfind(noun.split()[0])
    thing = subject_of(found[2], lexicon) or was[-1]
    before = " ".join(was[: -len(thing.split())])
    said = " ".join(filter(None, [before, head[:place].strip(), thing, head[place:].strip()]))
    return f"{found[1] or ''}{said}{' ' if rest[:1].isalpha() else ''}{rest}"


def _armed(sentence: str, lexicon: Lexicon) -> str:
    """ "a guitar cat" as "a cat with a guitar", and "a tornado ballerina" as "a ballerina tornado"."""
    found = _ARMED.match(sentence)
    held, who = (found[2].casefold(), found[3].casefold()) if found else ("", "")
    if not found or {held + who, f"{held} {who}"} & lexicon.subjects:
        return sentence
    if held in WITH_FACES and who in COSTUMES and who not in _MAGIC and who in index()["words"]:
        return f"{found[1]}{who} {held}{sentence[found.end() :]}"
    carried = who in _CARRIERS and held in index()["things"]
    if held in table("foods") or not (carried or (held in STUFF and held in _held() and animal_in(who, lexicon))):
        return sentence
    rest = sentence[found.end() :]
    more = f" and{rest[5:]}" if rest.startswith(" with ") else rest
    return f"{found[1]}{found[3]} with a {held}{more}"


def _thing_headed(sentence: str, lexicon: Lexicon) -> str:
    """ "a pumpkin head robot" as "a robot with a pumpkin instead of a head"."""
    found = _HEAD.search(named_part(sentence)[0])
    if not found or found[2].casefold() not in lexicon.subjects or not subject_of(found[3], lexicon):
        return sentence
    if animal_in(found[2].casefold(), lexicon) or found[2].casefold() in STUFF | COLOR_WORDS.keys():
        return sentence
    rest = sentence[found.end() :]
    more = f" and{rest[5:]}" if rest.startswith(" with ") else rest
    return f"{sentence[: found.start()]}{found[1] or ''}{found[3]} with a {found[2]} instead of a head{more}"


def _held() -> frozenset[str]:
    """The words that name what is held."""
    return frozenset(index()["items"])
