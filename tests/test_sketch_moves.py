"""What a creature does: it swims, digs, hangs on a thread, dances, and thinks what a sign beside its head says."""

import numpy as np
import pytest

from spritedex.sketches import draw_sketch, pose_sketch, reworded, sketch_for
from spritedex.sprites.codec import RGBA


def drawn(name: str, sentence: str) -> RGBA:
    return draw_sketch(name, sentence, 0)[0]


def share(picture: RGBA, color: tuple[int, int, int]) -> float:
    """How much of a picture has about a color."""
    near = np.abs(picture[..., :3].astype(int) - color).max(-1) <= 24
    return float((near & (picture[..., 3] > 127)).sum() / max(1, (picture[..., 3] > 127).sum()))


@pytest.mark.parametrize(
    ("sentence", "color"),
    [("a swimming dog", (74, 140, 214)), ("a dog in the river", (74, 140, 214)), ("a digging fox", (110, 76, 50))],
)
def test_lower_part_is_in_water_or_earth(sentence: str, color: tuple[int, int, int]) -> None:
    name = "fox" if "fox" in sentence else "dog"
    plain, picture = drawn(name, f"a {name}"), drawn(name, sentence)
    assert share(picture[44:], color) > share(plain[44:], color) + 0.3
    assert share(picture[:24], color) < 0.1


def test_what_jumps_out_of_water_is_seen_more_than_what_swims() -> None:
    water = (74, 140, 214)
    assert share(drawn("dog", "a dog jumping out of the water"), water) < share(drawn("dog", "a swimming dog"), water)


@pytest.mark.parametrize(
    ("sentence", "color"),
    [
        ("a confused fox", (255, 216, 74)),
        ("a shocked fox", (255, 224, 78)),
        ("a singing fox", (60, 100, 232)),
        ("a fox in love", (232, 48, 92)),
    ],
)
def test_sign_stands_beside_the_head_and_hides_no_eye(sentence: str, color: tuple[int, int, int]) -> None:
    plain, picture = drawn("fox", "a fox"), drawn("fox", sentence)
    assert share(picture[:32], color) > share(plain[:32], color) + 0.01
    eyes = pose_sketch("fox", sentence, 0).relief().eyes.sum()
    assert eyes >= 0.7 * pose_sketch("fox", "a fox", 0).relief().eyes.sum()


def test_thread_leads_upwards() -> None:
    picture = drawn("spider", "a spider hanging from a thread")
    top = (picture[2:6, :, 3] > 127).sum(1)
    assert top.min() >= 1
    assert top.max() <= 3


def test_penguin_slides_on_its_belly() -> None:
    def ahead(sentence: str) -> float:
        relief = pose_sketch("penguin-2", sentence, 0).relief()
        x = np.argwhere(relief.regions >= 0)[:, 1]
        return float(abs(np.argwhere(relief.eyes)[:, 1].mean() - x.mean()) / np.ptp(x))

    standing, sliding = ahead("a penguin"), ahead("a penguin sliding on its belly")
    assert sliding > 1.5 * standing, (sliding, standing)


def test_dancing_ones_lean_with_their_feet_in_place() -> None:
    def middle(sentence: str, rows: slice) -> float:
        seen = pose_sketch("skeleton", sentence, 0).relief().regions[rows] >= 0
        return float(np.argwhere(seen)[:, 1].mean())

    top, feet = slice(14, 30), slice(54, 62)
    lean = middle("a dancing skeleton", feet) - middle("a dancing skeleton", top)
    assert abs(lean - (middle("a skeleton", feet) - middle("a skeleton", top))) > 2


@pytest.mark.parametrize("sentence", ["a surprised owl", "an amazed owl"])
def test_mouth_of_what_is_surprised_is_open_below_its_eyes(sentence: str) -> None:
    for name in ("owl", "owl-2"):
        picture = drawn(name, sentence)
        opened = np.abs(picture[..., :3].astype(int) - (140, 36, 56)).max(-1) <= 24
        assert opened.any()
        eyes = np.argwhere(pose_sketch(name, sentence, 0).relief().eyes)[:, 0]
        assert eyes.max() - 6 <= np.argwhere(opened)[:, 0].min() <= eyes.max() + 6


