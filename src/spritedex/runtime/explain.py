"""Explaining: which places of a picture speak for a type, and which against it. Knows pixels and logits, no network.

Occlusion (Zeiler & Fergus 2014): a patch slides over the creature and makes it transparent, so that the plain
background of training shows. How far a type's logit drops is what the hidden place contributes to it.
"""

from collections.abc import Generator, Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.runtime.classifier import Classifier
from spritedex.sprites.canvas import fit_square
from spritedex.sprites.codec import RGBA
from spritedex.vocabulary import TYPES

STEPS: Final = 8
"""Places of the patch along each side; it is two steps wide, so that each pixel is hidden four times."""

_BATCH_PIXELS: Final = 1 << 18


def explain(classifier: Classifier, rgba: RGBA, types: Sequence[str]) -> dict[str, NDArray[np.float32]]:
    """A picture uint8 [H, W, 4] and types -> for each type a map float32 [S, S] over the picture padded to a square.

    S is the side of the classifier's input. In units of the logit: above 0 where hiding the place makes the type less
    likely, below 0 where it makes it more so, 0 where there is nothing to hide.
    Runs the network up to 65 times, in batches.
    """
    steps = explaining(classifier, rgba, types)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            maps: dict[str, NDArray[np.float32]] = end.value
            return maps


def explaining(
    classifier: Classifier, rgba: RGBA, types: Sequence[str]
) -> Generator[None, None, dict[str, NDArray[np.float32]]]:
    """As `explain`, with a yield after each batch, so that it can be left."""
    size = classifier.config.image_size
    fitted = fit_square(rgba, size)
    windows, shares = _windows(size)
    weights = windows @ (fitted[..., 3] > 0) @ windows.T
    places = [(row, column) for row, column in np.ndindex(STEPS, STEPS) if weights[row, column] > 0]
    batch_size = max(1, min(16, _BATCH_PIXELS // size**2))
    answers: list[NDArray[np.float64]] = []
    for logits in classifier.logits(_with_hidden_places(fitted, windows, places), batch_size):
        answers.append(logits)
        if len(answers) % batch_size == 0:
            yield
    whole, *hidden = answers
    drops = np.zeros((len(types), STEPS, STEPS))
    columns = [TYPES.index(name) for name in types]
    for (row, column), logits in zip(places, hidden, strict=True):
        drops[:, row, column] = (whole - logits)[columns]
    return {name: (shares.T @ drop @ shares).astype(np.float32) for name, drop in zip(types, drops, strict=True)}


def _with_hidden_places(
    fitted: RGBA, windows: NDArray[np.float64], places: Sequence[tuple[int, int]]
) -> Iterator[RGBA]:
    """The picture whole, then with the patch at each place."""
    yield fitted
    for row, column in places:
        covered = fitted.copy()
        kept = 1 - np.outer(windows[row], windows[column])
        covered[..., 3] = (covered[..., 3] * kept + 0.5).astype(np.uint8)
        yield covered


def _windows(size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two of float64 [STEPS, size], for the patch at each step.

    How much it hides of each pixel, in [0, 1], with soft edges; and its share in the mean of the patches there, which
    is smoother, so that the map shows no edges of patches.
    """
    step = size / STEPS
    centres = (np.arange(STEPS)[:, None] + 0.5) * step
    distance = np.abs(np.arange(size)[None, :] + 0.5 - centres) / step
    ramp = np.clip((1.25 - distance) / 0.5, 0, 1)
    weights = np.cos(np.pi / 2 * np.clip(distance / 1.5, 0, 1)) ** 2
    return ramp * ramp * (3 - 2 * ramp), weights / weights.sum(axis=0)
