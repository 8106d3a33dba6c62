"""A running server: its socket, its signals and its end. Knows no route."""

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import redirect_stderr
from types import FrameType
from typing import Any, Final

import uvicorn

from spritedex.errors import OptionError
from spritedex.server.app import create_app
from spritedex.server.log import Handler, Lines, only_json, write_error
from spritedex.server.protocol import limited_protocol
from spritedex.server.settings import ServeSettings

_HEADER_BYTES: Final = 16 * 1024
_KEEP_ALIVE_SECONDS: Final = 5
_BACKLOG: Final = 1024
_STOP_SECONDS: Final = 6
"""From the end of `drain_seconds` to where the process ends, whatever still runs in it."""
_AGAIN_SECONDS: Final = 2
"""The same from a second signal on: who asks twice does not want to wait."""


def serve(settings: ServeSettings, ready: Callable[[str], None]) -> None:
    """Run until SIGTERM or SIGINT; `ready` is called with the address once the server accepts connections.

    After SIGTERM, new and waiting requests are refused, event streams end with an error, and other requests may finish
    within the settings' `drain_seconds`; then they are stopped, and six seconds later the process has ended, whatever
    it does. After a second signal it has ended within two seconds.
    Raises OptionError if the address cannot be used, BundleError if a bundle cannot be opened.
    """
    with _listen(settings.host, settings.port) as listener, only_json():
        app = create_app(settings)
        logging.basicConfig(level=logging.ERROR, handlers=[Handler()])
        logging.captureWarnings(True)
        config = uvicorn.Config(
            app,
            http=limited_protocol(settings),
            ws="none",
            loop="asyncio",
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            h11_max_incomplete_event_size=_HEADER_BYTES,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=settings.drain_seconds,
        )
        server = _Server(config)
        # uvicorn handles the signals while it runs, and raises them again after it has stopped.
        signal.signal(signal.SIGTERM, lambda number, frame: None if server.started else sys.exit(128 + number))
        ready(_address(listener))
        with redirect_stderr(Lines()):
            server.run([listener])


class _Server(uvicorn.Server):
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End now; and later, without waiting for anything, if that takes too long."""
        again = self.should_exit
        super().handle_exit(sig, frame)
        seconds = _AGAIN_SECONDS if again else (self.config.timeout_graceful_shutdown or 0) + _STOP_SECONDS
        last = threading.Timer(seconds, _end_at_once, (130 if sig == signal.SIGINT else 0,))
        last.daemon = True
        last.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        application: Any = self.config.app
        for pool in application.state.pools:
            pool.refuse()
        await super().shutdown(sockets)


def _end_at_once(code: int) -> None:
    write_error("ended while work was not finished")
    os._exit(code)


def _listen(host: str, port: int) -> socket.socket:
    """A socket that accepts connections. Raises OptionError if the address does not exist or is in use."""
    if not host.strip():
        raise OptionError(
            "host", "must not be empty; write 127.0.0.1 for this machine, 0.0.0.0 for all addresses", host
        )
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM,
                                                                flags=socket.AI_PASSIVE)[0]  # fmt: skip
        listener = socket.socket(family, kind, protocol)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a host name"
        raise OptionError("host", f"no such address ({reason})", host) from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise OptionError(
            "port", f"cannot listen on {host} ({reason}); choose another {{port}} or {{host}}", port
        ) from None
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
