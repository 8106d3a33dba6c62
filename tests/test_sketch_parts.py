"""Sketches take shades, parts their own colors, and eyes the mood that a sentence names."""

import json
from importlib.resources import files

import numpy as np
import pytest

import spritedex
from spritedex import sketches
from spritedex.sentence import Lexicon, understand, words_of
from spritedex.sketches.growth import grow
from spritedex.sketches.library import load
from spritedex.sketches.parts import part_words
from spritedex.sketches.shapes.breath import with_breath
from spritedex.sketches.shapes.expressions import eyes_of, front_of, with_expression
from spritedex.sketches.shapes.necks import around_neck
from spritedex.sketches.shapes.places import face_of, is_frontal, outline_of
from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import color_shares, dominant_color
from spritedex.sprites.oklab import to_lab


def drawn(name: str, sentence: str, seed: int = 0) -> RGBA:
    return sketches.draw_sketch(name, sentence, seed)[0]


def test_every_part_that_a_sketch_has_is_of_a_sketch_that_is_there() -> None:
    index = json.loads(files(sketches).joinpath("parts.json").read_text("utf-8"))
    assert {name for names in index["has"].values() for name in names} <= set(sketches.names())


@pytest.mark.parametrize(
    ("name", "part", "color"),
    [
        ("lizard", "a {} flame on its tail", "purple"),
        ("cat", "a {} bow", "pink"),
        ("candle", "a {} flame", "purple"),
        ("goat", "{} horns", "blue"),
        ("wizard", "a {} hat", "green"),
        ("owl", "{} wings", "red"),
        ("fox", "a long {} scarf", "green"),
        ("pig", "{} wings", "blue"),
        ("sheep", "curved {} horns", "black"),
        ("sprout", "{} flowers", "purple"),
        ("cactus", "a {} flower", "yellow"),
        ("fox", "a {} collar", "blue"),
        ("pig", "{} polka dots", "blue"),
        ("snake", "a {} sword", "red"),
        ("bear", "{} armor", "purple"),
        ("lion", "a {} mane", "blue"),
        ("dwarf", "a {} beard", "green"),
        ("girl", "long {} hair", "blue"),
        ("pirate", "a {} sword", "yellow"),
        ("snail", "a {} shell", "red"),
        ("stegosaurus", "{} spikes", "blue"),
        ("crow", "a {} beak", "yellow"),
        ("fox-2", "a {} tail", "blue"),
        ("tiger", "{} paws", "blue"),
        ("pig", "{} ears", "blue"),
        ("dog", "a {} nose", "blue"),
        ("horse", "{} fire breath", "green"),
        ("horse", "{} flames on its hooves", "green"),
        ("centipede", "{} legs", "blue"),
        ("chef", "{} hair", "blue"),
        ("gorilla", "{} fists", "blue"),
        ("chef", "a {} hat", "green"),
        ("rogue", "a {} hood", "red"),
        ("necromancer", "a {} staff", "red"),
    ],
)
def test_a_part_takes_the_color_before_it_and_the_body_does_not(name: str, part: str, color: str) -> None:
    dyed, plain = (drawn(name, f"a {name} with {part.format(word)}") for word in (color, "nice"))
    changed = (dyed != plain).any(2)[..., None]
    assert color_shares(np.where(changed, dyed, 0).astype(np.uint8))[color] > 0.4
    assert 20 < changed.sum() < 900


@pytest.mark.parametrize(
    "wish",
    [
        "one eye", "a third eye", "fangs", "sharp teeth", "a grin", "a smile", "its tongue out", "tusks", "whiskers",
        "a beard", "a moustache", "a scar", "an eye patch", "sunglasses", "a monocle", "tears", "a spiked collar",
        "a necklace", "a cape", "a saddle", "a stinger", "a rattle", "a leaf hat", "headphones", "a mohawk", "a sword",
        "a shield", "a staff", "an umbrella", "spots", "freckles", "stripes", "stripes on its tail", "mud", "bandages",
        "glowing red markings", "stars", "a bone in its mouth", "long hair", "a ponytail", "red boots", "sharp claws",
        "gold earrings", "chains", "vines", "moss on its back", "cobwebs", "glowing cracks", "rust", "tentacles",
        "two heads", "a guitar", "a fish in its mouth", "a slice of pizza", "its mouth wide open", "a frown",
        "rosy cheeks", "bushy eyebrows", "a pirate hat", "bunny ears", "two swords", "a torn ear",
        "stone fists", "red lips", "fire on its paws",
        "one wheel", "a bell on its neck", "fire breath", "poison breath", "bubble breath", "flames", "a space helmet",
    ],
)  # fmt: skip
def test_what_a_sentence_wishes_for_is_drawn_and_the_rest_stays(wish: str) -> None:
    plain, drawn_ = (sketches.pose_sketch("fox", f"a fox with {each}", 3) for each in ("nothing", wish))
    assert len(drawn_.sketch.shapes) != len(plain.sketch.shapes) or wish in ("one eye", "two heads", "a frown")
    assert drawn_.colors == plain.colors
    assert (drawn_.render()[0] != plain.render()[0]).any(2).sum() > 8
    assert set(words_of(wish)) <= part_words() | set(words_of("a an its on in out red moustache gold back"))


