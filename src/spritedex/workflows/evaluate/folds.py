"""Out-of-fold predictions: each picture classified by a model that was trained without its family.

Models are trained fold by fold, unless predictions of the same settings are kept; a stopped command resumes.
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
from spritedex.errors import ConfigError, OptionError, UsageError
from spritedex.evaluation.predictions import Predictions, read_predictions, write_predictions
from spritedex.runtime.classifier import Classifier
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.workflows.files import write_output
from spritedex.workflows.provenance.digests import config_digest, data_digest, digest

Progress = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """A model to train: its name, the YAML file of its configuration, and its architecture.

    `digest` is of the whole configuration with its defaults: comments and the order of keys do not change it.
    """

    name: str
    file: Path
    architecture: str
    digest: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The data and its records of all styles, the folds (numbered from 1), where runs are kept, and families that no
    fold has, `apart`."""

    data: str
    records: Sequence[Record]
    folds: Sequence[Split]
    seed: int
    runs: Path
    apart: tuple[int, ...] = ()

    def fold_of(self, record: Record) -> int:
        """The number of the fold whose model is trained without the record's family."""
        return next(number for number, fold in enumerate(self.folds, 1) if fold.part_of(record) == "val")


def read_model_config(name: str, file: Path) -> ModelConfig:
    """Read and check a configuration. Its `model.name` is the architecture; without that key, `name` is.

    Raises ConfigError for a wrong configuration, OptionError if there is no file or it is not of a classifier.
    """
    from spritedex.architectures.catalogue import ARCHITECTURES, load_config
    from spritedex.config.files import read_yaml

    if not file.is_file():
        raise OptionError(
            "model_config", f"no such file; write {name}=FILE, with the file of a configuration", str(file)
        )
    values = read_yaml(file)
    section = values.get("model")
    architecture = str(section.get("name", name) if isinstance(section, dict) else name)
    if architecture not in ARCHITECTURES:
        known = ", ".join(ARCHITECTURES)
        raise ConfigError(f"{file}: unknown architecture {architecture!r}; set model.name to one of {known}")
    config = load_config(architecture, values)
    if ARCHITECTURES[architecture].kind != "classifier":
        reason = f"{architecture} is not a classifier; give the configuration of a classifier"
        raise OptionError("model_config", reason, str(file))
    return ModelConfig(name, file, architecture, config_digest(config))


def make_plan(
    data: str, records: Sequence[Record], folds: int, seed: int, runs: Path, everything: Sequence[Record] = ()
) -> Plan:
    """Folds over the families of all records; those that `everything` has besides are trained on in no fold.

    Raises UsageError or DataError where they cannot be made.
    """
    apart = tuple(sorted({record.family for record in everything} - {record.family for record in records}))
    return Plan(data, records, make_folds(records, k=folds, seed=seed), seed, runs, apart)


def settings_of(plan: Plan, model: ModelConfig) -> dict[str, Any]:
    """What the predictions depend on: kept ones are used if all of this is equal."""
    return {
        "architecture": model.architecture,
        "config": model.digest,
        "data": data_digest(plan.records),
        "pictures": len(plan.records),
        "folds": len(plan.folds),
        "seed": plan.seed,
    }


def predict_folds(
    plan: Plan, model: ModelConfig, kept: Path, *, retrain: bool, progress: Progress = lambda text: None
) -> tuple[Predictions, bool]:
    """The predictions kept in the file `kept`, or new ones that are written there; and whether they are new.

    `retrain` deletes what is kept for these settings, runs too. `progress` gets a line for every fold.
    Raises what training, exporting and classifying raise.
    """
    settings = settings_of(plan, model)
    folder = plan.runs / f"{model.name}-{digest(json.dumps(settings, sort_keys=True))}"
    if retrain:
        shutil.rmtree(folder, ignore_errors=True)
        kept.unlink(missing_ok=True)
    if kept.is_file():
        found = read_predictions(kept)
        if not (other := _differing(found.settings, settings)):
            progress(f"{model.name}: predictions of {len(found.keys)} pictures read from {kept}")
            return found, False
        progress(f"{model.name}: {kept} was made with other settings ({other}); training again")
    parts = [_fold(plan, model, settings, folder, number, progress) for number in range(1, len(plan.folds) + 1)]
    predictions = Predictions(
        settings,
        tuple(key for part in parts for key in part.keys),
        np.concatenate([part.folds for part in parts]),
        np.concatenate([part.logits for part in parts]),
    )
    return _keep(predictions, kept), True


