"""The decoder's network: one step from noise to sprite. Knows no prompt."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from spritedex.runtime.bundle import DecoderBundle
from spritedex.runtime.session import Session
from spritedex.runtime.wish import Told, Wish
from spritedex.sprites.canvas import unpremultiply
from spritedex.sprites.codec import RGBA


class DecoderEngine:
    """Draws at once."""

    def __init__(self, folder: Path, config: DecoderBundle) -> None:
        """Raises BundleError if the network cannot be opened."""
        self._config = config
        self._session = Session(folder / "generator.onnx", ("states", "mask", "noise"), ("sprite", "attention"))

    def draw(self, told: Told, wish: Wish, seed: int) -> Iterator[tuple[RGBA, NDArray[np.float32], int, int]]:
        """The sprite, after its only step."""
        noise = np.random.Generator(np.random.Philox(seed)).standard_normal(
            (1, self._config.noise_dim), dtype=np.float32
        )
        mask = np.ones(told.prompt.shape[:2], np.int64)
        sprite, attention = self._session.run({"states": told.prompt, "mask": mask, "noise": noise})
        yield unpremultiply(sprite[0].transpose(1, 2, 0)), attention[0], 1, 1
