"""What tells configurations and data apart, in a few letters. Knows no file."""

import hashlib
import json
from collections.abc import Sequence
from typing import Final

from spritedex.config.load import RunConfig
from spritedex.data.records import Record

LENGTH: Final = 12
RECIPES: Final = {"cnn6": 1, "reader": 2}
"""Raised when training would give other weights from the same configuration, so that nothing older is kept."""


def config_digest(config: RunConfig) -> str:
    """What tells configurations apart; which split was trained on does not count."""
    values = config.model_dump(mode="json")
    values["data"]["split_file"] = None
    return digest(json.dumps([RECIPES[config.model.name], config.model.name, values], sort_keys=True))


def data_digest(records: Sequence[Record]) -> str:
    """What tells data apart: pictures, families and types."""
    return digest("\n".join(sorted(f"{r.key}\t{r.family}\t{','.join(r.types)}" for r in records)))


def digest(text: str) -> str:
    """The beginning of a text's SHA-256, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]
