"""Configuration: a YAML file's mapping and overrides in, frozen models out. Knows no file system."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from spritedex.config.sections import Cnn6Config, DecoderConfig, PainterConfig, ReaderConfig
from spritedex.errors import ConfigError

RunConfig = Cnn6Config | ReaderConfig | DecoderConfig | PainterConfig

CONFIGS: Final[dict[str, type[Cnn6Config | ReaderConfig | DecoderConfig | PainterConfig]]] = {
    "cnn6": Cnn6Config,
    "reader": ReaderConfig,
    "decoder": DecoderConfig,
    "painter": PainterConfig,
}
"""Architecture -> the model of its configuration file."""


def load_config(
    architecture: str, values: Mapping[str, Any], overrides: Sequence[str] = (), parse: Any = None
) -> RunConfig:
    """A checked configuration from the mapping of a YAML file and overrides `section.key=value`.

    `parse` turns the text of an override's value into a value (`yaml.safe_load`).
    Raises ConfigError that names every wrong key or value.
    """
    merged = _deep_copy(values)
    for override in overrides:
        key, equals, text = override.partition("=")
        path = key.strip().split(".")
        if not equals or not all(path):
            raise ConfigError(f"--set {override!r}: write section.key=value, such as training.batch_size=32")
        target = merged
        for part in path[:-1]:
            target = target.setdefault(part, {})
            if not isinstance(target, dict):
                raise ConfigError(f"--set {override!r}: {part!r} is not a section")
        target[path[-1]] = parse(text) if parse else text
    kind = CONFIGS[architecture]
    defaults = kind().model_dump(mode="python")
    try:
        return kind.model_validate(_overlay(defaults, merged))
    except ValidationError as error:
        raise ConfigError("; ".join(_explain(kind, detail) for detail in error.errors())) from None


def _deep_copy(values: Mapping[str, Any]) -> dict[str, Any]:
    return {str(k): _deep_copy(v) if isinstance(v, Mapping) else v for k, v in values.items()}


def _overlay(base: dict[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    """`top` over `base`, section by section, so that a file need only say what differs."""
    merged = dict(base)
    for key, value in top.items():
        old = merged.get(key)
        merged[key] = _overlay(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value
    return merged


def _explain(kind: type[BaseModel], detail: Any) -> str:
    where = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    if detail["type"] != "extra_forbidden":
        return f"{where}: {detail['msg']} (got {detail['input']!r})" if where else detail["msg"]
    section: Any = kind
    for part in detail["loc"][:-1]:
        section = section.model_fields[part].annotation
    return f"{where}: unknown key; the keys here are {', '.join(section.model_fields)}"


MAY_CHANGE: Final = frozenset(
    f"training.{key}"
    for key in (
        "num_epochs",
        "learning_rate",
        "ema_decay",
        "early_stop_patience",
        "num_workers",
        "sample_every",
        "precision",
    )
)
"""What a resumed run may change; anything else would not be the same run."""


def changed(before: RunConfig, after: RunConfig) -> list[str]:
    """The keys, such as "training.seed", whose values differ."""
    old, new = (_flat(config.model_dump(mode="json")) for config in (before, after))
    return sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


def _flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in values.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}": value}
    return flat
