"""Types out of labels, and a package that is light to import."""

import subprocess
import sys

import pytest

from spritedex.errors import UsageError
from spritedex.vocabulary import parse_types


@pytest.mark.parametrize(
    ("label", "types"),
    [
        ("grass and poison type pokemon", ("grass", "poison")),
        ("a fire-type Pokémon", ("fire",)),
        ("a fire-type Poke\N{COMBINING ACUTE ACCENT}mon", ("fire",)),
        ("Water", ("water",)),
        ("grass/poison", ("grass", "poison")),
        ("dark, fire", ("dark", "fire")),
        ("['Bug', 'Flying']", ("bug", "flying")),
        ("a creature of the ICE type", ("ice",)),
        ("steel & steel", ("steel",)),
        ("None", ()),
        ("", ()),
    ],
)
def test_labels_as_people_write_them(label: str, types: tuple[str, ...]) -> None:
    assert parse_types(label) == types


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("grass and posion type pokemon", "unknown type 'posion'"),
        ("firewater", "unknown type 'firewater'"),
        ("fire 2", "unknown type '2'"),
        ("fire, water, grass", r"3 types \(fire, water, grass\); a creature has at most 2"),
    ],
)
def test_labels_that_would_become_wrong_are_refused(label: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_types(label)


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = "{'numpy', 'PIL', 'onnxruntime', 'torch', 'pydantic'} & set(sys.modules)"
    command = f"import sys, spritedex; print(len(spritedex.TYPES), *({heavy}))"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout == "18\n"
