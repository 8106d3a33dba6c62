"""Load on a real server: what hundreds of clients at once get, and whether its memory grows. Knows no model.

python -m benchmarks.load --clients 200 --seconds 60 --soak 600 --out docs/benchmarks
"""

import argparse
import asyncio
import json
import math
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from typing import Final

from benchmarks.served import Server, serving
from spritedex.workflows.provenance.machine import machine_facts

ROOT: Final = Path(__file__).resolve().parent.parent
BUSY: Final = 503
REST_SECONDS: Final = 1.0
SOAK_CLIENTS: Final = 16
SOAK_REST_SECONDS: Final = 8.0
WARM_SECONDS: Final = 60
MOST_GROWTH: Final = 16.0
"""MiB that the memory may grow from the first tenth of the soak, after so many seconds of warming up, to the last."""
ANSWER_SECONDS: Final = 300
ANSWER_BYTES: Final = 2**24
MIB: Final = 2**20


def request_of(path: str, body: bytes = b"", media_type: str = "application/json", **headers: str) -> bytes:
    fields = {"Host": "localhost", "Connection": "close", "Content-Type": media_type, "Content-Length": str(len(body))}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = [f"{'POST' if body else 'GET'} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*head, "", ""]).encode() + body


def draw_body(count: int) -> bytes:
    return json.dumps({"prompt": "a small orange lizard with a burning tail", "count": count, "seed": 1}).encode()


def form_of(pictures: Sequence[bytes]) -> bytes:
    head = b'--cut\r\nContent-Disposition: form-data; name="pictures"; filename="picture.png"\r\n\r\n'
    return b"".join(head + picture + b"\r\n" for picture in pictures) + b"--cut--\r\n"


@dataclass(frozen=True)
class Kind:
    """Requests of one sort, each with the status that is right; a 200 is read to its end, or to `until`."""

    title: str
    weight: int
    requests: tuple[tuple[bytes, int], ...]
    until: bytes | None = None


FORM: Final = "multipart/form-data; boundary=cut"
_STREAM: Final = ((request_of("/v1/sprites/stream", draw_body(4)), 200),)
_PICTURES: Final = form_of([(ROOT / "docs/images/creature.png").read_bytes()] * 2)
KINDS: Final = (
    Kind("draw 2 sprites", 4, ((request_of("/v1/sprites", draw_body(2)), 200),)),
    Kind("stream of 4 sprites", 2, _STREAM, until=b"event: end"),
    Kind("stream of 4 sprites, left at the first", 2, _STREAM, until=b"event: sprite"),
    Kind("read 2 pictures", 3, ((request_of("/v1/types", _PICTURES, FORM), 200),)),
    Kind("`/healthz`", 3, ((request_of("/healthz"), 200),)),
    Kind(
        "wrong requests",
        2,
        (
            (request_of("/v1/sprites", b"{"), 400),
            (request_of("/v1/sprites", b'{"hue": 3}'), 422),
            (request_of("/v1/sprites", draw_body(9_999_999)), 422),
            (request_of("/v1/types", _PICTURES), 415),
            (request_of("/v1/types", draw_body(1), Content_Length=str(2**40)), 413),
            (request_of("/v1/models", Host="elsewhere.example"), 403),
            (request_of("/nowhere"), 404),
        ),
    ),
)


@dataclass
class Tally:
    """How long each request took, in seconds: by kind what was answered, then what was refused; and what went wrong."""

    answered: dict[str, list[float]] = field(default_factory=lambda: {kind.title: [] for kind in KINDS})
    refused: dict[str, list[float]] = field(default_factory=lambda: {kind.title: [] for kind in KINDS})
    wrong: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    memory: list[int] = field(default_factory=list)
    """Bytes that the server held, twice a second."""


async def send(address: tuple[str, int], request: bytes, until: bytes | None, source: str = "") -> int:
    """The status of the answer, which must come whole; asked from the address `source`, if given.

    Raises OSError, EOFError or LimitOverrunError if it does not come.
    """
    own = (source, 0) if source else None
    reader, writer = await asyncio.open_connection(*address, limit=ANSWER_BYTES, local_addr=own)
    try:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        status = int(head.split(maxsplit=2)[1])
        if status == 200 and until is not None:
            await reader.readuntil(until)
        elif length := re.search(rb"content-length: (\d+)", head.lower()):
            await reader.readexactly(int(length[1]))
        return status
    finally:
        writer.close()


def address_of(number: int) -> str:
    """An address of this machine for a client of that number: a server gives each only a share of its connections."""
    return f"127.0.1.{1 + number % 250}" if sys.platform == "linux" else ""


async def _client(number: int, address: tuple[str, int], until: float, rest: float, tally: Tally) -> None:
    random = Random(number)
    await asyncio.sleep(random.uniform(0, rest))
    while time.perf_counter() < until:
        (kind,) = random.choices(KINDS, [kind.weight for kind in KINDS])
        request, right = random.choice(kind.requests)
        started = time.perf_counter()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                status = await send(address, request, kind.until, address_of(number))
        except (OSError, EOFError, asyncio.LimitOverrunError) as error:
            tally.wrong[f"{kind.title}: {type(error).__name__}"] += 1
        else:
            seconds = time.perf_counter() - started
            if status == right:
                tally.answered[kind.title].append(seconds)
            elif status == BUSY:
                tally.refused[kind.title].append(seconds)
            else:
                tally.wrong[f"{kind.title}: {status} for {right}"] += 1
        await asyncio.sleep(random.uniform(0, rest))


async def load(server: Server, clients: int, seconds: float, rest: float) -> Tally:
    """Have `clients` ask for so long; each rests up to `rest` seconds between an answer and its next request."""
    tally = Tally()

    async def watch() -> None:
        while True:
            tally.memory.append(server.process.memory_info().rss)
            await asyncio.sleep(0.5)

    watching = asyncio.create_task(watch())
    started = time.perf_counter()
    asking = (_client(number, server.address, started + seconds, rest, tally) for number in range(clients))
    await asyncio.gather(*asking)
    tally.seconds = time.perf_counter() - started
    watching.cancel()
    return tally


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed. Raises IndexError without values."""
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def _row(title: str, sent: int, refused: int, seconds: Sequence[float]) -> str:
    times = [shown_time(percentile(seconds, share)) if seconds else "–" for share in (0.5, 0.95, 0.99)]
    return f"| {title} | {sent:,} | {refused:,} | {' | '.join(times)} |"


def shown_time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{1000 * seconds:.0f} ms"


def render(command: str, clients: int, seconds: int, peak: Tally, soak: Tally | None, failures: int) -> str:
    """The metrics as a Markdown page."""
    busy = [time for times in peak.refused.values() for time in times]
    answers = sum(map(len, peak.answered.values()))
    sent = answers + len(busy) + peak.wrong.total()
    lines = [
        "# Load",
        "",
        "`spritedex serve` with its packaged models and default settings, asked by clients on the same machine.",
        "",
        "```sh",
        command,
        "```",
        "",
        f"{clients} clients at once for {seconds} s ({peak.seconds:.0f} s to the last answer). Each rests up to "
        f"{REST_SECONDS:g} s between an answer and its next request, and takes no notice of Retry-After. Times are "
        "from connecting to the end of the answer, or to where the client leaves.",
        "",
        "| request | sent | 503 | p50 | p95 | p99 |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for title, times in peak.answered.items():
        refused = len(peak.refused[title])
        failed = sum(n for what, n in peak.wrong.items() if what.startswith(f"{title}: "))
        lines.append(_row(title, len(times) + refused + failed, refused, times))
    lines += [_row("what was refused with 503", len(busy), len(busy), busy), "", "| metric | |", "| --- | --- |"]
    metrics = {
        "requests/s": f"{sent / peak.seconds:.0f}, of them {answers / peak.seconds:.0f} answered",
        "share of 503": f"{len(busy) / max(sent, 1):.1%}",
        "errors other than 503": _errors(peak),
        "peak memory of the server": f"{max(peak.memory) / MIB:.0f} MiB",
    }
    if soak:
        first, last = tenths(soak)
        metrics[f"memory during {soak.seconds:.0f} s with {SOAK_CLIENTS} clients thereafter"] = (
            f"median of the first tenth after {WARM_SECONDS} s {first:.1f} MiB, of the last {last:.1f} MiB; "
            f"highest {max(soak.memory) / MIB:.1f} MiB"
        )
        metrics["errors other than 503 thereafter"] = _errors(soak)
    metrics["errors in the server's log"] = str(failures)
    lines += [f"| {name} | {value} |" for name, value in metrics.items()]
    lines += [
        "",
        "| machine | |",
        "| --- | --- |",
        *(f"| {name} | {value} |" for name, value in machine_facts().items()),
    ]
    return "\n".join(lines) + "\n"


def tenths(soak: Tally) -> tuple[float, float]:
    """The median memory, in MiB, of the first tenth of the time after warming up, and of the last."""
    warm = soak.memory[2 * WARM_SECONDS :] or soak.memory[-1:]
    tenth = max(len(warm) // 10, 1)
    return median(warm[:tenth]) / MIB, median(warm[-tenth:]) / MIB


def _grown(soak: Tally) -> bool:
    first, last = tenths(soak)
    return last - first > MOST_GROWTH


def _errors(tally: Tally) -> str:
    named = ", ".join(f"{what} ({number})" for what, number in sorted(tally.wrong.items()))
    return f"{tally.wrong.total()}{f': {named}' if named else ''}"


def within(low: int, high: int) -> Callable[[str], int]:
    def whole(text: str) -> int:
        if not low <= (value := int(text)) <= high:
            raise argparse.ArgumentTypeError(f"{value} is not in {low} to {high}")
        return value

    return whole


def main() -> int:
    """Run it; 1 if anything but 503 went wrong, or the memory grew."""
    parser = argparse.ArgumentParser(description="Measure `spritedex serve` under load. Close all else that computes.")
    parser.add_argument("--clients", type=within(1, 400), default=200, help="clients at once, 1 to 400 (200)")
    parser.add_argument("--seconds", type=within(1, 600), default=60, help="how long they ask, 1 to 600 (60)")
    parser.add_argument(
        "--soak", type=within(0, 3600), default=600, help="then watch the memory so many seconds, 0 to 3600 (600)"
    )
    parser.add_argument("--out", type=Path, help="write serve.md into this folder")
    asked = parser.parse_args()
    with serving() as server:
        peak = asyncio.run(load(server, asked.clients, asked.seconds, REST_SECONDS))
        soak = asyncio.run(load(server, SOAK_CLIENTS, asked.soak, SOAK_REST_SECONDS)) if asked.soak else None
        failures = server.failures()
    command = f"python -m benchmarks.load --clients {asked.clients} --seconds {asked.seconds} --soak {asked.soak}"
    page = render(command, asked.clients, asked.seconds, peak, soak, failures)
    print(page)
    if asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
        (asked.out / "serve.md").write_text(page, encoding="utf-8")
    return int(bool(peak.wrong or failures or (soak and (soak.wrong or _grown(soak)))))


if __name__ == "__main__":
    sys.exit(main())
