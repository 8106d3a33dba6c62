"""A creature of three sprites: front, back, and the front in shiny colors. Knows no file and no format."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from spritedex.runtime.options import GenerationOptions
from spritedex.runtime.pipeline import Sample
from spritedex.sketches import draw_sketch
from spritedex.sprites.creature import Creature
from spritedex.sprites.dye import nearest_of, read_colors
from spritedex.sprites.palette import quantize_to, quantize_together, recolor
from spritedex.workflows.generate.attributes import in_rare_colors

SHINY_STRENGTH: Final = 0.9
"""How much of the front is redrawn for its shiny colors: with less, the old ones would show through."""

_OPAQUE: Final = 128


@dataclass(frozen=True, slots=True, eq=False)
class CreatureSamples:
    """A creature's front, and its back and shiny front where its generator can draw them."""

    front: Sample
    back: Sample | None = None
    shiny: Sample | None = None

    def in_one_palette(self, name: str, types: Sequence[str] = ()) -> Creature:
        """The sprites in one palette. Raises ValueError if no pixel of them is at least half opaque."""
        raw = [self.front.raw, *([self.back.raw] if self.back else [])]
        fixed = read_colors(self.front.options.palette)
        front, *back = quantize_to(raw, fixed) if len(fixed) else quantize_together(raw)
        shiny = recolor(front, self.shiny.raw) if self.shiny else None
        if shiny is not None and len(fixed):
            shiny = nearest_of(shiny, fixed)
        return Creature(front, back[0] if back else None, shiny, name=name, types=tuple(types))


def can_be_front(sample: Sample) -> bool:
    """Whether anything of a sample is opaque, as every format needs."""
    return bool((sample.raw[..., 3] >= _OPAQUE).any())


def back_of(front: Sample) -> tuple[str, GenerationOptions]:
    """Prompt and options for the same creature from behind.

    A picture that the front started from is left out, for it shows the front.
    """
    return front.prompt, replace(_from_behind(front.options), known=front.raw, relation="pose")


def shiny_of(front: Sample) -> tuple[str, GenerationOptions]:
    """Prompt and options for a front in its shiny colors: redrawn within its outline, except for the eyes."""
    outline = front.raw[..., 3] >= _OPAQUE
    if front.sketch:
        _, eyes = draw_sketch(front.sketch, front.prompt, front.seed, stage=front.options.stage)
        outline &= ~eyes
    towards = in_rare_colors(front.options.towards_prompt)
    options = replace(
        front.options, shiny=True, towards_prompt=towards, init=front.raw, mask=outline, strength=SHINY_STRENGTH,
        sketch="", known=front.raw, relation="coloring",
    )  # fmt: skip
    return in_rare_colors(front.prompt), options


def shiny_back(shiny: Sample) -> Sample:
    """The shiny sample as the recipe of a shiny back has it."""
    return replace(shiny, options=_from_behind(shiny.options))


def _from_behind(options: GenerationOptions) -> GenerationOptions:
    return replace(options, back=True, init=None, mask=None, strength=1.0)
