"""What work in bulk costs beside the plain command: the same pictures read by both, their rows compared, in turns; and
how much the one machine with the command can list and write.

python -m benchmarks.bulk --pictures 20000 --out docs/benchmarks
"""

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final

import psutil  # type: ignore[import-untyped]
from pyarrow import parquet

from benchmarks.scale_page import record
from spritedex.data.drawn import creatures
from spritedex.data.drawn_bodies import draw_creature
from spritedex.sprites.codec import png_bytes
from spritedex.vocabulary import TYPES
from spritedex.workflows.bulk.folder import Made
from spritedex.workflows.bulk.listing import find_shards
from spritedex.workflows.bulk.reading import SHARD
from spritedex.workflows.bulk.run import Done, Job, Task, run
from spritedex.workflows.bulk.shards import FileShard, RowShard, TarShard

DRAWN: Final = 500
"""So many different pictures; the others are copies under other names, which cost as much to read."""

LOOK_SECONDS: Final = 0.5
MOST_SECONDS: Final = 3600
"""That a command may take."""
MOST_OTHERS: Final = 0.05
"""The share of the cores that other programs may take, or the times say more of them than of the command."""
ANSWERS: Final = 1000
WARM: Final = 200

COMMAND: Final = (sys.executable, "-m", "spritedex.cli.app", "classify")


def write_pictures(folder: Path, count: int) -> None:
    drawn = [png_bytes(draw_creature(each.appearance, 64)) for each in creatures(min(DRAWN, count), seed=0)]
    for number in range(count):
        place = folder / f"{number // 1000:03d}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number:06d}.png").write_bytes(drawn[number % len(drawn)])


def _busy_seconds() -> float:
    """Of all cores since the machine started, whatever kept them busy."""
    times = psutil.cpu_times()
    return float(sum(times) - times.idle - getattr(times, "iowait", 0) - getattr(times, "guest", 0))


def timed(words: list[str], threads: int, out: Path | None = None) -> dict[str, float]:
    """Of a command with so many workers: seconds on the clock, those of the processor in all of its processes, and the
    share of the cores that other programs took. Ends the benchmark if the command fails."""
    spent: dict[int, float] = {}
    begin, busy, own = time.perf_counter(), _busy_seconds(), time.process_time()
    with (out or Path(os.devnull)).open("wb") as stream:
        command = subprocess.Popen([*COMMAND, *words, "--threads", str(threads)], stdout=stream)
        while command.poll() is None:
            with suppress(psutil.Error):
                main = psutil.Process(command.pid)
                for process in (main, *main.children(recursive=True)):
                    with suppress(psutil.Error):
                        spent[process.pid] = sum(process.cpu_times()[:2])
            if time.perf_counter() - begin > MOST_SECONDS:
                command.kill()
                sys.exit(f"error: {' '.join(words)}: more than {MOST_SECONDS} s; nothing was recorded")
            time.sleep(LOOK_SECONDS)
    seconds, cpu = time.perf_counter() - begin, sum(spent.values())
    if command.returncode:
        sys.exit(f"error: {' '.join(words)}: exit code {command.returncode}; nothing was recorded")
    others = _busy_seconds() - busy - (time.process_time() - own) - cpu
    return {"seconds": seconds, "cpu": cpu, "others": max(0.0, others / seconds / (os.cpu_count() or 1))}


def same_rows(plain: Path, out: Path) -> bool:
    """Whether each picture has the same probabilities, in the same order, bit for bit."""
    readings = json.loads(plain.read_text())["readings"]
    rows = [row for part in sorted((out / "readings").iterdir()) for row in parquet.read_table(part).to_pylist()]
    found = [(row["file"], {kind: row[kind] for kind in TYPES}) for row in rows]
    return found == [(each["file"], each["probabilities"]) for each in readings]


def compare(folder: Path, pictures: int, workers: int) -> dict[str, Any]:
    """Both commands on the pictures in the folder `art`. Ends the benchmark if their rows differ."""
    art, out = str(folder / "art"), folder / "out"
    plain = timed([art, "--json"], workers, folder / "plain.json")
    print(f"plain: {plain['seconds']:.1f} s", flush=True)
    bulk = timed([art, "--on", "ray", "--out", str(out)], workers)
    if not same_rows(folder / "plain.json", out):
        sys.exit("error: the rows differ; nothing was recorded")
    print(
        f"{pictures:,} pictures, {workers} workers: plain {plain['seconds']:.1f} s, on ray {bulk['seconds']:.1f} s, "
        f"{bulk['seconds'] / plain['seconds'] - 1:+.1%}; processor {plain['cpu']:.1f} s and {bulk['cpu']:.1f} s, "
        f"{bulk['cpu'] / plain['cpu'] - 1:+.1%}; the same rows, bit for bit",
        flush=True,
    )
    if (others := max(plain.pop("others"), bulk.pop("others"))) > MOST_OTHERS:
        print(f"warning: other programs took {others:.0%} of the cores; measure again on a quiet machine", flush=True)
    return {"pictures": pictures, "workers": workers, "plain": plain, "ray": bulk, "others": others}


class Answering:
    """A worker that has read everything already: what remains is the work of the command."""

    def __init__(self, rows: bytes) -> None:
        self._rows = rows

    def work(self, task: Task) -> Made:
        return Made(self._rows, None)


def driver(folder: Path) -> dict[str, float]:
    """What the command does alone, a second: rows taken from workers and written, files and members of a tar listed."""
    part = max((folder / "out" / "readings").iterdir(), key=lambda place: place.stat().st_size)
    shards: Iterator[RowShard] = (RowShard("x.parquet", "", "image", n, n + 1) for n in range(ANSWERS))
    items = run(Job("readings", {}, shards, Answering, (part.read_bytes(),)), folder / "answers", "ray")
    done = (item for item in items if isinstance(item, Done))
    list(islice(done, WARM))
    begin = time.perf_counter()
    rows = sum(item.rows for item in done)
    written = rows / (time.perf_counter() - begin)
    with tarfile.open(folder / "art.tar", "w", format=tarfile.GNU_FORMAT) as archive:
        archive.add(folder / "art")
    listed = [_listed(folder / name) for name in ("art", "art.tar")]
    return {"rows_a_second": written, "files_listed": listed[0], "members_listed": listed[1]}


def _listed(source: Path) -> float:
    begin, count = time.perf_counter(), 0
    for shard in find_shards([str(source)], SHARD):
        match shard:
            case FileShard():
                count += len(shard.files)
            case TarShard():
                count += len(shard.members)
    return count / (time.perf_counter() - begin)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, nargs="+", default=[20_000], help="each is a row of the table")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--out", type=Path, help="record the figures in this folder's scale.json and scale.md")
    given = parser.parse_args()
    for pictures in given.pictures:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_pictures(folder / "art", pictures)
            found = compare(folder, pictures, given.workers)
            alone = driver(folder)
        print("the command alone, a second: " + ", ".join(f"{key} {value:,.0f}" for key, value in alone.items()))
        if given.out:
            known = json.loads((given.out / "scale.json").read_text())["bulk"]
            others = [each for each in known if (each["pictures"], each["workers"]) != (pictures, given.workers)]
            rows = sorted([*others, found], key=lambda each: (each["workers"], each["pictures"]))
            record(given.out, {"bulk": rows, "driver": alone})


if __name__ == "__main__":
    main()
