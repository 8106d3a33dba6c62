"""How much each word of a prompt counts where: numbers and a plot. Knows nothing of how they are printed."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from spritedex.runtime.generator import Generator, Sprite
from spritedex.runtime.options import DEFAULT_OPTIONS, GenerationOptions
from spritedex.sprites.sheets import WordHeatmap, attention_sheet
from spritedex.workflows.files import write_plot


@dataclass(frozen=True, slots=True)
class AttentionRequest:
    """Draw the prompt in the style with the seed, and its attention into the plot `out`."""

    prompt: str
    out: Path
    seed: int = 0
    model: str | None = None
    style: str = DEFAULT_OPTIONS.style


@dataclass(frozen=True, slots=True)
class WordAttention:
    """A word: how much it counts in all, in [0, 1]; the region where it counts most ("top left", "middle"); and how
    many times its mean it counts there, 1 being everywhere alike.
    """

    word: str
    share: float
    region: str
    contrast: float


@dataclass(frozen=True, slots=True)
class AttentionResult:
    """The sprite, its words in order, and the share that a decoder gives to the two markers around the prompt; shares
    sum to 1.
    """

    sprite: Sprite
    words: tuple[WordAttention, ...]
    markers: float
    plot: Path


def attention(request: AttentionRequest) -> AttentionResult:
    """Draw a sprite and the plot of what its words count.

    Raises BundleError for the model, PromptError for the prompt, UsageError for the seed, the style or an `out`
    that cannot be written.
    """
    options = GenerationOptions(request.style)
    generator = Generator.load(request.model)
    sprite = next(generator.generate(request.prompt, seed=request.seed, options=options))
    heatmaps = [WordHeatmap(each.word, each.share, each.heatmap) for each in generator.attention(sprite)]
    words = tuple(WordAttention(each.word, each.share, *_strongest(each.heatmap)) for each in heatmaps)
    write_plot(request.out, attention_sheet(sprite.prompt, sprite.rgba, heatmaps))
    return AttentionResult(sprite, words, max(0.0, round(1 - sum(word.share for word in words), 6)), request.out)


def _strongest(heatmap: NDArray[np.floating]) -> tuple[str, float]:
    """The third by third of the picture with the highest mean, and that mean over the whole mean."""
    best, region = -1.0, ""
    for band, vertical in zip(np.array_split(heatmap, 3, axis=0), ("top", "middle", "bottom"), strict=True):
        for part, horizontal in zip(np.array_split(band, 3, axis=1), ("left", "", "right"), strict=True):
            if part.size and (value := float(part.mean())) > best:
                best, region = value, f"{vertical} {horizontal}".strip()
    return region, best / max(float(heatmap.mean()), 1e-12)
