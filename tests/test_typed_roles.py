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
    assert drawn(sentence) == drawn(f"a {noun}")


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
    assert drawn(sentence) == drawn(f"a {noun}")


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
