"""A request to draw, checked and made into plans: which prompts, with which options, under which names.

Knows the files that sprites begin with; opens no model.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.errors import PictureError, UsageError
from spritedex.runtime.generator import MAX_SEED
from spritedex.runtime.options import DEFAULT_OPTIONS, SIDE, GenerationOptions
from spritedex.sprites.canvas import fit_square
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.sprites.formats import FORMATS
from spritedex.workflows.generate.attributes import NO_ATTRIBUTES, Attributes, compose
from spritedex.workflows.generate.recipe import read_recipe, slug
from spritedex.workflows.sprites.files import fit_pictures

MOST_SPRITES: Final = 10_000
MOST_CANDIDATES: Final = 1_000
MOST_TRIES: Final = 100
MOST_FRAMES: Final = 100

INIT_STRENGTH: Final = 0.6
VARIATION_STRENGTH: Final = 0.5
VARIATIONS: Final = 4
FRAMES: Final = 8
TRIES: Final = 10

_OPAQUE: Final = 128
_SHORT: Final = {"num_steps": "steps", "guidance_scale": "guidance", "negative_prompt": "negative"}
_DRAWS_ALL: Final = "--format draws back and shiny itself"


@dataclass(frozen=True, slots=True)
class GenerateRequest:
    """Draw `count` sprites of each prompt, seeds from `seed` up, into `out`; `sheet` asks for a contact sheet.

    `attributes` are put before each prompt, or instead of one. `options` says style, back, shiny, num_steps,
    guidance_scale and negative_prompt. `init` is a picture to begin with, of which `strength` is painted anew, or all
    that `mask` marks. `between` are two prompts, drawn in `frames` steps from one to the other with one seed.
    `variations` is a sprite that Spritedex wrote, to be drawn again a little differently. `best_of` draws so many of
    each prompt and keeps the best `count`; `novel` tries up to `tries` seeds for a sprite that is like no known
    creature. `format` writes a whole creature as `FORMATS` have it; `record` a JSON file beside each.

    None stands for the usual: 1 sprite (4 variations), strength 0.6 (0.5 for variations, 1 with a mask), 8 frames,
    10 tries.
    """

    prompts: tuple[str, ...]
    out: Path
    count: int | None = None
    seed: int = 0
    model: str | None = None
    sheet: bool = True
    attributes: Attributes = NO_ATTRIBUTES
    options: GenerationOptions = DEFAULT_OPTIONS
    init: Path | None = None
    strength: float | None = None
    mask: Path | None = None
    between: tuple[str, str] | None = None
    frames: int | None = None
    variations: Path | None = None
    best_of: int | None = None
    novel: bool = False
    tries: int | None = None
    format: str | None = None
    record: bool = False

    @property
    def kept(self) -> int:
        """How many sprites of each prompt and variant are kept."""
        return self.count if self.count is not None else VARIATIONS if self.variations else 1

    @property
    def sources(self) -> tuple[Path, ...]:
        """The files that are read, and so not to be written."""
        return tuple(path for path in (self.init, self.mask, self.variations) if path)

    def beyond_prompts(self) -> list[str]:
        """The options given that a generator which takes prompts and seeds only cannot fulfil."""
        given: dict[str, Any] = {
            "--type": self.attributes.types,
            "--color": self.attributes.color,
            "--shape": self.attributes.shape,
            "--size": self.attributes.size,
            **{f"--{_SHORT.get(name, name)}": True for name in self.options.changed_fields()},
            "--init": self.init,
            "--between": self.between,
            "--variations": self.variations,
            "--best-of": self.best_of,
            "--novel": self.novel,
        }
        return [name for name, value in given.items() if value]


@dataclass(frozen=True, slots=True, eq=False)
class PromptPlan:
    """A prompt and its `variants`, the options that each seed is drawn with; `head`, seed and `tail` name the files.

    `skipped` is a seed not to use: of the sprite that is varied, it would give the same again. `made_by` is the bundle
    of that sprite, as far as it is known.
    """

    prompt: str
    title: str
    variants: tuple[GenerationOptions, ...]
    head: str
    tail: str = ""
    skipped: int | None = None
    made_by: Mapping[str, str] = field(default_factory=dict)

    def seeds(self, first: int) -> Iterator[int]:
        """Seeds from `first` up, without end."""
        return (seed for seed in count(first) if seed != self.skipped)

    def stem(self, seed: int, variant: int) -> str:
        """The name of a file, without its suffix."""
        frame = f"-{variant:0{len(str(len(self.variants) - 1))}}" if len(self.variants) > 1 else ""
        return f"{self.head}-{seed}{self.tail}{frame}"


def plan(request: GenerateRequest) -> tuple[list[PromptPlan], list[str]]:
    """What is to be drawn, and notes on the pictures read.

    Raises UsageError for options that are out of range or do not go together, PictureError for a picture.
    """
    _check_options(request)
    if request.variations:
        prompt_plan, notes = _variations(request, request.variations)
        return [prompt_plan], notes
    options, notes = request.options, []
    if request.init:
        options, notes = _with_init(request, request.init)
    tail = "".join(f"-{word}" for word in _name_parts(options)) + (
        f"-from-{_name(request.init)}" if request.init else ""
    )
    if request.between:
        one, other = (compose(request.attributes, prompt) for prompt in request.between)
        last = (request.frames or FRAMES) - 1
        variants = tuple(replace(options, towards_prompt=other, mix=frame / last) for frame in range(last + 1))
        return [PromptPlan(one, f"{one} to {other}", variants, f"{slug(one)}-to-{slug(other)}", tail)], notes
    prompts = [compose(request.attributes, prompt) for prompt in request.prompts or ("",)]
    return [PromptPlan(prompt, prompt, (options,), slug(prompt), tail) for prompt in prompts], notes


def _check_options(request: GenerateRequest) -> None:
    for name, value, least, most in (
        ("-n", request.count, 1, MOST_SPRITES),
        ("--best-of", request.best_of, 1, MOST_CANDIDATES),
        ("--tries", request.tries, 1, MOST_TRIES),
        ("--frames", request.frames, 2, MOST_FRAMES),
    ):
        if value is not None and not least <= value <= most:
            raise UsageError(f"{name} {value} is outside {least}..{most}")
    if request.format is not None and request.format not in FORMATS:
        raise UsageError(f"unknown format {request.format!r}; the formats are {', '.join(FORMATS)}")
    drawn = bool(request.prompts), bool(request.attributes), request.between, request.variations
    if not any(drawn):
        raise UsageError("nothing to draw: give a prompt in quotes, or --type, --color, --shape or --size")
    if request.best_of and request.best_of < request.kept:
        raise UsageError(f"--best-of {request.best_of} is below the {request.kept} to keep; give more, or a smaller -n")
    seeds = (request.best_of or request.kept) * (request.tries or TRIES if request.novel else 1)
    most = MAX_SEED - (seeds if request.variations else seeds - 1)
    if not 0 <= request.seed <= most:
        raise UsageError(f"--seed {request.seed} is outside 0..{most}")
    for wrong, message in _conflicts(request):
        if wrong:
            raise UsageError(message)


def _conflicts(request: GenerateRequest) -> Iterator[tuple[Any, str]]:
    """What does not go together or stands alone, and what to do."""
    begun, name_parts = request.init or request.variations, _name_parts(request.options)
    yield request.strength is not None and not begun, "--strength says how much of a picture to change: give --init too"
    yield request.mask and not request.init, "--mask marks what to paint anew of a picture: give --init too"
    yield request.frames is not None and not request.between, "--frames counts the steps of --between A B: give it too"
    yield request.tries is not None and not request.novel, "--tries counts the seeds that --novel may try: give it too"
    yield request.novel and request.best_of, "--novel and --best-of each choose in their own way: give one of them"
    if request.between:
        yield not all(map(str.strip, request.between)), "--between takes two prompts, and one is empty; write both"
        yield request.prompts, "--between names both prompts; leave out the other one"
        yield request.count is not None, "--between draws --frames pictures with one seed; leave out -n"
        yield request.best_of or request.novel, "--between draws one seed; leave out --best-of and --novel"
        yield request.variations, "--variations takes its prompt from the picture; leave out --between"
    if request.variations:
        yield (
            request.prompts or request.attributes or name_parts,
            ("--variations takes prompt, style and view from the picture; give --init instead to say others"),
        )
        yield request.init, "--variations begins with its own picture; leave out --init"
    if request.format:
        yield request.options.back or request.options.shiny, f"{_DRAWS_ALL}; leave out --back, --shiny"


def _name_parts(options: GenerationOptions) -> list[str]:
    """What sets a sprite apart from a plain one in its name."""
    words = ((options.style, options.style != DEFAULT_OPTIONS.style), ("back", options.back), ("shiny", options.shiny))
    return [word for word, differs in words if differs and word]


def _with_init(request: GenerateRequest, init: Path) -> tuple[GenerationOptions, list[str]]:
    """The options with the picture to begin with, and notes on it."""
    picture, notes = _read(init)
    if request.mask is None:
        strength = INIT_STRENGTH if request.strength is None else request.strength
        return replace(request.options, init=_fitted(init, picture), strength=strength), notes
    if picture.shape[:2] != (SIDE, SIDE):
        size = f"{picture.shape[1]}x{picture.shape[0]}"
        raise UsageError(
            f"{init}: {size}, and --mask needs a sprite of 64x64: make one with `spritedex sprite quantize`, and draw "
            f"the mask for that"
        )
    strength = 1.0 if request.strength is None else request.strength
    return replace(request.options, init=picture, mask=_read_mask(request.mask), strength=strength), notes


def _variations(request: GenerateRequest, path: Path) -> tuple[PromptPlan, list[str]]:
    """The prompt_plan of a sprite that Spritedex wrote, beginning with that sprite."""
    picture, notes = _read(path)
    recipe = read_recipe(path, pictures=False)
    if request.format and (recipe.options.back or recipe.options.shiny):
        raise UsageError(f"{_DRAWS_ALL}, and {path} is one of these; vary its front, or leave out --format")
    asked = {
        name: value
        for name, value in request.options.changed_fields().items()
        if name in {"num_steps", "guidance_scale", "negative_prompt"}
    }
    strength = VARIATION_STRENGTH if request.strength is None else request.strength
    options = replace(recipe.options, **asked, init=_fitted(path, picture), strength=strength, mask=None)
    head, prompt = f"{_name(path)}-variation", recipe.prompt
    return PromptPlan(prompt, prompt, (options,), head, skipped=recipe.seed, made_by=recipe.bundle), notes


def _read(path: Path) -> tuple[RGBA, list[str]]:
    try:
        picture = open_picture(path)
    except PictureError as error:
        raise PictureError(f"{path}: {error}") from None
    notes = [f"{path}: {text}" for text in picture.notes]
    if (picture.rgba[..., 3] == 255).all():
        notes.append(f"{path}: it has no clear pixel, so its background is painted too: make that transparent")
    return picture.rgba, notes


def _fitted(path: Path, picture: RGBA) -> RGBA:
    """A sprite as it is, any other picture fitted."""
    if picture.shape[:2] == (SIDE, SIDE):
        return picture
    return np.ascontiguousarray(fit_pictures([path], [picture], SIDE)[0])


def _read_mask(path: Path) -> NDArray[np.bool_]:
    """bool [64, 64]: what is opaque, or in a picture without clear pixels what is white.

    Raises PictureError if it cannot be read, is not square or marks nothing.
    """
    try:
        rgba = open_picture(path).rgba
    except PictureError as error:
        raise PictureError(f"{path}: {error}") from None
    if rgba.shape[0] != rgba.shape[1]:
        raise PictureError(
            f"{path}: {rgba.shape[1]}x{rgba.shape[0]} is not square; draw the mask over the 64x64 sprite"
        )
    values = rgba[..., 3] if rgba[..., 3].min() < _OPAQUE else np.asarray(Image.fromarray(rgba).convert("L"))
    marked = fit_square(np.dstack([values, values, values, np.full_like(values, 255)]), SIDE)
    mask: NDArray[np.bool_] = marked[..., 0] >= _OPAQUE
    if not mask.any():
        raise PictureError(f"{path}: nothing is marked; paint white, or opaque on clear, what is to be drawn anew")
    return mask


def _name(path: Path) -> str:
    return slug(path.stem.replace("-", " "))
