"""`spritedex.Generator`: sentences in, sprites out, with all that the command line can do. Knows no disk."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from spritedex.bundle.format import Bundle
from spritedex.errors import OptionError, PictureError, check_kind
from spritedex.runtime.options import DEFAULT_OPTIONS, GenerationOptions
from spritedex.runtime.pipeline import Attention
from spritedex.sprites.sources import PictureSource, file_content
from spritedex.workflows.generate.attributes import Attributes
from spritedex.workflows.generate.items import Item, Note, Rendered, Step
from spritedex.workflows.generate.models import Models
from spritedex.workflows.generate.plan import plan
from spritedex.workflows.generate.render import render
from spritedex.workflows.generate.request import GenerateRequest
from spritedex.workflows.generate.sprite import Sprite

_CHOICES: Final = ("score", "novel")


class Generator:
    """Draws sprites from sentences.

    generator = spritedex.Generator.load()
    for sprite in generator.generate("a small orange lizard", count=8):
        sprite.save(f"lizard-{sprite.seed}.png")
    """

    def __init__(self, models: Models) -> None:
        """`Generator.load` opens the models."""
        self._models = models

    @classmethod
    def load(cls, bundle: str | Path | None = None, *, classifier: str | Path | None = None) -> "Generator":
        """From the packaged default (None), a packaged name, a folder or `hub:owner/name`.

        `classifier` is the bundle that reads sprites, None the packaged one; it is opened when it is first needed.
        Raises BundleError that says what is wrong with the bundle and what to do.
        """
        models = Models(bundle, classifier)
        _ = models.generator
        return cls(models)

    @property
    def bundle(self) -> Bundle:
        """The bundle that draws: its path, manifest and config."""
        return self._models.generator.bundle

    @property
    def styles(self) -> tuple[str, ...]:
        """The styles that it draws; empty where it knows no styles."""
        return self._models.generator.styles

    def generate(
        self,
        prompt: str | Sequence[str] | None = None,
        *,
        count: int | None = None,
        seed: int = 0,
        style: str | None = DEFAULT_OPTIONS.style,
        types: str | Sequence[str] = (),
        color: str = "",
        shape: str = "",
        size: str = "",
        negative_prompt: str = "",
        num_steps: int | None = None,
        guidance_scale: float | None = None,
        back: bool = False,
        shiny: bool = False,
        palette: Sequence[str] = (),
        sketch: str = "",
        init: "PictureSource | Sprite | None" = None,
        strength: float | None = None,
        mask: PictureSource | None = None,
        between: tuple[str, str] | None = None,
        frames: int | None = None,
        variation_of: "PictureSource | Sprite | None" = None,
        line: int | None = None,
        evolve: "PictureSource | Sprite | None" = None,
        best_of: int | None = None,
        novel: bool = False,
        tries: int | None = None,
        format: str | None = None,
        options: GenerationOptions | None = None,
        callback_on_step_end: Callable[[Step], None] | None = None,
    ) -> Iterator[Sprite]:
        """Sprites, drawn as they are asked for; `list(...)` draws them all. Wrong options are refused at once.

        Args:
            prompt: One sentence or several; not needed where types, color, shape or size say what to draw.
            count: Sprites of each prompt, with seeds from `seed` up; 1 if not given, 4 with `variation_of`.
            seed: In 0..2^63-1. The same prompt, seed, options and model give the same pixels.
            style: One of `styles`, or "" for any; None is the model's own, pixel where it draws that.
            types: One or two of `spritedex.TYPES`.
            color: One of 11 colors, such as "red"; `shape` and `size`: words such as "wings" and "small".
            negative_prompt: What not to draw.
            num_steps: In 1..200; the model's own if not given, 1 for an inked sprite. More are finer and slower.
            guidance_scale: In 0..20; the model's own if not given. More follows the prompt closer and varies less.
            back: From behind; `shiny`: in rare colors.
            palette: Colors as #rrggbb; a pixel sprite has at most 15 of these and no others.
            sketch: The name of the sketch to begin at, as `spritedex sketches` lists them; by default the one of what
                the prompt is about, if there is one; "none" to begin at noise.
            init: A picture to start from: a path, bytes, a Pillow image, an array uint8 [H, W, 4] or a sprite.
            strength: How much of it to redraw, in (0, 1]: 0.6 if not given; 0.5 for variations, 1 with a mask.
            mask: What of a 64x64 `init` to redraw: white, or opaque on transparent, or an array bool [64, 64].
            between: Two prompts; draws `frames` sprites (8) from one to the other with one seed.
            variation_of: A sprite that Spritedex drew, or its PNG, to be varied.
            line: Draw so many stages (2 or 3) of an evolution line with each seed.
            evolve: A sprite or picture of a creature, to draw its last stage; without a prompt, a sprite of Spritedex.
            best_of: Draw so many of each prompt and keep the best `count`, the best first.
            novel: Try up to `tries` (10) seeds for each sprite until it looks like no known creature; with `best_of`,
                sprites that do so go before others.
            format: What `sprite.files` holds: the files of a format such as "gba" or "sheet".
            options: In place of style, back, shiny, palette, sketch, num_steps, guidance_scale and negative_prompt.
            callback_on_step_end: Called after each step with its number and a preview.

        Raises OptionError for an option, PromptError for a prompt, PictureError for a picture.
        """
        for name, texts in {"prompt": prompt, "types": types, "between": between, "palette": palette}.items():
            _check_texts(name, texts)
        if between is not None and len(between) != 2:
            raise OptionError("between", "must be two texts", between)
        check_kind(str, color=color, shape=shape, size=size, negative_prompt=negative_prompt, sketch=sketch)
        check_kind(str, True, style=style, format=format)
        check_kind(int, seed=seed)
        check_kind(int, True, count=count, num_steps=num_steps, frames=frames, best_of=best_of, tries=tries, line=line)
        check_kind(float, True, guidance_scale=guidance_scale, strength=strength)
        check_kind(bool, back=back, shiny=shiny, novel=novel)
        if options is not None and not isinstance(options, GenerationOptions):
            raise OptionError("options", f"must be GenerationOptions, not {type(options).__name__}")
        if callback_on_step_end is not None and not callable(callback_on_step_end):
            raise OptionError("callback_on_step_end", "must be a function of a step", callback_on_step_end)
        given = GenerationOptions(
            style, back, shiny, num_steps, guidance_scale, negative_prompt, palette=_several(palette), sketch=sketch
        )
        if options is not None and (changed := given.changed_fields()):
            names = ", ".join(f"{{{name}}}" for name in changed)
            raise OptionError("options", f"cannot be combined with {names}; put them into the options")
        request = GenerateRequest(
            prompts=_several(prompt),
            count=count,
            seed=seed,
            attributes=Attributes(_several(types), color, shape, size),
            options=options or given,
            init=_opened(init, "init"),
            strength=strength,
            mask=_opened(mask, "mask"),
            between=between,
            frames=frames,
            variation_of=_opened(variation_of, "variation_of"),
            line=line,
            evolve=_opened(evolve, "evolve"),
            best_of=best_of,
            novel=novel,
            tries=tries,
            format=format,
            read=False,
        )
        planned = plan(request)
        # A sprite makes the files of its format itself, when they are asked for.
        alone = replace(planned, request=replace(request, format=None))
        return self._sprites(render(alone, self._models, strict=True), format, callback_on_step_end)

    def attention(self, sprite: Sprite) -> tuple[Attention, ...]:
        """How much each word of a sprite's prompt counts, and where; the same as `sprite.words`."""
        return sprite.words

    def _sprites(
        self, items: Iterator[Item], format: str | None, callback: Callable[[Step], None] | None
    ) -> Iterator[Sprite]:
        notes: tuple[str, ...] = ()
        for item in items:
            if isinstance(item, Note):
                notes += (item.text,)
            elif isinstance(item, Step):
                if callback:
                    callback(item)
            elif isinstance(item, Rendered):
                chosen: dict[str, Any] = {name: item.document[name] for name in _CHOICES if name in item.document}
                yield Sprite(
                    item.sample, self._models, item.stem, reading=item.reading, details=chosen, notes=notes,
                    format=format,
                )  # fmt: skip


def _check_texts(name: str, texts: object) -> None:
    """Raises OptionError that names an argument which is neither a text nor several."""
    if isinstance(texts, str | None):
        return
    if not (isinstance(texts, Sequence) and all(isinstance(text, str) for text in texts)):
        raise OptionError(name, "must be a text, or a list of texts")


def _several(texts: str | Sequence[str] | None) -> tuple[str, ...]:
    """The texts of an argument that takes one, several or none."""
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


def _opened(source: "PictureSource | Sprite | None", name: str) -> PictureSource | None:
    """A sprite as its PNG, and an open file as its bytes: it can be read once, and is read twice."""
    if isinstance(source, Sprite):
        return source.png
    try:
        return file_content(source) if source is not None and hasattr(source, "read") else source
    except PictureError as error:
        raise error.at(name) from None
