"""Digests that tell configurations and data apart. Knows no file."""

import hashlib
import json
from collections.abc import Sequence
from typing import Final

from spritedex.architectures.catalogue import architecture_of
from spritedex.config.base import RunConfig
from spritedex.data.records import Record

LENGTH: Final = 12


def config_digest(config: RunConfig) -> str:
    """A configuration in 12 letters, its recipe version included, its `split_file` not.

    `styles` null counts as artwork, which it is wherever data has any: explicit artwork has no other.
    """
    values = config.model_dump(mode="json")
    values["data"]["split_file"] = None
    if "styles" in values["data"]:
        values["data"]["styles"] = values["data"]["styles"] or ["artwork"]
    return digest(json.dumps([architecture_of(config).recipe_version, config.model.name, values], sort_keys=True))


def data_digest(records: Sequence[Record]) -> str:
    """Pictures, families and types in 12 letters."""
    return digest("\n".join(sorted(f"{r.key}\t{r.family}\t{','.join(r.types)}" for r in records)))


def digest(text: str) -> str:
    """The beginning of a text's SHA-256, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]