def test_a_bubble_is_around_all_of_a_creature() -> None:
    alone, inside = (drawn("fish", f"a fish{wish}") for wish in ("", " with a bubble around it"))
    ring = np.flatnonzero((inside[..., 3] > 127).any(0))
    assert ring[-1] - ring[0] > 48
    middle = inside[28:36, [*range(10), *range(54, 64)], 3]
    assert (inside != alone).any()
    assert (middle > 127).any()


def test_who_guards_treasure_sits_on_it_and_a_crow_stands_on_a_skull() -> None:
    def low(sentence: str) -> RGBA:
        return drawn(sketch_for(sentence, 0), sentence)[44:]

    gold = low("a dragon guarding its treasure").astype(int)
    assert ((gold[..., 0] > 190) & (gold[..., 1] > 140) & (gold[..., 2] < 140)).sum() > 200
    bone = low("a black crow with white eyes standing on a skull").astype(int)
    assert (bone[..., :3].min(2) > 150).sum() > 120


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("fox", "a ghost fox"),
        ("frog", "a toxic frog"),
        ("lion", "an electric lion"),
        ("cat", "a cat surrounded by stars"),
    ],
)
def test_effects_around_a_creature_leave_it_large(name: str, sentence: str) -> None:
    def width_of_eyes(wish: str) -> int:
        columns = np.flatnonzero(pose_sketch(name, wish, 0).relief().eyes.any(0))
        return int(np.ptp(columns))

    assert width_of_eyes(sentence) >= 0.8 * width_of_eyes(f"a {name}")
    assert (drawn(name, sentence) != drawn(name, f"a {name}")).any()


def test_who_hangs_from_a_branch_is_below_it() -> None:
    picture = drawn("monkey-2", "a gibbon hanging from a branch")
    bark = (np.abs(picture[..., :3].astype(int) - (122, 82, 48)).max(-1) <= 16) & (picture[..., 3] > 127)
    assert np.argwhere(bark)[:, 0].min() < 20


def test_a_fish_in_a_beak_leaves_the_beak_to_be_seen() -> None:
    orange = (240, 168, 60)
    alone, carrying = (drawn("pelican", f"a pelican{wish}") for wish in ("", " with a fish in its beak"))
    assert share(carrying, orange) > 0.4 * share(alone, orange)


def posed(name: str, sentence: str) -> RGBA:
    return drawn(name, reworded(sentence))


@pytest.mark.parametrize("said", ["waving hello", "waving its paw", "waves at you", "saying hi"])
def test_who_waves_has_a_hand_up(said: str) -> None:
    for name in ("alien", "teddy-bear", "slime"):
        noun = name.replace("-", " ")
        plain, picture = posed(name, f"a {noun}"), posed(name, f"a {noun} {said}")
        assert ((plain[..., 3] > 127) != (picture[..., 3] > 127)).sum() > 30
    assert reworded("a goblin waving a torch") == "a goblin waving a torch"


def test_a_werewolf_howls_with_its_head_up() -> None:
    for name in ("werewolf", "werewolf-2"):
        rows, columns = np.nonzero(posed(name, "a werewolf howling")[..., 3] > 127)
        assert abs(columns[rows <= rows.min() + 3].mean() - columns.mean()) > 12


def test_one_leg_is_up() -> None:
    for name in ("ninja", "goblin"):
        low = [(posed(name, text)[58:, :, 3] > 127).sum() for text in (f"a {name}", f"a {name} standing on one leg")]
        assert low[1] < low[0]


@pytest.mark.parametrize("said", [" that glows", " glowing in the dark", ", glowing"])
def test_what_glows_has_light_around_it(said: str) -> None:
    light = (255, 244, 160)
    assert share(posed("jellyfish", f"a jellyfish{said}"), light) > share(posed("jellyfish", "a jellyfish"), light)
