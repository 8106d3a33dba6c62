"""A marked part of a picture, drawn again over a sketch where that can be. Knows no network."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from spritedex.runtime.drawn import finished
from spritedex.runtime.options import GenerationOptions
from spritedex.sketches import Pose, color_alone, is_about
from spritedex.sketches.growth import with_parts_in
from spritedex.sketches.redrawn import redrawn
from spritedex.sprites.codec import RGBA
from spritedex.sprites.recolored import recolored
from spritedex.sprites.shade import LOOKS

SKETCH: Final = "sketch"
PARTS: Final = "parts"
COLORS: Final = "colors"
NETWORK: Final = "network"
_NOTES: Final = {
    SKETCH: "the marked part is drawn at the sketch of the sprite, and all else stays",
    PARTS: "what its head wears is fitted into the marked part: {why}",
    COLORS: "the marked part is as it was, in the color of the prompt: {why}",
    NETWORK: "the marked part is painted from noise: {why}",
}
_UNKNOWN: Final = "the picture names no sketch"
_BESIDE: Final = "what the prompt adds has its place beside the marked part, so it is drawn there"
_NOTHING: Final = "the sketch of the sprite shows no more of the prompt there, so nothing changes"
_OTHER: Final = "the picture is no more as it was drawn, or the prompt is about another thing"
_MOST: Final = 0.7
"""The share of a sprite that is marked where a prompt that does not name it is about what comes in its place."""
_WEAKER: Final = "at a strength below 1 something of it stays"


class Part(NamedTuple):
    """How a part is drawn again, empty where none is, with notes on that; `picture` uint8 [64, 64, 4] with it and
    `there`, where it is, bool [64, 64], are None where a network is to paint it."""

    way: str = ""
    notes: tuple[str, ...] = ()
    picture: RGBA | None = None
    there: NDArray[np.bool_] | None = None

    def steps(self) -> Iterator[tuple[RGBA, int, int]]:
        """Its picture, as the one step of its drawing."""
        assert self.picture is not None, "a network paints it"
        yield self.picture, 1, 1


def part_of(options: GenerationOptions, was: str, sentence: str, seed: int) -> Part:
    """The marked part of a picture as a sentence has it; `was` is that of the sprite which the picture is, if that is
    known."""
    if options.init is None or options.mask is None or options.relation:
        return Part()
    if options.strength < 1:
        return _by_network(_WEAKER)
    shown = options.init[..., 3] >= 128
    is_mostly = (shown & options.mask).sum() > _MOST * shown.sum()
    if (base := options.base) and (is_about(base.sketch, sentence) or not is_mostly):
        own = base._replace(prompt=was)
        style = GenerationOptions(options.style)

        def paint(pose: Pose) -> RGBA:
            return finished(pose.render()[0], style, pose)

        if found := redrawn(options.init, options.mask, own, own.completed(sentence), seed, paint):
            _, there = found
            note = _NOTES[SKETCH] if (there & options.mask).any() else _BESIDE if there.any() else _NOTHING
            return Part(SKETCH, (note,), *found)
    why = _OTHER if options.base else _UNKNOWN
    for text in (sentence, f"a monster with {sentence}"):
        worn, there = with_parts_in(options.init, options.mask, text, seed)
        if there.any():
            return Part(PARTS, (_NOTES[PARTS].format(why=why),), worn, there)
    if color := color_alone(sentence):
        dyed = recolored(options.init, np.full_like(options.init, (*color, 255)), 1.0, options.style in LOOKS)
        there = options.mask & shown
        return Part(COLORS, (_NOTES[COLORS].format(why=why),), np.where(there[..., None], dyed, options.init), there)
    return _by_network(why)


def _by_network(why: str) -> Part:
    return Part(NETWORK, (_NOTES[NETWORK].format(why=why),))
