"""HTTP/1.1 connections: limited in number, with time limits for sending and receiving. Know no route."""

import asyncio
from collections import Counter
from typing import Any, Final

import h11
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from spritedex.server.clients import client_of, is_within, networks
from spritedex.server.problems import Busy, answer
from spritedex.server.settings import ServeSettings

HEALTH: Final = "/healthz"

_LEAST_TAKEN: Final = 32 * 1024
_SPARE: Final = 32
_SPARE_OF_ONE: Final = 2
_SPARE_SECONDS: Final = 3
"""Of connections beyond the limits: how many there may be, how many of one client, and how long each may last."""


def limited_protocol(settings: ServeSettings) -> type[asyncio.Protocol]:
    """A protocol that closes connections that would block others.

    These are: connections beyond the settings' `connections`, or beyond a client's share of them, apart from a few on
    which /healthz alone is answered; those whose whole request does not arrive in twice `body_seconds` from its first
    byte, or from the start of the connection; and those whose client takes less than 32 KiB of a waiting answer in
    `stalled_seconds`. A trusted proxy may have all connections.
    """
    proxies = networks(settings.proxies)
    share = max(1, round(settings.share * settings.connections))
    held: Counter[str] = Counter()

    class LimitedProtocol(H11Protocol):
        _owner = ""
        _deadline: asyncio.TimerHandle | None = None
        _stalled: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            transport.set_write_buffer_limits(0)  # writing pauses as soon as the client is behind
            self._owner = owner = client_of(self.client)
            held[owner] += 1
            most = settings.connections if is_within(owner.partition("/")[0], proxies) else share
            count, own = len(self.connections), held[owner]
            if count > settings.connections + _SPARE or own > most + _SPARE_OF_ONE:
                transport.abort()
            elif count > settings.connections or own > most:
                self.app = _only_health(self.app)
                self.loop.call_later(_SPARE_SECONDS, transport.abort)
            else:
                self._watch_request()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._watch_request()

        def pause_writing(self) -> None:
            super().pause_writing()
            self._watch_answer()

        def resume_writing(self) -> None:
            super().resume_writing()
            self._forget_answer()

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            held[self._owner] -= 1
            if not held[self._owner]:
                del held[self._owner]
            self._forget_request()
            self._forget_answer()

        def _watch_request(self) -> None:
            if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
                self._forget_request()
            elif self._deadline is None:
                self._deadline = self.loop.call_later(2 * settings.body_seconds, self.transport.abort)

        def _forget_request(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None

        def _watch_answer(self) -> None:
            left = self.transport.get_write_buffer_size()
            self._stalled = self.loop.call_later(settings.stalled_seconds, self._check_answer, left)

        def _check_answer(self, before: int) -> None:
            if before - self.transport.get_write_buffer_size() < _LEAST_TAKEN:
                self.transport.abort()
            else:
                self._watch_answer()

        def _forget_answer(self) -> None:
            if self._stalled is not None:
                self._stalled.cancel()
                self._stalled = None

    return LimitedProtocol


def _only_health(app: Any) -> Any:
    """The application for a connection beyond the limits."""

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] != HEALTH:
            busy = answer(Busy("too many connections; try again later"))
            busy.headers["connection"] = "close"
            await busy(scope, receive, send)
        else:
            await app(scope, receive, send)

    return limited
