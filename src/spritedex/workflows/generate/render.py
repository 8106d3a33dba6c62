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
from spritedex.runtime.options import ONLY_PROMPT, Wish
from spritedex.sprites.codec import RGBA
from spritedex.sprites.sheets import Section, contact_sheet
from spritedex.workflows.files import SHEET_SUFFIX, write_figure
from spritedex.workflows.generate.attributes import in_rare_colours
from spritedex.workflows.generate.choice import NOVEL_BELOW, answering, identity, score, similarity
from spritedex.workflows.generate.files import Drawn, Views, Writer, behind, dyed
from spritedex.workflows.generate.models import Studio
from spritedex.workflows.generate.plan import TRIES, Brief, GenerateRequest, plan

__all__ = ["SHEET_LIMIT", "Drawn", "GenerateRequest", "Note", "Sheet", "Step", "begin", "generate"]

SHEET_LIMIT: Final = 64
"""The contact sheet shows so many sprites at most."""


@dataclass(frozen=True, slots=True)
class Step:
    """The picture of `seed` is after `done` of `steps` and looks like `preview`, uint8 [64, 64, 4]; `drawn` of
    `pictures` are finished. After a finished one, `done` and `steps` are 0.
    """

    drawn: int
    pictures: int
    done: int
    steps: int
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


Item = Step | Drawn | Problem | Note | Sheet


def generate(request: GenerateRequest, studio: Studio | None = None) -> Iterator[Item]:
    """Draw and write; yields each step, each sprite when it is on the disk, and what could not be drawn.

    `studio`, where one is open already, stands in place of the request's model. Where more than one sprite was drawn,
    the contact sheet comes last.
    Raises UsageError for options that are out of range, do not go together or ask too much of the model, or for a
    folder that cannot be written; PictureError for a picture; BundleError for the model.
    """
    briefs, notes = plan(request)
    _check_out(request, briefs[0])
    drawing = _Drawing(request, studio or Studio(request.model), sum(len(brief.wishes) for brief in briefs))
    yield from _through(request, drawing, briefs, notes)


def begin(request: GenerateRequest, planned: tuple[list[Brief], list[str]], studio: Studio) -> Iterator[Item]:
    """As `generate`, of what `plan` made of the request, but with the prompts checked at once.

    Raises what `generate` raises, and PromptError for a prompt.
    """
    briefs, notes = planned
    drawing = _Drawing(request, studio, sum(len(brief.wishes) for brief in briefs))
    for brief in briefs:
        for wish in brief.wishes:
            studio.generator.watch(brief.prompt, 1, request.seed, wish)
    return _through(request, drawing, briefs, notes)


