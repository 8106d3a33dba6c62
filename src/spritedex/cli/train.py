"""`spritedex train cnn6|reader|decoder|painter`: train a model on any bestiary."""

from pathlib import Path
from typing import Annotated

import typer

from spritedex.cli.output import console, note, print_json, print_table, stderr

app = typer.Typer(no_args_is_help=True, help="Train a model on the data in a folder or on the Hub.")

_EPILOG = (
    "A YAML file need only say what differs from the defaults; --set key=value overrides both, such as "
    "--set training.batch_size=32. Watch with: tensorboard --logdir runs/"
)

Config = Annotated[Path | None, typer.Option("--config", "-c", help="A YAML file; without one, the defaults.")]
Data = Annotated[
    str | None,
    typer.Option("--data", "-d", envvar="SPRITEDEX_DATA", help="A data folder, or a Hub data set's name."),
]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Override one setting. Repeatable.")]
Resume = Annotated[
    str | None,
    typer.Option(
        "--resume",
        metavar="auto|PATH",
        help="Go on with a run: auto (the named experiment), a run folder or a .ckpt.",
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
    typer.Option("--experiment-name", "-n", help="The run folder's name; default: model and date."),
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


def _register(architecture: str, text: str) -> None:
    @app.command(architecture, help=text, epilog=_EPILOG)
    def command(
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
        as_json: AsJson = False,
    ) -> None:
        from spritedex.cli.extras import needs_train

        with needs_train("spritedex train"):
            from spritedex.training.trainer import Launch
            from spritedex.workflows.train.run import TrainRequest, train
        launch = Launch(
            accelerator, devices, num_nodes, strategy, progress=stderr.is_terminal and not as_json, wandb=wandb
        )
        settings = tuple(overrides or ())
        request = TrainRequest(architecture, config, data, settings, out, experiment_name, resume, init_from, launch)
        result = train(request)
        if not result.main_process:
            return
        if result.problems:
            note(f"{len(result.problems)} records were skipped; first: {result.problems[0]}", "warning")
        if as_json:
            from dataclasses import asdict

            print_json(asdict(result))
            return
        if result.resumed_from is not None:
            note(f"went on from epoch {result.resumed_from}")
        rows = [(name, f"{value:.4f}") for name, value in sorted(result.metrics.items())]
        print_table(f"{result.run}, {result.epochs} epochs", ("metric", "last epoch"), rows)
        if result.best is not None:
            best = f"best {result.monitor}: {result.best:.4f}  ({result.best_checkpoint})"
            console.print(best, markup=False, soft_wrap=True)
        with_data = " --data DIR" if architecture == "reader" else ""
        console.print(f"next: spritedex export {result.run} --out my-model{with_data}", markup=False, soft_wrap=True)


_register(
    "cnn6",
    "Train Himantes' classifier: a 6-layer CNN with class weights. Example: spritedex train cnn6 -d DIR",
)
_register(
    "reader",
    "Train the classifier that ships: pretrained features, all styles of picture, facts as side tasks. "
    "Example: spritedex train reader -c configs/reader.yaml -d DIR",
)
_register(
    "decoder", "Train the Pokemon Sprite Generator's text-to-sprite decoder. Example: spritedex train decoder -d DIR"
)
_register(
    "painter",
    "Train the generator that ships: a rectified flow on RGBA pixels, conditioned on text, style, pose and coloring. "
    "Example: spritedex train painter -c configs/painter.yaml -d DIR",
)
