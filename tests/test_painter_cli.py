"""What a painter draws: from options, from a picture, between two prompts, the best of many, and files for games."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence

from spritedex.errors import BundleError, PictureError
from spritedex.runtime.options import GenerationOptions
from spritedex.runtime.pipeline import Pipeline
from spritedex.runtime.reading import Reading
from spritedex.runtime.session import use_hardware
from spritedex.sprites.codec import png_bytes
from spritedex.sprites.pieces import largest_piece
from spritedex.vocabulary import TYPES
from spritedex.workflows.generate import draw as drawing
from spritedex.workflows.generate.attributes import Attributes, compose
from spritedex.workflows.generate.choice import plausibility, score
from spritedex.workflows.generate.recipe import read_recipe, sprite_png
from spritedex.workflows.generate.render import GenerateRequest, Models, Note, Rendered, Step, render
from spritedex.workflows.generate.save import Saved, Sheet, save
from tests.pictures import png_text
from tests.toy_bundles import PAINTER_STEPS, toy_painter

Run = Callable[..., Any]
PROMPT = "a small orange fox"


@pytest.fixture
def draw(painter: Path, tmp_path: Path) -> Callable[..., list[Any]]:
    """Draws into `tmp_path`/out: draw(PROMPT, ..., count=2) -> what `save` yields, without steps."""
    models = Models(str(painter))

    def run(*prompts: str, sheet: bool = True, record: bool = False, **options: Any) -> list[Any]:
        inputs = [options[name] for name in ("init", "mask", "variation_of") if name in options]
        results = render(GenerateRequest(prompts, **options), models)
        saved = save(results, tmp_path / "out", sheet=sheet, record=record, keep=inputs)
        return [item for item in saved if not isinstance(item, Step)]

    return run


@pytest.fixture
def sketch(tmp_path: Path) -> Path:
    """A red square of 24 pixels on clear, as a 64x64 PNG."""
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[20:44, 20:44] = (255, 0, 0, 255)
    (tmp_path / "sketch.png").write_bytes(png_bytes(rgba))
    return tmp_path / "sketch.png"


def test_json_says_enough_to_make_every_sprite_again(
    painter: Path, sketch: Path, tmp_path: Path, spritedex: Run
) -> None:
    attributes = ("--type", "fire", "--color", "red", "--negative", "blue tail")
    options = ("--init", sketch, "--strength", 0.7, "--steps", 5, "--guidance", 2.5, "-n", 2, "--seed", 3)
    done = spritedex("generate", PROMPT, *attributes, *options, "--model", painter, "--json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    sprites = json.loads(done.stdout)["sprites"]
    assert [sprite["seed"] for sprite in sprites] == [3, 4]
    generator = Pipeline.load(painter)
    for sprite in sprites:
        record = tmp_path / Path(sprite["file"]).with_suffix(".json")
        document = json.loads(record.read_text())
        assert document == {**sprite, "file": Path(sprite["file"]).name}
        assert document["prompt"] == "a small red fox, fire type"
        assert (document["options"]["num_steps"], document["options"]["guidance_scale"]) == (5, 2.5)
        assert len(document["bundle"]["sha256"]) == len(document["classifier"]["sha256"]) == 64
        assert set(document["probabilities"]) == set(TYPES)
        assert 1 <= len(document["palette"]) <= 15
        assert document["nearest"][0]["similarity"] <= 1
        recipe = read_recipe(record)
        again = next(generator.generate(recipe.prompt, seed=recipe.seed, options=recipe.options))
        assert sprite_png(again, document["bundle"]["name"]) == (tmp_path / sprite["file"]).read_bytes()


def test_pixel_sprites_are_indexed_and_say_how_they_were_made(draw: Callable[..., list[Any]]) -> None:
    (pixel,) = draw(PROMPT)
    (artwork,) = draw(PROMPT, options=GenerationOptions("artwork", back=True))
    with Image.open(pixel.path) as image:
        assert (image.mode, image.size, image.info["transparency"]) == ("P", (64, 64), 0)
        assert np.asarray(image).max() <= 15
        assert png_text(image) == {"prompt": PROMPT, "seed": "0", "model": "toy-flow"}
        assert np.array_equal(np.asarray(image.convert("RGBA"))[..., 3], pixel.rendered.sample.rgba[..., 3])
    with Image.open(artwork.path) as image:
        assert image.mode == "RGBA"
        assert json.loads(png_text(image)["options"]) == {"style": "artwork", "back": True}
    assert artwork.path.name == "a-small-orange-fox-0-artwork-back.png"
    assert read_recipe(artwork.path).options.changed_fields() == {"style": "artwork", "back": True}


def test_a_seed_gives_the_same_pixels_alone_in_a_batch_and_among_others(draw: Callable[..., list[Any]]) -> None:
    batch = {item.rendered.sample.seed: item.path.read_bytes() for item in draw(PROMPT, count=3, seed=4, sheet=False)}
    assert draw(PROMPT, seed=5)[0].path.read_bytes() == batch[5]
    best = [item for item in draw(PROMPT, seed=4, best_of=3, count=2) if isinstance(item, Saved)]
    assert all(item.path.read_bytes() == batch[item.rendered.sample.seed] for item in best)


def test_guidance_counts_between_its_times_alone(tmp_path: Path) -> None:
    def painted(name: str, guidance: float, **config: Any) -> Any:
        folder = tmp_path / name
        painter = Pipeline.load(str(folder if folder.is_dir() else toy_painter(folder, **config)))
        return next(painter.generate(PROMPT, seed=2, options=GenerationOptions(guidance_scale=guidance))).raw

    assert not np.array_equal(painted("until the end", 1), painted("until the end", 9))
    halfway = [painted("halfway", guidance, guided_to=0.5) for guidance in (1, 9)]
    assert not np.array_equal(*halfway)
    assert not np.array_equal(halfway[1], painted("until the end", 9))
    assert np.array_equal(painted("never", 1, guided_to=0.1), painted("never", 9))


def test_attributes_have_the_words_of_captions() -> None:
    attributes = Attributes(("Fire", "flying", "fire"), "gray", "quadruped", "very  small")
    assert compose(attributes, "") == "a very small grey four-legged creature of fire and flying type"
    assert compose(Attributes(size="enormous"), "it naps") == "an enormous creature. it naps"
    fox = "a small red fox with a blue hat, sleeping"
    assert compose(Attributes(("fire",), "green"), fox) == "a small green fox with a blue hat, sleeping, fire type"
    assert compose(Attributes(size="tiny"), "The huge owl") == "a tiny owl"
    assert compose(Attributes(), " as it is ") == " as it is "


def test_a_picture_to_begin_with_shows_the_more_the_less_is_painted_anew(
    draw: Callable[..., list[Any]], sketch: Path
) -> None:
    def distance(strength: float) -> float:
        (drawn,) = draw(PROMPT, init=sketch, strength=strength, options=GenerationOptions("artwork"))
        return float(np.abs(drawn.rendered.sample.rgba.astype(int) - np.asarray(Image.open(sketch))).mean())

    assert distance(0.1) < distance(0.9)
    (usual,) = draw(PROMPT, init=sketch)
    assert usual.rendered.sample.options.strength == 0.6
    assert usual.path.name == "a-small-orange-fox-0-from-sketch.png"


def test_a_large_opaque_picture_is_fitted_with_a_note(draw: Callable[..., list[Any]], tmp_path: Path) -> None:
    Image.new("RGB", (300, 200), "teal").save(tmp_path / "photo.jpg")
    *notes, drawn = draw(PROMPT, init=tmp_path / "photo.jpg")
    assert all(isinstance(note, Note) for note in notes)
    assert "no transparent pixel, so the background is redrawn too" in notes[-1].text
    assert drawn.rendered.sample.options.init.shape == (64, 64, 4)


@pytest.mark.parametrize("kind", ["white on black", "opaque on clear"])
def test_only_what_a_mask_marks_is_painted_anew(
    draw: Callable[..., list[Any]], sketch: Path, tmp_path: Path, kind: str
) -> None:
    mask = Image.new("L", (128, 128))
    mask.paste(255, (0, 0, 128, 64))
    if kind == "opaque on clear":
        mask = Image.merge("RGBA", [Image.new("L", (128, 128))] * 3 + [mask])
    mask.save(tmp_path / "mask.png")
    given = np.asarray(Image.open(sketch))
    for style in ("artwork", "pixel"):
        (drawn,) = draw(PROMPT, init=sketch, mask=tmp_path / "mask.png", options=GenerationOptions(style))
        assert np.array_equal(drawn.rendered.sample.rgba[32:], given[32:])
        assert not np.array_equal(drawn.rendered.sample.rgba[:32], given[:32])


def test_a_word_that_says_more_counts_more(painter: Path) -> None:
    generator = Pipeline.load(painter)
    words = generator.attention(next(generator.generate("fox fox fox blue")))
    assert [each.word for each in words] == ["fox", "fox", "fox", "blue"]
    assert sum(each.share for each in words) == pytest.approx(1)
    assert words[0].share == pytest.approx(words[1].share)
    assert words[0].share != pytest.approx(words[3].share)


def test_between_goes_from_one_prompt_to_the_other(draw: Callable[..., list[Any]]) -> None:
    *frames, sheet = draw(between=("a blue fox", "a green tail"), frames=5, seed=2)
    assert [frame.rendered.sample.options.mix for frame in frames] == [0, 0.25, 0.5, 0.75, 1]
    assert [frame.path.name for frame in frames] == [
        f"a-blue-fox-to-a-green-tail-2-{number}.png" for number in range(5)
    ]
    (whole,) = draw(between=("a blue fox", "a green tail"), frames=5, seed=2, format="gif")
    with Image.open(whole.path) as moving:
        assert len([*ImageSequence.Iterator(moving)]) == 5
    ends = [draw(prompt, seed=2)[0].rendered.sample.rgba for prompt in ("a blue fox", "a green tail")]
    assert np.abs(frames[0].rendered.sample.rgba.astype(int) - ends[0]).mean() < 1
    assert np.abs(frames[-1].rendered.sample.rgba.astype(int) - ends[1]).mean() < 1
    assert isinstance(sheet, Sheet)


def test_variations_read_what_the_sprite_was_made_from(draw: Callable[..., list[Any]], tmp_path: Path) -> None:
    (first,) = draw(PROMPT, seed=1, options=GenerationOptions("menu", shiny=True, guidance_scale=2.0))
    *varied, _ = draw(variation_of=first.path)
    assert [item.rendered.sample.seed for item in varied] == [0, 2, 3, 4]  # its own seed would give it again
    for item in varied:
        options = item.rendered.sample.options
        assert item.rendered.sample.prompt == PROMPT
        assert (options.style, options.shiny, options.guidance_scale, options.strength) == ("menu", True, 2, 0.5)
        assert np.array_equal(options.init, first.rendered.sample.rgba)
    assert re.fullmatch(r"a-small-orange-fox-1-menu-shiny-[0-9a-f]{6}-variation-0\.png", varied[0].path.name)
    Image.open(first.path).convert("RGBA").save(tmp_path / "bare.png")
    with pytest.raises(
        PictureError, match=r"bare\.png: it does not say how it was drawn; choose a PNG that Spritedex drew"
    ):
        draw(variation_of=tmp_path / "bare.png")
    (tmp_path / "bare.json").write_text(json.dumps({"prompt": "a fox", "seed": 9}))
    assert draw(variation_of=tmp_path / "bare.png", count=1)[0].rendered.sample.prompt == "a fox"
    (tmp_path / "bare.json").write_text(json.dumps({"prompt": "a fox", "seed": -1}))
    with pytest.raises(PictureError, match=r"cannot be read \(seed: must be at least"):
        draw(variation_of=tmp_path / "bare.png")


def test_best_of_keeps_the_best_first(draw: Callable[..., list[Any]]) -> None:
    *best, _ = draw(PROMPT, best_of=6, count=3, attributes=Attributes(("water",)))
    scores = [item.document["score"] for item in best]
    assert scores == sorted(scores, reverse=True)
    every = [
        draw(PROMPT, seed=seed, best_of=1, attributes=Attributes(("water",)))[0].document["score"] for seed in range(6)
    ]
    assert scores == sorted(every, reverse=True)[:3]


def test_scores_follow_types_color_and_silhouette() -> None:
    disc = np.zeros((64, 64, 4), np.uint8)
    rows, columns = np.mgrid[:64, :64]
    disc[np.hypot(rows - 32, columns - 32) < 18] = (255, 40, 0, 255)
    reading = Reading({**dict.fromkeys(TYPES, 0.1), "fire": 0.8, "bug": 0.2}, ("fire",))
    assert score(Attributes(("fire",)), disc, reading) == pytest.approx(0.8)
    assert score(Attributes(("fire", "bug")), disc, reading) == pytest.approx(0.4)
    assert score(Attributes(), disc, reading) == pytest.approx(0.8)
    red, blue = (score(Attributes(("fire",), color), disc, reading) for color in ("red", "blue"))
    assert red > 0.7 > 0.01 > blue
    torn = disc.copy()
    torn[:, 30:34] = 0
    assert plausibility(torn) < 0.6 < plausibility(disc) == 1
    assert plausibility(np.zeros_like(disc)) == plausibility(np.full_like(disc, 255)) == 0
    assert largest_piece(np.eye(8, dtype=bool)) == 8


def test_novel_takes_the_first_sprite_that_is_new_and_says_when_it_gave_up(
    draw: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other, _ = draw(PROMPT, novel=True, count=2)
    assert [item.document["novel"] for item in (one, other)] == 2 * [{"below": 0.8, "tries": 1, "found": True}]
    monkeypatch.setattr(drawing, "NOVEL_BELOW", -1.0)
    (least,) = draw(PROMPT, novel=True, tries=4)
    assert least.document["novel"] == {"below": -1.0, "tries": 4, "found": False}
    alike = [draw(PROMPT, seed=seed)[0].rendered.reading.nearest[0].similarity for seed in range(4)]
    assert least.rendered.reading.nearest[0].similarity == min(alike)


def test_of_the_best_the_new_ones_go_first(draw: Callable[..., list[Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    *ranked, _ = draw(PROMPT, best_of=4, count=4)
    likeness = {item.rendered.sample.seed: item.rendered.reading.nearest[0].similarity for item in ranked}
    new, *others = sorted(likeness, key=lambda seed: likeness[seed])
    monkeypatch.setattr(drawing, "NOVEL_BELOW", (likeness[new] + likeness[others[0]]) / 2)
    *chosen, _ = draw(PROMPT, best_of=4, count=2, novel=True)
    assert [item.rendered.sample.seed for item in chosen] == [new, others[0]]
    assert [item.document["novel"]["found"] for item in chosen] == [True, False]
    assert all(item.document["novel"]["tries"] == 4 and "score" in item.document for item in chosen)


def test_a_creature_for_a_game_has_back_and_shiny_in_one_palette(painter: Path, tmp_path: Path, spritedex: Run) -> None:
    done = spritedex(
        "generate",
        "a blue fox",
        "--format",
        "png",
        "--seed",
        7,
        "--model",
        painter,
        "--json",
        "--out",
        "game",
        cwd=tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    (creature,) = json.loads(done.stdout)["sprites"]
    names = [
        "a-blue-fox-7-set.png",
        "a-blue-fox-7-set-back.png",
        "a-blue-fox-7-set-shiny.png",
        "a-blue-fox-7-set-back-shiny.png",
    ]
    assert sorted(creature["files"]) == sorted(f"game/{name}" for name in names)
    record = json.loads((tmp_path / "game" / "a-blue-fox-7.json").read_text())
    assert (sorted(record["files"]), record["format"]) == (sorted(names), "png")
    assert len(record["palette"]) == len(record["shiny_palette"]) <= 15
    palettes, pixels = [], []
    for name in names:
        with Image.open(tmp_path / "game" / name) as image:
            palettes.append(image.getpalette())
            pixels.append(image.tobytes())
    assert palettes[0] == palettes[1] != palettes[2] == palettes[3]
    assert pixels[0] == pixels[2] != pixels[1] == pixels[3]


@pytest.mark.parametrize("format", ["gba", "ds", "showdown", "essentials", "aseprite", "sheet"])
def test_every_format_is_written_whole_with_its_record(draw: Callable[..., list[Any]], format: str) -> None:
    (drawn,) = draw("a blue fox", format=format, record=True)
    assert all(path.is_file() for path in drawn.files)
    assert drawn.document["format"] == format
    record = drawn.path
    while record.name != "out":
        record = record.parent
    assert json.loads((record / "a-blue-fox-0.json").read_text())["seed"] == 0


def test_steps_are_counted(painter: Path) -> None:
    steps = [item for item in render(GenerateRequest((PROMPT,), 2), Models(str(painter))) if isinstance(item, Step)]
    assert len(steps) == 2 * PAINTER_STEPS
    assert (steps[0].finished, steps[0].total, steps[0].step, steps[0].num_steps) == (0, 2, 1, PAINTER_STEPS)
    assert steps[-1].finished == 2


def test_two_drawn_at_a_time_are_those_drawn_one_by_one(painter: Path, tmp_path: Path) -> None:
    request = GenerateRequest((PROMPT, "a blue fox"), 3, best_of=4)
    alone = list(render(request, Models(str(painter))))
    try:
        use_hardware(threads=2)
        models = Models(str(painter))
        together = list(render(request, models, ahead=True))
        early = render(request, models, ahead=True)
        next(early)
        del early  # closes it
        with pytest.raises(BundleError, match="no such folder"):
            Models(str(painter), tmp_path / "none").open()
    finally:
        use_hardware()
    assert [type(item) for item in together] == [type(item) for item in alone]
    files = [[item.files for item in items if isinstance(item, Rendered)] for items in (alone, together)]
    assert files[0] == files[1]
