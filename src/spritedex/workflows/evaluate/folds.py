"""Out-of-fold predictions: each picture read by a model that never saw its family.

Trained fold by fold where no predictions of the same settings are kept; a stopped command goes on where it stopped.
"""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from spritedex.data.records import Record
from spritedex.data.splits import Split, make_folds
from spritedex.errors import ConfigError, UsageError
from spritedex.evaluation.predictions import Predictions, read_predictions, write_predictions
from spritedex.runtime.classifier import Classifier
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.workflows.files import write_output
from spritedex.workflows.provenance.digests import config_digest, data_digest, digest

Report = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """A model to train: its name, the YAML file of its configuration, and what that says.

    `digest` is of the whole configuration, defaults spelled out: comments and the order of keys do not count.
    """

    name: str
    file: Path
    architecture: str
    digest: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How to predict: the data and its records of all styles, the folds (numbered from 1), and where runs are kept."""

    data: str
    records: Sequence[Record]
    folds: Sequence[Split]
    seed: int
    runs: Path

    def fold_of(self, record: Record) -> int:
        """The fold that holds the record's family out."""
        return next(number for number, fold in enumerate(self.folds, 1) if fold.part_of(record) == "val")


def read_model_config(name: str, file: Path) -> ModelConfig:
    """Look into a configuration and check it. Its `model.name` is the architecture, or else the name is.

    Raises ConfigError for a wrong configuration, UsageError if it is of no classifier.
    """
    from spritedex.config.load import CONFIGS, load_config
    from spritedex.training.recipes import needs
    from spritedex.training.runs import read_yaml

    if not file.is_file():
        raise ConfigError(f"{file}: no such file; name the configuration with --model-config {name}=FILE")
    values = read_yaml(file)
    section = values.get("model")
    architecture = str(section.get("name", name) if isinstance(section, dict) else name)
    if architecture not in CONFIGS:
        raise ConfigError(f"{file}: add model.name, one of {', '.join(CONFIGS)}; {architecture!r} is no architecture")
    config = load_config(architecture, values)
    if "types" not in needs(config):
        raise UsageError(f"{file}: {architecture} reads no types; name the configuration of a classifier")
    return ModelConfig(name, file, architecture, config_digest(config))


def make_plan(data: str, records: Sequence[Record], folds: int, seed: int, runs: Path) -> Plan:
    """Folds over the families of all records. Raises UsageError or DataError where they cannot be made."""
    return Plan(data, records, make_folds(records, k=folds, seed=seed), seed, runs)


def settings_of(plan: Plan, model: ModelConfig) -> dict[str, Any]:
    """What decides the predictions, and so what kept ones must agree in."""
    return {
        "architecture": model.architecture,
        "config": model.digest,
        "data": data_digest(plan.records),
        "pictures": len(plan.records),
        "folds": len(plan.folds),
        "seed": plan.seed,
    }


def predict_folds(
    plan: Plan, model: ModelConfig, kept: Path, *, retrain: bool, report: Report = lambda text: None
) -> tuple[Predictions, bool]:
    """The predictions kept in the file `kept`, or new ones that are written there; and whether they are new.

    `retrain` forgets what is kept, the runs of these settings too. `report` gets a line for every fold.
    Raises what training, exporting and reading raise.
    """
    settings = settings_of(plan, model)
    folder = plan.runs / f"{model.name}-{digest(json.dumps(settings, sort_keys=True))}"
    if retrain:
        shutil.rmtree(folder, ignore_errors=True)
        kept.unlink(missing_ok=True)
    if kept.is_file():
        found = read_predictions(kept)
        if not (other := _differing(found.settings, settings)):
            report(f"{model.name}: predictions of {len(found.keys)} pictures read from {kept}")
            return found, False
        report(f"{model.name}: {kept} was made with other settings ({other}); training anew")
    parts = [_fold(plan, model, settings, folder, number, report) for number in range(1, len(plan.folds) + 1)]
    predictions = Predictions(
        settings,
        tuple(key for part in parts for key in part.keys),
        np.concatenate([part.folds for part in parts]),
        np.concatenate([part.logits for part in parts]),
    )
    return _keep(predictions, kept), True


def _fold(
    plan: Plan, model: ModelConfig, settings: dict[str, Any], folder: Path, number: int, report: Report
) -> Predictions:
    """The predictions of one fold: read where they are kept, else made by a trained and exported model."""
    settings = {**settings, "fold": number}
    kept = folder / f"fold{number}.csv"
    what = f"{model.name}, fold {number} of {len(plan.folds)}"
    if kept.is_file() and not _differing((found := read_predictions(kept)).settings, settings):
        report(f"{what}: read from {kept}")
        return found
    split = plan.folds[number - 1]
    held = split.select(plan.records, "val")
    bundle = folder / f"fold{number}-bundle"
    if not bundle.is_dir():
        report(f"{what}: training, without {len({record.family for record in held})} families")
        _train_and_export(plan, model, folder, number, bundle)
    report(f"{what}: reading {len(held)} pictures")
    logits = np.stack(list(Classifier.load(bundle).logits(_pictures(held))))
    predictions = Predictions(
        settings, tuple(record.key for record in held), np.full(len(held), number, np.intp), logits
    )
    return _keep(predictions, kept)


def _train_and_export(plan: Plan, model: ModelConfig, folder: Path, number: int, bundle: Path) -> None:
    """Train on the other folds for as long as the configuration says, and export the last weights.

    The held-out families are the run's test part and nothing is validated: were the best epoch chosen on them, they
    would not be unseen.
    """
    from spritedex.workflows.export.run import export_run
    from spritedex.workflows.train.run import TrainRequest, train

    fold = plan.folds[number - 1]
    split = folder / f"fold{number}.json"
    parts = {"train": fold.parts["train"], "val": (), "test": fold.parts["val"]}
    fractions = {"train": fold.fractions["train"], "val": 0.0, "test": fold.fractions["val"]}
    blind = fold.model_copy(update={"parts": parts, "fractions": fractions})
    write_output(split, blind.to_json().encode())
    run = folder / f"{model.name}-fold{number}"
    started = (run / "checkpoints" / "last.ckpt").is_file()
    request = TrainRequest(
        model.architecture,
        config=None if started else model.file,
        data=plan.data,
        overrides=[] if started else [f"data.split_file={json.dumps(str(split))}"],
        out=folder,
        experiment_name=run.name,
        resume="auto" if started else None,
    )
    train(request)
    export_run(run, bundle, name=run.name, checkpoint="last")


def _pictures(records: Sequence[Record]) -> Iterator[RGBA]:
    for record in records:
        yield open_picture(record.image).rgba


def _keep(predictions: Predictions, path: Path) -> Predictions:
    """Write them, and return what the file says: metrics are the same whether the file was there before or not."""
    try:
        write_predictions(predictions, path)
    except OSError as error:
        raise UsageError(f"cannot write {path} ({error.strerror}); choose another place") from None
    return read_predictions(path)


def _differing(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    """The names of the settings that differ."""
    return ", ".join(sorted(key for key in found.keys() | wanted.keys() if found.get(key) != wanted.get(key)))
