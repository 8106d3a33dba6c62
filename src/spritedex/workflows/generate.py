"""Sentences in, sprite files out. Knows nothing of how they are printed."""

import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PIL.PngImagePlugin import PngInfo

from spritedex.errors import Problem, PromptError
from spritedex.runtime.generator import Generator, Sprite
from spritedex.sprites.sheets import Section, contact_sheet
from spritedex.workflows.files import SHEET_SUFFIX, write_figure, write_output

SHEET_LIMIT: Final = 64
"""The contact sheet shows so many sprites at most."""

_SLUG_LENGTH: Final = 42


@dataclass(frozen=True, slots=True)
class GenerateRequest:
    """Draw `count` sprites of each prompt, seeds from `seed` up, into `out`; `sheet` asks for a contact
    sheet.
    """

    prompts: tuple[str, ...]
    out: Path
    count: int = 1
    seed: int = 0
    model: str | None = None
    sheet: bool = True


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sprite and the PNG that it was written to."""

    path: Path
    sprite: Sprite


@dataclass(frozen=True, slots=True)
class Sheet:
    """The contact sheet, written last; `left_out` sprites found no room on it."""

    path: Path
    left_out: int


@dataclass
class _Gathered:
    sprites: dict[str, list[tuple[Sprite, str]]] = field(default_factory=dict)
    kept: int = 0
    left_out: int = 0

    def add(self, sprite: Sprite) -> None:
        if self.kept == SHEET_LIMIT:
            self.left_out += 1
        else:
            self.kept += 1
            self.sprites.setdefault(sprite.prompt, []).append((sprite, f"seed {sprite.seed}"))


def generate(request: GenerateRequest) -> Iterator[Drawn | Problem | Sheet]:
    """Draw and write; yields each sprite when it is on the disk, and each prompt that could not be drawn.

    Where more than one sprite was drawn, the contact sheet comes last.
    Raises BundleError for the model; UsageError for the seed, the count or a folder that cannot be written.
    """
    generator = Generator.load(request.model)
    model = generator.bundle.manifest.name
    gathered = _Gathered()
    first: Path | None = None
    for prompt in request.prompts:
        try:
            sprites = generator.generate(prompt, request.count, request.seed)
        except PromptError as error:
            yield Problem(f"prompt {_short(prompt)!r}", str(error))
            continue
        for sprite in sprites:
            path = request.out / f"{slug(sprite.prompt)}-{sprite.seed}.png"
            write_output(path, sprite_png(sprite, model))
            first = first or path
            gathered.add(sprite)
            yield Drawn(path, sprite)
    if request.sheet and first and gathered.kept > 1:
        sections = [
            Section(prompt, [(sprite.rgba, caption) for sprite, caption in sprites])
            for prompt, sprites in gathered.sprites.items()
        ]
        path = first.with_name(first.stem.rpartition("-")[0] + SHEET_SUFFIX)
        write_figure(path, contact_sheet(sections))
        yield Sheet(path, gathered.left_out)


def slug(prompt: str) -> str:
    """A file name's stem for a prompt: its ASCII words, at most 42 characters.

    A hash follows where words alone do not say the prompt, so that two prompts never share a file.

    >>> slug("A small orange lizard")
    'a-small-orange-lizard'
    >>> slug("../../Pokémon")
    'pokemon-9f07b05a'
    """
    letters = unicodedata.normalize("NFKD", prompt.lower()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", " ", letters).strip()
    if len(words) > _SLUG_LENGTH:
        words = words[:_SLUG_LENGTH].rpartition(" ")[0] or words[:_SLUG_LENGTH]
    stem = words.replace(" ", "-")
    if stem.replace("-", " ") == prompt.lower():
        return stem
    digest = hashlib.sha256(prompt.encode()).hexdigest()[:8]
    return f"{stem or 'sprite'}-{digest}"


def sprite_png(sprite: Sprite, model: str) -> bytes:
    """The PNG of a sprite, with prompt, seed and model as text; the same bytes for the same sprite."""
    info = PngInfo()
    for key, value in (("prompt", sprite.prompt), ("seed", str(sprite.seed)), ("model", model)):
        info.add_text(key, value)
    buffer = io.BytesIO()
    sprite.image.save(buffer, format="PNG", pnginfo=info)
    return buffer.getvalue()


def _short(prompt: str) -> str:
    text = " ".join(prompt.split())
    return text if len(text) <= 40 else text[:39] + "…"
