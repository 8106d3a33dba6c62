"""The painter's network: a guided flow from noise to sprite. Knows no prompt and no palette."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spritedex.bundle.format import PainterBundle
from spritedex.runtime.options import SIDE, Told, Wish
from spritedex.runtime.session import Session, cores
from spritedex.sampling import solve, step_times
from spritedex.sprites.canvas import premultiply, unpremultiply
from spritedex.sprites.codec import RGBA

_INPUTS: Final = ("noisy", "time", "states", "mask", "look")
_ASKED_AT: Final = (0.1, 0.3)
"""Times at which words still change a sprite: what it is, and how its parts look."""
_CELL: Final = 4
Floats = NDArray[np.float32]


class PainterEngine:
    """Draws step by step, by classifier-free guidance (Ho & Salimans 2022)."""

    def __init__(self, folder: Path, config: PainterBundle) -> None:
        """Raises BundleError if the network cannot be opened."""
        self._config = config
        # Two calls side by side, a thread each, take three quarters of the time of one batch of two on both threads.
        self._network = _Network(
            Session(folder / "generator.onnx", _INPUTS, ("clean",), max(1, cores() - 1)),
            ThreadPoolExecutor(min(2, cores()), "painter"),
        )

    def draw(self, told: Told, wish: Wish, seed: int) -> Iterator[tuple[RGBA, int, int]]:
        """The sprite after each step."""
        rng = np.random.Generator(np.random.Philox(seed))

        def fresh() -> Floats:
            return rng.standard_normal((1, 4, SIDE, SIDE), dtype=np.float32)

        noise = fresh()
        call = _Call(self._network, self._config, told, wish)
        times, begin, settle = self._times(wish), noise, _as_it_is
        if wish.init is not None:
            given = premultiply(wish.init).transpose(2, 0, 1)[None]
            begin = times[0] * given + (1 - times[0]) * noise
            if wish.mask is not None:
                settle = _outside(wish.mask, given, noise)
        for step in solve(call.denoise, begin, times, fresh, settle):
            shown = step.noisy if step.done == step.steps else step.clean
            yield unpremultiply(shown[0].transpose(1, 2, 0)), step.done, step.steps

    def unheard(self, wish: Wish) -> str:
        """What of a wish changes nothing, and why; empty if all of it counts."""
        if not wish.negative and wish.guidance is None:
            return ""
        begin, end = self._config.guided_from, self._config.guided_to
        if not any(begin <= time < end for time in self._times(wish)[:-1]):
            least = 1 - end
            return f"at strength {wish.strength:g} neither guidance nor what is not wanted counts: give over {least:g}"
        if wish.negative and wish.guidance == 1:
            return "with a guidance of 1, what is not wanted does not count: give more"
        return ""

    def attention(
        self, states: Floats, without: Sequence[Floats], painted: RGBA, wish: Wish, seed: int
    ) -> NDArray[np.float64]:
        """How much each of W words counts where, float64 [W, 16, 16], not below 0.

        `states` [1, T, D] are those of the whole prompt, `without` of the prompt without each word. Noise is added to
        the finished sprite, twice, and the network asked for the clean one with and without the word: how far the two
        lie apart is what the word says there.
        """
        sprite = premultiply(painted).transpose(2, 0, 1)[None]
        rng = np.random.Generator(np.random.Philox(seed))
        apart = np.zeros((len(without), SIDE, SIDE))
        for time in _ASKED_AT:
            noise = rng.standard_normal(sprite.shape, dtype=np.float32)
            now = {
                "noisy": np.float32(time) * sprite + np.float32(1 - time) * noise,
                "time": np.full(1, time, np.float32),
                "look": _look(self._config, wish),
            }
            whole, *others = self._network.each([
                now | {"states": told, "mask": np.ones(told.shape[:2], np.int64)} for told in (states, *without)
            ])  # fmt: skip
            apart += [np.abs(other - whole)[0].mean(0) for other in others]
        cells = SIDE // _CELL
        return np.asarray(apart.reshape(-1, cells, _CELL, cells, _CELL).mean((2, 4)))

    def _times(self, wish: Wish) -> list[float]:
        steps = wish.steps or self._config.steps
        if wish.init is None:
            return step_times(steps)
        return step_times(max(1, round(steps * wish.strength)), 1 - wish.strength)


@dataclass(frozen=True, slots=True)
class _Network:
    session: Session
    pool: ThreadPoolExecutor

    def each(self, rows: Sequence[Mapping[str, NDArray[Any]]]) -> list[Floats]:
        """Inputs of one sprite each -> their clean sprites [1, 4, 64, 64]."""
        return [clean for (clean,) in self.pool.map(self.session.run, rows)]


class _Call:
    """The network, asked for one sprite: what was told and what was not, each by itself."""

    def __init__(self, network: _Network, config: PainterBundle, told: Told, wish: Wish) -> None:
        self._network = network
        self._guided_from, self._guided_to = config.guided_from, config.guided_to
        self._guidance = config.guidance if wish.guidance is None else wish.guidance
        texts = [told.prompt]
        self._shares = [1.0]
        if told.towards is not None:
            texts.append(told.towards)
            self._shares = [1 - wish.share, wish.share]
        look = _look(config, wish)
        states, mask = _padded([*texts, told.negative])
        self._told: list[dict[str, NDArray[Any]]] = [
            {"states": states[row : row + 1], "mask": mask[row : row + 1], "look": look} for row in range(len(states))
        ]

    def denoise(self, noisy: Floats, time: float) -> Floats:
        """The guided clean sprite float32 [1, 4, 64, 64]."""
        guided = self._guided_from <= time < self._guided_to and self._guidance != 1
        now = {"noisy": noisy, "time": np.full(1, time, np.float32)}
        asked = self._told if guided else self._told[:-1]
        clean = self._network.each([now | row for row in asked])
        # No matrix product: its threads would go on spinning, and the network's step take twice as long.
        told: Floats = np.sum(
            [np.float32(share) * row for share, row in zip(self._shares, clean, strict=False)], axis=0
        )
        return told + np.float32(self._guidance - 1) * (told - clean[-1]) if guided else told


def _look(config: PainterBundle, wish: Wish) -> NDArray[np.int64]:
    style = config.styles[wish.style] if wish.style else config.any_style
    return np.array([[style, wish.back, wish.shiny, False]], np.int64)


def _padded(texts: list[Floats | None]) -> tuple[Floats, NDArray[np.int64]]:
    """Token states [1, T, D] each, or None for nothing told -> one batch and its mask."""
    known = [text for text in texts if text is not None]
    states = np.zeros((len(texts), max(text.shape[1] for text in known), known[0].shape[2]), np.float32)
    mask = np.zeros(states.shape[:2], np.int64)
    for row, text in enumerate(texts):
        if text is not None:
            states[row, : text.shape[1]] = text[0]
            mask[row, : text.shape[1]] = 1
    return states, mask


def _as_it_is(noisy: Floats, time: float) -> Floats:
    return noisy


def _outside(mask: NDArray[np.bool_], given: Floats, noise: Floats) -> Any:
    """Puts the given picture, with as much noise as belongs to the time, wherever `mask` is not set."""

    def settle(noisy: Floats, time: float) -> Floats:
        return np.where(mask, noisy, np.float32(time) * given + np.float32(1 - time) * noise)

    return settle
