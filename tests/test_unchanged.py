"""What the packaged models draw and read, and what exports hold, against what was kept in tests/data/unchanged.

The same prompt, seed and bundle give the same pixels. Where processor and libraries are those of the recording
(`recorded_on` in kept.json), every byte must be equal. Elsewhere floating point rounds differently: then at most 1 % of
a sprite's pixels may differ by more than 8 of 255 levels, probabilities by 0.01, and of exports only those of a picture
that needs no model are compared, decoded.

Change the files only together with the models or a format, and say so in CHANGELOG.md:
`python -m tests.test_unchanged` records them again.
"""

import hashlib
import io
import json
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from spritedex import Classifier, GenerationOptions, Generator, Sprite
from spritedex.sprites.creature import Creature
from spritedex.sprites.formats import FORMATS
from spritedex.sprites.palette import quantize, quantize_together, recolor
from tests.pictures import BACK, FRONT, SECOND, SHINY, UPPER_HALF, Picture

ROOT = Path(__file__).resolve().parent.parent
KEPT = Path(__file__).parent / "data" / "unchanged"
LEVELS = 8
SHARE = 0.01
PROBABILITY = 0.01


SPRITES: dict[str, tuple[str, int, dict[str, Any]]] = {
    "pixel": ("a small orange lizard with a burning tail", 1, {}),
    "artwork": ("a round blue fish", 7, {"style": "artwork", "num_steps": 8}),
    "menu": ("a tall green plant with purple flowers", 3, {"style": "menu", "num_steps": 8, "guidance_scale": 3.0}),
    "negative": ("a bird made of ice", 2, {"num_steps": 8, "negative_prompt": "feathers"}),
    "between": (
        "a small blue fish",
        4,
        {"options": GenerationOptions(num_steps=8, towards_prompt="a large red dragon", mix=0.4)},
    ),
    "init": ("a grey stone turtle", 5, {"num_steps": 12, "init": FRONT, "strength": 0.6}),
    "mask": ("a red crown", 6, {"num_steps": 8, "init": FRONT, "mask": UPPER_HALF}),
    "back-shiny": ("a mossy turtle", 9, {"style": "artwork", "num_steps": 8, "back": True, "shiny": True}),
}
DECODED = "decoder"
EXPORTED = "exported"
READ: dict[str, Any] = {"creature.png": ROOT / "docs" / "images" / "creature.png", "drawn": FRONT}
FORMATS_OF_SPRITES = tuple(name for name in FORMATS if name != "png")
"""The PNGs of the format png hold their recipe, whose wording may change."""


@cache
def painter() -> Generator:
    return Generator.load("painter")


@cache
def drawn(name: str) -> Sprite:
    if name == DECODED:
        return next(Generator.load("decoder").generate("a round blue fish", seed=7))
    if name == EXPORTED:
        return next(painter().generate("a round blue fish", seed=3, num_steps=4))
    prompt, seed, options = SPRITES[name]
    return next(painter().generate(prompt, seed=seed, **options))


def read(model: str) -> dict[str, dict[str, Any]]:
    classifier = Classifier.load(model)
    readings = {name: classifier.classify_one(picture) for name, picture in READ.items()}
    return {
        f"{model} {name}": {
            "types": list(reading.types),
            "probabilities": [round(probability, 4) for probability in reading.probabilities.values()],
            "nearest": [[known.number, round(known.similarity, 3)] for known in reading.nearest],
        }
        for name, reading in readings.items()
    }


def exported(format: str) -> dict[str, bytes]:
    """The files of the creature of ellipses."""
    front, second, back = quantize_together([FRONT, SECOND, BACK])
    return FORMATS[format](Creature(front, back, recolor(front, SHINY), (second,), name="Ember Fox"))


def content(data: bytes) -> bytes:
    """A file's bytes; of a PNG its size, indices and pixels, for its bytes depend on the zlib of Pillow."""
    if not data.startswith(b"\x89PNG"):
        return data
    with Image.open(io.BytesIO(data)) as image:
        return repr((image.mode, image.size)).encode() + image.tobytes() + image.convert("RGBA").tobytes()


def digests(files: dict[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}


def here() -> dict[str, Any]:
    """What rounding and compression depend on."""
    flags = Path("/proc/cpuinfo")
    return {
        "system": platform.system(),
        "machine": platform.machine(),
        "avx512": flags.is_file() and " avx512f " in flags.read_text(),
        **{name: version(name) for name in ("onnxruntime", "numpy", "pillow")},
    }


def quantized() -> str:
    """Of a smooth picture with more than 15 colors."""
    indexed = quantize(stored("artwork"))
    return hashlib.sha256(indexed.indices.tobytes() + indexed.palette.tobytes()).hexdigest()


def stored(name: str) -> Picture:
    with Image.open(KEPT / f"{name}.png") as image:
        return np.asarray(image)


@cache
def kept() -> Any:
    return json.loads((KEPT / "kept.json").read_text(encoding="utf-8"))


@cache
def same_machine() -> bool:
    return bool(kept()["recorded_on"] == here())


only_same_machine = pytest.mark.skipif(not same_machine(), reason=f"recorded on {kept()['recorded_on']}")


@pytest.mark.parametrize("name", [*SPRITES, DECODED])
def test_the_same_prompt_and_seed_give_the_same_pixels(name: str) -> None:
    now, before = drawn(name).rgba, stored(name)
    if same_machine():
        np.testing.assert_array_equal(now, before)
    apart = np.abs(now.astype(int) - before).max(axis=2)
    assert (apart > LEVELS).mean() <= SHARE


@pytest.mark.parametrize("model", ["reader", "cnn6"])
def test_the_same_picture_gives_the_same_types(model: str) -> None:
    for name, now in read(model).items():
        before = kept()["readings"][name]
        if same_machine():
            assert now == before
        assert now["types"] == before["types"]
        assert [number for number, _ in now["nearest"]] == [number for number, _ in before["nearest"]]
        np.testing.assert_allclose(now["probabilities"], before["probabilities"], atol=PROBABILITY)


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_pictures_give_the_same_files(format: str) -> None:
    files = exported(format)
    if same_machine():
        assert digests(files) == kept()["exports"][format]
    # What Python's zlib packs differs between its builds, too.
    pictures = {name: content(data) for name, data in files.items() if not name.endswith(".aseprite")}
    assert digests(pictures).items() <= kept()["exports_decoded"][format].items()
    assert files.keys() == kept()["exports_decoded"][format].keys()


@only_same_machine
@pytest.mark.parametrize("format", FORMATS_OF_SPRITES)
def test_the_same_sprite_gives_the_same_files(format: str) -> None:
    assert digests(drawn(EXPORTED).export(format)) == kept()["exports_of_a_sprite"][format]


@only_same_machine
def test_the_same_smooth_picture_gets_the_same_colors() -> None:
    assert quantized() == kept()["quantized"]


def record() -> None:
    """Write down what the models and formats give now."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for name in (*SPRITES, DECODED):
        Image.fromarray(drawn(name).rgba).save(KEPT / f"{name}.png", optimize=True)
    files = {format: exported(format) for format in FORMATS}
    document = {
        "recorded_on": here(),
        "readings": read("reader") | read("cnn6"),
        "exports": {format: digests(each) for format, each in files.items()},
        "exports_decoded": {
            format: digests({name: content(data) for name, data in each.items()}) for format, each in files.items()
        },
        "exports_of_a_sprite": {format: digests(drawn(EXPORTED).export(format)) for format in FORMATS_OF_SPRITES},
        "quantized": quantized(),
    }
    (KEPT / "kept.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record()
