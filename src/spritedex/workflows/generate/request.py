"""What a request to draw may ask for, and what goes together. Opens no picture, file or model."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from spritedex.errors import OptionError
from spritedex.runtime.options import DEFAULT_OPTIONS, MOST_STAGES, PIXEL, GenerationOptions
from spritedex.runtime.pipeline import MAX_SEED
from spritedex.sprites.formats import FORMATS
from spritedex.sprites.palette import Colors
from spritedex.sprites.sources import PictureSource
from spritedex.workflows.generate.attributes import NO_ATTRIBUTES, Attributes

MOST_SPRITES: Final = 10_000
MOST_CANDIDATES: Final = 1_000
MOST_TRIES: Final = 100
MOST_FRAMES: Final = 100

VARIATIONS: Final = 4
FRAMES: Final = 8
TRIES: Final = 10


@dataclass(frozen=True, slots=True)
class Origin:
    """The line of a file that asks for something: `where` it is, and the fields that it gives."""

    where: str = ""
    given: frozenset[str] = frozenset()

    @contextmanager
    def named(self) -> Iterator[None]:
        """Within it, an OptionError about what the line gives names the line."""
        try:
            yield
        except OptionError as error:
            if self.given.isdisjoint(error.fields):
                raise
            raise LineError(self, error) from None


class LineError(OptionError):
    """A line of a file gives a value that an option cannot take: messages name the line, and its own fields as it does.

    >>> error = LineError(Origin("p.csv, line 2", frozenset({"count"})), OptionError("best_of", "less than {count}", 3))
    >>> error.worded(str.upper)
    'p.csv, line 2: BEST_OF 3: less than count'
    """

    def __init__(self, origin: Origin, error: OptionError) -> None:
        super().__init__(error.field, error.reason, error.value)
        self._origin = origin

    def worded(self, name: Callable[[str], str]) -> str:
        given = self._origin.given
        return f"{self._origin.where}: {super().worded(lambda field: field if field in given else name(field))}"


@dataclass(frozen=True, slots=True, eq=False)
class GenerateRequest:
    """Draw `count` sprites of each prompt, seeds from `seed` up.

    `attributes` are put before each prompt, or stand in place of one. `options` has style, back, shiny, num_steps,
    guidance_scale and negative_prompt. `init` is a picture to start from: `strength` in (0, 1] of it is redrawn, or
    what `mask` marks. `between` are two prompts, drawn in `frames` pictures from one to the other with one seed.
    `variation_of` is a sprite that Spritedex drew, to be varied. `line` draws so many stages of an evolution line with
    each seed. `evolve` is a sprite, of which the last stage is drawn; one that Spritedex drew needs no prompt.
    `best_of` draws so many of each prompt and keeps the best `count`; `novel` tries up to `tries` seeds until a sprite
    looks like no known creature. `format` asks for a whole creature as `FORMATS` have it; for gba, its icon takes the
    best of `icon_palettes`, uint8 [N, 3] each. Files and creature are called `name`, or by the prompt; `numbered` puts
    the seed into the name even of a single sprite. `read` has the classifier read each sprite; None: if the generator
    accepts options. `origin` is the line of a file that asks for it. `plan` reads the pictures, once.

    None stands for the default: 1 sprite (4 variations), strength 0.6 (0.5 for variations, 0.3 for `evolve`, 1 with a
    mask), 8 frames, 10 tries.
    """

    prompts: tuple[str, ...] = ()
    count: int | None = None
    seed: int = 0
    attributes: Attributes = NO_ATTRIBUTES
    options: GenerationOptions = DEFAULT_OPTIONS
    init: PictureSource | None = None
    strength: float | None = None
    mask: PictureSource | None = None
    between: tuple[str, str] | None = None
    frames: int | None = None
    variation_of: PictureSource | None = None
    line: int | None = None
    evolve: PictureSource | None = None
    best_of: int | None = None
    novel: bool = False
    tries: int | None = None
    format: str | None = None
    name: str = ""
    icon_palettes: tuple[Colors, ...] = ()
    read: bool | None = True
    numbered: bool = False
    origin: Origin = Origin()

    @property
    def kept(self) -> int:
        """How many sprites of each prompt and variant are kept."""
        return self.count if self.count is not None else VARIATIONS if self.variation_of is not None else 1

    def fields_beyond_prompts(self) -> list[str]:
        """The options given that a generator which takes prompts and seeds only cannot use."""
        attributes = self.attributes
        given: dict[str, Any] = {
            "types": attributes.types,
            "color": attributes.color,
            "shape": attributes.shape,
            "size": attributes.size,
            **dict.fromkeys(self.options.changed_fields(), True),
            "init": self.init is not None,
            "between": self.between,
            "variation_of": self.variation_of is not None,
            "line": self.line,
            "evolve": self.evolve is not None,
            "best_of": self.best_of,
            "novel": self.novel,
        }
        return [name for name, value in given.items() if value]

    def check(self) -> None:
        """Raises OptionError for options that are out of range or do not go together."""
        for field, value, least, most in (
            ("count", self.count, 1, MOST_SPRITES),
            ("best_of", self.best_of, 1, MOST_CANDIDATES),
            ("tries", self.tries, 1, MOST_TRIES),
            ("frames", self.frames, 2, MOST_FRAMES),
            ("line", self.line, 2, MOST_STAGES),
        ):
            if value is not None and not least <= value <= most:
                raise OptionError(field, f"must be between {least} and {most}", value)
        if self.format is not None and self.format not in FORMATS:
            raise OptionError("format", f"unknown; choose from {', '.join(FORMATS)}", self.format)
        started = any(each is not None for each in (self.between, self.variation_of, self.evolve))
        if not (self.prompts or self.attributes or started):
            raise OptionError("prompt", "nothing to draw; give a sentence, or {types}, {color}, {shape} or {size}")
        if self.best_of and self.best_of < self.kept:
            reason = f"must be at least {{count}} ({self.kept}), the number of sprites to keep"
            raise OptionError("best_of", reason, self.best_of)
        seeds = (self.best_of or self.kept) * (self.tries or TRIES if self.novel and not self.best_of else 1)
        most = MAX_SEED - (seeds if self.variation_of is not None else seeds - 1)
        if not 0 <= self.seed <= most:
            raise OptionError("seed", f"must be between 0 and {most}", self.seed)
        for wrong, field, reason in (*_alone(self), *_together(self)):
            if wrong:
                raise OptionError(field, reason)


def _alone(request: GenerateRequest) -> Iterator[tuple[Any, str, str]]:
    """Options that need another one: whether it is missing, and what to do."""
    pictures = (request.init, request.variation_of, request.evolve, request.options.init)
    start = any(picture is not None for picture in pictures)
    yield (
        request.strength is not None and not start,
        "strength",
        "sets how much of a picture to redraw; give {init} too",
    )
    yield (
        request.mask is not None and request.init is None,
        "mask",
        "marks what of a picture to redraw; give {init} too",
    )
    yield (
        request.frames is not None and not request.between,
        "frames",
        "counts the pictures of {between}; give that too",
    )
    yield (
        request.tries is not None and not request.novel,
        "tries",
        "counts the seeds that {novel} may try; give that too",
    )


def _together(request: GenerateRequest) -> Iterator[tuple[Any, str, str]]:
    """Options that exclude each other: whether both are there, and what to do."""
    options = request.options
    yield request.tries and request.best_of, "tries", "has no effect with {best_of}, which sets how many are drawn"
    if request.between:
        yield not all(map(str.strip, request.between)), "between", "needs two prompts, and one is empty; write both"
        yield request.prompts, "between", "has both prompts; leave out {prompt}"
        yield request.count is not None, "between", "draws {frames} pictures with one seed; leave out {count}"
        yield request.best_of or request.novel, "between", "draws with one seed; leave out {best_of} and {novel}"
        yield request.variation_of is not None, "variation_of", "takes its prompt from the picture; leave out {between}"
    if request.variation_of is not None:
        words = request.prompts or request.attributes or options.style not in (None, PIXEL)
        reason = "takes prompt, style, back and shiny from the picture; to choose others, start from it with {init}"
        yield words or options.back or options.shiny, "variation_of", reason
        yield request.init is not None, "variation_of", "starts from its own picture; leave out {init}"
    if request.evolve is not None:
        other = any(each is not None for each in (request.init, request.variation_of, request.line, request.between))
        reason = "starts from its own picture; leave out {init}, {variation_of}, {line}, {between} and {sketch}"
        yield other or options.sketch, "evolve", reason
        yield len(request.prompts) > 1, "evolve", "goes with one prompt, or with none for a sprite that Spritedex drew"
        yield options.back or options.shiny, "evolve", "draws a front in its usual colors; leave out {back} and {shiny}"
    if request.line is not None:
        reason = "draws the same seed at each stage; leave out {between}, {variation_of}, {best_of} and {novel}"
        yield request.between or request.variation_of is not None or request.best_of or request.novel, "line", reason
        yield request.init is not None, "line", "begins at a sketch of the prompt; leave out {init}"
    reason = "is that of one prompt; leave it out, or write prompts with names into {prompt_file}"
    yield request.name and len(request.prompts) > 1, "name", reason
    if request.format:
        yield options.back or options.shiny, "format", "draws back and shiny too; leave out {back} and {shiny}"
