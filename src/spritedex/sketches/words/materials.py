"""What a creature is made of, by the words before its noun or after "made of", and its color. Knows no sketch."""

import itertools
from typing import Final

from spritedex.lazy_pattern import LazyPattern
from spritedex.sentence import naming_words, words_of
from spritedex.sprites.sketch import Color
from spritedex.word_tables import BODY_WORDS, COLOR_WORDS, TONE_WORDS

_COLOR_OF: Final[dict[Color, str]] = {
    (150, 206, 238): "ice icy icicle icicles frozen frost frosty frostbitten winter",
    (226, 236, 246): "snow cloud clouds cloudy cotton marshmallow marshmallows wool",
    (228, 94, 40): "fire fiery flame flames flaming burning blazing inferno",
    (214, 78, 34): "lava magma molten volcanic volcano ember",
    (246, 208, 60): "electric electrical electrified lightning thunder",
    (132, 204, 60): "venom",
    (150, 84, 180): "poison poisonous toxic venomous",
    (72, 136, 216): "water watery aquatic rain waves",
    (140, 134, 126): "rock rocks rocky stone stones stony boulder granite gravel gargoyle",
    (228, 226, 222): "marble",
    (200, 206, 220): "fog foggy mist misty vapor steam",
    (186, 198, 236): "moon lunar moonlight",
    (168, 178, 192): "steel iron metal metallic tin robot robotic mechanical mecha android chrome",
    (180, 122, 62): "clockwork steampunk copper gears cogs",
    (214, 170, 74): "brass",
    (238, 240, 246): "porcelain ceramic china rice",
    (52, 44, 54): "licorice liquorice tar oil",
    (66, 122, 74): "seaweed kelp algae",
    (250, 176, 76): "corn syrup",
    (120, 216, 190): "gumdrop gumdrops",
    (76, 104, 158): "denim jeans",
    (138, 88, 54): "leather leathery",
    (246, 234, 200): "wax waxy",
    (236, 226, 236): "pearl pearly opal",
    (150, 98, 200): "amethyst",
    (170, 90, 50): "rust rusty rusted",
    (134, 84, 48): "leather",
    (214, 120, 44): "ginger",
    (240, 208, 116): "blond blonde",
    (66, 58, 92): "shadow shadowy shadows night nightmare void",
    (48, 44, 56): "obsidian coal ink",
    (206, 208, 236): "ghost ghostly spectral phantom spectre spirit",
    (172, 166, 232): "crystal crystals crystalline gems",
    (178, 222, 232): "glass diamond diamonds",
    (130, 150, 104): "zombie undead rotten rotting",
    (230, 222, 196): "skeleton skeletal bone bones bony",
    (96, 150, 70): "moss mossy grass grassy leaf leafy leaves vine vines plant swamp",
    (128, 92, 62): "mud muddy dirt earth earthen chocolate",
    (196, 116, 78): "clay terracotta",
    (156, 110, 66): "wood wooden bark twigs sticks",
    (246, 172, 208): "candy candies sweets bubblegum gum fairy",
    (210, 174, 116): "desert cardboard sand sandy",
    (246, 242, 232): "paper",
    (74, 64, 142): "galaxy cosmic space starry stars stardust starlight",
    (124, 196, 84): "slime slimy acid goo ooze jelly jello alien",
    (196, 44, 58): "blood bloody cherry strawberry",
    (234, 168, 48): "honey caramel",
    (186, 226, 244): "bubble bubbles soap bubbly",
    (246, 206, 90): "cheese cheesy butter",
    (214, 164, 98): "bread dough toast cookie gingerbread straw hay",
    (178, 84, 62): "brick bricks",
    (112, 118, 96): "trash garbage junk",
    (206, 232, 236): "wind air",
    (240, 130, 112): "coral",
    (62, 164, 114): "jade",
    (216, 56, 46): "anger rage fury wrath hatred",
    (88, 126, 200): "sadness sorrow grief despair loneliness",
    (250, 208, 74): "joy happiness",
    (146, 112, 196): "fear anxiety panic",
    (100, 164, 76): "envy jealousy",
    (112, 124, 152): "storm stormy smoke smoky",
}
_COLORS: Final = {word: color for color, words in _COLOR_OF.items() for word in words.split()}
_KIND_OF: Final = {
    word: kind
    for kind, words in {
        "metal": """
            steel iron metal metallic tin robot robotic mechanical mecha android chrome clockwork steampunk
            copper brass gears cogs""",
        "clear": """
            porcelain ceramic amethyst opal crystal crystals crystalline gems glass diamond
            diamonds ice icy frozen water bubble bubbles""",
        "soft": "cloud clouds cloudy cotton candy candies sweets bubblegum smoke smoky slime jelly jello goo chocolate "
        "fog foggy mist misty steam",
        "solid": "paper cardboard wood wooden clay terracotta sand stone stony marble",
    }.items()
    for word in words.split()
}
"""Of what the whole of a creature is, with its ears and its belly."""
CLEAR: Final = {"transparent": 1, "translucent": 1, "clear": 1, "glassy": 1, "see through": 2}
"""What before a part says that it is seen through, and in how many words."""
GLASS: Final[Color] = (206, 236, 246)
_SKINS: Final[dict[str, Color]] = {
    "dark": (124, 78, 50), "pale": (252, 234, 226), "fair": (250, 222, 202), "light": (250, 222, 202),
}  # fmt: skip
"""Of people, what no color by itself says of their skin."""
_OF_BODY: Final = LazyPattern(
    rf"\b({'|'.join(_COLORS)}) (?:{'|'.join(sorted(BODY_WORDS))})\b"
    rf"|\b(?:{'|'.join(sorted(BODY_WORDS))}) (?:(?:is |are )?made )?(?:out )?of (?:\w+ )?({'|'.join(_COLORS)})\b",
    BODY_WORDS,
)
_ON_IT: Final = frozenset({"rust", "rusty", "rusted"})
"""What lies on a body in spots, and gives a part alone its color."""
_MADE: Final = frozenset({"made", "out", "entirely", "only", "formed", "built", "carved", "of", "from"})
_HOW: Final = frozenset({"a", "an", "the", "solid", "pure", "living", "hot", "cold", "clear", "hard", "soft"})


