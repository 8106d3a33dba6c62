"""How much each word of a prompt counts where: numbers and a plot, in memory. Knows no disk and no printing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.errors import OptionError, PromptError
from spritedex.runtime.options import only_prompt
from spritedex.runtime.pipeline import Sample
from spritedex.sprites.sheets import WordHeatmap, attention_sheet
from spritedex.workflows.generate.draw import Drawing, Kept
from spritedex.workflows.generate.models import Models
from spritedex.workflows.generate.plan import Plan, plan
from spritedex.workflows.generate.render import called
from spritedex.workflows.generate.request import GenerateRequest


@dataclass(frozen=True, slots=True)
class WordAttention:
    """A word: its share of all, in [0, 1]; the region where it counts most ("top left", "middle"); and how many times
    its mean it counts there, 1 being everywhere alike.
    """

    word: str
    share: float
    region: str
    contrast: float


@dataclass(frozen=True, slots=True, eq=False)
class AttentionResult:
    """The sample, its words in order, and the share that a decoder gives to the two markers around the prompt; shares
    sum to 1. `plot` shows the sample and a heatmap for each word.
    """

    sample: Sample
    words: tuple[WordAttention, ...]
    markers: float
    plot: Image.Image


def attention(request: GenerateRequest | Plan, models: Models) -> AttentionResult:
    """Draw the one sprite of a request and measure how much its words count.

    Raises BundleError for the model, PromptError for the prompt, PictureError for a picture, OptionError for an option.
    """
    planned = request if isinstance(request, Plan) else plan(request)
    if len(planned.prompts) != 1 or len(planned.prompts[0].variants) != 1 or planned.request.kept != 1:
        raise OptionError("prompt", "one sprite is measured at a time; give one prompt")
    if not models.accepts_options and (beyond := planned.request.fields_beyond_prompts()):
        raise only_prompt(beyond)
    drawn = Drawing(planned, models, reads=False).kept(planned.prompts[0])
    try:
        sample = next(item for item in drawn if isinstance(item, Kept)).sample
    except PromptError as error:
        raise PromptError(f"{called(planned.prompts[0].prompt)}: {error}") from None
    heatmaps = [WordHeatmap(each.word, each.share, each.heatmap) for each in models.generator.attention(sample)]
    words = tuple(WordAttention(each.word, each.share, *_strongest(each.heatmap)) for each in heatmaps)
    markers = max(0.0, round(1 - sum(word.share for word in words), 6))
    return AttentionResult(sample, words, markers, attention_sheet(sample.prompt, sample.rgba, heatmaps))


def _strongest(heatmap: NDArray[np.floating]) -> tuple[str, float]:
    """The third by third of the picture with the highest mean, and that mean over the whole mean."""
    best, region = -1.0, ""
    for band, vertical in zip(np.array_split(heatmap, 3, axis=0), ("top", "middle", "bottom"), strict=True):
        for part, horizontal in zip(np.array_split(band, 3, axis=1), ("left", "", "right"), strict=True):
            if part.size and (value := float(part.mean())) > best:
                best, region = value, f"{vertical} {horizontal}".strip()
    return region, best / max(float(heatmap.mean()), 1e-12)
