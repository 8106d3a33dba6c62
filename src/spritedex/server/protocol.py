"""HTTP/1.1 connections: limited in number and pace, with time limits for sending and receiving. Know no route."""

import asyncio
from collections import Counter
from typing import Any, Final

import h11
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from spritedex.server.clients import client_of, is_within, networks
from spritedex.server.pace import Pace
from spritedex.server.problems import Busy, answer
from spritedex.server.settings import ServeSettings

HEALTH: Final = "/healthz"

_LEAST_TAKEN: Final = 32 * 1024
_ENDING_SECONDS: Final = 2
"""When the server ends: so long it waits for a client that sends or takes nothing."""
_SPARE: Final = 32
_SPARE_OF_ONE: Final = 2
_SPARE_SECONDS: Final = 3
"""Of connections beyond the limits: how many there may be, how many of one client, and how long each may last."""
_HELD_BACK: Final = 256
"""Connections beyond these too: they are not read, and closed after as long. Who is refused at once asks at once."""

_CONNECTION_COST: Final = 0.5
_MESSAGE_COST: Final = 0.02
_BYTES_OF_CREDIT: Final = 128 * 1024
"""What a client pays: for a connection, for what arrives at once, and for so many bytes; for a request, a credit."""


def limited_protocol(settings: ServeSettings) -> type[asyncio.Protocol]:
    """A protocol that closes connections that would block others, and takes its time with who asks for much.

    Closed are: connections beyond the settings' `connections`, or beyond a client's share of them, apart from a few on
    which /healthz alone is answered; those whose whole request does not arrive in twice `body_seconds` from its first
    byte, or from the start of the connection; and those whose client takes less than 32 KiB of a waiting answer in
    `stalled_seconds`. A client that has used up its `burst` waits for its `pace`, while others ask. A trusted proxy may
    have all connections, and never waits.
    """
    proxies = networks(settings.proxies)
    share = max(1, round(settings.share * settings.connections))
    held: Counter[str] = Counter()
    pace = Pace(settings.pace, settings.burst)
    held_back = 0

    class LimitedProtocol(H11Protocol):
        _owner = ""
        _is_proxy = False
        _is_held_back = False
        _waiting = b""
        _pause: asyncio.TimerHandle | None = None
        _deadline: asyncio.TimerHandle | None = None
        _stalled: asyncio.TimerHandle | None = None
        _stalled_seconds = settings.stalled_seconds

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            transport.set_write_buffer_limits(0)  # writing pauses as soon as the client is behind
            self._owner = owner = client_of(self.client)
            self._is_proxy = is_within(owner.partition("/")[0], proxies)
            held[owner] += 1
            most = settings.connections if self._is_proxy else share
            count, own = len(self.connections) - held_back, held[owner]
            if count > settings.connections + _SPARE or own > most + _SPARE_OF_ONE:
                self._hold_back(own <= 2 * most)
            elif count > settings.connections or own > most:
                self.app = _only_health(self.app)
                self.loop.call_later(_SPARE_SECONDS, transport.abort)
            else:
                self._pay(_CONNECTION_COST)
                self._watch_request()

        def data_received(self, data: bytes) -> None:
            begins = self.conn.their_state is h11.IDLE and not self._waiting
            wait = self._pay(begins + _MESSAGE_COST + len(data) / _BYTES_OF_CREDIT)
            if wait or self._waiting:
                self._unset_keepalive_if_required()
                self.transport.pause_reading()
                self._waiting += data
                self._pause = self._pause or self.loop.call_later(wait, self._go_on)
            else:
                self._take(data)

        def on_response_complete(self) -> None:
            wait = self._pay(1) if self.conn.trailing_data[0] else 0  # the next request has come already
            if wait:
                self.loop.call_later(wait, super().on_response_complete)
            else:
                super().on_response_complete()

        def _go_on(self) -> None:
            data, self._waiting, self._pause = self._waiting, b"", None
            self.transport.resume_reading()
            self._take(data)

        def _take(self, data: bytes) -> None:
            super().data_received(data)
            self._watch_request()

        def _pay(self, cost: float) -> float:
            return 0.0 if self._is_proxy else pace.wait(self._owner, cost)

        def _hold_back(self, may_wait: bool) -> None:
            nonlocal held_back
            if not may_wait or held_back >= _HELD_BACK:
                self.transport.abort()
                return
            self._is_held_back = True
            held_back += 1
            self.transport.pause_reading()
            self.loop.call_later(_SPARE_SECONDS, self.transport.abort)

        def shutdown(self) -> None:
            """When the server ends: wait for no body, which would be refused, and for no client that takes nothing."""
            super().shutdown()
            if self.conn.their_state is h11.SEND_BODY:
                self.loop.call_later(_ENDING_SECONDS, self.transport.abort)
            self._stalled_seconds = min(_ENDING_SECONDS, settings.stalled_seconds)
            if self._stalled is not None:
                self._forget_answer()
                self._watch_answer()

        def pause_writing(self) -> None:
            super().pause_writing()
            self._watch_answer()

        def resume_writing(self) -> None:
            super().resume_writing()
            self._forget_answer()

        def connection_lost(self, exc: Exception | None) -> None:
            nonlocal held_back
            super().connection_lost(exc)
            held_back -= self._is_held_back
            if self._pause is not None:
                self._pause.cancel()
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
            self._stalled = self.loop.call_later(self._stalled_seconds, self._check_answer, left)

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
