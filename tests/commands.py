"""`spritedex` as a process that starts at once: a fork of one that has imported the libraries, but none of our code.

A command takes longer to import torch and Lightning than to train a toy. Where forks are not safe, and for what only a
fresh interpreter shows (signals, pipes, limits, several devices), there is `fresh`.
"""

import multiprocessing as mp
import os
import sys
import tempfile
import time
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired, run
from typing import Any

COMMAND = (sys.executable, "-m", "spritedex.cli.app")
PATIENCE = 300
FORKS = sys.platform == "linux"
LIGHT = ("PIL.Image", "pydantic", "rich.console", "rich.progress", "rich.table", "tokenizers", "typer")
HEAVY = ("lightning.pytorch", "matplotlib.figure", "safetensors.torch", "scipy.stats", "transformers", "yaml")
"""Only where the tests have imported torch: for a file of tests without it, this would take longer than the tests."""

_SHOWN = {"COLUMNS": "200", "NO_COLOR": "1"}


def spritedex(*arguments: object, input: bytes = b"", cwd: Path | None = None) -> CompletedProcess[str]:
    """Run `spritedex ARGUMENTS...` in this environment, but for variables that libraries read on import."""
    if not FORKS:
        return fresh(*arguments, input=input, cwd=cwd)
    words = [str(argument) for argument in arguments]
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder) / name for name in ("stdin", "stdout", "stderr")]
        streams[0].write_bytes(input)
        process = _fork(words, streams, cwd or Path.cwd())
        process.join(PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutExpired(words, PATIENCE, stderr=streams[2].read_bytes())
        return CompletedProcess(words, process.exitcode, *(path.read_bytes().decode() for path in streams[1:]))


def killed_at(file: Path, *arguments: object) -> None:
    """Run `spritedex ARGUMENTS...` until a file is there, and then end it by SIGKILL."""
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder) / name for name in ("stdin", "stdout", "stderr")]
        streams[0].touch()
        process = _fork([str(argument) for argument in arguments], streams, Path.cwd())
        deadline = time.monotonic() + PATIENCE
        while not file.is_file() and process.exitcode is None and time.monotonic() < deadline:
            time.sleep(0.01)
        process.kill()
        process.join()
        assert file.is_file(), streams[2].read_text()


def fresh(
    *arguments: object, input: bytes = b"", env: dict[str, str] | None = None, **more: Any
) -> CompletedProcess[str]:
    """Run `spritedex ARGUMENTS...` in an interpreter of its own; `env` goes on top of this one's environment."""
    command = [*COMMAND, *map(str, arguments)]
    done = run(
        command, input=input, capture_output=True, timeout=PATIENCE, env=os.environ | _SHOWN | (env or {}), **more
    )
    return CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def _fork(words: list[str], streams: list[Path], cwd: Path) -> ForkServerProcess:
    """A started command with its standard input, output and errors."""
    forks = mp.get_context("forkserver")
    forks.set_forkserver_preload([*LIGHT, *(HEAVY if "torch" in sys.modules else ())])
    process = forks.Process(target=_main, args=(words, [str(path) for path in streams], str(cwd), dict(os.environ)))
    process.start()
    return process


def _main(words: list[str], streams: list[str], cwd: str, environment: dict[str, str]) -> None:
    """The command, in the fork."""
    for number, path in enumerate(streams):
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, closefd=False)
    os.environ.clear()
    os.environ.update(environment | _SHOWN)
    os.chdir(cwd)
    sys.argv = ["spritedex", *words]
    from spritedex.cli.app import main

    main()
