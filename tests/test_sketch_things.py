"""What creatures wear, hold and lack: clothes, hats, things in hands, foods that they are of."""

import numpy as np
import pytest
from numpy.typing import NDArray

from spritedex import sketches
from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import color_shares, main_colors
from spritedex.sprites.oklab import to_lab


def drawn(name: str, sentence: str, seed: int = 0) -> RGBA:
    return sketches.draw_sketch(name, sketches.reworded(sentence), seed)[0]


def changed(name: str, one: str, other: str) -> NDArray[np.bool_]:
    return (drawn(name, one) != drawn(name, other)).any(2)


def rows_of(name: str, wish: str) -> NDArray[np.intp]:
    return np.flatnonzero(changed(name, f"a {name} {wish}", f"a {name}").any(1))


@pytest.mark.parametrize("name", ["cat", "fox-2", "frog-2", "bear", "robot", "croissant", "sheep", "pig", "penguin-2"])
@pytest.mark.parametrize("garment", ["shirt", "sweater", "jacket", "suit", "pajamas", "raincoat"])
def test_clothes_lie_on_the_body_in_their_color_and_leave_the_face(name: str, garment: str) -> None:
    plain, dressed = drawn(name, f"a {name}"), drawn(name, f"a {name} in a purple {garment}")
    where = (plain != dressed).any(2)
    cloth = np.where(where[..., None], dressed, 0).astype(np.uint8)
    assert where.sum() > 40
    assert color_shares(cloth)["purple"] > 0.2
    assert where[:20].sum() < 0.25 * where.sum()
    assert (dressed[..., 3][~where] == plain[..., 3][~where]).all()


@pytest.mark.parametrize("garment", ["trousers", "shorts", "skirt", "apron", "dress"])
def test_each_garment_has_a_place_of_its_own(garment: str) -> None:
    worn = changed("werewolf", f"a werewolf in a blue {garment}", "a werewolf")
    other = "apron" if garment == "shorts" else "shorts"
    assert worn.sum() > 20
    assert (worn != changed("werewolf", f"a werewolf in blue {other}", "a werewolf")).any()


@pytest.mark.parametrize(
    ("name", "wish", "low"),
    [("penguin", "with a bow tie", True), ("mole", "with a safety helmet", False), ("bear", "with a hard hat", False),
     ("frog", "with a lily pad hat", False), ("octopus", "with the hat of a cook", False),
     ("cat", "with an egg shell on its head", False), ("dog", "with a miner's helmet", False)],
)  # fmt: skip
def test_what_is_worn_is_at_the_neck_or_on_the_head(name: str, wish: str, low: bool) -> None:
    rows = rows_of(name, wish)
    assert rows.min() > 20 if low else rows.min() < 16


def test_each_kind_of_hat_is_a_drawing_of_its_own() -> None:
    hats = ("hat", "hard hat", "chef hat", "lantern helmet", "helmet", "lily pad hat", "eggshell hat", "beanie",
            "beret", "graduation cap", "flower crown", "bonnet")  # fmt: skip
    assert len({drawn("bear", f"a bear with a {hat}").tobytes() for hat in hats}) == len(hats)


@pytest.mark.parametrize("name", ["crow", "fox", "owl"])
def test_a_bone_mask_is_white_around_the_eyes(name: str) -> None:
    mask = changed(name, f"a {name} wearing a bone mask", f"a {name}")
    shown = np.where(mask[..., None], drawn(name, f"a {name} wearing a bone mask"), 0).astype(np.uint8)
    assert color_shares(shown)["white"] > 0.3


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("pirate", "a pirate without a hat"), ("king", "a king with no crown"), ("witch", "a witch without her hat"),
     ("snowman", "a snowman with no hat"), ("cowboy", "a cowboy with no hat"), ("wizard", "a wizard without beard"),
     ("dwarf", "a dwarf without a beard"), ("wizard-2", "a bald wizard with no hat"), ("horse", "a headless horse"),
     ("knight", "a knight with no shield")],
)  # fmt: skip
def test_what_a_creature_lacks_is_gone(name: str, sentence: str) -> None:
    noun = name.split("-")[0]
    assert (drawn(name, sentence)[..., 3] > 0).sum() != (drawn(name, f"a {noun}")[..., 3] > 0).sum()


