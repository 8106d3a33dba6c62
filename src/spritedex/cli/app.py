"""The command `spritedex`: gathers the commands, and turns every error into one line and an exit code.

Exit codes: 0 all went well; 1 something in the input could not be done; 2 the command itself is wrong;
130 stopped at the keyboard; 141 the reader of the output left, as `head` does.
"""

import io
import os
import sys
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from spritedex._version import __version__
from spritedex.cli import (
    attention,
    bench,
    benchmark,
    classify,
    data,
    evaluate,
    export,
    generate,
    models,
    serve,
    sprite,
    train,
)
from spritedex.cli.output import fail
from spritedex.errors import SpritedexError

_STOPPED: Final = 130
_NO_READER: Final = 141
_ORDER: Final = (
    "generate",
    "classify",
    "attention",
    "sprite",
    "models",
    "serve",
    "data",
    "train",
    "export",
    "evaluate",
    "benchmark",
    "bench",
)


class _InOrder(TyperGroup):
    """Lists the commands in `_ORDER`: Typer itself puts those with subcommands last."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(self.commands, key=_ORDER.index)


app = typer.Typer(
    name="spritedex",
    cls=_InOrder,
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(show: bool) -> None:
    if show:
        print(f"spritedex {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Reads creatures and draws them: types from a picture, a 64x64 sprite from a sentence. Offline, on the CPU.

    Begin with [bold]spritedex generate "a small orange lizard with a burning tail"[/bold], then
    [bold]spritedex classify PICTURE[/bold].
    """


_USE: Final = "Use"
_TRAIN: Final = "Train your own"

app.command(rich_help_panel=_USE)(generate.generate)
app.command(rich_help_panel=_USE)(classify.classify)
app.command(rich_help_panel=_USE)(attention.attention)
app.add_typer(sprite.app, name="sprite", rich_help_panel=_USE)
app.command(rich_help_panel=_USE)(models.models)
app.command(rich_help_panel=_USE)(serve.serve)
app.add_typer(data.app, name="data", rich_help_panel=_TRAIN)
app.add_typer(train.app, name="train", rich_help_panel=_TRAIN)
app.command(rich_help_panel=_TRAIN)(export.export)
app.add_typer(evaluate.app, name="evaluate", rich_help_panel=_TRAIN)
app.add_typer(benchmark.app, name="benchmark", rich_help_panel=_TRAIN)
app.command(rich_help_panel=_TRAIN)(bench.bench)


def main() -> None:
    """Entry point of the console script."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # the name of a file need not be text
    try:
        code = app(standalone_mode=False)
        print(end="", flush=True)
    except SpritedexError as error:
        fail(str(error), error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        fail("stopped", _STOPPED)
    except BrokenPipeError:
        code = _NO_READER
    except SystemExit as stop:  # Typer and Rich make exit code 1 of a closed pipe
        if not isinstance(stop.__context__, BrokenPipeError):
            raise
        code = _NO_READER
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error), 1)
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        if not error.format_message():  # a group without a command has printed its help
            sys.exit(2)
        fail(f"{error.format_message()} (spritedex --help shows how)", 2)
    finally:
        _finish_output()
    sys.exit(code if isinstance(code, int) else 0)


def _finish_output() -> None:
    """Write out what is left; where nobody can take it, drop it, or Python would complain at the very end."""
    output = sys.__stdout__  # not sys.stdout, which Typer wraps when a pipe is closed
    if output is None:
        return
    try:
        output.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), output.fileno())


if __name__ == "__main__":
    main()
