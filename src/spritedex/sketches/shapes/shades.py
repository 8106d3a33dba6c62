"""The colors that a sentence gives to a sketch and to its parts, shade by shade. Knows no model and no file."""

import itertools
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from spritedex.sentence import naming_words, words_of
from spritedex.sketches.shapes.contrast import most_seen
from spritedex.sketches.shapes.expressions import is_in
from spritedex.sprites.dye import shifted
from spritedex.sprites.oklab import to_lab, to_rgb
from spritedex.sprites.sketch import EYE, FACE, LID, MARK, MOUTH, Color, Shape, Sketch
from spritedex.word_tables import BODY_WORDS, COLOR_WORDS

_COLORS: Final[dict[str, Color]] = {
    "black": (46, 44, 48), "blue": (62, 110, 204), "brown": (136, 90, 54), "grey": (138, 142, 150),
    "green": (84, 164, 74), "orange": (234, 136, 50), "pink": (240, 150, 184), "purple": (134, 82, 176),
    "red": (204, 56, 50), "white": (238, 238, 242), "yellow": (244, 206, 66),
}  # fmt: skip
_SHADES: Final[dict[str, Color]] = {
    "amber": (240, 160, 40), "aqua": (84, 200, 214), "azure": (72, 150, 232), "beige": (212, 186, 148),
    "bronze": (160, 108, 52), "charcoal": (62, 61, 64), "chestnut": (132, 66, 40), "cream": (248, 236, 208),
    "crimson": (176, 30, 52), "cyan": (64, 190, 222), "ebony": (46, 42, 48), "emerald": (34, 150, 96),
    "gold": (226, 176, 48), "golden": (230, 180, 52), "indigo": (86, 66, 172), "ivory": (246, 240, 222),
    "lavender": (178, 152, 222), "lemon": (250, 232, 92), "lilac": (190, 148, 212), "lime": (150, 210, 60),
    "magenta": (224, 74, 170), "maroon": (136, 34, 44), "mint": (142, 216, 168), "navy": (40, 58, 124),
    "olive": (128, 134, 58), "peach": (248, 176, 128), "rose": (232, 106, 138), "ruby": (186, 24, 60),
    "salmon": (246, 142, 126), "sand": (224, 188, 126), "sandy": (224, 188, 126), "sapphire": (38, 78, 186),
    "scarlet": (222, 46, 36), "silver": (204, 206, 210), "silvery": (204, 206, 210), "tan": (190, 144, 94),
    "apricot": (250, 184, 120), "aquamarine": (112, 220, 192), "auburn": (146, 62, 36), "burgundy": (124, 26, 52),
    "caramel": (196, 128, 66), "cerulean": (52, 146, 206), "chartreuse": (176, 226, 58), "cobalt": (34, 82, 178),
    "fuchsia": (226, 58, 160), "khaki": (172, 160, 106), "mauve": (186, 140, 190), "mustard": (214, 168, 44),
    "ochre": (204, 142, 48), "periwinkle": (142, 150, 228), "plum": (122, 58, 116), "russet": (148, 76, 46),
    "slate": (106, 118, 132), "tangerine": (246, 132, 36), "taupe": (146, 128, 114), "tawny": (200, 136, 72),
    "ultramarine": (50, 50, 186), "vermilion": (226, 70, 44),
    "teal": (38, 146, 130), "turquoise": (54, 186, 190), "violet": (146, 84, 200),
}  # fmt: skip
"""Of words that name a shade rather than a color."""
_DARKER: Final = 0.64
_LIGHTER: Final = 0.4
_TONE_WORDS: Final = {
    "dark": -0.42, "deep": -0.2, "forest": -0.35, "midnight": -0.5, "royal": -0.12, "blood": -0.25,
    "jet": -0.4, "pitch": -0.4, "pale": 0.55, "pastel": 0.5, "baby": 0.45, "ice": 0.5, "sky": 0.35,
    "light": 0.3, "bright": 0.05,
}  # fmt: skip
"""How much of white, or below 0 of black, is mixed into a color after the word."""
_VIVID: Final = {
    "acid": 1.4, "electric": 1.4, "fluorescent": 1.5, "hot": 1.4, "neon": 1.5, "toxic": 1.4, "vibrant": 1.3,
    "vivid": 1.3, "dull": 0.5, "dusty": 0.5, "faded": 0.5, "muted": 0.6,
}  # fmt: skip
"""How many times as colorful a color after the word is."""
_JITTER: Final = 14
_GREY: Final = 16
"""How far apart the red, green and blue of a shade without a hue are at most; it stays without one."""
_EYES: Final = frozenset({"eye", "eyes", "eyed"})
_COLORED: Final = frozenset({"", "colored", "coloured"})
_SECOND: Final = frozenset({
    "belly", "body", "cap", "chest", "cream", "dots", "ears", "face", "feathers", "fins", "fur", "hat", "head", "legs",
    "mane", "markings", "patches", "paws", "petals", "shell", "spots", "spotted", "striped", "stripes", "tail", "wings",
})  # fmt: skip
"""Parts that take the second color of a sketch; a color of anything else is the painter's own matter."""
FLAMES: Final = "flames"
ARMOR: Final = "armor"
_ARMOR_ROLES: Final = ("main", "dark", "light")
_ICING: Final = frozenset({"frosting", "glaze", "icing", "sauce", "syrup", "topping"})
_UNSEEN: Final = 0.16
"""The distance in OKLab below which two colors look the same."""
_LINE_UNSEEN: Final = 0.21
"""The same of the edge of a lid, which is thin."""
_BLACK: Final = 0.33
_HALF_LIGHT: Final = 0.6
_APART: Final = {True: 0.75, False: 0.35}
"""How much of white or of black is mixed into one of them."""
_COLORFUL: Final = 0.04  # OKLab chroma: below it, a color has no hue to turn
_BRIGHTER: Final = 1.5
_FLAME_HUES: Final = (20, 112)  # degrees in OKLab, from red to yellow
_FLAME_CHROMA: Final = 0.1
_NO_FLAME: Final = ("main", EYE)


