"""Wrong input at every door where strangers' files come in: no traceback, none over ten seconds or 1 GB.

    python -m benchmarks.fuzz --inputs 10000 --minutes 30 --seed 0     # what `make fuzz` does
    python -m benchmarks.fuzz --replay                                 # the inputs of tests/data/fuzz again

Input n of a door follows from the seed alone. What goes wrong is kept in tests/data/fuzz, where a test tries it again.
Linux only: memory is read from /proc.
"""

import argparse
import faulthandler
import hashlib
import json
import logging
import multiprocessing as mp
import os
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.fuzz_doors import Bodies, Configs, Door, Pictures, check_message
from benchmarks.fuzz_folders import Bundles, Runs
from spritedex.errors import SpritedexError

KEPT: Final = Path(__file__).resolve().parent.parent / "tests" / "data" / "fuzz"
MOST_SECONDS: Final = 10.0
"""Of the processor; on a machine that does other things as well, the clock says little."""
MOST_BYTES: Final = 10**9
Input = tuple[str, bytes | None]
"""Its name, from which it follows, and its content if it is a kept one."""

DOORS: Final[dict[str, tuple[type[Door], int]]] = {
    "pictures": (Pictures, 35), "configs": (Configs, 20), "bodies": (Bodies, 20), "runs": (Runs, 15),
    "bundles": (Bundles, 10),
}  # fmt: skip
"""Name -> the door, and how many of a hundred inputs it gets: trying out a bundle takes long."""

NO_ANSWER: Final = "fault: no answer"
OPENED: Final = "opened"
_HANGS: Final = 300.0


@dataclass
class Found:
    """What came of the inputs at one door."""

    door: str
    inputs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    memory: int = 0
    faults: list[str] = field(default_factory=list)

    def line(self) -> str:
        """One row of the table."""
        return (
            f"| {self.door} | {self.inputs:,} | {self.outcomes['taken']:,} | {self.outcomes['refused']:,} | "
            f"{len(self.faults)} | {self.seconds:.1f} s | {self.memory / 1e6:,.0f} MB |"
        )


def fuzz(door: str, inputs: int, seed: int, until: float, keep: Path | None) -> Found:
    """Put `inputs` changed inputs to a door, or as many as there is time for `until` (time.monotonic)."""
    numbers: list[Input] = [(f"{door} {seed} {n}", None) for n in range(inputs)]
    return _run(door, numbers, until, keep)


def replay(door: str, folder: Path = KEPT) -> Found:
    """Put the kept inputs of a door to it again."""
    kept: list[Input] = [(path.name, path.read_bytes()) for path in sorted(folder.glob(f"{door}-*"))]
    return _run(door, kept, time.monotonic() + 3600, None)


def _run(door: str, inputs: list[Input], until: float, keep: Path | None) -> Found:
    found = Found(door)
    context = mp.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="spritedex-fuzz-") as name:
        current = Path(name) / "current"
        while found.inputs < len(inputs) and time.monotonic() < until:
            ours, theirs = context.Pipe()
            folder = Path(name) / str(found.inputs)
            folder.mkdir()
            worker = context.Process(target=_work, args=(door, inputs[found.inputs :], until, folder, current, theirs))
            worker.start()
            theirs.close()
            for outcome, seconds, memory in _answers(ours):
                ended = outcome == NO_ANSWER
                if ended:
                    outcome = f"{NO_ANSWER}, {_end_of(worker, folder)}"
                found.inputs += 1
                found.outcomes[outcome.partition(":")[0]] += 1
                found.seconds, found.memory = max(found.seconds, seconds), max(found.memory, memory)
                if outcome.partition(":")[0] == "fault":
                    found.faults.append(f"{inputs[found.inputs - 1][0]}: {outcome}")
                    _keep(door, current, keep)
                if ended:
                    break
            worker.kill()
            worker.join()
    return found


