"""Augmentation: random changes after which a picture still shows the same creature. Knows no labels and no network.

The random numbers of a picture depend on its generator alone; they are applied to whole batches, on any device.
"""

import math
from typing import Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

TURN: Final = math.radians(15)
ZOOM: Final = 0.25
STRETCH: Final = 0.12
SHIFT: Final = 0.12
HUE: Final = math.radians(7)
SATURATION: Final = 0.2
BRIGHTNESS: Final = 0.2
COARSE: Final = 0.5
COARSEST: Final = 0.3

_YIQ: Final = torch.tensor([[0.299, 0.587, 0.114], [0.596, -0.274, -0.321], [0.211, -0.523, 0.311]])


class Augmentation(NamedTuple):
    """`frames` float [B, 2, 3]: where each output pixel is taken from (`affine_grid`);
    `colors` [B, 3, 3]: a matrix on RGB; `coarseness` [B]: the share of the side to which the resolution is reduced."""

    frames: Tensor
    colors: Tensor
    coarseness: Tensor


def identity_augmentation() -> NDArray[np.float32]:
    """The augmentation that changes nothing, in the form of `sample_augmentation`."""
    return np.array([1, 0, 0, 0, 1, 0, 0, 1, 1, 1], np.float32)


def sample_augmentation(rng: np.random.Generator) -> NDArray[np.float32]:
    """float32 [10]: a frame (6), hue, saturation, brightness, coarseness."""
    turn, zoom, stretch = (reach * rng.uniform(-1, 1) for reach in (TURN, ZOOM, STRETCH))
    across, down = math.exp(zoom + stretch), math.exp(zoom - stretch)
    flip = -1 if rng.random() < 0.5 else 1
    right, below = SHIFT * rng.uniform(-1, 1, 2)
    frame = [math.cos(turn) * across * flip, -math.sin(turn) * across, right]
    frame += [math.sin(turn) * down * flip, math.cos(turn) * down, below]
    hue, saturation, brightness = HUE * rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(-1, 1)
    coarseness = rng.uniform(COARSEST, 1) if rng.random() < COARSE else 1.0
    color = [hue, 1 + SATURATION * saturation, 1 + BRIGHTNESS * brightness]
    return np.array([*frame, *color, coarseness], np.float32)


def apply_augmentations(rgba: Tensor, augmentations: Tensor, size: int) -> Tensor:
    """Pictures uint8 [B, 4, S, S] and augmentations [B, 10] -> float32 [B, 3, size, size] in [0, 1].

    Color changes inside the creature only; the premultiplied picture is moved, then composited on white. Detail is
    removed by reducing the resolution, then enlarging again.
    """
    frames, colors, coarseness = _read(augmentations)
    straight = rgba.float() / 255
    color, alpha = straight[:, :3], straight[:, 3:]
    color = torch.einsum("bij,bjhw->bihw", colors, color).clamp(0, 1)
    premultiplied = _coarsen(torch.cat([color * alpha, alpha], 1), coarseness)
    grid = F.affine_grid(frames, [len(rgba), 4, size, size], align_corners=False)
    moved = F.grid_sample(premultiplied, grid, align_corners=False)
    return moved[:, :3] + 1 - moved[:, 3:]


def _read(augmentations: Tensor) -> Augmentation:
    hue, saturation, brightness = augmentations[:, 6], augmentations[:, 7], augmentations[:, 8]
    chroma = torch.stack([hue.cos(), -hue.sin(), hue.sin(), hue.cos()], 1).view(-1, 2, 2)
    turn = torch.zeros(len(augmentations), 3, 3, device=augmentations.device)
    turn[:, 0, 0] = 1
    turn[:, 1:, 1:] = chroma * saturation[:, None, None]
    to_yiq = _YIQ.to(augmentations)
    colors = torch.linalg.inv(to_yiq) @ turn @ to_yiq * brightness[:, None, None]
    return Augmentation(augmentations[:, :6].view(-1, 2, 3), colors, augmentations[:, 9])


def _coarsen(pictures: Tensor, coarseness: Tensor) -> Tensor:
    """Reduce and enlarge; pictures of a batch with the same coarseness together, in steps of an eighth."""
    side = pictures.shape[-1]
    steps = (coarseness * 8).round().clamp(2, 8).int()
    out = pictures.clone()
    for step in steps.unique().tolist():
        if step == 8:
            continue
        chosen = steps == step
        small = F.interpolate(pictures[chosen], size=max(side * step // 8, 1), mode="area")
        out[chosen] = F.interpolate(small, size=side, mode="bilinear", align_corners=False)
    return out
