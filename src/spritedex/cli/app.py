"""The command `spritedex`: gathers the commands, and turns every error into one line and an exit code.

Exit codes: 0 all was done; 1 the work could not be done, or only a part of it; 2 the command is wrong, or a name is
taken; 130 stopped by Ctrl+C; 141 the reader of the output closed it, as `head` does.
"""

import gc
import io
import os
import sys
from difflib import get_close_matches
from typing import Annotated, Any, Final, NoReturn

import typer

from spritedex._version import __version__
from spritedex.cli.commands import Commands, command_path, option_name, running_command
from spritedex.cli.stopping import is_interrupt
from spritedex.errors import OptionError, SpritedexError

_STOPPED: Final = 130
_NO_READER: Final = 141
_TOLD_APART: Final = len("--var")
"""Options that begin alike in so many letters are likely meant."""
_GARBAGE: Final = 50_000
"""New objects until Python looks for garbage: at its own 700 a tenth of the time of a short command."""

app = typer.Typer(
    name="spritedex",
    cls=Commands,
    add_completion=True,
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

    Start with: spritedex generate "a small orange lizard with a burning tail"
    """


def main() -> None:
    """Entry point of the console script."""
    gc.set_threshold(_GARBAGE)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # to look for them is to read about every package
    _open_closed_streams()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # the name of a file need not be text
    command = typer.main.get_command(app)
    try:
        code = command(standalone_mode=False)
        if code == _STOPPED:  # Typer makes it of Ctrl+C
            raise KeyboardInterrupt
        print(end="", flush=True)
    except OptionError as error:
        running = running_command(command)
        _fail(error.worded(lambda field: option_name(running, field)), error.exit_code)
    except SpritedexError as error:
        _fail(str(error), error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        _fail("stopped", _STOPPED)
    except BrokenPipeError:
        code = _NO_READER
    except SystemExit as stop:  # Typer and Rich make exit code 1 of a closed pipe, Lightning of Ctrl+C
        if is_interrupt(stop):
            _fail("stopped", _STOPPED)
        if not isinstance(stop.__context__, BrokenPipeError):
            raise
        code = _NO_READER
    except ModuleNotFoundError as error:
        from spritedex.cli.extras import missing_extra

        if not (missing := missing_extra(error, command_path(command))):
            raise
        _fail(str(missing), missing.exit_code)
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error), 1)
    except Exception as error:
        if is_interrupt(error):
            _fail("stopped", _STOPPED)
        if not hasattr(error, "format_message"):
            raise
        if not error.format_message():  # a group without a command has printed its help
            sys.exit(2)
        if getattr(error, "possibilities", None) and (context := getattr(error, "ctx", None)):
            vars(error)["possibilities"] = _likely(vars(error)["option_name"], context.command)
        message = error.format_message().replace("Value error, ", "")
        _fail(f"{message} ({command_path(command)} --help shows how)", 2)
    finally:
        _finish_output()
        gc.freeze()  # at its end Python would look through all objects for garbage: a quarter of a second
    sys.exit(code if isinstance(code, int) else 0)


def _likely(wrong: str, command: Any) -> list[str]:
    """The options of a command that begin as a wrong one does, else those that are spelled nearly so."""
    names = [name for option in command.params for name in option.opts if name.startswith("--")]
    begun = [name for name in names if name[:_TOLD_APART] == wrong[:_TOLD_APART]]
    return begun or get_close_matches(wrong, names, 3, 0.75)


def _open_closed_streams() -> None:
    """Standard streams that the caller has closed read nothing and write nowhere. Left closed, the next file that is
    opened would take their number, and would get what is printed."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is not None:
            continue
        opened = os.open(os.devnull, os.O_RDWR)
        if opened > number:
            try:
                os.fstat(number)  # in use by something else
            except OSError:
                os.dup2(opened, number)
                os.close(opened)
                opened = number
        stream = os.fdopen(opened, "r" if number == 0 else "w", encoding="utf-8", errors="backslashreplace")
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _fail(message: str, code: int) -> NoReturn:
    from spritedex.cli.output import fail

    fail(message, code)


def _finish_output() -> None:
    """Write out what is left; drop it where the reader is gone, or Python would print an error at exit."""
    output = sys.__stdout__  # not sys.stdout, which Typer wraps when a pipe is closed
    if output is None:
        return
    try:
        output.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), output.fileno())


if __name__ == "__main__":
    main()
