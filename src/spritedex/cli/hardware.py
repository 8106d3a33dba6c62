"""Options of every command that runs a network: the device, the threads, and silence."""

import os
from typing import Annotated

import typer

from spritedex.cli import completion, output

Device = Annotated[
    str,
    typer.Option(
        metavar="auto|cpu|cuda",
        autocompletion=completion.DEVICE,
        help="Where networks run: auto is CUDA where ONNX Runtime has it.",
    ),
]
Threads = Annotated[int | None, typer.Option(min=1, max=256, help="Threads on the CPU; all cores if not given.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only, and what --json or --csv asks for.")]


def settle(device: str, threads: int | None, quiet: bool) -> None:
    """Apply the three. Raises OptionError for a device that is not there."""
    # NumPy's threads for matrices, which are small here, spin when they start and after each product.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from spritedex.runtime.session import use_hardware

    output.settings.quiet = quiet
    use_hardware(device, threads)
