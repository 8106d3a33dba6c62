"""A sprite as Python code has it: its picture, what made it, and what can be made of it. Knows no command line."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from PIL import Image

from spritedex.errors import OptionError, PictureError, UsageError
from spritedex.runtime.options import GenerationOptions
from spritedex.runtime.pipeline import Attention, Sample
from spritedex.runtime.reading import Reading
from spritedex.sprites.codec import RGBA
from spritedex.sprites.formats import TYPED
from spritedex.workflows.files import write_output
from spritedex.workflows.generate.creature import CreatureSamples, back_of, can_be_front, shiny_of
from spritedex.workflows.generate.encode import describe, export_samples, made_with, palette_of, read_as
from spritedex.workflows.generate.models import Models
from spritedex.workflows.generate.notebook import sprite_html, zoomed_png
from spritedex.workflows.generate.recipe import sprite_png


class Sprite:
    """A 64x64 sprite that a `Generator` drew. In notebooks it shows itself."""

    def __init__(
        self,
        sample: Sample,
        models: Models,
        name: str,
        *,
        reading: Reading | None = None,
        details: Mapping[str, Any] | None = None,
        notes: tuple[str, ...] = (),
        format: str | None = None,
    ) -> None:
        """`Generator.generate` makes sprites; `details` are what their choice adds to the recipe."""
        self._sample, self._models, self._name = sample, models, name
        self._read, self._details, self._format = reading, dict(details or {}), format
        self._notes = (*notes, *sample.notes)

    def __repr__(self) -> str:
        seen = "".join(f", {name}=True" for name in ("back", "shiny") if getattr(self.options, name))
        return f"Sprite({self.prompt!r}, seed={self.seed}{seen})"

    def _repr_png_(self) -> bytes:
        return zoomed_png(self.rgba)

    def _repr_html_(self) -> str:
        return sprite_html(self.png, self.prompt, self.seed, self.palette)

    @property
    def rgba(self) -> RGBA:
        """The pixels, uint8 [64, 64, 4] with straight alpha."""
        return self._sample.rgba

    @property
    def image(self) -> Image.Image:
        """The sprite as a Pillow image of mode RGBA."""
        return self._sample.image

    @property
    def png(self) -> bytes:
        """A PNG with the recipe as text, indexed where there is a palette; the same bytes for the same sprite."""
        return sprite_png(self._sample, self._model)

    @property
    def palette(self) -> tuple[str, ...]:
        """The colors as #rrggbb, at most 15 beside transparent; empty for a style without a palette."""
        return tuple(palette_of(self._sample) or ())

    @property
    def prompt(self) -> str:
        """What was drawn, with the words for types, color, shape and size."""
        return self._sample.prompt

    @property
    def sketch(self) -> str:
        """The name of the sketch that it began at; empty if it began at none."""
        return self._sample.sketch

    @property
    def seed(self) -> int:
        """The same prompt, options, model and seed give the same sprite."""
        return self._sample.seed

    @property
    def options(self) -> GenerationOptions:
        """The options that it was drawn with."""
        return self._sample.options

    @property
    def notes(self) -> tuple[str, ...]:
        """What you should know of it: words that the model ignored, options without effect, pictures converted."""
        return self._notes

    @property
    def score(self) -> float | None:
        """How well it matches its prompt, in [0, 1], where it was chosen with `best_of`; else None."""
        value: float | None = self._details.get("score")
        return value

    @property
    def novel(self) -> bool | None:
        """Whether it looks like no known creature, where it was chosen with `novel`; else None."""
        return self._details["novel"]["found"] if "novel" in self._details else None

    @property
    def recipe(self) -> dict[str, Any]:
        """How it was made, as JSON has it: prompt, seed, options, bundle, palette, notes; and what chose it."""
        generator, read = self._models.generator, self._read
        bundles = made_with(generator.bundle, self._models.classifier.bundle if read else None)
        return {
            **describe(self._sample, generator.defaults, bundles),
            **(read_as(read) if read else {}),
            "palette": palette_of(self._sample),
            **self._details,
            "notes": list(self._notes),
        }

    @property
    def row(self) -> dict[str, Any]:
        """A row of a table, as `pandas.DataFrame([each.row for each in sprites])`: prompt, seed, style, the number of
        colors, and where they are known score and types."""
        values = {"prompt": self.prompt, "seed": self.seed, "style": self.options.style, "colors": len(self.palette)}
        return values | {"score": self.score} | ({"types": ", ".join(self._read.types)} if self._read else {})

    @cached_property
    def reading(self) -> Reading:
        """What the classifier reads it as: types, probabilities, and the nearest known species."""
        self._read = self._read or self._models.read(self.rgba)
        return self._read

    @cached_property
    def words(self) -> tuple[Attention, ...]:
        """How much each word of the prompt counts, and where."""
        return self._models.generator.attention(self._sample)

    @cached_property
    def back(self) -> "Sprite":
        """The same creature from behind, drawn when first asked for. Raises OptionError if the model cannot draw it."""
        return self if self.options.back else self._other("back", *back_of(self._sample))

    @cached_property
    def shiny(self) -> "Sprite":
        """The same sprite in rare colors."""
        return self if self.options.shiny else Sprite(shiny_of(self._sample), self._models, f"{self._name}-shiny")

    @property
    def files(self) -> dict[str, bytes]:
        """The PNG, or the files of the format that `generate` was called with: relative path -> bytes."""
        return self.export(self._format) if self._format else {f"{self._name}.png": self.png}

    def export(self, format: str = "png", name: str | None = None) -> dict[str, bytes]:
        """The files that a game or an editor loads: relative path -> bytes; front, back and shiny in one palette.

        `format` is one of those that docs/formats.md lists, such as gba; `name` is the creature's, by default made of
        prompt and seed. The back is drawn when first needed; a model that cannot draw one exports the front.

        Raises OptionError for an unknown format, or if the sprite is itself a back or shiny; PictureError if nothing of
        it is opaque.
        """
        if self.options.back or self.options.shiny:
            raise OptionError("format", "draws back and shiny too; export the front of this creature", format)
        if not can_be_front(self._sample):
            raise PictureError("nothing opaque was drawn, so no format can show it; try another seed")
        samples = CreatureSamples(self._sample)
        if self._models.accepts_options:
            samples = CreatureSamples(self._sample, self.back._sample)
        types = self.reading.types if format in TYPED else ()
        return export_samples(samples, format, name or self._name, self._model, types=types).files

    def save(self, path: str | Path) -> Path:
        """Write the PNG, whole or not at all, and return its path.

        Raises UsageError for the suffix of another kind of file, WriteError if it cannot be written.
        """
        if (suffix := Path(path).suffix.lower()) not in ("", ".png"):
            raise UsageError(
                f"{path}: {suffix} is not written; end the name in .png, or see export() for other formats"
            )
        write_output(Path(path), self.png)
        return Path(path)

    @property
    def _model(self) -> str:
        return self._models.generator.bundle.manifest.name

    def _other(self, suffix: str, prompt: str, options: GenerationOptions) -> "Sprite":
        """Another sprite of the same creature, with the same seed."""
        sample = next(self._models.generator.generate(prompt, seed=self.seed, options=options))
        return Sprite(sample, self._models, f"{self._name}-{suffix}")
