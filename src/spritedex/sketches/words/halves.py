"""Creatures of two kinds that have a name of their own, such as "half lion half eagle", and those that are half of one
kind, such as "half demon bard". Knows no sketch."""

import re
from typing import Final

from spritedex.lazy_pattern import LazyPattern
from spritedex.sentence import Lexicon, subject_of
from spritedex.sketches.words.noun_phrases import named_part
from spritedex.sketches.words.states import animal_in

_PERSON: Final = "(?:hu)?man|woman|girl|boy|lady|guy|person"
_TWO: Final = re.compile(
    r"\b(?:half|part)[- ](?:an? )?([a-z]+)(?:,? and|,)? (?:the other )?(?:half|part)[- ](?:an? )?([a-z]+)\b"
    r"|\b(?:mix|cross|hybrid|fusion|combination|blend) (?:of|between) (?:an? )?([a-z]+) and (?:an? )?([a-z]+)\b",
    re.IGNORECASE,
)
_OF_TWO: Final = {
    frozenset(pair.split()): kind
    for kind, pairs in {
        "arachne": "spider PERSON", "centaur": "horse PERSON", "dragonborn": "dragon PERSON",
        "griffin": "lion eagle, lion hawk, lion bird", "harpy": "bird PERSON, eagle PERSON",
        "jackalope": "rabbit deer, bunny deer, hare deer, rabbit antelope", "mermaid": "fish PERSON",
        "minotaur": "bull PERSON, cow PERSON", "naga": "snake PERSON, serpent PERSON", "owlbear": "owl bear",
        "pegasus": "horse bird, horse eagle, horse swan", "quetzalcoatl": "snake bird, snake eagle, serpent bird",
        "satyr": "goat PERSON", "werewolf": "wolf PERSON",
    }.items()
    for pair in pairs.split(", ")
}  # fmt: skip
"""Two kinds -> what stories call who is half of each."""
_WITH: Final = r"\b(?:animal|beast|being|creature|monster|thing)(?:,? (?:with|(?:that |which |who )?has|having))? "
_BODY: Final = r"(?:the |an? )?(?:body of (?:an? |the )?([a-z]+)|([a-z]+) body)"
_HEAD: Final = r"(?:the |an? )?(?:head of (?:an? |the )?([a-z]+)|([a-z]+) head)"
_BODY_AND_HEAD: Final = (
    (re.compile(rf"{_WITH}{_BODY}(?:,? (?:and|but|with)|,) {_HEAD}\b", re.IGNORECASE), 1),
    (re.compile(rf"{_WITH}{_HEAD}(?:,? (?:and|but|with|on)|,) {_BODY}\b", re.IGNORECASE), -1),
)
"""How a creature is said to be put together, and in which order."""
_FACE: Final = LazyPattern(
    r"\b([a-z]+)(?:,? with|,? (?:that |which )?has) (?:an? |the )?(?:([a-z]+)(?:['’]s)? face|face of an? ([a-z]+))\b",
    ("face",),
    ignore_case=True,
)
_ONE: Final = LazyPattern(
    r"\bhalf[- ](angel|demon|devil|dragon|dwarf|elf|fairy|ghost|giant|goblin|god|ogre|orc|robot|skeleton|troll|vampire"
    r"|werewolf|zombie)\b(?!.*\b(?:half|part)\b)",
    ("half",),
    ignore_case=True,
)
_SEEN: Final = {"angel": "small wings and a halo", "demon": "horns and a devil tail", "devil": "horns and a devil tail"}
"""What is seen of them on who is half of their kind; all others are drawn as they are."""
_STATES: Final = frozenset({"cyborg", "ghost", "mummy", "robot", "skeleton", "vampire", "zombie"})
"""What of two kinds the other one is, all over."""
_HORNS: Final = re.compile(r"\bhorn(?:s|ed)?\b", re.IGNORECASE)


def of_halves(sentence: str, lexicon: Lexicon) -> str:
    """A sentence in which such a creature is named by one noun; as it is, where it names none.

    >>> lexicon = Lexicon(frozenset({"griffin", "lion", "eagle", "bard", "orc", "cook", "mermaid"}))
    >>> of_halves("half lion, half eagle", lexicon), of_halves("half woman half fish with a comb", lexicon)
    ('griffin', 'mermaid with a comb')
    >>> of_halves("a half demon bard with curly horns", lexicon), of_halves("half-orc cook", lexicon)
    ('a bard with a devil tail and curly horns', 'orc cook')
    >>> of_halves("a beast with the body of a lion and the head of an eagle", lexicon)
    'a griffin'
    """
    sentence = _put_together(sentence, lexicon)
    if found := _TWO.search(sentence):
        words = [word.casefold() for word in found.groups() if word]
        kinds = (re.sub(rf"^(?:{_PERSON})$", "PERSON", word) for word in words)
        kind = _OF_TWO.get(frozenset(kinds), "")
        if len(state := _STATES.intersection(words)) == 1:
            (animal,) = {*words} - state
            animal = animal_in(animal, lexicon)
            return f"{sentence[: found.start()]}{min(state)} {animal}{sentence[found.end() :]}" if animal else sentence
        return f"{sentence[: found.start()]}{kind}{sentence[found.end() :]}" if kind in lexicon.subjects else sentence
    found = _ONE.search(sentence)
    if not found:
        return sentence
    head, rest = named_part(sentence[found.end() :])
    seen = _SEEN.get(found[1].casefold(), "")
    if not seen or not subject_of(head, lexicon):
        return f"{sentence[: found.start()]}{sentence[found.start(1) :]}"
    if _HORNS.search(rest):
        seen = seen.removeprefix("horns and ")
    more = f" and{rest.removeprefix('with')}" if rest.startswith("with ") else f"{' ' * rest[:1].isalpha()}{rest}"
    return f"{sentence[: found.start()]}{head.strip()} with {seen}{more}"


def _put_together(sentence: str, lexicon: Lexicon) -> str:
    """ "a beast with the body of a lion and a goat head" as "a half lion half goat", of a skull as a lion with that for
    a head, and "sunflower with a lion face" as "lion sunflower", where that is a kind."""
    if face := _FACE.search(sentence):
        kind = f"{face[2] or face[3]} {face[1]}".casefold()
        if kind in lexicon.subjects and animal_in(kind.split()[0], lexicon):
            return f"{sentence[: face.start()]}{kind}{sentence[face.end() :]}"
    for pattern, order in _BODY_AND_HEAD:
        found = pattern.search(sentence)
        body, head = [word.casefold() for word in found.groups() if word][::order] if found else ("", "")
        if not found or not animal_in(body, lexicon):
            continue
        two = f"half {body} half {head}" if animal_in(head, lexicon) else f"{body} with a {head} head"
        rest = sentence[found.end() :]
        more = f" and{rest.removeprefix(' with')}" if " with " in two and rest.startswith(" with ") else rest
        return f"{sentence[: found.start()]}{two}{more}"
    return sentence
