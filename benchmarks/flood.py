"""One client that floods a real server, beside two hundred that do not: whom does the server keep waiting?

python -m benchmarks.flood --clients 200 --seconds 60 --out docs/benchmarks
"""

import argparse
import asyncio
import base64
import io
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
import psutil  # type: ignore[import-untyped]
from PIL import Image

from benchmarks.load import (
    FORM,
    MIB,
    ROOT,
    Kind,
    address_of,
    draw_body,
    form_of,
    percentile,
    request_of,
    send,
    shown_time,
    within,
)
from benchmarks.served import Server, serving
from spritedex.workflows.provenance.machine import machine_facts

SOON: Final = 2.0
"""Seconds within which a client that does not flood is to be served."""
SHARE: Final = 0.95
"""The share of its requests for which that must be so."""
CONNECTIONS: Final = 200
HOSTILE: Final = "127.0.2.1"
PATIENCE: Final = 60
SETTLE: Final = 10.0

DRAW: Final = "draw a sprite"
DRAWN: Final = 8
"""Sprites for the measure of what the server can draw."""

_PICTURE: Final = form_of([(ROOT / "docs/images/creature.png").read_bytes()])
KINDS: Final = (
    Kind("`/`, the page", 6, ((request_of("/"), 200),)),
    Kind("`/healthz`", 4, ((request_of("/healthz"), 200),)),
    Kind("`/v1/models`", 4, ((request_of("/v1/models"), 200),)),
    Kind("read a picture", 3, ((request_of("/v1/types", _PICTURE, FORM), 200),)),
    Kind(DRAW, 3, ((request_of("/v1/sprites", draw_body(1)), 200),)),
)


