"""A sweep: trials drawn from a space of settings, trained, compared, and the best configuration written."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from spritedex.config.base import TrainingSection
from spritedex.config.files import read_yaml
from spritedex.config.sweep import Sweep, parse_sweep
from spritedex.errors import ConfigError, TrainingError
from spritedex.training.lock import held
from spritedex.workflows.files import write_outputs
from spritedex.workflows.sweep.folder import SweepFolder, TrialResult
from spritedex.workflows.sweep.trial import Trials
from spritedex.workflows.train.checks import checked_config, yaml_of

_NO_LIMIT: Final = 10_000
BEST, TABLE, FIGURE = "best.yaml", "trials.csv", "sweep.png"


@dataclass(frozen=True, slots=True)
class SweepRequest:
    """A sweep file and what all trials have, as in `TrainRequest`. `name` is the folder in `out`, that of the file if
    None.

    `on` is None for one trial after the other in this process, all to their end; ray for several at the same time, of
    which the worse are ended early if the file says so. `ended` gets each trial as it ends.
    """

    architecture: str
    file: Path
    config: Path | None = None
    data: str | None = None
    overrides: Sequence[str] = ()
    out: Path = Path("runs")
    name: str | None = None
    init_from: str | None = None
    accelerator: str = "auto"
    on: str | None = None
    ended: Callable[[TrialResult], object] = lambda result: None


@dataclass(frozen=True, slots=True)
class SweepResult:
    """All trials, the best first; `files` are the best configuration, the table and the figure."""

    folder: str
    metric: str
    goal: str
    trials: tuple[TrialResult, ...]
    files: tuple[str, ...]


def sweep(request: SweepRequest) -> SweepResult:
    """Train the trials that are missing in the folder, and write what all have reached.

    Raises ConfigError for a wrong sweep file or settings that no configuration takes, OptionError for a folder with
    another sweep or a cluster that does not answer, TrainingError if no trial came to an epoch's end.
    """
    space = _read(request.file)
    name = request.name or request.file.stem
    folder = SweepFolder(
        (request.out / name).resolve(), request.architecture, space.metric.name, space.metric.goal == "maximize"
    )
    trials = _trials(request, space, folder)
    numbers = range(1, len(trials.settings) + 1)
    trials = replace(trials, epochs=tuple(_epochs(request, trials.overrides(number)) for number in numbers))
    folder.begin(_asked(request, space), (BEST, TABLE, FIGURE))
    with held(folder.path):
        _work_off(request, space, trials)
    results = [folder.result(number, settings) for number, settings in enumerate(trials.settings, 1)]
    ranked = folder.ranked(results)
    if not ranked:
        why = next((f"; the first: {result.why}" for result in results if result.why), "")
        raise TrainingError(f"{folder.path}: no trial came to the end of an epoch{why}")
    ranked += [result for result in results if result.best is None]
    best = checked_config(request.architecture, request.config, trials.overrides(ranked[0].number))
    files = _write(folder, space, ranked, yaml_of(best))
    return SweepResult(str(folder.path), space.metric.name, space.metric.goal, tuple(ranked), files)


def _read(file: Path) -> Sweep:
    values = read_yaml(file)
    try:
        return parse_sweep(values)
    except ConfigError as error:
        raise ConfigError(f"{file}: {error}") from None


def _trials(request: SweepRequest, space: Sweep, folder: SweepFolder) -> Trials:
    base: dict[str, Any] = {
        "architecture": request.architecture,
        "config": request.config.resolve() if request.config else None,
        "data": _whole(request.data),
        "overrides": tuple(request.overrides),
        "init_from": _whole(request.init_from),
        "accelerator": request.accelerator,
    }
    return Trials(folder, base, tuple(space.trials()))


def _whole(name: str | None) -> str | None:
    """A file or folder as a whole path, any other name as it is."""
    return str(Path(name).expanduser().resolve()) if name and Path(name).expanduser().exists() else name


def _epochs(request: SweepRequest, overrides: Sequence[str]) -> int:
    """The longest that a trial can take. Raises ConfigError or OptionError for its settings."""
    training = checked_config(request.architecture, request.config, tuple(overrides)).training
    return training.num_epochs if isinstance(training, TrainingSection) else _NO_LIMIT


def _asked(request: SweepRequest, space: Sweep) -> dict[str, Any]:
    """All that decides the trials but their number."""
    return {
        "architecture": request.architecture,
        "sweep": space.model_dump(mode="json", include={"method", "metric", "parameters", "early_terminate"}),
        "config": read_yaml(request.config) if request.config else {},
        "overrides": list(request.overrides),
        "data": request.data,
        "init_from": request.init_from,
    }


def _work_off(request: SweepRequest, space: Sweep, trials: Trials) -> None:
    folder, numbers = trials.folder, range(1, len(trials.settings) + 1)

    def ended(number: int) -> None:
        if number in missing:
            request.ended(folder.result(number, trials.settings[number - 1]))

    missing = {number for number in numbers if not folder.result(number, {}).done}
    if request.on and missing:
        from spritedex.workflows.sweep.on_ray import work_off

        work_off(trials, numbers, space.early_terminate, request.on, ended)
        return
    for number in sorted(missing):
        trials.work(number, lambda epoch, value: None)
        ended(number)


def _write(folder: SweepFolder, space: Sweep, ranked: Sequence[TrialResult], best: str) -> tuple[str, ...]:
    from spritedex.training.plots import draw_sweep

    text = io.StringIO()
    columns = ["trial", "state", "epochs", folder.metric, "best_epoch", *space.parameters, "why"]
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for each in ranked:
        value = "" if each.best is None else repr(each.best)
        settings = [each.settings[name] for name in space.parameters]
        writer.writerow([each.number, each.state, each.epochs, value, each.best_epoch or "", *settings, each.why])
    curves = [folder.values(each.number) for each in ranked]
    logarithmic = {name for name, each in space.parameters.items() if each.kind == "log_uniform_values"}
    varied = [name for name in space.parameters if len({str(each.settings[name]) for each in ranked}) > 1]
    settings_of = {name: [each.settings[name] for each in ranked if each.best is not None] for name in varied}
    reached = [each.best for each in ranked if each.best is not None]
    figure = draw_sweep(folder.metric, curves, reached, settings_of, logarithmic)
    files = {
        folder.path / BEST: best.encode(),
        folder.path / TABLE: text.getvalue().encode(),
        folder.path / FIGURE: figure,
    }
    write_outputs(files)
    return tuple(map(str, files))
