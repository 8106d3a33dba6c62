"""The command line that makes a report again, for the reports of `evaluate` and `benchmark`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from spritedex.workflows.provenance.public_names import public_data_word, public_word


def command_again(command: str, data: str, options: Mapping[str, Any]) -> str:
    """`command` with its data and the options by their fields, as one line for a shell.

    None, False and empty options are left out, True is a flag, a tuple repeats the option. Paths that begin at the root
    become their last part, such data the variable SPRITEDEX_DATA: a report does not show folders of a machine.

    >>> command_again("spritedex evaluate classifier", "/home/ann/data", {"style": ("artwork",), "out": Path("report")})
    'spritedex evaluate classifier --data "$SPRITEDEX_DATA" --style artwork --out report'
    """
    words = [command, "--data", public_data_word(data)]
    for field, value in options.items():
        name = "--" + field.replace("_", "-")
        if value is True:
            words.append(name)
        elif value is not None and value is not False:
            values = value if isinstance(value, tuple) else (value,)
            words += [f"{name} {_word(each)}" for each in values]
    return " ".join(words)


def _word(value: str | int | Path | tuple[str, Path]) -> str:
    if isinstance(value, tuple):
        return f"{value[0]}={public_word(value[1])}"
    return str(value) if isinstance(value, int) else public_word(value)
