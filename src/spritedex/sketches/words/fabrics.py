"""Patterns of what is worn, such as "a polka dot dress" or "a red scarf with white stripes". Knows no shape."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from spritedex.word_tables import COLOR_WORDS, TONE_WORDS

_BEFORE: Final = {
    word: kind
    for kind, words in {
        "stripes": "striped stripy stripey stripped pinstriped pinstripe zebra-print",
        "plaid": "plaid tartan flannel lumberjack",
        "checks": "checkered checked chequered checkerboard gingham chessboard harlequin",
        "dots": "polka-dot polka-dotted polkadot dotted dotty spotted spotty dot leopard-print leopard",
        "flowers": "floral flowery flowered flower-print hawaiian",
        "stars": "starry star-print star-covered star-patterned star-studded",
        "hearts": "heart-print heart-covered heart-patterned",
        "camouflage": "camo camouflage camouflaged",
        "rips": "ripped torn tattered ragged shredded ripped-up holey raggedy distressed",
        "patches": "patched patchwork patchy",
        "rainbow": "rainbow rainbow-colored rainbow-striped tie-dye tie-dyed",
        "rust": "rusty rusted corroded",
        "rings": "chainmail chain-mail mail",
        "studs": "studded riveted",
        "glitter": "sparkly sparkling glittery glittering sequined sequin sequinned bejeweled jeweled",
        "knit": "knitted knit woolly woolen wool crocheted",
        "fur": "fur furry fluffy fuzzy",
        "quilt": "quilted puffer puffy padded down",
    }.items()
    for word in (each.replace("-", " ") for each in words.split())
}  # fmt: skip
_AFTER: Final = {
    word: kind
    for kind, words in {
        "stripes": "stripe stripes lines pinstripes", "dots": "dot dots spots polka-dots", "checks": "checks squares",
        "flowers": "flowers blossoms roses daisies", "stars": "stars", "hearts": "hearts", "patches": "patches",
        "rips": "rips tears holes cuts", "studs": "studs rivets", "rust": "rust", "glitter": "sequins sparkles glitter",
    }.items()
    for word in (each.replace("-", " ") for each in words.split())
}  # fmt: skip
"""Patterns by what is said before and after what has them."""
_LINKS: Final = frozenset({"with", "covered", "full", "has", "having"})
_SKIPPED: Final = frozenset({
    "a", "big", "few", "in", "large", "little", "many", "of", "several", "small", "some", "thick", "thin", "tiny",
    "wide",
})  # fmt: skip
_LONGEST: Final = 3
"""How many words name what is worn at most."""


class Fabric(NamedTuple):
    """The pattern of what is worn, the word that colors it, or None, and where what is said of both begins."""

    kind: str
    color_word: int | None
    start: int


def fabrics_in(
    words: Sequence[str], known: Mapping[str, str], cloths: Collection[str]
) -> tuple[dict[int, Fabric], set[int]]:
    """The patterns of what is worn by the word that it begins at, and the words that only say a pattern.

    `known` are the parts that words name, `cloths` those of them that can have a pattern.

    >>> patterns, used = fabrics_in("a cat in a blue dress with white dots".split(), {"dress": "dress"}, {"dress"})
    >>> patterns, sorted(used)
    ({5: Fabric(kind='dots', color_word=7, start=5)}, [6, 7, 8])
    >>> fabrics_in("a red and white striped scarf".split(), {"scarf": "scarf"}, {"scarf"})
    ({5: Fabric(kind='stripes', color_word=3, start=1)}, {4})
    """
    patterns: dict[int, Fabric] = {}
    used: set[int] = set()
    for start, end in _worn(words, known, cloths):
        if found := _before(words, start) or _after(words, start, end):
            patterns[start], said = found
            used.update(said)
    return patterns, used


def is_rusty(fabric: Fabric | None) -> bool:
    """Whether it is spots of rust, which no thing is colored by that has them."""
    return fabric is not None and fabric.kind == "rust"


def _worn(words: Sequence[str], known: Mapping[str, str], cloths: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where the words begin and end that name what can have a pattern."""
    at = 0
    while at < len(words):
        sizes = range(_LONGEST, 0, -1)
        phrases = ((at + size, known.get(" ".join(words[at : at + size]), "")) for size in sizes)
        end = next((end for end, parts in phrases if not parts.startswith("costume") and _is_cloth(parts, cloths)), 0)
        if end:
            yield at, end
        at = max(end, at + 1)


def _is_cloth(parts: str, cloths: Collection[str]) -> bool:
    return any(part in cloths for part in parts.split("+"))


def _before(words: Sequence[str], start: int) -> tuple[Fabric, range] | None:
    """A pattern that is said right before what has it, or with a color between; two colors are those of stripes."""
    end = start
    while end and (COLOR_WORDS.get(words[end - 1]) or words[end - 1] in TONE_WORDS):
        end -= 1
    for size in (2, 1):
        kind = _BEFORE.get(" ".join(words[max(0, end - size) : end]))
        if kind and end >= size:
            first, second = _two_colors(words, end - size)
            return Fabric(kind, second, first if end == start else start), range(end - size, end)
    first, second = _two_colors(words, start)
    return (Fabric("stripes", second, first), range(0)) if second is not None else None


def _two_colors(words: Sequence[str], end: int) -> tuple[int, int | None]:
    """Where the colors before a word begin, and the second of two, as in "red and white"."""
    last = end - 1
    if last < 0 or not COLOR_WORDS.get(words[last]):
        return end, None
    before = last - 1
    if before > 0 and words[before] == "and" and COLOR_WORDS.get(words[before - 1]):
        return before - 1, last
    return last, None


def _after(words: Sequence[str], start: int, end: int) -> tuple[Fabric, range] | None:
    """A pattern that is said after what has it: "with big white dots"."""
    if end >= len(words) or words[end] not in _LINKS:
        return None
    color, at = None, end + 1
    while at < len(words):
        for size in range(min(2, len(words) - at), 0, -1):
            if kind := _AFTER.get(" ".join(words[at : at + size])):
                return (Fabric(kind, color, start), range(end, at + size)) if _ends(words, at + size) else None
        color = at if COLOR_WORDS.get(words[at]) else color
        if not (COLOR_WORDS.get(words[at]) or words[at] in _SKIPPED or words[at] in TONE_WORDS):
            return None
        at += 1
    return None


def _ends(words: Sequence[str], at: int) -> bool:
    """Whether what is said before a word is not on something else: not "with stars on its belly"."""
    return words[at : at + 1] != ["on"] or words[at + 1 : at + 2] in (["it"], ["them"])
