"""One trial of a sweep: a training that reports its metric each epoch. Knows neither Ray nor the other trials."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from spritedex.errors import ConfigError, SpritedexError
from spritedex.workflows.sweep.folder import SweepFolder


@dataclass(frozen=True, slots=True)
class Trials:
    """What all trials have in common, and the `settings` of each and its most `epochs`; trial 1 has the first.

    `base` are the arguments of `TrainRequest` that all have, with whole paths: a cluster stands elsewhere.
    """

    folder: SweepFolder
    base: Mapping[str, Any]
    settings: tuple[Mapping[str, Any], ...]
    epochs: tuple[int, ...] = ()

    def overrides(self, number: int) -> tuple[str, ...]:
        """The settings of a trial as section.key=value, after those that all trials have."""
        own = (f"{name}={_text(value)}" for name, value in self.settings[number - 1].items())
        return (*self.base["overrides"], *own)

    def work(self, number: int, tell: Callable[[int, float], object]) -> None:
        """Train a trial, or go on with it; `tell` gets the number of epochs and the metric after each, from before too.

        An error that the settings can cause is noted in its folder.
        """
        folder = self.folder
        for epoch, value in enumerate(before := folder.values(number), 1):
            tell(epoch, value)
        if folder.result(number, {}).done:
            return
        from spritedex.training.trainer import Launch
        from spritedex.workflows.train.run import TrainRequest, train

        seen = 0

        def report(metrics: Mapping[str, float]) -> None:
            nonlocal seen
            if folder.metric in metrics:
                seen = len(folder.values(number))
                tell(seen, metrics[folder.metric])
            elif not before and not seen:
                known = ", ".join(name for name in metrics if name.startswith("val/")) or "none of validation"
                raise ConfigError(f"metric.name {folder.metric}: an epoch has {known}")

        run = folder.trial(number)
        launch = Launch(self.base["accelerator"], "1")
        common = {name: value for name, value in self.base.items() if name not in ("accelerator", "overrides")}
        try:
            train(
                TrainRequest(
                    **common, overrides=self.overrides(number), out=run.parent, experiment_name=run.name,
                    resume="auto", launch=launch, on_epoch=report,
                )
            )  # fmt: skip
        except SpritedexError as error:
            folder.end(number, "failed", str(error))
        else:
            folder.end(number, "finished")


def _text(value: Any) -> str:
    """A value as YAML on one line."""
    return str(yaml.safe_dump([value], default_flow_style=True, width=10**6)).strip()[1:-1]
