"""Around every request: a line in the log, a count, and an answer even if a route fails. Knows no route."""

import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spritedex.server.log import write, write_error
from spritedex.server.metrics import Metrics
from spritedex.server.problems import LEFT, ClientLeft, answer, failure

LOGGED: Final = "spritedex.logged"
"""The key in a request's scope of a dictionary that its route adds to the log; its `status` replaces the one sent."""

_PATH_LENGTH: Final = 200
_STATIC: Final = "/static"


class Access:
    """Logs and counts each request. If a route fails, the answer is 500 and its traceback goes to the log."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[LOGGED] = {}
        status, size = LEFT, 0
        started = time.perf_counter()

        async def send_counted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                size += len(message.get("body", b""))
            await send(message)

        self._metrics.in_flight.inc()
        try:
            await self._app(scope, receive, send_counted)
        except ClientLeft:
            status = LEFT
        except Exception as error:
            write_error(f"{type(error).__name__} in {scope['method']} {scope['path'][:_PATH_LENGTH]}", error)
            if status == LEFT:
                await answer(failure())(scope, receive, send_counted)
        finally:
            self._metrics.in_flight.dec()
            status = scope[LOGGED].get("status", status)
            seconds = time.perf_counter() - started
            self._metrics.answered(_route(scope), scope["method"], status, seconds)
            client = scope["client"][0] if scope.get("client") else None
            values = {"client": client, "method": scope["method"], "path": scope["path"][:_PATH_LENGTH]}
            values |= {"status": status, "ms": round(seconds * 1000, 1), "bytes": size, **scope[LOGGED]}
            write("access", values)


def _route(scope: Scope) -> str:
    """The path as declared, with parameters in braces."""
    if scope["path"].startswith(f"{_STATIC}/"):
        return _STATIC
    return getattr(scope.get("route"), "path", "") or "other"
