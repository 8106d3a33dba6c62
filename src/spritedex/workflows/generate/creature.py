"""A creature of three sprites: front, back, and the front in shiny colors. Knows no file and no format."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from spritedex.runtime.drawn import in_rare_colors, shiny_palette
from spritedex.runtime.options import NO_SKETCH, GenerationOptions
from spritedex.runtime.pipeline import Sample
from spritedex.sprites.creature import Creature
from spritedex.sprites.dye import read_colors
from spritedex.sprites.palette import quantize_to, quantize_together

_OPAQUE: Final = 128


@dataclass(frozen=True, slots=True, eq=False)
class CreatureSamples:
    """A creature's front, and its back where its generator can draw one."""

    front: Sample
    back: Sample | None = None

    def in_one_palette(self, name: str, types: Sequence[str] = ()) -> Creature:
        """The sprites in one palette. Raises ValueError if no pixel of them is at least half opaque."""
        raw = [self.front.raw, *([self.back.raw] if self.back else [])]
        fixed = read_colors(self.front.options.palette)
        front, *back = quantize_to(raw, fixed) if len(fixed) else quantize_together(raw)
        shiny = shiny_palette(self.front.raw, front.palette, self.front.options, self.front.seed)
        return Creature(front, back[0] if back else None, shiny, name=name, types=tuple(types))


def can_be_front(sample: Sample) -> bool:
    """Whether anything of a sample is opaque, as every format needs."""
    return bool((sample.raw[..., 3] >= _OPAQUE).any())


def back_of(front: Sample) -> tuple[str, GenerationOptions]:
    """Prompt and options for the same creature from behind.

    A picture that the front started from is left out, for it shows the front; its back begins at no sketch, as
    it did.
    """
    sketch = front.options.sketch if front.options.init is None or front.sketch else NO_SKETCH
    known = front.raw if front.sketch or front.options.shiny else front.rgba
    return front.prompt, replace(_from_behind(front.options), known=known, relation="pose", sketch=sketch)


def shiny_of(sample: Sample) -> Sample:
    """The same sprite in its rare colors."""
    options = replace(sample.options, shiny=True)
    rgba, indexed = in_rare_colors(sample.rgba, sample.indexed, sample.raw, options, sample.seed)
    return replace(sample, rgba=rgba, indexed=indexed, options=options)


def _from_behind(options: GenerationOptions) -> GenerationOptions:
    strength = options.strength if options.varies else 1.0
    return replace(options, back=True, init=None, mask=None, base=None, strength=strength)
