"""A request to draw, checked and made into plans: which prompts, with which options, under which names.

Reads the pictures that sprites start from; opens no model.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex import sketches
from spritedex.errors import OptionError, PictureError
from spritedex.runtime.options import COLORED, KEPT_FORM, MOST_STAGES, PIXEL, VARIATION_STRENGTH, GenerationOptions
from spritedex.sketches.growth import colors_of, grow
from spritedex.sketches.redrawn import Base
from spritedex.sprites.codec import RGBA, portable
from spritedex.sprites.doodle import doodle_of
from spritedex.sprites.sources import PictureSource
from spritedex.workflows.generate.attributes import compose
from spritedex.workflows.generate.inputs import read_input, read_mask
from spritedex.workflows.generate.names import name_slug, slug
from spritedex.workflows.generate.recipe import base_in, option_values, read_recipe
from spritedex.workflows.generate.request import FRAMES, GenerateRequest

INIT_STRENGTH: Final = 0.6
EVOLVE_STRENGTH: Final = 0.3

_OPAQUE: Final = 128
_NAMED: Final = ("style", "back", "shiny", "towards_prompt", "mix")
_SAMPLING: Final = ("num_steps", "guidance_scale", "negative_prompt", "palette")


@dataclass(frozen=True, slots=True, eq=False)
class PromptPlan:
    """A prompt and its `variants`, the options that each seed is drawn with; `head`, seed and `tail` name the files.

    `skipped` is a seed not to use: of the sprite that is varied, it would give the same again. `made_by` is the bundle
    that drew that sprite, as far as it is known, and `source` what messages call it. With `alone`, `head` is the whole
    name. `creature` is what a format calls the creature, with a number where it is not alone; empty for the name of
    its files.
    """

    prompt: str
    title: str
    variants: tuple[GenerationOptions, ...]
    head: str
    tail: str = ""
    skipped: int | None = None
    made_by: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    alone: bool = False
    creature: str = ""

    def seeds(self, first: int) -> Iterator[int]:
        """Seeds from `first` up, without end."""
        return (seed for seed in count(first) if seed != self.skipped)

    def stem(self, seed: int, variant: int) -> str:
        """The name of a file, without its suffix."""
        return portable(self.head) if self.alone else f"{self.head}{self._number(seed, variant)}"

    def creature_name(self, seed: int, variant: int) -> str:
        """What a format calls the creature."""
        if not self.creature:
            return self.stem(seed, variant)
        return self.creature if self.alone else f"{self.creature}{self._number(seed, variant)}"

    def _number(self, seed: int, variant: int) -> str:
        frame, stage = "", self.variants[variant].stage
        if len(self.variants) > 1:
            frame = f"-stage{stage}" if stage else f"-{variant:0{len(str(len(self.variants) - 1))}}"
        return f"-{seed}{self.tail}{frame}"


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A checked request: what to draw for each of its prompts, and notes on the pictures that were read."""

    request: GenerateRequest
    prompts: tuple[PromptPlan, ...]
    notes: tuple[str, ...] = ()

    @property
    def sprites(self) -> int:
        """How many sprites are wanted."""
        return self.request.kept * sum(len(prompt.variants) for prompt in self.prompts)


def plan(request: GenerateRequest) -> Plan:
    """What is to be drawn; reads the pictures of the request.

    Raises OptionError for options that are out of range or do not go together, PictureError for a picture.
    """
    with request.origin.named():
        return _planned(request)


def _planned(request: GenerateRequest) -> Plan:
    request.check()
    if request.variation_of is not None:
        return _variations(request, request.variation_of)
    if request.evolve is not None:
        return _evolved(request, request.evolve)
    options, started_from = request.options, ""
    notes: tuple[str, ...] = ()
    if request.init is not None:
        options, started_from, notes = _with_init(request, request.init)
    usual = 1.0 if request.mask is not None else INIT_STRENGTH
    tail = "".join(f"-{word}" for word in (*_name_parts(options), started_from, _digest(options, usual)) if word)
    alone = bool(request.name) and request.kept == 1 and not request.numbered
    head = name_slug(request.name) if request.name else ""
    if request.between:
        one, other = (compose(request.attributes, prompt) for prompt in request.between)
        last = (request.frames or FRAMES) - 1
        variants = tuple(replace(options, towards_prompt=other, mix=frame / last) for frame in range(last + 1))
        between = PromptPlan(one, f"{one} to {other}", variants, head or f"{slug(one)}-to-{slug(other)}", tail)
        return Plan(request, (between,), notes)
    prompts = [compose(request.attributes, prompt) for prompt in request.prompts or ("",)]
    line = tuple(replace(options, stage=stage) for stage in range(1, (request.line or 0) + 1))
    alone &= not request.line
    plans = [
        PromptPlan(text, text, line or (options,), head or slug(text), tail, alone=alone, creature=request.name)
        for text in prompts
    ]
    return Plan(request, tuple(plans), notes)


