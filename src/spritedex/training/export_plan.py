"""What an exported network maps to what, and what its bundle says of it. Knows no file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor, nn

from spritedex.architectures.record import Statistics
from spritedex.config.base import RunConfig
from spritedex.vocabulary import TYPES

BATCH_TOKENS: Final[Mapping[int, str]] = {0: "batch", 1: "tokens"}
THRESHOLD: Final = 0.5


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """`module` is what the ONNX file computes; its weights are those of the exported network.

    `inputs` are example tensors by name, in call order; `outputs` the names of what it returns. `dynamic` names the
    axes whose length is free, by input. `config` is the bundle's `config.json`.
    """

    module: nn.Module
    inputs: Mapping[str, Tensor]
    outputs: Sequence[str]
    dynamic: Mapping[str, Mapping[int, str]]
    config: Mapping[str, Any]


def classifier_config(config: RunConfig, statistics: Statistics, **more: Any) -> dict[str, Any]:
    """`config.json` of a classifier that is not calibrated: temperature 1, all thresholds 0.5."""
    return {
        "architecture": config.model.name,
        "types": TYPES,
        "image_size": config.data.image_size,
        "mean": statistics["mean"],
        "std": statistics["std"],
        "thresholds": [THRESHOLD] * len(TYPES),
        "temperature": 1.0,
        **more,
        "model": config.model.model_dump(mode="json"),
    }


def fixed_noise(*shape: int) -> Tensor:
    """Standard normal numbers [shape], the same at each call."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0))
