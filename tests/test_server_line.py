"""Turns, paces and clients by themselves, without a server, and forms that are made to be slow."""

import asyncio
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor

import pytest

from spritedex.server.clients import client_of
from spritedex.server.forms import read_form
from spritedex.server.line import Line, Turn
from spritedex.server.pace import Pace
from spritedex.server.problems import Busy, Refusal


def run_apart(scene: Coroutine[None, None, None]) -> None:
    """Run it in a thread: while a page is open, the main thread has a running event loop."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, scene).result()


def test_who_asks_alone_never_waits() -> None:
    pace = Pace(rate=10, burst=20)
    assert [pace.wait("greedy", 1, now=0) for _ in range(1000)] == [0] * 1000
    assert pace.wait("modest", 1, now=0) == 0
    assert pace.wait("greedy", 1, now=0) == 10  # of what it owes, no more is remembered
    assert pace.wait("modest", 1, now=1) == 0
    assert 8 < pace.wait("greedy", 1, now=2) < 9
    assert pace.wait("greedy", 1, now=20) == 0


def test_addresses_of_one_home_are_one_client() -> None:
    assert client_of(("2001:db8::1", 1)) == client_of(("2001:db8::ffff", 2)) != client_of(("2001:db8:1::1", 1))
    assert client_of(("::ffff:10.0.0.1", 1)) == client_of(("10.0.0.1", 2)) != client_of(("10.0.0.2", 1))


def test_turns_go_to_who_has_used_least() -> None:
    async def scene() -> None:
        line = Line(1, 4)
        first = line.enter("greedy")
        assert await first.come(0)
        waiting = [line.enter("greedy") for _ in range(4)]
        with pytest.raises(Busy):
            line.enter("greedy")
        modest = line.enter("modest")
        assert line.waiting == 4
        with pytest.raises(Busy):
            await waiting[-1].come(0)
        first.since -= 10  # it has worked for so long
        first.rest()
        assert await modest.come(0)
        assert not await first.come(0)
        modest.leave()
        assert await first.come(0)
        first.rest()  # nobody else waits who has used less
        assert await first.come(0)
        first.leave()
        assert await waiting[0].come(0)
        line.refuse()
        with pytest.raises(Busy):
            await waiting[1].come(0)
        turns: list[Turn] = [first, modest, *waiting]
        for turn in turns:
            turn.leave()
        assert (line.waiting, line.working) == (0, 0)

    run_apart(scene())


def test_a_place_is_kept_for_a_client_that_has_none() -> None:
    async def scene() -> None:
        line = Line(2, 4, most=1)
        first, second = line.enter("greedy"), line.enter("greedy")
        assert (first.ahead, second.ahead) == (0, 2)
        assert await first.come(0)
        assert not await second.come(0)
        modest = line.enter("modest")
        assert modest.ahead == 0
        assert await modest.come(0)
        modest.leave()
        assert not await second.come(0)
        first.leave()
        assert await second.come(0)
        second.leave()

    run_apart(scene())


FORM = "multipart/form-data; boundary=cut"


HEAD = b'--cut\r\nContent-Disposition: form-data; name="a"'


SLOW = {
    "nothing": (b"", "cut short"),
    "head": (HEAD + b";a" * 8_000_000 + b"\r\n\r\n\r\n--cut--", "has no name"),
    "no heads": (b"--cut\r\n" * 1_000_000 + b"--cut--", "its boundary more than 1,000 times"),
    "empty heads": (b"--cut\r\n\r\n\r\n" * 10 + b"--cut--", "has no name"),
    "parts": ((HEAD + b"\r\n\r\nb\r\n") * 2000 + b"--cut--", "its boundary more than 1,000 times"),
    "near misses": (b"\r\n--cutx" * 2_000_000, "its boundary more than 1,000 times"),
    "spaces": (HEAD + b"\r\n\r\n\r\n--cut" + b" " * 16_000_000 + b"x", "cut short"),
}


@pytest.mark.parametrize("kind", SLOW)
def test_forms_made_to_be_slow_are_refused_at_once(kind: str) -> None:
    body, what = SLOW[kind]
    started = time.process_time()
    with pytest.raises(Refusal, match=what):
        read_form(body, FORM)
    assert time.process_time() - started < 1


def test_a_form_is_read_as_browsers_write_it() -> None:
    body = (
        b'preamble\r\n--cut\r\nContent-Disposition: form-data; name="pictures"; filename="C:\\a\\f\\"x.png"\r\n'
        b"Content-Type: image/png\r\n\r\nda\r\n--cutta\r\n--cut\r\n"
        b"content-disposition:form-data;name=note\r\n\r\n\r\n--cut--\r\nepilogue"
    )
    parts = read_form(body, 'multipart/form-data; charset=utf-8; Boundary="cut"')
    assert [(part.name, part.file_name, part.data) for part in parts] == [
        ("pictures", 'C:\\a\\f"x.png', b"da\r\n--cutta"),
        ("note", None, b""),
    ]
