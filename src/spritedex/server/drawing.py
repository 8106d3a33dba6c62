"""Requests to draw: checked, handed to the workflow that the command line uses, its files read back. Know no route."""

import base64
import shutil
import tempfile
import weakref
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from spritedex.bundle.format import PainterBundle
from spritedex.errors import Problem, SpritedexError
from spritedex.runtime.options import GenerationOptions
from spritedex.server.problems import Refusal, from_error, in_api_words
from spritedex.server.schemas import Detail, Note, Progress, Sprite, SpriteRequest, WordAttention
from spritedex.server.settings import ServeSettings
from spritedex.server.uploads import read_files, write_picture, zipped
from spritedex.sprites.codec import png_bytes
from spritedex.workflows.generate import render as workflow
from spritedex.workflows.generate.attributes import Attributes
from spritedex.workflows.generate.models import Models
from spritedex.workflows.generate.plan import FRAMES, TRIES, GenerateRequest, PromptPlan, plan

_SPRITES_OF_A_CREATURE: Final = 3
_PICTURES: Final = ("init", "mask", "variation_of")


@dataclass(frozen=True, slots=True)
class Archive:
    """All files of a request, zipped."""

    data: bytes


Item = Progress | Sprite | Detail | Note | Archive


class Drawing:
    """A request to draw, in a folder of its own that is removed when the drawing is closed or forgotten."""

    def __init__(self, asked: SpriteRequest, models: Models, settings: ServeSettings) -> None:
        """Raises Refusal for a request that is outside the limits, does not go together, or cannot be drawn."""
        check_limits(asked, settings)
        folder = Path(tempfile.mkdtemp(prefix="spritedex-"))
        self.close = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._asked, self._models = asked, models
        self._out = folder / "out"
        self._places: dict[str, str] = {}
        try:
            request = self._request(folder / "in", settings)
            request.options.check(models.generator.config)
            planned = plan(request)
            _check_steps(asked, planned[0][0] if request.variations else None, models, settings)
            self._items = workflow.start(request, planned, models)
        except SpritedexError as error:
            self.close()
            raise from_error(error, self._places) from None
        except BaseException:
            self.close()
            raise

    def items(self, previews: bool = False, archive: bool = False) -> Generator[Item | None, None, None]:
        """Draw; yields what happens: each step with its picture, or None, and at last the archive if `archive` is set.

        Raises Refusal if the drawing cannot go on.
        """
        try:
            for item in self._items:
                if isinstance(item, workflow.Step):
                    yield _progress(item) if previews else None
                else:
                    yield self._answer(item)
            if archive:
                yield Archive(zipped(self._out))
        except SpritedexError as error:
            raise from_error(error, self._places) from None
        finally:
            self.close()

    def _answer(self, item: Any) -> Item:
        if isinstance(item, workflow.Rendered):
            return self._sprite(item)
        if isinstance(item, Problem):
            return Detail(where=item.where, what=self._words(item.what))
        return Note(text=self._words(item.text))

    def _sprite(self, drawn: workflow.Rendered) -> Sprite:
        values = {name: value for name, value in drawn.document.items() if name not in {"file", "files"}}
        values["notes"] = [self._words(text) for text in values["notes"]]
        values["files"] = read_files(self._out, drawn.files)
        if self._asked.attention:
            values["words"] = [
                WordAttention(word=each.word, share=each.share, heatmap=each.heatmap.astype(float).round(5).tolist())
                for each in self._models.generator.attention(drawn.sprite)
            ]
        return Sprite(**values)

    def _words(self, text: str) -> str:
        return in_api_words(text, self._places)

    def _request(self, folder: Path, settings: ServeSettings) -> GenerateRequest:
        """As the command line would ask; pictures lie in `folder` under names of our own."""
        asked = self._asked
        pictures = {name: self._written(folder, name, settings) for name in _PICTURES}
        options = GenerationOptions(
            asked.style, asked.back, asked.shiny, asked.num_steps, asked.guidance_scale, asked.negative_prompt
        )
        return GenerateRequest(
            prompts=(asked.prompt,) if asked.prompt else (),
            out=self._out,
            count=None if asked.between and asked.count == 1 else asked.count,
            seed=asked.seed,
            sheet=False,
            attributes=Attributes(tuple(asked.types), asked.color, asked.shape, asked.size),
            options=options,
            init=pictures["init"],
            strength=asked.strength,
            mask=pictures["mask"],
            between=(asked.between[0], asked.between[1]) if asked.between else None,
            frames=asked.frames,
            variations=pictures["variation_of"],
            best_of=asked.best_of,
            novel=asked.novel,
            tries=asked.tries,
            format=asked.format,
            record=True,
        )

    def _written(self, folder: Path, name: str, settings: ServeSettings) -> Path | None:
        text: str | None = getattr(self._asked, name)
        if text is None:
            return None
        path = folder / f"{'sprite' if name == 'variation_of' else name}.png"
        self._places[str(path)] = name
        folder.mkdir(exist_ok=True)
        write_picture(path, text, settings)
        return path


