"""Errors as problem details (RFC 9457). Know no route, and show nothing of the server's own files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from spritedex.errors import OptionError, PictureError, PromptError, SpritedexError, UsageError, plain_reason
from spritedex.server.log import write_error
from spritedex.server.schemas import Detail, ProblemDocument

MEDIA_TYPE: Final = "application/problem+json"
LEFT: Final = 499
"""The status in the log of a request whose client left before the answer; it is never sent."""

_RETRY_SECONDS: Final = 5
_PICTURES: Final = ("init", "mask", "variation_of", "evolve", "front", "back", "shiny", "second")
_PROMPTS: Final = ("negative_prompt", "between")
_MOST_ERRORS: Final = 20
_IN_DETAIL: Final = 3
_LONGEST_VALUE: Final = 80


class Refusal(HTTPException):
    """A request that is refused; `errors` name the place, as `body.count`, and what is wrong."""

    def __init__(
        self, status: int, detail: str, errors: Iterable[Detail] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, detail, headers)
        self.errors = tuple(errors)

    @classmethod
    def of(cls, errors: Sequence[Detail]) -> "Refusal":
        """422 for wrong fields."""
        return cls(422, "; ".join(f"{each.where}: {each.what}" for each in errors[:_IN_DETAIL]), errors)


class Busy(Refusal):
    """No worker is free and the queue is full, or the server is about to stop."""

    def __init__(self, detail: str) -> None:
        super().__init__(503, detail, headers={"Retry-After": str(_RETRY_SECONDS)})


def failure() -> Refusal:
    """The answer to an error of the server itself."""
    return Refusal(500, "the server failed; see its log")


class ClientLeft(Exception):
    """The client closed the connection before the answer."""


def document(refusal: HTTPException) -> ProblemDocument:
    """A refusal as a problem document of RFC 9457."""
    status = HTTPStatus(refusal.status_code)
    problem = ProblemDocument(type="about:blank", title=status.phrase, status=status.value, detail=refusal.detail)
    if isinstance(refusal, Refusal) and refusal.errors:
        problem.errors = list(refusal.errors)
    return problem


def answer(refusal: HTTPException) -> Response:
    """A refusal as a response."""
    content = document(refusal).model_dump_json(exclude_unset=True)
    return Response(content, refusal.status_code, dict(refusal.headers or {}), MEDIA_TYPE)


def from_error(error: SpritedexError) -> Refusal:
    """An error of a workflow as a refusal: 422 if the request is wrong, else 500 and a line in the log.

    The fields of a request have the names of the options; pictures without a path, and prompts other than `prompt`, are
    called by their field.
    """
    if isinstance(error, OptionError):
        reason = OptionError(error.field, error.reason).worded(str).removeprefix(f"{error.field}: ")
        return Refusal.of([Detail(where=f"body.{error.field}", what=_with_value(reason, error.value))])
    field, _, what = str(error).partition(": ")
    if isinstance(error, PictureError) and field in _PICTURES:
        return Refusal.of([Detail(where=f"body.{field}", what=what)])
    if isinstance(error, PromptError):
        field, what = (field, what) if field in _PROMPTS else ("prompt", str(error))
        return Refusal.of([Detail(where=f"body.{field}", what=what)])
    if isinstance(error, UsageError | PictureError):
        return Refusal(422, str(error))
    write_error(type(error).__name__, error)
    return failure()


def add_handlers(app: FastAPI) -> None:
    """Answer every error that a route raises with a problem document."""

    async def refuse(request: Request, error: Exception) -> Response:
        refusal = cast(HTTPException, error)
        if refusal.detail == HTTPStatus.NOT_FOUND.phrase:
            refusal.detail = f"nothing is at {_plain(request.url.path)[:_LONGEST_VALUE]}; / is the page, /docs the API"
        return answer(refusal)

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
    return Refusal.of([Detail(where=_where(each["loc"]), what=_what(each)) for each in found[:_MOST_ERRORS]])


def _where(location: Iterable[Any]) -> str:
    return _plain(".".join(map(str, location)))[:80]


def _what(detail: Mapping[str, Any]) -> str:
    """The message of pydantic in our words, with the value."""
    text = plain_reason(detail["msg"])
    return _plain(_with_value(text[:1].lower() + text[1:], detail.get("input")))


def _with_value(text: str, given: object) -> str:
    """The message with the value that was given, if that is a short text or a number."""
    if isinstance(given, str) and len(given) > _LONGEST_VALUE:
        return text
    short = isinstance(given, str | int | float) and len(repr(given)) <= _LONGEST_VALUE
    return f"{text} (got {given!r})" if short else text


def _plain(text: str) -> str:
    """The text without characters that UTF-8 cannot encode."""
    return text.encode(errors="replace").decode()


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The description of answers with these statuses in OpenAPI."""
    schema = {"$ref": f"#/components/schemas/{ProblemDocument.__name__}"}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in sorted(statuses)
    }
