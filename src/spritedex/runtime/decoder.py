"""The decoder's network: one step from noise to sprite. Knows no prompt."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spritedex.architectures.decoder import DecoderBundleConfig
from spritedex.bundle.contents import Folder
from spritedex.runtime.engine import PromptWords
from spritedex.runtime.options import Conditioning, GenerationOptions, only_prompt
from spritedex.runtime.session import Session
from spritedex.sprites.canvas import unpremultiply
from spritedex.sprites.codec import RGBA


class DecoderEngine:
    """Draws at once, from prompt and seed alone."""

    styles: tuple[str, ...] = ()
    sketch_strength = 0.0
    from_noise = True

    def __init__(self, folder: Folder, config: DecoderBundleConfig) -> None:
        """Raises BundleError if the network cannot be opened."""
        self.defaults: Mapping[str, Any] = {}
        self._config = config
        self._session = Session(folder / "generator.onnx", ("token_states", "mask", "noise"), ("sprite", "attention"))

    def check(self, options: GenerationOptions) -> None:
        """Raises OptionError for any option that is given."""
        if given := list(options.changed_fields()):
            raise only_prompt(given)

    def without_effect(self, options: GenerationOptions) -> str:
        """Empty: it takes no options."""
        return ""

    def draw(self, cond: Conditioning, options: GenerationOptions, seed: int) -> Iterator[tuple[RGBA, int, int]]:
        """The sprite, after its only step."""
        sprite, _ = self._run(cond.prompt.token_states, seed)
        yield unpremultiply(sprite[0].transpose(1, 2, 0)), 1, 1

    def attention(self, words: PromptWords, raw: RGBA, options: GenerationOptions, seed: int) -> NDArray[np.floating]:
        """The weights of the cross-attention (Xu et al. 2015), float [W, h, w].

        Over all words the means of the maps sum to less than 1: a part goes to the markers around the prompt.
        """
        weights = self._run(words.prompt.token_states, seed)[1][0]
        return np.stack([weights[list(at)].sum(0) for at in words.positions])

    def _run(self, states: NDArray[np.float32], seed: int) -> list[NDArray[np.float32]]:
        shape = (1, self._config.noise_dim)
        noise = np.random.Generator(np.random.Philox(seed)).standard_normal(shape, dtype=np.float32)
        mask = np.ones(states.shape[:2], np.int64)
        return self._session.run({"token_states": states, "mask": mask, "noise": noise})
