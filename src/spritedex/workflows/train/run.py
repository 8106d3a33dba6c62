"""Train an architecture: configuration and data in, a run folder out."""

import os
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final

import lightning as L

from spritedex.architectures.catalogue import ARCHITECTURES
from spritedex.errors import OptionError, Problem, SpritedexError, TrainingError
from spritedex.training.callbacks import EpochEnds, EpochLines, StartFiles, epoch_metrics
from spritedex.training.initial_weights import initial_weights
from spritedex.training.lock import held
from spritedex.training.recipe import Recipe
from spritedex.training.runs import Run, RunInfo, Trained, write_failure
from spritedex.training.trainer import log_artifact, make_trainer, quiet
from spritedex.workflows.train.prepare import RUN_NAME, Prepared, TrainRequest, find_run, prepare

__all__ = ["TrainRequest", "TrainResult", "train"]

_LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True)
class TrainResult:
    """`metrics` are the last epoch's; `resumed_from` is the epoch that the run was continued from, if any.

    `stage` is the last one of a training in stages, which has no best checkpoint. `main_process` is False in
    the processes that Lightning started to help. `unchanged` says why the validation metrics are the same in all
    epochs, if so.
    """

    run: str
    epochs: int
    best_checkpoint: str
    monitor: str | None
    best: float | None
    metrics: dict[str, float]
    resumed_from: int | None
    main_process: bool
    stage: str = ""
    unchanged: str = ""
    problems: tuple[Problem, ...] = field(default=())


def train(request: TrainRequest) -> TrainResult:
    """Train and return what the run reached.

    Raises OptionError for a wrong option, ConfigError for a wrong configuration, DataError for unusable data,
    TrainingError where training cannot start or continue.
    """
    if request.init_from and request.resume:
        raise OptionError("init_from", "starts a new run, and {resume} continues one; give only one of them")
    prepared = prepare(request)
    with held(prepared.run.folder), quiet():
        if prepared.checkpoint is None:
            find_run(request)  # another training of this name may have begun and ended meanwhile
        trainer, recipe, run = _train_stages(request, prepared)
    os.environ.pop(RUN_NAME, None)
    best = next((c for c in trainer.checkpoint_callbacks if getattr(c, "monitor", None)), None)
    return TrainResult(
        run=str(run.folder),
        epochs=trainer.current_epoch,
        best_checkpoint=str(_best_checkpoint(trainer, run)),
        monitor=recipe.task.monitor,
        best=None if best is None or best.best_model_score is None else float(best.best_model_score),
        metrics=epoch_metrics(trainer),
        resumed_from=prepared.resumed_from,
        main_process=trainer.is_global_zero,
        stage=run.stage,
        unchanged=recipe.unchanged,
        problems=prepared.bestiary.problems,
    )


def _train_stages(request: TrainRequest, prepared: Prepared) -> tuple[L.Trainer, Recipe, Run]:
    """Train the stages that are left, one after the other; what the last one was trained with."""
    names, checkpoint, info = list(prepared.stages), prepared.checkpoint, prepared.info
    if checkpoint:
        names = names[names.index(prepared.run.stage) :]
    before: Trained | None = None
    for name in names:
        run, recipe = replace(prepared.run, stage=name), prepared.stages[name]()
        if checkpoint is None:
            info = _begin(recipe, before, request, info)
        recipe.task.epochs_before = recipe.module.epochs_before = int(info.before.get("epochs", 0))
        seconds = (before.seconds or 0.0) if before else 0.0
        trainer = make_trainer(prepared.config, run, recipe, request.launch, seconds)
        first = partial(run.write_start, prepared.config, prepared.split, info, recipe.files)
        trainer.callbacks.insert(0, StartFiles(first))
        if not request.launch.progress:
            trainer.callbacks.append(EpochLines(request.report, recipe.num_epochs))
        if request.on_epoch:
            trainer.callbacks.append(EpochEnds(request.on_epoch))
        if trainer.is_global_zero:
            lines = (prepared.chosen if name == names[0] else "", f"stage {name}" if name else "")
            for line in filter(None, lines):
                request.report(line)
        _fit(trainer, recipe, checkpoint, run)
        checkpoint = None
        if name != names[-1]:
            before = run.trained("last")
            if before.sprites is not None:
                info = replace(info, sprites=info.sprites | {name: before.sprites})
        if request.launch.wandb and trainer.is_global_zero:
            log_artifact(trainer, run.name, _best_checkpoint(trainer, run))
    return trainer, recipe, run


def _best_checkpoint(trainer: L.Trainer, run: Run) -> Path:
    paths = [c.best_model_path for c in trainer.checkpoint_callbacks if getattr(c, "monitor", None)]
    return Path(paths[0]) if any(paths) else run.last


def _begin(recipe: Recipe, before: Trained | None, request: TrainRequest, info: RunInfo) -> RunInfo:
    """Give a new stage its first weights: those of the stage before, or of `init_from`; the information with what
    they had been trained for."""
    if before is not None:
        recipe.task.begin_at(before.weights)
    elif request.init_from:
        training_only = ARCHITECTURES[request.architecture].training_only
        initial = initial_weights(recipe.task.network, request.init_from, training_only)
        recipe.task.begin_at(initial.weights)
        return replace(info, before=initial.before, parent=initial.parent)
    elif recipe.needs_weights:
        raise OptionError("init_from", recipe.needs_weights)
    return info


def _fit(trainer: L.Trainer, recipe: Recipe, checkpoint: Path | None, run: Run) -> None:
    """Train; a full disk, too little memory or a checkpoint that does not fit becomes a TrainingError."""
    start = next(each for each in trainer.callbacks if isinstance(each, StartFiles))
    try:
        trainer.fit(recipe.task, recipe.module, ckpt_path=checkpoint, weights_only=True)
    except SpritedexError:
        raise
    except Exception as error:
        if checkpoint is None or start.begun:
            _explain(error, recipe, run)
            raise
        reason = f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"[:_LONGEST_REASON]
        raise TrainingError(
            f"{checkpoint}: cannot be continued from ({reason}); resume from another one, or start a new run"
        ) from None


def _explain(error: Exception, recipe: Recipe, run: Run) -> None:
    """Raises TrainingError in place of an error that a user can do something about."""
    if isinstance(error, OSError):
        raise TrainingError(f"{write_failure(run.folder, error)}; the last good checkpoint is kept") from None
    if isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and "memory" in str(error).lower()):
        size = recipe.module.batch_size
        raise TrainingError(
            f"out of memory with batches of {size}: set {recipe.batch_size}={max(size // 2, 1)}, or a smaller "
            "data.image_size"
        ) from None
