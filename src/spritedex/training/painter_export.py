"""painter: what the exported network maps to what, and what its bundle says of it. Knows no data and no file."""

from collections.abc import Sequence
from typing import Final

import torch
from torch import nn

from spritedex.architectures.record import Statistics
from spritedex.class_ids import FIELDS, class_ids
from spritedex.config.painter import PainterConfig
from spritedex.training.adversarial_task import DRAWING_STEPS
from spritedex.training.export_plan import BATCH_TOKENS, ExportPlan, fixed_noise
from spritedex.training.painter_task import GUIDANCE_SCALE, GUIDED, NUM_STEPS

SKETCH_STRENGTH: Final = 0.4
FLOW_SKETCH_STRENGTH: Final = 0.3
"""A sketch that is redrawn by no more than this begins after the guided times of a flow."""

_SAMPLING: Final[dict[str, dict[str, object]]] = {
    "flow": {
        "sampler": "solve",
        "num_steps": NUM_STEPS,
        "guidance_scale": GUIDANCE_SCALE,
        "sketch_strength": FLOW_SKETCH_STRENGTH,
    },
    "adversarial": {
        "sampler": "multistep",
        "num_steps": DRAWING_STEPS,
        "guidance_scale": 1.0,
        "sketch_strength": SKETCH_STRENGTH,
    },
}


def export_plan(
    config: PainterConfig, statistics: Statistics, network: nn.Module, state_width: int, stage: str
) -> ExportPlan:
    """noisy, time, token states, mask, class ids, subject, known -> clean sprite; drawn as the stage draws."""
    inputs = {
        "noisy": fixed_noise(2, 4, 64, 64),
        "time": torch.tensor([0.2, 0.7]),
        "token_states": fixed_noise(2, 9, state_width),
        "mask": torch.tensor([[1] * 9, [0] * 9]),
        "class_ids": torch.tensor([class_ids(), class_ids(style="pixel", pose="back", color="black", relation="pose")]),
        "subject": fixed_noise(2, state_width),
        "known": fixed_noise(2, 4, 64, 64),
    }
    dynamic = {name: BATCH_TOKENS if name in ("token_states", "mask") else {0: "batch"} for name in inputs}
    values = {
        "architecture": config.model.name,
        "image_size": config.data.image_size,
        "max_tokens": config.model.max_tokens,
        "styles": _styles([style for style, shown in zip(FIELDS["style"], statistics["styles"], strict=True) if shown]),
        **_SAMPLING[stage],
        "guided_from": GUIDED[0],
        "guided_to": GUIDED[1],
        "model": config.model.model_dump(mode="json"),
    }
    return ExportPlan(network, inputs, ["clean"], dynamic, values)


def _styles(shown: Sequence[str]) -> dict[str, str]:
    """The styles that a bundle draws; a painter that was shown tiles and no sprites draws pixel sprites as tiles."""
    pixel = {"pixel": "tile"} if "pixel" not in shown and "tile" in shown else {}
    return pixel | {style: style for style in shown}
