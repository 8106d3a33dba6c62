"""What is typed a little wrong, or in another language, is drawn; English words are never taken for creatures."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest
from numpy.typing import NDArray

import spritedex
from spritedex import Sprite


@pytest.fixture(scope="module")
def draw() -> Callable[[str], Sprite]:
    generator = spritedex.Generator.load()
    return lambda sentence: next(iter(generator.generate(sentence, count=1, seed=0)))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a crocodil", "a crocodile"),
        ("giraf with short neck", "giraffe with short neck"),
        ("princess ride on white hourse", "princess ride on white horse"),
        ("a ghots", "a ghost"),
        ("two krokodils", "two crocodiles"),
        ("a fenix", "a phoenix"),
        ("ein Schmetterling", "ein butterfly"),
        ("un león", "un lion"),
        ("a kow", "a cow"),
        ("a brid", "a bird"),
        ("a hippopatamus", "a hippopotamus"),
        ("green dragoon with small wing", "green dragon with small wing"),
    ],
)
def test_slips_and_foreign_names_find_the_animal(draw: Callable[[str], Sprite], typed: str, meant: str) -> None:
    assert draw(typed).sketch == draw(meant).sketch != ""
    assert any("is read as" in note for note in draw(typed).notes)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ein roter Fuchs", "a red fox"),
        ("zwei Katzen", "two cats"),
        ("ein kleiner grüner Frosch mit Flügeln", "a small green frog"),
        ("une grenouille verte", "a green frog"),
        ("un chat noir", "a black cat"),
        ("un zorro rojo", "a red fox"),
        ("un lobo gris pequeño", "a small grey wolf"),
        ("un drago blu", "a blue dragon"),
        ("um gato preto", "a black cat"),
        ("een blauwe draak", "a blue dragon"),
        ("🦊 with a hat", "a fox with a hat"),
        ("🦊🔥", "a fire fox"),
        ("🐱👑", "a cat with a crown"),
        ("赤いドラゴン", "a red dragon"),
        ("una rana verde", "a green frog"),
        ("a fxo", "a fox"),
    ],
)
def test_colors_sizes_and_signs_are_read_with_their_animal(
    draw: Callable[[str], Sprite], typed: str, meant: str
) -> None:
    assert draw(typed).sketch == draw(meant).sketch
    assert np.abs(_mean_color(draw(typed)) - _mean_color(draw(meant))).max() < 12
    assert any("is read as" in note for note in draw(typed).notes)


def _mean_color(sprite: Sprite) -> NDArray[np.float64]:
    shown = sprite.rgba[sprite.rgba[..., 3] > 0]
    return np.asarray(shown[:, :3].mean(0))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("can you draw me a cute little penguin pls?", "a cute little penguin"),
        ("sprite of a knight, 8-bit, transparent background, masterpiece, trending on artstation", "a knight"),
        ("i'd like a robot cat for my game, thanks!", "a robot cat"),
        ("create an image of a lion", "a lion"),
    ],
)
def test_words_of_asking_are_not_drawn(draw: Callable[[str], Sprite], typed: str, meant: str) -> None:
    assert np.array_equal(draw(typed).rgba, draw(meant).rgba)
    assert not draw(typed).notes


@pytest.mark.parametrize("typed", ["красная лиса", "赤い獺", ".", "$(touch x)", "🙂🙃", "x" * 300, "12345"])
def test_what_cannot_be_read_is_a_monster_with_a_note(
    spritedex: Callable[..., CompletedProcess[str]], tmp_path: Path, typed: str
) -> None:
    done = spritedex("generate", typed, "--out", tmp_path, "--no-sheet")
    assert done.returncode == 0
    assert (
        "it names no subject that is known, so this is a monster; name an animal or a thing in English" in done.stderr
    )
    assert max(map(len, (done.stdout + done.stderr).splitlines())) < 300
    assert len(list(tmp_path.glob("*.png"))) == 1


def test_a_long_prompt_is_not_printed_whole(spritedex: Callable[..., CompletedProcess[str]], tmp_path: Path) -> None:
    done = spritedex("generate", f"a red fox {'in the snow ' * 150}", "--out", tmp_path, "--no-sheet")
    assert "a red fox in the snow" in done.stdout
    assert max(map(len, (done.stdout + done.stderr).splitlines())) < 300


@pytest.mark.parametrize(
    "word",
    [
        "sleep",
        "stand",
        "write",
        "cough",
        "carry",
        "graze",
        "stomp",
        "spicy",
        "lovely",
        "stale",
        "spray",
        "jumpy",
        "miniboss",
    ],
)
def test_english_words_stay_as_they_are(draw: Callable[[str], Sprite], word: str) -> None:
    assert not any("is read as" in note for note in draw(f"a {word} fox").notes)
