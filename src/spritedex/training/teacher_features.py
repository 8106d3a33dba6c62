"""What is known of a species beside its picture, as numbers, to soften its labels. Knows no network and no loss."""

import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import torch
from torch import Tensor

from spritedex.data.captions import all_text
from spritedex.data.records import Record, species_of
from spritedex.data.type_words import nouns_types
from spritedex.data.word_labels import label_block
from spritedex.errors import TrainingError
from spritedex.models.text import TextEncoder
from spritedex.vocabulary import TYPES

TEXT_WEIGHT: Final = 2.0
LABELS_WEIGHT: Final = 2.0
MOST_TOKENS: Final = 128

_WORDS: Final[tuple[Callable[[Record], tuple[str, ...]], ...]] = (
    lambda r: (r.facts.color,),
    lambda r: (r.facts.shape,),
    lambda r: r.facts.egg_groups,
    lambda r: (r.facts.habitat,),
)
_FLAGS: Final[tuple[Callable[[Record], bool], ...]] = (
    lambda r: r.facts.is_baby,
    lambda r: r.facts.is_legendary,
    lambda r: r.facts.is_mythical,
)


def teacher_features_of(records: Sequence[Record], encoder: TextEncoder | None) -> Tensor:
    """Records -> float32 [N, H]: their descriptions' mean token state, words of facts, sizes, flags and labels.

    The labels are what a person's words for the picture name: nouns, size, build, features and colors; and which types
    its nouns make likely. Each block is centred and has a mean square length of 1, descriptions, labels and types twice
    that. What no record has is left out; H is
    0 where nothing is known.
    """
    species = species_of(records)
    row = {number: index for index, number in enumerate(species)}
    first = list(species.values())
    blocks = [
        (_texts(first, encoder), TEXT_WEIGHT),
        (_words(first), 1.0),
        (_sizes(first), 1.0),
        (_flags(first), 1.0),
        (_labels(first), LABELS_WEIGHT),
        (_likely(first), LABELS_WEIGHT),
    ]
    which = torch.tensor([row[record.number] for record in records])
    return torch.cat([_scaled(block[which]) * weight**0.5 for block, weight in blocks], 1)


def _texts(records: Sequence[Record], encoder: TextEncoder | None) -> Tensor:
    texts = [all_text(record) for record in records]
    if encoder is None or not any(texts):
        return torch.zeros(len(records), 0)
    states = [encoder.encode([text or "?"], MOST_TOKENS)[0].mean(0) for text in texts]
    return torch.nn.functional.normalize(torch.stack(states), dim=1)


def _words(records: Sequence[Record]) -> Tensor:
    columns = [
        [float(word in words(record)) for record in records]
        for words in _WORDS
        for word in sorted({word for record in records for word in words(record)} - {""})
    ]
    return torch.tensor(columns).reshape(-1, len(records)).T


def _sizes(records: Sequence[Record]) -> Tensor:
    """Logarithms of height, weight and density, standardized; the mean where a size is not known."""
    rows = []
    for record in records:
        height, weight = _log(record.facts.height_m), _log(record.facts.weight_kg)
        rows.append([height, weight, weight - 3 * height])
    sizes = torch.tensor(rows)
    known = sizes.isfinite()
    mean = sizes.nan_to_num(0).sum(0) / known.sum(0).clamp(min=1)
    centred = torch.where(known, sizes - mean, 0)
    return centred / (centred.square().mean(0).sqrt() + 1e-6)


def _log(size: float | None) -> float:
    return math.log(size) if size is not None and size > 0 else math.nan


def _flags(records: Sequence[Record]) -> Tensor:
    return torch.tensor([[float(flag(record)) for flag in _FLAGS] for record in records])


def _labels(records: Sequence[Record]) -> Tensor:
    return torch.from_numpy(label_block([record.words for record in records]))


def _likely(records: Sequence[Record]) -> Tensor:
    nothing = np.zeros(len(TYPES), np.float32)
    return torch.from_numpy(np.stack([nouns_types(record.words) if record.words else nothing for record in records]))


def _scaled(block: Tensor) -> Tensor:
    centred = block - block.mean(0)
    varied = centred[:, centred.abs().amax(0) > 0] if len(block) else centred
    return varied / (varied.square().sum(1).mean().sqrt() + 1e-6) if varied.shape[1] else varied


def load_teacher(name: str) -> TextEncoder | None:
    """The text encoder of that name; None for an empty name. Raises TrainingError with the cure if it is missing."""
    from spritedex.models.text import load_text_encoder

    try:
        return load_text_encoder(name, "training.teacher_encoder") if name else None
    except TrainingError as error:
        raise TrainingError(f"{error}; or train without descriptions: training.teacher_encoder=''") from None
