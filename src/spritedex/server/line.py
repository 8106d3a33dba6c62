"""A fair line: clients take turns at a few places, and none gets ahead by asking often. Knows no kind of work."""

import asyncio
import math
import time
from collections import Counter
from contextlib import suppress
from typing import Final

from spritedex.server.problems import Busy

_HALF_LIFE: Final = 20.0
"""Seconds after which half of what a client has used is forgotten."""

_REMEMBERED: Final = 4096
STOPPING: Final = "the server is stopping; try again later"
_FULL: Final = "all workers are busy and the queue is full; try again later"


class Line:
    """`places` turns are taken at the same time, `most` of them by one client; `queue` more may wait.

    The next turn is that of the client that has used the places least lately; each client's own come in order, those
    that were interrupted first.
    If the queue is full, a client with fewer turns takes the last place in it of the one with most. All methods must be
    called in the event loop.
    """

    def __init__(self, places: int, queue: int, most: int | None = None) -> None:
        self._free = places
        self._places = places
        self._most = most or places
        self._held: Counter[str] = Counter()
        self._queue = queue
        self._waiting: list[Turn] = []
        self._turns: set[Turn] = set()
        self._open = True
        self._used: dict[str, tuple[float, float]] = {}

    @property
    def waiting(self) -> int:
        """Turns that wait for a place, those that have been interrupted too."""
        return len(self._waiting)

    @property
    def working(self) -> int:
        """Turns that have a place."""
        return self._places - self._free

    def enter(self, client: str) -> "Turn":
        """A turn; it must be left. Raises Busy if the queue is full or the line is closed."""
        if not self._open:
            raise Busy(STOPPING)
        begins = self._free and self._held[client] < self._most
        if not begins and len(self._waiting) >= self._queue:
            self._make_room(client)
        turn = Turn(self, client, 0 if begins else self._places + len(self._waiting))
        self._waiting.append(turn)
        self._turns.add(turn)
        self._call_next()
        return turn

    def refuse(self) -> None:
        """Refuse new turns and those that wait for their first place."""
        self._open = False
        for turn in [turn for turn in self._waiting if not turn.begun]:
            self._send_away(turn, STOPPING)

    def _make_room(self, client: str) -> None:
        """Send away the last waiting turn of the client with most turns. Raises Busy if that would be this one."""
        lengths = Counter(turn.client for turn in self._turns)
        fresh = [turn for turn in self._waiting if not turn.begun and lengths[turn.client] > lengths[client] + 1]
        if not fresh:
            raise Busy(_FULL)
        most = max(lengths[turn.client] for turn in fresh)
        self._send_away([turn for turn in fresh if lengths[turn.client] == most][-1], _FULL)

    def _send_away(self, turn: "Turn", why: str) -> None:
        self._waiting.remove(turn)
        if not turn.place.done():
            turn.place.set_exception(Busy(why))

    def _call_next(self) -> None:
        while self._free and (able := [turn for turn in self._waiting if self._held[turn.client] < self._most]):
            now = time.monotonic()
            turn = min(able, key=lambda turn: (self._usage(turn.client, now), not turn.begun))
            self._waiting.remove(turn)
            if not turn.place.cancelled():
                self._free -= 1
                self._held[turn.client] += 1
                turn.begun, turn.since = True, time.monotonic()
                turn.place.set_result(None)

    def _release(self, turn: "Turn") -> None:
        """The turn gives its place back, and what it used is counted."""
        self._charge(turn.client, time.monotonic() - turn.since)
        self._free += 1
        self._held[turn.client] -= 1
        self._held += Counter()  # forgets clients that hold nothing
        self._call_next()

    def _comes_before(self, turn: "Turn") -> bool:
        """Whether another client waits that has used less than the one at work. May be called in any thread."""
        now = time.monotonic()
        mine = self._usage(turn.client, now) + now - turn.since
        waiting = self._waiting.copy()
        return any(other.client != turn.client and self._usage(other.client, now) < mine for other in waiting)

    def _usage(self, client: str, now: float) -> float:
        used, when = self._used.get(client, (0.0, now))
        return used * math.exp2((when - now) / _HALF_LIFE)

    def _charge(self, client: str, seconds: float) -> None:
        now = time.monotonic()
        used = self._usage(client, now) + seconds
        self._used.pop(client, None)
        self._used[client] = (used, now)
        if len(self._used) > _REMEMBERED:
            del self._used[next(iter(self._used))]


class Turn:
    """A turn at a place, or in the queue; `ahead` turns come before it."""

    def __init__(self, line: Line, client: str, ahead: int) -> None:
        self.client = client
        self.ahead = ahead
        self.begun = False
        self.since = 0.0
        self.place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line = line
        self._over = False

    async def come(self, seconds: float | None = None) -> bool:
        """Wait for a place for so long; whether it has come. Raises Busy if it never will."""
        done, _ = await asyncio.wait({self.place}, timeout=seconds)
        if done:
            self.place.result()
        return bool(done)

    def is_due(self) -> bool:
        """Whether another client waits that has used less, and goes first after a `rest`. May be called in any thread.

        The turn must have its place.
        """
        return self._line._comes_before(self)

    def rest(self) -> None:
        """Between two pieces of work: lets another client go first if it `is_due`; `come` waits for the next place.

        The turn must have its place.
        """
        if self.is_due():
            self.place = asyncio.get_running_loop().create_future()
            self._line._waiting.append(self)
            self._line._release(self)

    def leave(self) -> None:
        """Give up the place; may be called again."""
        if self._over:
            return
        self._over = True
        self._line._turns.discard(self)
        if self in self._line._waiting:
            self._line._waiting.remove(self)
            self.place.cancel()
        elif self.place.done() and not self.place.cancelled() and not self.place.exception():
            self._line._release(self)
        else:
            with suppress(asyncio.InvalidStateError):
                self.place.cancel()