def large_jpeg() -> bytes:
    """16 megapixels of noise in about 2 MB."""
    noise = np.random.default_rng(0).integers(0, 256, (500, 500, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).resize((4000, 4000)).save(buffer, "JPEG", quality=60)
    return buffer.getvalue()


def export_body() -> bytes:
    """Four such pictures to export."""
    picture = base64.b64encode(large_jpeg()).decode()
    return json.dumps(dict.fromkeys(("front", "back", "shiny", "second"), picture)).encode()


def _most_drawn() -> bytes:
    return json.dumps({"prompt": "a blue fish", "count": 4, "best_of": 40, "num_steps": 100}).encode()


def floods() -> tuple[bytes, ...]:
    """What the hostile client asks for: as much of everything as one request may."""
    many = form_of([(ROOT / "docs/images/creature.png").read_bytes()] * 64)
    return (
        request_of("/v1/sprites", _most_drawn()),
        request_of("/v1/sprites/stream", _most_drawn()),
        request_of("/v1/sprites/export", export_body()),
        request_of("/v1/types", many, FORM),
        request_of("/v1/types", many, "multipart/form-data; charset=punycode; boundary=cut"),
        request_of("/v1/sprites", b'{"prompt": "' + b"a" * 10 * MIB + b'"}'),
        request_of("/v1/sprites", draw_body(1), Content_Length="4096"),
        request_of("/docs/files/swagger-ui-bundle.js", Accept_Encoding="gzip"),
        b"GET / HTTP/1.1\r\nHost: localhost\r\n",
    )


async def good_client(server: Server, number: int, until: float, rest: float, times: dict[str, list[float]]) -> None:
    """Ask like a person; the seconds of each request by kind, infinite for one that was not served."""
    random = Random(number)
    await asyncio.sleep(random.uniform(0, rest))
    while time.perf_counter() < until:
        (kind,) = random.choices(KINDS, [kind.weight for kind in KINDS])
        ((request, right),) = kind.requests
        started, status = time.perf_counter(), 0
        with suppress(OSError, EOFError, asyncio.LimitOverrunError):
            async with asyncio.timeout(PATIENCE):
                status = await send(server.address, request, None, address_of(number))
        times[kind.title].append(time.perf_counter() - started if status == right else float("inf"))
        await asyncio.sleep(min(random.uniform(0, 2 * rest), max(0.0, until - time.perf_counter())))


def flood(address: tuple[str, int]) -> None:
    """Ask without end, in a process of its own, so that the others are not measured to be as slow as this one."""
    asked = floods()

    async def all_connections() -> None:
        await asyncio.gather(*(hostile_connection(address, number, asked) for number in range(CONNECTIONS)))

    asyncio.run(all_connections())


async def hostile_connection(address: tuple[str, int], number: int, asked: Sequence[bytes]) -> None:
    """Ask for one thing after the other; stay for it, or leave early."""
    random = Random(number)
    while True:
        with suppress(OSError, EOFError, TimeoutError, asyncio.LimitOverrunError, ValueError, IndexError):
            async with asyncio.timeout(random.choice((0.5, 5, 60))):
                await send(address, random.choice(asked), None, HOSTILE if address_of(0) else "")
        await asyncio.sleep(0.01)


async def capacity(server: Server) -> float:
    """Sprites a second, asked for one after the other."""
    (kind,) = (kind for kind in KINDS if kind.title == DRAW)
    started = time.perf_counter()
    for _ in range(DRAWN):
        await send(server.address, kind.requests[0][0], None)
    return DRAWN / (time.perf_counter() - started)


async def measure(
    server: Server, clients: int, seconds: float, rest: float, flooded: bool
) -> tuple[dict[str, list[float]], int, float]:
    """What the good clients get, the most memory of all of the server's processes in bytes, and its capacity."""
    times: dict[str, list[float]] = {kind.title: [] for kind in KINDS}
    most = 0

    async def watch() -> None:
        nonlocal most
        while True:
            family = [server.process, *server.process.children(recursive=True)]
            with suppress(psutil.NoSuchProcess):
                most = max(most, sum(each.memory_info().rss for each in family))
            await asyncio.sleep(0.5)

    for kind in KINDS:
        await send(server.address, kind.requests[0][0], None)  # models are opened at their first use
    able = await capacity(server)
    watching = asyncio.create_task(watch())
    hostile = multiprocessing.get_context("spawn").Process(target=flood, args=(server.address,), daemon=True)
    if flooded:
        hostile.start()
        await asyncio.sleep(SETTLE)
    until = time.perf_counter() + seconds
    await asyncio.gather(*(good_client(server, number, until, rest, times) for number in range(clients)))
    watching.cancel()
    if flooded:
        hostile.kill()
        hostile.join()
    return times, most, able


def soon(values: Sequence[float]) -> float:
    """The share that was served within two seconds; 1 without requests."""
    return sum(value <= SOON for value in values) / max(len(values), 1) if values else 1.0


def row(title: str, alone: Sequence[float], beside: Sequence[float]) -> str:
    """A line of the table: sent, served soon, median and 95th percentile; without a flood and beside one."""
    cells = []
    for values in (alone, beside):
        shown = [percentile(values, share) if values else float("inf") for share in (0.5, 0.95)]
        cells += [
            f"{len(values):,}",
            f"{soon(values):.1%}",
            *("–" if x == float("inf") else shown_time(x) for x in shown),
        ]
    return f"| {title} | {' | '.join(cells)} |"


def render(
    command: str, clients: int, rest: float, results: Sequence[tuple[dict[str, list[float]], int, float]], others: float
) -> str:
    """The page: both runs side by side."""
    (alone, quiet, able), (beside, loud, _) = results
    share = next(kind.weight for kind in KINDS if kind.title == DRAW) / sum(kind.weight for kind in KINDS)
    everything = [[value for values in times.values() for value in values] for times in (alone, beside)]
    lines = [
        "# One client that floods",
        "",
        "`spritedex serve` with its packaged models and default settings, asked by clients on the same machine. One, "
        f"at an address of its own, holds up to {CONNECTIONS} connections and asks on each, without a rest, for all "
        "that one request may: best of 40 drawings of 100 steps, exports of four JPEGs of 16 megapixels, 64 pictures "
        "to read, 10 MB of JSON, bodies that never end, half a request, large files. Now and then it leaves early. "
        f"The other {clients} have addresses of their own, rest {rest:g} s on average after each answer, and do not "
        "try again.",
        "",
        "```sh",
        command,
        "```",
        "",
        "| request of the others | alone | within 2 s | p50 | p95 | beside the flood | within 2 s | p50 | p95 |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        *(row(kind.title, alone[kind.title], beside[kind.title]) for kind in KINDS),
        row("all", *everything),
        "",
        f"Peak memory of all of the server's processes: {quiet / MIB:.0f} MiB alone, {loud / MIB:.0f} MiB beside the "
        "flood. A request counts as served when its right answer has come whole; 503 is none.",
        "",
        f"Asked for one sprite after the other, the server draws {able:.1f} a second. The others ask for "
        f"{share * clients / rest:.1f} a second; what the flood asks for at once would take it minutes.",
        "",
        "| machine | |",
        "| --- | --- |",
        *(f"| {name} | {value} |" for name, value in machine_facts().items()),
        f"| other processes that wanted a core when it began | {others:.0f} |",
        f"| this server and its clients go before them (`chrt -r 2`) | {'yes' if goes_first() else 'no'} |",
    ]
    return "\n".join(lines) + "\n"


def goes_first() -> bool:
    """Whether this process is scheduled before ordinary ones, and so all that it starts."""
    return sys.platform == "linux" and os.sched_getscheduler(0) in (os.SCHED_RR, os.SCHED_FIFO)


def main() -> int:
    """Run it; 1 if fewer than 95 % were served within two seconds beside the flood."""
    parser = argparse.ArgumentParser(description="Flood `spritedex serve` by one client beside many others.")
    parser.add_argument("--clients", type=within(1, 250), default=200, help="clients that do not flood, 1 to 250 (200)")
    parser.add_argument("--seconds", type=within(1, 600), default=60, help="how long they ask, each time (60)")
    parser.add_argument("--rest", type=within(1, 600), default=60, help="seconds between their requests (60)")
    parser.add_argument("--out", type=Path, help="write fairness.md into this folder")
    asked = parser.parse_args()
    others = psutil.getloadavg()[0]
    results = []
    for flooded in (False, True):
        with serving() as server:
            results.append(asyncio.run(measure(server, asked.clients, asked.seconds, asked.rest, flooded)))
    command = f"python -m benchmarks.flood --clients {asked.clients} --seconds {asked.seconds} --rest {asked.rest}"
    page = render(command, asked.clients, asked.rest, results, others)
    print(page)
    if asked.out:
        (asked.out / "fairness.md").write_text(page, encoding="utf-8")
    return int(soon([value for values in results[1][0].values() for value in values]) < SHARE)


if __name__ == "__main__":
    sys.exit(main())
