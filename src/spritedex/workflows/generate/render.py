"""Requests in, sprites with their files out, all in memory: plan, draw, read, encode. Knows no disk and no printing.

for item in render(GenerateRequest(("a small orange lizard",), count=8), Models()):
    if isinstance(item, Rendered):
        item.files, item.document, item.reading
"""

from collections.abc import Iterator, Mapping

from spritedex.errors import OptionError, Problem, PromptError
from spritedex.runtime.options import only_prompt
from spritedex.runtime.text import short
from spritedex.sprites.formats_moving import MOVING
from spritedex.workflows.generate.choice import identity
from spritedex.workflows.generate.creature import can_be_front
from spritedex.workflows.generate.draw import Drawing, Kept
from spritedex.workflows.generate.encode import Encoder
from spritedex.workflows.generate.items import Item, Note, Rendered, Step
from spritedex.workflows.generate.models import Models
from spritedex.workflows.generate.plan import Plan, PromptPlan, plan
from spritedex.workflows.generate.request import GenerateRequest

__all__ = ["GenerateRequest", "Item", "Models", "Note", "Plan", "Problem", "Rendered", "Step", "plan", "render"]


def render(
    request: GenerateRequest | Plan, models: Models, strict: bool = False, ahead: bool = False
) -> Iterator[Item]:
    """Notes on the pictures that were read; then each step, each sprite when it is drawn, and each problem.

    All is checked and all pictures are read before this returns; sprites are drawn as they are asked for. A `Plan` is
    a request that was checked before. A prompt that cannot be drawn is a Problem; `strict` raises it at once instead.
    With `ahead` the next sprites are drawn while one is used: all are wanted, and soon.

    Raises OptionError for options that are out of range, do not go together or ask too much of the models; PictureError
    for a picture; BundleError for a model; with `strict`, PromptError for a prompt.
    """
    planned = request if isinstance(request, Plan) else plan(request)
    asked = planned.request
    with asked.origin.named():
        if asked.read is not False or asked.best_of or asked.novel:
            models.open()
        _check(planned, models, strict)
    reads = models.accepts_options if asked.read is None else asked.read
    classified = reads or asked.best_of or asked.novel
    encoder = Encoder(planned, models.generator, models.classifier.bundle if classified else None)
    return _render(planned, Drawing(planned, models, reads, ahead), encoder, _notes(planned, models))


def _check(planned: Plan, models: Models, strict: bool) -> None:
    asked = planned.request
    if not models.accepts_options and (beyond := asked.fields_beyond_prompts()):
        raise only_prompt(beyond)
    if asked.novel and not models.has_gallery:
        raise OptionError("novel", "needs a classifier with a gallery of known creatures, and this one has none")
    for prompt in planned.prompts:
        for options in prompt.variants:
            models.generator.check(options)
            if strict:
                try:
                    models.generator.watch(prompt.prompt, 1, asked.seed, options)
                except PromptError as error:
                    text = str(error)
                    if asked.between and not text.startswith("negative_prompt: "):
                        raise PromptError(f"between: {text.removeprefix('towards_prompt: ')}") from None
                    raise


def _render(planned: Plan, drawing: Drawing, encoder: Encoder, notes: list[str]) -> Iterator[Item]:
    yield from map(Note, notes)
    for prompt in planned.prompts:
        is_way = bool(planned.request.between) and planned.request.format in MOVING
        frames: list[Kept] = []
        try:
            for item in drawing.kept(prompt):
                if isinstance(item, Kept) and is_way:
                    frames.append(item)
                elif isinstance(item, Kept):
                    yield from _encoded(planned.request.format, prompt, item, drawing, encoder)
                else:
                    yield item
            if frames:
                yield encoder.way(prompt, frames)
        except PromptError as error:
            yield Problem(called(prompt.prompt), str(error))


def _encoded(
    format: str | None, prompt: PromptPlan, kept: Kept, drawing: Drawing, encoder: Encoder
) -> Iterator[Step | Rendered | Problem]:
    """A sprite with its files; of a format, its back and shiny colors are drawn first."""
    if not format:
        yield encoder.sprite(prompt, kept)
    elif can_be_front(kept.sample):
        samples = yield from drawing.creature(kept.sample)
        yield encoder.creature(prompt, kept, samples)
    else:
        stem = prompt.stem(kept.sample.seed, kept.frame)
        yield Problem(stem, "nothing opaque was drawn, so no format can show it; try another seed")


def _notes(planned: Plan, models: Models) -> list[str]:
    """On the pictures read; and that another bundle drew the sprite that is varied, if its recipe says so."""
    notes, bundle = list(planned.notes), identity(models.generator.bundle)
    for prompt in planned.prompts:
        before, now = prompt.made_by, {key: bundle[key] for key in prompt.made_by}
        if before != now:
            notes.append(f"{prompt.source}: drawn by {_called(before)}, varied by {_called(now)}")
    return notes


def _called(bundle: Mapping[str, str]) -> str:
    return " ".join((bundle["name"], bundle.get("sha256", "")[:8])).strip()


def called(prompt: str) -> str:
    """What messages call a prompt: it, or its beginning."""
    return f"prompt {short(' '.join(prompt.split()))!r}"
