"""The painter's network: a guided flow from noise to sprite. Knows no prompt and no palette."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spritedex.architectures.painter import PainterBundleConfig
from spritedex.bundle.contents import Folder
from spritedex.class_ids import class_ids
from spritedex.runtime.engine import PromptWords
from spritedex.runtime.options import NO_SKETCH, SIDE, Conditioning, EncodedText, GenerationOptions
from spritedex.runtime.session import Session, cores
from spritedex.sampling import multistep, multistep_times, redraw, solve, step_times
from spritedex.sprites.canvas import premultiply, unpremultiply
from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import main_colors

_INPUTS: Final = ("noisy", "time", "token_states", "mask", "class_ids", "subject", "known")
_ATTENTION_TIMES: Final = (0.1, 0.3)
"""Times at which words still change a sprite: what it is, and how its parts look."""
NEGATIVE_GUIDANCE: Final = 2.0
"""The guidance scale of a painter that needs none, where a negative prompt is given."""
_CELL: Final = 4
Floats = NDArray[np.float32]


class PainterEngine:
    """Draws step by step, by classifier-free guidance (Ho & Salimans 2022)."""

    def __init__(self, folder: Folder, config: PainterBundleConfig) -> None:
        """Raises BundleError if the network cannot be opened."""
        self.styles = tuple(config.styles)
        self.defaults: Mapping[str, Any] = {"num_steps": config.num_steps, "guidance_scale": config.guidance_scale}
        self.sketch_strength, self.from_noise = config.sketch_strength, config.from_noise
        self._config = config
        # Two calls side by side take three quarters of the time of one batch of two.
        self._network = _Network(
            Session(folder / "generator.onnx", _INPUTS, ("clean",)),
            ThreadPoolExecutor(min(2, cores()), "painter"),
        )

    def check(self, options: GenerationOptions) -> None:
        """Raises OptionError for a style that it does not draw, and for what is out of range."""
        options.check(self.styles)

    def draw(self, cond: Conditioning, options: GenerationOptions, seed: int) -> Iterator[tuple[RGBA, int, int]]:
        """The sprite after each step; with `sketch`, `init` is a sketch, and `mask` leaves out what is kept of it."""
        rng = np.random.Generator(np.random.Philox(seed))

        def noise_sampler() -> Floats:
            return rng.standard_normal((1, 4, SIDE, SIDE), dtype=np.float32)

        noise = noise_sampler()
        call = _Call(self._network, self._config, cond, options)
        times, start, callback = self._times(options), noise, _unchanged
        if options.init is not None:
            given = premultiply(options.init).transpose(2, 0, 1)[None]
            start = times[0] * given + (1 - times[0]) * noise
            if options.mask is not None:
                callback = _outside(options.mask, given, noise)
        sampler = multistep if self._config.sampler == "multistep" else solve
        steps = sampler(call.denoise, start, times, noise_sampler, callback)
        if options.init is not None and options.sketch not in ("", NO_SKETCH):
            num_steps = options.num_steps or self._config.num_steps
            steps = redraw(call.denoise, given, times[0], num_steps, noise_sampler, callback)
        for step in steps:
            shown = step.noisy if step.step == step.num_steps else step.clean
            yield unpremultiply(shown[0].transpose(1, 2, 0)), step.step, step.num_steps

    def without_effect(self, options: GenerationOptions) -> str:
        """Which options change nothing, and why; empty if all count."""
        if not options.negative_prompt and options.guidance_scale is None:
            return ""
        start, end = self._config.guided_from, self._config.guided_to
        if not any(start <= time < end for time in self._times(options)[:-1]):
            return f"guidance and negative prompt have no effect at strength {1 - end:g} or less"
        if options.negative_prompt and _guidance(self._config, options) == 1:
            return "the negative prompt has no effect at a guidance of 1"
        return ""

    def attention(self, words: PromptWords, raw: RGBA, options: GenerationOptions, seed: int) -> NDArray[np.floating]:
        """How much each of W words counts where, float64 [W, 16, 16]; their means sum to 1.

        Noise is added to the finished sprite, twice, and the network predicts the clean one with and without the word:
        the distance of the two is what the word counts there.
        """
        texts = [words.prompt, *(words.without(index) for index in range(len(words.positions)))]
        rows = _rows(texts, self._config, options)
        sprite = premultiply(raw).transpose(2, 0, 1)[None]
        rng = np.random.Generator(np.random.Philox(seed))
        apart = np.zeros((len(words.positions), SIDE, SIDE))
        for time in _ATTENTION_TIMES:
            noise = rng.standard_normal(sprite.shape, dtype=np.float32)
            noisy = np.float32(time) * sprite + np.float32(1 - time) * noise
            now = {"noisy": noisy, "time": np.full(1, time, np.float32)}
            whole, *others = self._network.each([now | row for row in rows])
            apart += [np.abs(other - whole)[0].mean(0) for other in others]
        cells = SIDE // _CELL
        maps = apart.reshape(-1, cells, _CELL, cells, _CELL).mean((2, 4))
        return np.asarray(maps / max(float(maps.mean((1, 2)).sum()), 1e-12))

    def _times(self, options: GenerationOptions) -> list[float]:
        steps = options.num_steps or self._config.num_steps
        start = 0.0 if options.init is None else 1 - options.strength
        if self._config.sampler == "multistep":
            return multistep_times(steps, start)
        return step_times(max(1, round(steps * (1 - start))), start)


@dataclass(frozen=True, slots=True)
class _Network:
    session: Session
    pool: ThreadPoolExecutor

    def each(self, rows: Sequence[Mapping[str, NDArray[Any]]]) -> list[Floats]:
        """Inputs of one sprite each -> their clean sprites [1, 4, 64, 64]."""
        # One alone runs in the thread of its drawing, so that any number of drawings run side by side.
        run = self.pool.map if len(rows) > 1 else map
        return [clean for (clean,) in run(self.session.run, rows)]


class _Call:
    """The network with the conditioning of one sprite: each text is a row of its own."""

    def __init__(
        self, network: _Network, config: PainterBundleConfig, cond: Conditioning, options: GenerationOptions
    ) -> None:
        self._network = network
        self._guided_from, self._guided_to = config.guided_from, config.guided_to
        self._guidance = _guidance(config, options)
        texts: list[EncodedText | None] = [cond.prompt]
        self._weights = [1.0]
        if cond.towards_prompt is not None:
            texts.append(cond.towards_prompt)
            self._weights = [1 - options.mix, options.mix]
        self._rows = _rows([*texts, cond.negative_prompt], config, options)

    def denoise(self, noisy: Floats, time: float) -> Floats:
        """The guided clean sprite float32 [1, 4, 64, 64]."""
        guided = self._guided_from <= time < self._guided_to and self._guidance != 1
        now = {"noisy": noisy, "time": np.full(1, time, np.float32)}
        rows = self._rows if guided else self._rows[:-1]
        clean = self._network.each([now | row for row in rows])
        # No matrix product: its threads would go on spinning, and the network's step take twice as long.
        cond_clean: Floats = np.sum(
            [np.float32(weight) * row for weight, row in zip(self._weights, clean, strict=False)], axis=0
        )
        return cond_clean + np.float32(self._guidance - 1) * (cond_clean - clean[-1]) if guided else cond_clean


def _guidance(config: PainterBundleConfig, options: GenerationOptions) -> float:
    """The guidance scale; a negative prompt is given some, for without guidance it would change nothing."""
    if options.guidance_scale is not None:
        return options.guidance_scale
    return NEGATIVE_GUIDANCE if options.negative_prompt and config.guidance_scale == 1 else config.guidance_scale


def _rows(
    texts: Sequence[EncodedText | None], config: PainterBundleConfig, options: GenerationOptions
) -> list[dict[str, NDArray[Any]]]:
    """The network's inputs of each text, or of none for the unconditional row, beside noisy sprite and time.

    With a sketch, the first text gets the sketch's own colors: a pink bow does not tint the cat.
    """
    known = np.zeros((1, 4, SIDE, SIDE), np.float32)
    if options.known is not None:
        known = premultiply(options.known).transpose(2, 0, 1)[None]
    drawn = {
        "style": config.styles.get(options.style or "", ""),
        "pose": "back" if options.back else "front",
        "coloring": "usual",
        "relation": options.relation,
    } | ({"stage": str(options.stage)} if options.stage else {})
    seen: dict[str, str] = {}
    if options.init is not None and options.sketch not in ("", NO_SKETCH):
        seen = dict(zip(("color", "second_color"), main_colors(options.init), strict=False))
    asked = [dict(text.asked) | (seen if text is texts[0] else {}) if text else {} for text in texts]
    states, mask = _padded([text.token_states if text else None for text in texts])
    nothing = np.zeros((1, states.shape[2]), np.float32)
    return [
        {
            "token_states": states[row : row + 1],
            "mask": mask[row : row + 1],
            "class_ids": np.array([class_ids(**drawn, **asked[row])], np.int64),
            "subject": nothing if text is None or text.subject is None else text.subject,
            "known": known,
        }
        for row, text in enumerate(texts)
    ]


def _padded(texts: list[Floats | None]) -> tuple[Floats, NDArray[np.int64]]:
    """Token states [1, T, D] each, or None for the unconditional row -> one batch and its mask."""
    given = [text for text in texts if text is not None]
    states = np.zeros((len(texts), max(text.shape[1] for text in given), given[0].shape[2]), np.float32)
    mask = np.zeros(states.shape[:2], np.int64)
    for row, text in enumerate(texts):
        if text is not None:
            states[row, : text.shape[1]] = text[0]
            mask[row, : text.shape[1]] = 1
    return states, mask


def _unchanged(noisy: Floats, time: float) -> Floats:
    return noisy


def _outside(mask: NDArray[np.bool_], given: Floats, noise: Floats) -> Any:
    """Restores the given picture, with the noise of the time, where `mask` is not set."""

    def callback(noisy: Floats, time: float) -> Floats:
        return np.where(mask, noisy, np.float32(time) * given + np.float32(1 - time) * noise)

    return callback
