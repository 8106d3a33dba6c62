"""Which of several sketches can show the parts that a sentence names, and which one shows. Knows no model."""

from collections.abc import Collection, Sequence
from typing import Final

from spritedex.sentence import Lexicon, understand, words_of
from spritedex.sketches.giving import with_part
from spritedex.sketches.parts import Part, parts_of
from spritedex.sketches.persons import sketch_of
from spritedex.sketches.words.named import has_part, index, named_parts
from spritedex.sprites.sketch import Color, Sketch

_ANYWHERE: Final = frozenset(
    {"held", "sign", "stamps", "water", "earth", "thread", "aura", "eyes", "third-eye", "swap"}
)
"""Ways of parts that every sketch can show, more or less."""
_ASIDE: Final = "back-color"
"""What is seen from the side alone."""
_COLOR: Final[Color] = (200, 60, 160)


def showing(sketches: Sequence[str], sentence: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Of several sketches those that show the most of the parts that a sentence names, in their order."""
    if len(sketches) < 2:
        return tuple(sketches)
    shown = [_shown(name, sentence, lexicon) for name in sketches]
    return tuple(name for name, count in zip(sketches, shown, strict=True) if count == max(shown))


def shown_parts(name: str, sentence: str, lexicon: Lexicon, given: Collection[str]) -> tuple[str, ...]:
    """The parts that a sentence names and that the sketch `name` has or is `given`, in the sentence's words; a type is
    no part."""
    types = understand(sentence, lexicon).types
    named = (each for each in named_parts(sentence, lexicon) if not each.denied and each.said not in types)
    shown = (each.said for each in named if each.said in given or name in index()["has"].get(each.part, ()))
    return tuple(dict.fromkeys(text.removeprefix("of ").removesuffix(" on") for text in shown))


def _shown(name: str, sentence: str, lexicon: Lexicon) -> int:
    named = [each for each in named_parts(sentence, lexicon) if not each.denied]
    own = sum(each.color_word is None and each.paint is None and has_part(name, each.part) for each in named)
    sketch = sketch_of(name, sentence, lexicon)
    parts = parts_of(name, sentence, lexicon)
    blind = "eyes" in words_of(sentence) and has_part(name, "one-eye")
    return own + sum(_changes(sketch, part) for part in parts if part.said) - blind


def _changes(sketch: Sketch, part: Part) -> bool:
    if part.place.get("way") in _ANYWHERE:
        return True
    if part.name == _ASIDE and sketch.from_the_front:
        return False
    color = part.paint or (_COLOR if part.place or part.color_word is not None else None)
    return with_part(sketch, part, color) is not sketch
