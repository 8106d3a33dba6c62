"""What is typed a little wrong, or in another language, is drawn; English words are never taken for creatures."""

from collections.abc import Callable

import pytest

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
