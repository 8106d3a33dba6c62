"""HTTP/1.1 connections: so many at once, which must send and take in time. Know no route and no limit on bodies."""

import asyncio
from typing import Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from spritedex.server.settings import ServeSettings

_LEAST_TAKEN: Final = 32 * 1024


def patient(settings: ServeSettings) -> type[asyncio.Protocol]:
    """A protocol that closes a connection beyond the settings' `connections`, one whose request has not come whole
    in twice `body_seconds` from its first byte, or from the connection's beginning, and one of whose answer less than
    32 KiB is taken in `stalled_seconds` while more waits, so that none is held for nothing.
    """

    class Patient(H11Protocol):
        _deadline: asyncio.TimerHandle | None = None
        _stalled: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            transport.set_write_buffer_limits(0)  # whatever waits to be taken pauses the writing
            if len(self.connections) > settings.connections:
                transport.abort()
            else:
                self._watch()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._watch()

        def pause_writing(self) -> None:
            super().pause_writing()
            self._watch_taking()

        def resume_writing(self) -> None:
            super().resume_writing()
            self._forget_taking()

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            self._forget()
            self._forget_taking()

        def _watch(self) -> None:
            if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
                self._forget()
            elif self._deadline is None:
                self._deadline = self.loop.call_later(2 * settings.body_seconds, self.transport.abort)

        def _forget(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
                self._deadline = None

        def _watch_taking(self) -> None:
            left = self.transport.get_write_buffer_size()
            self._stalled = self.loop.call_later(settings.stalled_seconds, self._check_taking, left)

        def _check_taking(self, before: int) -> None:
            if before - self.transport.get_write_buffer_size() < _LEAST_TAKEN:
                self.transport.abort()
            else:
                self._watch_taking()

        def _forget_taking(self) -> None:
            if self._stalled is not None:
                self._stalled.cancel()
                self._stalled = None

    return Patient
