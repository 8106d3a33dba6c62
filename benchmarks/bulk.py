"""What work in bulk costs beside the plain command: the same pictures read by both, their rows compared, in turns.

python -m benchmarks.bulk --pictures 20000
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import psutil  # type: ignore[import-untyped]
from pyarrow import parquet

from spritedex.data.drawn import creatures
from spritedex.data.drawn_bodies import draw_creature
from spritedex.sprites.codec import png_bytes
from spritedex.vocabulary import TYPES

DRAWN: Final = 500
"""So many different pictures; the others are copies under other names, which cost as much to read."""

LOOK_SECONDS: Final = 0.5

COMMAND: Final = (sys.executable, "-m", "spritedex.cli.app", "classify")


def write_pictures(folder: Path, count: int) -> None:
    drawn = [png_bytes(draw_creature(each.appearance, 64)) for each in creatures(min(DRAWN, count), seed=0)]
    for number in range(count):
        place = folder / f"{number // 1000:03d}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:06d}.png").write_bytes(drawn[number % len(drawn)])


def timed(words: list[str], threads: int, out: Path | None = None) -> tuple[float, float]:
    """Seconds of a command on the clock, and of the processor in all of its processes, with one thread for each network
    and so many workers."""
    spent: dict[int, float] = {}
    begin = time.perf_counter()
    with (out or Path(os.devnull)).open("wb") as stream:
        command = subprocess.Popen([*COMMAND, *words, "--threads", str(threads)], stdout=stream)
        while command.poll() is None:
            with suppress(psutil.Error):
                main = psutil.Process(command.pid)
                for process in (main, *main.children(recursive=True)):
                    with suppress(psutil.Error):
                        spent[process.pid] = sum(process.cpu_times()[:2])
            time.sleep(LOOK_SECONDS)
    assert command.returncode == 0
    return time.perf_counter() - begin, sum(spent.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pictures(folder / "art", given.pictures)
        for number in range(given.rounds):
            out = folder / f"out{number}"
            plain, plain_cpu = timed([str(folder / "art"), "--json"], given.workers, folder / "plain.json")
            bulk, bulk_cpu = timed([str(folder / "art"), "--on", "ray", "--out", str(out)], given.workers)
            print(
                f"{given.pictures:,} pictures, {given.workers} workers: plain {plain:.1f} s, on ray {bulk:.1f} s, "
                f"{bulk / plain - 1:+.1%}; {given.pictures / bulk:.1f} pictures a second on ray; processor "
                f"{plain_cpu:.1f} s and {bulk_cpu:.1f} s, {bulk_cpu / plain_cpu - 1:+.1%}",
                flush=True,
            )
        readings = json.loads((folder / "plain.json").read_text())["readings"]
        rows = [row for part in sorted((out / "readings").iterdir()) for row in parquet.read_table(part).to_pylist()]
        same = [(row["file"], {kind: row[kind] for kind in TYPES}) for row in rows] == [
            (each["file"], each["probabilities"]) for each in readings
        ]
        print(f"the same rows, bit for bit: {same}")


if __name__ == "__main__":
    main()
