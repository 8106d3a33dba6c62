"""Configurations as files: those that ship, by name, and a person's own. The rest of this room knows no file."""

import difflib
from pathlib import Path
from typing import Any, Final

from spritedex.config.yaml_text import MOST_CHARACTERS, YamlTextError, parse_yaml
from spritedex.errors import ConfigError, OptionError

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
    hint = f"did you mean {near[0]}? " if near else ""
    raise OptionError(field, f"no such file; {hint}Those that ship are {', '.join(PRESETS)}", source)


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML file's mapping. Raises ConfigError if it is missing, not a mapping, or more than `parse_yaml` takes."""
    try:
        with path.open("rb") as file:
            values = parse_yaml(file.read(4 * MOST_CHARACTERS + 1).decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); check the path") from None
    except (YamlTextError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid YAML in UTF-8 ({error})") from None
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise ConfigError(f"{path}: expected sections such as `training:`, found {type(values).__name__}")
    return values


def parse_value(text: str) -> Any:
    """The value of `key=value`. Raises OptionError if it is not YAML."""
    try:
        return parse_yaml(text)
    except YamlTextError as error:
        reason = f"not a YAML value ({str(error)[:80]}); quote it or close its brackets"
        raise OptionError("overrides", reason, text) from None
