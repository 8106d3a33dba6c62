"""The options of a sprite, beside its prompt and its seed. Know no network."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spritedex import sketches
from spritedex.class_ids import RELATIONS
from spritedex.errors import OptionError, UsageError
from spritedex.sketches.redrawn import Base
from spritedex.sprites.codec import RGBA
from spritedex.sprites.dye import read_colors
from spritedex.vocabulary import BEHIND

SIDE: Final = 64
PIXEL: Final = "pixel"
"""The style of few colors."""
MOST_STEPS: Final = 200
MOST_GUIDANCE: Final = 20.0
MOST_STAGES: Final = 3
MOST_VARIED: Final = 64
KEPT_FORM: Final = 0.7
"""Up to which strength the form of a picture to start from stays."""
VARIATION_STRENGTH: Final = 0.5
"""Of a variation, if not given."""
NO_SKETCH: Final = "none"
COLORED: Final = ("main", "dark", "light", "second")
"""The roles of a sketch whose colors can be given."""


@dataclass(frozen=True, slots=True, eq=False)
class EncodedText:
    """A text: its token states float32 [1, T, D], the mean state [1, D] of the noun that it is about, or None, and the
    attributes that it asks for, as fields of `spritedex.class_ids`."""

    token_states: NDArray[np.float32]
    subject: NDArray[np.float32] | None = None
    asked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Conditioning:
    """The prompt, the negative prompt and a second prompt."""

    prompt: EncodedText
    negative_prompt: EncodedText | None = None
    towards_prompt: EncodedText | None = None


@dataclass(frozen=True, slots=True, eq=False)
class GenerationOptions:
    """`style` is one that the model draws, such as "pixel", "" for any, or None for the model's own: pixel if it draws
    that, else its first. `back` from behind; `shiny` in rare colors.

    `num_steps` in 1..200 and `guidance_scale` in 0..20; None is the bundle's own. `negative_prompt` says what not to
    draw. `towards_prompt` is a second prompt with weight `mix` in [0, 1]. `init` uint8 [64, 64, 4] is a picture to
    start from; `strength` in (0, 1] of it is redrawn; with `mask` bool [64, 64], only where it is True. `known` uint8
    [64, 64, 4] is another sprite of the same creature, and `relation` what it is to the one that is drawn: "pose" its
    other side, "frame" its first frame, "coloring" its usual colors, "stage" what it evolves from.
    `stage` 1 to 3 is a stage of an evolution line, 0 none: a sketch is small at the first, and grows parts later.
    `sketch` is the name of the sketch to begin at; empty for one of what the prompt is about, "none" for none. Capital
    letters in the names of styles and sketches do not count.
    `varies` are the seeds of the sprites that it varies, the first one first: it has the sketch, colors and parts of
    that one, changed a little in shape and shades by each later seed and its own, as much as `strength` says; with
    `init`, which is the sprite that is varied, that picture is changed so by its own seed.
    `base` says how the sprite was drawn that `init` is, where only what is in `mask` is to be drawn again.
    `colors` are those of the roles main, dark, light and second as #rrggbb, which a sketch has where the prompt names
    no other ones: those of an `init` that it stands in for.
    `palette` are the colors as #rrggbb that a sprite of the style "pixel" has; none for colors of its own.
    """

    style: str | None = None
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
    known: RGBA | None = None
    relation: str = ""
    palette: tuple[str, ...] = ()
    sketch: str = ""
    stage: int = 0
    varies: tuple[int, ...] = ()
    base: Base | None = None
    colors: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for option, name in {"style": self.style, "sketch": self.sketch}.items():
            if name is not None:
                object.__setattr__(self, option, name.strip().lower())

    def check(self, styles: Collection[str]) -> None:
        """Raises OptionError for a style that is not one of `styles`, and for what is out of range."""
        if self.style and self.style not in styles:
            raise OptionError("style", f"unknown; choose from {', '.join(styles)}", self.style)
        if self.num_steps is not None and not 1 <= self.num_steps <= MOST_STEPS:
            raise OptionError("num_steps", f"must be between 1 and {MOST_STEPS}", self.num_steps)
        if self.guidance_scale is not None and not 0 <= self.guidance_scale <= MOST_GUIDANCE:
            raise OptionError("guidance_scale", f"must be between 0 and {MOST_GUIDANCE:g}", self.guidance_scale)
        if not 0 <= self.mix <= 1:
            raise OptionError("mix", "must be between 0 and 1", self.mix)
        if not 0 < self.strength <= 1:
            raise OptionError("strength", "must be above 0 and at most 1", self.strength)
        if self.init is not None and _kind(self.init) != f"uint8 {[SIDE, SIDE, 4]}":
            raise OptionError("init", f"must be uint8 [64, 64, 4], not {_kind(self.init)}")
        if self.known is not None and _kind(self.known) != f"uint8 {[SIDE, SIDE, 4]}":
            raise OptionError("known", f"must be uint8 [64, 64, 4], not {_kind(self.known)}")
        if (self.known is not None) != (self.relation in RELATIONS):
            raise OptionError("relation", f"goes with {{known}}; choose from {', '.join(RELATIONS)}", self.relation)
        if self.sketch not in ("", NO_SKETCH, *sketches.names()):
            near = get_close_matches(self.sketch, sketches.names(), 3, 0.7) or ["elephant", "owl"]
            known = f"one of {len(sketches.names())}, such as {', '.join(near)}"
            reason = f"unknown; choose {NO_SKETCH}, or {known}; `spritedex sketches` lists them"
            raise OptionError("sketch", reason, self.sketch)
        if self.sketch not in ("", NO_SKETCH) and self.init is not None:
            raise OptionError("sketch", "is a picture to begin at, and so is {init}; leave out one of them")
        if len(self.varies) > MOST_VARIED or not all(0 <= seed < 2**63 for seed in self.varies):
            raise OptionError("varies", f"must be at most {MOST_VARIED} seeds, from 0 up", list(self.varies))
        if not 0 <= self.stage <= MOST_STAGES:
            raise OptionError("stage", f"must be between 0 and {MOST_STAGES}", self.stage)
        if len(self.colors) not in (0, len(COLORED)):
            raise OptionError("colors", f"must be one each of {', '.join(COLORED)}", list(self.colors))
        if self.palette and self.style != PIXEL:
            cure = "leave out {style}" if PIXEL in styles else "this model does not draw it; leave out {palette}"
            raise OptionError("palette", f"is for the style pixel, the only one with few colors; {cure}")
        try:
            read_colors((*self.palette, *self.colors))
        except UsageError as error:
            raise OptionError("palette", str(error)) from None
        if self.mask is not None and self.init is None:
            raise OptionError("mask", "marks what of a picture to redraw; give {init} too")
        if self.base is not None and self.base.sketch not in sketches.names():
            raise OptionError("base", "names a sketch that is unknown; leave it out", self.base.sketch)
        if self.mask is not None and _kind(self.mask) != f"bool {[SIDE, SIDE]}":
            raise OptionError("mask", f"must be bool [64, 64], not {_kind(self.mask)}")

    def settled(self, styles: Sequence[str]) -> "GenerationOptions":
        """With the style that a model of these `styles` draws where none was chosen; unchanged if the model knows no
        styles.

        >>> [GenerationOptions(style).settled(("artwork", "pixel")).style for style in (None, "Artwork")]
        ['pixel', 'artwork']
        """
        if not styles:
            return self
        own = PIXEL if PIXEL in styles else styles[0]
        return replace(self, style=own) if self.style is None else self

    @property
    def is_replaced(self) -> bool:
        """Whether so much of a picture is redrawn that a sketch of the prompt stands in for it."""
        other = self.mask is not None or self.relation or self.varies or self.strength <= KEPT_FORM
        return self.init is not None and not other

    def first_seed(self, seed: int) -> int:
        """The seed that chooses sketch, colors and parts of a sprite of this seed: that of the first one that it
        varies, or its own."""
        return self.varies[0] if self.varies else seed

    def changed_fields(self) -> dict[str, Any]:
        """The fields that differ from those of `DEFAULT_OPTIONS`, by name."""
        values = {each.name: (getattr(self, each.name), each.default) for each in fields(self)}
        return {
            name: value
            for name, (value, default) in values.items()
            if isinstance(value, np.ndarray) or value != default
        }


def only_prompt(fields: Sequence[str]) -> OptionError:
    """The error of a generator that takes a prompt and a seed only, for the options that were given beside them."""
    names = ", ".join(f"{{{field}}}" for field in fields)
    return OptionError(fields[0], f"this model takes a prompt and a seed only; leave out {names}, or use a painter")


def seen_from(text: str, options: GenerationOptions) -> str:
    """The prompt of a sprite from behind begins as captions of such sprites do."""
    return f"{BEHIND[0]}: {text}" if options.back and not text.startswith(BEHIND) else text


def _kind(array: NDArray[Any]) -> str:
    return f"{array.dtype} {list(array.shape)}"


DEFAULT_OPTIONS: Final = GenerationOptions()
"""One sprite from the front, all else as the bundle has it."""
