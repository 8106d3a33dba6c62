"""Captions: many a species, never its name, the same for the same generator."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from spritedex.data.captions import all_text, compose_caption
from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Facts, Record
from spritedex.data.texts import name_pattern, without_names

LEAFLING = Record(
    key="1.png",
    number=1,
    name="Leafling",
    image=b"",
    types=("grass", "poison"),
    text="Leafling's back is bright green. It naps all day. Leafling loves rain.",
    family=1,
    facts=Facts(genus="Leafling Pokémon", color="green", shape="quadruped", habitat="forest", height_m=0.5),
)


def captions(record: Record, count: int = 200) -> list[str]:
    return [compose_caption(record, np.random.default_rng(seed)) for seed in range(count)]


def test_captions_vary_and_repeat_for_a_seed() -> None:
    assert len(set(captions(LEAFLING))) > 100
    assert captions(LEAFLING) == captions(LEAFLING)


def test_captions_tell_the_facts_and_never_the_name() -> None:
    text = " | ".join(captions(LEAFLING)).lower()
    for word in ("green", "four-legged", "grass", "poison", "small", "forest", "it naps all day"):
        assert word in text
    assert "leafling" not in text
    assert "pok" not in text


def test_a_shiny_picture_is_not_given_the_colors_of_its_species() -> None:
    text = " | ".join(captions(replace(LEAFLING, shiny=True))).lower()
    assert "green" not in text
    assert "it naps all day" in text


def test_a_back_view_says_so() -> None:
    assert all(re.match(r"seen from behind|back view", text) for text in captions(replace(LEAFLING, pose="back"), 20))


def test_a_record_with_nothing_known_still_has_a_caption() -> None:
    bare = Record(key="x", number=1, name="", image=b"", types=(), text="", family=1)
    assert all("creature" in text for text in captions(bare, 40))
    assert all_text(bare) == ""


@pytest.mark.parametrize(
    ("name", "text", "clean"),
    [
        ("Mr. Mime", "Mr. Mime’s hands are broad.", "Its hands are broad."),
        ("Type: Null", "They say Type: Null escaped.", "They say it escaped."),
        ("Nidoran♀", "A Nidoran smells danger.", "A creature smells danger."),
        ("Farfetch'd", "The stalk of a FARFETCH’D.", "The stalk of a creature."),
        ("Mew", "Mewling kittens fear Mew.", "Mewling kittens fear it."),
        ("", "Two Pokémon fight; each Pokemon wins.", "Two creatures fight; each creature wins."),
    ],
)
def test_names_are_taken_out(name: str, text: str, clean: str) -> None:
    assert without_names(text, name) == clean


def test_other_names_are_taken_out() -> None:
    others = name_pattern(["Onix", "Steelix"])
    assert without_names("If an Onix grows, Steelix appears.", "Steelix", others) == "If a creature grows, it appears."


@pytest.mark.realdata
def test_no_real_caption_holds_a_name(real_data: Path) -> None:
    for record in read_bestiary(real_data, need={"text"}, styles=("artwork", "menu")).records:
        caption = compose_caption(record, np.random.default_rng(record.number))
        assert caption.strip()
        assert not re.search(rf"(?<!\w){re.escape(record.name)}(?!\w)", caption, re.IGNORECASE)
        assert "pokémon" not in caption.lower()
