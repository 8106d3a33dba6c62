"""What a committed report may say of the machine: no folder that begins at the root. Knows no report."""

import shlex
from pathlib import Path
from typing import Final

DATA_VARIABLE: Final = "$SPRITEDEX_DATA"


def public_data(source: str) -> str:
    """A data source as given, or the variable that names it where it begins at the root.

    >>> public_data("owner/name"), public_data("/home/ann/creatures")
    ('owner/name', '$SPRITEDEX_DATA')
    """
    return DATA_VARIABLE if Path(source).expanduser().is_absolute() else source


def public_word(value: str | Path) -> str:
    """A path or name as a word of a shell command: as given, or its last part where it begins at the root.

    >>> public_word("reports/mine"), public_word("/tmp/my report")
    ('reports/mine', "'my report'")
    """
    return shlex.quote(Path(value).name if Path(value).is_absolute() else str(value))


def public_data_word(source: str) -> str:
    """A data source as a word of a shell command.

    >>> public_data_word("/home/ann/creatures")
    '"$SPRITEDEX_DATA"'
    """
    shown = public_data(source)
    return f'"{shown}"' if shown == DATA_VARIABLE else shlex.quote(shown)