def _fold(
    plan: Plan, model: ModelConfig, settings: dict[str, Any], folder: Path, number: int, progress: Progress
) -> Predictions:
    """The predictions of one fold: the kept ones, or those of a newly trained and exported model."""
    settings = {**settings, "fold": number}
    kept = folder / f"fold{number}.csv"
    what = f"{model.name}, fold {number} of {len(plan.folds)}"
    if kept.is_file() and not _differing((found := read_predictions(kept)).settings, settings):
        progress(f"{what}: read from {kept}")
        return found
    split = plan.folds[number - 1]
    held = split.select(plan.records, "val")
    bundle = folder / f"fold{number}-bundle"
    if not bundle.is_dir():
        progress(f"{what}: training, without {len({record.family for record in held})} families")
        _train_and_export(plan, model, folder, number, bundle)
    progress(f"{what}: classifying {len(held)} pictures")
    logits = np.stack(list(Classifier.load(bundle).logits(_pictures(held))))
    predictions = Predictions(
        settings, tuple(record.key for record in held), np.full(len(held), number, np.intp), logits
    )
    return _keep(predictions, kept)


def _train_and_export(plan: Plan, model: ModelConfig, folder: Path, number: int, bundle: Path) -> None:
    """Train on the other folds for as long as the configuration says, and export the last weights. A stage that sees
    none of the folds' records is trained for the first fold only.

    The held-out families are the run's test part, and there is no validation part: choosing the best epoch on these
    families would make their predictions too good.
    """
    from safetensors.torch import save

    from spritedex.architectures.catalogue import ARCHITECTURES
    from spritedex.training.runs import Run
    from spritedex.workflows.export.run import export_run
    from spritedex.workflows.train.run import TrainRequest, train

    fold = plan.folds[number - 1]
    split = folder / f"fold{number}.json"
    parts = {"train": fold.parts["train"], "val": (), "test": (*fold.parts["val"], *plan.apart)}
    fractions = {"train": fold.fractions["train"], "val": 0.0, "test": fold.fractions["val"]}
    without_val = fold.model_copy(update={"parts": parts, "fractions": fractions})
    write_output(split, without_val.to_json().encode())
    run = folder / f"{model.name}-fold{number}"
    started = Run(run).latest().last.is_file()
    shared = ARCHITECTURES[model.architecture].shared_stage
    weights = folder / f"{model.name}-{shared}.safetensors"
    overrides = [f"data.split_file={json.dumps(str(split))}"]
    if begun := shared and weights.is_file():
        overrides.append(f"{shared}.num_epochs=0")
    request = TrainRequest(
        model.architecture,
        config=None if started else model.file,
        data=plan.data,
        overrides=[] if started else overrides,
        out=folder,
        experiment_name=run.name,
        resume="auto" if started else None,
        init_from=str(weights) if begun and not started else None,
    )
    train(request)
    if shared and not begun and (run / shared).is_dir():
        trained = Run(run, shared).trained("last").weights
        only = ARCHITECTURES[model.architecture].training_only  # differs between folds
        write_output(weights, save({name: value for name, value in trained.items() if not name.startswith(only)}))
    export_run(run, bundle, name=run.name, checkpoint="last")


def _pictures(records: Sequence[Record]) -> Iterator[RGBA]:
    for record in records:
        yield open_picture(record.image).rgba


def _keep(predictions: Predictions, path: Path) -> Predictions:
    """Write them, and return what is in the file, so that metrics do not depend on whether it was there before."""
    try:
        write_predictions(predictions, path)
    except OSError as error:
        raise UsageError(f"cannot write {path} ({error.strerror}); choose another place") from None
    return read_predictions(path)


def _differing(found: Mapping[str, Any], expected: Mapping[str, Any]) -> str:
    """The names of the settings that differ."""
    return ", ".join(sorted(key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key)))