def test_pupils_are_large_where_nothing_is_said_of_eyes_and_they_can_be_told_from_what_is_around() -> None:
    def pupil(name: str, sentence: str) -> float:
        sketch = with_expression(load(name), sentence, np.random.default_rng(0))
        return max(
            float(np.ptp(sketch.shapes[place].points[:, 0])) for eye in eyes_of(sketch) for place in eye.shapes[1:]
        )

    assert 1.15 < pupil("fox", "a happy fox") / pupil("fox", "a happy fox with nice eyes") < 1.31
    assert pupil("fox", "a black fox") == pytest.approx(pupil("fox", "a fox with nice eyes"))
    assert pupil("ladybug", "a ladybug") == pytest.approx(pupil("ladybug", "a ladybug with nice eyes"))


@pytest.mark.parametrize("name", ["tiger-2", "sunflower", "lobster", "kitten", "knight"])
def test_wings_are_seen_beside_a_broad_body(name: str) -> None:
    plain, winged = (drawn(name, f"a {name} {words}wings") for words in ("without ", "with "))
    body, whole = ((rgba[..., 3] >= 128).any(0) for rgba in (plain, winged))
    assert whole.sum() >= body.sum()
    changed = (plain != winged).any(2) & (winged[..., 3] >= 128)
    assert changed.mean() > 0.08


@pytest.mark.parametrize("name", ["dragon", "dragon-2", "ghost", "snake", "whale"])
def test_what_is_breathed_leaves_the_mouth_to_the_side_that_the_face_looks_to(name: str) -> None:
    plain = load(name)
    burning, face, front = with_breath(plain, load("part-breath-fire")), face_of(plain), front_of(plain)
    assert face
    flame = np.concatenate([shape.points for shape in burning.shapes[len(plain.shapes) :]])
    apart = flame - (face.mouth.x, face.mouth.y)
    assert np.hypot(*apart.T).min() < 4
    assert apart[:, 1].mean() > 3 if is_frontal(plain) else front * apart[:, 0].mean() > 6


@pytest.mark.parametrize(
    "sentence",
    [
        "a fox without fangs", "a fox with no sharp teeth", "a fox without horns or tusks", "a fox without a sword",
        "a fox with a scarf over one eye", "a fox without boots or claws", "a fox with no long hair",
        "a fox without an apple", "a fox without fire breath", "a fox that has no two heads", "a fox with apple eyes",
    ],
)  # fmt: skip
def test_what_it_does_not_have_is_not_drawn(sentence: str) -> None:
    plain = sketches.pose_sketch("fox", "a fox with a scarf" if "scarf" in sentence else "a fox", 3)
    assert len(sketches.pose_sketch("fox", sentence, 3).sketch.shapes) == len(plain.sketch.shapes)


@pytest.mark.parametrize(
    ("name", "part"), [("wizard", "beard"), ("goat", "horns"), ("dragon", "wings"), ("butterfly-2", "wings")]
)
def test_its_own_horns_and_wings_go_where_it_has_none(name: str, part: str) -> None:
    whole, without = (sketches.pose_sketch(name, f"a {name} {word} {part}", 1).sketch for word in ("with", "without"))
    assert any(shape.part == part for shape in whole.shapes)
    assert not any(shape.part == part for shape in without.shapes)


def test_a_picture_grows_by_what_its_outline_has_a_place_for() -> None:
    body = drawn("fox", "a fox")
    grown, _ = grow(body, "a fox with a hat, fangs, spots, a sword, a cape, without wings", 0)
    assert (grown != grow(body, "a fox with a bow", 0)[0]).any()


