"""The folder of a sweep: its trials as run folders, how each ended, and what a rerun need not do again."""

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from spritedex.architectures.catalogue import ARCHITECTURES
from spritedex.errors import OptionError
from spritedex.workflows.files import check_folder, write_output

State = Literal["finished", "stopped", "failed", "begun", "waiting"]
"""`stopped` is early, for others were better; `begun` goes on with the next run of the command."""

ASKED: Final = "sweep.json"
_TRIAL: Final = "trial.json"
_TABLE: Final = "metrics.csv"


@dataclass(frozen=True, slots=True)
class TrialResult:
    """How far a trial came. `best` is the best value of the metric, after `best_epoch` epochs; None before the first.

    `why` says what failed.
    """

    number: int
    state: State
    settings: Mapping[str, Any]
    epochs: int
    best: float | None
    best_epoch: int | None
    run: str
    why: str = ""

    @property
    def done(self) -> bool:
        """Whether there is nothing left to do."""
        return self.state in ("finished", "stopped")


@dataclass(frozen=True, slots=True)
class SweepFolder:
    """`metric` is a column of the tables that trials write, of which less is better unless `more`."""

    path: Path
    architecture: str
    metric: str
    more: bool

    def begin(self, asked: Mapping[str, Any], results: Iterable[str]) -> None:
        """Write what is asked, before the first trial. `results` are the files that will be written at the end.

        Raises UsageError if the folder cannot be written, OptionError if it has another sweep, or no sweep and one of
        the results.
        """
        check_folder(self.path)
        place, text = self.path / ASKED, json.dumps(asked, indent=2, sort_keys=True).encode()
        if place.exists() and place.read_bytes() != text:
            reason = f"{self.path} has a sweep of other settings, data or values; choose another name"
            raise OptionError("experiment_name", reason)
        for name in results if not place.exists() else ():
            if os.path.lexists(self.path / name):
                reason = f"{self.path / name} is there already, and is of no sweep; choose another name"
                raise OptionError("experiment_name", reason)
        write_output(place, text)

    def trial(self, number: int) -> Path:
        """The run folder of a trial, counted from 1."""
        return self.path / "trials" / f"{number:03d}"

    def end(self, number: int, state: State, why: str = "") -> None:
        """Note how a trial ended."""
        write_output(self.trial(number) / _TRIAL, json.dumps({"state": state, "why": why}).encode())

    def values(self, number: int) -> list[float]:
        """The metric after each epoch of a trial that has it."""
        found = []
        for stage in ARCHITECTURES[self.architecture].stage_names:
            try:
                text = (self.trial(number) / stage / _TABLE).read_text(encoding="utf-8")
            except OSError:
                continue
            found += [float(row[self.metric]) for row in csv.DictReader(io.StringIO(text)) if row.get(self.metric)]
        return found

    def result(self, number: int, settings: Mapping[str, Any]) -> TrialResult:
        """How far a trial has come."""
        values, run = self.values(number), self.trial(number)
        state: State = "begun" if values else "waiting"
        why = ""
        if (run / _TRIAL).is_file():
            noted = json.loads((run / _TRIAL).read_text(encoding="utf-8"))
            state, why = noted["state"], noted["why"]
        best = (max if self.more else min)(values, default=None)
        epoch = None if best is None else values.index(best) + 1
        return TrialResult(number, state, settings, len(values), best, epoch, str(run), why)

    def ranked(self, results: Sequence[TrialResult]) -> list[TrialResult]:
        """Trials with a value, the best first."""
        known = [result for result in results if result.best is not None]
        return sorted(known, key=lambda each: (each.best or 0.0) * (-1 if self.more else 1))
