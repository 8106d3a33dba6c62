"""Checks of every request before a route sees it, and the security headers of every answer. Knows no route.

If there is a token, /metrics and the paths below /v1 require it. The page and its files, /healthz, /docs and
/openapi.json are open: they show nothing that anyone drew.
"""

import asyncio
import hmac
import ipaddress
import re
import socket
from collections import Counter, deque
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from spritedex.server.clients import client_of
from spritedex.server.problems import Busy, ClientLeft, Refusal, answer
from spritedex.server.settings import MIB, ServeSettings

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; media-src 'self' blob:"
)
_HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=()",
}
_ANYWHERE: Final = ("0.0.0.0", "::")
_PIECE: Final = 64 * 1024
_UTF_8: Final = ("utf-8", "utf8")
_MARKS: Final = (b",", b":", b"[", b"{", b"\\")
_CHARSET: Final = re.compile(r";\s*charset\s*=\s*\"?([^\s\";]*)", re.I)
_LONGEST_TYPE: Final = 200
_MOST_MARKS: Final = 20_000
"""The most in a body of JSON. A real request has far fewer; parsing millions would block all other requests."""


class SecurityHeaders:
    """Adds the security headers to every answer that has not set them itself."""

    def __init__(self, app: ASGIApp, settings: ServeSettings) -> None:
        self._app = app
        self._headers = {**_HEADERS, "x-frame-options": "DENY"}
        if framing := " ".join(settings.frame_ancestors):
            policy = POLICY.replace("frame-ancestors 'none'", f"frame-ancestors 'self' {framing}")
            self._headers = {**_HEADERS, "content-security-policy": policy}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        cached = scope["path"] in ("/", "/sw.js") or scope["path"].startswith(("/static/", "/docs"))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**self._headers, "cache-control": "no-cache" if cached else "no-store"}.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class Guard:
    """Checks Host, Origin, token, media type, length and speed; passes requests on when their whole body is there."""

    def __init__(self, app: ASGIApp, settings: ServeSettings, takes: Mapping[str, str]) -> None:
        """`takes` maps paths to the media types of their bodies."""
        self._app = app
        self._settings = settings
        self._takes = takes
        self._names = {"localhost", settings.host.lower(), *(name.lower() for name in settings.hosts)}
        if settings.host in _ANYWHERE:
            self._names.add(socket.gethostname().lower())
        self._held: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held = _Held(client_of(scope.get("client")))
        try:
            headers = Headers(scope=scope)
            self._check_caller(headers)
            self._check_token(scope["path"], headers)
            self._check_length(headers)
            if scope["method"] == "POST":
                self._check_media_type(scope["path"], headers)
            if _announces_body(headers):
                receive = await self._body(headers, receive, held)
            await self._app(scope, receive, send)
        except Refusal as refusal:
            await answer(refusal)(scope, receive, send)
        finally:
            self._held[held.client] -= held.counted
            self._held += Counter()  # forgets clients that hold nothing

    def _check_caller(self, headers: Headers) -> None:
        """Any domain can point to this address (DNS rebinding), and pages elsewhere can send forms to it."""
        host = headers.get("host", "")
        if not self._may_be_called(_name_of(host)):
            raise Refusal(403, f"unknown host name {_name_of(host)[:80]!r}; see spritedex serve --allow-host")
        origin = headers.get("origin", "").lower()
        if origin and origin not in self._settings.cors_origins and origin.partition("://")[2] != host.lower():
            raise Refusal(
                403, f"pages of {origin[:80]!r} may not call this server; allow them with spritedex serve --cors-origin"
            )

    def _may_be_called(self, name: str) -> bool:
        if name in self._names or "*" in self._names or name.endswith(".localhost"):
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    def _check_token(self, path: str, headers: Headers) -> None:
        token = self._settings.token
        if token is None or not (path.startswith("/v1/") or path == "/metrics"):
            return
        scheme, _, given = headers.get("authorization", "").partition(" ")
        same = hmac.compare_digest(given.strip().encode("latin-1"), token.encode())
        if scheme.lower() != "bearer" or not same:
            raise Refusal(
                401, "missing or wrong bearer token", headers={"WWW-Authenticate": 'Bearer realm="spritedex"'}
            )

    def _check_length(self, headers: Headers) -> None:
        if "content-length" in headers and "transfer-encoding" in headers:
            raise Refusal(400, "Content-Length and Transfer-Encoding cannot be combined", headers=_CLOSE)
        if int(headers.get("content-length", 0)) > self._settings.body_bytes:
            raise self._too_large()

    def _check_media_type(self, path: str, headers: Headers) -> None:
        """Checked before the body is parsed, because parsing may take long."""
        given, taken = _media_type(headers), self._takes.get(path)
        if len(headers.get("content-type", "")) > _LONGEST_TYPE:
            raise Refusal(415, f"the media type is longer than {_LONGEST_TYPE} characters")
        if taken is not None and given != taken:
            raise Refusal(415, f"the body must be {taken} (got {given[:80] or 'no media type'!r})")
        if taken is not None and (charset := _charset(headers)) not in _UTF_8:
            raise Refusal(415, f"the body must be in UTF-8 (got {charset[:80]!r})")

    async def _body(self, headers: Headers, receive: Receive, held: "_Held") -> Receive:
        """Receive the whole body; returns a function that gives it in small pieces, and then what follows."""
        pieces: deque[bytes] = deque()
        is_json, marks = _media_type(headers) == "application/json", 0
        try:
            async with asyncio.timeout(self._settings.body_seconds):
                more = True
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise ClientLeft
                    self._hold(len(chunk := message.get("body", b"")), held)
                    marks += sum(map(chunk.count, _MARKS)) if is_json else 0
                    if marks > _MOST_MARKS:
                        raise Refusal(400, "the body is JSON with too many parts", headers=_CLOSE)
                    pieces.extend(chunk[start : start + _PIECE] for start in range(0, len(chunk), _PIECE))
                    more = message.get("more_body", False)
        except TimeoutError:
            seconds = self._settings.body_seconds
            raise Refusal(408, f"the body took more than {seconds:g} seconds", headers=_CLOSE) from None
        pieces = pieces or deque([b""])

        async def again() -> Message:
            if not pieces:
                return await receive()
            await asyncio.sleep(0)  # other requests continue while this body is parsed
            return {"type": "http.request", "body": pieces.popleft(), "more_body": bool(pieces)}

        return again

    def _hold(self, size: int, held: "_Held") -> None:
        held.bytes += size
        if held.bytes > self._settings.body_bytes:
            raise self._too_large()
        if held.bytes <= _PIECE:
            return
        self._held[held.client] += held.bytes - held.counted
        held.counted = held.bytes
        settings = self._settings
        share = max(settings.share * settings.bodies_bytes, settings.body_bytes)
        if self._held.total() > settings.bodies_bytes or self._held[held.client] > share:
            raise Busy("too many large requests at once; try again later")

    def _too_large(self) -> Refusal:
        return Refusal(413, f"the body is larger than {self._settings.body_bytes / MIB:g} MiB")


_CLOSE: Final = {"Connection": "close"}


class _Held:
    """The size of a client's body so far, and how much of it is counted: small bodies are not."""

    def __init__(self, client: str) -> None:
        self.client = client
        self.bytes = 0
        self.counted = 0


def _announces_body(headers: Headers) -> bool:
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def _media_type(headers: Headers) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _charset(headers: Headers) -> str:
    """The charset of the body in lower case. Some take seconds to decode a few kB."""
    found = _CHARSET.search(headers.get("content-type", ""))
    return found[1].lower() if found else "utf-8"


def _name_of(host: str) -> str:
    """The name or address in a Host header, in lower case, without port, brackets and final dot."""
    name = host.lower()
    name = name[1:].partition("]")[0] if name.startswith("[") else name.partition(":")[0]
    return name.removesuffix(".")
