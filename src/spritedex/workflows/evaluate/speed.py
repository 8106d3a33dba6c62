"""The speed benchmark: start, import, size, classifying, generating, training, and memory.

Every measurement happens in a process of its own. Speed is measured here, and never in a test.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import util
from pathlib import Path
from statistics import median
from typing import Any, Final

import spritedex
from spritedex.architectures.catalogue import ARCHITECTURES
from spritedex.data.drawn import write_drawn_bestiary
from spritedex.data.loaders import read_bestiary
from spritedex.errors import MissingExtraError, Problem, SpritedexError
from spritedex.evaluation.speed_report import Measurement, SpeedBenchmark, render_markdown, to_plain
from spritedex.sprites.codec import open_picture, png_bytes
from spritedex.workflows.files import write_output, write_outputs
from spritedex.workflows.provenance.machine import machine_facts
from spritedex.workflows.provenance.public_names import public_data

PROMPTS: Final = (
    "a small orange lizard with a burning tail",
    "a round blue water creature with big eyes",
    "a tall green plant with purple flowers",
    "a grey bird with sharp metal wings",
)
_OVERRIDES: Final[Mapping[str, tuple[str, ...]]] = {
    "reader": ("training.num_epochs=2", "model.pretrained=false"),
    "painter": ("training.epoch_steps=4", "flow.sprites=512", "training.sentences=[a red bird]"),
}
TRAINING: Final = {name: _OVERRIDES.get(name, ("training.num_epochs=2",)) for name in ARCHITECTURES}
"""Architecture -> what its measured run overrides of the default configuration."""

FILES: Final = ("speed.md", "speed.json")
"""What a report consists of."""
PICTURE_SIDE: Final = 256
IMPORT_LIMIT: Final = 50.0
"""Milliseconds that `import spritedex` may take, without the start of Python."""
HELP_LIMIT: Final = 0.2
"""Seconds that the command that only prints help may take, from the shell to its end."""
SIZE_LIMIT: Final = 50.0
"""Megabytes (10^6 bytes) that a wheel of the package may have, bundles included."""

Step = tuple[str, Iterator[Measurement | Problem]]
"""What is being measured, and what comes of it."""

_IMPORT: Final = (
    "import time; start = time.perf_counter(); import spritedex; print(1000 * (time.perf_counter() - start))"
)


@dataclass(frozen=True, slots=True)
class Command:
    """A command line: `shown` as the report calls it, `words` behind the name of the program.

    Among the words, PICTURE, FOLDER, SENTENCE and OUT stand for what is measured.
    """

    shown: str
    words: tuple[str, ...]

    def filled(self, **values: str) -> list[str]:
        """The words with `values` in place of such names."""
        return [values.get(word, word) for word in self.words]


@dataclass(frozen=True, slots=True)
class Commands:
    """The commands that are measured whole. `folder` prints a header and a line for each picture."""

    help: Command
    classify: Command
    generate: Command
    folder: Command


@dataclass(frozen=True, slots=True)
class SpeedRequest:
    """What to measure. `data` None uses pictures drawn by Spritedex; bundles None are the packaged defaults.

    `runs` are of each cold start. `many` pictures lie in the folder of the long run: the same pictures over and over,
    as links. `commands` None measures no command. `command` is the command line that measures it all again.
    """

    data: str | None = None
    commands: Commands | None = None
    classifier: str | None = None
    generator: str | None = None
    runs: int = 7
    pictures: int = 64
    many: int = 10_000
    sprites_per_prompt: int = 16
    training: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: TRAINING)
    command: str = ""


def measure_speed(request: SpeedRequest, progress: Callable[[str], object] = lambda text: None) -> SpeedBenchmark:
    """Measure everything, within some minutes; `progress` gets the name of what is being measured.

    What cannot be measured (training without the extra) becomes a problem.
    Raises BundleError or DataError for a model or data that cannot be used.
    """
    measurements: list[Measurement] = []
    problems: list[Problem] = []
    with tempfile.TemporaryDirectory(prefix="spritedex-speed-") as name:
        folder = Path(name)
        progress("drawing pictures")
        write_drawn_bestiary(folder / "drawn", species=request.pictures, seed=0, size=PICTURE_SIDE)
        files = _copy_pictures(request, folder)
        steps: list[Step] = [("importing the package", _import(request.runs))]
        if request.commands is not None:
            steps += _command_steps(request, request.commands, files, folder)
        steps += [
            ("classifying pictures", _pictures(request, folder / "pictures")),
            ("generating sprites", _sprites(request)),
            ("the size of the package", _size()),
            *((f"training {name}", _training(name, request.training[name], folder)) for name in request.training),
        ]
        for label, step in steps:
            progress(label)
            for found in step:
                if isinstance(found, Problem):
                    problems.append(found)
                else:
                    measurements.append(found)
    source = f"drawn by Spritedex, {PICTURE_SIDE}x{PICTURE_SIDE}" if request.data is None else public_data(request.data)
    return SpeedBenchmark(machine_facts(), source, tuple(measurements), tuple(problems), request.command)


def write_speed(benchmark: SpeedBenchmark, out: Path) -> Path:
    """Write `FILES` into `out`; returns the first. Raises WriteError if they cannot be written."""
    document = json.dumps(to_plain(benchmark), ensure_ascii=False, indent=2, allow_nan=False)
    contents = render_markdown(benchmark).encode(), (document + "\n").encode()
    write_outputs({out / name: data for name, data in zip(FILES, contents, strict=True)})
    return out / FILES[0]


def _command_steps(request: SpeedRequest, commands: Commands, files: Sequence[Path], folder: Path) -> list[Step]:
    classify = commands.classify.filled(PICTURE=str(files[0]))
    generate = commands.generate.filled(SENTENCE=PROMPTS[0], OUT=str(folder / "cold"))
    return [
        (
            f"starting `{commands.help.shown}`",
            _cold("cold_help", commands.help, [*commands.help.words], request.runs, HELP_LIMIT),
        ),
        (f"starting `{commands.classify.shown}`", _cold("cold_classify", commands.classify, classify, request.runs)),
        (f"starting `{commands.generate.shown}`", _cold("cold_generate", commands.generate, generate, request.runs)),
        (
            f"classifying {request.many:,} pictures",
            _many_pictures(request.many, commands.folder, files, folder / "many"),
        ),
    ]


def _import(runs: int) -> Iterator[Measurement]:
    """The time of `import spritedex`."""
    times = [float(_run([sys.executable, "-c", _IMPORT])) for _ in range(runs + 1)][1:]
    how = f"in a new process, without the start of Python, {runs} runs after one that is not counted"
    metrics = {"median": median(times), "min": min(times)}
    yield Measurement("import", "`import spritedex`", "ms", metrics, how, IMPORT_LIMIT)


def _size() -> Iterator[Measurement]:
    """The size of the package, packed and installed: seconds, so after all that can be wrong."""
    files = [path for path in Path(spritedex.__file__).parent.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    how = f"{len(files)} files with the packaged bundles, without the libraries it needs"
    yield Measurement(
        "wheel_size", "size of the wheel", "MB", {"size": _deflated(*files)}, f"{how}, each deflated", SIZE_LIMIT
    )
    size = sum(path.stat().st_size for path in files) / 1e6
    yield Measurement("package_size", "installed size", "MB", {"size": size}, how)


@cache
def _deflated(*files: Path) -> float:
    """Megabytes of the files, each deflated: four seconds, so once a process."""
    return sum(len(zlib.compress(path.read_bytes())) for path in files) / 1e6


def _copy_pictures(request: SpeedRequest, folder: Path) -> list[Path]:
    """The first pictures of the source as PNG files of their own size in `folder`/pictures."""
    records = read_bestiary(request.data or folder / "drawn").records[: request.pictures]
    files = []
    for index, record in enumerate(records):
        files.append(folder / "pictures" / f"{index:04d}.png")
        write_output(files[-1], png_bytes(open_picture(record.image).rgba))
    return files


def _pictures(request: SpeedRequest, folder: Path) -> Iterator[Measurement]:
    result = _in_own_process("classify", pictures=str(folder), model=request.classifier)
    yield from _loaded("picture", "pictures", "from file to types", result)


def _many_pictures(many: int, command: Command, files: Sequence[Path], folder: Path) -> Iterator[Measurement]:
    folder.mkdir()
    for index in range(many):
        source, place = files[index % len(files)], folder / f"{index:06d}.png"
        try:
            place.hardlink_to(source)
        except OSError:  # a file system without links, or with too few for one file
            shutil.copy(source, place)
    result = _in_own_process("command", arguments=command.filled(FOLDER=str(folder)))
    if result["lines"] != many + 1:
        done = result["lines"] - 1
        raise SpritedexError(f"the benchmark classified {done} of {many} pictures; see `spritedex data check`")
    how = f"`{command.shown}` with {many:,} pictures, from the shell to its end"
    rate = {"rate": many / result["seconds"]}
    yield Measurement("folder", f"a folder of {many:,} pictures", "pictures/s", rate, how)
    if result["peak"] is not None:
        title = f"peak memory, a folder of {many:,} pictures"
        yield Measurement("folder_memory", title, "MiB", {"peak": result["peak"]}, how)


def _sprites(request: SpeedRequest) -> Iterator[Measurement]:
    result = _in_own_process("generate", prompts=PROMPTS, count=request.sprites_per_prompt, model=request.generator)
    eights = {"median": median(result["eights"]), "max": max(result["eights"])}
    how = f"from sentence to pixels, {len(result['eights'])} times; {result['what']}"
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


def _cold(
    name: str, command: Command, words: Sequence[str], runs: int, at_most: float | None = None
) -> Iterator[Measurement]:
    seconds = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        _run([sys.executable, "-m", "spritedex", *words], command.shown)
        seconds.append(time.perf_counter() - start)
    metrics = {"median": median(seconds[1:]), "min": min(seconds[1:])}
    how = f"from the shell to its end, {runs} runs after one that is not counted"
    yield Measurement(name, f"cold start, `{command.shown}`", "s", metrics, how, at_most)


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


def _in_own_process(task: str, **arguments: Any) -> Any:
    command = [sys.executable, "-m", "spritedex.workflows.evaluate.speed_worker", task, json.dumps(arguments)]
    return json.loads(_run(command, f"the task {task}").splitlines()[-1])


def _run(command: Sequence[str], shown: str = "Python") -> str:
    """The standard output of a command. Raises SpritedexError with its last words if it fails."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        words = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise SpritedexError(f"the benchmark could not run {shown}: {words.removeprefix('error: ')}")
    return done.stdout
