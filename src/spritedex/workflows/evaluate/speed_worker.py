"""The tasks that the speed benchmark measures inside a process of their own. Know no table.

    python -m spritedex.workflows.evaluate.speed_worker TASK ARGUMENTS

The arguments are JSON; the last line of standard output is the result as JSON.
"""

import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from spritedex.errors import SpritedexError

if TYPE_CHECKING:
    from spritedex.runtime.pipeline import Pipeline

WARM_UP: Final = 3
EIGHT: Final = 8

_RSS_UNIT: Final = 2**20 if sys.platform == "darwin" else 2**10


def measure_classify(pictures: str, model: str | None) -> dict[str, Any]:
    """Seconds for each picture file alone, pictures per second over the folder, and the peak memory in MiB."""
    from spritedex.runtime.classifier import Classifier
    from spritedex.workflows.classify.read import Read
    from spritedex.workflows.classify.run import ClassifyRequest, classify

    classifier = Classifier.load(model)
    files = sorted(path for path in Path(pictures).iterdir())
    seconds = [_seconds(partial(classifier.classify_one, path)) for path in (*files[:WARM_UP], *files)]
    manifest, size = classifier.bundle.manifest, getattr(classifier.config, "image_size", 0)
    del classifier
    gc.collect()  # else the command would share the open network
    start = time.perf_counter()
    done = sum(isinstance(item, Read) for item in classify(ClassifyRequest((pictures,), model=model)))
    batch = time.perf_counter() - start
    return _result(seconds[WARM_UP:], done / batch, f"{manifest.name}, {size}x{size} input")


def measure_command(arguments: list[str]) -> dict[str, Any]:
    """A whole command in yet another process: its seconds, the lines it printed, and its peak memory in MiB.

    Raises SpritedexError with its last words if it fails.
    """
    command = [sys.executable, "-m", "spritedex", *arguments]
    with tempfile.TemporaryFile("w+") as errors:
        start = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process:
            assert process.stdout
            lines = sum(1 for _ in process.stdout)
        seconds = time.perf_counter() - start
        if process.returncode:
            errors.seek(0)
            words = (errors.read().splitlines() or ["no message"])[-1].removeprefix("error: ")
            raise SpritedexError(f"`spritedex {arguments[0]}` failed: {words}")
    return {"seconds": seconds, "lines": lines, "peak": _peak_of_children()}


def measure_generate(prompts: list[str], count: int, model: str | None) -> dict[str, Any]:
    """Seconds for each sprite alone and for `EIGHT` of each prompt, and the peak memory in MiB.

    Also sprites per second when `count` of each prompt are read and written, with the time to load the models.
    """
    from spritedex.workflows.generate.render import GenerateRequest, Models, render
    from spritedex.workflows.generate.save import Saved, save

    generator = Models(model).generator
    repeated = [prompts[i % len(prompts)] for i in range(WARM_UP + count * len(prompts))]
    seconds = [_seconds(partial(_drawn, generator, prompt, 1, seed)) for seed, prompt in enumerate(repeated)]
    eights = [_seconds(partial(_drawn, generator, prompt, EIGHT)) for prompt in prompts]
    manifest = generator.bundle.manifest
    del generator
    gc.collect()  # else the command would share the open networks
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        models = Models(model)
        request = GenerateRequest(tuple(prompts), count)
        done = sum(isinstance(item, Saved) for item in save(render(request, models, ahead=True), Path(folder)))
        batch = time.perf_counter() - start
    what = f"{manifest.name}, 64x64 sprites"
    return _result(seconds[WARM_UP:], done / batch, what) | {"eights": eights}


def measure_train(architecture: str, data: str, overrides: list[str]) -> dict[str, Any]:
    """Training pictures per second over the last epoch of a real run's first stage, to the end of its last step.

    Pictures are decoded, captions encoded and the processor warmed up in the epochs before.
    """
    import yaml

    from spritedex.architectures.catalogue import ARCHITECTURES, load_config

    config = load_config(architecture, {}, overrides, yaml.safe_load)  # what is wrong is said before torch is loaded

    import lightning as L

    from spritedex.architectures.record import Parts
    from spritedex.data.loaders import read_bestiary
    from spritedex.training.recipe import make_stages
    from spritedex.training.runs import Run
    from spritedex.training.trainer import Launch, make_trainer, quiet

    class Clock(L.Callback):
        """Measures the time and counts the pictures of the newest epoch."""

        def on_train_epoch_start(self, trainer: L.Trainer, pl_module: L.LightningModule) -> None:
            self.start, self.pictures = time.perf_counter(), 0

        def on_train_batch_end(
            self, trainer: L.Trainer, pl_module: L.LightningModule, outputs: Any, batch: Any, batch_idx: int
        ) -> None:
            self.pictures += len(batch["index"])
            self.seconds = time.perf_counter() - self.start

    clock = Clock()
    kind = ARCHITECTURES[architecture]
    records = read_bestiary(data, need=kind.needs).records
    if kind.settle:
        config, _ = kind.settle(config, len(records), False)
    recipe = next(iter(make_stages(config, Parts(records), kind.statistics(config, records)).values()))()
    with tempfile.TemporaryDirectory() as folder, quiet():
        trainer = make_trainer(config, Run(Path(folder)), recipe, Launch())
        trainer.callbacks.insert(0, clock)
        trainer.fit(recipe.task, recipe.module)
    size, batch = config.data.image_size, recipe.module.batch_size
    device = type(trainer.accelerator).__name__.removesuffix("Accelerator")
    what = f"{size}x{size}, batches of {batch}, {trainer.precision} on {device}"
    return {"rate": clock.pictures / clock.seconds, "pictures": clock.pictures, "what": what}


def _drawn(generator: "Pipeline", prompt: str, count: int, seed: int = 0) -> None:
    for _ in generator.generate(prompt, count, seed):
        pass


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _result(seconds: list[float], rate: float, what: str) -> dict[str, Any]:
    p50, p95 = np.percentile(seconds, [50, 95])
    return {"p50": p50, "p95": p95, "runs": len(seconds), "rate": rate, "peak": peak_memory(), "what": what}


def peak_memory() -> float | None:
    """The most memory that this process has used, in MiB; None if the system does not report it."""
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _RSS_UNIT


def _peak_of_children() -> float | None:
    """The most memory that a process started by this one has used, in MiB; None if the system does not report it."""
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _RSS_UNIT


TASKS: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "classify": measure_classify,
    "command": measure_command,
    "generate": measure_generate,
    "train": measure_train,
}


def main() -> None:
    """Run the task named on the command line."""
    task, arguments = sys.argv[1:]
    try:
        result = TASKS[task](**json.loads(arguments))
    except SpritedexError as error:
        sys.exit(str(error))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
