"""Feet, ears, tusks and tails of a sketch take the color that is said, and nothing else of it does."""

import numpy as np
import pytest

from spritedex import sketches
from spritedex.sketches import draw_sketch, sketch_for
from spritedex.sketches.library import load
from spritedex.sketches.shapes.sizes import with_large_hands
from spritedex.sprites.colors import color_shares


@pytest.mark.parametrize(
    ("name", "sentence", "least", "most"),
    [
        ("eagle", "an eagle with blue feet", 0.005, 0.06),
        ("bird", "a bird with blue feet", 0.005, 0.06),
        ("penguin", "a penguin with blue feet", 0.01, 0.1),
        ("sheep", "a sheep with blue ears", 0.01, 0.1),
        ("black-sheep", "a sheep with blue ears", 0.01, 0.1),
        ("monkey", "a monkey with blue ears", 0.01, 0.08),
        ("mouse", "a mouse with blue ears", 0.05, 0.3),
        ("walrus", "a walrus with blue tusks", 0.01, 0.12),
        ("mammoth", "a mammoth with blue tusks", 0.01, 0.16),
        ("raccoon", "a raccoon with a blue tail", 0.05, 0.2),
        ("fox", "a fox with a blue tail", 0.05, 0.25),
        ("squirrel-2", "a squirrel with a blue tail", 0.1, 0.5),
        ("rabbit", "a rabbit with a blue tail", 0.01, 0.1),
        ("elephant", "an elephant with a blue tail", 0.003, 0.05),
        ("beaver", "a beaver with a blue tail", 0.05, 0.25),
        ("squid", "a squid with blue tentacles", 0.06, 0.4),
        ("crocodile", "a crocodile with blue teeth", 0.003, 0.1),
        ("eagle", "an eagle with a blue head", 0.04, 0.4),
        ("cobra", "a cobra with a blue hood", 0.04, 0.3),
        ("pufferfish", "a pufferfish with blue spikes", 0.03, 0.2),
        ("bear-2", "a bear with a blue back", 0.03, 0.25),
        ("horse", "a horse with a blue back", 0.03, 0.25),
        ("spider", "a spider with blue legs", 0.1, 0.4),
        ("elf", "an elf with blue hair", 0.01, 0.2),
        ("bear-2", "a bear with blue arms", 0.1, 0.4),
        ("gorilla", "a gorilla with blue arms", 0.1, 0.45),
        ("robot", "a robot with blue arms", 0.05, 0.3),
        ("troll", "a troll with blue arms", 0.1, 0.4),
        ("stag-beetle", "a stag beetle with blue antlers", 0.04, 0.3),
    ],
)
def test_a_region_alone_is_dyed(name: str, sentence: str, least: float, most: float) -> None:
    plain, dyed = (sketches.draw_sketch(name, text, 0)[0] for text in (sentence.split(" with ")[0], sentence))
    changed = (plain != dyed).any(2)
    assert least < changed.sum() / (plain[..., 3] > 0).sum() < most
    color = dyed[changed & (dyed[..., 3] > 200)][:, :3].astype(int)
    assert np.mean(color[:, 2] > color[:, 0] + 20) > 0.6


@pytest.mark.parametrize(
    ("name", "plain", "marked", "rows"),
    [
        ("wizard", "a wizard", "a wizard with a moon on his hat", slice(0, 24)),
        ("knight", "a knight", "a knight with a star on his shield", slice(30, 64)),
        ("spider", "a spider", "a spider with a smiley face on its back", slice(0, 34)),
        ("rabbit", "a rabbit", "a rabbit with a crescent mark on its forehead", slice(16, 34)),
    ],
)
def test_a_sign_is_where_it_is_said_to_be(name: str, plain: str, marked: str, rows: slice) -> None:
    before, after = (sketches.draw_sketch(name, text, 0)[0] for text in (plain, marked))
    changed = (before != after).any(2)
    assert changed[rows].sum() > 8
    assert changed.sum() == changed[rows].sum()


@pytest.mark.parametrize(("name", "hands"), [("goblin", 2), ("gorilla", 2), ("robot", 2), ("troll", 2)])
def test_hands_alone_are_giant(name: str, hands: int) -> None:
    plain = load(name)
    pairs = zip(plain.shapes, with_large_hands(plain).shapes, strict=True)
    larger = [old for old, new in pairs if np.ptp(new.points, axis=0).max() > 1.2 * np.ptp(old.points, axis=0).max()]
    assert all(shape.part == "arms" for shape in larger)
    sizes = [np.ptp(shape.points, axis=0) for shape in larger if not shape.width]
    assert sum(size.prod() > 20 for size in sizes) == hands
    assert max(size.max() for size in sizes) < 20


def test_legs_of_a_spider_are_striped() -> None:
    plain, striped = (
        sketches.draw_sketch("spider", text, 0)[0] for text in ("a spider", "a spider with white striped legs")
    )
    changed = (plain != striped).any(2)
    assert changed[:, :16].sum() > 20
    assert not changed[14:30, 26:40].any()


