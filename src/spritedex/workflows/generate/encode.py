"""A sprite as files in memory: a PNG or those of a format, with the document that says how it was made."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from spritedex.bundle.format import Bundle
from spritedex.runtime.drawn import TURNED
from spritedex.runtime.pipeline import Pipeline, Sample
from spritedex.runtime.reading import Reading
from spritedex.sprites.dye import name_colors
from spritedex.sprites.formats_moving import way
from spritedex.sprites.palette import Colors
from spritedex.workflows.generate.choice import identity
from spritedex.workflows.generate.creature import CreatureSamples, shiny_of
from spritedex.workflows.generate.draw import Kept
from spritedex.workflows.generate.items import Rendered
from spritedex.workflows.generate.plan import Plan, PromptPlan
from spritedex.workflows.generate.recipe import option_values, recipe_text, sprite_png
from spritedex.workflows.sprites.export import Exported, export_creature

SET_SUFFIX: Final = "-set"
"""The plain PNGs of a creature share a palette, so they are other files than its sprites alone: NAME-set.png."""


class Encoder:
    """Makes the files and documents of a plan's sprites."""

    def __init__(self, plan: Plan, generator: Pipeline, classifier: Bundle | None) -> None:
        """`classifier` is the bundle that reads the sprites, None where they are not read."""
        self._request = plan.request
        self._generator = generator
        self._made_with = made_with(generator.bundle, classifier)

    def sprite(self, prompt: PromptPlan, kept: Kept) -> Rendered:
        """As one PNG."""
        stem = prompt.stem(kept.sample.seed, kept.frame)
        files = {f"{stem}.png": sprite_png(kept.sample, self._generator.bundle.manifest.name)}
        return self._rendered(stem, prompt, kept, files, {"palette": palette_of(kept.sample)})

    def creature(self, prompt: PromptPlan, kept: Kept, samples: CreatureSamples) -> Rendered:
        """As the files of the format that is asked for."""
        request, stem = self._request, prompt.stem(kept.sample.seed, kept.frame)
        assert request.format
        name = prompt.creature_name(kept.sample.seed, kept.frame)
        exported = export_samples(
            samples, request.format, name, self._generator.bundle.manifest.name, request.icon_palettes,
            kept.reading.types if kept.reading else (),
        )  # fmt: skip
        more: dict[str, Any] = {"format": request.format}
        if prompt.creature:
            more["name"] = prompt.creature
        more |= {"palette": exported.palette, "shiny_palette": exported.shiny_palette}
        if exported.entry:
            more |= {"entry": exported.entry, "snippet": exported.snippet}
        turned = (TURNED,) if samples.back and TURNED in samples.back.notes else ()
        return self._rendered(stem, prompt, kept, exported.files, more, (*turned, *exported.notes))

    def way(self, prompt: PromptPlan, kept: Sequence[Kept]) -> Rendered:
        """All sprites from one prompt to another as one picture that moves."""
        first, format = kept[0], self._request.format
        assert format
        stem = f"{prompt.head}-{first.sample.seed}{prompt.tail}"
        files = {f"{stem}.{format}": way([each.sample.rgba for each in kept], format)}
        return self._rendered(stem, prompt, first, files, {"format": format, "frames": len(kept)})

    def _rendered(
        self,
        stem: str,
        prompt: PromptPlan,
        kept: Kept,
        files: dict[str, bytes],
        more: Mapping[str, Any],
        notes: tuple[str, ...] = (),
    ) -> Rendered:
        notes = (*kept.sample.notes, *notes)
        first, *others = files
        document = {
            "file": first,
            **({"files": list(files)} if others else {}),
            **describe(kept.sample, self._generator.defaults, self._made_with),
            **(read_as(kept.reading) if kept.reading else {}),
            **more,
            **kept.details,
            "notes": list(notes),
        }
        return Rendered(
            stem, f"{prompt.head}{prompt.tail}", prompt.title, kept.caption, kept.sample, files, document,
            kept.reading, notes, len(prompt.variants),
        )  # fmt: skip


def made_with(generator: Bundle, classifier: Bundle | None) -> dict[str, Any]:
    """The bundles that a document names; a `classifier` of None means that the sprite was not read."""
    return {"bundle": identity(generator), "classifier": identity(classifier) if classifier else None}


def describe(sample: Sample, defaults: Mapping[str, Any], bundles: Mapping[str, Any]) -> dict[str, Any]:
    """How a sample was made, for its document: prompt, seed, options and `bundles`.

    `defaults` are the generator's own num_steps and guidance_scale; empty where it takes no options. An inked sprite
    has its own num_steps, None if not given.
    """
    options: dict[str, Any] = {}
    if defaults:
        defaults = {**defaults, "num_steps": None} if sample.is_inked else defaults
        given = {name: getattr(sample.options, name) for name in defaults}
        used = {name: defaults[name] if value is None else value for name, value in given.items()}
        options = {"style": sample.options.style, **option_values(sample.options), **used}
    understood = sample.understood.to_json()
    begun = {"sketch": sample.sketch} if sample.sketch else {}
    begun |= {"redrawn": sample.redrawn} if sample.redrawn else {}
    return {
        "prompt": sample.prompt, "seed": sample.seed, "understood": understood, **begun, "options": options, **bundles,
    }  # fmt: skip


def read_as(reading: Reading) -> dict[str, Any]:
    """A reading, for the document of its sprite."""
    return {
        "types": reading.types,
        "unsure": reading.unsure,
        "probabilities": reading.probabilities,
        "nearest": [asdict(known) for known in reading.nearest],
    }


def palette_of(sample: Sample) -> list[str] | None:
    """The colors of a sample as #rrggbb; None for a style without a palette."""
    return name_colors(sample.indexed.palette) if sample.indexed else None


def export_samples(
    samples: CreatureSamples, format: str, name: str, model: str, icon_palettes: Sequence[Colors] = (),
    types: Sequence[str] = (),
) -> Exported:  # fmt: skip
    """A creature's samples in one palette, as the files of a format; plain PNGs have their recipes as text. `types` are
    those that it was read as.

    Raises OptionError for the format.
    """
    name = f"{name}{SET_SUFFIX}" if format == "png" else name
    creature = samples.in_one_palette(name.replace("-", " "), types)
    texts = _recipe_texts(creature.stem, samples, model) if format == "png" else {}
    return export_creature(creature, format, icon_palettes, texts)


def _recipe_texts(stem: str, samples: CreatureSamples, model: str) -> dict[str, dict[str, str]]:
    """The recipes of a creature's plain PNGs, by their names."""
    pictures = {"": samples.front, **({"-back": samples.back} if samples.back else {})}
    pictures |= {f"{suffix}-shiny": shiny_of(sample) for suffix, sample in pictures.items()}
    return {f"{stem}{suffix}.png": recipe_text(sample, model) for suffix, sample in pictures.items()}
