"""Single parts of a body: one leg of metal, torn wings, a screen for a face, buttons for eyes, scales of copper."""

import numpy as np
import pytest

import spritedex
from spritedex import sketches
from spritedex.sketches.shapes.expressions import eyes_of
from spritedex.sketches.shapes.places import face_of
from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import color_shares, dominant_color


def drawn(name: str, sentence: str, seed: int = 0) -> RGBA:
    return sketches.draw_sketch(name, sketches.reworded(sentence), seed)[0]


@pytest.mark.parametrize(
    ("name", "sentence", "color"),
    [
        ("dragon", "a dragon with copper scales, torn wings", "brown"),
        ("rhino", "a rhino with cracked earth skin", "brown"),
        ("cat", "a cat with fur made of moss", "green"),
        ("thunderbird", "a thunderbird with yellow zigzag feathers, blue beak", "yellow"),
        ("tiger", "a cyborg tiger, one metal leg, red laser eye", "orange"),
    ],
)
def test_what_a_body_is_covered_with_has_its_color(name: str, sentence: str, color: str) -> None:
    assert dominant_color(drawn(name, sentence)) == color


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("cat", "a cat", "a cat with one white leg"),
        ("bear", "a bear", "a bear with one wooden leg"),
        ("wolf", "a wolf", "a wolf with one black paw"),
        ("troll", "a troll", "a troll with one tusk"),
        ("goat-2", "a goat", "a goat with one horn"),
        ("dragon", "a dragon", "a dragon with a broken left horn"),
        ("dragon", "a dragon", "a dragon whose right wing is torn"),
        ("bat", "a bat", "a bat with tattered wings"),
        ("rabbit", "a rabbit", "a rabbit with buttons for eyes"),
        ("mermaid", "a mermaid", "a mermaid with dark skin"),
        ("eyeball", "an eyeball", "an eyeball with four tentacles, each ending in a small eye"),
        ("ladybug", "a ladybug", "a ladybug with heart-shaped spots"),
    ],
)
def test_a_single_part_is_seen(name: str, one: str, other: str) -> None:
    before, after = drawn(name, one), drawn(name, other)
    changed = (before != after).any(2)
    assert changed.sum() > 10


def test_one_leg_alone_has_its_color() -> None:
    one, all_four = (
        color_shares(drawn("wolf", f"a grey wolf with {legs}")).get("red", 0) for legs in ("one red leg", "red legs")
    )
    assert 0 < one < 0.7 * all_four


def test_torn_wings_show_the_ground() -> None:
    whole, torn, one = (
        int((drawn("bat", f"a bat with {wings}")[..., 3] > 127).sum())
        for wings in ("wings", "torn wings", "one torn wing")
    )
    assert torn + 30 < one < whole - 30


def test_a_screen_for_a_face_has_its_color_and_its_sign() -> None:
    generator = spritedex.Generator.load()
    plain, shown = (
        color_shares(next(generator.generate(f"a robot dog with white metal body{face}")).rgba)
        for face in ("", ", green screen face showing a heart")
    )
    assert shown.get("green", 0) > plain.get("green", 0) + 0.05
    assert sum(shown.get(color, 0) for color in ("red", "pink")) > 0.01


def test_a_machine_eye_is_one_of_two_and_leaves_the_other() -> None:
    sentence = sketches.reworded("a cyborg wolf with a green laser eye")
    eyes = eyes_of(sketches.pose_sketch("wolf", sentence, 0).sketch)
    before = eyes_of(sketches.pose_sketch("wolf", "a wolf", 0).sketch)
    assert len(eyes) == len(before) == 2
    assert "eye" not in sketches.pose_sketch("wolf", sentence, 0).colors


def test_hearts_in_place_of_spots_have_their_color() -> None:
    spots, hearts = (drawn("ladybug", f"a red ladybug{marks}") for marks in ("", " with heart spots"))
    assert color_shares(hearts).get("black", 0) > 0.1
    assert color_shares(hearts).get("pink", 0) < 0.02
    assert not np.array_equal(spots, hearts)


