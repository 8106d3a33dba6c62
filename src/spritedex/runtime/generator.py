"""The generator: a sentence and a seed in, a sprite out. Knows nothing of files, sheets or printing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.errors import UsageError
from spritedex.runtime.bundle import Bundle, GeneratorConfig, load_bundle
from spritedex.runtime.catalogue import find_bundle
from spritedex.runtime.session import Session
from spritedex.runtime.text import Pieces, TextEncoder, tidy
from spritedex.sprites.canvas import unpremultiply
from spritedex.sprites.codec import RGBA

MAX_SEED: Final = 2**63 - 1


@dataclass(frozen=True, eq=False)
class Sprite:
    """A drawn sprite: `rgba` is uint8 [64, 64, 4] with straight alpha.

    `tokens` are the T word pieces of the prompt with the markers at both ends; `attention` is float32 [T, h,
    w] and sums to 1 over T: how much each region looked at each piece. `notes` say what of the prompt was
    left out.
    """

    rgba: RGBA
    prompt: str
    seed: int
    tokens: tuple[str, ...]
    attention: NDArray[np.float32]
    notes: tuple[str, ...] = ()

    @property
    def image(self) -> Image.Image:
        """The sprite as a Pillow image of mode RGBA."""
        return Image.fromarray(self.rgba)


class Generator:
    """Draws sprites from sentences.

    sprite = next(Generator.load().generate("a small orange lizard with a burning tail"))
    """

    def __init__(self, bundle: Bundle) -> None:
        """A generator on a checked bundle. Raises BundleError if one of its networks cannot be opened."""
        assert isinstance(bundle.config, GeneratorConfig)
        self.bundle = bundle
        self.config = bundle.config
        self._text = TextEncoder(bundle)
        self._session = Session(bundle.path / "generator.onnx", ("states", "mask", "noise"), ("sprite", "attention"))

    @classmethod
    def load(cls, bundle: str | Path | None = None) -> "Generator":
        """From the packaged default (None), a packaged name, a folder or `hub:owner/name`.

        Raises BundleError that says what is wrong with the bundle and what to do.
        """
        return cls(load_bundle(find_bundle(bundle, "generator"), "generator"))

    def generate(self, prompt: str, count: int = 1, seed: int = 0) -> Iterator[Sprite]:
        """Sprites of one prompt with the seeds `seed`, `seed + 1`, ..., drawn as they are asked for.

        Each is drawn alone, so its pixels depend on the prompt, its seed and the bundle only.
        Raises PromptError for the prompt, UsageError for a count below 1 or a seed outside 0..2^63-1.
        """
        if count < 1:
            raise UsageError(f"count {count} is below 1")
        if not 0 <= seed <= MAX_SEED - (count - 1):
            raise UsageError(f"seed {seed} with count {count} is outside 0..{MAX_SEED} (2^63-1)")
        text = tidy(prompt)
        pieces = self._text.pieces(text)
        states = self._text.states(pieces)
        return (self._draw(text, pieces, states, each) for each in range(seed, seed + count))

    def _draw(self, prompt: str, pieces: Pieces, states: NDArray[np.float32], seed: int) -> Sprite:
        noise = np.random.Generator(np.random.Philox(seed)).standard_normal(
            (1, self.config.noise_dim), dtype=np.float32
        )
        mask = np.ones((1, len(pieces.tokens)), np.int64)
        sprite, attention = self._session.run({"states": states, "mask": mask, "noise": noise})
        rgba = unpremultiply(sprite[0].transpose(1, 2, 0))
        return Sprite(rgba, prompt, seed, pieces.tokens, attention[0], pieces.notes)