def test_what_is_put_on_a_face_is_not_seen_from_behind() -> None:
    plain, masked, capped = (
        sketches.pose_sketch("panda", f"a panda {wish}", 3, back=True).render()[0]
        for wish in ("", "with glasses and a beard and fangs", "with a cap")
    )
    assert (plain == masked).all()
    assert (plain != capped).any()


@pytest.mark.parametrize(
    ("name", "sentence", "color"),
    [("skeleton-2", "a skeleton with a rusty sword", "brown"), ("hedgehog", "a hedgehog with ice spikes", "blue"),
     ("horse", "a black horse with a burning mane", "orange"), ("knight", "a knight with a golden sword", "yellow")],
)  # fmt: skip
def test_what_a_part_is_made_of_colors_it(name: str, sentence: str, color: str) -> None:
    made, plain = (drawn(name, each) for each in (sentence, sentence.split(" with")[0]))
    changed = (made != plain).any(2)[..., None]
    assert color_shares(np.where(changed, made, 0).astype(np.uint8))[color] > 0.2


@pytest.mark.parametrize(("name", "wish"), [("cat", "whiskers"), ("rabbit", "white dots")])
def test_marks_that_are_hard_to_see_get_another_shade(name: str, wish: str) -> None:
    body = "white" if "dots" in wish else "black"
    marked, plain = (drawn(name, f"a {body} {name} with {each}") for each in (wish, "nothing"))
    seen = (marked != plain).any(2) & (plain[..., 3] > 200)
    apart = np.linalg.norm(to_lab(marked[..., :3][seen]) - to_lab(plain[..., :3][seen]), axis=1)
    assert (apart > 0.2).sum() > 8


def test_one_pincer_grows_and_the_other_does_not() -> None:
    plain, large = (sketches.pose_sketch("crab", f"a crab {wish}", 1).sketch for wish in ("", "with one large pincer"))
    (one, other), (grown, same) = (
        [
            max(float(np.ptp(shape.points[:, 0])) for shape in sketch.shapes if shape.part == "pincer" and on(shape))
            for on in (lambda shape: shape.points[:, 0].mean() < 32, lambda shape: shape.points[:, 0].mean() > 32)
        ]
        for sketch in (plain, large)
    )
    assert max(grown / same, same / grown) > 1.25 * max(one / other, other / one)


def test_torn_fins_and_what_is_seen_through_show_the_ground() -> None:
    generator = spritedex.Generator.load()
    whole, torn, clear = (
        next(generator.generate(f"a grey {noun}")).rgba[..., 3] > 0
        for noun in ("shark", "shark with a torn fin", "see-through shark")
    )
    assert 8 < (whole != torn).sum() < 400
    inside = ~clear[1:-1, 1:-1] & clear[:-2, 1:-1] & clear[2:, 1:-1] & clear[1:-1, :-2] & clear[1:-1, 2:]
    assert inside.sum() > 40


def test_a_drill_is_in_place_of_the_horns() -> None:
    horned, drilled = (
        sketches.pose_sketch("rhino", f"a rhino with a {horn}", 1).sketch for horn in ("horn", "drill horn")
    )
    assert any(shape.part == "horns" for shape in horned.shapes)
    assert not any(shape.part == "horns" for shape in drilled.shapes)


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [("tree", "a tree", "a walking tree"), ("deer-3", "a deer with flowers", "a deer with flowers on its antlers"),
     ("cat", "a cat with a flower", "a cat with a flower on its tail"), ("pig", "a pig", "a fat pig"),
     ("bear-3", "a bear", "a bear jumping"), ("cat", "a cat", "a pirate cat"), ("cat", "a cat", "a rainbow cat"),
     ("monkey-2", "a monkey", "a monkey with a curled tail"), ("pig", "a pig with dirt", "a pig covered in mud"),
     ("dragon", "a dragon with wings", "a dragon with big wings"), ("rhino", "a rhino", "a rhino of grey rock"),
     ("fox-2", "a white fox", "a white fox, ice type"), ("cat", "a cat", "a glowing cat"),
     ("cat", "a cat", "a sad cat"), ("ghost", "a ghost", "a ghost in armor")],
)  # fmt: skip
def test_a_word_changes_what_is_drawn(name: str, one: str, other: str) -> None:
    before, after = (drawn(name, sentence, 3) for sentence in (one, other))
    assert (before != after).any(2).sum() > 30


