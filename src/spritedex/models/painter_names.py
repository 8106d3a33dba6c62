"""Names that the painter's weights had in earlier trainings. Know no files."""

import re
from collections.abc import Mapping
from typing import Final

from torch import Tensor

_STARTS: Final = {
    "words.": "text_proj.",
    "looks.": "class_embeds.",
    "clock.": "time_embed.",
    "places": "pos_embed",
    "paint.": "out.",
    "att.": "attention.",
    "class_embed.": "class_embeds.",
    "pooled_proj.": "summary.",
    "mid_in.": "before.",
    "mid.": "between.",
    "mid_out.": "after.",
    "out_norm.": "last_norm.",
    "out_conv.": "out.",
}
_ATTENTION: Final = {"n1": "norm1", "n2": "norm2", "o": "out", "co": "cross_out", "tx": "text_proj"}


def present_names(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The same weights by the names that `Painter` has now; a name that is no earlier one stays."""
    return {_present(name): value for name, value in weights.items()}


def _present(name: str) -> str:
    start = next((old for old in _STARTS if name.startswith(old)), "")
    name = _STARTS.get(start, "") + name[len(start) :]
    name = re.sub(r"\.(?:[t]old|cond)\.", ".cond_proj.", name)
    return re.sub(r"^(attention\.\d+)\.(\w+)", lambda match: f"{match[1]}.{_ATTENTION.get(match[2], match[2])}", name)
