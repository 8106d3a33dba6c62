"""Several colors of one body, as a sentence divides them: two halves, colors that alternate, each leg another color.

Knows no shape.
"""

import re
from typing import Final, NamedTuple

from spritedex.lazy_pattern import LazyPattern
from spritedex.sentence import words_of
from spritedex.word_tables import COLOR_WORDS, TONE_WORDS

PARTS: Final = {
    word: part
    for part, words in {
        "legs": "arm arms feet foot leg legs limb limbs paw paws point points tentacle tentacles",
        "heads": "head heads",
        "segments": "body segment segments section sections part parts ring rings",
        "wings": "wing wings",
        "horns": "antler antlers horn horns",
        "pincer": "claw claws pincer pincers",
        "ears": "ear ears",
        "spikes": "spike spikes",
        "fin": "fin fins",
    }.items()
    for word in words.split()
}
"""Word -> the part that can have several colors."""
_NUMBERS: Final = {
    "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
}  # fmt: skip
_SEGMENTS: Final = re.compile(rf"\b({'|'.join(_NUMBERS)}|[3-9]|1[0-2])[ -](?:\w+ )?segment(?:s|ed)?\b")
_COLOR: Final = f"(?:{'|'.join(sorted(COLOR_WORDS))})"
_SHADE: Final = rf"((?:(?:{'|'.join(sorted(TONE_WORDS))}) )?{_COLOR}(?: {_COLOR})?)"
_AND: Final = r"(?:,|;)?(?: (?:and|but|while|with))?"
_IS: Final = r"(?: (?:is|are|all|all of it|painted|colou?red|in))*"
_ANY: Final = rf"({'|'.join(PARTS)})"
_SIDES: Final = {
    "beside": rf"(left|right|one|front|back|rear)(?: (?:side|half))(?: of (?:it|(?:its|the|his|her) \w+))?{_IS}"
    rf" {_SHADE}{_AND}(?: (?:the|its))?(?: (?:left|right|other|front|back|rear))?(?: (?:side|half))?{_IS} {_SHADE}",
    "halves": rf"half(?: of it)?{_IS} {_SHADE}{_AND}(?: (?:the|one))?(?: other)? half{_IS} {_SHADE}",
    "where": rf"{_SHADE} on (?:the|its) (left|right)(?: side| half)?{_AND} {_SHADE} on (?:the|its) (?:left|right)",
    "one": rf"{_SHADE} on one (?:side|half){_AND} {_SHADE} on the other",
    "split": rf"split (?:down the middle|in two|in half)(?: in| into|,)? {_SHADE} and {_SHADE}",
    "above": rf"(?:top|upper)(?: half)?{_IS} {_SHADE}{_AND}(?: (?:the|its))? (?:bottom|lower)(?: half)?{_IS} {_SHADE}",
    "below": rf"{_SHADE} on (?:the )?top{_AND} {_SHADE} (?:below|on (?:the )?bottom|underneath)",
}  # fmt: skip
_ENDS: Final = frozenset({"front", "back", "rear"})
_SECOND: Final = frozenset({"right", "back", "rear"})
FRONT: Final = "front"
_OWN: Final = frozenset({"beard", "cape", "hair", "hat", "horns", "mane", "shell", "shield", "spikes", "wings"})
"""What after two halves has them, and not the body."""
_UPRIGHT: Final = frozenset({"above", "below"})
_BANDS: Final = (
    rf"(?:striped|banded|bands|rings|stripes)(?: (?:in|of|with))? {_SHADE}(?:,| and)? {_SHADE},?(?: and)? {_SHADE}",
    rf"{_SHADE}(?: and|,) {_SHADE}(?:(?: and|,) {_SHADE})?,? (?:alternating|alternately|in turns|taking turns)",
    rf"(?:alternating|alternately)(?: between)?,? {_SHADE}(?: and|,) {_SHADE}(?:,? and {_SHADE})?",
)
_GRADIENTS: Final = (
    rf"(?:gradient|ombre|fading|fades|going|shading|shifting)(?: body| fur)?(?: (?:of|from|with))* {_SHADE}"
    rf"(?: (?:to|into|and)) {_SHADE}",
    rf"{_SHADE}(?:[ -](?:to|into|and)[ -]| fad(?:ing|es) (?:to|into) ){_SHADE} (?:gradient|ombre)",
)
_OTHER: Final = (
    r"(?:a |an |its )?(?:different|differing|distinct|another|own|other|unique|separate|various)(?:ly)? colou?r"
)
_EACH: Final = (
    rf"(?:each|every|all)(?: of (?:its|the))?(?: \w+)? {_ANY}"
    rf"(?: (?:is|has|have|are|of|in|with|having|being))* {_OTHER}",
    rf"{_ANY},?(?: (?:that|which|are|is|all|each|of|in|with|have|has))* {_OTHER}",
    rf"(?:different|differently|various)[- ]colou?r(?:ed|s)?"
    rf" (?:(?:on|for|at) (?:each|every|all|the|its) (?:\w+ )?)?{_ANY}",
)
_LISTED: Final = LazyPattern(rf"s?[ ,:;(]+{_SHADE}(?:,| and|, and) {_SHADE}" + rf"(?:(?:, and|,| and) {_SHADE})?" * 4)
"""Colors of each, in brackets or after a colon."""
_ONE_EACH: Final = (
    rf"(?:two|three|four|five|half(?: of)?(?: its)?|some) {_SHADE} {_ANY}{_AND} "
    rf"(?:two|three|four|five|half(?: of)?(?: its)?|some)(?: other)? {_SHADE} {_ANY}",
    rf"(?:one|a|an) {_SHADE} {_ANY}{_AND} (?:one|a|an) {_SHADE} {_ANY}",
    rf"one {_ANY}?{_IS} ?{_SHADE}{_AND}(?: the)? (?:one|other)(?: {_ANY})?{_IS} {_SHADE}(?:{_AND} one{_IS} {_SHADE})?",
    rf"one {_SHADE} {_ANY}{_AND}(?: the)? (?:one|other)(?: {_ANY})?{_IS} {_SHADE}",
    rf"one {_SHADE} {_ANY}{_AND}(?: the)? (?:one|other) {_SHADE}",
    rf"left {_ANY}{_IS} {_SHADE}{_AND}(?: (?:the|its))? right(?: {_ANY})?{_IS} {_SHADE}",
)
_FIRST: Final = (
    rf"first(?: one| {_ANY})?{_IS} {_SHADE}{_AND}"
    rf"(?: the)?(?: all)? (?:rest|others|other ones|other {_ANY}){_IS} {_SHADE}"
)


