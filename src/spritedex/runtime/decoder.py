"""The decoder's network: one step from noise to sprite. Knows no prompt."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from spritedex.bundle.format import DecoderBundle
from spritedex.runtime.options import Conditioning, GenerationOptions
from spritedex.runtime.session import Session
from spritedex.sprites.canvas import unpremultiply
from spritedex.sprites.codec import RGBA


class DecoderEngine:
    """Draws at once."""

    def __init__(self, folder: Path, config: DecoderBundle) -> None:
        """Raises BundleError if the network cannot be opened."""
        self._config = config
        self._session = Session(folder / "generator.onnx", ("token_states", "mask", "noise"), ("sprite", "attention"))

    def draw(self, cond: Conditioning, options: GenerationOptions, seed: int) -> Iterator[tuple[RGBA, int, int]]:
        """The sprite, after its only step."""
        sprite, _ = self._run(cond.prompt, seed)
        yield unpremultiply(sprite[0].transpose(1, 2, 0)), 1, 1

    def attention(self, states: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
        """Token states [1, T, D] -> how much each region attends to each, float32 [T, h, w] that sums to 1 over T."""
        weights: NDArray[np.float32] = self._run(states, seed)[1][0]
        return weights

    def _run(self, states: NDArray[np.float32], seed: int) -> list[NDArray[np.float32]]:
        shape = (1, self._config.noise_dim)
        noise = np.random.Generator(np.random.Philox(seed)).standard_normal(shape, dtype=np.float32)
        mask = np.ones(states.shape[:2], np.int64)
        return self._session.run({"token_states": states, "mask": mask, "noise": noise})
