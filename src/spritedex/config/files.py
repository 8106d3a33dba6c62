"""YAML files of configurations, and values as they are written on the command line. Needs PyYAML."""

from pathlib import Path
from typing import Any

from spritedex.config.yaml_text import MOST_CHARACTERS, YamlTextError, parse_yaml
from spritedex.errors import ConfigError, OptionError


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
