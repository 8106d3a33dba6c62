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
from spritedex.runtime.options import KEPT_FORM, MOST_STAGES, PIXEL, VARIATION_STRENGTH, GenerationOptions
from spritedex.sketches.growth import grow
from spritedex.sprites.codec import RGBA, portable
from spritedex.sprites.eyes import find_eyes
from spritedex.sprites.sources import PictureSource
from spritedex.workflows.generate.attributes import compose
from spritedex.workflows.generate.inputs import read_input, read_mask
from spritedex.workflows.generate.recipe import base_in, option_values, read_recipe, slug
from spritedex.workflows.generate.request import FRAMES, GenerateRequest

INIT_STRENGTH: Final = 0.6
EVOLVE_STRENGTH: Final = 0.3

_OPAQUE: Final = 128
_MOST_OF_EYES: Final = 0.1
"""More of a picture is no eyes: stripes, spots or a photograph's texture."""

_NAMED: Final = ("style", "back", "shiny", "towards_prompt", "mix")
_SAMPLING: Final = ("num_steps", "guidance_scale", "negative_prompt", "palette")


@dataclass(frozen=True, slots=True, eq=False)
class PromptPlan:
    """A prompt and its `variants`, the options that each seed is drawn with; `head`, seed and `tail` name the files.

    `skipped` is a seed not to use: of the sprite that is varied, it would give the same again. `made_by` is the bundle
    that drew that sprite, as far as it is known, and `source` what messages call it. With `alone`, `head` is the whole
    name. `creature` is what a format calls the creature, empty for the name of its files.
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
        if self.alone:
            return portable(self.head)
        frame, stage = "", self.variants[variant].stage
        if len(self.variants) > 1:
            frame = f"-stage{stage}" if stage else f"-{variant:0{len(str(len(self.variants) - 1))}}"
        return f"{self.head}-{seed}{self.tail}{frame}"


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
    named = options if request.mask is not None else replace(options, mask=None)
    tail = "".join(f"-{word}" for word in (*_name_parts(options), started_from, _digest(named, usual)) if word)
    alone = bool(request.name) and request.kept == 1 and not request.numbered
    head = slug(request.name.replace("/", "-")) if request.name else ""
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
    head = slug(request.name) if request.name else f"{picture.name}-evolved"
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
    mask: NDArray[np.bool_] | None
    base = None
    if request.mask is None:
        strength = INIT_STRENGTH if request.strength is None else request.strength
        mask = None if strength <= KEPT_FORM else _all_but_eyes(fitted, strength)
    else:
        strength = 1.0 if request.strength is None else request.strength
        mask = read_mask(request.mask, picture)
        with suppress(PictureError):
            base = base_in(read_recipe(init, picture.label, pictures=False))
            base = base if base and base.sketch in sketches.names() else None
    return replace(request.options, init=fitted, mask=mask, strength=strength, base=base), f"from-{picture.name}", notes


def _all_but_eyes(picture: RGBA, strength: float) -> NDArray[np.bool_] | None:
    """bool [64, 64]: a mask that keeps the eyes of a drawing; None where all is to go, where nothing stands out, or so
    much that it is no eyes."""
    eyes = find_eyes(picture)
    shown = int((picture[..., 3] >= _OPAQUE).sum())
    return ~eyes if strength < 1 and 0 < eyes.sum() < _MOST_OF_EYES * shown else None


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
    prompt = base.told(recipe.prompt) if base else recipe.prompt
    head, digest = slug(request.name) if request.name else "", ""
    if given or strength != VARIATION_STRENGTH:
        digest = _digest(replace(options, mask=None), VARIATION_STRENGTH)
    varied = PromptPlan(
        prompt, prompt, (options,), head or f"{picture.name}-variation",
        f"-{digest}" if digest else "", skipped=recipe.seed, made_by=recipe.bundle, source=picture.label,
    )  # fmt: skip
    return Plan(request, (varied,), picture.notes)
