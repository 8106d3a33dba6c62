"""Words: what a person would say of each creature's picture. Knows no record, no model and no caption.

A file `words.jsonl` has one JSON object a line, keyed by `number`, `slug` or `name`, with `subject` ("turtle"), and
where known `also` (other nouns), `colors` (main first, as in the picture; `colours` is read too), `build`, `features`
(most visible first), `mood` and `captions` (whole sentences).
"""

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from spritedex.data.tables import read_text
from spritedex.errors import DataError

WORDS: Final = "words.jsonl"
_KEYS: Final = ("number", "slug", "name")
_LISTS: Final = ("also", "colors", "features", "captions")
_MOST_CHARACTERS: Final = 400


@dataclass(frozen=True, slots=True)
class Words:
    """What a person would say of one creature; `subject` is a plain noun, all else may be empty."""

    subject: str
    also: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()
    build: str = ""
    features: tuple[str, ...] = ()
    mood: str = ""
    captions: tuple[str, ...] = ()


def read_words(path: Path) -> dict[str, Words]:
    """The words of a file by their key, as text ("25", "aardart").

    Raises DataError, naming the line, if the file cannot be read, a line is no such object, or a key comes twice.
    """
    found: dict[str, Words] = {}
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            key, words = _parse(line)
            if key in found:
                raise ValueError(f"{key!r} comes twice; leave one line out")
        except (ValueError, RecursionError) as error:
            raise DataError(f"{path}: line {number}: {error}") from None
        found[key] = words
    return found


def _parse(line: str) -> tuple[str, Words]:
    """Raises ValueError that says what is wrong."""
    values = json.loads(line)
    if not isinstance(values, dict):
        raise ValueError('not a JSON object; write {"name": ..., "subject": ...}')
    key = next((str(values[name]) for name in _KEYS if values.get(name) not in (None, "")), "")
    if not key:
        raise ValueError(f"no key; add one of {', '.join(_KEYS)}")
    values.setdefault("colors", values.get("colours", []))
    words = Words(**{field.name: _value(field.name, values) for field in fields(Words)})
    if not words.subject:
        raise ValueError('no subject; add a plain noun such as "turtle"')
    return key, words


def _value(name: str, values: dict[str, Any]) -> Any:
    if name in _LISTS:
        items = values.get(name) or []
        if not isinstance(items, list):
            raise ValueError(f"{name} must be a list of texts")
        return tuple(_text(name, item) for item in items)
    return _text(name, values.get(name) or "")


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > _MOST_CHARACTERS:
        raise ValueError(f"{name} must be text of at most {_MOST_CHARACTERS} characters")
    return " ".join(value.split())
