"""Who a creature is and what it plays make one creature, however a sentence puts them together."""

import pytest

from spritedex import sketches
from spritedex.sentence import Lexicon
from spritedex.sketches.parts import parts_of

LEXICON = sketches.with_sketches(Lexicon(frozenset()))


def drawn(sentence: str) -> set[str]:
    read = sketches.reworded(sentence)
    return {sketches.sketch_for(read, seed) for seed in range(8)}


@pytest.mark.parametrize(
    ("sentence", "noun"),
    [
        ("my teacher is a owl with glasses", "owl"),
        ("my best friend is a ghost", "ghost"),
        ("the mayor is a walrus with a monocle", "walrus"),
        ("the final boss is a giant crab", "crab"),
        ("my cat is a fat wizard", "cat"),
        ("a knight, but he is a frog", "frog"),
        ("my hamster but he's a knight", "hamster"),
        ("a potato that is a king", "potato"),
        ("shopkeeper NPC, badger with a lantern", "badger"),
        ("blacksmith: a bull with a big hammer", "bull"),
        ("the pirate captain, an old crab with a hook", "crab"),
        ("captain of the guard, a rhino in armor", "rhino"),
        ("the king of the swamp, a fat toad", "toad"),
        ("the boss of the bakery level, a giant serpent", "serpent"),
    ],
)
def test_creature_with_a_role_is_drawn(sentence: str, noun: str) -> None:
    assert drawn(sentence) <= drawn(f"a {noun}")  # those alone that stand upright


@pytest.mark.parametrize(
    ("sentence", "noun"),
    [
        ("a witch, black cat on her shoulder", "witch"),
        ("a pirate, parrot on his shoulder", "pirate"),
        ("wizard, purple robe, long beard", "wizard"),
        ("a ninja, sword in his hand", "ninja"),
        ("my cat is a little angry", "cat"),
    ],
)
def test_company_of_people_is_no_role(sentence: str, noun: str) -> None:
    assert drawn(sentence) <= drawn(f"a {noun}")  # those alone that stand upright


def test_role_gives_its_things() -> None:
    sentence = sketches.reworded("my hamster but he is a knight")
    shown = sketches.pose_sketch(sketches.sketch_for(sentence, 0), sentence, 0).sketch.shapes
    alone = sketches.pose_sketch(sketches.sketch_for("a hamster", 0), "a hamster", 0).sketch.shapes
    assert len(shown) > len(alone) + 3


def parts(sentence: str) -> tuple[str, ...]:
    read = sketches.reworded(sentence)
    return tuple(part.name for part in parts_of(sketches.sketch_for(read, 0), read, LEXICON))


@pytest.mark.parametrize(
    ("sentence", "weapon"),
    [
        ("a knight hamster with a spoon sword", "spoon"),
        ("a mouse warrior with a spear", "spear"),
        ("a wizard cat with a candy cane staff", "candy-cane"),
    ],
)
def test_a_role_holds_the_weapon_that_is_said_alone(sentence: str, weapon: str) -> None:
    assert [part for part in parts(sentence) if part in {"sword", "wand", "staff", weapon}] == [weapon]


@pytest.mark.parametrize(
    ("sentence", "worn"),
    [
        ("ghost samurai, broken helmet", "kabuto"),
        ("a cat astronaut with a cracked helmet", "space-helmet"),
        ("old wizard turtle with a long white beard", "wizard-hat"),
        ("skeleton knight", "armor"),
        ("undead knight", "helmet"),
        ("zombie knight", "helmet"),
    ],
)
def test_a_role_brings_what_it_is_known_by(sentence: str, worn: str) -> None:
    assert worn in parts(sentence) or sketches.sketch_for(sketches.reworded(sentence), 0).startswith("knight")


@pytest.mark.parametrize(
    ("sentence", "same"),
    [
        ("crab with a treasure chest as shell", "a hermit crab"),
        ("dinosaur t rex purple", "a t rex"),
        ("a dino triceratops", "a triceratops"),
        ("capybara with an orange on head", "a capybara"),
    ],
)
def test_what_it_is_comes_before_what_it_has(sentence: str, same: str) -> None:
    assert drawn(sentence) == drawn(same)


def fills(sentence: str) -> set[tuple[int, int, int]]:
    read = sketches.reworded(sentence)
    shapes = sketches.pose_sketch(sketches.sketch_for(read, 0), read, 0).sketch.shapes
    return {shape.fill for shape in shapes}


def test_the_dots_of_a_cap_have_their_own_color() -> None:
    colors = fills("mushroom guy with red cap, blue dots")
    assert any(red > 2 * blue and red > 150 for red, _, blue in colors)
    assert any(blue > 1.5 * red and blue > 120 for red, _, blue in colors)


@pytest.mark.parametrize("animal", ["hedgehog", "fox", "bird"])
def test_a_dark_type_is_purple_and_black(animal: str) -> None:
    posed = sketches.pose_sketch(sketches.sketch_for(f"{animal} dark type", 0), f"{animal} dark type", 0)
    red, green, blue = posed.colors["main"]
    assert green < red < blue < 130


def test_what_is_made_of_cheese_has_holes() -> None:
    assert len(fills("a knight made of cheese") - fills("a knight")) > 2
    assert (250, 204, 74) in fills("a knight made of cheese")


@pytest.mark.parametrize("weapon", ["sword", "axe", "katana", "spear"])
def test_who_has_a_weapon_that_is_named_has_none_of_what_it_is(weapon: str) -> None:
    for role in ("ninja", "samurai", "knight"):
        held = {"axe", "katana", "spear", "sword"}.intersection(parts(f"a {role} turtle with a {weapon}"))
        assert held == {weapon}
