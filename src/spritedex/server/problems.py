"""Errors as problem details (RFC 9457). Know no route, and say nothing of the server's own files."""

import re
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from spritedex.errors import PictureError, PromptError, SpritedexError, UsageError
from spritedex.server.log import write_error
from spritedex.server.schemas import Detail, ProblemDocument

MEDIA_TYPE: Final = "application/problem+json"
LEFT: Final = 499
"""The status in the log of a request whose client left before the answer; nobody is sent it."""

_RETRY_SECONDS: Final = 5
_NAMES: Final = {"variations": "variation_of", "type": "types", "out": "--out", "model": "--model"}
_CHECKOUT: Final = "with the checkout's graphics/pokemon as --out it takes the best of them"
_BY_HAND: Final = "`spritedex sprite export` into the checkout takes the best of them"
_OPTION = re.compile(r"(?<![\w-])--([a-z]+(?:-[a-z]+)*)( A B)?|(?<![\w-])-n\b")


class Refusal(HTTPException):
    """A request that is not fulfilled; `errors` say where, as `body.count`, and what is wrong."""

    def __init__(
        self, status: int, detail: str, errors: Iterable[Detail] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, detail, headers)
        self.errors = tuple(errors)


class Busy(Refusal):
    """No worker is free and the queue is full, or the server is about to stop."""

    def __init__(self, detail: str) -> None:
        super().__init__(503, detail, headers={"Retry-After": str(_RETRY_SECONDS)})


def failure() -> Refusal:
    """What a client learns of an error of the server's own."""
    return Refusal(500, "the server failed; its log says where")


class ClientLeft(Exception):
    """Nobody waits for the answer any more."""


def document(refusal: HTTPException) -> ProblemDocument:
    """What a refusal says, as RFC 9457 has it."""
    status = HTTPStatus(refusal.status_code)
    problem = ProblemDocument(type="about:blank", title=status.phrase, status=status.value, detail=refusal.detail)
    if isinstance(refusal, Refusal) and refusal.errors:
        problem.errors = list(refusal.errors)
    return problem


def answer(refusal: HTTPException) -> Response:
    """A refusal as a response."""
    content = document(refusal).model_dump_json(exclude_unset=True)
    return Response(content, refusal.status_code, dict(refusal.headers or {}), MEDIA_TYPE)


def from_error(error: SpritedexError, places: Mapping[str, str] | None = None) -> Refusal:
    """An error of a workflow as a refusal: 422 where the request is to blame, else 500 and a line in the log.

    `places` maps the paths of files to what the request calls them.
    """
    unwritten = isinstance(error, UsageError) and isinstance(error.__context__, OSError)
    if unwritten or not isinstance(error, UsageError | PromptError | PictureError):
        cause = error.__context__.strerror if isinstance(error.__context__, OSError) else None
        write_error(f"{type(error).__name__}{f': {cause}' if cause else ''}", error)
        return failure()
    return Refusal(422, in_api_words(str(error), places or {}))


def in_api_words(text: str, places: Mapping[str, str]) -> str:
    """A message of the command line as the API says it: fields instead of options, no paths of the server.

    >>> in_api_words("--best-of 2 is below the 3 to keep; give more, or a smaller -n", {})
    'best_of 2 is below the 3 to keep; give more, or a smaller count'
    """
    for path, name in places.items():
        text = text.replace(f"--init {path}", "it as init").replace(path, name)
    return _OPTION.sub(_field, text.replace(_CHECKOUT, _BY_HAND))


def _field(match: re.Match[str]) -> str:
    if (name := match[1]) is None:
        return "count"
    return _NAMES.get(name, name.replace("-", "_"))


def add_handlers(app: FastAPI) -> None:
    """Have every error that a route raises answered as a problem."""

    async def refuse(request: Request, error: Exception) -> Response:
        return answer(cast(HTTPException, error))

    async def refuse_values(request: Request, error: Exception) -> Response:
        return answer(_wrong_values(cast(RequestValidationError, error)))

    async def explain(request: Request, error: Exception) -> Response:
        return answer(from_error(cast(SpritedexError, error)))

    async def drop(request: Request, error: Exception) -> Response:
        return Response(status_code=LEFT)

    handlers: dict[type[Exception], Callable[[Request, Exception], Any]] = {
        HTTPException: refuse, RequestValidationError: refuse_values, SpritedexError: explain, ClientLeft: drop,
    }  # fmt: skip
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _wrong_values(error: RequestValidationError) -> Refusal:
    found = error.errors()
    if any(detail["type"] == "json_invalid" for detail in found):
        return Refusal(400, "the body is not JSON")
    errors = [Detail(where=_where(detail["loc"]), what=_plain(detail["msg"])) for detail in found[:20]]
    return Refusal(422, "; ".join(f"{each.where}: {each.what}" for each in errors[:3]), errors)


def _where(location: Iterable[Any]) -> str:
    return _plain(".".join(map(str, location)))[:80]


def _plain(text: str) -> str:
    """Without what UTF-8 cannot hold."""
    return text.encode(errors="replace").decode()


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of answers with these statuses."""
    schema = {"$ref": f"#/components/schemas/{ProblemDocument.__name__}"}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in sorted(statuses)
    }