def test_a_knight_without_a_helmet_shows_its_face() -> None:
    shown = {sketches.sketch_for(text, seed) for text in ("a knight without a helmet", "knight with no helmet")
             for seed in range(3)}  # fmt: skip
    assert shown == {"knight-3"}
    assert "knight-3" not in {sketches.sketch_for("a knight", seed) for seed in range(6)}


@pytest.mark.parametrize(("name", "least"), [("spider", 3), ("crab", 4), ("horse", 3), ("shark", 2), ("cat-2", 2)])
def test_boots_are_on_all_feet(name: str, least: int) -> None:
    picture = drawn(name, f"a {name} wearing purple boots")
    boots = (distances(picture, (134, 82, 176)) < 0.2) & (picture[..., 3] > 0)
    starts = np.flatnonzero(np.diff(np.r_[0, boots[32:].any(0).astype(int), 0]) == 1)
    assert len(starts) >= least


@pytest.mark.parametrize("name", ["donkey", "moose", "dog", "camel"])
def test_what_stands_on_four_legs_wears_boots_on_them_alone(name: str) -> None:
    picture = drawn(name, f"a {name} wearing purple boots")
    boots = (distances(picture, (134, 82, 176)) < 0.1) & (picture[..., 3] > 0)
    assert boots[50:].any(0).sum() > 12
    assert not boots[:44].any()


def test_a_gem_is_that_of_the_ring_and_a_chest_bites_with_its_own_mouth() -> None:
    ring, chest, mimic = (
        drawn(name, sentence)
        for name, sentence in (
            ("ring", "a gold ring with a red gem"),
            ("treasure-chest", "a treasure chest"),
            ("treasure-chest", "a treasure chest mimic"),
        )
    )
    shares = color_shares(ring)
    assert shares["red"] + shares["pink"] > 0.2
    assert shares["yellow"] + shares["brown"] + shares["orange"] > 0.2
    assert np.array_equal(chest, mimic)


def distances(picture: RGBA, color: tuple[int, int, int]) -> NDArray[np.float64]:
    lab, to = to_lab(picture[..., :3].reshape(-1, 3)), to_lab(np.array([color], np.uint8))
    return np.linalg.norm(lab - to, axis=1).reshape(picture.shape[:2])


def test_boxing_gloves_are_on_both_hands() -> None:
    assert sketches.sketch_for("a kangaroo with boxing gloves", 0) == "kangaroo-2"
    gloves = changed("kangaroo-2", "a kangaroo with boxing gloves", "a kangaroo")
    assert gloves[:, :26].sum() > 15 < gloves[:, 38:].sum()


@pytest.mark.parametrize(
    "thing",
    ["a basket of apples", "a mug of beer", "a briefcase", "a pot of honey", "pan pipes", "a walking stick", "a pillow",
     "a slice of watermelon", "a knife", "an electric guitar", "a paint brush", "a laptop", "a trash can",
     "a telescope", "a ball of yarn", "a magnifying glass", "a fork", "a spoon", "a suitcase", "a camera",
     "a teddy bear", "sushi"],
)  # fmt: skip
def test_things_are_held_and_each_is_a_drawing_of_its_own(thing: str) -> None:
    held, apple = drawn("fox", f"a fox holding {thing}"), drawn("fox", "a fox holding an apple")
    assert changed("fox", f"a fox holding {thing}", "a fox").sum() > 40
    assert (held != apple).any()


def test_two_things_are_in_two_hands() -> None:
    one, two = (
        (distances(drawn("robot", f"a robot holding {count}"), (250, 216, 80)) < 0.12).sum()
        for count in ("a banana", "two bananas")
    )
    assert two > 1.4 * one
    assert changed("shrimp", "a shrimp that does weightlifting", "a shrimp").sum() > 60


