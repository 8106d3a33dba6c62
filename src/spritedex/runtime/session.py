"""ONNX Runtime sessions, all with the same options. Know nothing of pictures, text or bundles' meaning."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spritedex.errors import BundleError


class Session:
    """One ONNX file on the CPU. Opened by its path, for its weights lie beside it as external data."""

    def __init__(self, path: Path, inputs: Sequence[str], outputs: Sequence[str], threads: int | None = None) -> None:
        """`threads` None takes `cores()`; a session may be run from several threads at once.

        Raises BundleError if the file cannot be opened, has other inputs, or lacks one of the outputs.
        """
        # Read when ONNX Runtime is imported; without it, some builds write a device ID into the home and send events.
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        onnxruntime.set_default_logger_severity(3)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = threads or cores()
        options.use_deterministic_compute = True
        try:
            self._session: Any = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise BundleError(
                f"{path}: ONNX Runtime {onnxruntime.__version__} cannot open it ({_first_line(error)}); "
                f"update onnxruntime or export the bundle again"
            ) from None
        has_inputs = {value.name for value in self._session.get_inputs()}
        has_outputs = {value.name for value in self._session.get_outputs()}
        if has_inputs != set(inputs) or not has_outputs >= set(outputs):
            raise BundleError(
                f"{path}: it maps {sorted(has_inputs)} to {sorted(has_outputs)}, and {sorted(inputs)} to "
                f"{sorted(outputs)} is needed; export the bundle again"
            )
        self._path = path
        self._outputs = list(outputs)

    def run(self, feeds: Mapping[str, NDArray[Any]]) -> list[NDArray[np.float32]]:
        """Inputs by name -> the outputs in the order given at opening.

        Raises BundleError if the network does not take inputs of these shapes.
        """
        try:
            return list(self._session.run(self._outputs, dict(feeds)))
        except Exception as error:
            raise BundleError(
                f"{self._path}: it failed on its input ({_first_line(error)}); export the bundle again"
            ) from None


def cores() -> int:
    """OMP_NUM_THREADS where it is set, else the cores that this process may use.

    Given explicitly, because ONNX Runtime's own choice tries to pin threads and complains where it may not.
    """
    asked = os.environ.get("OMP_NUM_THREADS", "")
    if asked.isdigit() and int(asked) > 0:
        return int(asked)
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
