"""What a painter is given beside the sentence: attributes as numbers, one of each field. Knows no model.

The place of a value in its field is its row in the painter's embedding, so values are only added at the end.
"""

from typing import Final

from spritedex.errors import UsageError
from spritedex.vocabulary import BODIES, COLORS, TYPES

SIZE_NAMES: Final = ("tiny", "small", "medium", "large", "huge")
RELATIONS: Final = ("pose", "frame", "coloring", "stage")
"""What a known sprite is to the one that is drawn: its other side, first frame, usual colors, or earlier stage."""

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "style": ("artwork", "menu", "pixel", "", "gbc", "tile", "emoji", "unused"),
    "pose": ("front", "back"),
    "coloring": ("usual", "shiny"),
    "side": ("drawn", "mirrored"),
    "color": ("", *COLORS),
    "second_color": ("", *COLORS),
    "shape": ("", *BODIES),
    "size": ("", *SIZE_NAMES),
    "type": ("", *TYPES),
    "second_type": ("", *TYPES),
    "stage": ("", "1", "2", "3"),
    "relation": ("", *RELATIONS),
    "recolored": ("no", "yes"),
}
"""The values of each field; an empty text stands for "any" or "not known"."""
COUNTS: Final = tuple(len(values) for values in FIELDS.values())
ASKED: Final = ("color", "second_color", "shape", "size", "type", "second_type", "stage")
"""The fields that a sentence can ask for; the others say how a picture is drawn."""


def class_ids(**values: str) -> tuple[int, ...]:
    """The number of each field in the order of `FIELDS`; a field that is not given is empty, or its first value.

    Raises UsageError for a field or a value that there is not.

    >>> class_ids(style="pixel", color="black")
    (2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    """
    if unknown := values.keys() - FIELDS.keys():
        raise UsageError(f"unknown field {min(unknown)!r}; choose from {', '.join(FIELDS)}")
    return tuple(_number(field, values.get(field, "" if "" in known else known[0])) for field, known in FIELDS.items())


def _number(field: str, value: str) -> int:
    if value not in FIELDS[field]:
        raise UsageError(f"unknown {field} {value!r}; choose from {', '.join(filter(None, FIELDS[field]))}")
    return FIELDS[field].index(value)
