"""Sentences in, sprite files out. Knows nothing of how they are printed."""

import errno
import os
import stat
from collections.abc import Generator as Yields
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from PIL import Image

from spritedex.errors import Problem, PromptError, UsageError
from spritedex.runtime.classifier import Reading
from spritedex.runtime.generator import Sprite
from spritedex.runtime.options import ONLY_PROMPT, GenerationOptions
from spritedex.sprites.codec import RGBA
from spritedex.sprites.sheets import Section, contact_sheet
from spritedex.workflows.files import SHEET_SUFFIX, write_plot
from spritedex.workflows.generate.attributes import in_rare_colors
from spritedex.workflows.generate.choice import NOVEL_BELOW, answering, identity, score, similarity
from spritedex.workflows.generate.files import CreatureSprites, Rendered, Writer, behind, dyed
from spritedex.workflows.generate.models import Models
from spritedex.workflows.generate.plan import TRIES, GenerateRequest, PromptPlan, plan

__all__ = ["SHEET_LIMIT", "GenerateRequest", "Note", "Rendered", "Sheet", "Step", "generate", "start"]

SHEET_LIMIT: Final = 64
"""The contact sheet shows so many sprites at most."""


@dataclass(frozen=True, slots=True)
class Step:
    """The picture of `seed` is after `step` of `num_steps` and looks like `preview`, uint8 [64, 64, 4]; `finished`
    of `total` pictures are done. After a finished one, `step` and `num_steps` are 0.
    """

    finished: int
    total: int
    step: int
    num_steps: int
    seed: int
    preview: RGBA


@dataclass(frozen=True, slots=True)
class Note:
    """What should be known of the pictures that were read."""

    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The contact sheet, written last; `left_out` sprites found no room on it."""

    path: Path
    left_out: int


Item = Step | Rendered | Problem | Note | Sheet


def generate(request: GenerateRequest, models: Models | None = None) -> Iterator[Item]:
    """Draw and write; yields each step, each sprite when it is on the disk, and what could not be drawn.

    `models`, where one is open already, stands in place of the request's model. Where more than one sprite was drawn,
    the contact sheet comes last.
    Raises UsageError for options that are out of range, do not go together or ask too much of the model, or for a
    folder that cannot be written; PictureError for a picture; BundleError for the model.
    """
    plans, notes = plan(request)
    _check_out(request, plans[0])
    drawing = _Drawing(
        request, models or Models(request.model), sum(len(prompt_plan.variants) for prompt_plan in plans)
    )
    yield from _through(request, drawing, plans, notes)


def start(request: GenerateRequest, planned: tuple[list[PromptPlan], list[str]], models: Models) -> Iterator[Item]:
    """As `generate`, of what `plan` made of the request, but with the prompts checked at once.

    Raises what `generate` raises, and PromptError for a prompt.
    """
    plans, notes = planned
    drawing = _Drawing(request, models, sum(len(prompt_plan.variants) for prompt_plan in plans))
    for prompt_plan in plans:
        for options in prompt_plan.variants:
            models.generator.watch(prompt_plan.prompt, 1, request.seed, options)
    return _through(request, drawing, plans, notes)


def _through(
    request: GenerateRequest, drawing: "_Drawing", plans: list[PromptPlan], notes: list[str]
) -> Iterator[Item]:
    yield from map(Note, notes + [note for prompt_plan in plans for note in drawing.notes(prompt_plan)])
    gathered = _Gathered()
    first: PromptPlan | None = None
    for prompt_plan in plans:
        try:
            for item in drawing.draw(prompt_plan):
                if isinstance(item, _Kept):
                    first = first or prompt_plan
                    gathered.add(prompt_plan.title, item)
                else:
                    yield item
        except PromptError as error:
            yield Problem(f"prompt {_short(prompt_plan.prompt)!r}", str(error))
    if request.sheet and first and gathered.kept > 1:
        path = request.out / f"{first.head}{first.tail}{SHEET_SUFFIX}"
        write_plot(path, gathered.sheet())
        yield Sheet(path, gathered.left_out)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A sprite to be written; `frame` is the number of its variant, `details` what its choice adds to the recipe."""

    sprite: Sprite
    frame: int
    reading: Reading | None
    caption: str
    details: dict[str, Any] = field(default_factory=dict)


@dataclass
class _Gathered:
    sprites: dict[str, list[_Kept]] = field(default_factory=dict)
    kept: int = 0
    left_out: int = 0

    def add(self, title: str, kept: _Kept) -> None:
        if self.kept == SHEET_LIMIT:
            self.left_out += 1
        else:
            self.kept += 1
            self.sprites.setdefault(title, []).append(kept)

    def sheet(self) -> Image.Image:
        return contact_sheet([
            Section(title, [(kept.sprite.rgba, kept.caption) for kept in sprites])
            for title, sprites in self.sprites.items()
        ])  # fmt: skip


