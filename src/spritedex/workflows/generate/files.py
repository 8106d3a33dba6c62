"""What is written of a sprite: a PNG or a game's files, and a JSON file that says all. Knows no network."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from spritedex.bundle.format import Bundle, PainterBundle
from spritedex.errors import UsageError
from spritedex.runtime.classifier import Reading
from spritedex.runtime.generator import Sprite
from spritedex.runtime.options import Wish
from spritedex.sprites.creature import Creature
from spritedex.sprites.dye import name_colours
from spritedex.sprites.palette import quantise_together, recolour
from spritedex.workflows.files import write_output
from spritedex.workflows.generate.attributes import in_rare_colours
from spritedex.workflows.generate.choice import identity
from spritedex.workflows.generate.plan import GenerateRequest
from spritedex.workflows.generate.recipe import RECORD_SUFFIX, recipe_text, sprite_png, wish_values
from spritedex.workflows.sprites.export import export_creature

SHINY_STRENGTH: Final = 0.9
"""How much of the front is painted anew for its shiny colours: with less, the old ones would show through."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sprite that is on the disk: its PNG, or the first of the `files` of its format.

    `reading` is what the reader saw in it, None where it was not asked; `document` what its JSON file says, with whole
    paths; `notes` what should be known of it.
    """

    path: Path
    sprite: Sprite
    files: tuple[Path, ...]
    document: dict[str, Any]
    reading: Reading | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Views:
    """A creature's front, and its back and shiny front where its painter can draw them."""

    front: Sprite
    back: Sprite | None = None
    shiny: Sprite | None = None

    def creature(self, name: str) -> Creature:
        """The views in one palette. Raises ValueError if no pixel of them is at least half opaque."""
        painted = [self.front.painted, *([self.back.painted] if self.back else [])]
        front, *back = quantise_together(painted)
        shiny = recolour(front, self.shiny.painted) if self.shiny else None
        return Creature(front, back[0] if back else None, shiny, name=name)


def behind(wish: Wish) -> Wish:
    """The wish for the same creature from behind; a picture that it began with shows its front, and is left out."""
    return replace(wish, back=True, init=None, mask=None, strength=1.0)


def dyed(front: Sprite) -> Wish:
    """The wish for a front in its shiny colours: painted anew within its outline."""
    outline = front.painted[..., 3] >= 128
    told = in_rare_colours(front.wish.towards)
    return replace(front.wish, shiny=True, towards=told, init=front.painted, mask=outline, strength=SHINY_STRENGTH)


class Writer:
    """Writes what a request asked for, and says what each file holds."""

    def __init__(self, request: GenerateRequest, bundle: Bundle, reader: Bundle | None) -> None:
        """`reader` is the bundle that reads the sprites, None where they are not read."""
        self._request = request
        self._bundle = bundle
        self._made_with = {"bundle": identity(bundle), "reader": identity(reader) if reader else None}

    def sprite(self, stem: str, sprite: Sprite, reading: Reading | None, said: dict[str, Any]) -> Drawn:
        """Write a sprite as one PNG. Raises UsageError if it cannot be written."""
        path = self._request.out / f"{stem}.png"
        self._spare(path)
        write_output(path, sprite_png(sprite, self._bundle.manifest.name))
        palette = name_colours(sprite.indexed.palette) if sprite.indexed else None
        return self._record(stem, (path,), sprite, reading, {"palette": palette, **said})

    def creature(self, stem: str, views: Views, reading: Reading | None, said: dict[str, Any]) -> Drawn:
        """Write a creature in the format asked for. Raises UsageError if a file cannot be written."""
        request = self._request
        assert request.format
        creature = views.creature(stem)
        texts = self._texts(creature.slug, views) if request.format == "png" else {}
        written = export_creature(creature, request.format, request.out, request.sources, texts)
        more = {"format": request.format, "palette": written.palette, "shiny": written.shiny, **said}
        return self._record(stem, written.files, views.front, reading, more, written.notes)

    def _texts(self, slug: str, views: Views) -> dict[str, dict[str, str]]:
        """The recipes of a creature's PNGs, by their names."""
        looks = {"": views.front, "-back": views.back, "-shiny": views.shiny}
        if views.shiny:
            looks["-back-shiny"] = replace(views.shiny, wish=behind(views.shiny.wish))
        model = self._bundle.manifest.name
        return {f"{slug}{look}.png": recipe_text(sprite, model) for look, sprite in looks.items() if sprite}

    def _record(
        self,
        stem: str,
        files: tuple[Path, ...],
        sprite: Sprite,
        reading: Reading | None,
        more: dict[str, Any],
        notes: tuple[str, ...] = (),
    ) -> Drawn:
        document = {
            "prompt": sprite.prompt,
            "seed": sprite.seed,
            "wish": self._wish(sprite.wish),
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
        return Drawn(files[0], sprite, files, whole, reading, (*sprite.notes, *notes))

    def _wish(self, wish: Wish) -> dict[str, Any]:
        """With the painter's own steps and guidance written out."""
        config = self._bundle.config
        if not isinstance(config, PainterBundle):
            return {}
        steps, guidance = wish.steps or config.steps, config.guidance if wish.guidance is None else wish.guidance
        return {"style": wish.style, **wish_values(wish), "steps": steps, "guidance": guidance}

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
