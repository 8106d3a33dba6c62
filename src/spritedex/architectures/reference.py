"""docs/config.md: every setting with its default and its range, made from the models themselves.

`python -m spritedex.architectures.reference > docs/config.md` writes it again.
"""

import inspect
from collections.abc import Iterator
from types import UnionType
from typing import Any, Final, Literal, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen, MultipleOf
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from spritedex.architectures.catalogue import ARCHITECTURES
from spritedex.architectures.record import Architecture
from spritedex.config.named import PRESETS

_HEAD: Final = """# Settings of a training

Made by `python -m spritedex.architectures.reference > docs/config.md` from the models that check a configuration; a
test keeps it true.

A YAML file need only contain what differs from the defaults. `--config NAME` takes one of those that ship:
{presets}.
`--set section.key=value` overrides both, and `spritedex train painter --print-config` prints the whole of it. The
defaults are those of the models that ship.
"""
_NAMES: Final = {int: "whole number", float: "number", bool: "true or false", str: "text", type(None): "null"}


def reference() -> str:
    """The whole document."""
    blocks = [_HEAD.format(presets=", ".join(f"`{name}`" for name in PRESETS)).strip()]
    for architecture in ARCHITECTURES.values():
        blocks += [f"## {architecture.name}", architecture.summary, *_sections(architecture)]
    return "\n\n".join(blocks) + "\n"


def _sections(architecture: Architecture) -> Iterator[str]:
    config = architecture.config
    defaults = config.model_validate({}).model_dump(mode="json")
    for name, field in config.model_fields.items():
        yield from _section(name, field.annotation, defaults[name])


def _section(path: str, section: Any, defaults: dict[str, Any]) -> Iterator[str]:
    """A heading, what the class says of its keys, and their table; then the sections inside."""
    inner = {name: each.annotation for name, each in section.model_fields.items() if _is_section(each.annotation)}
    yield f"### {path}"
    yield "\n\n".join(_words(section))
    rows = ["| key | default | range |", "|---|---|---|"]
    for name, field in section.model_fields.items():
        if name in inner:
            continue
        cells = (f"`{name}`", _shown(defaults[name]), _range(field))
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    if len(rows) > 2:
        yield "\n".join(rows)
    for name, each in inner.items():
        yield from _section(f"{path}.{name}", each, defaults[name])


def _words(section: type[BaseModel]) -> Iterator[str]:
    """The texts of the class and of those that it is made from, its own first."""
    for each in section.__mro__:
        if each.__name__ != "Section" and issubclass(each, BaseModel) and each is not BaseModel and each.__doc__:
            yield " ".join(inspect.cleandoc(each.__doc__).split())


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return f"`{value}`" if value else "empty"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(each)}" for key, each in value.items())
    if isinstance(value, list):
        long = len(value) > 12
        return f"{len(value)} texts" if long else f"[{', '.join(str(each) for each in value)}]"
    if value is None or isinstance(value, bool):
        return str(value).lower().replace("none", "null")
    return str(value)


def _range(field: FieldInfo) -> str:
    found = dict.fromkeys(_limit(each) for each in _metadata(field.annotation, list(field.metadata)))
    limits = ", ".join(filter(None, found))
    return f"{_kind(field.annotation)}{': ' + limits if limits else ''}"


def _metadata(kind: Any, found: list[Any]) -> list[Any]:
    """The limits of a field, those inside its type as well."""
    for each in get_args(kind):
        if hasattr(each, "__metadata__"):
            for part in each.__metadata__:
                found += getattr(part, "metadata", [part])
    return found


def _limit(limit: Any) -> str:
    match limit:
        case Ge(ge=value):
            return f"at least {value}"
        case Gt(gt=value):
            return f"above {value}"
        case Le(le=value):
            return f"at most {value}"
        case Lt(lt=value):
            return f"below {value}"
        case MultipleOf(multiple_of=value):
            return f"a multiple of {value}"
        case MinLen(min_length=value):
            return f"at least {value} of them"
        case MaxLen(max_length=value):
            return f"at most {value} of them"
    return ""


def _kind(kind: Any) -> str:
    """A type in plain words."""
    if hasattr(kind, "__metadata__"):
        return _kind(get_args(kind)[0])
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return ", ".join(f"`{part}`" for part in parts)
    if origin is UnionType or str(origin) == "typing.Union":
        return " or ".join(_kind(part) for part in parts)
    if origin is tuple:
        several = len(parts) == 2 and parts[1] is ...
        return f"list of {_kind(parts[0])}" if several else f"list of {len(parts)}, each {_kind(parts[0])}"
    if origin is dict:
        return f"name and {_kind(parts[1])}"
    return _NAMES.get(kind, getattr(kind, "__name__", str(kind)))


if __name__ == "__main__":
    print(reference(), end="")