class _Drawing:
    """Draws the plans of a request, reads the sprites, and writes them."""

    def __init__(self, request: GenerateRequest, models: Models, variants: int) -> None:
        self._request = request
        self._models = models
        self._accepts_options = models.accepts_options
        if not self._accepts_options and (beyond := request.beyond_prompts()):
            raise UsageError(f"{', '.join(beyond)}: {ONLY_PROMPT}")
        self._reads = self._accepts_options or request.record
        if request.novel and not models.has_gallery:
            raise UsageError(
                "--novel needs a classifier with a gallery of known creatures, and the packaged one has none"
            )
        self._writer = Writer(request, models.generator.bundle, models.classifier.bundle if self._reads else None)
        self._finished = 0
        self._total = variants * (request.best_of or request.kept)
        if request.format and self._accepts_options:
            self._total += 2 * variants * request.kept

    def notes(self, prompt_plan: PromptPlan) -> list[str]:
        """That another bundle drew the sprite that is varied, if its recipe says so."""
        then, bundle = prompt_plan.made_by, identity(self._models.generator.bundle)
        now = {key: bundle[key] for key in then}
        if then == now:
            return []
        return [f"{self._request.variations}: it was drawn by {_called(then)}, and is varied by {_called(now)}"]

    def draw(self, prompt_plan: PromptPlan) -> Iterator[Step | Rendered | Problem | _Kept]:
        """The sprites of a prompt_plan, each written, then said to be kept. Raises PromptError for its prompt."""
        request = self._request
        choose = self._best if request.best_of else self._new if request.novel else self._all
        for item in choose(prompt_plan):
            if isinstance(item, _Kept):
                yield from self._write(prompt_plan, item)
            else:
                yield item

    def _all(self, prompt_plan: PromptPlan) -> Iterator[Step | _Kept]:
        for seed in islice(prompt_plan.seeds(self._request.seed), self._request.kept):
            for frame, options in enumerate(prompt_plan.variants):
                sprite = yield from self._generate(prompt_plan.prompt, seed, options)
                caption = f"mix {options.mix:.2f}" if len(prompt_plan.variants) > 1 else f"seed {seed}"
                yield _Kept(sprite, frame, self._read(sprite), caption)

    def _best(self, prompt_plan: PromptPlan) -> Iterator[Step | _Kept]:
        """Of many seeds those with the highest scores, the best one first."""
        found: list[tuple[float, Sprite, Reading]] = []
        attributes = answering(self._request.attributes, prompt_plan.prompt)
        for seed in islice(prompt_plan.seeds(self._request.seed), self._request.best_of):
            sprite = yield from self._generate(prompt_plan.prompt, seed, prompt_plan.variants[0])
            reading = self._models.read(sprite.rgba)
            found.append((score(attributes, sprite.rgba, reading), sprite, reading))
        found.sort(key=lambda item: -item[0])
        for worth, sprite, reading in found[: self._request.kept]:
            yield _Kept(sprite, 0, reading, f"seed {sprite.seed}: {worth:.3f}", {"score": worth})

    def _new(self, prompt_plan: PromptPlan) -> Iterator[Step | _Kept]:
        """Seed after seed until a sprite is like no known creature; after too many tries, the least alike."""
        seeds = prompt_plan.seeds(self._request.seed)
        for _ in range(self._request.kept):
            least: tuple[float, Sprite, Reading] | None = None
            for tried, seed in enumerate(islice(seeds, self._request.tries or TRIES), 1):
                self._finished -= tried > 1
                sprite = yield from self._generate(prompt_plan.prompt, seed, prompt_plan.variants[0])
                reading = self._models.read(sprite.rgba)
                if least is None or similarity(reading) < least[0]:
                    least = similarity(reading), sprite, reading
                if least[0] < NOVEL_BELOW:
                    break
            assert least
            alike, sprite, reading = least
            novelty = {"below": NOVEL_BELOW, "tries": tried, "found": alike < NOVEL_BELOW}
            yield _Kept(sprite, 0, reading, f"seed {sprite.seed}", {"novel": novelty})

    def _generate(self, prompt: str, seed: int, options: GenerationOptions) -> Yields[Step, None, Sprite]:
        for item in self._models.generator.watch(prompt, 1, seed, options):
            if isinstance(item, Sprite):
                self._finished += 1
                yield Step(self._finished, self._total, 0, 0, seed, item.rgba)
                return item
            yield Step(self._finished, self._total, item.step, item.num_steps, seed, item.rgba)
        raise AssertionError("a generator ends with a sprite")

    def _read(self, sprite: Sprite) -> Reading | None:
        return self._models.read(sprite.rgba) if self._reads else None

    def _write(self, prompt_plan: PromptPlan, kept: _Kept) -> Iterator[Step | Rendered | Problem | _Kept]:
        sprite = kept.sprite
        stem = prompt_plan.stem(sprite.seed, kept.frame)
        if not self._request.format:
            yield self._writer.sprite(stem, sprite, kept.reading, kept.details)
        elif (sprite.raw[..., 3] >= 128).any():
            creature = yield from self._creature(sprite)
            yield self._writer.creature(stem, creature, kept.reading, kept.details)
        else:
            yield Problem(stem, "nothing opaque was drawn, so no format can show it; take another seed")
            return
        yield kept

    def _creature(self, front: Sprite) -> Yields[Step, None, CreatureSprites]:
        if not self._accepts_options:
            return CreatureSprites(front)
        back = yield from self._generate(front.prompt, front.seed, behind(front.options))
        shiny = yield from self._generate(in_rare_colors(front.prompt), front.seed, dyed(front))
        return CreatureSprites(front, back, shiny)


def _check_out(request: GenerateRequest, first: PromptPlan) -> None:
    """Raises UsageError if no file can be written into the folder, which need not be there yet."""
    try:
        for folder in (request.out, *request.out.parents):
            with suppress(FileNotFoundError):
                if not stat.S_ISDIR(folder.stat().st_mode):
                    raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))
                if not os.access(folder, os.W_OK | os.X_OK):
                    raise OSError(errno.EACCES, os.strerror(errno.EACCES))
                return
    except OSError as error:
        file = request.out / f"{first.stem(request.seed, 0)}.png"
        raise UsageError(f"cannot write {file} ({error.strerror}); choose another place") from None


def _called(bundle: Mapping[str, str]) -> str:
    return " ".join((bundle["name"], bundle.get("sha256", "")[:8])).strip()


def _short(prompt: str) -> str:
    text = " ".join(prompt.split())
    return text if len(text) <= 40 else text[:39] + "…"
