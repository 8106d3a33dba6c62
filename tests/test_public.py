"""The public API: its example is typed and runs, and Python gives what the command line gives."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import spritedex
from spritedex.cli.commands import COMMANDS, Commands, option_name
from tests.toy_bundles import PAINTER_STEPS, toy_generator

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "spritedex"
PROMPT = "a small orange fox"

EXAMPLE = """
from pathlib import Path

import numpy as np
from PIL import Image

import spritedex

generator = spritedex.Generator.load()
image = Image.open("sketch.png")
sprites = generator.generate("a small orange lizard", count=8, seed=1, style="pixel", guidance_scale=5,
                             negative_prompt="wings", num_steps=24, init=image, strength=.6, best_of=32, novel=True)
for sprite in sprites:
    picture: Image.Image = sprite.image
    colors: tuple[str, ...] = sprite.palette
    other: spritedex.Sprite = sprite.back
    another: spritedex.Sprite = sprite.shiny
    files: dict[str, bytes] = sprite.export("gba")
    nearest: list[str] = [known.name for known in sprite.reading.nearest]
    again = generator.generate(variation_of=sprite, types="fire", mask=np.ones((64, 64), bool))

classifier = spritedex.Classifier.load()
reading: spritedex.Reading = classifier.classify_one("lizard.png")
for reading in classifier.classify(["a.png", Path("b.png"), b"", image, np.zeros((8, 8, 4), np.uint8)]):
    print(reading.types, reading.probabilities["fire"])
described: spritedex.Description = classifier.describe_one(image)
text: str = described.text
try:
    generator.generate("a fox", count=0)
except spritedex.OptionError as error:
    print(error.field, error.value, error.reason)
