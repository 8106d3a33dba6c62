"""Colors where people put them, such as "a hat red" or "a frog, bright yellow", in the order that all else reads.

Knows no shape.
"""

import functools
import re
from collections.abc import Collection, Iterable
from typing import Final

from spritedex.sentence import Lexicon, singular, subject_of, with_article
from spritedex.sketches.words.body_parts import with_plain_parts
from spritedex.sketches.words.marks import with_colored_marks
from spritedex.sketches.words.named import index
from spritedex.word_tables import BODY_WORDS, COLOR_WORDS, SIZE_OF_WORD, SMALL_WORDS, TONE_WORDS

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]")
_RAINBOW: Final = re.compile(
    r"\b(?:(?:colou?red |colou?rs? )?(?:like|as|of) (?:a |the )?rainbow\b(?! \w)"
    r"|(?:in )?(?:all |many )(?:the |of the )*colou?rs(?: of (?:the|a) rainbow)?"
    r"|in (?:the )?colou?rs of (?:the|a) rainbow|in rainbow colou?rs?|rainbow[- ]colou?r(?:ed|s)?"
    r"|(?:multi|many|all)[- ]?colou?r(?:ed|s)?)\b"
)
_HAS: Final = re.compile(
    r",? ?\b(?:and )?(?:whose|(?:(?:it|he|she|they|that|which|who) )?(?:also )?(?:has|have|having))\b(?! no\b)"
)
_AS: Final = re.compile(rf"\b(?:as )?({'|'.join(COLOR_WORDS)}) (?:as|like) (?:(?:a|an|the) )?\w+")
_MUST: Final = re.compile(r"\b(?:must|should|shall|will|can|could|ha(?:s|ve) to) be\b")
_IN_COLOR: Final = re.compile(
    rf"\b(?:in|of|with) (?:an? |the )?((?:\w+ )?(?:{'|'.join(COLOR_WORDS)})) colou?r(?:s|ed)?\b"
)
_COUNTED: Final = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|[2-9]) (antenna|arm|eye|head|horn|leg|tail|tentacle|wing)\b(?!-)"
)
_GLOWING: Final = re.compile(
    r"\b(?:glowing )?(?:(?:lava|magma|fire|light|energy)(?: (?:is|that))?(?: \w+ing| glows| shines)?|glowing|glows) "
    r"(?:between|through|in|from|under|inside|out of) (?:(?:its|the|his|her|their) )?"
    r"(?:\w+ )?(?:plates|cracks|scales|armou?r|rocks?|stones|skin|shell)\b"
)
_HEART_FACE: Final = re.compile(r"\bheart[- ]shaped ((?:\w+ )?)face\b|\bface (?:shaped )?like a heart\b")
_GALAXY: Final = re.compile(r"\b(?:a )?(?:galaxy|starry|cosmic) (?:pattern|print|skin|coat|body|fur|feathers|scales)\b")
_NINE_TAILS: Final = re.compile(r"\bfox,? (?:with|has) nine tails\b( and\b)?")
_ALL_OF_IT: Final = re.compile(rf",? (?:and )?(?:it is |is |are )?all ({'|'.join(COLOR_WORDS)})$")
_ARTICLE: Final = re.compile(r"\ban? (\w+)")
_OTHER_COLORS: Final = frozenset({"blond", "blonde", "ginger", "rainbow"})
"""What names a color too, though it is none of `vocabulary.COLORS`."""
_FOOD: Final = frozenset({
    "ash", "chestnut", "cream", "lemon", "lime", "mint", "mustard", "olive", "peach", "plum", "rose", "salmon", "sand",
})  # fmt: skip
"""Colors that are things too: after a noun they are not its color."""
_GARMENTS: Final = frozenset({
    "apron", "clothes", "clothing", "coat", "dress", "gown", "jacket", "jumper", "kimono", "outfit", "overalls",
    "pajamas", "pants", "pullover", "pyjamas", "robe", "robes", "shirt", "shorts", "skirt", "suit", "sweater",
    "tabard", "trousers", "tunic", "uniform", "vest", "waistcoat",
})  # fmt: skip
_IS: Final = frozenset({
    "are", "being", "color", "colored", "colour", "coloured", "dyed", "glow", "glowing", "glows", "in", "is",
    "of", "painted", "shines", "that", "the", "was", "which",
})  # fmt: skip
"""What may be between a thing and its color after it."""
_SURE: Final = _IS - {"in", "that", "the", "which"}
"""What of it says by itself that a color follows."""
_ALSO: Final = SIZE_OF_WORD.keys() | {
    "chubby", "cute", "fat", "fluffy", "long", "old", "spotted", "striped", "thin", "young",
}  # fmt: skip
"""What else may be between them, and goes before the thing too."""
_HOW: Final = frozenset({"all", "completely", "entirely", "fully", "mostly", "really", "totally", "very"})
_LOOKS: Final = frozenset({"galaxy", "rainbow"})
"""Colors that are no single one, which stand before a noun."""
_BODY: Final = frozenset({"body", "color", "colour", "fur", "he", "he's", "it", "it's", "its", "she", "she's", "skin"})
_OPENS: Final = frozenset({",", ";", ":", ".", "!", "(", "but"})
_FILL: Final = _HOW | _BODY | {"a", "also", "are", "but", "colored", "coloured", "in", "is", "only", "the"}
_THEN: Final = frozenset({
    "all", "also", "and", "at", "but", "for", "from", "he", "in", "inside", "it", "like", "on", "outside", "over",
    "she", "so", "that", "they", "too", "under", "very", "who", "with", "without",
})  # fmt: skip
"""What can come after a color that ends here, beside words that name nothing."""
_HOW_IT_IS: Final = ("al", "ed", "ent", "ic", "ing", "ious", "less", "ous", "y")
"""Ends of words that say how a thing is."""
_THINGS: Final = frozenset({
    "belly", "body", "bunny", "butterfly", "canary", "candy", "daisy", "dragonfly", "fairy", "firefly", "fly", "ivy",
    "king", "monkey", "octopus", "pony", "puppy", "ring", "ruby", "serpent", "string", "tummy", "turkey", "underbelly",
    "wing",
})  # fmt: skip
_NO_THINGS: Final = frozenset({
    "ablaze", "around", "buff", "crouches", "crystalline", "divine", "fat", "flies", "floats", "hops", "hovers",
    "hurt", "invisible", "jumps", "laughs", "leaps", "obese", "old", "open", "other", "overgrown", "overweight",
    "plump", "plush", "rains", "ride", "roars", "rotund", "round", "runs", "sad", "sings", "slender", "slim",
    "smiles", "stout", "strong", "thicc", "thin", "through", "thru", "torn", "undead", "upset", "walks", "wet", "wise",
})  # fmt: skip
"""Of the words that name a part or a sketch those that are no thing."""
_DRESSED: Final = frozenset({"clad", "clothed", "dressed", "wearing", "wears"})
_MARKS: Final = frozenset({"stripes", "spots", "dots", "patches", "speckles", "striped", "spotted"})


