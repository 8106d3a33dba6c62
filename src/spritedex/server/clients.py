"""Whose request it is: the address that a connection comes from, or what a trusted proxy says of it. Knows no route."""

import functools
import ipaddress
from collections.abc import Sequence
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_HOME_BITS: Final = 64
"""Of an IPv6 address: so much of it is one client's, who may choose the rest."""

_LONGEST: Final = 2000


class Clients:
    """Puts the client's own address in place of a trusted proxy's.

    A proxy adds the address that it was called from to the end of X-Forwarded-For: the last address there that is no
    trusted proxy's is the client's. What stands before it may be made up.
    """

    def __init__(self, app: ASGIApp, proxies: Sequence[str]) -> None:
        """`proxies` are addresses or networks, such as 10.0.0.0/8."""
        self._app = app
        self._proxies = networks(proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope.get("client") and is_within(scope["client"][0], self._proxies):
            scope["client"] = (self._forwarded(scope), 0)
        await self._app(scope, receive, send)

    def _forwarded(self, scope: Scope) -> str:
        client: str = scope["client"][0]
        given = ",".join(Headers(scope=scope).getlist("x-forwarded-for"))[-_LONGEST:]
        for text in reversed(given.split(",")):
            address = text.strip().strip("[]")
            if not _is_address(address):
                break
            client = address
            if not is_within(address, self._proxies):
                break
        return client


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Raises ValueError if one is neither an address nor a network."""
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


def is_within(address: str, within: Sequence[Network]) -> bool:
    """Whether an address lies in one of the networks."""
    return bool(within) and _is_address(address) and any(_plain(address) in network for network in within)


def client_of(address: object) -> str:
    """By what the turns of a client are counted: its address, or the first half of an IPv6 one.

    `address` is that of a connection: host and port.
    """
    return _client(str(address[0]) if isinstance(address, tuple | list) and address else "")


@functools.lru_cache(maxsize=1024)
def _client(host: str) -> str:
    if not _is_address(host):
        return host
    plain = _plain(host)
    if plain.version == 6:
        return str(ipaddress.ip_network(f"{plain}/{_HOME_BITS}", strict=False))
    return str(plain)


def _plain(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address; one of IPv4 written as IPv6 (::ffff:10.0.0.1) as what it is."""
    address = ipaddress.ip_address(text.partition("%")[0])
    return getattr(address, "ipv4_mapped", None) or address


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True
