"""Options of a painter that are refused or have no effect: one line says which, why, and what to do."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from spritedex import Generator
from spritedex.errors import OptionError, SpritedexError, UsageError
from spritedex.runtime.options import GenerationOptions
from spritedex.runtime.pipeline import MAX_SEED, Pipeline
from spritedex.runtime.session import cores, providers, use_hardware
from spritedex.sprites.codec import png_bytes
from spritedex.workflows.generate.attributes import Attributes
from spritedex.workflows.generate.render import GenerateRequest, Models, render
from spritedex.workflows.generate.save import save
from tests.pictures import FRONT
from tests.toy_bundles import toy_generator, toy_painter

Run = Callable[..., Any]
PROMPT = "a small orange fox"


def test_a_sprite_that_failed_gets_a_note(painter: Path) -> None:
    generator = Generator.load(painter)
    dots = np.zeros((64, 64, 4), np.uint8)
    dots[8::16, 8::16] = dots[8::16, 9::16] = dots[9::16, 8::16] = dots[9::16, 9::16] = (200, 30, 30, 255)
    one = np.where(np.arange(64)[:, None, None] < 16, dots, 0).astype(np.uint8)
    corner = np.zeros((64, 64), bool)
    corner[0, 0] = True
    kept: dict[str, Any] = {"mask": corner, "strength": 0.5}
    (nothing,) = generator.generate(PROMPT, init=one, **kept)
    assert any(note.startswith("next to nothing was drawn: try another seed") for note in nothing.notes)
    (pieces,) = generator.generate(PROMPT, init=dots, **kept)
    assert any("in pieces, of which the largest is 6% of the sprite" in note for note in pieces.notes)
    (whole,) = generator.generate(PROMPT)
    assert not whole.notes


def test_threads_and_device_hold_for_networks_opened_from_then_on() -> None:
    try:
        use_hardware(" CPU ", 3)
        assert (cores(), providers()) == (3, ["CPUExecutionProvider"])
        with pytest.raises(OptionError, match="unknown; choose from auto, cpu, cuda"):
            use_hardware("tpu")
    finally:
        use_hardware()


@pytest.fixture
def sketch(tmp_path: Path) -> Path:
    """A sprite of 64x64 as a PNG."""
    (tmp_path / "sketch.png").write_bytes(png_bytes(FRONT))
    return tmp_path / "sketch.png"


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ({"types": ("flyng",)}, r"types 'flyng': unknown; did you mean 'flying'\? Choose from normal, fire"),
        ({"types": ("fire", "ice", "bug")}, r"types 'fire, ice, bug': are 3 types, and a creature has at most 2"),
        ({"color": "oragne"}, r"did you mean 'orange'\? Choose from black"),
        ({"shape": "four-legged"}, r"did you mean 'quadruped'\? Choose from armor"),
        ({"size": "42"}, r"size '42': unknown; choose from tiny, very small"),
    ],
)
def test_a_trait_that_captions_do_not_know_is_named(attributes: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Attributes(**attributes)


def test_an_option_that_changes_nothing_has_a_note(tmp_path: Path) -> None:
    generator = Pipeline.load(toy_painter(tmp_path / "toy", guided_from=0.1, guided_to=0.65))
    init = np.full((64, 64, 4), 255, np.uint8)

    def notes(**options: Any) -> str:
        return " ".join(next(generator.generate(PROMPT, options=GenerationOptions(**options))).notes)

    assert "guidance and negative prompt have no effect at strength 0.35 or less" in notes(
        init=init, strength=0.3, negative_prompt="blue"
    )
    assert "the negative prompt has no effect at a guidance of 1" in notes(negative_prompt="blue", guidance_scale=1.0)
    assert notes(init=init, strength=0.6, negative_prompt="blue", guidance_scale=2.0) == ""
    with pytest.raises(SpritedexError, match=r"^negative_prompt: it is empty"):
        notes(negative_prompt=" ")
    assert "towards_prompt: only the first" in notes(towards_prompt="fox " * 100)
    assert "negative_prompt: unknown tokens ignored: ⛩" in notes(negative_prompt="blue ⛩")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "prompt: nothing to draw; give a sentence, or types, color"),
        ({"prompts": ("fox",), "count": 10**6}, "count 1000000: must be between 1 and 10000"),
        ({"prompts": ("fox",), "best_of": 10**6}, "best_of 1000000: must be between 1 and 1000"),
        ({"prompts": ("fox",), "best_of": 2, "count": 3}, r"best_of 2: must be at least count \(3\)"),
        (
            {"prompts": ("fox",), "seed": MAX_SEED, "novel": True},
            r"seed \d+: must be between 0 and 9223372036854775798",
        ),
        ({"prompts": ("fox",), "tries": 3}, "tries: counts the seeds that novel may try; give that"),
        ({"prompts": ("fox",), "frames": 3}, "frames: counts the pictures of between"),
        ({"prompts": ("fox",), "strength": 0.5}, "strength: sets how much of a picture to redraw; give init"),
        ({"prompts": ("fox",), "mask": Path("mask.png")}, "mask: marks .* give init"),
        ({"prompts": ("fox",), "between": ("a", "b")}, "between: has both prompts; leave out prompt"),
        ({"between": ("a", " ")}, "one is empty; write both"),
        ({"between": ("a", "b"), "frames": 1000}, "frames 1000: must be between 2 and 100"),
        ({"between": ("a", "b"), "best_of": 3}, "leave out best_of and novel"),
        ({"prompts": ("fox",), "variation_of": Path("x.png")}, "variation_of: takes prompt, style, back and shiny"),
        ({"prompts": ("fox",), "novel": True, "best_of": 3, "tries": 2}, "tries: has no effect with best_of"),
        ({"prompts": ("fox",), "format": "bmp"}, "format 'bmp': unknown; choose from png, gba"),
        (
            {"prompts": ("fox",), "format": "gba", "options": GenerationOptions(back=True)},
            "format: draws back and shiny too; leave out back and shiny",
        ),
        (
            {"prompts": ("fox",), "options": GenerationOptions("oil")},
            "style 'oil': unknown; choose from artwork, menu, pixel",
        ),
        (
            {"prompts": ("fox",), "options": GenerationOptions(num_steps=1000)},
            "num_steps 1000: must be between 1 and 200",
        ),
        (
            {"prompts": ("fox",), "options": GenerationOptions(guidance_scale=float("nan"))},
            "guidance_scale nan: must be between 0 and 20",
        ),
        ({"prompts": ("fox",), "init": Path("nowhere.png")}, r"nowhere.png: no such file; check the path"),
        ({"prompts": ("fox",), "init": "sketch", "strength": 0.0}, "strength 0.0: must be above 0"),
        ({"prompts": ("fox",), "init": "sketch", "mask": "clear"}, "clear.png: fully transparent"),
        ({"prompts": ("fox",), "init": "sketch", "mask": "black"}, "black.png: nothing is marked; paint white"),
        (
            {"prompts": ("fox",), "init": "black", "mask": "sketch"},
            "mask: needs a sprite of 64x64 as init, and .*black.png is 80x80",
        ),
    ],
)
def test_wrong_options_are_explained_and_nothing_is_drawn(
    painter: Path, tmp_path: Path, sketch: Path, options: dict[str, Any], message: str
) -> None:
    Image.new("RGBA", (80, 80)).save(tmp_path / "clear.png")
    Image.new("RGB", (80, 80)).save(tmp_path / "black.png")
    paths = {
        name: tmp_path / f"{value}.png" for name, value in options.items() if value in ("sketch", "clear", "black")
    }
    prompts = options.pop("prompts", ())
    with pytest.raises(SpritedexError, match=message):
        render(GenerateRequest(prompts, **{**options, **paths}), Models(str(painter)))


def test_what_is_read_is_not_overwritten(painter: Path, tmp_path: Path, sketch: Path) -> None:
    target = tmp_path / "out" / "a-fox-0-from-sketch.png"
    target.parent.mkdir()
    target.symlink_to(sketch)
    before = sketch.read_bytes()
    drawn = render(GenerateRequest(("a fox",), init=sketch), Models(str(painter)))
    *_, problem = save(drawn, tmp_path / "out", keep=[sketch], force=True)
    assert str(problem).endswith("is a picture to read and would be overwritten; choose another folder")
    assert sketch.read_bytes() == before


def test_a_decoder_writes_formats_and_refuses_all_else(tmp_path: Path, spritedex: Run) -> None:
    decoder = toy_generator(tmp_path / "decoder")
    done = spritedex("generate", "a fox", "--format", "ds", "--model", decoder, cwd=tmp_path)
    assert done.returncode == 0
    assert "no back view: the front stands in for it" in done.stderr
    options = ("--type", "fire", "--back", "--best-of", 4)
    refused = spritedex("generate", "a fox", *options, "--model", decoder, "--out", "no", cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith(
        "error: --type: this model takes a prompt and a seed only; leave out --type, --back, --best-of, or use"
    )
    assert refused.stderr.count("\n") == 1
    assert not (tmp_path / "no").exists()


def test_a_painter_without_pixel_art_draws_in_its_own_style(tmp_path: Path, spritedex: Run) -> None:
    own = toy_painter(tmp_path / "own", draws=["artwork", "menu"])
    done = spritedex("generate", "a small orange fox", "--model", own, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (sprite,) = json.loads(done.stdout)["sprites"]
    assert (sprite["options"]["style"], sprite["palette"]) == ("artwork", None)
    again = spritedex("generate", "a small orange fox", "--model", own, "--style", "Menu", "--json", cwd=tmp_path)
    assert json.loads(again.stdout)["sprites"][0]["options"]["style"] == "menu"
    assert spritedex("attention", "a small orange fox", "--model", own, cwd=tmp_path).returncode == 0
    (made,) = Generator.load(own).generate("a small orange fox")
    assert made.options.style == "artwork"
    assert Generator.load(own).generate("a fox", style=None)
    for command in ("generate", "attention"):
        colors = spritedex(command, "a fox", "--model", own, "--palette", tmp_path / sprite["file"], cwd=tmp_path)
        assert "this model does not draw it" in colors.stderr


def test_words_of_a_sprite_in_given_colors_are_shown(painter: Path, tmp_path: Path, spritedex: Run) -> None:
    (tmp_path / "two.hex").write_text("101010\nf0e0c0\n")
    done = spritedex("attention", "a fox", "--model", painter, "--palette", "two.hex", "--out", "two.png", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert spritedex("attention", "a fox", "--model", painter, "--out", "own.png", cwd=tmp_path).returncode == 0
    assert (tmp_path / "two.png").read_bytes() != (tmp_path / "own.png").read_bytes()