def reordered(sentence: str, lexicon: Lexicon) -> str:
    """A sentence with each color before what has it; as it is, where it is so already.

    >>> lexicon = Lexicon(frozenset({"elephant", "frog"}))
    >>> reordered("a grey elephant with hat red", lexicon)
    'a grey elephant with red hat'
    >>> reordered("a frog, neon yellow with black spots", lexicon)
    'a neon yellow frog, with black spots'
    >>> reordered("a red frog, blue eyes", lexicon)
    'a red frog, blue eyes'
    """
    plain = with_colored_marks(_RAINBOW.sub("rainbow", with_plain_parts(sentence.casefold())))
    plain = _AS.sub(r"\1", _MUST.sub("is", plain))
    plain = _ALL_OF_IT.sub(r", \1", _GLOWING.sub("glowing cracks", _COUNTED.sub(r"\1 \2s", plain)))
    plain = _GALAXY.sub("galaxy fur", plain)
    plain = _NINE_TAILS.sub(lambda found: "nine tailed fox" + (" with" if found[1] else ""), plain)
    plain = _HEART_FACE.sub(lambda found: f"{found[1] or ''}heart face", plain)
    plain = _HAS.sub(" with", _IN_COLOR.sub(r"of color \1", plain)).replace("(", ", ").replace(")", ", ")
    before = _TOKEN.findall(sentence.casefold())
    words = _of_things(_of_clothes(_TOKEN.findall(plain), lexicon), lexicon)
    words = _of_body(words, lexicon)
    words = _of_marks(words, lexicon)
    if words == before:
        return sentence
    text = re.sub(r" ([^\w\s])", r"\1", " ".join(words))
    return _ARTICLE.sub(
        lambda found: with_article(found[1]) if _is_color(found[1]) or found[1] in TONE_WORDS else found[0], text
    )


