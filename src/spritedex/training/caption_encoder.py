"""Captions and subjects as a frozen text encoder sees them, on the device of a training. Knows no picture."""

from collections.abc import Sequence

import torch
from torch import Tensor

from spritedex.models.text import TextEncoder, TokenStates


class CaptionEncoder:
    """Texts -> token states and subjects of width S, on the encoder's device. Captions are cut after `max_tokens`."""

    def __init__(self, encoder: TextEncoder, max_tokens: int) -> None:
        self.encoder, self.max_tokens = encoder, max_tokens
        self._numbers = {"": 0}
        self._means = torch.zeros(1, encoder.width)

    def to(self, device: torch.device) -> None:
        """Move the encoder, and what it has said of subjects."""
        self.encoder.to(device)
        self._means = self._means.to(device)

    def captions(self, texts: Sequence[str]) -> TokenStates:
        """B texts -> states float32 [B, T, S] and their mask; an empty text has no token."""
        said = [row for row, text in enumerate(texts) if text]
        if not said:
            return TokenStates(
                self._means.new_zeros(len(texts), 1, self.encoder.width),
                torch.zeros(len(texts), 1, dtype=torch.int64, device=self._means.device),
            )
        found = self.encoder.encode_batch([texts[row] for row in said], self.max_tokens)
        if len(said) == len(texts):
            return found
        places = torch.tensor(said, device=self._means.device)
        spread = (part.new_zeros(len(texts), *part.shape[1:]).index_copy_(0, places, part) for part in found)
        return TokenStates(*spread)

    def subjects(self, nouns: Sequence[str]) -> Tensor:
        """B nouns -> the mean of each one's token states, float32 [B, S]; zeros for an empty one.

        Each is encoded once and alone, so that it is the same however a run was resumed.
        """
        for noun in dict.fromkeys(nouns):
            if noun not in self._numbers:
                self._numbers[noun] = len(self._numbers)
                mean = self.encoder.encode_batch([noun], self.max_tokens).states.mean(1)
                self._means = torch.cat([self._means, mean.to(self._means)])
        return self._means[torch.tensor([self._numbers[noun] for noun in nouns], device=self._means.device)]