def _evolved(request: GenerateRequest, source: PictureSource) -> Plan:
    """The plan of the last stage of a sprite: its picture, grown, is where the drawing starts."""
    picture = read_input(source, "evolve")
    prompt, seed = "".join(request.prompts), None
    if own := not (prompt or request.attributes):
        recipe = read_recipe(source, picture.label, pictures=False)
        prompt, seed = recipe.prompt, recipe.seed
    prompt = compose(request.attributes, prompt)
    known = picture.fitted()
    strength = EVOLVE_STRENGTH if request.strength is None else request.strength
    grown, mask = grow(known, prompt, request.seed if seed is None else seed, own)
    options = replace(
        request.options, init=grown, mask=mask, strength=strength, known=known, relation="stage", stage=MOST_STAGES
    )
    head = name_slug(request.name) if request.name else f"{picture.name}-evolved{'' if own else f'-{slug(prompt)}'}"
    digest = _digest(replace(options, mask=None, stage=0), EVOLVE_STRENGTH)
    tail = f"-{digest}" if digest else ""
    evolved = PromptPlan(prompt, prompt, (options,), head, tail, source=picture.label, creature=request.name)
    return Plan(request, (evolved,), picture.notes)


def _name_parts(options: GenerationOptions) -> list[str]:
    """What sets a sprite apart from a plain one in its name."""
    style = "" if options.style in (None, PIXEL) else str(options.style)
    return [word for word in (style, "back" * options.back, "shiny" * options.shiny) if word]


def _digest(options: GenerationOptions, usual_strength: float) -> str:
    """Six digits for what else a name does not tell: steps, guidance, negative prompt, palette, strength, mask."""
    values = {name: value for name, value in option_values(options).items() if name not in _NAMED}
    if set(values) <= {"init", "strength"} and values.get("strength", 1.0) == usual_strength:
        values = {}
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:6] if values else ""


def _with_init(request: GenerateRequest, init: PictureSource) -> tuple[GenerationOptions, str, tuple[str, ...]]:
    """The options with the picture to start from, its part in file names, and notes on it."""
    picture = read_input(init, "init")
    fitted, notes = picture.fitted(), picture.notes
    mask: NDArray[np.bool_] | None = None
    base: Base | None = None
    colors: tuple[str, ...] = ()
    if request.mask is None:
        strength = INIT_STRENGTH if request.strength is None else request.strength
        if KEPT_FORM < strength < 1:
            colors = _colors_of(fitted, compose(request.attributes, (*request.prompts, "")[0]), request.seed)
    else:
        strength = 1.0 if request.strength is None else request.strength
        mask = read_mask(request.mask, picture)
        with suppress(PictureError):
            base = base_in(read_recipe(init, picture.label, pictures=False))
            base = base if base and base.sketch in sketches.names() else None
    return (
        replace(request.options, init=fitted, mask=mask, strength=strength, base=base, colors=colors),
        f"from-{picture.name}",
        notes,
    )


def _colors_of(picture: RGBA, prompt: str, seed: int) -> tuple[str, ...]:
    """The colors of a picture for a sketch: of a drawing of lines, what they hold has the color of the prompt."""
    doodle = doodle_of(picture, lambda: sketches.main_color(sketches.reworded(prompt), seed))
    if not (picture[..., 3] >= _OPAQUE).any():
        return ()
    found = colors_of(doodle.render()[0] if doodle else picture)
    return tuple(f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in (found[role] for role in COLORED))


def _variations(request: GenerateRequest, source: PictureSource) -> Plan:
    """The plan of a sprite that Spritedex drew: at the sketch where that began, or starting from that sprite."""
    picture = read_input(source, "variation_of")
    recipe = read_recipe(source, picture.label, pictures=False)
    if request.format and (recipe.options.back or recipe.options.shiny):
        reason = (
            f"draws back and shiny too, and {picture.label} is one of these; vary its front, or leave out {{format}}"
        )
        raise OptionError("format", reason)
    given = {name: value for name, value in request.options.changed_fields().items() if name in _SAMPLING}
    strength = VARIATION_STRENGTH if request.strength is None else request.strength
    base = base_in(recipe)
    options = replace(recipe.options, **given, varies=(*recipe.options.varies, recipe.seed), base=None)
    if base and base.sketch in sketches.names():
        options = replace(options, strength=strength, sketch=base.sketch, varies=(*base.varies, base.seed))
        options = replace(options, stage=base.stage, back=base.back)
    else:
        options = replace(options, init=picture.fitted(), strength=strength, sketch="")
    prompt = base.completed(recipe.prompt) if base else recipe.prompt
    head, digest = name_slug(request.name) if request.name else "", ""
    if given or strength != VARIATION_STRENGTH:
        digest = _digest(replace(options, mask=None), VARIATION_STRENGTH)
    varied = PromptPlan(
        prompt, prompt, (options,), head or f"{picture.name}-variation",
        f"-{digest}" if digest else "", skipped=recipe.seed, made_by=recipe.bundle, source=picture.label,
    )  # fmt: skip
    return Plan(request, (varied,), picture.notes)
