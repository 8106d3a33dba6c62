"""What a typed sentence asks for: subject, colors, size, types, pose, and words that mean nothing."""

import json

import pytest

from spritedex.sentence import Lexicon, understand
from spritedex.vocabulary import COLORS
from spritedex.word_tables import COLOR_WORDS

LEXICON = Lexicon.of(
    ["bat", "sea serpent", "serpent", "seal", "ball", "fox", "wolf", "butterfly", "dog"],
    ["a bat with yellow eyes and torn wings", "a seal with a ball on its nose", "sharp teeth", "howling at the moon"],
)


@pytest.mark.parametrize(
    ("sentence", "summary"),
    [
        ("a black bat with yellow eyes", "subject bat · black, yellow"),
        ("TINY Bat!!", "subject bat · tiny"),
        ("two sea serpents", "subject sea serpent"),
        ("a blue seal balancing a ball", "subject seal · blue"),
        ("a flying fox", "subject fox"),
        ("wolf", "subject wolf"),
        ("wolves, grey, with sharp teeth", "subject wolf · grey"),
        ("an icy fox from behind", "subject fox · ice type · from behind"),
        ("shiny fox, fire and flying type", "subject fox · fire and flying type · shiny"),
        ("a golden bat with crimson wings", "subject bat · yellow, red"),
        ("something with wings like a butterfly", "subject butterfly"),
        ("", ""),
        ("it that which", ""),
    ],
)
def test_a_sentence_is_understood(sentence: str, summary: str) -> None:
    assert understand(sentence, LEXICON).summary() == summary


@pytest.mark.parametrize(
    ("sentence", "unknown"),
    [
        ("a bat called Zorblax", ("called", "Zorblax")),
        ("дракон", ("дракон",)),
        ("红色的龙", ("红色的龙",)),
        ("a black bat with 2 yellow eyes", ()),
        ("Zorblax zorblax", ("Zorblax", "zorblax")),
    ],
)
def test_words_that_mean_nothing_are_named_as_typed(sentence: str, unknown: tuple[str, ...]) -> None:
    assert understand(sentence, LEXICON).unknown == unknown


def test_without_known_words_nothing_is_called_unknown() -> None:
    assert understand("a bat called Zorblax", Lexicon(frozenset({"bat"}))).unknown == ()


def test_a_lexicon_survives_a_file() -> None:
    assert Lexicon.from_json(json.loads(json.dumps(LEXICON.to_json()))) == LEXICON


def test_color_words_name_colors_of_the_vocabulary() -> None:
    assert {color for color in COLOR_WORDS.values() if color} == set(COLORS)


def test_long_and_odd_sentences_are_quick() -> None:
    understand("a " * 5000 + "bat", LEXICON)
    understand("biting " * 5000, LEXICON)
    understand("with" * 5000, LEXICON)
    understand("é\u0301" * 5000, LEXICON)