@pytest.mark.parametrize(
    "sentence",
    ["a monster with a big tooth", "a cat with lettuce hair", "a sheep with cotton candy wool"],
)
def test_what_is_of_a_body_is_not_held(sentence: str) -> None:
    shown = sketches.pose_sketch(sentence.split()[1], sentence, 0).parts
    assert not {"tooth", "lettuce", "candy", "cotton candy"}.intersection(shown)


@pytest.mark.parametrize(
    ("name", "wish", "color"),
    [("squirrel", "with a lightning bolt tail", "yellow"), ("hedgehog", "with leaves instead of spines", "green"),
     ("pumpkin", "with vine arms", "green"), ("fox", "with a leaf tail", "green")],
)  # fmt: skip
def test_a_part_can_be_of_something_else(name: str, wish: str, color: str) -> None:
    picture = drawn(name, f"a {name} {wish}")
    shown = np.where(changed(name, f"a {name} {wish}", f"a {name}")[..., None], picture, 0).astype(np.uint8)
    assert color_shares(shown)[color] > 0.2


@pytest.mark.parametrize(
    ("name", "wish"),
    [("goat", "with broken horns"), ("bull", "with one broken horn"), ("bat", "with one wing"),
     ("butterfly", "with one broken wing"), ("cat", "with no eyes"), ("ostrich", "with a short neck"),
     ("owl", "with its beak open"), ("crow", "with its beak open"), ("scorpion", "with an oversized stinger"),
     ("monster", "with no eyes only a mouth"), ("girl", "with brown braids")],
)  # fmt: skip
def test_words_for_parts_that_are_broken_or_gone_change_the_drawing(name: str, wish: str) -> None:
    assert changed(name, f"a {name} {wish}", f"a {name}").sum() > 8


@pytest.mark.parametrize(
    ("sentence", "name", "color"),
    [("a pizza cat", "cat", "yellow"), ("strawberry cow", "cow", "red"), ("half shark half broccoli", "shark", "green"),
     ("a cheese mouse", "mouse", "yellow"), ("a blueberry bird", "bird", "blue")],
)  # fmt: skip
def test_an_animal_of_a_food_stays_the_animal_in_the_colors_of_the_food(sentence: str, name: str, color: str) -> None:
    assert sketches.sketch_for(sentence, 0).split("-")[0] == name
    assert color in main_colors(drawn(name, sentence))[:2]


def test_what_has_a_shell_wears_the_food_on_it() -> None:
    plain, cookie = drawn("turtle", "a turtle"), drawn("turtle", "a cookie turtle")
    same = (plain == cookie).all(2) & (plain[..., 3] > 0)
    assert 0.2 < same.sum() / (plain[..., 3] > 0).sum() < 0.8
    assert (drawn("turtle", "a disco ball turtle") != cookie).any()


def test_icing_takes_its_color() -> None:
    pink, green = (drawn("whale", f"a donut whale with {color} frosting") for color in ("pink", "green"))
    assert color_shares(green)["green"] > color_shares(pink)["green"] + 0.03


@pytest.mark.parametrize(
    ("sentence", "name"),
    [("a very buff chicken nugget", "chicken-nugget"), ("an okapi", "okapi"), ("a bunyip", "bunyip"),
     ("a fork", "fork"), ("a wooden spoon", "spoon"), ("a golden harp", "harp"), ("a trumpet", "trumpet"),
     ("a picnic basket", "basket"), ("a traffic cone", "traffic-cone"), ("a disco ball", "disco-ball"),
     ("an orange", "orange"),
     ("a pangolin curled into a ball", "pangolin-curled"), ("a piggy bank", "piggy-bank"), ("a plunger", "plunger")],
)  # fmt: skip
def test_common_nouns_have_a_sketch(sentence: str, name: str) -> None:
    assert name in {sketches.sketch_for(sketches.reworded(sentence), seed) for seed in range(2)}


