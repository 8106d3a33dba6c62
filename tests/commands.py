"""`spritedex` as a process that starts at once: a fork of one that has imported the libraries and our code.

A command takes longer to import torch and Lightning than to train a toy. Shells start such forks too: tests/shells.py.
There is one process that forks for a whole run of pytest: tests/fork_server.py.
Where forks are not safe, and for what only a fresh interpreter shows (what is imported, signals, limits), there is
`fresh`.
"""

import atexit
import json
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from subprocess import PIPE, CompletedProcess, Popen, TimeoutExpired, run
from typing import Any

from tests.fork_server import NUMBER

COMMAND = (sys.executable, "-m", "spritedex.cli.app")
PATIENCE = 300
FORKS = sys.platform == "linux"
_ROOT = Path(__file__).resolve().parent.parent
_SOURCE = _ROOT / "src"
_LIGHT = ("onnxruntime", "rich.progress", "rich.table")
_HEAVY = (
    *("lightning.pytorch", "matplotlib.figure", "onnxscript", "safetensors.torch", "scipy.stats"),
    *("sklearn.linear_model", "torch.onnx._internal.exporter._compat", "torch.utils.tensorboard", "transformers"),
    *("transformers.models.bert.modeling_bert", "yaml"),
)
"""Only where the tests have imported torch: for a file of tests without it, this would take longer than the tests."""

_WITH_TORCH = (
    *("training", "models", "evaluation"),
    *(f"workflows/{name}" for name in ("audit", "evaluate", "export", "sweep", "train")),
)
_NEVER = ("__main__", "spritedex.server.worker")

_DOOR = "SPRITEDEX_TEST_FORKS"
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
        with Fork(words, [file.fileno() for file in (given, out, err)], cwd or Path.cwd(), _shown(env)) as process:
            if largest_file is not None:
                import resource

                resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (largest_file, largest_file))
            try:
                code = process.exit_code()
            except TimeoutError:
                process.kill()
                raise TimeoutExpired(words, PATIENCE, stderr=_all(err)) from None
        return CompletedProcess(words, code, _all(out).decode(), _all(err).decode())


def killed_at(file: Path, *arguments: object, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> None:
    """Run `spritedex ARGUMENTS...` until a file is there, and then end it by SIGKILL."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as shown:
        streams = [each.fileno() for each in (given, shown, shown)]
        with Fork([str(argument) for argument in arguments], streams, cwd or Path.cwd(), _shown(env)) as process:
            deadline = time.monotonic() + PATIENCE
            while not file.is_file() and time.monotonic() < deadline:
                with suppress(TimeoutError):
                    process.exit_code(0.01)
                    break
            else:
                process.kill()
        assert file.is_file(), _all(shown).decode()


@contextmanager
def started(*arguments: object) -> Iterator[int]:
    """The number of a process of `spritedex ARGUMENTS...`, which is ended by SIGKILL when it is left."""
    words = [str(argument) for argument in arguments]
    with Path(os.devnull).open("r+b") as nothing:
        process: Fork | Popen[bytes] = (
            Fork(words, [nothing.fileno()] * 3, Path.cwd(), _shown(None))
            if FORKS
            else Popen([*COMMAND, *words], stdin=nothing, stdout=nothing, stderr=nothing)
        )
        with process:
            try:
                yield process.pid
            finally:
                process.kill()


def fresh(
    *arguments: object, input: bytes = b"", env: Mapping[str, str] | None = None, **more: Any
) -> CompletedProcess[str]:
    """Run `spritedex ARGUMENTS...` in an interpreter of its own; `env` goes on top of this one's environment."""
    command = [*COMMAND, *map(str, arguments)]
    done = run(command, input=input, capture_output=True, timeout=PATIENCE, env=_shown(env), **more)
    return CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def _shown(env: Mapping[str, str] | None) -> dict[str, str]:
    return {**os.environ, **_SHOWN, **(env or {})}


class Fork:
    """A started command: its process number, and its exit code once it has ended."""

    def __init__(self, words: Sequence[str], streams: Sequence[int], cwd: Path, environment: Mapping[str, str]) -> None:
        """`streams` are the descriptors of its standard input, output and errors."""
        self._server = socket.socket(socket.AF_UNIX)
        self._server.connect(door())
        message = json.dumps([words, str(cwd), dict(environment)]).encode() + b"\n"
        self._server.sendall(message[socket.send_fds(self._server, [message], streams) :])
        self.pid = self._number(PATIENCE)

    def __enter__(self) -> "Fork":
        return self

    def __exit__(self, *_: object) -> None:
        """A fork does not outlive its connection."""
        self._server.close()

    def exit_code(self, patience: float = PATIENCE) -> int:
        """Wait for its end; raises TimeoutError if it has not ended by then."""
        return self._number(patience)

    def kill(self) -> int:
        """End it by SIGKILL; gives its exit code."""
        with suppress(BrokenPipeError):  # it has ended
            self._server.sendall(bytes([signal.SIGKILL]))
        return self._number(PATIENCE)

    def _number(self, patience: float) -> int:
        self._server.settimeout(patience)
        sent = self._server.recv(NUMBER)
        assert len(sent) == NUMBER, "the server of forks has ended"
        return int.from_bytes(sent, "little", signed=True)


@cache
def door() -> str:
    """Where forks are asked for: of the server of this run of pytest, started here if none of its processes has."""
    return os.environ.get(_DOOR) or _opened("torch" in sys.modules)


def open_door() -> None:
    """Start the server of forks for all processes of this run of pytest."""
    os.environ[_DOOR] = _opened(find_spec("torch") is not None)


def _opened(torch: bool) -> str:
    folder = tempfile.mkdtemp(prefix="forks-")  # short: the name of a socket has at most 107 bytes
    path = str(Path(folder) / "door")
    # The width of tables and their colors are read on import; our tests are not found from everywhere.
    given = os.environ.get("PYTHONPATH")
    theirs = {"PYTHONPATH": f"{_ROOT}{os.pathsep}{given}" if given else str(_ROOT)}
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        code = f"from tests.fork_server import serve; serve({listener.fileno()}, {_preloaded(torch)})"
        server = Popen(
            [sys.executable, "-c", code], stdin=PIPE, pass_fds=[listener.fileno()], env=_shown(theirs), cwd=_ROOT
        )

    def close() -> None:
        server.communicate()
        shutil.rmtree(folder)

    atexit.register(close)
    return path


def _preloaded(torch: bool) -> list[str]:
    """The modules that are imported once for all forks; the last one keeps what they made out of garbage collection."""
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


def _all(file: Any) -> bytes:
    file.seek(0)
    content: bytes = file.read()
    return content