class Division(NamedTuple):
    """How a body is divided: in "halves", in "bands", in a "gradient", or "each" of a `part` by itself; and the
    words that color it, none if every one has another color.

    Of halves, one is above the other if they are `upright`, and one in front of the other if the part is `FRONT`. With
    `rest` the last color is that of all that are left.
    """

    kind: str
    colors: tuple[int, ...] = ()
    part: str = ""
    upright: bool = False
    rest: bool = False

    @property
    def is_of_part(self) -> bool:
        """Whether a part is divided, and not the body."""
        return self.kind == "each" or self.part in _OWN


def division_of(sentence: str) -> Division | None:
    """How a sentence divides the colors of a body; None if it does not.

    >>> division_of("a chameleon, half red half blue")
    Division(kind='halves', colors=(3, 5), part='', upright=False, rest=False)
    >>> division_of("a starfish, each leg a different color")
    Division(kind='each', colors=(), part='legs', upright=False, rest=False)
    """
    text = sentence.casefold().replace("half-", "half ").replace("/", " ")
    return (_of_colors(text) if _has_two_colors(text) else None) or (_of_each(text) if "colo" in text else None)


def _has_two_colors(text: str) -> bool:
    """Whether it names two colors; the patterns are long, and take a while to compile."""
    return sum(word in COLOR_WORDS for word in words_of(text)) > 1


def _of_colors(text: str) -> Division | None:
    for kind, pattern in _SIDES.items():
        if found := re.search(rf"\b{pattern}\b", text):
            colors, sides = _colors(text, found), {*found.groups()}
            after = words_of(text[found.end() :])[:1]
            part = FRONT if sides & _ENDS else "".join(_OWN.intersection(after))
            return Division("halves", colors[::-1] if sides & _SECOND else colors, part, kind in _UPRIGHT)
    for pattern in _GRADIENTS:
        if found := re.search(rf"\b{pattern}\b", text):
            return Division("gradient", _colors(text, found))
    for pattern in _BANDS:
        if found := re.search(rf"\b{pattern}\b", text):
            return Division("bands", _colors(text, found), _part(text))
    if found := re.search(rf"\b{_FIRST}\b", text):
        return Division("each", _colors(text, found), _part(text), rest=True)
    for pattern in _ONE_EACH:
        found = re.search(rf"\b{pattern}\b", text)
        parts = {PARTS[word] for word in found.groups() if word in PARTS} if found else set()
        if found and len(parts) < 2 and (part := "".join(parts) or _part(text[: found.start()])):
            return Division("each", _colors(text, found), part)
    return None


def _of_each(text: str) -> Division | None:
    for pattern in _EACH:
        if found := re.search(rf"\b{pattern}", text):
            listed = _LISTED.match(text, found.end())
            return Division("each", _colors(text, listed) if listed else (), _part(found[0]))
    return None


def apart(sentence: str) -> str:
    """A sentence with a comma before what divides its body in halves, which is no kind of creature.

    >>> apart("a cat half orange half black")
    'a cat, half orange half black'
    """
    for pattern in _SIDES.values() if _has_two_colors(sentence) else ():
        if found := re.search(
            rf"(?<=\w)(?<!\bthe)(?<!\ba)(?<!\bits) (?:(?:is|with|that is|has) )?(?=(?:the |its |a )?{pattern}\b)",
            sentence,
            re.I,
        ):
            return f"{sentence[: found.start()]}, {sentence[found.end() :]}"
    return sentence


def _part(text: str) -> str:
    return next((PARTS[word] for word in reversed(words_of(text)) if word in PARTS), "")


def _colors(text: str, found: re.Match[str]) -> tuple[int, ...]:
    """The numbers of the words of a text that are the last of each shade."""
    groups = range(1, (found.re.groups or 0) + 1)
    shades = (group for group in groups if found[group] and found[group].split()[-1] in COLOR_WORDS)
    return tuple(len(words_of(text[: found.end(group)])) - 1 for group in shades)


def segments_of(sentence: str) -> int:
    """How many segments a sentence gives a body; 0 if it says none.

    >>> segments_of("a caterpillar with seven segments")
    7
    """
    found = _SEGMENTS.search(sentence.casefold())
    return 0 if found is None else _NUMBERS.get(found[1]) or int(found[1])
