"""The routes below /v1: each has the server do its work and sends the results. Know no model and no limit."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.security import HTTPBearer

from spritedex import sketches
from spritedex.errors import SpritedexError
from spritedex.server import problems
from spritedex.server.drawing import Drawing
from spritedex.server.forms import Part, files_of, read_form
from spritedex.server.line import Turn
from spritedex.server.log import write_error
from spritedex.server.metrics import Metrics
from spritedex.server.problems import Refusal
from spritedex.server.requests import ExportRequest, SpriteRequest
from spritedex.server.schemas import (
    DescriptionsAnswer,
    Detail,
    End,
    ModelsAnswer,
    Note,
    Progress,
    Queued,
    SketchesAnswer,
    SketchInfo,
    Sprite,
    SpriteAnswer,
    TypesAnswer,
)
from spritedex.server.streaming import COMMENT, EventStream, event
from spritedex.server.work import Server

SHOWN_TOKEN: Final = [Depends(HTTPBearer(auto_error=False, description="The server's token."))]
"""Shows in the documentation that a token is needed; `Guard` checks it."""

ZIP: Final = "application/zip"
JSON: Final = "application/json"
TAKES: Final = {
    "/v1/sprites": JSON,
    "/v1/sprites/stream": JSON,
    "/v1/sprites/export": JSON,
    "/v1/types": "multipart/form-data",
    "/v1/descriptions": "multipart/form-data",
}
"""The media types of bodies, by path; `Guard` checks them."""
_EVENTS: Final[dict[type, str]] = {Progress: "step", Sprite: "sprite", Detail: "problem", Note: "note"}
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
    "preview}; most previews are empty), `sprite` (as in /v1/sprites), `problem` ({where, what}), `note` ({text}), "
    "and last `end` ({sprites}) or `error` (a problem document)."
)
_FORM: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["pictures"],
                    "properties": {
                        "pictures": {
                            "type": "array",
                            "items": {"type": "string", "contentMediaType": "application/octet-stream"},
                            "description": "PNG, JPEG, GIF, WebP, BMP or TIFF.",
                        }
                    },
                }
            }
        },
    }
}
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}


def _wants(request: Request, media_type: str) -> bool:
    return media_type in request.headers.get("accept", "")


def _refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    return problems.documented(400, 401, 403, 408, 413, 500, 503, *statuses)


def api(server: Server, metrics: Metrics) -> APIRouter:
    """The routes of one server."""
    router = APIRouter(prefix="/v1", dependencies=SHOWN_TOKEN if server.settings.token else None)

    @router.get("/models", tags=["server"], summary="Models, words and limits", responses=problems.documented(401, 403))
    async def models() -> ModelsAnswer:
        return server.info

    @router.get("/sketches", tags=["server"], summary="Sketches to begin at", responses=problems.documented(401, 403))
    async def all_sketches() -> SketchesAnswer:
        return SketchesAnswer(
            sketches=[SketchInfo(name=name, nouns=list(nouns)) for name, nouns in sketches.nouns().items()]
        )

    _add_sprites(router, server, metrics)
    _add_types(router, server, metrics)
    return router


def _add_sprites(router: APIRouter, server: Server, metrics: Metrics) -> None:
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
        turn, drawing = await server.plan(request, asked)
        if _wants(request, ZIP):
            archive = await server.draw_archive(request, turn, drawing)
            metrics.sprites.inc(archive.sprites)
            return _download(archive.data, "sprites.zip")
        answers = await server.draw(request, turn, drawing)
        sprites = [answer for answer in answers if isinstance(answer, Sprite)]
        metrics.sprites.inc(len(sprites))
        answer = SpriteAnswer(
            sprites=sprites,
            notes=[answer.text for answer in answers if isinstance(answer, Note)],
            problems=[answer for answer in answers if isinstance(answer, Detail)],
        )
        # In a thread, for it may be long.
        document = await asyncio.to_thread(answer.model_dump_json, exclude_unset=True)
        return Response(document, media_type=JSON)

    @router.post(
        "/sprites/stream",
        tags=["draw"],
        summary="Draw sprites and watch",
        status_code=200,
        response_class=Response,
        responses={
            200: {"content": {EventStream.media_type: {"itemSchema": _EVENT}}, "description": _STREAM},
            **_refusals(415, 422),
        },
    )
    async def stream(request: Request, asked: SpriteRequest) -> Response:
        """Server-sent events, each with one JSON document; a wrong request is refused before the stream starts."""
        turn, drawing = await server.plan(request, asked)
        return EventStream(_events(server, metrics, turn, drawing))

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
        exported = await server.export(request, asked)
        if _wants(request, JSON):
            return Response(exported.document, media_type=JSON)
        return _download(exported.archive, "creature.zip")


async def _events(server: Server, metrics: Metrics, turn: Turn, drawing: Drawing) -> AsyncGenerator[bytes, None]:
    drawn = 0
    try:
        yield event("queued", Queued(waiting=turn.ahead))
        async with aclosing(server.stream(turn, drawing)) as answers:
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
        metrics.sprites.inc(drawn)


def _add_types(router: APIRouter, server: Server, metrics: Metrics) -> None:
    settings = server.settings

    @router.post(
        "/types",
        tags=["read"],
        summary="Read types from pictures",
        response_model_exclude_unset=True,
        responses=_refusals(415, 422),
        openapi_extra=_FORM,
    )
    async def types(
        request: Request,
        nearest: Annotated[int, Query(ge=0, le=10, description="Number of known species to name.")] = 1,
        explain: Annotated[bool, Query(description="Also a heatmap for each type.")] = False,
    ) -> TypesAnswer:
        """If a picture cannot be read, its `problem` says why; the others are read."""
        most = (settings.explained, " with explain") if explain else (settings.pictures, "")
        uploads = await _pictures(request, *most)
        readings = await server.read(request, uploads, nearest, explain)
        metrics.pictures.inc(sum(not reading.problem for reading in readings))
        return TypesAnswer(readings=readings)

    @router.post(
        "/descriptions",
        tags=["read"],
        summary="Describe pictures in words",
        response_model_exclude_unset=True,
        responses=_refusals(415, 422),
        openapi_extra=_FORM,
    )
    async def descriptions(request: Request) -> DescriptionsAnswer:
        """If a picture cannot be read, its `problem` says why; the others are described."""
        uploads = await _pictures(request, settings.pictures)
        if not server.models.classifier.can_describe:
            what = "the classifier of this server has no words to describe pictures with"
            raise Refusal.of([Detail(where="body.pictures", what=what)])
        described = await server.describe(request, uploads)
        metrics.pictures.inc(sum(not each.problem for each in described))
        return DescriptionsAnswer(descriptions=described)


async def _pictures(request: Request, most: int, when: str = "") -> list[Part]:
    """The pictures of a form. Raises Refusal if there are more than `most`."""
    uploads = files_of(read_form(await request.body(), request.headers.get("content-type", "")), "pictures")
    if len(uploads) > most:
        raise Refusal.of([Detail(where="body.pictures", what=f"must be at most {most}{when} (got {len(uploads)})")])
    return uploads


def _download(data: bytes, name: str) -> Response:
    return Response(data, media_type=ZIP, headers={"Content-Disposition": f'attachment; filename="{name}"'})
