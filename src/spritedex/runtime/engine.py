"""What draws: the interface of the networks of one architecture. Knows no prompt and no palette."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from spritedex.runtime.options import Conditioning, EncodedText, GenerationOptions
from spritedex.sprites.codec import RGBA


@dataclass(frozen=True, slots=True, eq=False)
class PromptWords:
    """The words of an encoded prompt: the prompt, the positions of each word's tokens, and `without`, which encodes the
    prompt without the word of that index.
    """

    prompt: EncodedText
    positions: tuple[tuple[int, ...], ...]
    without: Callable[[int], EncodedText]


class Engine(Protocol):
    """Draws samples."""

    @property
    def styles(self) -> tuple[str, ...]:
        """The styles that it draws; none where it knows no styles."""
        ...

    @property
    def defaults(self) -> Mapping[str, Any]:
        """Its own num_steps and guidance_scale; empty where it takes no options."""
        ...

    @property
    def sketch_strength(self) -> float:
        """How much of a sketch is redrawn, in [0, 1]; 0 for a generator that begins at none."""
        ...

    @property
    def from_noise(self) -> bool:
        """Whether it draws what no sketch shows."""
        ...

    def check(self, options: GenerationOptions) -> None:
        """Raises OptionError for an option that it cannot use."""
        ...

    def without_effect(self, options: GenerationOptions) -> str:
        """Which options change nothing, and why; empty if all count."""
        ...

    def draw(self, cond: Conditioning, options: GenerationOptions, seed: int) -> Iterator[tuple[RGBA, int, int]]:
        """The sprite after each step, uint8 [64, 64, 4], with steps done and steps in all."""
        ...

    def attention(
        self, words: PromptWords, raw: RGBA, options: GenerationOptions, seed: int
    ) -> NDArray[np.floating[Any]]:
        """How much each of W words counts where in a sample uint8 [64, 64, 4], float [W, h, w], not below 0."""
        ...
