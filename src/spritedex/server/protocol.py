"""HTTP/1.1 connections: limited in number, with time limits for sending and receiving. Know no route."""

import asyncio
from typing import Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from spritedex.server.settings import ServeSettings

_LEAST_TAKEN: Final = 32 * 1024


def limited_protocol(settings: ServeSettings) -> type[asyncio.Protocol]:
    """A protocol that closes connections that would block others.

    These are: connections beyond the settings' `connections`; those whose whole request does not arrive in twice
    `body_seconds` from its first byte, or from the start of the connection; and those whose client takes less than
    32 KiB of a waiting answer in `stalled_seconds`.
    """

    class LimitedProtocol(H11Protocol):
        _deadline: asyncio.TimerHandle | None = None
        _stalled: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            transport.set_write_buffer_limits(0)  # writing pauses as soon as the client is behind
            if len(self.connections) > settings.connections:
                transport.abort()
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
