"""Which creature a long sentence is about, and what it is made up of."""

import numpy as np
import pytest

from spritedex import sketches
from spritedex.sprites.colors import main_colors


def _begun(sentence: str) -> set[str]:
    read = sketches.reworded(sentence)
    return {sketches.sketch_for(read, seed) for seed in range(6)}


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("water starter based on an otter, blue fur and a shell on its chest", {"otter", "otter-2"}),
        ("fire starter that looks like a rooster chick, orange and cream", {"chick"}),
        ("rock starter, armadillo with boulders on its back", {"armadillo"}),
        ("ice monster that resembles a walrus with crystal tusks", {"walrus"}),
        ("mini boss based on a scorpion, green with a golden stinger", {"scorpion"}),
        ("a monster that is half spider half woman, white hair, black legs", {"arachne"}),
        ("boss plant, huge red flower with many vines", {"flower", "rose", "sunflower"}),
        ("ghost starter that looks like a candle", {"candle"}),
        ("final evolution of a grass starter, big deer with flowers on antlers", {"deer", "deer-2", "deer-3"}),
        ("ghost type starter, lantern with a blue flame and little arms", {"lantern"}),
        ("lizard starter with a flame on the tail", {"lizard", "lizard-2"}),
        ("fire starter, red scales and a long tail", set(sketches.names()) - {"monster", "monster-2", "imp-2", ""}),
        ("forest guardian based on a moose with mossy antlers", {"moose"}),
        ("a knight inspired by a rhino beetle with a lance", {"stag-beetle"}),
        ("a dinosaur based on a cactus", {"dinosaur", "dinosaur-2"}),
        ("a slime that looks like a cat", {"slime", "slime-3"}),
        ("half robot half wolf with a red eye", {"wolf", "wolf-2", "wolf-3"}),
    ],
)
def test_a_creature_is_what_it_is_based_on(sentence: str, names: set[str]) -> None:
    assert _begun(sentence) <= names


@pytest.mark.parametrize(
    ("sentence", "color"),
    [("water starter based on an otter", "blue"), ("grass starter: a small goat", "green"),
     ("poison starter that looks like a frog", "purple"), ("a fox, white and peach", "white")],
)  # fmt: skip
def test_a_starter_has_the_color_of_its_type(sentence: str, color: str) -> None:
    read = sketches.reworded(sentence)
    assert color in main_colors(sketches.draw_sketch(sketches.sketch_for(read, 0), read, 0)[0])[:2]


def test_the_second_of_two_materials_is_seen() -> None:
    one, two = (
        sketches.draw_sketch("golem", sketches.reworded(f"a golem made of ice{more}"), 0)[0]
        for more in ("", " and lava")
    )
    assert np.any(one != two, axis=2).sum() > 40


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("sword wielding frog with a red cape", {"frog", "frog-2"}),
        ("raccoon pirate captain with a hook hand", {"raccoon", "raccoon-2"}),
        ("alien tourist with a camera", {"alien", "alien-2"}),
        ("hyena jester with a bell hat", {"hyena"}),
        ("avocado yoga teacher on a mat", {"avocado"}),
        ("parrot on the shoulder of an orc pirate", {"orc"}),
        ("witch's broom riding toad with a pointy hat", {"toad"}),
        ("a mimic bookshelf with long arms", {"bookshelf"}),
        ("half demon bard, red skin, curly horns, playing a lute", {"bard"}),
        ("half lion, half eagle", {"griffin"}),
        ("half bird half snake with green feathers", {"quetzalcoatl"}),
        ("a beast with the body of a lion and the head of an eagle", {"griffin"}),
        ("a monster with the head of a goat and the body of a snake", {"goat", "goat-2"}),
        ("creature with a deer body and a skull head", {"deer", "deer-2", "deer-3"}),
        ("a fire type starter: red panda cub, flame tail", {"red-panda"}),
        ("orc grandmother with a cane", {"orc"}),
        ("tree giant with a bird nest in the branches", {"tree-2"}),
        ("small leaf creature with acorn hat", {"leaf"}),
        ("shrine gate with eyes", {"torii"}),
        ("ghost boy with a balloon", {"ghost", "ghost-2"}),
    ],
)
def test_what_is_said_before_a_creature_is_not_it(sentence: str, names: set[str]) -> None:
    assert _begun(sentence) <= names


def test_who_rides_is_on_what_it_rides() -> None:
    read = sketches.reworded("dragon riding knight with a lance")
    assert {"knight", "knight-2"} >= {sketches.sketch_for(read, seed) for seed in range(4)}
    assert "dragon" in sketches.pose_sketch("knight", read, 0).parts


def test_a_stone_golem_is_grey_all_over() -> None:
    assert _begun("a stone golem") == {"golem"}
    picture, _ = sketches.draw_sketch("golem", "a stone golem", 0)
    assert main_colors(picture)[0] == "grey"
    assert "green" not in main_colors(picture)


def test_the_color_of_a_tail_is_no_fruit() -> None:
    def green(sentence: str) -> int:
        picture = sketches.draw_sketch("cat", sentence, 0)[0][:24].astype(int)
        return int((picture[..., 1] > picture[..., [0, 2]].max(2) + 30).sum())

    assert green("half cat half orange") > 20 > green("half cat half fish with an orange tail")


@pytest.mark.parametrize(
    ("name", "sentence", "blue"),
    [("cat-2", "half cat half fish", True), ("cat", "half fish half cat", True), ("bear", "half bear half fish", True),
     ("cat-2", "half cat half fish with silver scales and an orange tail", False)],
)  # fmt: skip
def test_half_of_a_fish_is_a_tail_below_or_behind_the_other_half(name: str, sentence: str, blue: bool) -> None:
    plain, picture = (
        sketches.draw_sketch(name, words, 0)[0].astype(int) for words in (sentence.split(" half")[0], sentence)
    )
    colored = (picture[..., 2] - picture[..., 0] if blue else picture[..., 0] - picture[..., 2]) > 60
    rows, _ = np.nonzero(colored & (picture[..., 3] > 128))
    assert len(rows) > 200
    assert rows.mean() > 24
    assert (plain != picture).any(2).sum() > 400


def test_colored_tails_of_cats_keep_their_color() -> None:
    picture = sketches.draw_sketch("cat-2", "a white cat with an orange tail", 0)[0].astype(int)
    assert ((picture[..., 0] - picture[..., 2] > 90) & (picture[..., 3] > 128)).sum() > 30


def test_hair_is_seen_in_a_hood_and_no_hat_is() -> None:
    read = sketches.reworded("dark elf archer with white hair, green hood")
    picture, _ = sketches.draw_sketch("elf", read, 0)
    light = (picture[..., :3].min(2) > 200) & (picture[..., 3] > 128)
    red = (picture[..., 0] > 200) & (picture[..., 1:3].max(2) < 100)
    assert light.sum() > 12
    assert not red.any()


def test_a_shell_on_a_chest_is_seen_there() -> None:
    plain, picture = (
        sketches.draw_sketch("otter", f"a blue otter{more}", 0)[0].astype(int)
        for more in ("", " with a shell on its chest")
    )
    pale = (picture != plain).any(2) & (picture[..., 0] > picture[..., 2] + 20)
    assert pale.sum() > 15


@pytest.mark.parametrize(
    "sentence", ["helmet, no hole", "hat of a pirate", "coat", "head", "with", "and a", "of, in, on"]
)
def test_a_sentence_may_begin_anywhere(sentence: str) -> None:
    assert sketches.reworded(sentence)
