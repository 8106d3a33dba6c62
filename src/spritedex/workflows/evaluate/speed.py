"""The benchmark: how fast the commands start, the models run and train, and how much memory they take.

Every measurement happens in a process of its own. Speed is measured here, and never in a test.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import util
from pathlib import Path
from statistics import median
from typing import Any, Final

from spritedex.config.load import CONFIGS
from spritedex.data.drawn import write_drawn_bestiary
from spritedex.data.loaders import read_bestiary
from spritedex.errors import MissingExtraError, Problem, SpritedexError
from spritedex.sprites.codec import open_picture, png_bytes
from spritedex.workflows.files import write_output
from spritedex.workflows.provenance.machine import machine_facts
from spritedex.workflows.provenance.public_names import public_data

PROMPTS: Final = (
    "a small orange lizard with a burning tail",
    "a round blue water creature with big eyes",
    "a tall green plant with purple flowers",
    "a grey bird with sharp metal wings",
)
_OVERRIDES: Final[Mapping[str, tuple[str, ...]]] = {
    "cnn6": ("training.num_epochs=2",),
    "reader": ("training.num_epochs=2", "model.pretrained=false"),
    "decoder": ("training.num_epochs=2", "model.text_encoder.model_name=all-MiniLM-L6-v2"),
}
TRAINING: Final = {name: _OVERRIDES.get(name, ("training.num_epochs=2",)) for name in CONFIGS}
"""Architecture -> what its measured run overrides of the default configuration."""

PICTURE_SIDE: Final = 256


@dataclass(frozen=True, slots=True)
class BenchRequest:
    """`data` None draws the pictures; bundles None are the packaged defaults; `runs` are of each cold start.

    `many` pictures lie in the folder of the long run: the same pictures over and over, as links.
    """

    data: str | None = None
    classifier: str | None = None
    generator: str | None = None
    runs: int = 7
    pictures: int = 64
    many: int = 10_000
    sprites_per_prompt: int = 16
    training: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: TRAINING)


@dataclass(frozen=True, slots=True)
class Measurement:
    """One line: its metrics by name (such as "p50") in `unit`, and how they were taken."""

    name: str
    title: str
    unit: str
    metrics: dict[str, float]
    how: str


@dataclass(frozen=True, slots=True)
class Benchmark:
    """All lines, what could not be measured, the machine without its name, and where the pictures came from."""

    machine: dict[str, str]
    pictures: str
    measurements: tuple[Measurement, ...]
    problems: tuple[Problem, ...]


def bench(request: BenchRequest, report: Callable[[str], object] = lambda text: None) -> Benchmark:
    """Measure everything, a few minutes; `report` gets the name of what is being measured.

    What cannot be measured (training without the extra) becomes a problem.
    Raises BundleError or DataError for a model or data that cannot be used.
    """
    measurements: list[Measurement] = []
    problems: list[Problem] = []
    with tempfile.TemporaryDirectory(prefix="spritedex-bench-") as name:
        folder = Path(name)
        report("drawing pictures")
        write_drawn_bestiary(folder / "drawn", species=request.pictures, seed=0, size=PICTURE_SIDE)
        files = _copy_pictures(request, folder)
        for label, step in (
            ("starting `spritedex classify`", _cold_classify(request, files[0])),
            ("starting `spritedex generate`", _cold_generate(request, folder / "cold")),
            ("reading pictures", _pictures(request, folder / "pictures")),
            (f"reading {request.many:,} pictures", _many_pictures(request, files, folder / "many")),
            ("drawing sprites", _sprites(request)),
            *((f"training {name}", _training(name, request.training[name], folder)) for name in request.training),
        ):
            report(label)
            for found in step:
                if isinstance(found, Problem):
                    problems.append(found)
                else:
                    measurements.append(found)
    shown = f"drawn by Spritedex, {PICTURE_SIDE}x{PICTURE_SIDE}" if request.data is None else public_data(request.data)
    return Benchmark(machine_facts(), shown, tuple(measurements), tuple(problems))


def to_json(benchmark: Benchmark) -> dict[str, Any]:
    """The benchmark as plain values for `json.dumps`."""
    return asdict(benchmark)


def write_benchmark(benchmark: Benchmark, out: Path) -> Path:
    """Write `bench.md` and `bench.json` into `out`; returns the first. Raises UsageError if it cannot be written."""
    document = json.dumps(to_json(benchmark), ensure_ascii=False, indent=2, allow_nan=False)
    write_output(out / "bench.json", (document + "\n").encode())
    write_output(out / "bench.md", render_markdown(benchmark).encode())
    return out / "bench.md"


def render_markdown(benchmark: Benchmark) -> str:
    """The benchmark as a Markdown page."""
    lines = ["# Benchmark", "", "Made by `spritedex bench`; every line was measured in a process of its own.", ""]
    lines += ["| what | metrics | how |", "| --- | --- | --- |"]
    lines += [f"| {m.title} | {metrics_text(m)} | {m.how} |" for m in benchmark.measurements]
    lines += ["", f"Pictures: {benchmark.pictures}."]
    lines += [f"Not measured: {problem}." for problem in benchmark.problems]
    lines += ["", "| machine | |", "| --- | --- |"]
    lines += [f"| {name} | {value} |" for name, value in benchmark.machine.items()]
    return "\n".join(lines) + "\n"


def metrics_text(measurement: Measurement) -> str:
    """The metrics of a line with their unit: "median 0.93 s, min 0.91 s"."""
    digits = {"s": 2, "ms": 1}.get(measurement.unit, 0)
    texts = []
    for name, value in measurement.metrics.items():
        shown = f"{value:.{digits if value < 100 else 0}f}" if digits or value >= 10 else f"{value:.1f}"
        texts.append(
            f"{name} {shown} {measurement.unit}" if len(measurement.metrics) > 1 else f"{shown} {measurement.unit}"
        )
    return ", ".join(texts)


def _copy_pictures(request: BenchRequest, folder: Path) -> list[Path]:
    """The first pictures of the source as PNG files of their own size in `folder`/pictures."""
    records = read_bestiary(request.data or folder / "drawn").records[: request.pictures]
    files = []
    for index, record in enumerate(records):
        files.append(folder / "pictures" / f"{index:04d}.png")
        write_output(files[-1], png_bytes(open_picture(record.image).rgba))
    return files


def _cold_classify(request: BenchRequest, picture: Path) -> Iterator[Measurement]:
    arguments = ["classify", str(picture), *_model(request.classifier)]
    yield _cold("cold_classify", "cold start, `spritedex classify PICTURE`", arguments, request.runs)


def _cold_generate(request: BenchRequest, out: Path) -> Iterator[Measurement]:
    arguments = ["generate", PROMPTS[0], "--out", str(out), *_model(request.generator)]
    yield _cold("cold_generate", "cold start, `spritedex generate SENTENCE`", arguments, request.runs)


def _pictures(request: BenchRequest, folder: Path) -> Iterator[Measurement]:
    result = _in_own_process("classify", pictures=str(folder), model=request.classifier)
    yield from _loaded("picture", "pictures", "from file to types", result)


def _many_pictures(request: BenchRequest, files: Sequence[Path], folder: Path) -> Iterator[Measurement]:
    folder.mkdir()
    for index in range(request.many):
        source, place = files[index % len(files)], folder / f"{index:06d}.png"
        try:
            place.hardlink_to(source)
        except OSError:  # a file system without links, or with too few for one file
            shutil.copy(source, place)
    arguments = ["classify", str(folder), "--csv", *_model(request.classifier)]
    result = _in_own_process("command", arguments=arguments)
    if result["lines"] != request.many + 1:
        raise SpritedexError(
            f"the benchmark read {result['lines'] - 1} of {request.many} pictures; see `spritedex data check`"
        )
    how = f"`spritedex classify FOLDER --csv` with {request.many:,} pictures, from the shell to its end"
    rate = {"rate": request.many / result["seconds"]}
    yield Measurement("folder", f"a folder of {request.many:,} pictures", "pictures/s", rate, how)
    if result["peak"] is not None:
        title = f"peak memory, a folder of {request.many:,} pictures"
        yield Measurement("folder_memory", title, "MiB", {"peak": result["peak"]}, how)


def _sprites(request: BenchRequest) -> Iterator[Measurement]:
    result = _in_own_process("generate", prompts=PROMPTS, count=request.sprites_per_prompt, model=request.generator)
    eights = {"median": median(result["eights"]), "max": max(result["eights"])}
    how = f"from a sentence to pixels, {len(result['eights'])} times; {result['what']}"
    yield Measurement("sprite_eight", "eight sprites, model loaded", "s", eights, how)
    yield from _loaded("sprite", "sprites", "from sentence to pixels", result)


def _training(architecture: str, overrides: Sequence[str], folder: Path) -> Iterator[Measurement | Problem]:
    if not (util.find_spec("torch") and util.find_spec("lightning")):
        yield Problem(f"training {architecture}", str(MissingExtraError("Training", "train")))
        return
    try:
        result = _in_own_process("train", architecture=architecture, data=str(folder / "drawn"), overrides=overrides)
    except SpritedexError as error:
        yield Problem(f"training {architecture}", str(error))
        return
    how = f"{result['what']}; second epoch of a run on {result['pictures']} drawn pictures"
    yield Measurement(
        f"train_{architecture}", f"training `{architecture}`", "pictures/s", {"rate": result["rate"]}, how
    )


def _cold(name: str, title: str, arguments: Sequence[str], runs: int) -> Measurement:
    command = [sys.executable, "-m", "spritedex.cli.app", *arguments]
    seconds = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        _run(command)
        seconds.append(time.perf_counter() - start)
    metrics = {"median": median(seconds[1:]), "min": min(seconds[1:])}
    return Measurement(name, title, "s", metrics, f"from the shell to its end, {runs} runs after one unmeasured")


def _loaded(name: str, plural: str, path: str, result: Mapping[str, Any]) -> Iterator[Measurement]:
    alone = {"p50": 1000 * result["p50"], "p95": 1000 * result["p95"]}
    yield Measurement(
        name, f"one {name}, model loaded", "ms", alone, f"{path}, {result['runs']} times; {result['what']}"
    )
    how = f"a folder of {result['runs']} in one command, loading included; {result['what']}"
    yield Measurement(f"{name}_batch", f"many {plural}", f"{plural}/s", {"rate": result["rate"]}, how)
    if result["peak"] is not None:
        how = f"of the process that did both; {result['what']}"
        yield Measurement(f"{name}_memory", f"peak memory, {plural}", "MiB", {"peak": result["peak"]}, how)


def _model(bundle: str | None) -> list[str]:
    return [] if bundle is None else ["--model", bundle]


def _in_own_process(task: str, **arguments: Any) -> Any:
    command = [sys.executable, "-m", "spritedex.workflows.evaluate.speed_worker", task, json.dumps(arguments)]
    return json.loads(_run(command).splitlines()[-1])


def _run(command: Sequence[str]) -> str:
    """The standard output of a command. Raises SpritedexError with its last words if it fails."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        words = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise SpritedexError(f"the benchmark could not run `{' '.join(command[2:4])}`: {words.removeprefix('error: ')}")
    return done.stdout
