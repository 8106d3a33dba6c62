"""Sketches: each is one whole drawing on the canvas, nouns find them, and sprites begin at them in the asked colors."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import numpy as np
import pytest

import spritedex
from spritedex import sketches
from spritedex.errors import OptionError
from spritedex.metrics.wholeness import wholeness
from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import color_shares, dominant_color, main_colors
from spritedex.sprites.oklab import to_lab
from spritedex.sprites.sketch import SIZE
from spritedex.sprites.sketch_svg import parse


def test_each_sketch_is_one_drawing_that_fills_the_canvas_and_stays_on_it() -> None:
    for seed, name in enumerate(sketches.names()):
        rgba, _ = sketches.draw_sketch(name, "", seed)
        seen = rgba[..., 3] >= 128
        assert 0.1 < seen.mean() < 0.85, name
        assert not any(edge.any() for edge in (seen[0], seen[-1], seen[:, 0], seen[:, -1])), name
        assert wholeness(rgba).largest > 0.85, name


def test_every_noun_leads_to_a_sketch_that_is_there() -> None:
    assert len(sketches.names()) >= 600
    assert all(sketches.nouns().values())
    for noun in {noun for nouns in sketches.nouns().values() for noun in nouns}:
        assert sketches.sketch_for(f"a small {noun}", 0), noun


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("a tiny brown mouse with big teeth", {"mouse", "mouse-2", "mouse-3"}),
        ("two grey wolves howling", {"wolf-howling"}),
        ("a wolf that is not howling", {"wolf", "wolf-2", "wolf-3"}),
        ("a brown dog with floppy ears", {"dog", "puppy"}),
        ("a red dragon, curled up", {"dragon-curled"}),
        ("a flying squirrel", {"flying-squirrel"}),
        ("a flying bird", {"bird-2"}),
        ("a green beetle with a horn", {"beetle-2"}),
        ("a frog wizard", {"frog", "frog-2"}),
        ("a fire wizard", {"wizard", "wizard-2"}),
        ("a knight with an owl on its shield", {"knight", "knight-2"}),
        ("half cat half bird", {"cat", "cat-2", "cat-3"}),
        ("a burger monster", {"burger"}),
        ("a knight riding a red dragon", {"knight", "knight-2"}),
        ("a fir with a face in its bark", {"pine-tree-bark"}),
        ("a long green snake", {"snake-3"}),
        ("a round penguin", {"penguin"}),
        ("a green slime", {"slime", "slime-3"}),
        ("a slime cube", {"slime-2", "die"}),
        ("a jack in the box with a red hat", {"jack-in-the-box"}),
        ("a bowl of rice", {"bowl"}),
        ("a ball of yarn", {"yarn-ball"}),
        ("a cat, fish and chips", {"cat", "cat-2", "cat-3"}),
        ("a fried egg", {"fried-egg"}),
        ("a goblin shaman", {"goblin"}),
        ("a baby demon", {"imp", "imp-2"}),
        ("two geese", {"goose"}),
        ("a picture of a fox with a hat", {"fox", "fox-2"}),
        ("pixel art of a fox", {"fox", "fox-2"}),
        ("a fox sprite", {"fox", "fox-2"}),
        ("a glass of milk", {"milk-carton"}),
        ("a monster that looks like a cactus", {"cactus", "cactus-2"}),
        ("a monster with eyes like a cat", {"monster", "monster-2", "alien-2", "eyeball-2", "imp-2"}),
        ("an orange knight", {"knight", "knight-2"}),
        ("a frog creature", {"frog", "frog-2"}),
        ("a cloud monster", {"cloud", "cloud-2"}),
        ("a man-eating plant", {"pitcher-plant", "venus-flytrap"}),
        ("something nobody has drawn", {""}),
    ],
)
def test_the_sketch_is_of_what_the_sentence_is_about(sentence: str, names: set[str]) -> None:
    assert {sketches.sketch_for(sentence, seed) for seed in range(20)} <= names


@pytest.mark.parametrize("color", ["red", "blue", "green", "yellow", "purple", "white", "grey"])
def test_a_sketch_takes_the_color_that_is_asked_for(color: str) -> None:
    assert dominant_color(sketches.draw_sketch("elephant", f"a {color} elephant with a trunk", 0)[0]) == color


def test_seeds_vary_a_sketch_and_repeat_it() -> None:
    one, other = (sketches.draw_sketch("pig", "a pink pig", seed)[0] for seed in (0, 1))
    assert (one != other).any(2).mean() > 0.1
    assert np.array_equal(one, sketches.draw_sketch("pig", "a pink pig", 0)[0])


def test_small_creatures_are_drawn_smaller() -> None:
    small, large = ((sketches.draw_sketch("pig", f"a {size} pig", 0)[0][..., 3] > 0).sum() for size in ("tiny", "huge"))
    assert small < 0.7 * large
    for sentence in ("a tiny blue mouse", "a small knight", "a little dragon with big wings"):
        seen = sketches.draw_sketch(sketches.sketch_for(sentence, 1), sentence, 1)[0][..., 3] > 128
        rows, columns = (np.flatnonzero(seen.any(axis)) for axis in (1, 0))
        assert max(np.ptp(rows), np.ptp(columns)) < 0.75 * SIZE, sentence
        assert rows[-1] > 48, "on its ground"


def test_parts_that_a_sentence_names_are_added() -> None:
    plain, winged = (sketches.draw_sketch("horse", f"a white horse{more}", 0)[0] for more in ("", " with wings"))
    assert (plain != winged).any(2).sum() > 60


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("wolf", "a wolf with nine tails"),
        ("cat", "a cat with three heads"),
        ("egg", "an egg with arms"),
        ("knight", "a knight riding a dragon"),
        ("turtle", "a turtle with a castle on its back"),
        ("cat", "a hooded cat"),
        ("cow", "a cow with curved horns"),
        ("dog", "half dog half shark"),
        ("dog", "a dog running"),
    ],
)
def test_more_limbs_company_and_other_kinds_are_seen(name: str, sentence: str) -> None:
    plain, other = (sketches.draw_sketch(name, words, 0)[0] for words in (f"a {name}", sentence))
    assert (plain != other).any(2).sum() > 60
    assert wholeness(other).largest > 0.8


@pytest.mark.parametrize("part", ["headed", "eyed", "tailed"])
def test_digits_count_as_their_words_do(part: str) -> None:
    plain, words, digits = (
        sketches.draw_sketch("fox", f"a {count}fox", 0)[0] for count in ("", f"three-{part} ", f"3-{part} ")
    )
    assert np.array_equal(words, digits)
    assert (plain != words).any(2).sum() > 20


def test_each_of_several_tails_has_its_tip() -> None:
    drawn = (sketches.draw_sketch("fox", f"a fox{more}", 0)[0] for more in ("", " with two tails"))
    one, two = ((abs(rgba[..., :3].astype(int) - (255, 241, 220)).max(2) < 24).sum() for rgba in drawn)
    assert two > 0.9 * one


@pytest.mark.parametrize("name", ["cat-2", "kitten", "owl", "slime", "ghost", "crocodile", "puppy"])
def test_a_belly_in_a_color_is_seen(name: str) -> None:
    drawn = (sketches.draw_sketch(name, f"a black creature{more}", 0)[0] for more in ("", " with a green belly"))
    plain, colored = (color_shares(rgba)["green"] for rgba in drawn)
    assert colored > plain + 0.04


def test_what_is_made_of_rock_has_cracks() -> None:
    rock, grey = (sketches.pose_sketch("cat", sentence, 0).strokes for sentence in ("a cat made of rock", "a grey cat"))
    assert (rock != grey).any()


@pytest.mark.parametrize("svg", ["<svg><text>a</text></svg>", "<svg/>", '<svg><path d="M1 1 C 2"/></svg>'])
def test_what_a_sketch_cannot_have_is_refused(svg: str) -> None:
    with pytest.raises(ValueError, match=r"cannot have|no shape|needs"):
        parse(svg)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"types": ["fire"], "size": "tiny"}, "a tiny red fox, fire type"),
        ({"color": "blue"}, "a blue fox"),
        ({"shape": "quadruped"}, "a four-legged red fox"),
        ({"types": ["water", "grass"]}, "a red fox, water and grass type"),
    ],
)
def test_what_is_asked_beside_a_sentence_leaves_its_subject(options: dict[str, Any], sentence: str) -> None:
    (sprite,) = spritedex.Generator.load().generate("a red fox", **options)
    assert sprite.prompt == sentence
    assert sprite.sketch.startswith("fox")
    assert "parts" not in sprite.recipe["understood"], "its types are said once"


@pytest.mark.parametrize("subject", ["hamsa", "tiamat"])
def test_a_monster_stands_in_for_a_subject_that_no_sketch_shows(subject: str) -> None:
    (sprite,) = spritedex.Generator.load().generate(f"a red {subject}")
    assert sprite.sketch.rstrip("-2") in ("monster", "alien", "imp", "eyeball")
    assert any("so this is a monster" in note for note in sprite.notes)


def test_what_is_named_and_not_drawn_is_said() -> None:
    (sprite,) = spritedex.Generator.load().generate("a cat lying on rice with a hat")
    assert "not drawn: rice" in sprite.notes


def test_a_sprite_begins_at_the_sketch_of_its_subject_unless_it_is_asked_not_to() -> None:
    generator = spritedex.Generator.load()
    (drawn,) = generator.generate("a pink pig")
    assert drawn.sketch in {"pig", "pig-2"}
    seen = sketches.draw_sketch(drawn.sketch, "a pink pig", 0)[0][..., 3] >= 128
    body = np.asarray(drawn.image)[..., 3] >= 128
    assert (seen & body).sum() / (seen | body).sum() > 0.75
    (free,) = generator.generate("a pink pig", sketch="none")
    assert free.sketch == ""
    (owl,) = generator.generate("a thing of pink crystal", sketch="owl")
    assert owl.sketch == "owl"
    (wolf,) = generator.generate("a wolf howling")
    assert (wolf.sketch, wolf.recipe["understood"]) == (
        "wolf-howling",
        {"subject": "wolf", "parts": ("howling",)},
    )
    (fox,) = generator.generate("a red fox with a wizard hat and no tail")
    assert fox.recipe["understood"] == {"subject": "fox", "colors": ("red",), "parts": ("wizard hat",)}


@pytest.mark.parametrize(
    ("sentence", "name", "color"),
    [("an ice dragon", "dragon-3", "blue"), ("a robot dog", "dog", "grey"), ("a cat made of fire", "cat", "red"),
     ("a red ice dragon", "dragon-3", "red"), ("a snow leopard", "leopard", "yellow")],
)  # fmt: skip
def test_what_a_creature_is_made_of_gives_its_color(sentence: str, name: str, color: str) -> None:
    picture, _ = sketches.draw_sketch(name, sentence, 0)
    assert color in main_colors(picture)[:2]


def test_an_inked_sprite_takes_one_step_if_no_number_is_given() -> None:
    generator = spritedex.Generator.load()
    one, same, two = (next(generator.generate("a pink pig", num_steps=steps)) for steps in (None, 1, 2))
    assert (one.image.tobytes() == same.image.tobytes(), one.image.tobytes() == two.image.tobytes()) == (True, False)
    assert [sprite.recipe["options"]["num_steps"] for sprite in (one, same, two)] == [None, 1, 2]
    free = next(generator.generate("a pink pig", sketch="none"))
    artwork = next(generator.generate("a pink pig", style="artwork"))
    assert [sprite.recipe["options"]["num_steps"] for sprite in (free, artwork)] == [4, None]


def test_artwork_is_in_the_colors_of_its_sketch_in_soft_light_with_a_soft_edge() -> None:
    pictures = {style: _rgba("a red slime", style) for style in ("artwork", "menu")}
    pictures["pixel"] = _rgba("a red slime", "pixel")
    for style, rgba in pictures.items():
        body = rgba[rgba[..., 3] > 250]
        shades = len(np.unique(body[:, :3], axis=0))
        assert (shades > 100) == (style != "pixel"), style
        assert bool(((rgba[..., 3] > 20) & (rgba[..., 3] < 235)).any()) == (style != "pixel"), style
        lit, dark = (to_lab(rgba[rows, :, :3][rgba[rows, :, 3] > 250])[:, 0].mean() for rows in (_UPPER, _LOWER))
        assert lit > dark, style
        assert dominant_color(rgba) == "red", style


_UPPER, _LOWER = slice(18, 32), slice(48, 60)


def _rgba(sentence: str, style: str) -> RGBA:
    return np.asarray(next(spritedex.Generator.load().generate(sentence, style=style)).image.convert("RGBA"))


def test_an_unknown_sketch_is_refused_with_those_like_it() -> None:
    with pytest.raises(OptionError, match=r"unknown.*elephant"):
        spritedex.Generator.load().generate("a beast", sketch="elefant")


def test_the_command_says_what_it_began_at_and_a_recipe_keeps_the_choice(
    spritedex: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    run = spritedex("generate", "a pink pig", "--sketch", "none", "--out", tmp_path, "--json")
    (document,) = json.loads(run.stdout)["sprites"] if "sprites" in run.stdout[:20] else json.loads(run.stdout)
    assert "sketch" not in document
    assert document["options"]["sketch"] == "none"
    run = spritedex("generate", "a grey wolf", "a grey wolf", "--style", "Pixel", "--out", tmp_path)
    assert "drawn from the sketch wolf" in run.stdout
    assert "'a grey wolf' comes more than once and is drawn once" in run.stderr
    assert run.stdout.count(f"{tmp_path}/a-grey-wolf-0.png") == 1
    run = spritedex("generate", "a pink pig", "--sketch", "WOLF", "--out", tmp_path)
    assert "drawn from the sketch wolf" in run.stdout
    run = spritedex("generate", "--between", "a pink pig", "a grey wolf", "--frames", 2, "--out", tmp_path)
    assert "a pink pig: understood as subject pig" in run.stdout
    assert "a grey wolf: understood as subject wolf" in run.stdout


def test_the_command_lists_all_sketches(spritedex: Callable[..., CompletedProcess[str]], tmp_path: Path) -> None:
    run = spritedex("sketches", "--json", "--picture", tmp_path / "all.png")
    assert set(json.loads(run.stdout)) == set(sketches.names())
    assert (tmp_path / "all.png").stat().st_size > 10_000


def test_a_back_begins_at_the_sketch_turned_round() -> None:
    generator = spritedex.Generator.load()
    (front,), (back,) = (list(generator.generate("a pink pig", back=back)) for back in (False, True))
    assert back.sketch == front.sketch
    before, behind = (np.asarray(sprite.image)[..., 3] >= 128 for sprite in (front, back))
    turned = before[:, ::-1]
    assert (turned & behind).sum() / (turned | behind).sum() > 0.6
    shown = np.asarray(back.image)
    white = (shown[..., :3] > 225).all(2) & (shown[..., 3] > 0)
    assert white.sum() < 12  # no eyes


def test_a_sprite_of_a_chosen_sketch_can_be_varied() -> None:
    generator = spritedex.Generator.load()
    (owl,) = generator.generate("a thing of pink crystal", sketch="owl")
    (varied,) = generator.generate(variation_of=owl, count=1)
    assert varied.sketch == "owl"


def test_a_style_that_is_neither_inked_nor_shaded_stays_as_the_network_drew_it() -> None:
    (sprite,) = spritedex.Generator.load("painter-open").generate("a red slime", style="emoji")
    alpha = np.asarray(sprite.image.convert("RGBA"))[..., 3]
    assert ((alpha > 20) & (alpha < 235)).any()
