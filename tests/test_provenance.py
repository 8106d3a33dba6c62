"""What a bundle says of its origin: its parent, its own epochs, the licenses of its pictures, and its own license."""

from pathlib import Path
from typing import Any, Final

from spritedex.data.records import Record
from spritedex.workflows.export.card import model_card
from spritedex.workflows.train.prepare import licenses_of

TRAINED_ON: Final[dict[str, Any]] = {
    "source": "24 species, pixel", "pictures": {"train": 3}, "image_size": 64, "seed": 0, "split": "family",
    "epochs": 7, "versions": {"python": "3.12"},
}  # fmt: skip
CONFIG: Final[dict[str, Any]] = {"architecture": "cnn6", "image_size": 64, "model": {}}


def record(number: int, source: str = "", license: str = "") -> Record:
    return Record(str(number), number, "", Path("a.png"), (), "", family=1, source=source, license=license)


def test_licenses_are_counted_by_source() -> None:
    stated = [record(1, source="tuxemon", license="CC-BY-SA-4.0"), record(2, source="tuxemon", license="CC-BY-SA-4.0")]
    assert licenses_of([*stated, record(3)]) == {"data: not stated": 1, "tuxemon: CC-BY-SA-4.0": 2}
    assert licenses_of([record(3)]) == {}


def test_the_card_names_parent_own_epochs_and_licenses() -> None:
    more = {
        "parent": {"name": "painter", "sha256": "ab" * 32},
        "own_epochs": 2,
        "licenses": {"tuxemon: CC-BY-SA-4.0": 2},
    }
    card = model_card("mine", CONFIG, TRAINED_ON | more, {}, False, "CC-BY-4.0", "Draws my bestiary.")
    assert "Began at the weights of `painter` (manifest sha256 `abababababababab…`)" in card
    assert "2 epochs of its own" in card
    assert "Licenses of the training pictures: 2 tuxemon: CC-BY-SA-4.0" in card
    assert "\nDraws my bestiary.\n" in card
    assert "CC-BY-4.0 for the weights trained here." in card
    plain = model_card("mine", CONFIG, TRAINED_ON, {}, False)
    assert "MIT for the weights trained here." in plain
    assert "Began at" not in plain
