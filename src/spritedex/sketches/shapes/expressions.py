"""How a sketch looks out of its eyes: as a sentence says, or as chance has it. Knows no model and no file."""

import functools
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from spritedex.sentence import words_of
from spritedex.sketches.shapes.lids import LIDDED, is_brow, lid, settled
from spritedex.sketches.words.phrases import denied
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.sketch import EYE, Points, Shape, Sketch

_MOODS: Final = {
    "crazy": "crazy deranged insane lunatic maniac",
    "scared": "afraid fear frightened panic panicked scared terrified",
    "closed": "asleep dozing meditating napping praying proud sleep sleeping sleeps slumbering snoozing snoring",
    "furious": "enraged furious fury irate livid rage raging seething wrath wrathful",
    "angry": """
        aggressive anger angry annoyed cranky cruel cursed dangerous deadly demonic evil ferocious fierce fighting
        frowning grim growling grumpy hatred hostile mad mean menacing moody possessed savage scary scowling sinister
        snarling stern strict vengeful vicious wicked wild""",
    "joyful": "chuckling delighted ecstatic giggles giggling gleeful joyful laughing laughs laughter overjoyed",
    "sad": """
        crying depressed gloomy heartbroken lonely melancholy miserable mournful pouting sad sobbing
        sorrowful unhappy upset weeping worried sadness sorrow grief despair loneliness""",
    "sleepy": """
        yawning yawns bored boredom calm drowsy drunk drunken exhausted ill laziness lazy monday relaxed sick sleepy
        tipsy tired tiredness weary""",
    "sly": "confident cunning mischievous naughty sassy serious sly smirking smug sneaky suspicious envy jealousy",
    "wink": "winking winks",
    "derpy": "crosseyed derpy goofy silly",
    "wide": """
        adorable amazed anxiety astonished baby cheerful chibi curious cute excited friendly happiness happy innocent
        jolly joy kawaii nervous shocked shy startled surprised young""",
}
"""What each opening of the eyes is called; the first that a sentence names counts."""
_OPENING_OF: Final = {word: opening for opening, words in _MOODS.items() for word in words.split()}
_LARGE_EYES: Final = frozenset({"big", "enormous", "giant", "huge", "large", "wide"})
_SMALL_EYES: Final = frozenset({"beady", "little", "small", "tiny"})
_EYES: Final = frozenset({"eye", "eyes", "eyed"})
_OPENINGS: Final = ("plain", "plain", "plain", "tall", "narrow", "wide", "stern")
"""What chance chooses among where a sentence says nothing; "stern" is plain where it names nothing fierce."""
_FIERCE: Final = frozenset({
    "alligator", "barracuda", "basilisk", "bat", "bear", "beast", "boar", "bull", "cerberus", "chimera", "cobra",
    "crab", "crocodile", "cyclops", "demon", "devil", "dinosaur", "dragon", "eagle", "falcon", "gargoyle", "goblin",
    "golem", "gorilla", "griffin", "hawk", "hellhound", "hornet", "hydra", "imp", "jaguar", "kraken", "leopard",
    "lion", "lynx", "manticore", "minotaur", "monster", "ninja", "ogre", "orc", "panther", "piranha", "pirate",
    "raptor", "rex", "rhino", "rhinoceros", "samurai", "scorpion", "shark", "skull", "snake", "spider", "tiger",
    "triceratops", "troll", "tyrannosaurus", "vampire", "viking", "viper", "vulture", "warrior", "wasp", "werewolf",
    "witch", "wolf", "wolverine", "wyvern",
})  # fmt: skip
_STRETCH: Final = {
    "wide": (1.15, 1.2),
    "tall": (0.9, 1.15),
    "narrow": (1.05, 0.72),
    "large": (1.3, 1.3),
    "small": (0.75, 0.75),
    "scared": (1.15, 1.2),
    "crazy": (1.3, 1.3),
}
_BROWS_STAY: Final = frozenset({"", "stern", "large", "small"})
"""The openings of eyes that leave brows as they are drawn."""
_AROUND: Final = 1.65
"""How many times as large as an eye its rim is at most."""
_CLOSED: Final = frozenset({"closed", "joyful"})
_LEAST: Final = 3.2
_ENLARGED: Final = 1.35
"""How high an eye under a lid is at least, in half of its pixels, and how much larger it may be for that."""
_SMALL_PUPILS: Final = 0.62
"""How large pupils are in eyes that are crazy or scared."""
_OTHER_EYE: Final = 0.95
"""How large the other eye of who is crazy is."""
_FAR: Final = 0.84
"""How wide the farther eye of a head seen from the side is, beside the nearer one."""
_GAZE: Final = 0.22
_PUPIL: Final = 1.3
"""How many times as large as drawn pupils are, and the lights in them, where a sentence says nothing of eyes."""
_IN_EYE: Final = 0.86
_RING: Final = 0.9
"""How much of an eye a pupil fills at most, and how many pixels of white are left around it."""
_PATCH: Final = 1.6
"""How many times as large as an eye a patch around it is at least; anything smaller is its rim."""
_DARK_WORDS: Final = frozenset({"black", "dark", "shadow"})
_BLACK: Final = 0.35
_HUE: Final = 0.05  # OKLab chroma of an eye that glows, at least
_SOCKET: Final = 0.22  # OKLab lightness of the hollow of a skull, at most
_WHITE: Final = 0.85  # OKLab lightness
_CROSSED: Final = 0.42
"""How far pupils move aside that look at each other."""
_FACE: Final = 2.5
"""How many times as large as an eye what it lies on is at least; anything smaller belongs to the eye."""