def check_limits(asked: SpriteRequest, settings: ServeSettings) -> None:
    """Raises Refusal that names every field above this server's limits."""
    found = {name: getattr(asked, name) for name in ("count", "num_steps", "frames", "best_of")}
    over = [
        Detail(where=f"body.{name}", what=f"{value} is more than {most}")
        for name, value in found.items()
        if value is not None and value > (most := getattr(settings, name))
    ]
    texts = {"prompt": asked.prompt, "negative_prompt": asked.negative_prompt}
    texts |= {f"between.{number}": text for number, text in enumerate(asked.between or ())}
    over += [
        Detail(where=f"body.{name}", what=f"{len(text):,} characters are more than {settings.prompt:,}")
        for name, text in texts.items()
        if len(text) > settings.prompt
    ]
    if not over and (pictures := _pictures(asked)) > settings.drawings:
        over = [Detail(where="body", what=f"{pictures:,} pictures to draw are more than {settings.drawings:,}")]
    _refuse(over)


def _check_steps(asked: SpriteRequest, varied: PromptPlan | None, models: Models, settings: ServeSettings) -> None:
    """What `check_limits` cannot see: the recipe of a sprite to be varied, and the model's own steps."""
    steps, over = asked.num_steps, []
    if varied:
        (options,) = varied.variants
        steps = options.num_steps
        longest = max(map(len, (varied.prompt, options.negative_prompt, options.towards_prompt)))
        if longest > settings.prompt:
            over.append(f"its recipe has {longest:,} characters, and {settings.prompt:,} is the most")
        if steps is not None and steps > settings.num_steps:
            over.append(f"its recipe has {steps} steps, and {settings.num_steps} is the most: give others")
    _refuse([Detail(where="body.variation_of", what=what) for what in over])
    config = models.generator.config
    if isinstance(config, PainterBundle):
        taken = _pictures(asked) * (config.num_steps if steps is None else steps)
        if taken > settings.drawing_steps:
            what = f"{taken:,} steps of all pictures together are more than {settings.drawing_steps:,}"
            _refuse([Detail(where="body", what=what)])


def _refuse(over: list[Detail]) -> None:
    if over:
        raise Refusal(422, "; ".join(f"{each.where}: {each.what}" for each in over), over)


def _pictures(asked: SpriteRequest) -> int:
    """The most pictures that a request may have drawn."""
    frames = (asked.frames or FRAMES) if asked.between else 1
    seeds = asked.best_of or asked.count * ((asked.tries or TRIES) if asked.novel else 1)
    others = asked.count * frames * (_SPRITES_OF_A_CREATURE - 1) if asked.format else 0
    return seeds * frames + others


def _progress(step: workflow.Step) -> Progress:
    preview = base64.b64encode(png_bytes(step.preview)).decode()
    return Progress(
        seed=step.seed,
        finished=step.finished,
        total=step.total,
        step=step.step,
        num_steps=step.num_steps,
        preview=preview,
    )
