"""The pipeline of a generator: text encoder, network and palette. A sentence and a seed in, a sample out.

Knows no file, sheet or classifier.
"""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex import sketches
from spritedex.bundle.format import GeneratorBundle
from spritedex.bundle.lexicon import read_lexicon
from spritedex.bundle.locate import find_bundle
from spritedex.bundle.verify import load_bundle
from spritedex.errors import OptionError, PromptError
from spritedex.runtime.drawn import (
    COVERED_STYLES,
    begun_at,
    between,
    doodle_in,
    finished,
    is_between,
    is_covered,
    notes_on,
    of_front,
    of_varied,
    posed,
    shown,
    with_parts,
)
from spritedex.runtime.engine import Engine, PromptWords
from spritedex.runtime.options import (
    DEFAULT_OPTIONS,
    NO_SKETCH,
    PIXEL,
    Conditioning,
    EncodedText,
    GenerationOptions,
    seen_from,
)
from spritedex.runtime.part import part_of
from spritedex.runtime.probe import try_out
from spritedex.runtime.session import at_once
from spritedex.runtime.text import Encoded, Pieces, TextEncoder, short, tidy, words_of
from spritedex.sentence import NOTHING_ASKED, Request, understand, with_article
from spritedex.sketches.words.requests import plain_request, size_note
from spritedex.sketches.words.spelling import spelled
from spritedex.sprites.codec import RGBA
from spritedex.sprites.palette import Indexed

MAX_SEED: Final = 2**63 - 1
SKETCH_STRENGTH: Final = 0.4  # how much of a sketch is redrawn by what begins at one only if asked to
_UNNAMED: Final = "a monster"  # what is drawn where nothing says what it should be


@dataclass(frozen=True, eq=False)
class Sample:
    """A sprite as a model generated it: `rgba` is uint8 [64, 64, 4] with straight alpha.

    `tokens` are the T word pieces of the prompt with the markers at both ends. `notes` say what of the prompt was
    left out, `understood` what it asks for, and `towards` what the second prompt does, as far as the model knows their
    words. In the style "pixel", `indexed` is the sprite in at most 15 colors, and `rgba` shows these; `raw` is the
    output of the network, in that style without crumbs and finished. `sketch` names the sketch that it began at, and
    `redrawn` the way in which a marked part was drawn again: "sketch", "parts", "colors" or "network".
    """

    rgba: RGBA
    prompt: str
    seed: int
    raw: RGBA
    tokens: tuple[str, ...]
    notes: tuple[str, ...] = ()
    options: GenerationOptions = DEFAULT_OPTIONS
    indexed: Indexed | None = None
    understood: Request = NOTHING_ASKED
    sketch: str = ""
    towards: Request = NOTHING_ASKED
    redrawn: str = ""

    @property
    def image(self) -> Image.Image:
        """The sprite as a Pillow image of mode RGBA."""
        return Image.fromarray(self.rgba)

    @property
    def is_inked(self) -> bool:
        """Whether it was inked or shaded over a sketch, which takes fewer steps."""
        return bool(self.sketch) and self.options.style in COVERED_STYLES


@dataclass(frozen=True, eq=False)
class Attention:
    """How much a word of a prompt counts where in a sprite: `heatmap` is float [h, w], not below 0.

    Over all words the means of `heatmap` sum to 1 or less, where a part went to the markers around the prompt.
    """

    word: str
    heatmap: NDArray[np.floating] = field(repr=False)

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


