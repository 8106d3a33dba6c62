"""The trials of a sweep on Ray Tune: several at the same time, the worse ones ended early by ASHA.

Ray keeps nothing that a rerun needs: what a trial has reached lies in its run folder, and is reported to Ray again.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from spritedex.config.sweep import EarlyStop
from spritedex.runtime.session import allowed_cores
from spritedex.workflows.bulk.ray_pool import cluster
from spritedex.workflows.sweep.trial import Trials

DEATHS: Final = 2
"""So often a trial goes on whose process has died."""

_SETTINGS: Final = {
    "RAY_AIR_NEW_OUTPUT": "0",  # the new one prints to stdout
    "TUNE_DISABLE_AUTO_CALLBACK_LOGGERS": "1",
    "TUNE_DISABLE_SIGINT_HANDLER": "1",  # Ctrl+C ends this command as any other
    "TUNE_FUNCTION_THREAD_TIMEOUT_S": "60",  # so long may an ended training take to close its files
}


def work_off(
    trials: Trials, numbers: Sequence[int], stop: EarlyStop | None, on: str, ended: Callable[[int], object]
) -> None:
    """Train the trials of these `numbers`. `ended` is called with the number of one that has come to its end, in
    whatever way.

    Raises OptionError if no cluster answers, MissingExtraError without Ray.
    """
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    scratch = Path(tempfile.mkdtemp(prefix="spritedex-sweep-"))
    try:
        with cluster(on, allowed_cores()):
            import ray
            from ray import tune
            from ray.tune.schedulers import ASHAScheduler

            logging.getLogger("ray.tune").setLevel(logging.ERROR)

            here = Path.cwd()

            def trial(config: dict[str, Any]) -> None:
                os.chdir(here)  # where relative paths of a configuration begin
                trials.work(config["number"], lambda epoch, value: tune.report({"epoch": epoch, "value": value}))

            class Ends(tune.Callback):
                def __getstate__(self) -> dict[str, Any]:  # Ray stores it; what prints cannot be stored
                    return {}

                def on_trial_complete(self, iteration: int, trials: Any, trial: Any, **more: Any) -> None:
                    end(trial.config["number"])

            def end(number: int) -> None:
                reached = trials.folder.result(number, {})
                if reached.state in ("begun", "waiting"):
                    trials.folder.end(number, "stopped" if reached.epochs < trials.epochs[number - 1] else "finished")
                ended(number)

            gpu = {"gpu": 1} if trials.base["accelerator"] != "cpu" and ray.cluster_resources().get("GPU") else {}
            found = tune.Tuner(
                tune.with_resources(trial, {"cpu": 1, **gpu}),
                param_space={"number": tune.grid_search(list(numbers))},
                tune_config=tune.TuneConfig(
                    metric="value",
                    mode="max" if trials.folder.more else "min",
                    scheduler=_asha(ASHAScheduler, stop, max(trials.epochs)) if stop else None,
                    reuse_actors=True,
                ),
                run_config=tune.RunConfig(
                    name="sweep",
                    storage_path=str(scratch),
                    verbose=0,
                    callbacks=[Ends()],
                    failure_config=tune.FailureConfig(max_failures=DEATHS),
                ),
            ).fit()
            for result in found:
                if result.error:
                    number = result.config["number"]
                    trials.folder.end(number, "failed", _last_line(result.error))
                    ended(number)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _asha(scheduler: Any, stop: EarlyStop, epochs: int) -> Any:
    """ASHA whose time is the epoch; none is ended after its last one."""
    return scheduler(
        time_attr="epoch",
        grace_period=stop.min_iter,
        reduction_factor=stop.eta,
        max_t=max(epochs - 1, stop.min_iter),
        stop_last_trials=False,
    )


def _last_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines or [type(error).__name__])[-1][:200]