def test_a_face_is_a_white_heart() -> None:
    sentence = sketches.reworded("an owl with a heart shaped white face")
    picture = sketches.draw_sketch("owl", sentence, 0)[0]
    assert (picture[8:40][..., :3].min(2) > 215).sum() > 150


@pytest.mark.parametrize("word", ["transparent", "see-through", "clear"])
def test_what_is_seen_through_is_pale(word: str) -> None:
    plain, clear = (sketches.draw_sketch("deer", text, 0)[0] for text in ("a deer", f"a deer with {word} antlers"))
    changed = (plain != clear).any(2)
    assert changed[30:].sum() == 0
    assert clear[changed][:, 2].mean() > plain[changed][:, 2].mean() + 60


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("a fox with nine tails", "a nine tailed fox"),
        ("an armadillo, lava glowing between the plates", "an armadillo, glowing cracks"),
        ("a dog with three head", "a dog with three heads"),
        ("lemon chick", "lemon chick"),
        ("a dragon cub", "a baby dragon"),
    ],
)
def test_sentences_are_read_in_the_words_of_parts(typed: str, read: str) -> None:
    assert sketches.reworded(typed) == read


def test_a_black_body_has_no_other_belly() -> None:
    picture = sketches.draw_sketch("bird", "a bird with yellow feet and black body", 0)[0]
    seen = picture[30:50][picture[30:50][..., 3] > 200][:, :3].astype(int)
    assert (np.ptp(seen, axis=1) < 40).mean() > 0.9


@pytest.mark.parametrize("name", ["mantis-shrimp", "peacock", "squirrel"])
def test_a_rainbow_tail_has_all_of_its_colors(name: str) -> None:
    picture = sketches.draw_sketch(name, f"a {name} with a rainbow tail", 0)[0]
    seen = picture[picture[..., 3] > 200][:, :3].astype(int)
    bands = [(226, 62, 60), (242, 146, 46), (250, 220, 70), (84, 180, 84), (66, 130, 220)]
    assert all((abs(seen - band).sum(1) < 40).sum() > 5 for band in bands)


@pytest.mark.parametrize("sentence", ["a blue tapir", "a blue fish", "a blue dog", "a blue hedgehog", "a blue parrot"])
@pytest.mark.parametrize("seed", [0, 1])
def test_the_one_color_that_is_named_rules(sentence: str, seed: int) -> None:
    pixels, _ = draw_sketch(sketch_for(sentence, seed), sentence, seed)
    shares = color_shares(pixels)
    others = {color: share for color, share in shares.items() if color not in {"blue", "black", "white", "grey"}}
    assert shares["blue"] > 2 * sum(others.values())


@pytest.mark.parametrize(
    "sentence",
    [
        "a checkered horse",
        "an elephant with patchwork quilt skin",
        "a camouflage rabbit",
        "a dog made of lego",
        "a fox with a blue to purple gradient",
        "a cat with galaxy fur",
        "a hedgehog with pencils instead of spikes",
        "a basilisk with a crown of feathers",
    ],
)
def test_a_pattern_or_a_thing_changes_much_of_a_body(sentence: str) -> None:
    plain = " ".join(sentence.split()[:2]).replace("checkered", "horse").replace("camouflage", "rabbit")
    name = sketch_for(sentence, 0)
    before, after = draw_sketch(name, plain, 0)[0], draw_sketch(name, sketches.reworded(sentence), 0)[0]
    assert (before != after).any(2).mean() > 0.04


@pytest.mark.parametrize("sentence", ["a tiger with no stripes", "a zebra without stripes", "a leopard with no spots"])
@pytest.mark.parametrize("seed", [0, 1])
def test_marks_that_a_sketch_has_are_left_out(sentence: str, seed: int) -> None:
    name, plain = sketch_for(sentence, seed), " ".join(sentence.split()[:2])
    with_marks, without = (color_shares(draw_sketch(name, each, seed)[0]) for each in (plain, sentence))
    dark = ("black", "brown")
    assert sum(without[color] for color in dark) < sum(with_marks[color] for color in dark) - 0.03


def test_a_pattern_of_a_scarf_is_none_of_the_body() -> None:
    drawn = [draw_sketch("dog", f"a dog with a {kind}scarf", 0)[0] for kind in ("checkered ", "")]
    assert (drawn[0] != drawn[1]).any(2).mean() < 0.02


@pytest.mark.parametrize("name", ["giraffe", "giraffe-2"])
def test_a_short_neck_has_the_head_lower(name: str) -> None:
    plain, short = (draw_sketch(name, f"a giraffe{more}", 0)[0] for more in ("", " with a short neck"))
    tops = [int((picture[..., 3] > 0).any(1).argmax()) for picture in (plain, short)]
    assert tops[1] > tops[0] + 4
