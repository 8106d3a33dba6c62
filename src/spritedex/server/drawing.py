"""Requests to draw: checked, rendered by the workflow of the command line, and given as answers. Know no route.

A request goes down once: `work` has it planned and starts a `Drawing`, which renders it; the route sends the answers.
"""

import base64
import io
from collections.abc import Generator
from dataclasses import dataclass
from typing import Final

from PIL import Image

from spritedex.errors import Problem
from spritedex.server.limits import check_plan
from spritedex.server.requests import SpriteRequest
from spritedex.server.schemas import Detail, Note, Progress, Sprite, WordAttention
from spritedex.server.settings import ServeSettings
from spritedex.server.uploads import packed, zipped
from spritedex.sprites.codec import RGBA
from spritedex.workflows.generate.items import Rendered, Step
from spritedex.workflows.generate.models import Models
from spritedex.workflows.generate.plan import Plan
from spritedex.workflows.generate.render import render

_PREVIEW_EVERY: Final = 3
_PREVIEW_COLORS: Final = 24

Answer = Progress | Sprite | Detail | Note


@dataclass(frozen=True, slots=True)
class Archive:
    """The files and records of `sprites` sprites, zipped."""

    data: bytes
    sprites: int


class Drawing:
    """A checked request, ready to be drawn once."""

    def __init__(self, asked: SpriteRequest, planned: Plan, models: Models, settings: ServeSettings) -> None:
        """A request whose fields have been checked, and its plan. Encodes its texts; draws nothing yet.

        Raises Refusal for a request above the limits, and what `render` raises for one that cannot be drawn.
        """
        check_plan(asked, planned, models, settings)
        self._asked, self._models = asked, models
        self._items = render(planned, models, strict=True)

    def answers(self, previews: bool = False) -> Generator[Answer | None, None, None]:
        """Draw: yields each sprite, problem and note, and for each step its progress, or None without `previews`."""
        for item in self._items:
            if isinstance(item, Step):
                yield _progress(item) if previews else None
            elif isinstance(item, Rendered):
                yield self._sprite(item)
            elif isinstance(item, Problem):
                yield Detail(where=item.where, what=item.what)
            else:
                yield Note(text=item.text)

    def archive(self) -> Generator[Archive | None, None, None]:
        """Draw: yields None for each step, and at the end all files as one archive."""
        files: dict[str, bytes] = {}
        sprites = 0
        for item in self._items:
            if isinstance(item, Rendered):
                files |= item.files | item.record
                sprites += 1
            yield None
        yield Archive(zipped(files), sprites)

    def _sprite(self, rendered: Rendered) -> Sprite:
        values = {name: value for name, value in rendered.document.items() if name not in {"file", "files"}}
        values["files"] = [packed(name, data) for name, data in rendered.files.items()]
        if self._asked.attention:
            values["words"] = [
                WordAttention(word=each.word, share=each.share, heatmap=each.heatmap.astype(float).round(5).tolist())
                for each in self._models.generator.attention(rendered.sample)
            ]
        return Sprite(**values)


def _progress(step: Step) -> Progress:
    return Progress(
        seed=step.seed,
        finished=step.finished,
        total=step.total,
        step=step.step,
        num_steps=step.num_steps,
        preview=_preview(step.preview) if step.step <= 1 or step.step % _PREVIEW_EVERY == 0 else "",
    )


def _preview(rgba: RGBA) -> str:
    """A PNG in base64 of few colors, an eighth as large as one of all."""
    buffer = io.BytesIO()
    Image.fromarray(rgba).quantize(_PREVIEW_COLORS, Image.Quantize.FASTOCTREE).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()
