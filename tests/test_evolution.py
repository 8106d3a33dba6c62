"""Evolution lines: the same creature at each stage, small at first and with grown parts later; and what a sprite
becomes."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest
from PIL import Image

import spritedex
from spritedex.errors import OptionError
from spritedex.sentence import Lexicon
from spritedex.sketches.growth import grow
from spritedex.sketches.words.grown import grown_parts
from spritedex.sprites.colors import main_colors
from spritedex.vocabulary import TYPES

CREATURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "creature.png"


@pytest.fixture(scope="module")
def generator() -> spritedex.Generator:
    return spritedex.Generator.load()


def test_a_line_grows_and_keeps_its_color(generator: spritedex.Generator) -> None:
    line = list(generator.generate("a small orange fox", line=3, seed=2))
    assert [sprite.options.stage for sprite in line] == [1, 2, 3]
    sizes = [(sprite.rgba[..., 3] >= 128).sum() for sprite in line]
    assert sizes[0] * 1.3 < sizes[1] < sizes[2]
    assert all("orange" in main_colors(sprite.rgba) for sprite in line)
    assert {sprite.sketch for sprite in line} == {line[0].sketch}


@pytest.mark.parametrize("creature", ["a ghost", "an electric sheep", "a water turtle", "a robot", "a slime", "a bird"])
def test_the_last_of_a_line_is_clearly_larger_and_another_shape(generator: spritedex.Generator, creature: str) -> None:
    *_, second, third = (sprite.rgba[..., 3] >= 128 for sprite in generator.generate(creature, line=3))
    assert third.sum() > 1.2 * second.sum()
    assert (third & ~second).sum() > 0.2 * third.sum()


def test_no_horns_grow_on_what_has_none() -> None:
    nothing = Lexicon(frozenset({"ghost", "robot", "slime", "bird", "owl", "fox"}))
    for seed, noun in itertools.product(range(8), ("ghost", "robot", "slime", "bird", "owl", "fox")):
        for kind in ("", "electric ", "ice "):
            grown = set(grown_parts(f"a {kind}{noun}", nothing, 3, seed, noun))
            assert grown, (kind, noun)
            assert bool(grown & {"horn", "horns"}) == (noun == "fox")


def test_the_command_names_each_stage_and_draws_it_again(
    spritedex: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    done = spritedex("generate", "a green fish", "--line", "2", "--seed", "3", "--out", tmp_path, "--json")
    sprites = json.loads(done.stdout)["sprites"]
    assert [Path(sprite["file"]).name for sprite in sprites] == [f"a-green-fish-3-stage{stage}.png" for stage in (1, 2)]
    again = spritedex("generate", "--recipe", sprites[1]["file"], "--out", tmp_path / "again")
    assert again.returncode == 0, again.stderr
    (made,) = (tmp_path / "again").glob("*.png")
    assert made.read_bytes() == Path(sprites[1]["file"]).read_bytes()


def test_a_picture_evolves_into_something_larger_with_its_colors(generator: spritedex.Generator) -> None:
    before = np.asarray(Image.open(CREATURE).convert("RGBA"))
    (evolved,) = generator.generate("a rock creature", evolve=CREATURE)
    assert (evolved.rgba[..., 3] >= 128).mean() > 1.1 * (before[..., 3] >= 128).mean()
    assert np.array_equal(evolved.rgba, next(generator.generate("a rock creature", evolve=CREATURE)).rgba)


@pytest.mark.parametrize(
    "sentence", ["a samurai cat", "a blue round slime with a crown", "a knight frog holding a sword", "a bird"]
)
def test_what_evolves_keeps_its_picture_and_gets_nothing_twice(generator: spritedex.Generator, sentence: str) -> None:
    before = next(generator.generate(sentence))
    (after,) = generator.generate(evolve=before)
    high = before.rgba[..., 3].any(1).sum()
    assert high > 50  # so it stays as large, at the same place but for a few pixels
    same = max(
        (np.roll(after.rgba, (down, right), (0, 1)) == before.rgba)[before.rgba[..., 3] > 0].all(-1).mean()
        for down in range(-8, 9)
        for right in range(-8, 9)
    )
    assert same > 0.9
    assert (after.rgba[..., 3] > 0).sum() > 1.08 * (before.rgba[..., 3] > 0).sum()
    new = after.rgba[(after.rgba[..., 3] > 0)].astype(int)
    own = before.rgba[(before.rgba[..., 3] > 0)].astype(int)
    nearest = np.abs(np.unique(new, axis=0)[:, None] - np.unique(own, axis=0)).max(-1).min(1)
    assert nearest.max() < 90


def test_what_is_grown_depends_on_what_the_creature_is() -> None:
    picture = np.asarray(Image.open(CREATURE).convert("RGBA"))
    fire, ice = (grow(picture, f"a {word} creature", 0)[0] for word in ("fire", "ice"))
    assert (fire != ice).any()
    for seed in range(12):  # whatever comes first, on a body of which only the outline is known
        grown, _ = grow(picture, f"a {TYPES[seed]} creature", seed)
        assert (grown[..., 3] >= 128).any()
    empty = np.zeros((64, 64, 4), np.uint8)
    assert np.array_equal(grow(empty, "a fire creature", 0)[0], empty)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"line": 4}, "line"),
        ({"line": 3, "best_of": 4}, "line"),
        ({"line": 3, "init": CREATURE}, "line"),
        ({"evolve": CREATURE, "line": 2}, "evolve"),
        ({"evolve": CREATURE, "back": True}, "evolve"),
        ({"evolve": CREATURE, "sketch": "owl"}, "evolve"),
    ],
)
def test_what_does_not_go_together_is_refused(
    generator: spritedex.Generator, options: dict[str, object], field: str
) -> None:
    with pytest.raises(OptionError) as refused:
        generator.generate("a fox", **options)  # type: ignore[arg-type]
    assert refused.value.field == field
