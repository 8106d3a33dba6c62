"""Drawing sprites in bulk: prompts in, shards of sprites out."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from spritedex._version import __version__
from spritedex.errors import OptionError, Problem
from spritedex.runtime.pipeline import Pipeline
from spritedex.runtime.session import use_hardware
from spritedex.workflows.bulk.run import Job, Task, check_extra, whole_name
from spritedex.workflows.generate.attributes import compose
from spritedex.workflows.generate.items import Rendered
from spritedex.workflows.generate.models import Models
from spritedex.workflows.generate.render import render
from spritedex.workflows.generate.request import GenerateRequest

if TYPE_CHECKING:
    from spritedex.workflows.bulk.folder import Made

SHARD: Final = 64

_ON_THIS_MACHINE: Final = ("init", "mask", "variation_of", "evolve", "between", "format")


@dataclass(frozen=True, slots=True)
class PromptShard:
    """Requests of one prompt each, whose sprites go into one file."""

    requests: tuple[GenerateRequest, ...]

    @property
    def where(self) -> str:
        """Its first and last prompt."""
        return f"{_title(self.requests[0])!r} to {_title(self.requests[-1])!r}"

    @property
    def has_pictures(self) -> bool:
        """It has prompts to draw."""
        return True


def draw_job(requests: Sequence[GenerateRequest], model: str | None, device: str, size: int = SHARD) -> Job:
    """The job of requests, each of one prompt; a shard has at least `size` sprites, but the last.

    Raises OptionError for what is drawn on one machine only and where all requests are wrong, BundleError for the
    model, MissingExtraError.
    """
    check_extra()
    for field in _ON_THIS_MACHINE:
        if any(getattr(request, field) for request in requests):
            raise OptionError(field, "is drawn on this machine only; leave out {on}")
    generator = Models(model).generator
    _check(requests, generator)
    asked = {"shard": size, "bundle": dict(generator.bundle.identity), "version": __version__}
    return Job("sprites", asked, _shards(requests, size), DrawWorker, (whole_name(model), device))


def _check(requests: Sequence[GenerateRequest], generator: Pipeline) -> None:
    """Raises the OptionError of the first if none can be drawn; else those that cannot become problems."""
    wrong: OptionError | None = None
    for request in requests:
        try:
            with request.origin.named():
                request.check()
                generator.check(request.options)
        except OptionError as error:
            wrong = wrong or error
        else:
            return
    if wrong:
        raise wrong


def _title(request: GenerateRequest) -> str:
    return compose(request.attributes, " / ".join(request.prompts))


def _shards(requests: Sequence[GenerateRequest], size: int) -> Iterator[PromptShard]:
    waiting: list[GenerateRequest] = []
    for request in requests:
        waiting.append(request)
        if sum(each.best_of or each.kept for each in waiting) >= size:
            yield PromptShard(tuple(waiting))
            waiting = []
    if waiting:
        yield PromptShard(tuple(waiting))


class DrawWorker:
    """One process: a generator and a classifier, opened once."""

    def __init__(self, model: str | None, device: str) -> None:
        self._model, self._device = model, device

    @cached_property
    def _models(self) -> Models:
        use_hardware(self._device, 1)
        return Models(self._model)

    def work(self, task: Task) -> "Made":
        """The sprites of a shard, in order."""
        from spritedex.workflows.bulk.folder import Made
        from spritedex.workflows.bulk.tables import SPRITES, problems_to_parquet, to_parquet

        rows: list[dict[str, Any]] = []
        problems: list[Problem] = []
        for request in task.shard.requests:
            try:
                for item in render(request, self._models):
                    if isinstance(item, Rendered):
                        rows.append(_row(item))
                    elif isinstance(item, Problem):
                        problems.append(item)
            except OptionError as error:
                problems.append(Problem(f"prompt {_title(request)!r}", str(error)))
        return Made(
            to_parquet(rows, SPRITES, task.key, len(problems)),
            problems_to_parquet(problems, task.key) if problems else None,
        )


def _row(item: Rendered) -> dict[str, Any]:
    name, png = next(iter(item.files.items()))
    return {
        "file": name,
        "prompt": item.sample.prompt,
        "seed": item.sample.seed,
        "png": png,
        "types": list(item.reading.types) if item.reading else [],
        "recipe": json.dumps(item.document, ensure_ascii=False),
    }
