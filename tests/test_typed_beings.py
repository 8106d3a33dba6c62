"""People of mythical kinds, fusions, and other ways to say what kind of being is meant."""

import numpy as np
import pytest

from spritedex import sketches
from spritedex.sentence import Lexicon
from spritedex.sketches.hybrids import kinds_of, traits_of
from spritedex.sketches.parts import parts_of
from spritedex.sprites.colors import dominant_color

LEXICON = sketches.with_sketches(Lexicon(frozenset()))
INDEX = {noun: (name,) for name, nouns in sketches.nouns().items() for noun in nouns}


def drawn(sentence: str) -> set[str]:
    read = sketches.reworded(sentence)
    return {sketches.sketch_for(read, seed) for seed in range(8)}


def parts(sentence: str) -> set[str]:
    read = sketches.reworded(sentence)
    traits = traits_of(kinds_of(read, LEXICON, INDEX)[1], INDEX)
    return {part.name for part in parts_of(sketches.sketch_for(read, 0), read, LEXICON, traits=traits)}


@pytest.mark.parametrize(
    ("sentence", "noun"),
    [
        ("centaur girl", "centaur"),
        ("an orc woman with an axe", "orc"),
        ("vampire lady", "vampiress"),
        ("mermaid boy with a trident", "mermaid"),
        ("a girl with a cat", "girl"),
        ("cat girl", "girl"),
        ("ghost girl", "ghost girl"),
        ("god of the sun, rays around the head", "sun god"),
        ("strawberry hedgehog dessert creature", "hedgehog"),
        ("bird with no feathers, only bones and blue fire", "bird"),
        ("dragon without wings, long like a noodle, chinese style", "chinese dragon"),
        ("spirit made out of dry leaves", "autumn spirit"),
        ("spirit of autumn", "autumn spirit"),
        ("cat god", "cat"),
        ("half man half fish", "mermaid"),
        ("half horse, half woman", "centaur"),
        ("the god of death", "reaper"),
        ("cerberus puppy", "cerberus"),
        ("raccoon cyberpunk hacker", "raccoon"),
        ("pyramid guardian, jackal head", "anubis"),
        ("sunflower with a lion face", "lion sunflower"),
        ("a snail whose shell is a tower", "castle snail"),
    ],
)
def test_the_kind_that_is_meant_is_drawn(sentence: str, noun: str) -> None:
    assert drawn(sentence) == drawn(f"a {noun}")


@pytest.mark.parametrize(
    ("sentence", "noun", "shown"),
    [
        ("half bee half teapot", "teapot", {"antennae", "fairy-wings"}),
        ("mix between a cow and a spaceship", "spaceship", {"horns", "patches"}),
        ("dog toaster hybrid", "toaster", {"dog-ears"}),
        ("combination of a cat and a clock", "clock", {"cat-ears"}),
        ("half cat half pizza", "cat", set()),
        ("mix of a snake and a lamp", "snake", set()),
    ],
)
def test_of_a_fusion_both_kinds_are_seen(sentence: str, noun: str, shown: set[str]) -> None:
    assert drawn(sentence) == drawn(f"a {noun}")
    assert shown <= parts(sentence)


@pytest.mark.parametrize(
    ("sentence", "part"),
    [
        ("a slime covered in eyes", "many-eyes"),
        ("final boss made of shadows", "shade-blaze"),
        ("goblin girl", "hair-ponytail"),
        ("a dragon, only bones", "skull-face"),
        ("bone dragon boss", "skull-face"),
        ("bone dragon with green fire inside its rib cage", "burning-ribs"),
        ("stag with aurora antlers", "rainbow-horns"),
        ("blob with lightning arms", "bolt-arms"),
        ("creature of sadness", "tears"),
        ("moon rabbit", "moon-mark"),
        ("cat god", "halo"),
        ("the embodiment of winter", "ice"),
        ("final boss with a crown", "crown"),
    ],
)
def test_what_makes_it_so_is_shown(sentence: str, part: str) -> None:
    assert part in parts(sentence)


def test_the_last_of_a_line_has_grown() -> None:
    plain, last = (sketches.reworded(text) for text in ("a cat", "final evolution of a cat"))
    assert drawn("final evolution of a cat") == drawn("a cat")
    heights = [
        np.ptp(np.flatnonzero((sketches.draw_sketch("cat", text, 0)[0][..., 3] > 127).any(1))) for text in (plain, last)
    ]
    assert (sketches.draw_sketch("cat", last, 0)[0] != sketches.draw_sketch("cat", plain, 0)[0]).any(2).sum() > 200
    assert heights[1] >= heights[0]


@pytest.mark.parametrize(("sentence", "color"), [("anger monster", "red"), ("spirit of joy", "yellow")])
def test_feelings_have_their_colors(sentence: str, color: str) -> None:
    read = sketches.reworded(sentence)
    assert dominant_color(sketches.draw_sketch(sketches.sketch_for(read, 0), read, 0)[0]) == color


def test_a_leaf_that_has_a_place_is_there_alone() -> None:
    read = sketches.reworded("grass starter, a fox with a leaf on its tail")
    found = [part.place["anchor"] for part in parts_of("fox", read, LEXICON) if part.name == "leaf"]
    assert found == ["tail"]