@dataclass(frozen=True, slots=True)
class Eye:
    """An eye of a sketch: the places of its shapes, its middle and its radii, and what lies below it."""

    shapes: tuple[int, ...]
    middle: Points
    radii: Points
    below: Shape | None


def with_expression(sketch: Sketch, sentence: str, rng: np.random.Generator, stage: int = 0) -> Sketch:
    """With the eyes of the mood that a sentence names, else of one that `rng` chooses; at `stage` 1 of a line wide,
    at 3 stern."""
    eyes = eyes_of(sketch)
    if not eyes:
        return sketch
    words = words_of(sentence)
    is_gentle = _FIERCE.isdisjoint(words) or (len(eyes) == 1 and sketch.from_the_front)
    named = _opening(words, stage)
    opening = named or _by_chance(rng, is_gentle)
    is_mad, has_small = opening == "crazy", opening in ("crazy", "scared")
    if not has_small and opening not in LIDDED and (_EYES | _DARK_WORDS).isdisjoint(words):
        sketch = _with_large_pupils(sketch, eyes)
    gaze = _GAZE * rng.uniform(-1, 1)
    shapes: list[list[Shape]] = [[shape] for shape in sketch.shapes]
    body = _largest_form(sketch)
    center = float(np.mean([eye.middle[0] for eye in eyes]))
    for eye in eyes:
        if named not in _BROWS_STAY:
            for place, shape in enumerate(sketch.shapes[eye.shapes[-1] + 1 :], eye.shapes[-1] + 1):
                if is_brow(shape, eye.middle, eye.radii):
                    shapes[place] = settled(shape, eye.radii, named)
        far = len(eyes) == 2 and not sketch.from_the_front and (eye.middle[0] - center) * front_of(sketch) > 0
        grown = float(np.clip(_LEAST / eye.radii[1], 1, _ENLARGED)) if opening in LIDDED - {"stern"} else 1.0
        for place in eye.shapes:
            scale = np.array(_STRETCH.get(opening, (1.0, 1.0))) * (_FAR if far else 1.0, 1.0)
            scale = scale * grown
            if is_mad and eye is not eyes[0]:
                scale = np.array([_OTHER_EYE, _OTHER_EYE])
            if has_small and place != eye.shapes[0]:
                scale = scale * _SMALL_PUPILS
            moved = eye.middle + (sketch.shapes[place].points - eye.middle) * scale
            if place != eye.shapes[0]:
                inward = np.sign(center - eye.middle[0]) * _CROSSED if opening == "derpy" else gaze
                moved += np.array([inward * eye.radii[0], 0])
            shapes[place] = [replace(sketch.shapes[place], points=moved)]
        winks = opening == "wink" and eye is eyes[-1]
        if (opening in LIDDED or winks) and (below := eye.below or body):
            inward = np.sign(center - eye.middle[0]) if len(eyes) > 1 else front_of(sketch)
            larger = replace(eye, radii=grown * eye.radii)
            rims = _rims(sketch, eye)
            if winks or opening in _CLOSED:
                for place in rims:
                    shapes[place] = []
            rim = max((float(np.ptp(sketch.shapes[place].points[:, 1])) / 2 for place in rims), default=0.0)
            white = sketch.shapes[eye.shapes[0]]
            kind = "joyful" if winks else opening
            shapes[eye.shapes[-1]] += _lid(larger, white, below, kind, float(inward), rim / larger.radii[1])
    return Sketch(tuple(shape for each in shapes for shape in each), sketch.anchors)


def _with_large_pupils(sketch: Sketch, eyes: tuple[Eye, ...]) -> Sketch:
    """With larger black pupils in white eyes, and more light in them.

    Eyes of other colors stay, and those on what is dark, whose white alone shows their outline.
    """
    if not all(_is_plain(sketch, eye) for eye in eyes):
        return sketch
    shapes = list(sketch.shapes)
    for eye in eyes:
        for place in eye.shapes[1:]:
            points = shapes[place].points
            middle = (points.min(0) + points.max(0)) / 2
            room = np.minimum(_IN_EYE * eye.radii, eye.radii - _RING)
            most = room / np.maximum(np.ptp(points, axis=0) / 2, 0.1)
            grown = np.maximum(1.0, np.minimum(_PUPIL, most)) if _lightness(shapes[place]) < _BLACK else _PUPIL
            shapes[place] = replace(shapes[place], points=middle + (points - middle) * grown)
    return replace(sketch, shapes=tuple(shapes))


