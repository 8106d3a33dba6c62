"""A mapping, as a YAML file holds it, and overrides in; a checked configuration out. Knows no file system."""

import difflib
import reprlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from spritedex.config.base import RunConfig
from spritedex.errors import ConfigError, OptionError, plain_reason

C = TypeVar("C", bound=RunConfig)

RENAMED: Final = {"training.hint_encoder": "training.teacher_encoder", "training.recolor": "data.recolor"}
"""Key of an earlier version -> the key that it has now."""

_MOST_ERRORS: Final = 5
_MOST_PARTS: Final = 8
_LONGEST_KEY: Final = 100
_short = reprlib.Repr()
_short.maxstring = _short.maxother = 80


def parse_config(
    config: type[C],
    values: Mapping[str, Any],
    overrides: Sequence[str] = (),
    parse: Callable[[str], Any] = str,
    others: Mapping[str, type[RunConfig]] | None = None,
) -> C:
    """A configuration of the class `config` from the mapping of a YAML file and overrides "section.key=value".

    `parse` turns the text of an override's value into a value (`parse_yaml`). `others` are the configurations of
    other architectures by name: a key that only they read is refused with their names.

    Raises ConfigError that names every wrong key or value and the cure, OptionError for an override without "=".
    """
    merged = _with_overrides(values, overrides, parse)
    defaults = config.model_validate({}).model_dump(mode="python")
    try:
        return config.model_validate(_overlay(defaults, merged))
    except ValidationError as error:
        found = error.errors()
        lines = [_explain(config, detail, others or {}) for detail in found[:_MOST_ERRORS]]
        more = [f"and {len(found) - _MOST_ERRORS} more"] if len(found) > _MOST_ERRORS else []
        raise ConfigError("; ".join(lines + more)) from None


def updated(config: type[RunConfig], values: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping of a run that an earlier version wrote, with the keys of now: renamed keys by their new names, and
    without the keys that its architecture never read."""
    known = set(_keys(config))
    result: dict[str, Any] = {}
    for key, value in _flat(values).items():
        now = RENAMED.get(key, key)
        if now in known or now.partition(".")[0] not in config.model_fields:
            _set(result, now.split("."), value)
    return result


def changed(before: RunConfig, after: RunConfig) -> list[str]:
    """The keys, such as "training.seed", whose values differ."""
    old, new = (_flat(config.model_dump(mode="json")) for config in (before, after))
    return sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))


_TRAINING_MAY_CHANGE: Final = (
    "num_epochs",
    "learning_rate",
    "ema_decay",
    "early_stop_patience",
    "num_workers",
    "sample_every",
    "precision",
    "checkpoint_minutes",
    "sheet_minutes",
    "sentences",
)
_STAGES_MAY_CHANGE: Final = ("sprites", "minutes", "learning_rate", "ema_decay")
MAY_CHANGE: Final = frozenset(
    (
        *(f"training.{key}" for key in _TRAINING_MAY_CHANGE),
        *(f"{stage}.{key}" for stage in ("flow", "adversarial") for key in _STAGES_MAY_CHANGE),
    )
)
"""What a resumed run can change; anything else would make it another run."""


def _with_overrides(values: Mapping[str, Any], overrides: Sequence[str], parse: Callable[[str], Any]) -> dict[str, Any]:
    merged = _deep_copy(values)
    for override in overrides:
        key, equals, text = override.partition("=")
        path = key.strip().split(".")
        if not equals or not all(path) or len(path) > _MOST_PARTS:
            raise OptionError("overrides", "write section.key=value, such as training.batch_size=32", override)
        _set(merged, path, parse(text))
    return merged


def _set(values: dict[str, Any], path: Sequence[str], value: Any) -> None:
    target = values
    for part in path[:-1]:
        target = target.setdefault(part, {})
        if not isinstance(target, dict):
            raise ConfigError(f"{'.'.join(path)[:_LONGEST_KEY]}: {part[:_LONGEST_KEY]} is not a section")
    target[path[-1]] = value


def _deep_copy(values: Mapping[str, Any]) -> dict[str, Any]:
    return {str(k): _deep_copy(v) if isinstance(v, Mapping) else v for k, v in values.items()}


def _overlay(base: dict[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    """`top` over `base`, section by section: a file need only contain what differs from the defaults."""
    merged = dict(base)
    for key, value in top.items():
        old = merged.get(key)
        merged[key] = _overlay(old, value) if isinstance(old, dict) and isinstance(value, Mapping) else value
    return merged


def _explain(config: type[RunConfig], detail: Any, others: Mapping[str, type[RunConfig]]) -> str:
    where = ".".join(str(part)[:_LONGEST_KEY] for part in detail["loc"][:_MOST_PARTS])
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    if detail["type"] != "extra_forbidden":
        reason = plain_reason(detail["msg"])
        return f"{where}: {reason} (got {_short.repr(detail['input'])})" if where else reason
    if where in RENAMED:
        return f"{where}: it is called {RENAMED[where]} now"
    if readers := [name for name, other in others.items() if where in _keys(other)]:
        own = config.model_fields["model"].default.name
        return f"{where}: {own} never reads it ({' and '.join(readers)} {_do(readers)}); remove it"
    return f"{where}: unknown key; {_did_you_mean(config, where)}"


def _do(names: Sequence[str]) -> str:
    return "does" if len(names) == 1 else "do"


def _did_you_mean(config: type[RunConfig], where: str) -> str:
    """The same key in another section or else a similar one here, and all keys of the section."""
    section, _, name = where.rpartition(".")
    keys = list(_keys(config))
    here = [key.rpartition(".")[2] for key in keys if key.rpartition(".")[0] == section]
    elsewhere = [key for key in keys if key.rpartition(".")[2] == name]
    close = [f"{section}.{key}" if section else key for key in difflib.get_close_matches(name, here, 1)]
    likely = elsewhere or close
    hint = f"did you mean {' or '.join(likely)}? The" if likely else "the"
    return f"{hint} keys here are {', '.join(here)}"


def _keys(section: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Every key, sections too, by its full name, such as "training.seed"."""
    for name, field in section.model_fields.items():
        yield f"{prefix}{name}"
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _keys(inner, f"{prefix}{name}.")


def _flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in values.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}": value}
    return flat
