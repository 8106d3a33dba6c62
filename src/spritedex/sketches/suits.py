"""Whether a part suits a sketch, as `parts.json` says. Knows no shape and no sentence."""

from collections.abc import Collection, Mapping
from typing import Any

from spritedex.sketches.words.named import Named, index


def suits(place: Mapping[str, Any], name: str, taken: Collection[str]) -> bool:
    """Whether the sketch `name` can have the part of a place: one that is "only" for others, "not" for those of a kind,
    or "spare", for empty hands alone, it can not."""
    only = place.get("only", (name,))
    others = (index()["places"][kind]["only"] for kind in place.get("not", ()))
    if (place.get("spare") and "hand" in taken) or any(name in each for each in others):
        return False
    return name in (index()["places"][only]["only"] if isinstance(only, str) else only)


def is_spare(named: Named) -> bool:
    """Whether a part is only for those whose hands are empty."""
    return bool(index()["places"].get(named.part, {}).get("spare"))