def role_colors(
    sentence: str, rng: np.random.Generator, taken: Collection[int] = (), material: Color | None = None
) -> dict[str, Color]:
    """The colors of a sketch's roles that a sentence asks for, by role; `taken` are the words that color a part.

    The body has the color of its `material` if the sentence gives it none.
    """
    colors: dict[str, Color] = {}
    whole: dict[str, Color] = {}
    words = words_of(sentence)
    in_head = len(naming_words(sentence))
    for index, word in enumerate(words):
        if not COLOR_WORDS.get(word) or index in taken or _is_tint(sentence, words, index):
            continue
        paint = paint_of(words, index, rng)
        following = set(words[index + 1 : index + 3])
        joined = _joined(sentence, words, index)
        if following & _EYES:
            colors["eye"] = paint
        elif "main" not in colors and (following & BODY_WORDS if index >= in_head else not joined):
            colors |= _body(paint)
            if index >= in_head and "body" in following:
                whole["second"] = _mixed(paint, 255, _LIGHTER)
        elif "second" not in colors and ((index < in_head and not joined) or following & _SECOND):
            colors["second"] = paint
    colors = whole | colors  # of "a black body", the belly too
    return colors if "main" in colors or material is None else colors | _body(_shaken(material, rng))


def icing_color(words: list[str], rng: np.random.Generator) -> Color | None:
    """The color of what covers a food, as in "with pink frosting"; None if none is said."""
    for index, word in enumerate(words[:-1]):
        if COLOR_WORDS.get(word) and words[index + 1] in _ICING:
            return paint_of(words, index, rng)
    return None


def darkened(sketch: Sketch) -> Sketch:
    """In darker shades of its own colors."""
    share = -_TONE_WORDS["dark"]
    shapes = (
        replace(each, fill=_mixed(each.fill, 0, share)) if each.role not in ("", EYE) else each
        for each in sketch.shapes
    )
    return replace(sketch, shapes=tuple(shapes))


def _body(paint: Color) -> dict[str, Color]:
    return {"main": paint, "dark": _mixed(paint, 0, 1 - _DARKER), "light": _mixed(paint, 255, _LIGHTER)}


