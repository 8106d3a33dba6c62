"""Colors, coats and marks are where people say, in whatever order they type them."""

import numpy as np
import pytest

from spritedex import sketches
from spritedex.sketches.words.signs import signs_in
from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import color_shares, dominant_color
from spritedex.sprites.oklab import to_lab


def drawn(sentence: str, seed: int = 0) -> RGBA:
    read = sketches.with_colors_first(sentence)
    return sketches.draw_sketch(sketches.sketch_for(read, seed), read, seed)[0]


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    ("sentence", "color"),
    [
        ("poison frog, neon yellow with black spots", "yellow"),
        ("blue-ringed octopus, yellow with bright blue rings", "yellow"),
        ("shiny version of a green caterpillar, golden with red eyes", "yellow"),
        ("sheep black, he is wearing boots", "black"),
        ("i want one wolf color red with eyes of blue", "red"),
        ("a fox but blue", "blue"),
        ("the bear is purple", "purple"),
        ("snake very long green", "green"),
        ("a dragon: red all over", "red"),
        ("knight, armor is blue", "blue"),
        ("an elephant of color pink", "pink"),
        ("a lime green frog", "green"),
        ("a golden yellow rabbit", "yellow"),
    ],
)
def test_the_body_has_the_color_wherever_it_is_said(sentence: str, color: str, seed: int) -> None:
    assert dominant_color(drawn(sentence, seed)) == color


@pytest.mark.parametrize("color", ["red", "blue"])
@pytest.mark.parametrize(
    "sentence",
    [
        "grey elephant with hat {}", "fox with scarf {}", "snail, its shell is {}", "a goat and it has horns {}",
        "a goat whose horns are {}", "wolf with eyes of {}", "a pig with dots that are {}", "a bear, {} boots",
    ],
)  # fmt: skip
def test_a_part_has_the_color_after_it_and_the_body_does_not(sentence: str, color: str) -> None:
    dyed, other = drawn(sentence.format(color)), drawn(sentence.format("yellow"))
    changed = (dyed != other).any(2)[..., None]
    assert color_shares(np.where(changed, dyed, 0).astype(np.uint8))[color] > 0.4
    assert 4 < changed.sum() < 0.6 * (dyed[..., 3] > 127).sum()


@pytest.mark.parametrize(
    "sentence",
    [
        "a red dragon, black wings", "a black cat sitting on a red pillow", "a pair of cats, one black and one white",
        "a small, blue, fluffy dragon", "a round black and white penguin", "bird with a red head and green wings",
        "a capybara with an orange on its head", "a dog in a snow white cape", "princess riding on white horse",
        "a dragonborn paladin, gold scales, white tabard", "sushi dragon, salmon on top", "a robot that is sad",
    ],
)  # fmt: skip
def test_colors_before_what_has_them_stay_there(sentence: str) -> None:
    assert sketches.with_colors_first(sentence) == sentence


def test_a_word_before_a_color_says_how_colorful_it_is() -> None:
    def chroma(sentence: str) -> float:
        rgba = drawn(sentence)
        lab = to_lab(rgba[..., :3][rgba[..., 3] > 127])
        return float(np.hypot(lab[:, 1], lab[:, 2]).mean())

    assert chroma("a neon green snake") > 1.15 * chroma("a green snake")
    assert chroma("a muted green snake") < 0.85 * chroma("a green snake")


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    "sentence",
    [
        "old shopkeeper in a {} apron", "wizard in {} robe", "a princess, dress {}", "a man in a {} coat",
        "a mermaid with a {} tail", "a girl with {} skin", "a living potion with {} liquid", "a unicorn with {} hair",
        "a horse with {} stripes",
    ],
)  # fmt: skip
def test_garment_skin_mane_and_liquid_have_the_color_that_is_said(sentence: str, seed: int) -> None:
    red, green = (color_shares(drawn(sentence.format(color), seed)) for color in ("red", "green"))
    assert red["red"] - green["red"] > 0.05
    assert green["green"] - red["green"] > 0.05


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    "sentence",
    ["a snake, colored like a rainbow", "a cat with rainbow fur", "a multi-colored fish", "a wolf in many colors"],
)
def test_a_rainbow_coat_shows_many_colors(sentence: str, seed: int) -> None:
    shares = color_shares(drawn(sentence, seed))
    assert sum(shares[color] > 0.04 for color in ("red", "orange", "yellow", "green", "blue", "purple")) >= 4


def test_a_rainbow_mane_is_no_hair_on_the_head() -> None:
    for sentence in ("a pink unicorn with rainbow hair", "a horse with rainbow hair"):
        mane, hair = drawn(sentence.replace("hair", "mane")), drawn(sentence)
        np.testing.assert_array_equal(mane, hair)