"""

WRONG = {
    "spritedex.Generatr.load()\n": 'has no attribute "Generatr"',
    "generator.generate('a fox', guidance=5)\n": 'Unexpected keyword argument "guidance"',
    "sprite.pallete\n": 'has no attribute "pallete"',
    "sprite.export(1)\n": "incompatible type",
    "reading.type\n": 'has no attribute "type"',
}
"""Wrong lines below the example -> what mypy must say."""

SETTINGS = """[mypy]
[mypy-spritedex.training.*,spritedex.models.*,torch.*,fastapi.*,huggingface_hub.*,rich.*,starlette.*,tokenizers.*]
follow_imports = skip
"""
"""No public name needs the training half or these libraries, and mypy takes a minute to read what they import."""


@pytest.fixture(scope="module")
def generator(painter: Path) -> spritedex.Generator:
    return spritedex.Generator.load(painter)


@pytest.fixture(scope="module")
def sketch() -> Image.Image:
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[20:44, 20:44] = (255, 0, 0, 255)
    return Image.fromarray(rgba)


def exports_for_type_checkers() -> set[str]:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    branch = next(node for node in tree.body if isinstance(node, ast.If))
    imports = [node for node in branch.body if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name for node in imports for alias in node.names}


def test_all_lists_of_public_names_agree() -> None:
    assert sorted(spritedex.__all__) == sorted(dir(spritedex))
    assert set(spritedex.__all__) == exports_for_type_checkers() | {"__version__"}
    for name in spritedex.__all__:
        assert getattr(spritedex, name)
    with pytest.raises(AttributeError, match="no attribute 'Sprit'"):
        _ = spritedex.Sprit  # type: ignore[attr-defined]


def test_every_error_is_public() -> None:
    from spritedex import errors

    found = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
    assert found <= set(spritedex.__all__)


@pytest.mark.slow
def test_mypy_accepts_the_example_and_finds_wrong_names(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    (tmp_path / "right.py").write_text(EXAMPLE, encoding="utf-8")
    (tmp_path / "wrong.py").write_text(EXAMPLE + "".join(WRONG), encoding="utf-8")
    (tmp_path / "mypy.ini").write_text(SETTINGS, encoding="utf-8")
    options = ("--strict", "--config-file=mypy.ini", "--no-error-summary", f"--cache-dir={tmp_path / 'cache'}")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "right.py", "wrong.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "MYPYPATH": str(PACKAGE.parent)},
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if ": note: " not in line]
    assert len(lines) == len(WRONG), done.stdout
    for line, message in zip(lines, WRONG.values(), strict=True):
        assert line.startswith("wrong.py:")
        assert message in line


def test_a_sprite_shows_saves_and_exports_itself(
    generator: spritedex.Generator, sketch: Image.Image, tmp_path: Path
) -> None:
    sprites = list(
        generator.generate(
            PROMPT, count=2, seed=1, style="pixel", guidance_scale=5, negative_prompt="tail", num_steps=4,
            init=sketch, strength=0.6, best_of=3,
        )
    )  # fmt: skip
    assert len(sprites) == 2
    scores = [sprite.score for sprite in sprites if sprite.score is not None]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 2
    sprite = sprites[0]
    assert sprite.image.size == (64, 64)
    assert 1 <= len(sprite.palette) <= 15
    assert (sprite.back.options.back, sprite.shiny.options.shiny) == (True, True)
    assert (repr(sprite.back).endswith("back=True)"), repr(sprite.shiny).endswith("shiny=True)")) == (True, True)
    assert sprite.back is sprite.back.back
    assert any(name.endswith("front.png") for name in sprite.export("gba"))
    assert sprite.recipe["options"]["num_steps"] == 4
    assert sprite.reading.types
    assert [word.word for word in sprite.words] == PROMPT.split()
    assert sprite._repr_png_().startswith(b"\x89PNG")
    assert PROMPT in sprite._repr_html_()
    assert "<table>" in sprite.reading._repr_html_()
    with Image.open(sprite.save(tmp_path / "fox.png")) as saved:
        assert np.array_equal(np.asarray(saved.convert("RGBA"))[..., 3], sprite.rgba[..., 3])
    varied = [next(generator.generate(variation_of=each, count=1)) for each in (sprite, tmp_path / "fox.png")]
    assert varied[0].png == varied[1].png
    assert varied[0].prompt == PROMPT


@pytest.mark.parametrize("kind", ["path", "text", "bytes", "image", "array", "sprite"])
def test_pictures_are_taken_in_every_form(
    generator: spritedex.Generator, sketch: Image.Image, tmp_path: Path, kind: str
) -> None:
    sketch.save(tmp_path / "init.png")
    path = tmp_path / "init.png"
    drawn = next(generator.generate(PROMPT, style="artwork", num_steps=2))
    source: Any = {
        "path": path, "text": str(path), "bytes": path.read_bytes(), "image": sketch, "array": np.asarray(sketch),
        "sprite": drawn,
    }[kind]  # fmt: skip
    mask = np.arange(64)[:, None].repeat(64, axis=1) < 32
    (sprite,) = generator.generate(PROMPT, init=source, mask=mask, style="artwork", num_steps=2)
    given = drawn.rgba if kind == "sprite" else np.asarray(sketch)
    assert np.array_equal(sprite.rgba[32:], given[32:])


def test_python_gives_the_bytes_of_the_command_line(
    generator: spritedex.Generator, painter: Path, tmp_path: Path, spritedex: Callable[..., Any]
) -> None:
    words = ("--type", "fire", "--colour", "red", "--size", "small", "--negative", "tail", "--steps", 3, "--seed", 4)
    for format in (None, "gba"):
        options = ("--format", format) if format else ()
        done = spritedex("generate", PROMPT, *words, *options, "--model", painter, "--out", tmp_path / str(format))
        assert done.returncode == 0, done.stderr
        (sprite,) = generator.generate(
            PROMPT, types="fire", color="red", size="small", negative_prompt="tail", num_steps=3, seed=4, format=format
        )
        written = {
            path.relative_to(tmp_path / str(format)).as_posix(): path.read_bytes()
            for path in (tmp_path / str(format)).rglob("*")
            if path.is_file()
        }
        assert sprite.files == written


def test_steps_call_back_and_notes_reach_the_sprite(generator: spritedex.Generator) -> None:
    steps: list[spritedex.Step] = []
    opaque = np.full((64, 64, 3), 90, np.uint8)
    (sprite,) = generator.generate(PROMPT, init=opaque, strength=1.0, callback_on_step_end=steps.append)
    assert [step.step for step in steps] == [*range(1, PAINTER_STEPS), 0]
    assert steps[0].preview.shape == (64, 64, 4)
    assert sprite.notes == (
        "init: all of the picture has the ground's color: nothing cleared",
        "init: no transparent pixel, so the background is redrawn too; make it transparent",
    )


def test_wrong_options_are_refused_at_once_by_their_python_names(
    generator: spritedex.Generator, tmp_path: Path
) -> None:
    with pytest.raises(spritedex.OptionError, match=r"best_of 2: must be at least count \(3\)"):
        generator.generate(PROMPT, best_of=2, count=3)
    with pytest.raises(spritedex.OptionError, match="style 'water': unknown; choose from artwork, menu, pixel"):
        generator.generate(PROMPT, style="water")
    with pytest.raises(spritedex.OptionError, match="options: cannot be combined with back"):
        generator.generate(PROMPT, back=True, options=spritedex.GenerationOptions(num_steps=2))
    with pytest.raises(spritedex.PromptError, match="it is empty"):
        generator.generate("")
    with pytest.raises(spritedex.OptionError, match="palette: 'red' is not a color; write six hex digits"):
        generator.generate(PROMPT, palette="red")
    with pytest.raises(spritedex.OptionError, match=r"callback_on_step_end '?3'?: must be a function of a step"):
        generator.generate(PROMPT, callback_on_step_end=3)  # type: ignore[arg-type]
    with pytest.raises(spritedex.PictureError, match=r"^init: empty file"):
        generator.generate(PROMPT, init=b"")
    decoder = spritedex.Generator.load(toy_generator(tmp_path / "decoder"))
    with pytest.raises(
        spritedex.OptionError, match="types: this model takes a prompt and a seed only; leave out types"
    ):
        decoder.generate("a fox", types=("fire",))
    with pytest.raises(spritedex.OptionError, match="back: this model takes a prompt and a seed only"):
        _ = next(decoder.generate("a fox")).back


def test_options_have_the_names_of_the_command_line() -> None:
    group = Commands(name="spritedex")
    generate = group.get_command(None, "generate")
    names = {
        "guidance_scale": "--guidance", "num_steps": "--steps", "negative_prompt": "--negative", "types": "--type",
        "variation_of": "--variations", "best_of": "--best-of", "count": "--count", "prompt": "PROMPT", "out": "--out",
        "color": "--color", "unheard_of": "--unheard-of",
    }  # fmt: skip
    assert {field: option_name(generate, field) for field in names} == names
    assert all(group.get_command(None, name) for name in COMMANDS)


@pytest.mark.parametrize("room", ["workflows", "runtime", "data", "models", "sprites"])
def test_options_are_data_below_the_front_ends(room: str) -> None:
    texts = [
        f"{path.name}:{node.lineno}: {node.value[:80]}"
        for path in sorted((PACKAGE / room).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search("--[a-z]", node.value)
    ]
    assert not texts


def test_the_package_and_its_help_are_light() -> None:
    code = (
        "import sys, spritedex; print(*[name for name in ('numpy', 'PIL', 'pydantic', 'typer') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
    code = (
        "import sys; from spritedex.cli.app import main; sys.argv = ['spritedex', '--help']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print('loaded', *[name for name in ('rich', 'numpy', 'spritedex.cli.generate') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded"
    assert all(f"\n  {name}" in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("way", [["-m", "spritedex"], ["-m", "spritedex.cli.app"]])
def test_the_module_runs_and_says_its_version(way: list[str]) -> None:
    done = subprocess.run([sys.executable, *way, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"spritedex {spritedex.__version__}\n"


def test_one_picture_in_place_of_a_list_is_named_and_a_missing_file_too(tmp_path: Path) -> None:
    classifier = spritedex.Classifier.load()
    with pytest.raises(spritedex.OptionError, match="use classify_one for one"):
        classifier.classify("fox.png")
    with pytest.raises(spritedex.PictureError, match=r"nope\.png: no such file"):
        classifier.classify_one(tmp_path / "nope.png")
