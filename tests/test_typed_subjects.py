"""What is drawn is what a typed sentence is about, however it is put."""

import time

import numpy as np
import pytest

from spritedex import sketches
from spritedex.metrics.wholeness import wholeness
from spritedex.sprites.colors import color_shares, dominant_color


def drawn(sentence: str) -> set[str]:
    read = sketches.reworded(sentence)
    return {sketches.sketch_for(read, seed) for seed in range(12)}


@pytest.mark.parametrize(
    ("sentence", "noun"),
    [
        ("final boss: a black dragon with glowing red eyes", "dragon"),
        ("my character - a fox wizard", "fox"),
        ("final boss, a huge spider", "spider"),
        ("ice witch mini-boss, pale blue robe", "witch"),
        ("a knight boss", "knight"),
        ("dragon raid boss with a crown", "dragon"),
        ("final boss", "final boss"),
        ("bat enemy, dark purple", "bat"),
        ("innkeeper NPC, plump", "innkeeper"),
        ("a shark villain", "shark"),
        ("an axe warrior", "warrior"),
        ("the hero, a mouse with a sword", "mouse"),
        ("evolved form of a tadpole: a frog samurai with a hat", "frog"),
        ("shiny version of a green caterpillar", "caterpillar"),
        ("final evolution of a fire lizard, huge wings", "lizard"),
        ("baby version of a dragon", "baby dragon"),
        ("grass starter: a small turtle with a leaf", "turtle"),
    ],
)
def test_roles_and_titles_only_describe(sentence: str, noun: str) -> None:
    assert drawn(sentence) <= drawn(f"a {noun}")


@pytest.mark.parametrize(
    ("sentence", "noun"),
    [
        ("dragon cub with tiny wings", "baby dragon"),
        ("elephant calf with big ears", "elephant"),
        ("baby black dragon with red eyes", "baby dragon"),
        ("penguin chick", "penguin"),
        ("griffin hatchling", "griffin"),
        ("bear cub in a hat", "bear cub"),
        ("pirate pup", "pup"),
        ("robot pup", "pup"),
    ],
)
def test_young_ones_are_of_their_kind(sentence: str, noun: str) -> None:
    assert drawn(sentence) <= drawn(f"a {noun}")


@pytest.mark.parametrize(
    ("sentence", "noun"),
    [
        ("an elephant without a trunk", "elephant"),
        ("a small dragon next to a big egg", "dragon"),
        ("a snake wrapped around a sword", "snake"),
        ("pangolin curled into a ball", "curled up pangolin"),
        ("mouse inside a teacup", "mouse"),
        ("a monster under a bed", "monster"),
        ("a cat no bigger than a mouse", "cat"),
        ("a fox as a knight", "fox"),
        ("a snake that swallowed an elephant", "snake"),
        ("a bear covered by a tree", "bear"),
        ("a jack in a box", "jack in a box"),
    ],
)
def test_what_is_near_or_missing_is_not_drawn_instead(sentence: str, noun: str) -> None:
    assert drawn(sentence) <= drawn(f"a {noun}")


@pytest.mark.parametrize(
    ("sentence", "noun"),
    [
        ("big, scary dragon with fire", "dragon"),
        ("pink, fluffy, cute cat", "cat"),
        ("displacer beast, black panther with two tentacles", "panther"),
        ("displacer beast, a black panther with two tentacles", "panther"),
        ("Sir Hops, a rabbit knight", "rabbit"),
        ("Zorblax, a blue dragon", "dragon"),
        ("bug type, ladybug with a shell", "ladybug"),
        ("a monster, dragon wings", "monster"),
        ("poison mushroom enemy, purple cap", "mushroom"),
        ("a dragon, cat ears", "dragon"),
    ],
)
def test_the_noun_may_come_after_a_name_or_adjectives(sentence: str, noun: str) -> None:
    assert drawn(sentence) <= drawn(f"a {noun}")


@pytest.mark.parametrize(
    ("sentence", "noun"),
    [
        ("cat is sleep on the moon", "sleeping cat"),
        ("cat who like to sleep", "sleeping cat"),
        ("crocodile stand like human with jacket", "crocodile standing upright"),
        ("skeleton he play guitar electric", "skeleton"),
        ("robot have four arms and one wheel", "robot"),
        ("please make bear brown who eat honey", "bear"),
        ("monkey eats banana", "monkey"),
        ("snake drink coffee", "snake"),
        ("bird fly in the sky", "flying bird"),
        ("the wolf does not have tail", "wolf"),
        ("princess ride on white horse", "princess"),
        ("dog run after ball", "running dog"),
        ("pig who can fly", "pig"),
        ("a snail leaves a slime trail", "snail"),
        ("one rabbit he is magician", "rabbit"),
        ("an energy drink", "energy drink"),
        ("a house fly", "fly"),
    ],
)
def test_verbs_may_be_in_any_form(sentence: str, noun: str) -> None:
    assert drawn(sentence) <= drawn(f"a {noun}")


