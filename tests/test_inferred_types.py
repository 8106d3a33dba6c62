"""Types of creatures that only have a name, as their nouns, their colors and the typed creatures say."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from spritedex.data.loaders import read_bestiary  # noqa: E402
from spritedex.data.type_words import likely_types, nouns_types  # noqa: E402
from spritedex.data.words import Words  # noqa: E402
from spritedex.training.inferred_types import inferred_types  # noqa: E402
from spritedex.training.teacher_features import load_teacher  # noqa: E402
from spritedex.vocabulary import TYPES  # noqa: E402


def of(values: np.ndarray) -> dict[str, float]:
    return {name: round(float(value), 2) for name, value in zip(TYPES, values, strict=True) if value}


def test_nouns_make_types_likely_by_each_of_their_words_and_a_further_noun_counts_half() -> None:
    assert of(likely_types("Mermaids")) == {"water": 0.71, "fairy": 0.71}
    assert of(likely_types("iron golem")) == {"steel": 0.5, "ground": 0.35, "rock": 0.35}
    assert of(likely_types("one-eyed thing")) == {"psychic": 1}
    assert not likely_types("quuxlike blorp").any()
    assert of(nouns_types(Words("bee", ("blorp",)))) == {"bug": 0.47, "poison": 0.47}


def test_a_name_gives_the_types_of_typed_creatures_with_such_names(drawn_bestiary: Path) -> None:
    records = read_bestiary(str(drawn_bestiary), need={"types"}).records
    called = {"grass": "flower", "water": "fish", "fire": "flame"}
    typed = [
        replace(record, types=(kind,), words=Words(called[kind]))
        for record, kind in zip(records, list(called) * len(records), strict=False)
    ]
    named = [replace(records[0], types=(), words=Words(noun)) for noun in ("rose bush", "trout", "burning torch")]
    encoder = load_teacher("all-MiniLM-L6-v2")
    assert encoder
    found = inferred_types(named, typed, encoder)
    assert found.shape == (3, 18)
    assert [TYPES[place] for place in found.argmax(1)] == ["grass", "water", "fire"]
    assert found[:, TYPES.index("ghost")].abs().max() < 1e-3  # no typed creature has it
