"""The routes below /v1: each takes a turn at a worker and sends the results of its work. Know no model and no limit."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, TypeVar

from fastapi import APIRouter, Depends, File, Query, Request, Response, UploadFile
from fastapi.security import HTTPBearer

from spritedex.errors import SpritedexError
from spritedex.server import problems
from spritedex.server.access import LOGGED
from spritedex.server.drawing import Answer, Drawing
from spritedex.server.log import write_error
from spritedex.server.metrics import Metrics
from spritedex.server.pool import Pool, Turn
from spritedex.server.problems import Refusal
from spritedex.server.reading import Upload, export, read_types
from spritedex.server.requests import ExportRequest, SpriteRequest
from spritedex.server.schemas import (
    Detail,
    End,
    ModelsAnswer,
    Note,
    PictureReading,
    Progress,
    Queued,
    Sprite,
    SpriteAnswer,
    TypesAnswer,
)
from spritedex.server.settings import ServeSettings
from spritedex.server.streaming import COMMENT, EventStream, event, unless_left
from spritedex.server.uploads import shown_name
from spritedex.workflows.generate.models import Models

T = TypeVar("T")

SHOWN_TOKEN: Final = [Depends(HTTPBearer(auto_error=False, description="The server's token."))]
"""Shows in the documentation that a token is needed; `Guard` checks it."""

ZIP: Final = "application/zip"
JSON: Final = "application/json"
TAKES: Final = {
    "/v1/sprites": JSON,
    "/v1/sprites/stream": JSON,
    "/v1/sprites/export": JSON,
    "/v1/types": "multipart/form-data",
}
"""The media types of bodies, by path; `Guard` checks them."""
_CHECKS: Final = 2  # requests whose pictures are opened at the same time, because that takes memory
_EVENTS: Final[dict[type, str]] = {Progress: "step", Sprite: "sprite", Detail: "problem", Note: "note"}
_UNLOGGED: Final = {"init", "mask", "variation_of"}
_EVENT: Final = {
    "type": "object",
    "required": ["event", "data"],
    "properties": {
        "event": {"enum": ["queued", *_EVENTS.values(), "end", "error"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}
_STREAM: Final = (
    "Events: `queued` once ({waiting}: requests before this one), `step` ({seed, finished, total, step, num_steps, "
    "preview}), `sprite` (as in /v1/sprites), `problem` ({where, what}), `note` ({text}), and last `end` "
    "({sprites}) or `error` (a problem document)."
)
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}


@dataclass(frozen=True, slots=True)
class Server:
    """Everything that the routes use."""

    settings: ServeSettings
    models: Models
    info: ModelsAnswer
    drawing: Pool
    reading: Pool
    metrics: Metrics
    checks: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_CHECKS))

    async def start(self, request: Request, asked: SpriteRequest) -> tuple[Turn, Drawing]:
        """A turn at a worker and the checked drawing; the turn must be used or left."""
        if self.settings.log_prompts:
            request.scope[LOGGED]["asked"] = asked.model_dump(exclude=_UNLOGGED, exclude_defaults=True)
        turn = self.drawing.enter()
        try:
            async with self.checks:
                return turn, await asyncio.to_thread(Drawing, asked, self.models, self.settings)
        except BaseException:
            turn.leave()
            raise

    async def gather(self, request: Request, pool: Pool, work: Generator[T, None, None]) -> list[T]:
        """Everything that `work` yields when its turn comes; it is stopped if the client leaves."""
        return await _gather(request, pool.enter(), work)


async def _gather(request: Request, turn: Turn, work: Generator[T | None, None, None]) -> list[T]:
    try:
        return await unless_left(request.receive, _all(turn, work))
    finally:
        turn.leave()


async def _all(turn: Turn, work: Generator[T | None, None, None]) -> list[T]:
    async with aclosing(turn.items(work)) as items:
        return [item async for item in items if item is not None]


def _wants(request: Request, media_type: str) -> bool:
    return media_type in request.headers.get("accept", "")


def _refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return problems.documented(400, 401, 403, 408, 413, 500, 503, *statuses)


def api(server: Server) -> APIRouter:
    """The routes of one server."""
    router = APIRouter(prefix="/v1", dependencies=SHOWN_TOKEN if server.settings.token else None)

    @router.get("/models", tags=["server"], summary="Models, words and limits", responses=problems.documented(401, 403))
    async def models() -> ModelsAnswer:
        return server.info

    _add_sprites(router, server)
    _add_types(router, server)
    return router


def _add_sprites(router: APIRouter, server: Server) -> None:
    @router.post(
        "/sprites",
        tags=["draw"],
        summary="Draw sprites",
        response_model=SpriteAnswer,
        response_model_exclude_unset=True,
        responses={200: {"content": {ZIP: _BINARY}}, **_refusals(415, 422)},
    )
    async def sprites(request: Request, asked: SpriteRequest) -> Any:
        """With `Accept: application/zip` the answer is a zip of the files and of each sprite's JSON record."""
        turn, drawing = await server.start(request, asked)
        if _wants(request, ZIP):
            (archive,) = await _gather(request, turn, drawing.archive())
            server.metrics.sprites.inc(archive.sprites)
            return _download(archive.data, "sprites.zip")
        answers = await _gather(request, turn, drawing.answers())
        sprites = [answer for answer in answers if isinstance(answer, Sprite)]
        server.metrics.sprites.inc(len(sprites))
        return SpriteAnswer(
            sprites=sprites,
            notes=[answer.text for answer in answers if isinstance(answer, Note)],
            problems=[answer for answer in answers if isinstance(answer, Detail)],
        )

    @router.post(
        "/sprites/stream",
        tags=["draw"],
        summary="Draw sprites and watch",
        status_code=200,
        response_class=EventStream,
        responses={
            200: {"content": {EventStream.media_type: {"itemSchema": _EVENT}}, "description": _STREAM},
            **_refusals(415, 422),
        },
    )
    async def stream(request: Request, asked: SpriteRequest) -> Response:
        """Server-sent events, each with one JSON document; a wrong request is refused before the stream starts."""
        turn, drawing = await server.start(request, asked)
        return EventStream(_events(server, turn, drawing))

    @router.post(
        "/sprites/export",
        tags=["draw"],
        summary="Export pictures in a game's format",
        response_class=Response,
        responses={
            200: {"content": {ZIP: _BINARY, JSON: {"schema": {"$ref": "#/components/schemas/ExportAnswer"}}}},
            **_refusals(415, 422),
        },
    )
    async def export_sprite(request: Request, asked: ExportRequest) -> Response:
        """A zip; with `Accept: application/json` a document with the files in base64, their palettes and notes."""
        work = export(asked, server.models, server.settings)
        ((answer, archive),) = await server.gather(request, server.reading, work)
        if _wants(request, JSON):
            return Response(answer.model_dump_json(), media_type=JSON)
        return _download(archive, "creature.zip")


