"""`spritedex export`: from a training run to a bundle that the runtime loads."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from spritedex.cli.output import note, print_json, say
from spritedex.counted import counted
from spritedex.errors import UsageError


def export(
    run: Annotated[Path, typer.Argument(help="A run folder that `spritedex train` wrote, or a packaged name to copy.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The bundle's folder; must not exist yet.")],
    name: Annotated[str | None, typer.Option(help="The bundle's name; default: the folder's.")] = None,
    checkpoint: Annotated[
        Literal["best", "last"],
        typer.Option(
            case_sensitive=False,
            help="Which weights: those of the best validation metric, or of the least training loss where that metric "
            "does not change or there is none; or the last epoch's.",
        ),
    ] = "best",
    data: Annotated[
        str | None,
        typer.Option(
            "--data",
            "-d",
            envvar="SPRITEDEX_DATA",
            help="A reader's training data: fits its temperature and thresholds, adds its gallery of known species.",
        ),
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(
            help="Fit on these out-of-fold predictions (see `spritedex benchmark`), not on validation pictures."
        ),
    ] = None,
    words: Annotated[
        str | None,
        typer.Option(
            metavar="DATA", help="With the name of a packaged reader: teach it the words of this data, for `describe`."
        ),
    ] = None,
    license: Annotated[
        str, typer.Option(metavar="SPDX", help="The license of your weights, such as CC-BY-4.0. MIT if not given.")
    ] = "",
    description: Annotated[str, typer.Option(metavar="TEXT", help="A sentence or two for the model card.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Write a run's best weights as a bundle (ONNX, safetensors, manifest) and check that ONNX agrees with torch.

    The name of a packaged model copies it with all of its files, to
    publish or to change it. With --words, a reader learns to describe
    pictures in the words of that data, and with --predictions when to
    call a type sure.

        spritedex export runs/mine --out my-model --data my-bestiary

        spritedex classify creature.png --model my-model
    """
    from spritedex.workflows.export.copy import export_packaged, is_packaged

    if is_packaged(run):
        if words:
            note("learning the words; this takes minutes")
        copied = export_packaged(str(run), out, words, predictions)
        if as_json:
            print_json({"bundle": str(out), "size": copied.size, "manifest": copied.model_dump(mode="json")})
        else:
            say(f"{out}  {copied.size / 1e6:.1f} MB")
        return
    if words:
        raise UsageError("--words is for a packaged reader; a run learns the words of its --data")
    from spritedex.workflows.export.places import check_places

    check_places(run, out)
    from spritedex.workflows.export.run import export_run

    fits = ", fitting thresholds and the gallery" if data else ""
    note(f"writing the network as ONNX{fits} and comparing it with torch; this takes a few minutes")
    result = export_run(run, out, name, checkpoint, data, predictions, license, description)
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
    say(f"{result.bundle}  {result.size / 1e6:.1f} MB")
    say(f"torch and ONNX Runtime agree to {result.difference:.1e}")
    if result.calibrated_on:
        say(f"  on {result.compared_on:,} real pictures; thresholds from {result.calibrated_on}")
        say(f"  gallery of known creatures: {counted(result.known, 'picture')}")
    verb = "classify PICTURE" if result.manifest.kind == "classifier" else 'generate "a small orange lizard"'
    say(f"next: spritedex {verb} --model {result.bundle}")
