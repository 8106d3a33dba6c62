"""What of its own a sketch does not have beside what it is given: its hat under another one, its weapon. Knows no
sentence."""

from collections.abc import Iterator
from typing import Final

from spritedex.sketches.library import load
from spritedex.sketches.words.named import has_part, index

_ARMS: Final = ("sword", "weapon")
_CAPPED: Final = frozenset({"hat", "hat-2", "jack-in-the-box", "mushroom", "mushroom-2"})
"""What is its own hat, or has a cap that is none."""


def wears_another_hat(name: str, part: str) -> bool:
    """Whether a part is a hat of a kind that the sketch `name` does not wear by itself."""
    return name not in index()["kinds"].get(part, (name,)) and name not in _CAPPED


def replaced_by(name: str, part: str) -> Iterator[str]:
    """The parts of its own that the sketch `name` has not once it is given a part."""
    own = {shape.part for shape in load(name).shapes} if name else set()
    if wears_another_hat(name, part) and "hat" in own:
        yield "hat"
    if part in index()["weapons"] + index()["instruments"] and not has_part(name, part):
        yield from own.intersection(_ARMS)