def _through(request: GenerateRequest, drawing: "_Drawing", briefs: list[Brief], notes: list[str]) -> Iterator[Item]:
    yield from map(Note, notes + [note for brief in briefs for note in drawing.notes(brief)])
    gathered = _Gathered()
    first: Brief | None = None
    for brief in briefs:
        try:
            for item in drawing.draw(brief):
                if isinstance(item, _Kept):
                    first = first or brief
                    gathered.add(brief.title, item)
                else:
                    yield item
        except PromptError as error:
            yield Problem(f"prompt {_short(brief.prompt)!r}", str(error))
    if request.sheet and first and gathered.kept > 1:
        path = request.out / f"{first.head}{first.tail}{SHEET_SUFFIX}"
        write_figure(path, gathered.sheet())
        yield Sheet(path, gathered.left_out)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A sprite to be written; `frame` is the number of its wish, `said` what its choice says of it."""

    sprite: Sprite
    frame: int
    reading: Reading | None
    caption: str
    said: dict[str, Any] = field(default_factory=dict)


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
    """Draws the briefs of a request, reads the sprites, and writes them."""

    def __init__(self, request: GenerateRequest, studio: Studio, wishes: int) -> None:
        self._request = request
        self._studio = studio
        self._paints = studio.paints
        if not self._paints and (beyond := request.beyond_prompts()):
            raise UsageError(f"{', '.join(beyond)}: {ONLY_PROMPT}")
        self._reads = self._paints or request.record
        if request.novel and not studio.knows_creatures:
            raise UsageError("--novel needs a reader with a gallery of known creatures, and the packaged one has none")
        self._writer = Writer(request, studio.generator.bundle, studio.classifier.bundle if self._reads else None)
        self._drawn = 0
        self._pictures = wishes * (request.best_of or request.kept)
        if request.format and self._paints:
            self._pictures += 2 * wishes * request.kept

    def notes(self, brief: Brief) -> list[str]:
        """That another bundle drew the sprite that is varied, if its recipe says so."""
        then, bundle = brief.drawn_by, identity(self._studio.generator.bundle)
        now = {key: bundle[key] for key in then}
        if then == now:
            return []
        return [f"{self._request.variations}: it was drawn by {_called(then)}, and is varied by {_called(now)}"]

    def draw(self, brief: Brief) -> Iterator[Step | Drawn | Problem | _Kept]:
        """The sprites of a brief, each written, then said to be kept. Raises PromptError for its prompt."""
        request = self._request
        choose = self._best if request.best_of else self._new if request.novel else self._all
        for item in choose(brief):
            if isinstance(item, _Kept):
                yield from self._write(brief, item)
            else:
                yield item

    def _all(self, brief: Brief) -> Iterator[Step | _Kept]:
        for seed in islice(brief.seeds(self._request.seed), self._request.kept):
            for frame, wish in enumerate(brief.wishes):
                sprite = yield from self._paint(brief.prompt, seed, wish)
                caption = f"share {wish.share:.2f}" if len(brief.wishes) > 1 else f"seed {seed}"
                yield _Kept(sprite, frame, self._read(sprite), caption)

    def _best(self, brief: Brief) -> Iterator[Step | _Kept]:
        """Of many seeds those with the highest scores, the best one first."""
        found: list[tuple[float, Sprite, Reading]] = []
        traits = answering(self._request.traits, brief.prompt)
        for seed in islice(brief.seeds(self._request.seed), self._request.best_of):
            sprite = yield from self._paint(brief.prompt, seed, brief.wishes[0])
            reading = self._studio.read(sprite.rgba)
            found.append((score(traits, sprite.rgba, reading), sprite, reading))
        found.sort(key=lambda item: -item[0])
        for worth, sprite, reading in found[: self._request.kept]:
            yield _Kept(sprite, 0, reading, f"seed {sprite.seed}: {worth:.3f}", {"score": worth})

    def _new(self, brief: Brief) -> Iterator[Step | _Kept]:
        """Seed after seed until a sprite is like no known creature; after too many tries, the least alike."""
        seeds = brief.seeds(self._request.seed)
        for _ in range(self._request.kept):
            least: tuple[float, Sprite, Reading] | None = None
            for tried, seed in enumerate(islice(seeds, self._request.tries or TRIES), 1):
                self._drawn -= tried > 1
                sprite = yield from self._paint(brief.prompt, seed, brief.wishes[0])
                reading = self._studio.read(sprite.rgba)
                if least is None or similarity(reading) < least[0]:
                    least = similarity(reading), sprite, reading
                if least[0] < NOVEL_BELOW:
                    break
            assert least
            alike, sprite, reading = least
            said = {"below": NOVEL_BELOW, "tries": tried, "found": alike < NOVEL_BELOW}
            yield _Kept(sprite, 0, reading, f"seed {sprite.seed}", {"novel": said})

    def _paint(self, prompt: str, seed: int, wish: Wish) -> Yields[Step, None, Sprite]:
        for item in self._studio.generator.watch(prompt, 1, seed, wish):
            if isinstance(item, Sprite):
                self._drawn += 1
                yield Step(self._drawn, self._pictures, 0, 0, seed, item.rgba)
                return item
            yield Step(self._drawn, self._pictures, item.done, item.steps, seed, item.rgba)
        raise AssertionError("a generator ends with a sprite")

    def _read(self, sprite: Sprite) -> Reading | None:
        return self._studio.read(sprite.rgba) if self._reads else None

    def _write(self, brief: Brief, kept: _Kept) -> Iterator[Step | Drawn | Problem | _Kept]:
        sprite = kept.sprite
        stem = brief.stem(sprite.seed, kept.frame)
        if not self._request.format:
            yield self._writer.sprite(stem, sprite, kept.reading, kept.said)
        elif (sprite.painted[..., 3] >= 128).any():
            views = yield from self._views(sprite)
            yield self._writer.creature(stem, views, kept.reading, kept.said)
        else:
            yield Problem(stem, "nothing opaque was drawn, so no format can show it; take another seed")
            return
        yield kept

    def _views(self, front: Sprite) -> Yields[Step, None, Views]:
        if not self._paints:
            return Views(front)
        back = yield from self._paint(front.prompt, front.seed, behind(front.wish))
        shiny = yield from self._paint(in_rare_colours(front.prompt), front.seed, dyed(front))
        return Views(front, back, shiny)


def _check_out(request: GenerateRequest, first: Brief) -> None:
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
