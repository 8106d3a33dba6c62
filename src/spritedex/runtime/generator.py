"""The generator: a sentence and a seed in, a sprite out. Knows nothing of files, sheets or printing."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.data.captions import BEHIND
from spritedex.errors import PromptError, UsageError
from spritedex.runtime.bundle import Bundle, DecoderBundle, PainterBundle, load_bundle
from spritedex.runtime.catalogue import find_bundle
from spritedex.runtime.decoder import DecoderEngine
from spritedex.runtime.painter import PainterEngine
from spritedex.runtime.text import Pieces, TextEncoder, tidy
from spritedex.runtime.wish import PLAIN, Told, Wish
from spritedex.sprites.codec import RGBA
from spritedex.sprites.palette import Indexed, quantise

MAX_SEED: Final = 2**63 - 1
PIXEL: Final = "pixel"


@dataclass(frozen=True, eq=False)
class Sprite:
    """A drawn sprite: `rgba` is uint8 [64, 64, 4] with straight alpha.

    `tokens` are the T word pieces of the prompt with the markers at both ends; `attention` is float32 [T, h,
    w] and sums to 1 over T: how much each region looked at each piece. `notes` say what of the prompt was
    left out. In the style "pixel", `indexed` is the sprite in at most 15 colours, and `rgba` shows these; `painted` is
    what came from the network.
    """

    rgba: RGBA
    prompt: str
    seed: int
    painted: RGBA
    tokens: tuple[str, ...]
    attention: NDArray[np.float32]
    notes: tuple[str, ...] = ()
    wish: Wish = PLAIN
    indexed: Indexed | None = None

    @property
    def image(self) -> Image.Image:
        """The sprite as a Pillow image of mode RGBA."""
        return Image.fromarray(self.rgba)


@dataclass(frozen=True, eq=False)
class Preview:
    """A sprite that is being drawn, after `done` of `steps`: uint8 [64, 64, 4], straight alpha."""

    rgba: RGBA
    seed: int
    done: int
    steps: int


class Engine(Protocol):
    """What draws: the networks of one architecture."""

    def draw(self, told: Told, wish: Wish, seed: int) -> Iterator[tuple[RGBA, NDArray[np.float32], int, int]]:
        """The sprite after each step, uint8 [64, 64, 4], with attention [T, h, w], steps done and steps in all."""
        ...


class Generator:
    """Draws sprites from sentences.

    sprite = next(Generator.load().generate("a small orange lizard with a burning tail"))
    """

    def __init__(self, bundle: Bundle) -> None:
        """A generator on a checked bundle. Raises BundleError if one of its networks cannot be opened."""
        assert isinstance(bundle.config, DecoderBundle | PainterBundle)
        self.bundle = bundle
        self.config = bundle.config
        self._text = TextEncoder(bundle)
        self._hear = functools.lru_cache(maxsize=8)(self._heard)
        self._engine: Engine = (
            PainterEngine(bundle.path, self.config)
            if isinstance(self.config, PainterBundle)
            else DecoderEngine(bundle.path, self.config)
        )

    @classmethod
    def load(cls, bundle: str | Path | None = None) -> "Generator":
        """From the packaged default (None), a packaged name, a folder or `hub:owner/name`.

        Raises BundleError that says what is wrong with the bundle and what to do.
        """
        return cls(load_bundle(find_bundle(bundle, "generator"), "generator"))

    def generate(self, prompt: str, count: int = 1, seed: int = 0, wish: Wish = PLAIN) -> Iterator[Sprite]:
        """Sprites of one prompt with the seeds `seed`, `seed + 1`, ..., drawn as they are asked for.

        Each is drawn alone, so its pixels depend on the prompt, the wish, its seed and the bundle only.
        Raises PromptError for the prompt, UsageError for a count below 1, a seed outside 0..2^63-1 or a wish that this
        generator cannot fulfil.
        """
        return (item for item in self.watch(prompt, count, seed, wish) if isinstance(item, Sprite))

    def watch(self, prompt: str, count: int = 1, seed: int = 0, wish: Wish = PLAIN) -> Iterator[Preview | Sprite]:
        """As `generate`, with a preview after each step before the sprite itself."""
        if count < 1:
            raise UsageError(f"count {count} is below 1; give 1 or more")
        if not 0 <= seed <= MAX_SEED - (count - 1):
            raise UsageError(f"seed {seed} with count {count} is outside 0..{MAX_SEED} (2^63-1)")
        wish.check(self.config)
        text = tidy(prompt)
        pieces, states = self._hear(_seen_from(text, wish))
        told = Told(states, self._also("negative", wish.negative, wish), self._also("towards", wish.towards, wish))
        return (
            item
            for each in range(seed, seed + count)
            for item in self._draw(text, pieces.tokens, pieces.notes, told, wish, each)
        )

    def _heard(self, text: str) -> tuple[Pieces, NDArray[np.float32]]:
        """The word pieces of a text and their token states; the newest texts are kept."""
        pieces = self._text.pieces(text)
        return pieces, self._text.states(pieces)

    def _also(self, name: str, text: str, wish: Wish) -> NDArray[np.float32] | None:
        """The token states of what a wish says beside the prompt."""
        if not text:
            return None
        try:
            return self._hear(_seen_from(tidy(text), wish) if name == "towards" else tidy(text))[1]
        except PromptError as error:
            raise PromptError(f"{name}: {error}") from None

    def _draw(
        self, prompt: str, tokens: tuple[str, ...], notes: tuple[str, ...], told: Told, wish: Wish, seed: int
    ) -> Iterator[Preview | Sprite]:
        for rgba, attention, done, steps in self._engine.draw(told, wish, seed):
            if done < steps:
                yield Preview(rgba, seed, done, steps)
            else:
                yield self._finish(prompt, tokens, notes, wish, seed, rgba, attention)

    def _finish(
        self,
        prompt: str,
        tokens: tuple[str, ...],
        notes: tuple[str, ...],
        wish: Wish,
        seed: int,
        painted: RGBA,
        attention: NDArray[np.float32],
    ) -> Sprite:
        indexed, rgba = None, painted
        if isinstance(self.config, PainterBundle) and wish.style == PIXEL:
            seen = (painted[..., 3] >= 128).any()
            indexed = quantise(painted) if seen else None
            rgba = indexed.rgba if indexed else np.zeros_like(painted)
        return Sprite(rgba, prompt, seed, painted, tokens, attention, notes, wish, indexed)


def _seen_from(text: str, wish: Wish) -> str:
    """What is told of a sprite from behind begins as captions of such sprites do."""
    return f"{BEHIND[0]}: {text}" if wish.back and not text.startswith(BEHIND) else text