def test_one_gold_tooth_leaves_the_rest_of_the_mouth() -> None:
    plain, golden = drawn("a tiger"), drawn("a tiger with one teeth gold")
    changed = (plain != golden).any(2)
    assert 2 < changed.sum() < 60
    assert color_shares(np.where(changed[..., None], golden, 0).astype(np.uint8))["yellow"] > 0.3


@pytest.mark.parametrize(
    "sentence",
    ["a small blue tadpole, pink lips, big eyes", "a young blue serpent, round white snout", "a pink lamb, blue orb"],
)
def test_color_of_a_thing_that_nobody_knows_is_not_that_of_the_body(sentence: str) -> None:
    assert sketches.with_colors_first(sentence) == sentence


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    ("sentence", "plain"),
    [
        ("a teddy bear with a heart on its belly", "a teddy bear"),
        ("a black cat with a star on its forehead", "a black cat"),
        ("a polar bear with a snowflake on its forehead", "a polar bear"),
        ("a horse with a lightning bolt on its side", "a horse"),
        ("a turtle with a cross on its shell", "a turtle"),
        ("a robot with the number 7 on its chest", "a robot"),
        ("an owl with a spiral on its belly", "an owl"),
        ("a moth with hypnotic spiral patterns on its wings", "a moth"),
        ("a frog with a paw print on its back", "a frog"),
        ("a golem with a crystal in its chest", "a golem"),
    ],
)
def test_a_sign_is_a_mark_on_the_body_and_nothing_that_is_held(sentence: str, plain: str, seed: int) -> None:
    name = sketches.sketch_for(plain, seed)
    marked, other = (sketches.draw_sketch(name, each, seed)[0] for each in (sentence, plain))
    assert ((marked[..., 3] > 127) != (other[..., 3] > 127)).sum() < 180
    assert 8 < (marked != other)[8:56, 8:56].any(2).sum() < 1300


def test_a_sign_at_the_forehead_is_above_the_eyes_and_one_on_the_belly_below() -> None:
    def row(sentence: str) -> float:
        marked, plain = (sketches.draw_sketch("fox", each, 0)[0] for each in (sentence, "a fox"))
        return float(np.nonzero((marked != plain).any(2))[0].mean())

    assert row("a fox with a star on its forehead") + 10 < row("a fox with a star on its belly")


def test_a_heart_is_held_where_a_sentence_says_so() -> None:
    held, plain = (sketches.draw_sketch("fox", each, 0)[0] for each in ("a fox holding a heart", "a fox"))
    assert (held[..., 3] != plain[..., 3]).any()


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(
    ("sentence", "colors"),
    [
        ("a robot dog", {"grey", "black", "white", "blue", "red"}),
        ("a manta ray made of clouds", {"white", "grey"}),
        ("a seahorse made of bubbles", {"blue", "white"}),
        ("a dragon made of candy", {"pink", "purple", "red", "white"}),
        ("a horse made of water", {"blue", "white"}),
        ("a wolf made of smoke", {"grey", "blue", "black", "purple"}),
        ("an ice bear", {"blue", "white"}),
        ("a fire lizard", {"red", "orange", "yellow", "brown"}),
        ("a water fox", {"blue", "white"}),
    ],
)
def test_all_of_a_creature_has_the_color_of_what_it_is_made_of(sentence: str, colors: set[str], seed: int) -> None:
    shares = color_shares(drawn(sentence, seed))
    assert sum(shares[color] for color in colors) > 0.7


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    ("sentence", "color"),
    [
        ("a canary", "yellow"), ("a snow leopard", "white"), ("a great white shark", "grey"), ("a tarantula", "brown"),
        ("a luna moth", "green"), ("a poison dart frog", "blue"), ("a red canary", "red"), ("okapi, blue", "blue"),
        ("bug type ladybug", "red"),
    ],
)  # fmt: skip
def test_a_known_kind_has_its_colors_unless_others_are_said(sentence: str, color: str, seed: int) -> None:
    assert dominant_color(drawn(sentence, seed)) == color


@pytest.mark.parametrize(
    "sentence",
    [
        "a cat with one {} eye and one {} eye", "a cat with one eye {} and the other {}",
        "a cat whose left eye is {} and right eye is {}", "a cat with eyes, one {} and one {}",
    ],
)  # fmt: skip
def test_each_of_two_eyes_has_its_own_color(sentence: str) -> None:
    shares = color_shares(drawn(sentence.format("green", "purple"), 1))
    plain = color_shares(drawn("a cat with yellow eyes", 1))
    assert min(shares[color] - plain[color] for color in ("green", "purple")) > 0.002


@pytest.mark.parametrize("name", ["donkey", "horse", "cow"])
def test_striped_legs_have_stripes_below_alone(name: str) -> None:
    striped, plain = drawn(f"a {name} with striped hind legs"), drawn(f"a {name} with legs")
    changed = np.argwhere((striped != plain).any(2))
    assert len(changed) > 12
    assert changed[:, 0].min() > 33