@pytest.mark.parametrize(
    ("name", "wish", "least"),
    [("yeti", "throwing a snowball", 60), ("kappa", "with a cucumber sword", 60), ("beaver", "carrying a log", 90),
     ("goblin", "with a bag of coins", 60), ("mole", "with a bag full of letters", 90), ("cat", "with a whip", 60)],
)  # fmt: skip
def test_what_is_held_is_seen_beside_the_face(name: str, wish: str, least: int) -> None:
    where = changed(name, f"a {name} {wish}", f"a {name}")
    assert where.sum() > least
    assert where[:, 24:40].sum() < 0.5 * where.sum()


@pytest.mark.parametrize("thing", ["hat", "crown"])
def test_what_is_worn_is_as_large_as_it_is_said_to_be(thing: str) -> None:
    sizes = [changed("frog", f"a frog with a {size} {thing}", "a frog").sum() for size in ("tiny", "nice", "giant")]
    assert sizes == sorted(sizes)
    assert sizes[-1] > 1.3 * sizes[0]


def test_two_weapons_are_both_seen_and_a_thing_of_a_role_is_held_once() -> None:
    assert changed("dog", "a dog with two daggers", "a dog with a dagger").sum() > 25
    assert not changed("frog", "a frog samurai with a katana", "a frog samurai").any()


@pytest.mark.parametrize(("creature", "worn"), [("fox", "scarf"), ("red panda", "scarf"), ("red dragon", "cape")])
def test_what_is_worn_has_another_color_than_the_body(creature: str, worn: str) -> None:
    name = sketches.sketch_for(f"a {creature}", 0)
    plain, dressed = drawn(name, f"a {creature}"), drawn(name, f"a {creature} with a {worn}")
    where = (plain != dressed).any(2) & (dressed[..., 3] > 127) & (plain[..., 3] > 127)
    apart = np.linalg.norm(to_lab(plain[where][:, :3]) - to_lab(dressed[where][:, :3]), axis=1)
    assert np.quantile(apart, 0.75) > 0.2  # the rest may move a little


@pytest.mark.parametrize("animal", ["elephant", "horse", "wolf"])
def test_armor_covers_the_body_of_what_stands_on_four_legs(animal: str) -> None:
    plates = changed(animal, f"a {animal} in blue armor", f"a {animal}")
    assert plates.sum() > 200
    assert np.ptp(np.flatnonzero(plates.any(0))) > 14


@pytest.mark.parametrize(
    ("name", "wish"),
    [("walrus", "with a fishing rod"), ("bear", "with a fishing rod"), ("elephant", "holding a flag"),
     ("bear", "holding an umbrella"), ("cat", "holding a spear")],
)  # fmt: skip
def test_what_is_held_leaves_the_eyes(name: str, wish: str) -> None:
    plain, holding = sketches.pose_sketch(name, f"a {name}", 0), sketches.pose_sketch(name, f"a {name} {wish}", 0)
    assert (holding.render()[0] != plain.render()[0]).any()
    eyes = [shape for shape in holding.sketch.shapes if shape.role == "eye"]
    seen = holding.sketch.picture({"eye": (1, 250, 2)})
    area = sum(float(np.prod(np.ptp(shape.points, axis=0))) for shape in eyes)
    assert ((seen[..., 0] < 60) & (seen[..., 1] > 200) & (seen[..., 2] < 60)).sum() > 0.05 * area


def test_roles_bring_what_they_wear_and_hold() -> None:
    for role in (
        "doctor",
        "firefighter",
        "waiter",
        "police",
        "painter",
        "burglar",
        "dentist",
        "judge",
        "diver",
        "baker",
    ):
        assert changed("cat", f"a {role} cat", "a cat").sum() > 40
    assert changed("dog", "a firefighter dog with a hose", "a firefighter dog").sum() > 20


def test_people_with_a_profession_have_what_it_brings() -> None:
    for role in ("dentist", "gardener", "judge", "mechanic"):
        assert changed("child", f"a {role}", "a child").sum() > 40


@pytest.mark.parametrize("name", ["turtle", "snail"])
def test_a_material_reaches_the_shell(name: str) -> None:
    shell = changed(name, f"a {name} with a red shell", f"a {name}")
    made = np.where(shell[..., None], drawn(name, f"a steel {name}"), 0).astype(np.uint8)
    assert color_shares(made)["grey"] > 0.4