@pytest.mark.parametrize(
    ("name", "sentence", "color"),
    [
        ("cat", "a black cat with a white face", "white"),
        ("owl", "a brown owl with a white face", "white"),
        ("gorilla", "a gorilla with a red face", "red"),
        ("robot", "a grey robot with a blue chest", "blue"),
        ("golem", "a golem with a blue chest", "blue"),
        ("bear", "a brown bear with red arms", "red"),
        ("knight", "a knight with one red arm", "red"),
        ("crab", "a crab with a blue shell", "blue"),
        ("lizard", "a blue-tailed green lizard", "blue"),
        ("golem", "a golem with moss on its arms", "green"),
        ("pig", "a pig with mud on its legs", "brown"),
        ("fox", "a fox with a blue tail tip", "blue"),
        ("cow", "a cow with one blue horn", "blue"),
        ("rooster", "a rooster with a blue tail", "blue"),
        ("tapir", "a black tapir with stripes", "white"),
        ("knight", "a knight with a golden helmet", "yellow"),
        ("dragon", "a half fire half ice dragon", "orange"),
        ("octopus", "a purple octopus with four red tentacles and four blue tentacles", "blue"),
    ],
)
def test_a_region_has_its_color(name: str, sentence: str, color: str) -> None:
    assert color_shares(drawn(name, sentence)).get(color, 0) > 0.02


def test_left_and_right_are_those_of_the_picture() -> None:
    for seed in range(4):
        sprite = drawn("salamander", "a salamander, left side fire and right side ice", seed)
        left, right = sprite.copy(), sprite.copy()
        left[:, 32:], right[:, :32] = 0, 0
        assert color_shares(left).get("orange", 0) > 2 * color_shares(right).get("orange", 0)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("toad", "a toad with red warts"),
        ("rabbit", "a rabbit with a bitten ear"),
        ("camel", "a camel with three humps"),
        ("lizard", "a lizard with a spiked tail"),
        ("lizard", "a lizard with a long red tongue"),
        ("witch", "a witch with a long nose"),
        ("doll", "a doll with one arm missing"),
        ("robot", "a robot with a plant growing out of its head"),
        ("zombie", "a zombie with one eye missing"),
        ("cat", "a cat with tiny wings"),
        ("turtle", "a turtle with a cracked shell"),
    ],
)
def test_the_shape_of_a_part_changes(name: str, sentence: str) -> None:
    plain = sketches.pose_sketch(name, f"a {name}", 0).sketch.shapes
    changed = sketches.pose_sketch(name, sketches.reworded(sentence), 0).sketch.shapes
    assert len(plain) != len(changed)


@pytest.mark.parametrize("name", ["pirate", "goblin", "gnome", "police-officer", "astronaut"])
def test_a_belt_is_no_mouth(name: str) -> None:
    for seed in range(6):
        face = face_of(sketches.pose_sketch(name, f"a wide-eyed {name.replace('-', ' ')}", seed).sketch)
        assert face is not None
        assert face.mouth.y - face.eyes[1] < 1.8 * face.half


def test_one_eye_of_an_animal_has_its_color_and_the_other_stays() -> None:
    plain, odd = (
        [sketch.shapes[eye.shapes[0]].fill for eye in eyes_of(sketch)]
        for sketch in (sketches.pose_sketch("dog", f"a dog{eye}", 0).sketch for eye in ("", " with one blue eye"))
    )
    assert len(plain) == len(odd) == 2
    assert sum(one != other for one, other in zip(plain, odd, strict=True)) == 1


def test_black_legs_leave_the_tail_on_the_floor() -> None:
    dark = [
        color_shares(drawn("fox-2", f"a fox with {parts}")).get("black", 0)
        for parts in ("black legs", "black legs and a black tail")
    ]
    assert dark[1] > dark[0] + 0.05


@pytest.mark.parametrize(
    ("name", "larger", "smaller"),
    [
        ("goat-2", "huge horns", "small horns"),
        ("dog", "long legs", "short legs"),
        ("yeti", "giant hands", "eyes"),
        ("mouse", "huge ears", "tiny ears"),
        ("bear", "a huge head", "a tiny head"),
    ],
)
def test_a_part_is_as_large_as_is_said(name: str, larger: str, smaller: str) -> None:
    noun = name.removesuffix("-2")
    one, other = (
        np.concatenate([shape.points for shape in sketches.pose_sketch(name, f"a {noun} with {part}", 0).sketch.shapes])
        for part in (larger, smaller)
    )
    assert len(one) == len(other)
    assert abs(one - other).max() > 2


def test_crossed_eyes_are_no_mixture() -> None:
    assert sketches.sketch_for("an owl with crossed eyes", 0).startswith("owl")
