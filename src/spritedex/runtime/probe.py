"""Trying out a bundle from elsewhere, once, in a process of its own: it may take all memory, hang or crash there.

    python -m spritedex.runtime.probe FOLDER

reads pictures with the classifier in FOLDER, or draws sprites with its generator, and prints what came of it as JSON.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np

from spritedex.bundle.format import Bundle, ClassifierBundle, GeneratorBundle
from spritedex.bundle.known import is_known, remember
from spritedex.bundle.verify import load_bundle
from spritedex.errors import BundleError, SpritedexError
from spritedex.runtime.options import DEFAULT_OPTIONS, GenerationOptions

PROBE_SECONDS: Final = 60
_MOST_MEMORY: Final = 2**30
_PROMPTS: Final = ("a small orange lizard with a burning tail", "a")
_LONGEST: Final = 300


def try_out(bundle: Bundle) -> None:
    """Try a checked bundle out, unless it is known to work. Raises BundleError that says what is wrong with it."""
    if not is_known(bundle):
        probe(bundle)


def probe(bundle: Bundle) -> None:
    """Try a checked bundle out. Raises BundleError that says what is wrong with it."""
    command = [sys.executable, "-P", "-m", "spritedex.runtime.probe", str(bundle.path.absolute())]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "RUST_BACKTRACE": "0", "TOKENIZERS_PARALLELISM": "false"}
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=PROBE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise _failed(bundle, f"it takes more than {PROBE_SECONDS} seconds") from None
    except OSError as error:
        raise _failed(bundle, f"no process can be started ({error.strerror})") from None
    try:
        answer: Any = json.loads(done.stdout)
        sha256, error_text = str(answer["sha256"]), str(answer["error"])
    except (ValueError, TypeError, KeyError):
        raise _failed(bundle, f"it ends the process ({_end_of(done.returncode)})") from None
    if error_text:
        raise _failed(bundle, error_text.removeprefix(f"bundle {bundle.path.absolute()}: "))
    if sha256 != bundle.sha256:
        raise BundleError(f"bundle {bundle.path}: it was changed while it was tried out; try again")
    remember(sha256)


def _failed(bundle: Bundle, why: str) -> BundleError:
    return BundleError(f"bundle {bundle.path}: it does not work: {why}; export or download the bundle again")


def _end_of(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    return signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"


def _run(bundle: Bundle) -> None:
    """Raises any error of a bundle that does not work."""
    # Imported here, for they load the bundle by way of this module.
    from spritedex.runtime.classifier import Classifier
    from spritedex.runtime.pipeline import Pipeline

    if isinstance(bundle, ClassifierBundle):
        classifier = Classifier(bundle)
        list(classifier.classify([_disc(64), _disc(200)], 2, nearest=3))
        return
    assert isinstance(bundle, GeneratorBundle)
    pipeline, options = Pipeline(bundle), DEFAULT_OPTIONS
    if pipeline.accepts_options:
        options = GenerationOptions(next(iter(pipeline.styles), ""), num_steps=2)
    for prompt in _PROMPTS:
        next(pipeline.generate(prompt, options=options))


def _disc(side: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """uint8 [side, side, 4]: an orange disc on a clear ground."""
    rows, columns = np.mgrid[:side, :side]
    rgba = np.zeros((side, side, 4), np.uint8)
    rgba[np.hypot(rows - side / 2, columns - side / 2) < side / 3] = (230, 120, 30, 255)
    return rgba


def main() -> None:
    """The process: load the bundle that is named, and run it."""
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (PROBE_SECONDS, PROBE_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sha256, error_text = "", ""
    try:
        bundle = load_bundle(Path(sys.argv[1]))
        sha256 = bundle.sha256
        _run(bundle)
    except SpritedexError as error:
        error_text = str(error)
    except BaseException as error:
        error_text = f"{type(error).__name__}: {error}"
    print(json.dumps({"sha256": sha256, "error": error_text[:_LONGEST]}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