def color_of_material(word: str) -> Color | None:
    """The color of what a word such as "wooden" names; None if it is no material."""
    return _COLORS.get(word)


def paint_before(words: list[str], start: int, noun: list[str]) -> Color | None:
    """The color of the material that the word before a part names, as in "a wooden shield"; not of the subject."""
    if any(" ".join(words[max(0, start - size) : start]) == clear for clear, size in CLEAR.items()):
        return GLASS
    if not start or words[start - 1] in noun:
        return None
    skin = _SKINS.get(words[start - 1]) if words[start] == "skin" else None
    return skin or _COLORS.get(words[start - 1])


def kind_of_material(word: str) -> str:
    """ "metal", "clear", "soft" or "solid" for what all of a creature is of; empty for what only colors its body."""
    return _KIND_OF.get(word, "")


def material_words() -> frozenset[str]:
    """The words that name materials."""
    return frozenset(_COLORS)


def material_color(sentence: str, noun: str) -> Color | None:
    """The color of what the creature that `noun` names is made of; None if the sentence does not say it.

    >>> material_color("a big ice dragon", "dragon"), material_color("a golem made of solid rock", "golem")
    ((150, 206, 238), (140, 134, 126))
    >>> material_color("a snow leopard", "snow leopard") is material_color("a fire-maned horse", "horse") is None
    True
    >>> material_color("a dragon with copper scales", "dragon")
    (180, 122, 62)
    """
    if whole := material_of(sentence, noun):
        return _COLORS[whole]
    skin = _OF_BODY.search(sentence.casefold())
    return _COLORS[skin[1] or skin[2]] if skin else None


def material_of(sentence: str, noun: str) -> str:
    """The word for what the creature that `noun` names is made of; empty if the sentence does not say it.

    >>> material_of("a cat made of solid rock", "cat")
    'rock'
    """
    words, own = words_of(sentence), words_of(noun)
    start = next((at for at in range(len(words)) if words[at : at + len(own)] == own), 0)
    before = [
        word
        for word, after in itertools.pairwise([*naming_words(sentence), ""])
        if not after.endswith("ed") and word in words[:start] and not (word in TONE_WORDS and COLOR_WORDS.get(after))
    ]
    before = [word for word in before if word not in _ON_IT]
    after = itertools.dropwhile(
        lambda word: word in _HOW or word in COLOR_WORDS, _after_made_of(words[start + len(own) :])
    )
    return next((word for word in (*before, *itertools.islice(after, 1)) if word in _COLORS), "")


def _after_made_of(words: list[str]) -> list[str]:
    made = list(itertools.takewhile(_MADE.__contains__, words))
    is_made = made[-1:] == ["of"] or made[1:][-1:] == ["from"]
    return words[len(made) :] if is_made else []
