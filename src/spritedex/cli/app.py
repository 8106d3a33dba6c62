"""The command `spritedex`: gathers the commands, and turns every error into one line and an exit code.

Exit codes: 0 all went well; 1 something in the input could not be done; 2 the command itself is wrong.
"""

import os
import sys
from typing import Annotated

import typer

from spritedex import __version__
from spritedex.cli import attention, bench, classify, data, evaluate, export, generate, models, train
from spritedex.cli.output import fail
from spritedex.errors import SpritedexError

app = typer.Typer(
    name="spritedex",
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


app.command(rich_help_panel="Use")(generate.generate)
app.command(rich_help_panel="Use")(classify.classify)
app.command(rich_help_panel="Use")(attention.attention)
app.command(rich_help_panel="Use")(models.models)
app.add_typer(data.app, name="data", rich_help_panel="Train your own")
app.add_typer(train.app, name="train", rich_help_panel="Train your own")
app.add_typer(evaluate.app, name="evaluate", rich_help_panel="Train your own")
app.command(rich_help_panel="Train your own")(export.export)
app.command(rich_help_panel="Train your own")(bench.bench)


def main() -> None:
    """Entry point of the console script."""
    try:
        code = app(standalone_mode=False)
    except SpritedexError as error:
        fail(str(error), error.exit_code)
    except typer.Abort:
        fail("stopped", 130)
    except KeyboardInterrupt:
        fail("stopped", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        if not error.format_message():  # a group without a command has printed its help
            sys.exit(2)
        fail(f"{error.format_message()} (spritedex --help shows how)", 2)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
