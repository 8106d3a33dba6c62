"""Which sprites of a prompt to draw and to keep: all seeds, the best of many, or new ones. Knows no file."""

from collections.abc import Generator as Yields
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final

from spritedex.runtime.options import GenerationOptions
from spritedex.runtime.pipeline import Preview, Sample
from spritedex.runtime.reading import Reading
from spritedex.runtime.session import cores
from spritedex.workflows.ahead import made_ahead
from spritedex.workflows.generate.choice import NOVEL_BELOW, answering, score, similarity
from spritedex.workflows.generate.creature import CreatureSamples, back_of
from spritedex.workflows.generate.items import Step
from spritedex.workflows.generate.models import Models
from spritedex.workflows.generate.plan import Plan, PromptPlan
from spritedex.workflows.generate.request import TRIES

_SIDE_BY_SIDE: Final = 2
_Drawing = Iterator[Preview | Sample]


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A sample to keep, of the variant `frame`; `details` are what its choice adds to the recipe."""

    sample: Sample
    frame: int
    reading: Reading | None
    caption: str
    details: dict[str, Any] = field(default_factory=dict)


class Drawing:
    """Draws the sprites of a plan, counts them, and with `reads` has each of them read.

    With `ahead` two sprites of a prompt are drawn side by side where there are cores for it, and a sprite's steps come
    when it is whole.
    """

    def __init__(self, plan: Plan, models: Models, reads: bool, ahead: bool = False) -> None:
        self._request = request = plan.request
        # Of many seeds all are wanted, whatever is done with the best.
        self._threads = min(_SIDE_BY_SIDE, cores()) if ahead or request.best_of else 1
        self._reads = reads
        self._models = models
        variants = sum(len(each.variants) for each in plan.prompts)
        self._finished = 0
        self._total = variants * (request.best_of or request.kept)
        if request.format and models.accepts_options:
            self._total += variants * request.kept

    def kept(self, prompt: PromptPlan) -> Iterator[Step | Kept]:
        """The sprites of a prompt that are kept. Raises PromptError for the prompt."""
        request = self._request
        return self._best(prompt) if request.best_of else self._new(prompt) if request.novel else self._all(prompt)

    def creature(self, front: Sample) -> Yields[Step, None, CreatureSamples]:
        """A front with its back, where the generator can draw one."""
        if not self._models.accepts_options:
            return CreatureSamples(front)
        back = yield from self._draw(*back_of(front), front.seed)
        return CreatureSamples(front, back)

    def _all(self, prompt: PromptPlan) -> Iterator[Step | Kept]:
        seeds = islice(prompt.seeds(self._request.seed), self._request.kept)
        wanted = [(seed, frame, options) for seed in seeds for frame, options in enumerate(prompt.variants)]
        drawings = self._drawings(prompt.prompt, ((options, seed) for seed, _, options in wanted))
        for (seed, frame, options), drawing in zip(wanted, drawings, strict=True):
            sample = yield from self._finish(drawing)
            caption = f"mix {options.mix:.2f}" if len(prompt.variants) > 1 else f"seed {seed}"
            caption = f"seed {seed}, stage {options.stage}" if options.stage else caption
            reading = self._models.read(sample.rgba) if self._reads else None
            yield Kept(sample, frame, reading, caption)

    def _best(self, prompt: PromptPlan) -> Iterator[Step | Kept]:
        """Of many seeds those with the highest scores, the best one first; with `novel`, new ones go before others."""
        found: list[tuple[float, Sample, Reading]] = []
        attributes = answering(self._request.attributes, prompt.prompt)
        seeds = islice(prompt.seeds(self._request.seed), self._request.best_of)
        for drawing in self._drawings(prompt.prompt, ((prompt.variants[0], seed) for seed in seeds)):
            sample = yield from self._finish(drawing)
            reading = self._models.read(sample.rgba)
            found.append((score(attributes, sample.rgba, reading), sample, reading))
        found.sort(key=lambda item: -item[0])
        if self._request.novel:
            found.sort(key=lambda item: max(similarity(item[2]), NOVEL_BELOW))
        for value, sample, reading in found[: self._request.kept]:
            details: dict[str, Any] = {"score": value}
            if self._request.novel:
                details["novel"] = _novelty(len(found), reading)
            yield Kept(sample, 0, reading, f"seed {sample.seed}: {value:.3f}", details)

    def _new(self, prompt: PromptPlan) -> Iterator[Step | Kept]:
        """Seed after seed until a sprite is like no known creature; after too many tries, the least alike."""
        seeds = prompt.seeds(self._request.seed)
        for _ in range(self._request.kept):
            least: tuple[float, Sample, Reading] | None = None
            for tried, seed in enumerate(islice(seeds, self._request.tries or TRIES), 1):
                self._finished -= tried > 1
                sample = yield from self._draw(prompt.prompt, prompt.variants[0], seed)
                reading = self._models.read(sample.rgba)
                if least is None or similarity(reading) < least[0]:
                    least = similarity(reading), sample, reading
                if least[0] < NOVEL_BELOW:
                    break
            assert least
            _, sample, reading = least
            yield Kept(sample, 0, reading, f"seed {sample.seed}", {"novel": _novelty(tried, reading)})

    def _draw(self, prompt: str, options: GenerationOptions, seed: int) -> Yields[Step, None, Sample]:
        return (yield from self._finish(self._drawing(prompt, options, seed)))

    def _drawings(self, prompt: str, each: Iterable[tuple[GenerationOptions, int]]) -> Iterator[_Drawing]:
        """The drawings with these options and seeds, in their order."""
        drawings = (self._drawing(prompt, options, seed) for options, seed in each)
        return made_ahead(drawings, self._threads) if self._threads > 1 else drawings

    def _drawing(self, prompt: str, options: GenerationOptions, seed: int) -> _Drawing:
        """A sprite's previews and then itself; the back of a creature is drawn from its front."""
        if options.back and options.known is None and options.init is None and self._models.accepts_options:
            (front,) = self._models.generator.generate(prompt, 1, seed, replace(options, back=False))
            _, options = back_of(front)
        return self._models.generator.watch(prompt, 1, seed, options)

    def _finish(self, drawing: _Drawing) -> Yields[Step, None, Sample]:
        """The sample that a drawing ends with."""
        for item in drawing:
            if isinstance(item, Sample):
                self._finished += 1
                yield Step(self._finished, self._total, 0, 0, item.seed, item.rgba)
                return item
            yield Step(self._finished, self._total, item.step, item.num_steps, item.seed, item.rgba)
        raise AssertionError("a generator ends with a sample")


def _novelty(tries: int, reading: Reading) -> dict[str, Any]:
    return {"below": NOVEL_BELOW, "tries": tries, "found": similarity(reading) < NOVEL_BELOW}
