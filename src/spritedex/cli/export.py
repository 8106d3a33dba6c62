"""`spritedex export`: from a training run to a bundle that the runtime loads."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from spritedex.cli.output import console, print_json


def export(
    run: Annotated[Path, typer.Argument(help="A run folder that `spritedex train` wrote.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The bundle's folder; must not exist yet.")],
    name: Annotated[str | None, typer.Option(help="The bundle's name; default: the folder's.")] = None,
    checkpoint: Annotated[
        Literal["best", "last"],
        typer.Option(help="Which weights: those with the best validation metric, or the last epoch's."),
    ] = "best",
    data: Annotated[
        str | None,
        typer.Option(
            "--data",
            "-d",
            envvar="SPRITEDEX_DATA",
            help="A reader's pictures: fits its temperature and thresholds, and gives it its gallery of known species.",
        ),
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(
            help="Fit on these out-of-fold predictions (see `spritedex benchmark`), not on validation pictures."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Write a run's best weights as a bundle (ONNX, safetensors, manifest) and check that ONNX agrees with torch.

    Example: spritedex export runs/mine --out my-model, then spritedex classify PICTURE --model my-model
    """
    from spritedex.cli.extras import needs_train

    with needs_train("spritedex export"):
        from spritedex.workflows.export.run import export_run
    result = export_run(run, out, name, checkpoint, data, predictions)
    if as_json:
        manifest = result.manifest.model_dump(mode="json")
        print_json(
            {
                "bundle": result.bundle,
                "size": result.size,
                "difference": result.difference,
                "calibrated_on": result.calibrated_on,
                "compared_on": result.compared_on,
                "known": result.known,
                "manifest": manifest,
            }
        )
        return
    console.print(f"{result.bundle}  {result.size / 1e6:.1f} MB", markup=False, soft_wrap=True)
    console.print(f"torch and ONNX Runtime agree to {result.difference:.1e}")
    if result.calibrated_on:
        console.print(f"  on {result.compared_on:,} real pictures; thresholds fitted on {result.calibrated_on}")
        console.print(f"  gallery of known creatures: {result.known:,} pictures")
    verb = "classify PICTURE" if result.manifest.kind == "classifier" else 'generate "a small orange lizard"'
    console.print(f"next: spritedex {verb} --model {result.bundle}", markup=False, soft_wrap=True)
