"""How a sprite is wanted, beside its sentence and its seed. Knows no network."""

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spritedex.bundle.format import DecoderBundle, PainterBundle
from spritedex.errors import UsageError
from spritedex.sprites.codec import RGBA

SIDE: Final = 64
MOST_STEPS: Final = 200
MOST_GUIDANCE: Final = 20.0
ONLY_PROMPT: Final = "a decoder takes a prompt and a seed only; leave --model out, or name a painter with it"


@dataclass(frozen=True, slots=True)
class Conditioning:
    """Token states float32 [1, T, D] of the prompt, of what is not wanted, and of a second prompt."""

    prompt: NDArray[np.float32]
    negative_prompt: NDArray[np.float32] | None = None
    towards_prompt: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class GenerationOptions:
    """`style` "pixel", "artwork", "menu", or "" for any; `back` from behind; `shiny` in rare colors.

    `num_steps` and `guidance_scale` None are the bundle's own. `negative_prompt` says what not to paint.
    `towards_prompt` is a second prompt, which counts by `mix` in [0, 1]. `init` uint8 [64, 64, 4] is a picture to begin
    with, of which `strength` in (0, 1] is painted anew; with `mask` bool [64, 64], only where it is True.
    """

    style: str = "pixel"
    back: bool = False
    shiny: bool = False
    num_steps: int | None = None
    guidance_scale: float | None = None
    negative_prompt: str = ""
    towards_prompt: str = ""
    mix: float = 0.5
    init: RGBA | None = None
    strength: float = 1.0
    mask: NDArray[np.bool_] | None = None

    def check(self, config: DecoderBundle | PainterBundle) -> None:
        """Raises UsageError that names what this generator cannot do."""
        if isinstance(config, DecoderBundle):
            if self.changed_fields():
                raise UsageError(ONLY_PROMPT)
            return
        if self.style and self.style not in config.styles:
            raise UsageError(f"style {self.style!r} is none that this painter paints: {', '.join(config.styles)}")
        if self.num_steps is not None and not 1 <= self.num_steps <= MOST_STEPS:
            raise UsageError(f"num_steps {self.num_steps} is outside 1..{MOST_STEPS}")
        if self.guidance_scale is not None and not 0 <= self.guidance_scale <= MOST_GUIDANCE:
            raise UsageError(f"guidance_scale {self.guidance_scale:g} is outside 0..{MOST_GUIDANCE:g}")
        if not 0 <= self.mix <= 1:
            raise UsageError(f"mix {self.mix:g} is outside 0..1")
        if not 0 < self.strength <= 1:
            raise UsageError(f"strength {self.strength:g} is outside 0..1, without 0: it would change nothing")
        if self.init is not None and _kind(self.init) != f"uint8 {[SIDE, SIDE, 4]}":
            raise UsageError(f"a picture to begin with of {_kind(self.init)}; it must be uint8 [64, 64, 4]")
        if self.mask is not None and (self.init is None or _kind(self.mask) != f"bool {[SIDE, SIDE]}"):
            raise UsageError("a mask is bool [64, 64] and marks what to paint anew of a picture: give `init` too")

    def changed_fields(self) -> dict[str, Any]:
        """The fields that differ from those of `DEFAULT_OPTIONS`, by name."""
        values = {field.name: (getattr(self, field.name), field.default) for field in fields(self)}
        return {
            name: value
            for name, (value, default) in values.items()
            if isinstance(value, np.ndarray) or value != default
        }


def _kind(array: NDArray[Any]) -> str:
    return f"{array.dtype} {list(array.shape)}"


DEFAULT_OPTIONS: Final = GenerationOptions()
"""One pixel sprite from the front, all else as the bundle has it."""