@pytest.mark.parametrize(
    ("sentence", "noun"),
    [
        ("not a cat, not a dog, but a furry animal with long ears", "rabbit with long ears"),
        ("neither a cat nor a dog but a fox", "fox"),
        ("it's not a dragon, it's a lizard with wings", "lizard"),
        ("a cat, not a dog", "cat"),
        ("this isn't a dog, it's a wolf pup", "wolf pup"),
        ("I don't want a cat, I want a dog", "dog"),
        ("no dragons please, a cute frog", "frog"),
        ("anything but a spider, a bee", "bee"),
        ("a creature that isn't a bear or a wolf, but a badger", "badger"),
        ("a unicorn without a horn", "unicorn"),
        ("something between a cat and a snake", "cat"),
        ("a dragon that breathes ice instead of fire", "dragon"),
    ],
)
def test_what_it_is_not_is_not_drawn(sentence: str, noun: str) -> None:
    assert drawn(sentence) <= drawn(f"a {noun}")


@pytest.mark.parametrize(
    ("sentence", "noun"),
    [
        ("octopus colour orange with hat of cook", "octopus"),
        ("cat orange", "cat"),
        ("a duck colored peach", "duck"),
        ("an orange", "orange"),
        ("man of tree with leafs for hair", "tree golem"),
        ("a man of tree", "tree golem"),
        ("man of ice", "ice elemental"),
        ("stone man", "stone golem"),
        ("man of snow", "snowman"),
        ("statue of a lion", "lion"),
        ("angel statue enemy made of grey stone", "angel"),
        ("a statue", "statue"),
        ("king of the slimes", "slime"),
        ("the queen of hearts", "heart"),
        ("a king of the sea", "king"),
        ("bull-headed warrior", "minotaur"),
        ("god of thunder, giant eagle", "eagle"),
        ("a bull dog", "bulldog"),
        ("a silver fish", "fish"),
        ("a frog man", "frog"),
        ("an alien pet", "alien"),
    ],
)
def test_colors_and_materials_are_no_creatures(sentence: str, noun: str) -> None:
    assert drawn(sentence) <= drawn(f"a {noun}")


def test_long_and_odd_sentences_are_read_quickly() -> None:
    begun = time.perf_counter()
    for odd in ("a dragon is ", "at ", "not a cat, ", "not a cat ", "dragon cub of ", "he have ", "x, ", "color red "):
        sketches.reworded((odd * 1000)[:2000])
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize(
    "sentence",
    ["statue of a parrot", "parrot statue", "a parrot made of stone", "a petrified parrot", "a parrot turned to stone"],
)
def test_statues_are_of_stone_all_over(sentence: str) -> None:
    read = sketches.reworded(sentence)
    assert drawn(sentence) == drawn("a parrot")
    shares = color_shares(sketches.draw_sketch("parrot", read, 0)[0])
    assert shares["grey"] + shares["black"] + shares["white"] > 0.9


@pytest.mark.parametrize(
    ("sentence", "color"),
    [
        ("a golden statue of a parrot", "yellow"),
        ("a parrot carved from wood", "brown"),
        ("an ice parrot statue", "blue"),
    ],
)
def test_statues_have_their_material(sentence: str, color: str) -> None:
    assert dominant_color(sketches.draw_sketch("parrot", sketches.reworded(sentence), 0)[0]) == color


def test_things_of_stone_do_not_turn_their_owner_to_stone() -> None:
    read = sketches.reworded("a red parrot with a crown made of gold")
    assert dominant_color(sketches.draw_sketch("parrot", read, 0)[0]) == "red"


@pytest.mark.parametrize("name", ["lion", "lion-2"])
def test_a_lion_without_its_mane_keeps_its_face(name: str) -> None:
    bare = sketches.draw_sketch(name, "a lion without a mane", 0)[0]
    assert wholeness(bare).largest > 0.8
    assert (bare[..., 3] > 127).sum() > 0.5 * (sketches.draw_sketch(name, "a lion", 0)[0][..., 3] > 127).sum()


@pytest.mark.parametrize("name", ["elephant", "elephant-2", "mammoth", "mammoth-2"])
def test_an_elephant_without_its_trunk_has_none(name: str) -> None:
    plain, bare = (sketches.draw_sketch(name, f"an elephant{more}", 0)[0] for more in ("", ", without a trunk"))
    assert (plain != bare).any(2).sum() > 60
    assert wholeness(bare).largest > 0.8


def test_a_wingless_dragon_is_one_without_wings() -> None:
    wingless, without = (
        sketches.draw_sketch("dragon", sketches.reworded(sentence), 0)[0]
        for sentence in ("a wingless dragon", "a dragon without wings")
    )
    assert np.array_equal(wingless, without)
