"""The generator: a sentence and a seed in, a sprite out. Knows nothing of files, sheets or printing."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.bundle.format import Bundle, DecoderBundle, PainterBundle
from spritedex.bundle.locate import find_bundle
from spritedex.bundle.verify import load_bundle
from spritedex.errors import PromptError, UsageError
from spritedex.runtime.decoder import DecoderEngine
from spritedex.runtime.options import DEFAULT_OPTIONS, Conditioning, GenerationOptions
from spritedex.runtime.painter import PainterEngine
from spritedex.runtime.text import Pieces, TextEncoder, tidy, words_of
from spritedex.sprites.codec import RGBA
from spritedex.sprites.palette import Indexed, quantize
from spritedex.sprites.patch import quantize_part
from spritedex.vocabulary import BEHIND

MAX_SEED: Final = 2**63 - 1
PIXEL: Final = "pixel"


@dataclass(frozen=True, eq=False)
class Sprite:
    """A drawn sprite: `rgba` is uint8 [64, 64, 4] with straight alpha.

    `tokens` are the T word pieces of the prompt with the markers at both ends. `notes` say what of the prompt was
    left out. In the style "pixel", `indexed` is the sprite in at most 15 colors, and `rgba` shows these; `raw` is
    what came from the network.
    """

    rgba: RGBA
    prompt: str
    seed: int
    raw: RGBA
    tokens: tuple[str, ...]
    notes: tuple[str, ...] = ()
    options: GenerationOptions = DEFAULT_OPTIONS
    indexed: Indexed | None = None

    @property
    def image(self) -> Image.Image:
        """The sprite as a Pillow image of mode RGBA."""
        return Image.fromarray(self.rgba)


@dataclass(frozen=True, eq=False)
class Attention:
    """How much a word of a prompt counts where in a sprite: `heatmap` is float [h, w], not below 0.

    Over all words the means of `heatmap` sum to 1 or less, where a part went to the markers around the prompt.
    """

    word: str
    heatmap: NDArray[np.floating]

    @property
    def share(self) -> float:
        """How much the word counts in all, in [0, 1]."""
        return float(self.heatmap.mean())


@dataclass(frozen=True, eq=False)
class Preview:
    """A sprite that is being drawn, after `step` of `num_steps`: uint8 [64, 64, 4], straight alpha."""

    rgba: RGBA
    seed: int
    step: int
    num_steps: int


class Engine(Protocol):
    """What draws: the networks of one architecture."""

    def draw(self, cond: Conditioning, options: GenerationOptions, seed: int) -> Iterator[tuple[RGBA, int, int]]:
        """The sprite after each step, uint8 [64, 64, 4], with steps done and steps in all."""
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
        self._encode_cached = functools.lru_cache(maxsize=8)(self._encode)
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

    def generate(
        self, prompt: str, count: int = 1, seed: int = 0, options: GenerationOptions = DEFAULT_OPTIONS
    ) -> Iterator[Sprite]:
        """Sprites of one prompt with the seeds `seed`, `seed + 1`, ..., drawn as they are asked for.

        Each is drawn alone, so its pixels depend on the prompt, the options, its seed and the bundle only.
        Raises PromptError for the prompt, UsageError for a count below 1, a seed outside 0..2^63-1 or options that this
        generator cannot fulfil.
        """
        return (item for item in self.watch(prompt, count, seed, options) if isinstance(item, Sprite))

    def watch(
        self, prompt: str, count: int = 1, seed: int = 0, options: GenerationOptions = DEFAULT_OPTIONS
    ) -> Iterator[Preview | Sprite]:
        """As `generate`, with a preview after each step before the sprite itself."""
        if count < 1:
            raise UsageError(f"count {count} is below 1; give 1 or more")
        if not 0 <= seed <= MAX_SEED - (count - 1):
            raise UsageError(f"seed {seed} with count {count} is outside 0..{MAX_SEED} (2^63-1)")
        options.check(self.config)
        text = tidy(prompt)
        pieces, states = self._encode_cached(_seen_from(text, options))
        negative, notes = self._also("negative_prompt", options.negative_prompt)
        towards, others = self._also("towards_prompt", options.towards_prompt, options)
        unused = self._engine.without_effect(options) if isinstance(self._engine, PainterEngine) else ""
        notes = (*pieces.notes, *notes, *others, *([unused] if unused else []))
        cond = Conditioning(states, negative, towards)
        return (
            item
            for each in range(seed, seed + count)
            for item in self._draw(text, pieces.tokens, notes, cond, options, each)
        )

    def attention(self, sprite: Sprite) -> tuple[Attention, ...]:
        """How much each word of a sprite's prompt counts where; the sprite must be one of this generator's.

        A painter is asked how the sprite would change without the word: its heatmaps are [16, 16] and their means sum
        to 1. A decoder says it by the weights of its cross-attention (Xu et al. 2015).
        """
        pieces, states = self._encode_cached(_seen_from(sprite.prompt, sprite.options))
        words = words_of(pieces.tokens)
        if isinstance(self._engine, DecoderEngine):
            weights = self._engine.attention(states, sprite.seed)
            return tuple(Attention(word, weights[list(at)].sum(0)) for word, at in words)
        assert isinstance(self._engine, PainterEngine)
        without = [self._text.states(pieces.without(at)) for _, at in words]
        apart = self._engine.attention(states, without, sprite.raw, sprite.options, sprite.seed)
        heatmaps = apart / max(float(apart.mean((1, 2)).sum()), 1e-12)
        return tuple(Attention(word, heatmap) for (word, _), heatmap in zip(words, heatmaps, strict=True))

    def _encode(self, text: str) -> tuple[Pieces, NDArray[np.float32]]:
        """The word pieces of a text and their token states; the newest texts are kept."""
        pieces = self._text.pieces(text)
        return pieces, self._text.states(pieces)

    def _also(
        self, what: str, text: str, seen: GenerationOptions = DEFAULT_OPTIONS
    ) -> tuple[NDArray[np.float32] | None, tuple[str, ...]]:
        """The token states of what the options says beside the prompt, and notes on what of it was left out."""
        if not text:
            return None, ()
        try:
            pieces, states = self._encode_cached(_seen_from(tidy(text), seen))
        except PromptError as error:
            raise PromptError(f"{what}: {error}") from None
        return states, tuple(f"{what}: {note}" for note in pieces.notes)

    def _draw(
        self,
        prompt: str,
        tokens: tuple[str, ...],
        notes: tuple[str, ...],
        cond: Conditioning,
        options: GenerationOptions,
        seed: int,
    ) -> Iterator[Preview | Sprite]:
        for raw, step, num_steps in self._engine.draw(cond, options, seed):
            if step < num_steps:
                yield Preview(raw, seed, step, num_steps)
                continue
            indexed, rgba = None, raw
            if isinstance(self.config, PainterBundle) and options.style == PIXEL:
                indexed = _in_few_colors(raw, options)
                rgba = indexed.rgba if indexed else np.zeros_like(raw)
            yield Sprite(rgba, prompt, seed, raw, tokens, notes, options, indexed)


def _in_few_colors(raw: RGBA, options: GenerationOptions) -> Indexed | None:
    """A raw sprite in at most 15 colors; None where nothing of it is to be seen."""
    if not (raw[..., 3] >= 128).any():
        return None
    return quantize(raw) if options.mask is None else quantize_part(raw, options.mask)


def _seen_from(text: str, options: GenerationOptions) -> str:
    """The prompt of a sprite from behind begins as captions of such sprites do."""
    return f"{BEHIND[0]}: {text}" if options.back and not text.startswith(BEHIND) else text
