"""The painter's network: a guided flow from noise to sprite. Knows no prompt and no palette."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spritedex.runtime.bundle import PainterBundle
from spritedex.runtime.sampler import solve, step_times
from spritedex.runtime.session import Session, cores
from spritedex.runtime.wish import SIDE, Told, Wish
from spritedex.sprites.canvas import premultiply, unpremultiply
from spritedex.sprites.codec import RGBA

_INPUTS = ("noisy", "time", "states", "mask", "look")
Floats = NDArray[np.float32]


class PainterEngine:
    """Draws step by step, by classifier-free guidance (Ho & Salimans 2022)."""

    def __init__(self, folder: Path, config: PainterBundle) -> None:
        """Raises BundleError if the network cannot be opened."""
        self._config = config
        # Two calls side by side, a thread each, take three quarters of the time of one batch of two on both threads.
        self._network = _Network(
            Session(folder / "generator.onnx", _INPUTS, ("clean", "attention"), max(1, cores() - 1)),
            ThreadPoolExecutor(min(2, cores()), "painter"),
        )

    def draw(self, told: Told, wish: Wish, seed: int) -> Iterator[tuple[RGBA, Floats, int, int]]:
        """The sprite after each step, and what was looked at up to then."""
        rng = np.random.Generator(np.random.Philox(seed))

        def fresh() -> Floats:
            return rng.standard_normal((1, 4, SIDE, SIDE), dtype=np.float32)

        noise = fresh()
        call = _Call(self._network, self._config, told, wish)
        steps, start, begin, settle = wish.steps or self._config.steps, 0.0, noise, _as_it_is
        if wish.init is not None:
            given = premultiply(wish.init).transpose(2, 0, 1)[None]
            start = 1 - wish.strength
            steps = max(1, round(steps * wish.strength))
            begin = start * given + (1 - start) * noise
            if wish.mask is not None:
                settle = _outside(wish.mask, given, noise)
        for step in solve(call.denoise, begin, step_times(steps, start), fresh, settle):
            shown = step.noisy if step.done == step.steps else step.clean
            yield unpremultiply(shown[0].transpose(1, 2, 0)), call.attention(), step.done, step.steps


@dataclass(frozen=True, slots=True)
class _Network:
    session: Session
    pool: ThreadPoolExecutor

    def each(self, rows: Sequence[Mapping[str, NDArray[Any]]]) -> tuple[list[Floats], Floats]:
        """Inputs of one sprite each -> their clean sprites [1, 4, 64, 64], and the attention of the first."""
        clean, attention = zip(*self.pool.map(self.session.run, rows), strict=True)
        return list(clean), attention[0]


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
        style = config.styles[wish.style] if wish.style else config.any_style
        look = np.array([[style, wish.back, wish.shiny, False]], np.int64)
        states, mask = _padded([*texts, told.negative])
        self._told: list[dict[str, NDArray[Any]]] = [
            {"states": states[row : row + 1], "mask": mask[row : row + 1], "look": look} for row in range(len(states))
        ]
        self._tokens = told.prompt.shape[1]
        self._seen: list[Floats] = []

    def denoise(self, noisy: Floats, time: float) -> Floats:
        """The guided clean sprite float32 [1, 4, 64, 64]."""
        guided = self._guided_from <= time < self._guided_to and self._guidance != 1
        now = {"noisy": noisy, "time": np.full(1, time, np.float32)}
        asked = self._told if guided else self._told[:-1]
        clean, attention = self._network.each([now | row for row in asked])
        self._seen.append(attention[0, : self._tokens])
        # No matrix product: its threads would go on spinning, and the network's step take twice as long.
        told: Floats = np.sum(
            [np.float32(share) * row for share, row in zip(self._shares, clean, strict=False)], axis=0
        )
        return told + np.float32(self._guidance - 1) * (told - clean[-1]) if guided else told

    def attention(self) -> Floats:
        """Mean over the steps so far, float32 [T, 8, 8] that sums to 1 over T."""
        mean: Floats = np.mean(self._seen, axis=0)
        return np.asarray(mean / np.maximum(mean.sum(0, keepdims=True), 1e-9), np.float32)


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
