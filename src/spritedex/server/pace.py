"""How fast clients may ask: one that asks for much waits while others ask too. Knows no request and no connection."""

import time
from collections import OrderedDict
from typing import Final

_CROWDED_SECONDS: Final = 10.0
"""So long after one client has asked, another is not alone."""
_MOST_WAIT: Final = 10.0
_REMEMBERED: Final = 4096


class Pace:
    """Each client has `burst` credits and gets `rate` new ones a second; one without any waits for its next.

    A client that asks alone never waits: it takes nothing from anybody.
    """

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._accounts: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._latest, self._latest_at = "", float("-inf")
        self._other_at = float("-inf")

    def wait(self, client: str, cost: float, now: float | None = None) -> float:
        """Pay `cost` credits; the seconds to wait until they are there, at most ten."""
        now = time.monotonic() if now is None else now
        if client != self._latest:
            self._other_at, self._latest = self._latest_at, client
        self._latest_at = now
        left, since = self._accounts.pop(client, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._rate) - cost
        left = max(left, -_MOST_WAIT * self._rate)
        self._accounts[client] = (left, now)
        if len(self._accounts) > _REMEMBERED:
            self._accounts.popitem(last=False)
        crowded = now - self._other_at < _CROWDED_SECONDS
        return -left / self._rate if crowded and left < 0 else 0.0
