"""`spritedex` as a process that starts at once: a fork of one that has imported the libraries and our code.

A command takes longer to import torch and Lightning than to train a toy. Shells start such forks too: tests/shells.py.
Where forks are not safe, and for what only a fresh interpreter shows (what is imported, signals, limits, several
devices), there is `fresh`.
"""

import multiprocessing as mp
import os
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.reduction import DupFd
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired, run
from typing import Any

COMMAND = (sys.executable, "-m", "spritedex.cli.app")
PATIENCE = 300
FORKS = sys.platform == "linux"
LOCK = threading.Lock()
"""Held where a process is started or waited for: to start one looks after the others."""

_ROOT = Path(__file__).resolve().parent.parent
_SOURCE = _ROOT / "src"
_LIGHT = ("onnxruntime", "rich.progress", "rich.table")
_HEAVY = (
    *("lightning.pytorch", "matplotlib.figure", "onnxscript", "safetensors.torch", "scipy.stats"),
    *("sklearn.linear_model", "torch.onnx._internal.exporter._compat", "transformers", "yaml"),
)
"""Only where the tests have imported torch: for a file of tests without it, this would take longer than the tests."""

_WITH_TORCH = (
    *("training", "models", "evaluation"),
    *(f"workflows/{name}" for name in ("audit", "evaluate", "export", "sweep", "train")),
)
_NEVER = ("__main__", "spritedex.server.worker")

_SHOWN = {"COLUMNS": "200", "NO_COLOR": "1"}


def spritedex(
    *arguments: object,
    input: bytes = b"",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    largest_file: int | None = None,
) -> CompletedProcess[str]:
    """Run `spritedex ARGUMENTS...` in this environment, but for variables that libraries read on import; `env` goes on
    top of it.

    On Linux it can be kept from writing a file of more than `largest_file` bytes.
    """
    if not FORKS:
        return fresh(*arguments, input=input, cwd=cwd, env=env)
    words = [str(argument) for argument in arguments]
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(input)
        given.seek(0)
        process = forked(words, [file.fileno() for file in (given, out, err)], cwd or Path.cwd(), _shown(env))
        if largest_file is not None:
            import resource

            assert process.pid
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (largest_file, largest_file))
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutExpired(words, PATIENCE, stderr=_all(err))
        return CompletedProcess(words, process.exitcode, _all(out).decode(), _all(err).decode())


def killed_at(file: Path, *arguments: object, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> None:
    """Run `spritedex ARGUMENTS...` until a file is there, and then end it by SIGKILL."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as shown:
        streams = [each.fileno() for each in (given, shown, shown)]
        process = forked([str(argument) for argument in arguments], streams, cwd or Path.cwd(), _shown(env))
        deadline = time.monotonic() + PATIENCE
        while not file.is_file() and process.exitcode is None and time.monotonic() < deadline:
            time.sleep(0.01)
        process.kill()
        process.join()
        assert file.is_file(), _all(shown).decode()


def fresh(
    *arguments: object, input: bytes = b"", env: Mapping[str, str] | None = None, **more: Any
) -> CompletedProcess[str]:
    """Run `spritedex ARGUMENTS...` in an interpreter of its own; `env` goes on top of this one's environment."""
    command = [*COMMAND, *map(str, arguments)]
    done = run(command, input=input, capture_output=True, timeout=PATIENCE, env=_shown(env), **more)
    return CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def _shown(env: Mapping[str, str] | None) -> dict[str, str]:
    return {**os.environ, **_SHOWN, **(env or {})}


def forked(words: list[str], streams: Sequence[int], cwd: Path, environment: dict[str, str]) -> ForkServerProcess:
    """A started command with its standard input, output and errors, by their descriptors."""
    with LOCK:
        process = _forks().Process(target=_main, args=(words, [*map(_Stream, streams)], str(cwd), environment))
        process.start()
    return process


@cache
def _forks() -> ForkServerContext:
    """The server that forks."""
    forks = mp.get_context("forkserver")
    forks.set_forkserver_preload(_preloaded())
    # The width of tables and their colors are read on import; our tests are not found from everywhere.
    given = os.environ.get("PYTHONPATH")
    theirs = _SHOWN | {"PYTHONPATH": f"{_ROOT}{os.pathsep}{given}" if given else str(_ROOT)}
    before = {name: os.environ.get(name) for name in theirs}
    os.environ.update(theirs)
    forkserver.ensure_running()
    for name, value in before.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value
    return forks


def _preloaded() -> list[str]:
    """The modules that are imported once for all forks; the last one keeps what they made out of garbage collection."""
    torch = "torch" in sys.modules
    ours = [
        ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        for path in sorted(file.relative_to(_SOURCE) for file in (_SOURCE / "spritedex").rglob("*.py"))
        if torch or not path.as_posix().removeprefix("spritedex/").startswith(_WITH_TORCH)
    ]
    return [
        *_LIGHT,
        *(_HEAVY if torch else ()),
        *(name for name in ours if not name.endswith(_NEVER)),
        "tests.frozen",
    ]


class _Stream:
    """An open file on its way to a fork."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def __reduce__(self) -> tuple[Any, ...]:
        return _received, (DupFd(self.descriptor),)


def _received(duplicate: Any) -> int:
    descriptor: int = duplicate.detach()
    return descriptor


def _all(file: Any) -> bytes:
    file.seek(0)
    content: bytes = file.read()
    return content


def _main(words: list[str], streams: list[int], cwd: str, environment: dict[str, str]) -> None:
    """The command, in the fork."""
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
    for descriptor in set(streams):
        os.close(descriptor)
    sys.stdin, sys.stdout = os.fdopen(0, closefd=False), os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    if words[:1] == ["-c"]:
        sys.argv = ["-c", *words[2:]]
        exec(words[1], {"__name__": "__main__"})
        return
    sys.argv = ["spritedex", *words]
    from spritedex.cli.app import main

    main()
