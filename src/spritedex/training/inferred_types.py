"""Likely types of creatures that only have a name, from their nouns and colors. Knows no network and no loss.

Twice the creatures would teach the reader more than any other change (see LOG.md), and open sources name thousands
without types. A text says much more of types than a picture does, so what it says is worth learning from.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from spritedex.data.records import Record, species_of
from spritedex.data.type_words import nouns_types
from spritedex.data.words import Words
from spritedex.models.text import TextEncoder
from spritedex.sprites.codec import open_picture
from spritedex.sprites.colors import color_shares
from spritedex.vocabulary import COLORS, multi_hot

COLORS_WEIGHT: Final = 0.5
LIKELY_WEIGHT: Final = 2.0
PENALTY: Final = 3.0
MOST_TOKENS: Final = 16


def inferred_types(named: Sequence[Record], typed: Sequence[Record], encoder: TextEncoder) -> Tensor:
    """Types of `named` records, which have words, as ridge regression on those of `typed` finds them: float32 [M, 18].

    It sees the embedding of the nouns, the shares of the color words in the picture, and which types the nouns make
    likely; each block is centred and has the mean square length that its weight says. Values can leave [0, 1]. At
    least one of `typed` must have words.
    """
    known = [record for record in species_of(typed).values() if record.words]
    count, records = len(known), [*known, *named]
    words = [record.words for record in records if record.words]
    blocks = [
        (_nouns(words, encoder), 1.0),
        (_colors(records), COLORS_WEIGHT),
        (torch.from_numpy(np.stack([nouns_types(each) for each in words])), LIKELY_WEIGHT),
    ]
    x = torch.cat([_scaled(block.double(), count) * weight**0.5 for block, weight in blocks], 1)
    labels = torch.from_numpy(np.stack([multi_hot(record.types) for record in known])).double()
    mean, seen = labels.mean(0), x[:count]
    damped = seen.T @ seen + PENALTY * torch.eye(x.shape[1], dtype=x.dtype)
    weight = torch.linalg.solve(damped, seen.T @ (labels - mean))
    inferred: Tensor = x[count:] @ weight + mean
    return inferred.float()


def _nouns(words: Sequence[Words], encoder: TextEncoder) -> Tensor:
    """The embedding of the main noun and half of each other one, of length 1 in sum: [N, S]."""
    every = sorted({noun for each in words for noun in (each.subject, *each.also)})
    place = {noun: row for row, noun in enumerate(every)}
    states = encoder.encode_means(every, MOST_TOKENS)
    rows = [states[place[each.subject]] + 0.5 * sum(states[place[noun]] for noun in each.also) for each in words]
    return F.normalize(torch.stack(rows), dim=1)


def _colors(records: Sequence[Record]) -> Tensor:
    """The square roots of the shares of the color words: [N, 11]."""
    shares = [color_shares(open_picture(record.image).rgba) for record in records]
    return torch.tensor([[share[color] for color in COLORS] for share in shares]).sqrt()


def _scaled(block: Tensor, count: int) -> Tensor:
    """Centred, with a mean square length of 1 over the first `count` rows."""
    centred = block - block[:count].mean(0)
    return centred / (centred[:count].square().sum(1).mean().sqrt() + 1e-6)