class Pipeline:
    """Draws samples from sentences.

    sample = next(Pipeline.load().generate("a small orange lizard with a burning tail"))
    """

    def __init__(self, bundle: GeneratorBundle) -> None:
        """A generator on a checked bundle. Raises BundleError if one of its networks cannot be opened."""
        self.bundle = bundle
        open_engine = bundle.architecture.engine
        assert open_engine, "load_bundle checks that the architecture is a generator"
        self._engine: Engine
        self._text, self._engine = at_once(
            lambda: TextEncoder(bundle), lambda: open_engine(bundle.contents, bundle.config)
        )
        self._lexicon = read_lexicon(bundle)
        self._encode_cached = functools.lru_cache(maxsize=8)(self._encode)
        self._spelled = functools.lru_cache(maxsize=8)(self._spell)
        if self._engine.sketch_strength and self._lexicon.words:
            self._lexicon = sketches.with_sketches(self._lexicon)

    @property
    def accepts_options(self) -> bool:
        """Whether it takes options beside prompt and seed."""
        return self.bundle.architecture.accepts_options

    @property
    def styles(self) -> tuple[str, ...]:
        """The styles that it draws; none where it knows no styles."""
        return self._engine.styles

    @property
    def defaults(self) -> Mapping[str, Any]:
        """Its own num_steps and guidance_scale; empty where it takes no options."""
        return self._engine.defaults

    def check(self, options: GenerationOptions) -> None:
        """Raises OptionError for an option that it cannot use."""
        self._engine.check(options.settled(self.styles))

    @classmethod
    def load(cls, bundle: str | Path | None = None) -> "Pipeline":
        """From the packaged default (None), a packaged name, a folder or `hub:owner/name`.

        Raises BundleError that says what is wrong with the bundle and what to do.
        """
        loaded = load_bundle(find_bundle(bundle, "generator"), "generator")
        try_out(loaded)
        return cls(loaded)

    def generate(
        self, prompt: str, count: int = 1, seed: int = 0, options: GenerationOptions = DEFAULT_OPTIONS
    ) -> Iterator[Sample]:
        """Samples of one prompt with the seeds `seed`, `seed + 1`, ..., drawn as they are asked for.

        Each is drawn alone, so its pixels depend on the prompt, the options, its seed and the bundle only.
        Raises PromptError for the prompt; OptionError for a count below 1, a seed outside 0..2^63-1 or an option that
        this generator cannot use.
        """
        return (item for item in self.watch(prompt, count, seed, options) if isinstance(item, Sample))

    def watch(
        self, prompt: str, count: int = 1, seed: int = 0, options: GenerationOptions = DEFAULT_OPTIONS
    ) -> Iterator[Preview | Sample]:
        """As `generate`, with a preview after each step before the sample itself."""
        if count < 1:
            raise OptionError("count", "must be at least 1", count)
        if not 0 <= seed <= MAX_SEED - (count - 1):
            raise OptionError("seed", f"must be between 0 and {MAX_SEED - (count - 1)}", seed)
        self.check(options)
        options = options.settled(self.styles)
        text = tidy(prompt)
        encoded = self._encode_cached(seen_from(text, options))
        negative, notes = self._also("negative_prompt", options.negative_prompt)
        towards, others = self._also("towards_prompt", options.towards_prompt, options)
        no_effect = self._engine.without_effect(options)
        notes = (*encoded.notes, *notes, *others, *([no_effect] if no_effect else []))
        cond = Conditioning(encoded.text, negative, towards)
        return (
            item for each in range(seed, seed + count) for item in self._draw(text, encoded, notes, cond, options, each)
        )

    def attention(self, sample: Sample) -> tuple[Attention, ...]:
        """How much each word of a sample's prompt counts where; the sample must be one of this pipeline's.

        A painter compares its prediction with and without the word: its heatmaps are [16, 16] and their means sum to 1.
        A decoder has the weights of its cross-attention (Xu et al. 2015).
        """
        text = seen_from(sample.prompt, sample.options)
        encoded = self._encode_cached(text)
        words = words_of(encoded.pieces.tokens)

        def without(index: int) -> EncodedText:
            pieces = encoded.pieces.without(words[index][1])
            others = " ".join(word for at, (word, _) in enumerate(words) if at != index)
            return self._encoded(pieces, understand(others, self._lexicon))

        positions = tuple(at for _, at in words)
        heatmaps = self._engine.attention(
            PromptWords(encoded.text, positions, without), sample.raw, sample.options, sample.seed
        )
        return tuple(Attention(word, heatmap) for (word, _), heatmap in zip(words, heatmaps, strict=True))

    def _encode(self, text: str) -> Encoded:
        """A text, cut into word pieces, understood and encoded; the newest texts are kept."""
        text, read = self._spelled(text)
        asks = sketches.understood if self._engine.sketch_strength else understand
        pieces = self._text.pieces(text, may_be_unknown=bool(self._engine.sketch_strength))
        unknown = ", ".join(map(short, (asked := asks(text, self._lexicon)).unknown))
        notes = (f"words that mean nothing to this model: {unknown}",) if unknown else ()
        return Encoded(pieces, asked, self._encoded(pieces, asked), (*pieces.notes, *read, *notes))

    def _spell(self, text: str) -> tuple[str, tuple[str, ...]]:
        """A text without slips of spelling, as sketches read it, and notes on what was typed wrong or is left out."""
        if not self._engine.sketch_strength:
            return text, ()
        sizes, text = size_note(text), plain_request(text)
        text, notes = spelled(text, understand(text, self._lexicon).unknown, sketches.known_words(), self._text.is_word)
        return sketches.reworded(text), sizes + notes + sketches.notes_on(text)

    def _encoded(self, pieces: Pieces, asked: Request) -> EncodedText:
        subject = self._text.states(self._text.pieces(asked.subject)).mean(1) if asked.subject else None
        return EncodedText(self._text.states(pieces), subject, asked.class_values())

    def _also(
        self, what: str, text: str, seen: GenerationOptions = DEFAULT_OPTIONS
    ) -> tuple[EncodedText | None, tuple[str, ...]]:
        """Another text of the options, and notes on what of it was left out."""
        if not text:
            return None, ()
        try:
            encoded = self._encode_cached(seen_from(tidy(text), seen))
        except PromptError as error:
            raise PromptError(f"{what}: {error}") from None
        return encoded.text, tuple(f"{what}: {note}" for note in encoded.notes)

    def _draw(
        self, prompt: str, encoded: Encoded, notes: tuple[str, ...], cond: Conditioning, options: GenerationOptions,
        seed: int,
    ) -> Iterator[Preview | Sample]:  # fmt: skip
        few_colors = PIXEL in self.styles and options.style == PIXEL
        read, _ = self._spelled(prompt)
        sketch = self._sketch(read, options, options.first_seed(seed))
        if not sketch and not ((subject := encoded.understood.subject) and self._engine.from_noise):
            sketch = self._sketch(_UNNAMED, options, seed)
            why = f"no sketch shows {with_article(subject)}" if subject else "it names no subject that is known"
            notes = (*notes, f"{why}, so this is {_UNNAMED}; name an animal or a thing in English") if sketch else notes
        drawing = posed(sketch, read, options, seed) if sketch else doodle_in(options, read, seed)
        begun = begun_at(drawing, sketch, options, self._engine.sketch_strength or SKETCH_STRENGTH)
        like = sketch or (sketches.sketch_for(read, seed) if options.init is not None else "")
        if like and (uncolored := sketches.without_part_colors(like, read)) != read:
            cond = replace(cond, prompt=self._encode_cached(seen_from(uncolored, options)).text)
        turned = options.relation == "pose" and not (sketch or self._engine.from_noise)
        made = of_front(options) if turned else of_varied(options, seed)
        if self._engine.sketch_strength and is_between(options):
            made = between(lambda text, alone: next(self.generate(text, 1, seed, alone)).raw, prompt, options)
        part = part_of(options, self._spelled(options.base.prompt)[0] if options.base else "", read, seed)
        made = part.steps() if part.picture is not None else made
        for drawn, step, num_steps in made or self._engine.draw(cond, begun, seed):
            if step < num_steps:
                yield Preview(drawn, seed, step, num_steps)
                continue
            covered = not made and (few_colors or is_covered(drawing, options))
            raw = finished(drawn, options, drawing) if covered else drawn
            rgba, indexed = shown(raw, options, seed, few_colors, part.there)
            understood = with_parts(encoded.understood, drawing, read, options, seed)
            shown_notes = notes_on(rgba, options, turned, sketch, read, understood.subject, drawing)
            said = (*notes, *part.notes, *shown_notes) if self.accepts_options else notes
            towards = understand(self._spelled(options.towards_prompt)[0], self._lexicon)
            tokens = encoded.pieces.tokens
            yield Sample(rgba, prompt, seed, raw, tokens, said, options, indexed, understood, sketch, towards, part.way)

    def _sketch(self, prompt: str, options: GenerationOptions, seed: int) -> str:
        """The name of the sketch to begin at; empty where the sprite begins at a picture or at noise."""
        starts = options.init is not None and not options.is_replaced
        if starts or options.relation not in ("", "pose") or options.towards_prompt or options.sketch == NO_SKETCH:
            return ""
        return options.sketch or (sketches.sketch_for(prompt, seed) if self._engine.sketch_strength else "")