def _joined(sentence: str, words: list[str], index: int) -> bool:
    """Whether a color is that of a part, as in "red-horned", and not as in "sand-coloured"."""
    after = words[index + 1] if index + 1 < len(words) else ""
    return after not in _COLORED and not COLOR_WORDS.get(after) and f"{words[index]}-{after}" in sentence.casefold()


def _is_tint(sentence: str, words: list[str], index: int) -> bool:
    """Whether a color only says which shade the next one is, as in "lime green"."""
    after = words[index + 1] if index + 1 < len(words) else ""
    return bool(COLOR_WORDS.get(after)) and f"{words[index]} {after}" in sentence.casefold()


def paint_of(words: list[str], index: int, rng: np.random.Generator) -> Color:
    """The shade that a color word and the word before it, such as "dark", name; a little different each time."""
    shade = _shade(words[index])
    before = words[index - 1] if index else ""
    if color := COLOR_WORDS.get(before):
        tint = _shade(before)
        shade = tint if color == COLOR_WORDS[words[index]] else _between(tint, shade)
        before = words[index - 2] if index > 1 else ""
    tone = _TONE_WORDS.get(before, 0.0)
    paint = _mixed(_shaken(shade, rng), 255 if tone > 0 else 0, abs(tone))
    return _as_vivid(paint, _VIVID[before]) if before in _VIVID else paint


def _shade(word: str) -> Color:
    return _SHADES.get(word, _COLORS[COLOR_WORDS[word]])


def _between(one: Color, other: Color) -> Color:
    red, green, blue = ((a + b) // 2 for a, b in zip(one, other, strict=True))
    return red, green, blue


def _as_vivid(color: Color, times: float) -> Color:
    red, green, blue = shifted(np.array([color], np.uint8), saturation=times)[0].tolist()
    return red, green, blue


def _shaken(shade: Color, rng: np.random.Generator) -> Color:
    apart = rng.integers(-_JITTER, _JITTER + 1, 3)
    if max(shade) - min(shade) <= _GREY:
        apart = np.full(3, apart[0])
    red, green, blue = np.clip(np.array(shade) + apart, 0, 255).tolist()
    return red, green, blue


def dyed(sketch: Sketch, color: Color) -> Sketch:
    """With the shade that most of it has turned into `color`, and all others as far from it as they were.

    So a flame keeps its bright core and its dark edge.
    """
    fills = to_lab(np.array([shape.fill for shape in sketch.shapes], np.uint8))
    chroma = np.linalg.norm(fills[:, 1:], axis=1)
    base = to_lab(most_seen(sketch))
    to = to_lab(np.array([color], np.uint8))[0]
    gray = np.linalg.norm(base[1:])
    vivid = np.clip(chroma / gray, 0.2, _BRIGHTER) if gray > _COLORFUL else np.ones(len(fills))
    turned = to[1:] * vivid[:, None]
    light = np.clip(to[0] + fills[:, 0] - base[0], 0.08, 0.97)
    paints = to_rgb(np.concatenate([light[:, None], turned], 1).astype(np.float32)).tolist()
    shapes = (replace(shape, fill=tuple(paint), role="") for shape, paint in zip(sketch.shapes, paints, strict=True))
    return Sketch(tuple(shapes), sketch.anchors)


def has_own(sketch: Sketch, own: str) -> bool:
    """Whether a sketch has shapes of a part of its own that can get a color."""
    return bool(sketch.shapes and own) and (own in (FLAMES, ARMOR) or any(shape.part == own for shape in sketch.shapes))


def with_own(sketch: Sketch, part: str, color: Color) -> Sketch:
    """With what it has of its own of a part, such as "horns", turned into `color`.

    Flames are what is red to yellow beside its main color, and the armor of one that wears it is its main color.
    """
    if part == FLAMES:
        mine = _burning(sketch)
    elif part == ARMOR:
        mine = [shape.role in _ARMOR_ROLES for shape in sketch.shapes]
    else:
        mine = [shape.part == part for shape in sketch.shapes]
    if not any(mine):
        return sketch
    dyes = dyed(Sketch(tuple(itertools.compress(sketch.shapes, mine)), {}), color).shapes
    turned = iter(replace(shape, kept=True) for shape in dyes)
    shapes = (next(turned) if is_part else shape for is_part, shape in zip(mine, sketch.shapes, strict=True))
    return Sketch(tuple(shapes), sketch.anchors)


def with_contrast(sketch: Sketch, colors: Mapping[str, Color]) -> Sketch:
    """With marks and lines of a face that are nearly of the color below them lighter, or darker on what is light."""
    shapes: list[Shape] = []
    for shape in sketch.shapes:
        if shape.part == MARK or (shape.part in (LID, FACE, MOUTH) and shape.width):
            at = shape.points.mean(0)
            below = next((each for each in reversed(shapes) if each.role and is_in(at, each)), None)
            if below is not None:
                lab = to_lab(np.array([shape.fill, colors.get(below.role, below.fill)], np.uint8))
                if np.linalg.norm(lab[0] - lab[1]) < (_UNSEEN if shape.part in (MARK, FACE) else _LINE_UNSEEN):
                    has_hue = np.hypot(*lab[0, 1:]) > _COLORFUL
                    lighter = lab[1, 0] < (_BLACK if has_hue else _HALF_LIGHT)  # pale mud would be snow
                    share = _APART[False] if has_hue else _APART[lighter]
                    shape = replace(shape, fill=_mixed(shape.fill, 255 if lighter else 0, share))
        shapes.append(shape)
    return Sketch(tuple(shapes), sketch.anchors)


def _burning(sketch: Sketch) -> list[bool]:
    """Which of its shapes are of a flame."""
    lab = to_lab(np.array([shape.fill for shape in sketch.shapes], np.uint8))
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1]))
    warm = (hue > _FLAME_HUES[0]) & (hue < _FLAME_HUES[1]) & (np.hypot(lab[:, 1], lab[:, 2]) > _FLAME_CHROMA)
    return [bool(is_warm) and shape.role not in _NO_FLAME for is_warm, shape in zip(warm, sketch.shapes, strict=True)]