def _answers(pipe: Any) -> Iterator[tuple[str, float, int]]:
    """What a worker says of each input; a fault where it says nothing for too long, or ends."""
    opened = False
    while True:
        try:
            # A door may open by training a model, which takes minutes on a busy machine: that is no answer to an input.
            if opened and not pipe.poll(_HANGS):
                yield NO_ANSWER, _HANGS, 0
                return
            answer = pipe.recv()
        except EOFError:
            yield NO_ANSWER, 0.0, 0
            return
        if answer is None:
            return
        if answer == OPENED:
            opened = True
            continue
        yield answer


def _end_of(worker: Any, folder: Path) -> str:
    """How a worker has ended, if it has, and where it was."""
    worker.join(5)
    how = f"still running after {_HANGS:g} s" if worker.exitcode is None else f"ended with {worker.exitcode}"
    if worker.exitcode is None:
        os.kill(worker.pid, signal.SIGUSR1)
        time.sleep(2)
    return f"{how}: {(folder / 'log').read_text(errors='replace')[-2000:]!r}"


def _keep(door: str, current: Path, keep: Path | None) -> None:
    if keep is not None and current.exists():
        data = current.read_bytes()
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{door}-{hashlib.sha256(data).hexdigest()[:12]}").write_bytes(data)


def _work(door: str, inputs: list[Input], until: float, folder: Path, current: Path, pipe: Any) -> None:
    """The worker: every input in turn, written to `current` before it is used."""
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(log, stream)
    faulthandler.enable()
    faulthandler.register(signal.SIGUSR1)
    os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
    warnings.simplefilter("ignore")
    logging.disable()
    try:
        opened = DOORS[door][0](folder)
    except Exception as error:
        pipe.send((f"fault: {type(error).__name__}: {error}", 0.0, 0))
        os._exit(1)
    pipe.send(OPENED)
    for name, given in inputs:
        if time.monotonic() > until:
            break
        data = opened.changed(Random(name)) if given is None else given
        current.write_bytes(data)
        Path("/proc/self/clear_refs").write_text("5")  # the peak of memory counts from here
        started = time.process_time() + _children()
        outcome = "taken"
        try:
            opened.put(data)
        except SpritedexError as error:
            try:
                check_message(error)
                outcome = "refused"
            except Exception as fault:
                outcome = f"fault: {fault}"
        except BaseException as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            text = str(error).replace("\n", " ")[:200]
            outcome = f"fault: {type(error).__name__} in {Path(where.filename).name}:{where.lineno}: {text}"
        seconds, memory = time.process_time() + _children() - started, _peak()
        if not outcome.startswith("fault") and seconds > MOST_SECONDS:
            outcome = f"fault: {seconds:.1f} s"
        if not outcome.startswith("fault") and memory > MOST_BYTES:
            outcome = f"fault: {memory / 1e6:,.0f} MB"
        pipe.send((outcome, seconds, memory))
    pipe.send(None)
    os._exit(0)


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _peak() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--door", choices=DOORS, action="append")
    parser.add_argument("--replay", action="store_true", help="only the kept inputs")
    asked = parser.parse_args()
    doors = asked.door or list(DOORS)
    shares = sum(DOORS[door][1] for door in doors)
    end = time.monotonic() + 60 * asked.minutes
    print("| door | inputs | taken | refused | faults | longest | most memory |")
    print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)
    total = Found("all")
    for place, door in enumerate(doors):
        left = sum(DOORS[each][1] for each in doors[place:])
        until = time.monotonic() + max(0.0, end - time.monotonic()) * DOORS[door][1] / left
        found = (
            replay(door)
            if asked.replay
            else fuzz(door, asked.inputs * DOORS[door][1] // shares, asked.seed, until, KEPT)
        )
        print(found.line(), flush=True)
        total.inputs += found.inputs
        total.outcomes += found.outcomes
        total.faults += found.faults
        total.seconds, total.memory = max(total.seconds, found.seconds), max(total.memory, found.memory)
    print(total.line())
    for fault in total.faults:
        print(json.dumps(fault, ensure_ascii=True), file=sys.stderr)
    sys.exit(1 if total.faults else 0)


if __name__ == "__main__":
    main()