def test_what_comes_after_a_part_that_is_missing_is_drawn_in_its_color() -> None:
    assert color_shares(drawn("a knight without helmet, armor is green"))["green"] > 0.15


@pytest.mark.parametrize(
    ("sentence", "plain"),
    [
        ("a cat electric blue", "a blue cat"),
        ("a dusty pink rabbit", "a pink rabbit"),
        ("an ice blue wolf", "a blue wolf"),
        ("a snow white rabbit", "a white rabbit"),
        ("a rose rabbit", "a pink rabbit"),
    ],
)
def test_a_word_for_a_shade_is_no_thing(sentence: str, plain: str) -> None:
    name = sketches.sketch_for(plain, 0)
    shaded, other = (
        sketches.pose_sketch(name, sketches.with_colors_first(each), 0).sketch for each in (sentence, plain)
    )
    assert len(shaded.shapes) == len(other.shapes)


def test_capes_and_scarves_that_a_sketch_has_are_dyed() -> None:
    for name, wish in (("vampire", "a {} cape"), ("knight-2", "a {} cape"), ("snowman", "a {} scarf")):
        red, green = (
            color_shares(sketches.draw_sketch(name, f"a {name} with {wish.format(color)}", 0)[0])
            for color in ("red", "green")
        )
        assert green["green"] - red["green"] > 0.03


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("cat striped orange and white", "orange cat with white stripes"),
        ("a horse with stripes like a zebra but orange and black", "an orange and black horse with black stripes"),
        ("a pig with spots like a dalmatian", "a pig with black spots"),
        ("a whale, light blue, dark blue spots", "a light blue whale, dark blue spots"),
        ("a pig in black and white", "a black and white pig"),
        ("a unicorn with mane of rainbow colors", "a unicorn with rainbow mane"),
    ],
)
def test_two_colors_are_those_of_a_body_and_of_its_marks(sentence: str, read: str) -> None:
    assert sketches.with_colors_first(sentence) == read


@pytest.mark.parametrize("name", ["dragon", "fox", "cat", "mouse"])
def test_a_rainbow_tail_leaves_the_body(name: str) -> None:
    sketch = sketches.sketch_for(f"a {name} with a rainbow tail", 0)
    bands, plain = (sketches.draw_sketch(sketch, f"a {name} with a {tail}", 0)[0] for tail in ("rainbow tail", "tail"))
    changed = (bands != plain).any(2)
    assert 12 < changed.sum() < 0.3 * (plain[..., 3] > 127).sum()


def test_spots_on_a_shell_are_there_alone() -> None:
    spotted, plain = drawn("a turtle with red spots on its shell"), drawn("a turtle")
    dyed = drawn("a turtle with a red shell")
    assert not ((spotted != plain).any(2) & ~(dyed != plain).any(2)).sum() > 12


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize(
    "sentence",
    ["a bird with a {} head", "a snake whose head is {}", "a white dog with a {} head", "a ninja dressed in {}",
     "a wizard wearing {}", "a king with a {} cape", "a bird with a {} body", "santa but in {}"],
)  # fmt: skip
def test_heads_and_what_people_are_dressed_in_take_the_color(sentence: str, seed: int) -> None:
    blue, purple = (color_shares(drawn(sentence.format(color), seed)) for color in ("blue", "purple"))
    assert blue["blue"] - purple["blue"] > 0.08
    assert purple["purple"] - blue["purple"] > 0.08


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("the dragon should be purple", "the purple dragon"),
        ("a horse as white as snow", "a white horse"),
        ("a cat black as night", "a black cat"),
        ("i want a dragon. it must be black. eyes are red.", "i want a black dragon. with red eyes."),
        ("a bear with a rainbow on its belly", "a bear with a rainbow on its belly"),
        ("fox tail white", "fox with white tail"),
        ("a fish with fin red body blue", "a fish with red fin with blue body"),
        ("a mouse in grey color", "a grey mouse"),
    ],
)
def test_wishes_and_comparisons_are_read_as_colors(sentence: str, read: str) -> None:
    assert sketches.with_colors_first(sentence) == read


@pytest.mark.parametrize("name", ["elephant", "elephant-2", "dog", "dog-2", "dalmatian", "fox"])
def test_ears_take_their_color_from_the_side_and_hanging_too(name: str) -> None:
    blue, green = (
        color_shares(sketches.draw_sketch(name, f"a creature with {color} ears", 0)[0]) for color in ("blue", "green")
    )
    assert blue["blue"] - green["blue"] > 0.03


def test_eye_patch_is_no_sign_of_an_eye() -> None:
    sentence = "a cat with a pirate eye patch"
    assert not list(signs_in(sentence.split(), {"eye": "eye"}))
    assert "eye patch" in " ".join(sketches.pose_sketch("cat", sentence, 0).parts)