def _mixed(color: Color, level: int, share: float) -> Color:
    red, green, blue = (round(value * (1 - share) + level * share) for value in color)
    return red, green, blue


def without_own(sketch: Sketch, own: str) -> Sketch:
    """Without its shapes of a part, and without what is drawn on one, such as the bones and dots of a wing, or the band
    and the feather of a hat; what lies on a mane is the face."""
    gone: list[Shape] = []
    kept: list[Shape] = []

    def lies_on(shape: Shape, other: Shape) -> bool:
        if own == "hat":
            return is_in(shape.center, other)
        if not shape.width:
            return all(is_in(point, other) for point in shape.points)
        return bool(
            (shape.bounds[0] >= other.bounds[0] - 0.5).all() and (shape.bounds[1] <= other.bounds[1] + 0.5).all()
        )

    def is_safe(shape: Shape) -> bool:
        return own == "mane" or any(each.role == EYE for each in ((shape,) if own == "hat" else (*kept, shape)))

    for shape in sketch.shapes:
        if shape.part == own:
            gone.append(shape)
        elif is_safe(shape) or not any(lies_on(shape, other) for other in gone):
            kept.append(shape)
    return replace(sketch, shapes=tuple(kept))


def in_colors_of(sketch: Sketch, drawn: Sketch, with_hair: bool = False) -> Sketch:
    """A part whose shapes have roles in the sketch's own colors of them; `with_hair` in those of its hair, if it has
    some."""
    hair = [shape for shape in sketch.shapes if shape.part == "hair" and shape.role] if with_hair else []
    if hair:
        fills = {shape.role: shape.fill for shape in reversed(hair)}
        main = fills.get("second", hair[0].fill)
        fills = {"main": main, "dark": fills.get("dark", main)}
        return replace(
            drawn,
            shapes=tuple(replace(each, fill=fills.get(each.role, each.fill), role="") for each in drawn.shapes),
        )
    fills = {shape.role: shape.fill for shape in reversed(sketch.shapes) if shape.role and not shape.part}
    return replace(drawn, shapes=tuple(replace(each, fill=fills.get(each.role, each.fill)) for each in drawn.shapes))