async def _events(server: Server, turn: Turn, drawing: Drawing) -> AsyncGenerator[bytes, None]:
    drawn = 0
    try:
        yield event("queued", Queued(waiting=turn.ahead))
        idle = server.settings.idle_seconds
        answers: AsyncGenerator[Answer | None, None] = turn.items(drawing.answers(previews=True), idle, Progress)
        async with aclosing(answers):
            async for answer in answers:
                if answer is None:
                    yield COMMENT
                else:
                    drawn += isinstance(answer, Sprite)
                    yield event(_EVENTS[type(answer)], answer)
        yield event("end", End(sprites=drawn))
    except Refusal as refusal:
        yield event("error", problems.document(refusal))
    except SpritedexError as error:
        yield event("error", problems.document(problems.from_error(error)))
    except Exception as error:
        write_error(f"{type(error).__name__} in a stream", error)
        yield event("error", problems.document(problems.failure()))
    finally:
        turn.leave()
        server.metrics.sprites.inc(drawn)


def _add_types(router: APIRouter, server: Server) -> None:
    settings = server.settings

    @router.post(
        "/types",
        tags=["read"],
        summary="Read types from pictures",
        response_model_exclude_unset=True,
        responses=_refusals(415, 422),
    )
    async def types(
        request: Request,
        pictures: Annotated[list[UploadFile], File(description="PNG, JPEG, GIF, WebP, BMP or TIFF.")],
        nearest: Annotated[int, Query(ge=0, le=10, description="Number of known species to name.")] = 1,
        explain: Annotated[bool, Query(description="Also a heatmap for each type.")] = False,
    ) -> TypesAnswer:
        """If a picture cannot be read, its `problem` says why; the others are read."""
        most = settings.explained if explain else settings.pictures
        if len(pictures) > most:
            what = f"must be at most {most}{' with explain' if explain else ''} (got {len(pictures)})"
            raise Refusal.of([Detail(where="body.pictures", what=what)])
        uploads = [
            Upload(shown_name(picture.filename, number), await picture.read())
            for number, picture in enumerate(pictures, 1)
        ]
        work = read_types(uploads, server.models.classifier, settings, nearest, explain)
        readings: list[PictureReading] = await server.gather(request, server.reading, work)
        server.metrics.pictures.inc(sum(not reading.problem for reading in readings))
        return TypesAnswer(readings=readings)


def _download(data: bytes, name: str) -> Response:
    return Response(data, media_type=ZIP, headers={"Content-Disposition": f'attachment; filename="{name}"'})
