"""The work of a server: its models, its workers, and what a request does with them. Knows no route."""

import asyncio
import concurrent.futures
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import aclosing
from typing import Any, Final, TypeVar

from fastapi import Request

from spritedex.errors import PictureError
from spritedex.server.access import LOGGED
from spritedex.server.clients import client_of
from spritedex.server.drawing import Answer, Archive, Drawing
from spritedex.server.forms import Part
from spritedex.server.limits import check_fields
from spritedex.server.line import Line, Turn
from spritedex.server.pool import Pool, Stop
from spritedex.server.processes import ProcessEnded, Processes
from spritedex.server.reading import Exported, describe, export, read_types
from spritedex.server.requests import ExportRequest, SpriteRequest
from spritedex.server.schemas import ModelsAnswer, PictureDescription, PictureReading, Progress
from spritedex.server.settings import ServeSettings
from spritedex.server.streaming import unless_left
from spritedex.server.tasks import planned
from spritedex.workflows.generate.models import Models
from spritedex.workflows.generate.plan import Plan

T = TypeVar("T")

_CHECKS: Final = 2
"""Requests to draw whose pictures are opened at the same time, because that takes memory; one of each client."""
_PICTURES: Final = ("init", "mask", "variation_of", "evolve")


class Server:
    """Everything that the routes use. Its methods run in the event loop."""

    def __init__(self, settings: ServeSettings, models: Models, info: ModelsAnswer) -> None:
        self.settings, self.models, self.info = settings, models, info
        self.drawing = Pool(settings.workers, settings.queue)
        # One place more than a client may have: what opens a picture cannot be interrupted.
        places = settings.classify_workers + 1
        self.reading = Pool(places, 4 * settings.classify_workers, settings.classify_workers)
        self._checks = Line(_CHECKS, settings.workers + settings.queue, 1)
        self._processes = Processes(places + _CHECKS)

    async def start(self) -> None:
        """Start the processes that open pictures."""
        await self._processes.start()

    async def close(self) -> None:
        """Stop all work."""
        await asyncio.gather(self._processes.close(), self.drawing.close(), self.reading.close())

    async def plan(self, request: Request, asked: SpriteRequest) -> tuple[Turn, Drawing]:
        """A turn at a worker and the checked drawing; the turn must be used or left.

        Raises Refusal for what is above the limits, Busy if there is no place, and what `plan` and `render` raise.
        """
        if self.settings.log_prompts:
            request.scope[LOGGED]["asked"] = asked.model_dump(exclude={*_PICTURES}, exclude_defaults=True)
        check_fields(asked, self.settings)
        client = client_of(request.client)
        turn = self.drawing.line.enter(client)
        try:
            if any(getattr(asked, name) is not None for name in _PICTURES):
                plan = await unless_left(request.receive, self._read_pictures(client, asked))
            else:
                plan = planned(None, asked, self.settings)
            return turn, await asyncio.to_thread(Drawing, asked, plan, self.models, self.settings)
        except BaseException:
            turn.leave()
            raise

    async def draw(self, request: Request, turn: Turn, drawing: Drawing) -> list[Answer]:
        """Everything that is drawn; it is stopped if the client leaves."""
        return await unless_left(request.receive, _all(self._drawn(turn, drawing.answers())))

    async def draw_archive(self, request: Request, turn: Turn, drawing: Drawing) -> Archive:
        """The same as one archive."""
        (archive,) = await unless_left(request.receive, _all(self._drawn(turn, drawing.archive())))
        return archive

    def stream(self, turn: Turn, drawing: Drawing) -> AsyncGenerator[Answer | None, None]:
        """What is drawn, as it comes, with the progress between; None after each `idle_seconds` without any."""
        return self._drawn(turn, drawing.answers(previews=True), self.settings.idle_seconds, Progress)

    async def read(
        self, request: Request, uploads: Sequence[Part], nearest: int, explain: bool
    ) -> list[PictureReading]:
        """The readings of pictures, in order."""
        classifier, settings = self.models.classifier, self.settings

        def work(open: Callable[..., Any]) -> Generator[PictureReading | None, None, None]:
            return read_types(uploads, classifier, settings, nearest, explain, open)

        return await self._read(request, work)

    async def describe(self, request: Request, uploads: Sequence[Part]) -> list[PictureDescription]:
        """The descriptions of pictures, in order."""
        return await self._read(request, lambda open: describe(uploads, self.models.classifier, self.settings, open))

    async def export(self, request: Request, asked: ExportRequest) -> Exported:
        """Pictures in a game's format. Raises PictureError for one that cannot be used."""
        (exported,) = await self._read(request, lambda open: export(asked, self.settings, open))
        return exported

    def _drawn(
        self, turn: Turn, work: Generator[T | None, None, None], idle: float | None = None, spare: type | None = None
    ) -> AsyncGenerator[T | None, None]:
        return self.drawing.items(turn, work, Stop(), self.settings.drawing_seconds, idle, spare)

    async def _read(
        self, request: Request, work: Callable[[Callable[..., Any]], Generator[T | None, None, None]]
    ) -> list[T]:
        """All that `work` yields; it is given what opens pictures in another process."""
        stop, settings = Stop(), self.settings

        def open(task: str, *args: Any) -> Any:
            asks = {"types": lambda rgba: self.models.read(rgba).types}
            running = self._processes.submit(task, *args, seconds=settings.picture_seconds, asks=asks)
            try:
                return stop.result_of(running)
            except (TimeoutError, ProcessEnded) as error:
                raise _unread(error, settings) from None

        turn = self.reading.line.enter(client_of(request.client))
        items = self.reading.items(turn, work(open), stop, settings.reading_seconds)
        return await unless_left(request.receive, _all(items))

    async def _read_pictures(self, client: str, asked: SpriteRequest) -> Plan:
        """The plan of a request with pictures. Raises what `plan` raises."""
        turn = self._checks.enter(client)
        try:
            await turn.come()
            plan: Plan = await self._processes.run("plan", asked, self.settings, seconds=self.settings.picture_seconds)
            return plan
        except (TimeoutError, ProcessEnded) as error:
            raise _unread(error, self.settings) from None
        finally:
            turn.leave()


def _unread(error: Exception, settings: ServeSettings) -> PictureError:
    if isinstance(error, TimeoutError | concurrent.futures.TimeoutError):
        return PictureError(f"takes more than {settings.picture_seconds:g} seconds to read; save it again as PNG")
    return PictureError("too large for the memory, or damaged; save it again as PNG")


async def _all(items: AsyncGenerator[T | None, None]) -> list[T]:
    async with aclosing(items) as found:
        return [item async for item in found if item is not None]