def _of_things(words: list[str], lexicon: Lexicon) -> list[str]:
    """With "hat red", "armor is blue" and "eyes of red" as "red hat", "blue armor" and "red eyes"."""
    nouns, place = _nouns(lexicon), _noun_at(words, lexicon)
    at = 0
    while at < len(words):
        if words[at] in nouns and words[at] not in TONE_WORDS and not _is_color(words[at]):
            start = at + 1
            while start < len(words) and words[start] in _IS | _HOW | _ALSO:
                start += 1
            end = _ending(words, start, nouns)
            between = set(words[at + 1 : start]) - _ALSO
            first = _first_of(words, at, lexicon)
            is_end = at + 1 == (place[1] if place else 0) and (end == len(words) or words[end] in _OPENS)
            is_said = bool(between & _SURE) or not between or (between == {"in"} and is_end)
            if end and is_said and (between or not _is_color(words[first - 1] if first else "")):
                also = [word for word in words[at + 1 : start] if word in _ALSO]
                before = words[first - 1] if first else ""
                if before in ({",", ";", "."} if between else nouns):  # "fin red body blue"
                    also = ["with", *also]
                marks = [word for word in also if word in _MARKS]
                also = [word for word in also if word not in _MARKS]
                words = [*words[:first], *also, *words[start:end], *marks, *words[first : at + 1], *words[end:]]
                at = first + end - start
        at += 1
    return words


def _of_clothes(words: list[str], lexicon: Lexicon) -> list[str]:
    """With "dressed in red" as "in red clothes"."""
    for at, word in enumerate(words):
        if word in _DRESSED:
            start = at + 1
            while start < len(words) and words[start] in _HOW | {"in"}:
                start += 1
            if end := _ending(words, start, _nouns(lexicon)):
                return [*words[:at], "in", *words[start:end], "clothes", *words[end:]]
    return words


def _of_body(words: list[str], lexicon: Lexicon) -> list[str]:
    """With a color that stands by itself, as in "a frog, yellow", "it is red" and "with rainbow fur", at the noun."""
    nouns = _nouns(lexicon)
    place = _noun_at(words, lexicon)
    if place is None:
        return words
    first, last = place
    for at in range(last, len(words)):
        if words[at] in _OPENS or (words[at] in _BODY and words[at + 1 : at + 2] in (["is"], ["are"])):
            start = at + 1
            while start < len(words) and words[start] in _FILL:
                start += 1
            end = _ending(words, start, nouns)
            if end and words[end : end + 1] not in (["inside"], ["outside"]):
                opens = at if words[at] in _BODY | {"but"} or end == len(words) or words[end] in _OPENS else at + 1
                return _at_noun(words, first, (start, end), opens)
        after = words[at + 1] if at + 1 < len(words) else ","
        if words[at] in _LOOKS and (after in BODY_WORDS or _stands_alone(words[at - 1], after)):
            return _at_noun(words, first, (at, at + 1), at)
    return words


def _stands_alone(before: str, after: str) -> bool:
    """Whether what is between two words is a color, and not "a rainbow on its belly"."""
    return before not in {"a", "of", "the"} and after in _THEN | _OPENS


def _at_noun(words: list[str], first: int, color: tuple[int, int], opens: int) -> list[str]:
    """With a color in place of that right before the noun; from `opens` to the color's end all is left out."""
    old = first
    while old and (_is_color(words[old - 1]) or words[old - 1] in TONE_WORDS or _joins(words, old - 1)):
        old -= 1
    kept = words[first:opens]
    return [*words[:old], *words[slice(*color)], *kept, *words[color[1] :]]


