"""YAML that a stranger may have written: its values, or one short line on what is wrong. Knows no file system."""

import unicodedata
from collections.abc import Iterable
from typing import Any, Final

import yaml

MOST_CHARACTERS: Final = 64 * 1024
"""The longest text. A configuration with all its defaults has about 2,000 characters."""

_MOST_DEPTH: Final = 16
_MOST_VALUES: Final = 5_000
_MOST_BITS: Final = 64
_LONGEST_REASON: Final = 200
_CONTROL: Final = ("Cc", "Cs")


class YamlTextError(ValueError):
    """The text cannot be read as YAML; the message is one line of at most 200 characters."""

    def __init__(self, reason: str) -> None:
        line = " ".join(reason.split())
        super().__init__(line if len(line) <= _LONGEST_REASON else line[: _LONGEST_REASON - 1] + "…")


def parse_yaml(text: str) -> Any:
    """The value of a YAML document, None for an empty one.

    Raises YamlTextError for what is not YAML; for more than 64 Ki characters, 16 levels or 5,000 values, where an alias
    counts as all that it stands for; for a value that contains itself; and for integers beyond 64 bits, dates that no
    calendar has, and texts with control characters.
    """
    if len(text) > MOST_CHARACTERS:
        raise YamlTextError(f"it has more than {MOST_CHARACTERS:,} characters")
    try:
        _check_depth(yaml.parse(text, yaml.SafeLoader))
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                return None
            _count(node, {}, 0)
            return loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f": line {mark.line + 1}" if mark else ""
        raise YamlTextError(f"{str(error.problem or error.context)[: _LONGEST_REASON // 2]}{where}") from None
    except yaml.YAMLError:
        raise YamlTextError("a character that YAML does not allow") from None


def _check_depth(events: Iterable[Any]) -> None:
    """Raises YamlTextError for brackets that are too deep, before anything recurses into them."""
    depth = 0
    for event in events:
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MOST_DEPTH:
            raise YamlTextError(f"more than {_MOST_DEPTH} levels, at line {event.start_mark.line + 1}")


def _count(node: Any, counted: dict[int, int], depth: int) -> int:
    """The number of values in a node, those of aliases included. Raises YamlTextError if they or the levels are too
    many; a node that contains itself has levels without end."""
    if id(node) in counted:
        return counted[id(node)]
    if depth > _MOST_DEPTH:
        raise YamlTextError(f"more than {_MOST_DEPTH} levels, or a value that contains itself: {_place(node)}")
    inner = node.value if isinstance(node, yaml.CollectionNode) else ()
    parts = [part for item in inner for part in (item if isinstance(item, tuple) else (item,))]
    total = 1 + sum(_count(part, counted, depth + 1) for part in parts)
    if total > _MOST_VALUES:
        raise YamlTextError(f"more than {_MOST_VALUES:,} values, aliases included: {_place(node)}")
    counted[id(node)] = total
    return total


def _place(node: Any) -> str:
    return f"line {node.start_mark.line + 1}"


class _Loader(yaml.SafeLoader):
    """`yaml.SafeLoader` whose every failure is a YAMLError with the line."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        try:
            value = super().construct_object(node, deep)
        except (ValueError, KeyError, TypeError, OverflowError, AttributeError):
            kind = str(node.tag).rpartition(":")[2][:40]
            raise yaml.constructor.ConstructorError(problem=f"not a valid {kind}: {_place(node)}") from None
        if isinstance(value, int) and value.bit_length() > _MOST_BITS:
            raise yaml.constructor.ConstructorError(problem=f"an integer too large: {_place(node)}")
        if isinstance(value, str) and any(unicodedata.category(c) in _CONTROL and c not in "\t\n" for c in value):
            raise yaml.constructor.ConstructorError(problem=f"a text with control characters: {_place(node)}")
        return value
