"""Linear probes in closed form: ridge regression whose penalty and scale are chosen across families.

Knows arrays only; no network and no picture. With few examples, a probe on frozen features beats training the network
at once, and training that starts at a probe keeps what the features had learnt (Kumar et al. 2022).
"""

from collections.abc import Sequence
from itertools import compress
from typing import Final, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from spritedex.regression import fit_curve, soften

PENALTIES: Final = (0.5, 1.0, 2.0, 3.0, 4.0, 8.0)
INNER_FOLDS: Final = 5
LEAST_STRENGTH: Final = 1e-6
FLOOR: Final = 0.1
INFERRED_WEIGHT: Final = 0.3
"""How much a row counts whose labels are inferred."""
EMBEDDING_PENALTY: Final = 1.0
LABELS_SHARE: Final = 0.5
SPECIES_SHARE: Final = 0.3
"""How much labels and species weigh in an embedding, beside what else is known."""


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
    """What a probe is fitted to. `labels` [N, C] of zeros and ones; no family of `families` [N] is split; `species` [N]
    are numbers.

    `weights` [N] is how much a row counts; `teacher_features` [N, H] is what else is known of it, such as facts; H can
    be 0. `inferred` [M, C] are likely labels of M further rows, which count `INFERRED_WEIGHT` each.
    """

    labels: Tensor
    families: Sequence[int]
    species: Sequence[int]
    weights: Tensor
    teacher_features: Tensor
    inferred: Tensor

    def at(self, rows: Tensor) -> "ProbeTargets":
        """The rows where `rows` [N] is True, and those with inferred labels."""
        families, species = (list(compress(numbers, rows.tolist())) for numbers in (self.families, self.species))
        known = self.weights[rows], self.teacher_features[rows]
        return ProbeTargets(self.labels[rows], families, species, *known, self.inferred)

    def double(self) -> "ProbeTargets":
        """The same in double precision."""
        labels, families, species, *others = self
        return ProbeTargets(labels.double(), families, species, *(tensor.double() for tensor in others))


def fit_probe(features: Tensor, targets: ProbeTargets, seed: int = 0) -> Probe:
    """Ridge regression from features [N + M, D] to labels softened by `teacher_features` (`soften`), scaled to
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
    share = np.full(len(y), 1 / len(y))
    left_out = ((_left_out(gram, targets, folds, penalty), penalty) for penalty in PENALTIES)
    fits = [(fit_curve(answers.numpy(), y.numpy(), share), penalty) for answers, penalty in left_out]
    (_, slope, offset), penalty = min(fits, key=lambda fit: fit[0][0])
    dual, mean = _solve(gram, targets, penalty)
    weight = slope * (x.T @ dual).T / length
    return Probe(weight.float(), (slope * mean + offset).float(), penalty)


def fit_embedding(features: Tensor, targets: ProbeTargets, width: int) -> tuple[Tensor, Tensor]:
    """Weight [width, D] and bias [width] of an embedding in which creatures are near that are alike in what is known.

    Its axes are those of features [N, D] along which their ridge regression to `teacher_features`, labels and species
    changes most (reduced-rank regression: Izenman 1975), each of length 1. Axes beyond their number are zeros.
    """
    targets = targets.double()
    x, numbers = features.double(), torch.tensor(targets.species)
    species = (numbers[:, None] == numbers.unique()).double()
    shares = ((targets.teacher_features, 1.0), (targets.labels, LABELS_SHARE))
    known = torch.cat([*(_of_length(block) * share for block, share in shares), species * SPECIES_SHARE], 1)
    mean = x.mean(0)
    x = x - mean
    length = (x * x).sum(1).mean() + 1e-12
    gram = x @ x.T
    dual = _dual(gram / length, known, targets.weights, EMBEDDING_PENALTY)[0]
    squares, turns = torch.linalg.eigh(dual.T @ gram @ dual)  # of the singular values of x.T @ dual
    strongest = squares.argsort(descending=True)[:width]
    strongest = strongest[squares[strongest] > LEAST_STRENGTH * squares.max()]
    axes = (turns[:, strongest] / squares[strongest].sqrt()).T @ dual.T @ x
    weight = F.pad(axes, (0, 0, 0, width - len(axes)))
    return weight.float(), -(weight @ mean).float()


def _of_length(block: Tensor) -> Tensor:
    """Centred, with a mean square length of 1."""
    centred = block - block.mean(0)
    return centred / (centred.square().sum(1).mean().sqrt() + 1e-6)


def _solve(gram: Tensor, targets: ProbeTargets, penalty: float) -> tuple[Tensor, Tensor]:
    """The weighted regression: dual coefficients [N, C] and mean [C]; the answers are gram @ dual + mean."""
    softened = torch.from_numpy(soften(targets.labels.numpy(), targets.teacher_features.numpy()))
    soft = torch.cat([softened, targets.inferred])
    inferred_weights = torch.full((len(targets.inferred),), INFERRED_WEIGHT, dtype=soft.dtype)
    return _dual(gram, soft, torch.cat([targets.weights, inferred_weights]), penalty)


def _dual(gram: Tensor, targets: Tensor, weights: Tensor, penalty: float) -> tuple[Tensor, Tensor]:
    """Kernel ridge regression to targets [N, C], of rows that count `weights` [N] each."""
    mean = (targets * weights[:, None]).sum(0) / weights.sum()
    root = weights.sqrt()[:, None]
    damped = gram * root * root.T
    damped.diagonal().add_(penalty)
    return root * torch.cholesky_solve(root * (targets - mean), torch.linalg.cholesky(damped)), mean


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