def _is_plain(sketch: Sketch, eye: Eye) -> bool:
    """Whether an eye is black and white, and lies on nothing dark."""
    area = _PATCH * 4 * float(np.prod(eye.radii))
    below = (shape for shape in reversed(sketch.shapes[: eye.shapes[0]]) if is_in(eye.middle, shape))
    ground = next((shape for shape in below if np.prod(np.ptp(shape.points, axis=0)) > area), None)
    white, *inner = (_lightness(sketch.shapes[place]) for place in eye.shapes)
    is_clear = ground is None or _lightness(ground) >= _BLACK
    return is_clear and white >= _WHITE and all(each < _BLACK or each >= _WHITE for each in inner)


def _lightness(shape: Shape) -> float:
    return float(to_lab(np.array([shape.fill], np.uint8))[0, 0])


def _rims(sketch: Sketch, eye: Eye) -> list[int]:
    """The places of what is around an eye, which a closed one does not show."""
    white = sketch.shapes[eye.shapes[0]]
    area = _AROUND * float(np.prod(2 * eye.radii))
    around = (each for each in enumerate(sketch.shapes[: eye.shapes[0]]) if each[1].is_body and each[1].rims(white))
    return [place for place, shape in around if np.prod(np.ptp(shape.points, axis=0)) < area]


def _chroma(shape: Shape) -> float:
    return float(np.hypot(*to_lab(np.array([shape.fill], np.uint8))[0, 1:]))


def _opening(words: list[str], stage: int) -> str:
    for index, word in enumerate(words):
        if word in _EYES and (before := set(words[max(0, index - 2) : index])) & (_LARGE_EYES | _SMALL_EYES):
            return "large" if before & _LARGE_EYES else "small"
        if word in _EYES and "closed" in words[max(0, index - 2) : index + 2]:
            return "closed"
    named = {_OPENING_OF.get(word, "") for at, word in enumerate(words) if not denied(words, at)}
    for opening in _MOODS:
        if opening in named:
            return opening
    return {1: "wide", 3: "stern"}.get(stage, "")


def _by_chance(rng: np.random.Generator, is_gentle: bool) -> str:
    chosen = str(rng.choice(_OPENINGS))
    return "plain" if is_gentle and chosen == "stern" else chosen  # a slanting lid would hide a single eye


def mood_words() -> frozenset[str]:
    """The words that say how eyes look."""
    return frozenset(_OPENING_OF)


@functools.lru_cache(64)
def eyes_of(sketch: Sketch) -> tuple[Eye, ...]:
    """The eyes of a sketch."""
    found = []
    for index, shape in enumerate(sketch.shapes):
        if shape.role != EYE or shape.width:
            continue
        low, high = shape.bounds
        places = [index]
        for later in range(index + 1, len(sketch.shapes)):
            least, most = sketch.shapes[later].bounds
            if (least < low - 0.5).any() or (most > high + 0.5).any():
                break
            places.append(later)
        forms = (each for each in reversed(sketch.shapes[:index]) if is_in(shape.center, each))
        least_area = _FACE * np.prod(high - low)
        below = next((each for each in forms if np.prod(np.ptp(each.points, axis=0)) > least_area), None)
        found.append(Eye(tuple(places), shape.center, (high - low) / 2, below))
    return tuple(found)


def _largest_form(sketch: Sketch) -> Shape | None:
    """The form whose color the lids of eyes on stalks have."""
    forms = (shape for shape in sketch.shapes if shape.role == "main" and not shape.width)
    return max(forms, key=lambda shape: float(np.prod(np.ptp(shape.points, axis=0))), default=None)


def _lid(eye: Eye, white: Shape, below: Shape, opening: str, inward: float, rim: float) -> list[Shape]:
    is_patch = below.role != "main" and _SOCKET < _lightness(below) < _BLACK
    glows = below.role == "" and _lightness(below) < _BLACK and _chroma(white) > _HUE
    return lid(eye.middle, eye.radii, below, is_patch, opening, inward, white.fill if glows else None, rim)


def front_of(sketch: Sketch) -> int:
    """The side that it looks to, -1 for the left."""
    places = [sketch.anchors[name].x for name in ("head", "back") if name in sketch.anchors]
    return 1 if len(places) == 2 and places[0] > places[1] else -1


def is_in(point: Points, shape: Shape) -> bool:
    """Whether a point lies in a polygon (the even-odd rule)."""
    if shape.width:
        return False
    (x, y), (left, top), (right, low) = point.tolist(), shape.bounds[0].tolist(), shape.bounds[1].tolist()
    if not (top <= y <= low and left <= x <= right):
        return False
    u, v = shape.points.T
    before_u, before_v = np.roll(u, 1), np.roll(v, 1)
    crosses = (v > y) != (before_v > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = u + (y - v) * (before_u - u) / (before_v - v)
    return bool((crosses & (x < at)).sum() % 2)
