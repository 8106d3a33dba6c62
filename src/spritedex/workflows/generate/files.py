"""What is written of a sprite: a PNG or a game's files, and a JSON file that says all. Knows no network."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from spritedex.bundle.format import Bundle, PainterBundle
from spritedex.errors import UsageError
from spritedex.runtime.classifier import Reading
from spritedex.runtime.generator import Sprite
from spritedex.runtime.options import GenerationOptions
from spritedex.sprites.creature import Creature
from spritedex.sprites.dye import name_colors
from spritedex.sprites.palette import quantize_together, recolor
from spritedex.workflows.files import write_output
from spritedex.workflows.generate.attributes import in_rare_colors
from spritedex.workflows.generate.choice import identity
from spritedex.workflows.generate.plan import GenerateRequest
from spritedex.workflows.generate.recipe import RECORD_SUFFIX, option_values, recipe_text, sprite_png
from spritedex.workflows.sprites.export import export_creature

SHINY_STRENGTH: Final = 0.9
"""How much of the front is painted anew for its shiny colors: with less, the old ones would show through."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A sprite that is on the disk: its PNG, or the first of the `files` of its format.

    `reading` is what the classifier saw in it, None where it was not asked; `document` what its JSON file says, with
    whole paths; `notes` what should be known of it.
    """

    path: Path
    sprite: Sprite
    files: tuple[Path, ...]
    document: dict[str, Any]
    reading: Reading | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CreatureSprites:
    """A creature's front, and its back and shiny front where its painter can draw them."""

    front: Sprite
    back: Sprite | None = None
    shiny: Sprite | None = None

    def creature(self, name: str) -> Creature:
        """The sprites in one palette. Raises ValueError if no pixel of them is at least half opaque."""
        raw = [self.front.raw, *([self.back.raw] if self.back else [])]
        front, *back = quantize_together(raw)
        shiny = recolor(front, self.shiny.raw) if self.shiny else None
        return Creature(front, back[0] if back else None, shiny, name=name)


def behind(options: GenerationOptions) -> GenerationOptions:
    """The options for the same creature from behind; a picture that it began with shows its front, and is left out."""
    return replace(options, back=True, init=None, mask=None, strength=1.0)


def dyed(front: Sprite) -> GenerationOptions:
    """The options for a front in its shiny colors: painted anew within its outline."""
    outline = front.raw[..., 3] >= 128
    towards = in_rare_colors(front.options.towards_prompt)
    return replace(
        front.options, shiny=True, towards_prompt=towards, init=front.raw, mask=outline, strength=SHINY_STRENGTH
    )


class Writer:
    """Writes what a request asked for, and says what each file holds."""

    def __init__(self, request: GenerateRequest, bundle: Bundle, classifier: Bundle | None) -> None:
        """`classifier` is the bundle that reads the sprites, None where they are not read."""
        self._request = request
        self._bundle = bundle
        self._made_with = {"bundle": identity(bundle), "classifier": identity(classifier) if classifier else None}

    def sprite(self, stem: str, sprite: Sprite, reading: Reading | None, details: dict[str, Any]) -> Rendered:
        """Write a sprite as one PNG. Raises UsageError if it cannot be written."""
        path = self._request.out / f"{stem}.png"
        self._spare(path)
        write_output(path, sprite_png(sprite, self._bundle.manifest.name))
        palette = name_colors(sprite.indexed.palette) if sprite.indexed else None
        return self._record(stem, (path,), sprite, reading, {"palette": palette, **details})

    def creature(
        self, stem: str, sprites: CreatureSprites, reading: Reading | None, details: dict[str, Any]
    ) -> Rendered:
        """Write a creature in the format asked for. Raises UsageError if a file cannot be written."""
        request = self._request
        assert request.format
        creature = sprites.creature(stem)
        texts = self._texts(creature.slug, sprites) if request.format == "png" else {}
        written = export_creature(creature, request.format, request.out, request.sources, texts)
        more = {"format": request.format, "palette": written.palette, "shiny_palette": written.shiny_palette, **details}
        return self._record(stem, written.files, sprites.front, reading, more, written.notes)

    def _texts(self, slug: str, sprites: CreatureSprites) -> dict[str, dict[str, str]]:
        """The recipes of a creature's PNGs, by their names."""
        pictures = {"": sprites.front, "-back": sprites.back, "-shiny": sprites.shiny}
        if sprites.shiny:
            pictures["-back-shiny"] = replace(sprites.shiny, options=behind(sprites.shiny.options))
        model = self._bundle.manifest.name
        return {f"{slug}{suffix}.png": recipe_text(sprite, model) for suffix, sprite in pictures.items() if sprite}

    def _record(
        self,
        stem: str,
        files: tuple[Path, ...],
        sprite: Sprite,
        reading: Reading | None,
        more: dict[str, Any],
        notes: tuple[str, ...] = (),
    ) -> Rendered:
        document = {
            "prompt": sprite.prompt,
            "seed": sprite.seed,
            "options": self._options(sprite.options),
            **self._made_with,
            **(_seen(reading) if reading else {}),
            **more,
            "notes": [*sprite.notes, *notes],
        }
        if self._request.record:
            path = self._request.out / f"{stem}{RECORD_SUFFIX}"
            self._spare(path)
            names = [file.relative_to(self._request.out).as_posix() for file in files]
            write_output(path, (json.dumps(_named(names, document), ensure_ascii=False, indent=2) + "\n").encode())
        whole = _named([str(file) for file in files], document)
        return Rendered(files[0], sprite, files, whole, reading, (*sprite.notes, *notes))

    def _options(self, options: GenerationOptions) -> dict[str, Any]:
        """With the painter's own steps and guidance written out."""
        config = self._bundle.config
        if not isinstance(config, PainterBundle):
            return {}
        num_steps = options.num_steps or config.num_steps
        guidance_scale = config.guidance_scale if options.guidance_scale is None else options.guidance_scale
        return {
            "style": options.style,
            **option_values(options),
            "num_steps": num_steps,
            "guidance_scale": guidance_scale,
        }

    def _spare(self, path: Path) -> None:
        if any(path.resolve() == source.resolve() for source in self._request.sources):
            raise UsageError(f"{path} is a picture to read and would be overwritten; choose another --out")


def _named(files: list[str], document: dict[str, Any]) -> dict[str, Any]:
    return {"file": files[0], **({"files": files} if len(files) > 1 else {}), **document}


def _seen(reading: Reading) -> dict[str, Any]:
    return {
        "types": reading.types,
        "probabilities": reading.probabilities,
        "nearest": [asdict(known) for known in reading.nearest],
    }
