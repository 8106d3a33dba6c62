"""Linear probes in closed form: ridge regression whose penalty and scale are chosen across families.

Know arrays only; no network and no picture. Where examples are few, a probe on frozen features beats training the
network at once, and training that begins at a probe keeps what the features knew (Kumar et al. 2022).
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

PENALTIES: Final = (0.3, 1.0, 2.0, 4.0, 8.0)
INNER_FOLDS: Final = 5
FLOOR: Final = 0.1
SWEEPS: Final = 30


class Standard(NamedTuple):
    """What makes a description standard: (x - centre) * scale, [D] each."""

    centre: Tensor
    scale: Tensor


class Probe(NamedTuple):
    """logits = features @ weight.T + bias; `weight` [C, D], `bias` [C], with the `penalty` that was chosen."""

    weight: Tensor
    bias: Tensor
    penalty: float


def standardise(features: Tensor, groups: Sequence[int], shares: Sequence[float]) -> Standard:
    """Features [N, D] -> mean 0, and such a scale that each group (their widths) has its share of the squares.

    So the mean square length of a description is about the sum of the shares, and a group of 24 features may weigh as
    much as one of 1280. A feature that hardly varies is not blown up: `FLOOR` of the group's mean spread is added.
    """
    centre, spread = features.mean(0), features.std(0, correction=0)
    scales = [
        (share / count) ** 0.5 / (part + FLOOR * part.mean() + 1e-6)
        for count, share, part in zip(groups, shares, spread.split(list(groups)), strict=True)
    ]
    return Standard(centre, torch.cat(scales))


def fit_probe(features: Tensor, labels: Tensor, families: Sequence[int], seed: int = 0) -> Probe:
    """Ridge regression from features [N, D] to labels [N, C] of zeros and ones, scaled to logits.

    The penalty, in units of the mean square length of a row, is the one with the least cross-entropy on families left
    out (`INNER_FOLDS` times), after scaling by one slope and one offset, which are fitted there too.
    """
    x, y = features.double(), labels.double()
    gram = x @ x.T
    gram = gram / (gram.diagonal().mean() + 1e-12)
    folds = _family_folds(families, seed)
    fits = [(_scale(_left_out(gram, y, folds, penalty), y), penalty) for penalty in PENALTIES]
    (_, slope, offset), penalty = min(fits, key=lambda fit: fit[0][0])
    mean = y.mean(0)
    dual = torch.linalg.solve(gram + penalty * torch.eye(len(y), dtype=y.dtype), y - mean)
    length = (x * x).sum(1).mean() + 1e-12
    weight = slope * (x.T @ dual).T / length
    return Probe(weight.float(), (slope * mean + offset).float(), penalty)


def _family_folds(families: Sequence[int], seed: int) -> Tensor:
    known = sorted(set(families))
    place = dict(zip(known, np.random.default_rng(seed).permutation(len(known)) % INNER_FOLDS, strict=True))
    return torch.tensor([int(place[family]) for family in families])


def _left_out(gram: Tensor, y: Tensor, folds: Tensor, penalty: float) -> Tensor:
    """The regression's answer for each row, fitted on the folds that the row is not in."""
    answers = torch.zeros_like(y)
    for fold in folds.unique().tolist():
        held, kept = folds == fold, folds != fold
        if not kept.any():
            return y.mean(0).expand_as(y)
        mean = y[kept].mean(0)
        damped = gram[kept][:, kept] + penalty * torch.eye(int(kept.sum()), dtype=y.dtype)
        answers[held] = gram[held][:, kept] @ torch.linalg.solve(damped, y[kept] - mean) + mean
    return answers


def _scale(answers: Tensor, y: Tensor) -> tuple[float, float, float]:
    """Cross-entropy, slope and offset of the best logistic curve through answers (Platt 1999), by Newton's method."""
    x = torch.stack([answers.flatten(), torch.ones_like(answers.flatten())], 1)
    target = y.flatten()
    at = torch.tensor([4.0, -3.0], dtype=y.dtype)
    for _ in range(SWEEPS):
        chance = torch.sigmoid(x @ at)
        gradient = x.T @ (chance - target)
        curvature = (x * (chance * (1 - chance))[:, None]).T @ x + 1e-6 * torch.eye(2, dtype=y.dtype)
        at = at - torch.linalg.solve(curvature, gradient)
    loss = F.binary_cross_entropy_with_logits(x @ at, target)
    return float(loss), float(at[0]), float(at[1])
