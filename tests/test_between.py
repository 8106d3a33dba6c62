"""Between two prompts: from the sprite of one to that of the other, whole and with a face at each step."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest
from numpy.typing import NDArray

import spritedex
from spritedex.sprites.eyes import find_eyes
from spritedex.sprites.morph import morphed
from spritedex.sprites.pieces import largest_piece


@pytest.fixture(scope="module")
def generator() -> spritedex.Generator:
    return spritedex.Generator.load()


def test_frames_go_from_one_creature_to_the_other(generator: spritedex.Generator) -> None:
    frames = [each.rgba for each in generator.generate(between=("a cat", "a dog"), frames=6)]
    for frame, prompt in ((frames[0], "a cat"), (frames[-1], "a dog")):
        assert np.array_equal(frame, next(generator.generate(prompt)).rgba)
    shared = [_shared(frame, frames[0]) - _shared(frame, frames[-1]) for frame in frames]
    assert shared == sorted(shared, reverse=True)
    for frame in frames:
        shown = frame[..., 3] > 0
        assert largest_piece(shown) == shown.sum()
        assert find_eyes(frame).sum() > 20


def test_a_frame_is_drawn_again_alone(spritedex: Callable[..., CompletedProcess[str]], tmp_path: Path) -> None:
    spritedex("generate", "--between", "a small blue fish", "a large red dragon", "--frames", 3, cwd=tmp_path)
    frame = "sprites/a-small-blue-fish-to-a-large-red-dragon-0-1.png"
    again = spritedex("generate", "--recipe", frame, "--out", "again", cwd=tmp_path)
    assert (again.returncode, "the same byte for byte" in again.stderr) == (0, True), again.stderr


def test_without_sketches_both_are_drawn_from_noise(generator: spritedex.Generator) -> None:
    mixed = [next(generator.generate(between=("a cat", "a dog"), frames=2, sketch=sketch)) for sketch in ("", "none")]
    assert not np.array_equal(mixed[0].rgba, mixed[1].rgba)


def test_nothing_lies_between_a_sprite_and_an_empty_one() -> None:
    empty = np.zeros((64, 64, 4), np.uint8)
    square = empty.copy()
    square[20:40, 20:40] = 255
    assert np.array_equal(morphed(square, empty, 0.4), square)
    assert np.array_equal(morphed(square, empty, 0.6), empty)
    smaller = empty.copy()
    smaller[25:35, 25:35] = (255, 0, 0, 255)
    between = morphed(square, smaller, 0.5)
    assert (between[..., 3] > 0).sum() == 15 * 15


def _shared(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """The share of both silhouettes that lies in both."""
    masks = one[..., 3] > 0, other[..., 3] > 0
    return float((masks[0] & masks[1]).sum() / (masks[0] | masks[1]).sum())
