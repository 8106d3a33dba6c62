"""Phrases composed from words: they name the subject, are true of the picture, and vary."""

from pathlib import Path

import numpy as np
import pytest

from spritedex.data.phrases import Shown, compose_phrase, size_of
from spritedex.data.words import Words, read_words
from spritedex.errors import DataError

BAT = Words(
    "bat",
    ("flying mouse",),
    ("black", "yellow"),
    "small winged",
    ("round yellow eyes", "torn wings", "big ears"),
    "grim",
    ("a small black bat with round yellow eyes",),
)


def phrases(
    words: Words = BAT, types: tuple[str, ...] = ("poison",), shown: Shown | None = None, count: int = 400
) -> list[str]:
    shown = shown or Shown(("black", "purple"))
    return [compose_phrase(words, types, shown, np.random.default_rng([7, n])).text for n in range(count)]


def test_nearly_every_phrase_names_the_subject_and_hardly_two_are_alike() -> None:
    found = phrases()
    named = [text for text in found if "bat" in text.lower() or "mouse" in text.lower()]
    assert len(named) > 0.9 * len(found)
    assert len(set(found)) > 0.65 * len(found)
    lengths = [len(text.split()) for text in found]
    assert min(lengths) <= 2
    assert max(lengths) >= 12


def test_a_recolored_picture_is_never_called_by_the_colors_of_its_words() -> None:
    for text in phrases(shown=Shown(("green",), recolored=True)):
        assert "black" not in text.lower()
        assert "yellow" not in text.lower()


def test_a_back_says_so() -> None:
    found = phrases(shown=Shown(("black",), back=True), count=100)
    assert sum("behind" in text.lower() or "back" in text.lower() for text in found) >= 95  # others have a typing error


def test_the_subject_that_is_given_stands_in_the_text() -> None:
    found = [compose_phrase(BAT, (), Shown(("black",)), np.random.default_rng([1, n])) for n in range(200)]
    assert {phrase.subject for phrase in found} == {"bat", "flying mouse", ""}
    assert sum(phrase.subject in phrase.text.lower() for phrase in found) >= 190  # others have a typing error


def test_a_subject_alone_is_enough() -> None:
    assert all(phrases(Words("acorn"), (), Shown(), 50))


@pytest.mark.parametrize(
    ("build", "size"), [("small squat", "small"), ("gigantic", "huge"), ("upright", ""), ("big flying", "large")]
)
def test_the_size_of_a_build(build: str, size: str) -> None:
    assert size_of(build) == size


def test_words_are_read_by_number_slug_or_name(tmp_path: Path) -> None:
    file = tmp_path / "words.jsonl"
    file.write_text(
        '{"number": 25, "subject": "mouse", "colours": ["yellow"]}\n\n{"slug": "aardart", "subject": "aardvark"}\n'
        '{"name": "Rex", "subject": "dog", "features": ["a  long tail"]}\n',
        encoding="utf-8",
    )
    words = read_words(file)
    assert list(words) == ["25", "aardart", "Rex"]
    assert words["25"].colors == ("yellow",)
    assert words["Rex"].features == ("a long tail",)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[1]", "not a JSON object"),
        ('{"subject": "dog"}', "no key"),
        ('{"number": 1}', "no subject"),
        ('{"number": 1, "subject": "dog", "features": "big"}', "features must be a list"),
        ('{"number": 1, "subject": 3}', "subject must be text"),
        ('{"number": 1, "subject": "dog"}\n{"number": 1, "subject": "cat"}', "comes twice"),
        ("[" * 9000, "line 1"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, reason: str) -> None:
    file = tmp_path / "words.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(DataError, match=reason):
        read_words(file)
