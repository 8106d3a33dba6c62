"""What a second worker and a second server bring: sprites a second of 1 server with 1 and 2 workers, and of 2 servers.

Four clients, each of an address of its own, ask each server for two sprites at a time without a rest.

python -m benchmarks.replicas --seconds 20
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Final

from benchmarks.load import Server, address_of, draw_body, request_of, send, serving

CLIENTS: Final = 4
SPRITES: Final = 2
SETUPS: Final = ((1, 1), (1, 2), (2, 1))


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    seconds = parser.parse_args().seconds
    for servers, workers in SETUPS:
        with ExitStack() as stack:
            running = [stack.enter_context(serving("--workers", str(workers))) for _ in range(servers)]
            rate = asyncio.run(ask(running, seconds))
        print(f"{servers} servers with {workers} workers each: {rate:.2f} sprites a second", flush=True)


if __name__ == "__main__":
    main()
