"""What workers and servers bring: sprites a second of 1 server with 1 and 2 workers, and of 2 servers; then of
workers on more cores than there are here, whose networks only wait.

Four clients, each of an address of its own, ask each server for two sprites at a time without a rest.

python -m benchmarks.replicas --seconds 10 --out docs/benchmarks
"""

import argparse
import asyncio
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import psutil  # type: ignore[import-untyped]

from benchmarks.load import MIB, address_of, draw_body, request_of, send
from benchmarks.scale_page import record
from benchmarks.served import Server, serving
from spritedex.runtime.session import Session
from spritedex.workflows.generate.models import Models
from spritedex.workflows.generate.render import render
from spritedex.workflows.generate.request import GenerateRequest

CLIENTS: Final = 4
SPRITES: Final = 2
SETUPS: Final = ((1, 1), (1, 2), (2, 1))
SIMULATED: Final = (1, 2, 4, 8, 16)
PROMPT: Final = "a small orange lizard with a burning tail"


async def ask(servers: Sequence[Server], seconds: float) -> float:
    """Sprites a second that all clients get."""
    request, drawn = request_of("/v1/sprites", draw_body(SPRITES)), 0
    for server in servers:
        await send(server.address, request, None, address_of(0))
    started = time.perf_counter()

    async def client(number: int) -> None:
        nonlocal drawn
        while time.perf_counter() - started < seconds:
            status = await send(servers[number % len(servers)].address, request, None, address_of(number))
            assert status == 200, status
            drawn += SPRITES

    await asyncio.gather(*(client(number) for number in range(CLIENTS * len(servers))))
    return drawn / (time.perf_counter() - started)


def memory(servers: Sequence[Server]) -> float:
    """MiB of all processes of servers; what they share, such as code, counts once."""
    processes = [each for server in servers for each in (server.process, *server.process.children(recursive=True))]
    return float(sum(psutil.Process(each.pid).memory_full_info().pss for each in processes) / MIB)


def simulated(workers: int, seconds: float) -> float:
    """Sprites a second of so many threads that draw, as if each had cores of its own for its networks: one that has run
    once waits as long as it then took, and gives the same again."""
    models, known = Models(), dict[Any, Any]()
    run, lock = Session.run, threading.Lock()

    def waiting(self: Session, feeds: Mapping[str, Any]) -> Any:
        key = id(self), tuple(value.shape for value in feeds.values())
        with lock:
            if key not in known:
                run(self, feeds)
                begin = time.perf_counter()
                known[key] = run(self, feeds), time.perf_counter() - begin
        answer, took = known[key]
        time.sleep(took)
        return [each.copy() for each in answer]

    def draw(number: int) -> None:
        while time.perf_counter() - started < seconds:
            drawn[number] += SPRITES
            list(render(GenerateRequest((PROMPT,), count=SPRITES), models))

    Session.run = waiting  # type: ignore[method-assign]
    try:
        list(render(GenerateRequest((PROMPT,)), models))
        drawn = [0] * workers
        started = time.perf_counter()
        threads = [threading.Thread(target=draw, args=(number,)) for number in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(drawn) / (time.perf_counter() - started)
    finally:
        Session.run = run  # type: ignore[method-assign]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--out", type=Path, help="record the figures in this folder's scale.json and scale.md")
    given = parser.parse_args()
    real, simulation = [], []
    for servers, workers in SETUPS:
        with ExitStack() as stack:
            running = [stack.enter_context(serving("--workers", str(workers))) for _ in range(servers)]
            rate = asyncio.run(ask(running, given.seconds))
            held = memory(running)
        print(f"{servers} servers, {workers} workers each: {rate:.2f} sprites a second, {held:.0f} MiB", flush=True)
        real.append({"servers": servers, "workers": workers, "rate": rate, "mib": held})
    for workers in SIMULATED:
        rate = simulated(workers, given.seconds)
        print(f"{workers} workers, simulated cores: {rate:.2f} sprites a second", flush=True)
        simulation.append({"workers": workers, "rate": rate})
    if given.out:
        record(given.out, {"servers": real, "simulated": simulation})


if __name__ == "__main__":
    main()
