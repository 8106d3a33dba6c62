"""Linear probes in closed form: ridge regression whose penalty and scale are chosen across families.

Knows arrays only; no network and no picture. With few examples, a probe on frozen features beats training the network
at once, and training that starts at a probe keeps what the features had learnt (Kumar et al. 2022).
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

PENALTIES: Final = (0.5, 1.0, 2.0, 3.0, 4.0, 8.0)
INNER_FOLDS: Final = 5
TEACHER_PENALTY: Final = 2.0
TEACHER_SHARE: Final = 2 / 3
FLOOR: Final = 0.1
SWEEPS: Final = 30
INFERRED_WEIGHT: Final = 0.3
"""How much a row counts whose labels are inferred."""


class Standard(NamedTuple):
    """How a description is standardized: (x - centre) * scale, [D] each."""

    centre: Tensor
    scale: Tensor


class Probe(NamedTuple):
    """logits = features @ weight.T + bias; `weight` [C, D], `bias` [C], with the `penalty` that was chosen."""

    weight: Tensor
    bias: Tensor
    penalty: float


def standardize(features: Tensor, groups: Sequence[int], shares: Sequence[float]) -> Standard:
    """Features [N, D] -> mean 0, and a scale that gives each group of features its share of the squares.

    `groups` are the widths of the groups, `shares` sum to 1.

    So the mean square length of a description is about the sum of the shares, and a group of 24 features can weigh as
    much as one of 1280. A feature that hardly varies is not enlarged without limit: `FLOOR` of the group's mean spread
    is added.
    """
    centre, spread = features.mean(0), features.std(0, correction=0)
    scales = [
        (share / count) ** 0.5 / (part + FLOOR * part.mean() + 1e-6)
        for count, share, part in zip(groups, shares, spread.split(list(groups)), strict=True)
    ]
    return Standard(centre, torch.cat(scales))


class ProbeTargets(NamedTuple):
    """What a probe is fitted to. `labels` [N, C] of zeros and ones; no family of `families` [N] is split.

    `weights` [N] is how much a row counts; `teacher_features` [N, H] is what else is known of it, such as facts; H can
    be 0. `inferred` [M, C] are likely labels of M further rows, which count `INFERRED_WEIGHT` each.
    """

    labels: Tensor
    families: Sequence[int]
    weights: Tensor
    teacher_features: Tensor
    inferred: Tensor

    def at(self, rows: Tensor) -> "ProbeTargets":
        """The rows where `rows` [N] is True, and those with inferred labels."""
        kept = [family for family, row in zip(self.families, rows.tolist(), strict=True) if row]
        return ProbeTargets(self.labels[rows], kept, self.weights[rows], self.teacher_features[rows], self.inferred)

    def double(self) -> "ProbeTargets":
        """The same in double precision."""
        labels, families, *others = self
        return ProbeTargets(labels.double(), families, *(tensor.double() for tensor in others))


def fit_probe(features: Tensor, targets: ProbeTargets, seed: int = 0) -> Probe:
    """Ridge regression from features [N + M, D] to labels softened by `teacher_features` (see `soften`), scaled to
    logits. The rows with inferred labels come last, and are never left out.

    The penalty, in units of the mean square length of a row, is the one with the least cross-entropy on families left
    out (`INNER_FOLDS` times), after scaling by one slope and one offset, which are fitted there too, on labels that are
    not softened.
    """
    targets = targets.double()
    x, y = features.double(), targets.labels
    length = (x * x).sum(1).mean() + 1e-12
    gram = x @ x.T / length
    folds = _family_folds(targets.families, seed)
    fits = [(_scale(_left_out(gram, targets, folds, penalty), y), penalty) for penalty in PENALTIES]
    (_, slope, offset), penalty = min(fits, key=lambda fit: fit[0][0])
    dual, mean = _solve(gram, targets, penalty)
    weight = slope * (x.T @ dual).T / length
    return Probe(weight.float(), (slope * mean + offset).float(), penalty)


def soften(labels: Tensor, teacher_features: Tensor) -> Tensor:
    """Labels [N, C] moved two thirds of the way to their prediction from `teacher_features` [N, H] by ridge regression.

    A type that cannot be inferred from the description and the facts cannot be seen either, and one that fits them but
    is not in the label is half right (a teacher with privileged information: Lopez-Paz et al. 2016).
    """
    if not teacher_features.shape[1]:
        return labels
    x, mean = teacher_features - teacher_features.mean(0), labels.mean(0)
    length = (x * x).sum(1).mean() + 1e-12
    penalty = TEACHER_PENALTY * torch.eye(x.shape[1], dtype=x.dtype)
    predicted: Tensor = x @ torch.linalg.solve(x.T @ x / length + penalty, x.T @ (labels - mean)) / length
    return mean + (labels - mean) * (1 - TEACHER_SHARE) + predicted * TEACHER_SHARE


def _solve(gram: Tensor, targets: ProbeTargets, penalty: float) -> tuple[Tensor, Tensor]:
    """The weighted regression: dual coefficients [N, C] and mean [C]; the answers are gram @ dual + mean."""
    soft = torch.cat([soften(targets.labels, targets.teacher_features), targets.inferred])
    inferred_weights = torch.full((len(targets.inferred),), INFERRED_WEIGHT, dtype=soft.dtype)
    weights = torch.cat([targets.weights, inferred_weights])[:, None]
    mean = (soft * weights).sum(0) / weights.sum()
    root = weights.sqrt()
    damped = gram * root * root.T
    damped.diagonal().add_(penalty)
    return root * torch.cholesky_solve(root * (soft - mean), torch.linalg.cholesky(damped)), mean


def _family_folds(families: Sequence[int], seed: int) -> Tensor:
    known = sorted(set(families))
    place = dict(zip(known, np.random.default_rng(seed).permutation(len(known)) % INNER_FOLDS, strict=True))
    return torch.tensor([int(place[family]) for family in families])


def _left_out(gram: Tensor, targets: ProbeTargets, folds: Tensor, penalty: float) -> Tensor:
    """The regression's answer for each row with labels, fitted on the folds that the row is not in."""
    answers = torch.zeros_like(targets.labels)
    always = torch.ones(len(targets.inferred), dtype=torch.bool)
    for fold in folds.unique().tolist():
        held, kept = folds == fold, folds != fold
        if not kept.any():
            return targets.labels.mean(0).expand_as(answers)
        used = torch.cat([kept, always])
        dual, mean = _solve(gram[used][:, used], targets.at(kept), penalty)
        answers[held] = gram[: len(held)][held][:, used] @ dual + mean
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
