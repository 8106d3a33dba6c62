"""A sprite as files in memory: a PNG or those of a format, with the document that says how it was made."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from spritedex.bundle.format import Bundle
from spritedex.runtime.classifier import Reading
from spritedex.runtime.options import GenerationOptions
from spritedex.runtime.pipeline import Pipeline
from spritedex.sprites.dye import name_colors
from spritedex.workflows.generate.choice import identity
from spritedex.workflows.generate.creature import CreatureSamples, shiny_back
from spritedex.workflows.generate.draw import Kept
from spritedex.workflows.generate.items import Rendered
from spritedex.workflows.generate.plan import Plan, PromptPlan
from spritedex.workflows.generate.recipe import option_values, recipe_text, sprite_png
from spritedex.workflows.sprites.export import export_creature


class Encoder:
    """Makes the files and documents of a plan's sprites."""

    def __init__(self, plan: Plan, generator: Pipeline, classifier: Bundle | None) -> None:
        """`classifier` is the bundle that reads the sprites, None where they are not read."""
        self._request = plan.request
        self._generator = generator
        self._made_with = {
            "bundle": identity(generator.bundle),
            "classifier": identity(classifier) if classifier else None,
        }

    def sprite(self, prompt: PromptPlan, kept: Kept) -> Rendered:
        """As one PNG."""
        stem = prompt.stem(kept.sample.seed, kept.frame)
        files = {f"{stem}.png": sprite_png(kept.sample, self._generator.bundle.manifest.name)}
        palette = name_colors(kept.sample.indexed.palette) if kept.sample.indexed else None
        return self._rendered(stem, prompt, kept, files, {"palette": palette})

    def creature(self, prompt: PromptPlan, kept: Kept, samples: CreatureSamples) -> Rendered:
        """As the files of the format that is asked for."""
        format = self._request.format
        assert format
        stem = prompt.stem(kept.sample.seed, kept.frame)
        creature = samples.in_one_palette(stem)
        model = self._generator.bundle.manifest.name
        texts = recipe_texts(creature.slug, samples, model) if format == "png" else {}
        exported = export_creature(creature, format, self._request.icon_palettes, texts)
        more = {"format": format, "palette": exported.palette, "shiny_palette": exported.shiny_palette}
        return self._rendered(stem, prompt, kept, exported.files, more, exported.notes, samples)

    def _rendered(
        self,
        stem: str,
        prompt: PromptPlan,
        kept: Kept,
        files: dict[str, bytes],
        more: Mapping[str, Any],
        notes: tuple[str, ...] = (),
        samples: CreatureSamples | None = None,
    ) -> Rendered:
        sample, notes = kept.sample, (*kept.sample.notes, *notes)
        first, *others = files
        document = {
            "file": first,
            **({"files": list(files)} if others else {}),
            "prompt": sample.prompt,
            "seed": sample.seed,
            "options": self._options(sample.options),
            **self._made_with,
            **(_read_as(kept.reading) if kept.reading else {}),
            **more,
            **kept.details,
            "notes": list(notes),
        }
        return Rendered(
            stem, f"{prompt.head}{prompt.tail}", prompt.title, kept.caption, sample, files, document, kept.reading,
            notes, samples,
        )  # fmt: skip

    def _options(self, options: GenerationOptions) -> dict[str, Any]:
        """With the generator's own steps and guidance written out; empty where it takes no options."""
        defaults = self._generator.defaults
        if not defaults:
            return {}
        given = {"num_steps": options.num_steps, "guidance_scale": options.guidance_scale}
        used = {name: defaults[name] if value is None else value for name, value in given.items()}
        return {"style": options.style, **option_values(options), **used}


def recipe_texts(slug: str, samples: CreatureSamples, model: str) -> dict[str, dict[str, str]]:
    """The recipes of a creature's plain PNGs, by their names."""
    pictures = {"": samples.front, "-back": samples.back, "-shiny": samples.shiny}
    if samples.shiny:
        pictures["-back-shiny"] = shiny_back(samples.shiny)
    return {f"{slug}{suffix}.png": recipe_text(sample, model) for suffix, sample in pictures.items() if sample}


def _read_as(reading: Reading) -> dict[str, Any]:
    return {
        "types": reading.types,
        "probabilities": reading.probabilities,
        "nearest": [asdict(known) for known in reading.nearest],
    }
