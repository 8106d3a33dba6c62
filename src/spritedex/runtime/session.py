"""ONNX Runtime sessions, all with the same options, and what they run on. Know no picture, text or bundle's meaning."""

import contextlib
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from spritedex.bundle.contents import StoredFile, checked_graph, external_values
from spritedex.errors import BundleError, OptionError

F = TypeVar("F")
S = TypeVar("S")

MOST_SECONDS: Final = 60
"""That one run of a network may take."""

DEVICES: Final = {"auto": "", "cpu": "CPUExecutionProvider", "cuda": "CUDAExecutionProvider"}
"""Name -> the execution provider of ONNX Runtime; auto is CUDA where it is there."""

_LONGEST_NAMES: Final = 200


@dataclass
class _Hardware:
    device: str = "auto"
    threads: int | None = None


_HARDWARE: Final = _Hardware()


def use_hardware(device: str = "auto", threads: int | None = None) -> None:
    """What every session that is opened from now on in this process runs on: a device of `DEVICES`, so many threads.

    Raises OptionError for a device that ONNX Runtime does not have here, and for no thread.
    """
    name = device.strip().lower()
    if name not in DEVICES:
        raise OptionError("device", f"unknown; choose from {', '.join(DEVICES)}", device)
    if threads is not None and threads < 1:
        raise OptionError("threads", "must be at least 1", threads)
    if name == "cuda" and DEVICES["cuda"] not in _available():
        raise OptionError("device", "ONNX Runtime has no CUDA here; install onnxruntime-gpu, or choose cpu", device)
    _HARDWARE.device, _HARDWARE.threads = name, threads


def providers() -> list[str]:
    """The execution providers of the chosen device, the one that is tried first in front."""
    cpu, cuda = DEVICES["cpu"], DEVICES["cuda"]
    wants = _HARDWARE.device != "cpu" and cuda in _available()
    return [cuda, cpu] if wants else [cpu]


def _available() -> list[str]:
    # Read when ONNX Runtime is imported; without it, some builds write a device ID into the home and send events.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    return list(onnxruntime.get_available_providers())


class Session:
    """One ONNX file on the CPU or on CUDA, with the weights that lie beside it as external data, opened from memory."""

    def __init__(
        self, file: Path | StoredFile, inputs: Sequence[str], outputs: Sequence[str], threads: int | None = None
    ) -> None:
        """`threads` None takes `cores()`; a session may be run from several threads at once.

        A network of a bundle that is open in this process already, with the same weights, is shared.

        Raises BundleError if the file cannot be opened, has other inputs, or lacks one of the outputs.
        """
        threads = threads or cores()
        key = (file.digest, threads, *providers()) if isinstance(file, StoredFile) else None
        self._session: Any = _OPEN.get(key)
        if self._session is None:
            self._session = _opened(file, threads)
        if key:
            self._session = _OPEN.setdefault(key, self._session)
        has_inputs = {value.name for value in self._session.get_inputs()}
        has_outputs = {value.name for value in self._session.get_outputs()}
        if has_inputs != set(inputs) or not has_outputs >= set(outputs):
            raise BundleError(
                f"{file}: it maps {_named(has_inputs)} to {_named(has_outputs)}, and {sorted(inputs)} to "
                f"{sorted(outputs)} is needed; export the bundle again"
            )
        self._name = str(file)
        self._outputs = list(outputs)

    def run(self, feeds: Mapping[str, NDArray[Any]]) -> list[NDArray[np.float32]]:
        """Inputs by name -> the outputs in the order given at opening.

        Raises BundleError if the network does not take inputs of these shapes, gives what is no number, or takes more
        than a minute.
        """
        import onnxruntime

        running = onnxruntime.RunOptions()
        try:
            with _WATCH.watched(running):
                answers = list(self._session.run(self._outputs, dict(feeds), running))
        except Exception as error:
            reason = f"more than {MOST_SECONDS} seconds" if running.terminate else _first_line(error)
            raise BundleError(f"{self._name}: it failed on its input ({reason}); export the bundle again") from None
        if not all(np.isfinite(answer).all() for answer in answers):
            raise BundleError(f"{self._name}: it gave values that are no numbers; export the bundle again")
        return answers


def at_once(first: Callable[[], F], second: Callable[[], S]) -> tuple[F, S]:
    """What two calls give that open networks, made at the same time: ONNX Runtime lets go of Python's lock meanwhile.

    One after the other where there is one core. The first error is raised when both have ended.
    """
    if cores() == 1:
        return first(), second()
    with ThreadPoolExecutor(1, "opening") as pool:
        other = pool.submit(second)
        return first(), other.result()


_OPEN: Final[weakref.WeakValueDictionary[Any, Any]] = weakref.WeakValueDictionary()
"""The networks of bundles that are open in this process, by the hashes of their files and what they run on."""


def _opened(file: Path | StoredFile, threads: int) -> Any:
    """ONNX Runtime's own session, which takes most of the time of loading a model. Raises BundleError."""
    wanted = providers()
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    onnxruntime.set_default_logger_severity(3)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    options.use_deterministic_compute = True
    # To plan which value takes whose memory took a third of the time of opening a painter, and spared no memory.
    options.enable_mem_reuse = False
    # A thread that waits would keep its core busy, which another run, or another program, can use.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        data = file.read_bytes()
        values = external_values(file, checked_graph(data))
        kept = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in values.values()]
        options.add_external_initializers(list(values), kept)
        return onnxruntime.InferenceSession(data, options, providers=wanted)
    except Exception as error:
        raise BundleError(
            f"{file}: ONNX Runtime {onnxruntime.__version__} cannot open it ({_first_line(error)}); "
            f"update onnxruntime or export the bundle again"
        ) from None


class _Watch:
    """Ends runs that take too long. One thread looks once a second, while there are any."""

    def __init__(self) -> None:
        self._runs: dict[int, tuple[float, Any]] = {}
        self._change = threading.Condition()
        self._started = False

    @contextlib.contextmanager
    def watched(self, options: Any) -> Iterator[None]:
        """Inside, the run with these options is watched."""
        with self._change:
            if not self._started:
                self._started = True
                threading.Thread(target=self._look, name="spritedex-watch", daemon=True).start()
            if not self._runs:
                self._change.notify()
            self._runs[id(options)] = (time.monotonic() + MOST_SECONDS, options)
        try:
            yield
        finally:
            with self._change:
                del self._runs[id(options)]

    def _look(self) -> None:
        while True:
            with self._change:
                while not self._runs:
                    self._change.wait()
                for until, options in self._runs.values():
                    if time.monotonic() > until:
                        options.terminate = True
            time.sleep(1)


_WATCH: Final = _Watch()


def cores() -> int:
    """The threads that were chosen, or OMP_NUM_THREADS where it is set, else the cores that this process may use.

    Given explicitly, because ONNX Runtime's own choice tries to pin threads and complains where it may not.
    """
    if _HARDWARE.threads:
        return _HARDWARE.threads
    asked = os.environ.get("OMP_NUM_THREADS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    return allowed_cores()


def allowed_cores() -> int:
    """The cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _named(names: set[str]) -> str:
    return f"{sorted(names)}"[:_LONGEST_NAMES]


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
