"""`spritedex train ARCHITECTURE`: train a model on any bestiary."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from spritedex.architectures.catalogue import ARCHITECTURES
from spritedex.architectures.record import Architecture
from spritedex.cli.output import note, print_json, print_table, say, stderr
from spritedex.cli.sweep import OnRay, SweepFile, run_sweep
from spritedex.config.named import PRESETS, find_config
from spritedex.counted import counted
from spritedex.errors import OptionError

app = typer.Typer(no_args_is_help=True, help="Train a model on the data in a folder or on the Hub.")

_EPILOG = (
    "A YAML file need only contain what differs from the defaults; --set key=value overrides both, such as "
    "--set training.batch_size=32. Watch with: tensorboard --logdir runs/"
)

Config = Annotated[
    str | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE|NAME",
        help=f"A YAML file, or one that ships: {', '.join(PRESETS)}. Without one, the defaults.",
    ),
]
PrintConfig = Annotated[
    bool, typer.Option("--print-config", help="Print the whole configuration as YAML, defaults and --set included.")
]
Data = Annotated[
    str | None,
    typer.Option("--data", "-d", envvar="SPRITEDEX_DATA", help="A data folder, or a Hub data set's name."),
]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override one setting. Repeatable.")]
Settings = Annotated[
    list[str] | None,
    typer.Argument(metavar="KEY=VALUE", show_default=False, help="The same as --set, as W&B sweeps write them."),
]
Resume = Annotated[
    str | None,
    typer.Option(
        "--resume",
        metavar="auto|PATH",
        help="Continue a run: auto (the named experiment), a run folder or a .ckpt.",
    ),
]
InitFrom = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="BUNDLE",
        help="Start a new run from trained weights: a packaged name, a bundle's folder, hub:owner/name, .safetensors.",
    ),
]
Name = Annotated[
    str | None,
    typer.Option("--experiment-name", "--name", help="The run folder's name; default: model and date."),
]
Wandb = Annotated[
    bool,
    typer.Option("--wandb", help="Log to Weights & Biases too; WANDB_MODE=offline keeps it on this machine."),
]
Out = Annotated[Path, typer.Option("--out", "-o", help="Where run folders go.")]
Accelerator = Annotated[str, typer.Option(help="Lightning's accelerator: auto, cpu, gpu, ...")]
Devices = Annotated[str, typer.Option(help="Processes (cpu) or devices (gpu) per node.")]
Nodes = Annotated[int, typer.Option("--num-nodes", help="Machines that train together.", min=1)]
Strategy = Annotated[str, typer.Option(help="Lightning's strategy: auto, ddp, fsdp, ...")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def _register(architecture: Architecture) -> None:
    example = f"Example: spritedex train {architecture.name} --data DIR"

    @app.command(architecture.name, help=f"{architecture.summary} {example}", epilog=_EPILOG)
    def command(
        settings_given: Settings = None,
        config: Config = None,
        data: Data = None,
        overrides: Set = None,
        resume: Resume = None,
        init_from: InitFrom = None,
        experiment_name: Name = None,
        wandb: Wandb = False,
        out: Out = Path("runs"),
        accelerator: Accelerator = "auto",
        devices: Devices = "auto",
        num_nodes: Nodes = 1,
        strategy: Strategy = "auto",
        print_config: PrintConfig = False,
        sweep: SweepFile = None,
        on: OnRay = None,
        as_json: AsJson = False,
    ) -> None:
        from spritedex.workflows.train.checks import (
            checked_config,
            checked_data,
            checked_name,
            checked_sources,
            yaml_of,
        )

        # What is wrong is said at once: torch takes seconds to load.
        file = find_config(config) if config else None
        settings = (*(overrides or ()), *(settings_given or ()))
        if on and not sweep:
            raise OptionError("on", "is for the trials of a sweep; give {sweep} too", on)
        if print_config:
            print(yaml_of(checked_config(architecture.name, file, settings)), end="")
            return
        if not resume:
            checked_data(data, checked_config(architecture.name, file, settings))
            if not sweep:
                checked_name(out, experiment_name)
        checked_sources(data, init_from, resume)
        if sweep:
            alone = {"resume": resume, "wandb": wandb, "num_nodes": num_nodes > 1}
            alone |= {"devices": devices not in ("auto", "1"), "strategy": strategy != "auto"}
            common = file, data, settings, out, experiment_name, init_from, accelerator
            run_sweep(architecture.name, sweep, *common, on, as_json, alone)
            return
        from spritedex.training.trainer import Launch
        from spritedex.workflows.train.run import TrainRequest, train

        launch = Launch(
            accelerator, devices, num_nodes, strategy, progress=stderr.is_terminal and not as_json, wandb=wandb
        )
        names = experiment_name, resume, init_from
        result = train(TrainRequest(architecture.name, file, data, settings, out, *names, launch, note))
        if not result.main_process:
            return
        if result.problems:
            note(f"skipped: {counted(len(result.problems), 'record')}; first: {result.problems[0]}", "warning")
        if as_json:
            from dataclasses import asdict

            print_json(asdict(result))
            return
        if result.resumed_from is not None:
            note(f"continued from epoch {result.resumed_from}")
        rows = [(name, f"{value:.4f}") for name, value in sorted(result.metrics.items())]
        stage = f", stage {result.stage}" if result.stage else ""
        if rows:
            print_table(f"{result.run}{stage}, {counted(result.epochs, 'epoch')}", ("metric", "last epoch"), rows)
        if result.best is not None:
            best = f"best {result.monitor}: {result.best:.4f}  ({result.best_checkpoint})"
            say(best)
        if result.unchanged:
            note(result.unchanged)
        with_data = ("--data", data or "DIR") if architecture.has_gallery else ()
        export = "spritedex", "export", result.run, "--out", _free_name(Path(result.run).name), *with_data
        say(f"next: {shlex.join(export)}")


def _free_name(run: str) -> str:
    """A folder to export a run to that is not there yet."""
    names = (f"{run}-model", *(f"{run}-model-{number}" for number in range(2, 100)))
    return next((name for name in names if not Path(name).exists()), "my-model")


for _architecture in ARCHITECTURES.values():
    _register(_architecture)
