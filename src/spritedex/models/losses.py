"""Objectives and label statistics: tensors in, scalars out."""

from typing import Final

import torch
from torch import Tensor
from torch.nn import functional as F

SAME_WORDS: Final = 0.95
"""Cosine above which two texts mean the same."""


def positive_weights(labels: Tensor) -> Tensor:
    """Multi-hot labels [N, C] -> pos_weight [C] for `binary_cross_entropy_with_logits`: negatives / positives.

    A class that never occurs has weight 1.
    """
    positives = labels.sum(0)
    return torch.where(positives > 0, (len(labels) - positives) / positives.clamp(min=1), 1.0)


def attention_regularization(attention: Tensor, mask: Tensor) -> Tensor:
    """Doubly stochastic attention (Xu et al. 2015, eq. 14): every word gets attention somewhere.

    `attention` [B, Q, T] sums to 1 over T; `mask` [B, T] is 1 on real tokens. The mean attention to a
    token over all Q positions should be that of an even distribution: mean of (1 - share * tokens)^2. A scalar.
    """
    real = mask.to(attention.dtype)
    tokens = real.sum(1, keepdim=True).clamp(min=1)
    share = attention.mean(1) * tokens
    return (((1 - share) ** 2 * real).sum(1) / tokens[:, 0]).mean()


def reconstruction_loss(generated: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Generated and target sprites [B, 4, H, W] -> (L1, MSE), two scalars."""
    return F.l1_loss(generated, target), F.mse_loss(generated, target)


def likeness_loss(embedding: Tensor, species: Tensor, temperature: float) -> Tensor:
    """Supervised contrastive loss (Khosla et al. 2020, eq. 2): one species together, all others apart. A scalar.

    `embedding` [B, E] has rows of length 1; `species` [B] are numbers. Rows without a partner do not count.
    """
    likeness = embedding @ embedding.T / temperature
    itself = torch.eye(len(species), dtype=torch.bool, device=species.device)
    partner = (species[:, None] == species[None]) & ~itself
    log_share = F.log_softmax(likeness.masked_fill(itself, -torch.inf), dim=1).masked_fill(~partner, 0)
    partners = partner.sum(1)
    return -(log_share.sum(1) / partners.clamp(min=1)).sum() / (partners > 0).sum().clamp(min=1)


def words_loss(pictures: Tensor, texts: Tensor, scale: Tensor) -> Tensor:
    """Contrastive loss between pictures and their words (Radford et al. 2021). A scalar.

    `pictures` and `texts` [B, E] have rows of length 1, row i of one belongs to row i of the other; `scale` multiplies
    the cosines. Texts that mean the same (cosine above `SAME_WORDS`) are all right.
    """
    cosines = scale * pictures @ texts.T
    same = (texts @ texts.T > SAME_WORDS).to(cosines.dtype)
    same = same / same.sum(1, keepdim=True)
    return -(F.log_softmax(cosines, 1) * same + F.log_softmax(cosines.T, 1) * same).sum(1).mean() / 2