def test_who_is_not_asleep_has_open_eyes_and_synonyms_close_them() -> None:
    awake, denied, asleep = (drawn("wizard", f"a wizard {how}", 3) for how in ("", "who is not sleeping", "snoozing"))
    assert np.array_equal(awake, denied)
    assert not np.array_equal(awake, asleep)
    assert {"slumbering", "gloomy", "chubby", "transparent", "viking", "jade"} <= sketches.known_words()


def test_a_hyphen_colors_the_part_too() -> None:
    assert dominant_color(drawn("goat", "a red-horned green goat")) == "green"
    hyphened, sandy, plain = (
        sketches.pose_sketch("scorpion", f"a {word}scorpion", 0).colors for word in ("sand-coloured ", "sandy ", "")
    )
    assert hyphened == sandy != plain


def test_one_eye_takes_the_color_of_eyes() -> None:
    one, both = (sketches.pose_sketch("robot", f"a grey robot with {each}", 3) for each in ("one red eye", "red eyes"))
    assert one.colors == both.colors
    assert len(one.sketch.shapes) < len(both.sketch.shapes)


@pytest.mark.parametrize(
    ("word", "other"), [("navy", "blue"), ("gold", "lemon"), ("crimson", "salmon"), ("pale blue", "blue")]
)
def test_shades_of_one_color_differ(word: str, other: str) -> None:
    one, two = (drawn("whale", f"a {each} whale") for each in (word, other))
    seen = (one[..., 3] > 128) & (two[..., 3] > 128)
    assert np.linalg.norm(to_lab(one[..., :3][seen]) - to_lab(two[..., :3][seen]), axis=1).mean() > 0.05


def test_what_has_no_hue_gets_none() -> None:
    for word in ("black", "silver", "white"):
        for seed in range(4):
            main = sketches.pose_sketch("whale", f"a {word} whale", seed).colors["main"]
            assert max(main) - min(main) <= 8, word


def test_mud_covers_the_back_too() -> None:
    for seed in range(4):
        muddy = drawn("pig", "a pink pig covered in mud", seed)
        apart = np.linalg.norm(to_lab(muddy[..., :3]) - to_lab(np.array([92, 58, 30], np.uint8)), axis=2)
        mud, body = (apart < 0.08) & (muddy[..., 3] > 128), muddy[..., 3] > 128
        rows = np.flatnonzero(body.any(1))
        upper = (slice(rows[0], (rows[0] + rows[-1]) // 2),)
        assert 0.1 < mud.sum() / body.sum() < 0.5
        assert mud[upper].sum() > 0.05 * body[upper].sum()


def test_a_mood_changes_the_eyes_alone() -> None:
    for seed in range(4):
        calm, angry = (drawn("wolf-2", f"{mood} grey wolf", seed) for mood in ("a friendly", "a fierce"))
        changed = (calm != angry).any(2)
        _, eyes = sketches.draw_sketch("wolf-2", "a friendly grey wolf", seed)
        assert 5 < changed.sum() < 200
        rows = np.flatnonzero(eyes.any(1))
        assert changed[rows[0] - 4 : rows[-1] + 5].sum() == changed.sum()


def test_colors_of_parts_are_no_colors_of_the_body() -> None:
    lexicon = Lexicon.of(["cat"], ["a cat with a bow"])
    assert understand("a cat with a pink bow", lexicon).class_values() == {"second_color": "pink"}
    assert understand("a cat with grey fur", lexicon).class_values() == {"color": "grey"}
    assert understand("a black cat with a pink bow", lexicon).class_values()["color"] == "black"


def test_what_is_drawn_keeps_the_color_of_a_part_off_the_body() -> None:
    (sprite,) = spritedex.Generator.load().generate("a cat with a pink bow", sketch="cat")
    shares = color_shares(np.asarray(sprite.image))
    assert shares["pink"] > 0.05
    assert dominant_color(np.asarray(sprite.image)) in {"orange", "brown"}


@pytest.mark.parametrize("name", ["pig", "deer", "cow", "horse", "hyena", "fox", "goat", "dog"])
def test_a_collar_seen_from_the_side_lies_between_head_and_body(name: str) -> None:
    plain = load(name)
    worn = around_neck(plain, load("part-collar"))
    assert worn
    points = np.concatenate([shape.points for shape in worn.shapes[len(plain.shapes) :]])
    face, outline = face_of(plain), outline_of(plain)
    assert face
    x, y = points.mean(0)
    assert outline[int(y), int(x)]
    assert 1 < front_of(plain) * (float(face.eyes[0]) - x) < 26
