"""Two or three details of one creature: each as it is said, none twice."""

import numpy as np
from numpy.typing import NDArray

from spritedex import sketches
from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import color_shares


def drawn(name: str, sentence: str) -> RGBA:
    return sketches.draw_sketch(name, sketches.reworded(sentence), 0)[0]


def changed(name: str, one: str, other: str) -> NDArray[np.bool_]:
    return (drawn(name, one) != drawn(name, other)).any(2)


def test_things_in_a_hand_are_several_or_of_a_material_as_said() -> None:
    assert changed("rabbit-2", "a rabbit holding two revolvers", "a rabbit holding a revolver").sum() > 40
    assert changed("frog", "a frog knight, rusty key", "a frog knight").sum() > 40
    rusty, bare = (drawn("frog", f"a frog holding a {said}key") for said in ("rusty ", ""))
    assert color_shares(rusty)["brown"] > color_shares(bare)["brown"] + 0.02


def test_who_drinks_from_a_glass_holds_one() -> None:
    assert changed("bat", "a bat drinking from a glass", "a bat drinking").sum() > 40
    assert not changed("bat", "a bat drinking from a glass", "a bat holding a wine glass").any()


def test_a_samurai_with_a_katana_on_its_back_has_one() -> None:
    slung, held = (drawn("frog", f"a samurai frog{said}") for said in (" with a katana on its back", ""))
    assert color_shares(slung)["grey"] < 1.5 * color_shares(held)["grey"]


def test_a_hero_flies_without_wings() -> None:
    assert not changed("bread", "a toast with a blue cape, flying", "a toast with a blue cape, floating").any()


def test_a_wig_is_in_the_colors_of_a_rainbow() -> None:
    shares = color_shares(drawn("cat", "a cat with a rainbow wig"))
    assert min(shares[color] for color in ("red", "green", "blue", "yellow")) > 0.01


def test_a_jacket_covers_more_than_the_ribs_of_a_skeleton() -> None:
    for name in ("skeleton", "skeleton-2"):
        assert changed(name, "a skeleton in a red jacket", "a skeleton").sum() > 250
        assert color_shares(drawn(name, "a skeleton in a red jacket"))["red"] > 0.15


def test_a_sombrero_is_no_cowboy_hat_and_a_fishbowl_is_held() -> None:
    assert changed("cat", "a cat in a sombrero", "a cat in a cowboy hat").sum() > 60
    assert changed("cat", "a cat holding a fishbowl", "a cat").sum() > 40
    assert not changed("cat", "a cat with a goldfish in a bowl", "a cat holding a fishbowl").any()


def test_what_sticks_in_a_back_drips_or_stands_for_a_claw_is_there_and_nowhere_else() -> None:
    stuck, own = (drawn("boar", f"a boar{said}") for said in (" with arrows stuck in its back", ""))
    assert np.argwhere(stuck[..., 3] > 0)[:, 0].min() < np.argwhere(own[..., 3] > 0)[:, 0].min()
    assert changed("cat", "a white cat, tail on fire", "a white cat").any()
    assert not changed("cat", "a white cat, tail on fire", "a white cat with a burning tail").any()
    assert changed("cobra", "a cobra dripping blood from its fangs", "a cobra").sum() > 15
    assert changed("crab", "a crab with a cannon for a claw", "a crab").sum() > 60
    assert not changed("cat", "a cat with bone horns", "a cat with ivory horns")[44:].any()
    assert color_shares(drawn("scorpion", "a scorpion with a blue shell"))["blue"] > 0.1
    assert color_shares(drawn("rat", "a hairless rat"))["pink"] > 0.1
    assert changed("parrot", "a parrot with dragon wings", "a parrot").sum() > 100
    assert not changed("goat", "a goat, horns on fire", "a goat with flaming horns").any()
