"""A request to draw, checked and made into plans: which prompts, with which options, under which names.

Reads the pictures that sprites start from; opens no model.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Final

from spritedex.errors import OptionError
from spritedex.runtime.options import PIXEL, GenerationOptions
from spritedex.sprites.sources import PictureSource
from spritedex.workflows.generate.attributes import compose
from spritedex.workflows.generate.inputs import read_input, read_mask
from spritedex.workflows.generate.recipe import read_recipe, slug
from spritedex.workflows.generate.request import FRAMES, GenerateRequest

INIT_STRENGTH: Final = 0.6
VARIATION_STRENGTH: Final = 0.5

_SAMPLING: Final = ("num_steps", "guidance_scale", "negative_prompt", "palette")


@dataclass(frozen=True, slots=True, eq=False)
class PromptPlan:
    """A prompt and its `variants`, the options that each seed is drawn with; `head`, seed and `tail` name the files.

    `skipped` is a seed not to use: of the sprite that is varied, it would give the same again. `made_by` is the bundle
    that drew that sprite, as far as it is known, and `source` what messages call it.
    """

    prompt: str
    title: str
    variants: tuple[GenerationOptions, ...]
    head: str
    tail: str = ""
    skipped: int | None = None
    made_by: Mapping[str, str] = field(default_factory=dict)
    source: str = ""

    def seeds(self, first: int) -> Iterator[int]:
        """Seeds from `first` up, without end."""
        return (seed for seed in count(first) if seed != self.skipped)

    def stem(self, seed: int, variant: int) -> str:
        """The name of a file, without its suffix."""
        frame = f"-{variant:0{len(str(len(self.variants) - 1))}}" if len(self.variants) > 1 else ""
        return f"{self.head}-{seed}{self.tail}{frame}"


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A checked request: what to draw for each of its prompts, and notes on the pictures that were read."""

    request: GenerateRequest
    prompts: tuple[PromptPlan, ...]
    notes: tuple[str, ...] = ()


def plan(request: GenerateRequest) -> Plan:
    """What is to be drawn; reads the pictures of the request.

    Raises OptionError for options that are out of range or do not go together, PictureError for a picture.
    """
    request.check()
    if request.variation_of is not None:
        return _variations(request, request.variation_of)
    options, started_from = request.options, ""
    notes: tuple[str, ...] = ()
    if request.init is not None:
        options, started_from, notes = _with_init(request, request.init)
    tail = "".join(f"-{word}" for word in (*_name_parts(options), started_from) if word)
    if request.between:
        one, other = (compose(request.attributes, prompt) for prompt in request.between)
        last = (request.frames or FRAMES) - 1
        variants = tuple(replace(options, towards_prompt=other, mix=frame / last) for frame in range(last + 1))
        between = PromptPlan(one, f"{one} to {other}", variants, f"{slug(one)}-to-{slug(other)}", tail)
        return Plan(request, (between,), notes)
    prompts = [compose(request.attributes, prompt) for prompt in request.prompts or ("",)]
    return Plan(request, tuple(PromptPlan(text, text, (options,), slug(text), tail) for text in prompts), notes)


def _name_parts(options: GenerationOptions) -> list[str]:
    """What sets a sprite apart from a plain one in its name."""
    style = "" if options.style in (None, PIXEL) else str(options.style)
    return [word for word in (style, "back" * options.back, "shiny" * options.shiny) if word]


def _with_init(request: GenerateRequest, init: PictureSource) -> tuple[GenerationOptions, str, tuple[str, ...]]:
    """The options with the picture to start from, its part in file names, and notes on it."""
    picture = read_input(init, "init")
    name = f"from-{picture.name}"
    if request.mask is None:
        strength = INIT_STRENGTH if request.strength is None else request.strength
        return replace(request.options, init=picture.fitted(), strength=strength), name, picture.notes
    strength = 1.0 if request.strength is None else request.strength
    mask = read_mask(request.mask, picture)
    return replace(request.options, init=picture.fitted(), mask=mask, strength=strength), name, picture.notes


def _variations(request: GenerateRequest, source: PictureSource) -> Plan:
    """The plan of a sprite that Spritedex drew, starting from that sprite."""
    picture = read_input(source, "variation_of")
    recipe = read_recipe(source, picture.label, pictures=False)
    if request.format and (recipe.options.back or recipe.options.shiny):
        reason = (
            f"draws back and shiny too, and {picture.label} is one of these; vary its front, or leave out {{format}}"
        )
        raise OptionError("format", reason)
    given = {name: value for name, value in request.options.changed_fields().items() if name in _SAMPLING}
    strength = VARIATION_STRENGTH if request.strength is None else request.strength
    options = replace(recipe.options, **given, init=picture.fitted(), strength=strength, mask=None)
    varied = PromptPlan(
        recipe.prompt, recipe.prompt, (options,), f"{picture.name}-variation",
        skipped=recipe.seed, made_by=recipe.bundle, source=picture.label,
    )  # fmt: skip
    return Plan(request, (varied,), picture.notes)