def _of_marks(words: list[str], lexicon: Lexicon) -> list[str]:
    """With the second of two colors of a body at its marks, as in "an orange and black horse with stripes"."""
    place = _noun_at(words, lexicon)
    mark = next((at for at, word in enumerate(words) if word in _MARKS), None)
    if place is None or mark is None or (mark > place[0] and _is_color(words[mark - 1])):
        return words
    end = place[0] if mark > place[0] else mark
    start = end
    while start and (_is_color(words[start - 1]) or words[start - 1] in TONE_WORDS or _joins(words, start - 1)):
        start -= 1
    if "and" not in words[start:end]:
        return words
    link = words.index("and", start, end)
    one, other, rest = words[start:link], words[link + 1 : end], words[end:]
    if mark > place[0]:
        return [*words[:start], *one, *words[end:mark], *other, *words[mark:]]
    marks = {"striped": "stripes", "spotted": "spots"}.get(words[mark], words[mark])
    size = place[1] - mark
    return [*words[:start], *one, *rest[1:size], "with", *other, marks, *rest[size:]]


def _joins(words: list[str], at: int) -> bool:
    """Whether a word is the "and" between two colors."""
    return words[at] == "and" and at > 0 and _is_color(words[at - 1]) and at + 1 < len(words)


def _ending(words: list[str], start: int, nouns: Collection[str]) -> int:
    """Where a color ends that begins at a word and colors nothing after it; 0 if there is none."""
    end = _shade_end(words, start)
    while end > start and words[end : end + 1] == ["and"] and (more := _shade_end(words, end + 1, True)) > end + 1:
        end = more
    after = words[end : end + 1]
    is_free = not after or after[0] in _THEN or not after[0][0].isalnum()
    if not is_free and after[0] in nouns:
        is_free = bool(_ending(words, end + 1, nouns))
    return end if end > start and is_free else 0


def _shade_end(words: list[str], start: int, is_second: bool = False) -> int:
    """Where a shade such as "dark blue" ends that begins at a word; `start` if there is none. What is a food too is a
    color if it `is_second`, as in "orange and cream"."""
    end = start
    while end < len(words) and words[end] in TONE_WORDS:
        end += 1
    color = end
    while end < len(words) and _is_color(words[end]):
        end += 1
    while end > color and words[end - 1] in _FOOD and not is_second:
        end -= 1
    return end if end > color else start


def _is_color(word: str) -> bool:
    *tones, color = word.split("-")
    return (bool(COLOR_WORDS.get(color)) or color in _OTHER_COLORS) and TONE_WORDS.issuperset(tones)


def _noun_at(words: list[str], lexicon: Lexicon) -> tuple[int, int] | None:
    """Where the noun of a sentence's subject begins and ends."""
    noun = subject_of(" ".join(words), lexicon).split()
    for at in range(len(words) - len(noun) + 1) if noun else ():
        *same, last = words[at : at + len(noun)]
        if same == noun[:-1] and noun[-1] in (last, *singular(last)):
            return at, at + len(noun)
    return None


def _first_of(words: list[str], at: int, lexicon: Lexicon) -> int:
    """Where the thing begins that ends at a word, as "pirate hat" does."""
    known = _known(lexicon)
    lengths = (
        length
        for length in (3, 2)
        if at + 1 >= length
        and words[at + 1 - length] not in _ALSO
        and " ".join(words[at + 1 - length : at + 1]) in known
    )
    return at + 1 - next(lengths, 1)


@functools.cache
def _known(lexicon: Lexicon) -> frozenset[str]:
    """All phrases that name a subject, a part or a thing."""
    return frozenset((*lexicon.subjects, *index()["words"], *index()["items"]))


@functools.cache
def _nouns(lexicon: Lexicon) -> frozenset[str]:
    """The words that name what can have a color."""
    phrases: Iterable[str] = (*lexicon.subjects, *index()["words"], *index()["items"])
    last = {phrase.split()[-1] for phrase in phrases}
    things = {word for word in last if word in _THINGS or not word.endswith(_HOW_IT_IS)}
    return frozenset(
        things - _NO_THINGS - SMALL_WORDS | {f"{word}s" for word in lexicon.subjects} | _GARMENTS | BODY_WORDS
    )
