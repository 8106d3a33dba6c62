"""Where configurations lie: those that ship, by name, and a person's own. Reads none of them."""

import difflib
from pathlib import Path
from typing import Final

from spritedex.errors import OptionError

PRESETS: Final = {path.stem: path for path in sorted((Path(__file__).parent / "presets").glob("*.yaml"))}
"""Name -> the file of a configuration that ships."""


def find_config(source: str, field: str = "config") -> Path:
    """The file of a configuration: a path, or the name of one that ships. Raises OptionError if there is neither."""
    path = Path(source)
    try:
        if path.is_file():
            return path
    except (OSError, ValueError):
        pass
    if source in PRESETS:
        return PRESETS[source]
    near = difflib.get_close_matches(path.stem, PRESETS, 1)
    hint = f"did you mean {near[0]}? Those" if near else "those"
    raise OptionError(field, f"no such file; {hint} that ship are {', '.join(PRESETS)}", source)
