"""Generating: the same bytes alone, in a batch and on every run; prompts tidied; files that stay in their folder."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from spritedex import Generator, OptionError, PromptError
from spritedex.runtime.pipeline import MAX_SEED, Pipeline
from spritedex.runtime.text import tidy, words_of
from spritedex.workflows.generate.names import slug
from tests.pictures import png_text
from tests.toy_bundles import MAX_TOKENS, toy_generator
from tests.toy_files import CELLS

PROMPT = "a small orange fox with a burning tail"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return toy_generator(tmp_path_factory.mktemp("bundles") / "painter")


@pytest.fixture(scope="module")
def generator(bundle: Path) -> Generator:
    return Generator.load(bundle)


@pytest.fixture(scope="module")
def pipeline(bundle: Path) -> Pipeline:
    return Pipeline.load(bundle)


def test_a_sprite_depends_on_its_prompt_seed_and_bundle_only(bundle: Path, generator: Generator) -> None:
    batch = list(generator.generate(PROMPT, count=4, seed=7))
    assert [sprite.seed for sprite in batch] == [7, 8, 9, 10]
    for sprite in batch:
        alone = next(Generator.load(bundle).generate(PROMPT, seed=sprite.seed))
        assert alone.rgba.tobytes() == sprite.rgba.tobytes()
    assert len({sprite.rgba.tobytes() for sprite in batch}) == 4
    other = next(generator.generate("a blue fox", seed=7))
    assert other.rgba.tobytes() != batch[0].rgba.tobytes()


def test_a_sprite_is_64_pixels_rgba_with_the_attention_of_each_word(generator: Generator) -> None:
    sprite = next(generator.generate(PROMPT))
    assert sprite.rgba.shape == (64, 64, 4)
    assert sprite.rgba.dtype == np.uint8
    assert (sprite.image.mode, sprite.image.size) == ("RGBA", (64, 64))
    words = sprite.words
    assert [each.word for each in words] == PROMPT.split()
    assert {each.heatmap.shape for each in words} == {(CELLS, CELLS)}
    assert 0 < sum(each.share for each in words) < 1


def test_sprites_come_as_they_are_asked_for(generator: Generator) -> None:
    many = generator.generate("a fox", count=10_000)
    assert [next(many).seed for _ in range(3)] == [0, 1, 2]


def test_white_space_and_invisible_characters_change_nothing(generator: Generator) -> None:
    plain = next(generator.generate("a small fox"))
    odd = next(generator.generate("  a\tsmall \u200b\n fox\x07"))
    assert odd.prompt == "a small fox"
    assert odd.rgba.tobytes() == plain.rgba.tobytes()
    assert tidy("Poke\u0301mon") == "Pok\u00e9mon"
    assert tidy("a \udcff fox") == "a fox"


def test_unknown_parts_are_ignored_with_a_note(pipeline: Pipeline) -> None:
    plain = next(pipeline.generate("a small fox"))
    assert plain.notes == ()
    odd = next(pipeline.generate("a small 🔥fox🔥"))
    assert odd.tokens == plain.tokens
    assert odd.rgba.tobytes() == plain.rgba.tobytes()
    assert odd.notes == ("unknown tokens ignored: 🔥",)


def test_what_is_beyond_the_last_token_is_cut_with_a_note(pipeline: Pipeline) -> None:
    sample = next(pipeline.generate("fox " * 40))
    assert len(sample.tokens) == MAX_TOKENS
    assert (sample.tokens[0], sample.tokens[-1]) == ("[CLS]", "[SEP]")
    assert sample.notes == (f"only the first {MAX_TOKENS - 2} of 40 tokens are used; shorten it",)


def test_markers_in_a_prompt_are_plain_text(pipeline: Pipeline) -> None:
    sample = next(pipeline.generate("[SEP] fox"))
    assert sample.tokens == ("[CLS]", "[", "s", "##e", "##p", "]", "fox", "[SEP]")
    assert [word for word, _ in words_of(sample.tokens)] == ["[", "sep", "]", "fox"]


@pytest.mark.parametrize(
    ("prompt", "message"),
    [
        ("", "it is empty; describe"),
        (" \n\x00", "it is empty"),
        ("word " * 10_000, r"10,000 words, 49,999 characters, .* shorten it to about 100 words"),
        ("🔥 🐉", "no part of it is known to the model"),
    ],
)
def test_a_prompt_that_says_nothing_is_refused_at_once(generator: Generator, prompt: str, message: str) -> None:
    with pytest.raises(PromptError, match=message):
        generator.generate(prompt)


def test_seeds_and_counts_have_limits(generator: Generator) -> None:
    assert next(generator.generate("fox", seed=MAX_SEED)).seed == 2**63 - 1
    for count, seed in ((1, -1), (1, 2**63), (2, MAX_SEED), (0, 0)):
        with pytest.raises(OptionError):
            generator.generate("fox", count=count, seed=seed)


@pytest.mark.parametrize(
    "prompt", ["../../etc/passwd", "CON", "a/b\\c", ".", "火の狐", "x" * 2000, "-rf", "a\u202efox", "fox\n"]
)
def test_a_file_name_is_short_plain_and_its_own(prompt: str) -> None:
    name = slug(prompt)
    assert name == Path(name).name
    assert name.isascii()
    assert name[0].isalnum()
    assert len(name) < 60
    assert slug(prompt + "!") != name


def test_command_writes_the_same_files_on_every_run(
    bundle: Path, tmp_path: Path, spritedex: Callable[..., Any]
) -> None:
    arguments = ("generate", PROMPT, "A blue, green Fox", "-n", 2, "--seed", 3, "--model", bundle, "--json")
    first = spritedex(*arguments, "--out", "one", cwd=tmp_path)
    again = spritedex(*arguments, "--out", "two", cwd=tmp_path)
    assert (first.returncode, first.stderr) == (0, "")
    document = json.loads(first.stdout)
    names = [Path(sprite["file"]).name for sprite in document["sprites"]]
    assert names[:2] == [f"a-small-orange-fox-with-a-burning-tail-{seed}.png" for seed in (3, 4)]
    assert names[2].startswith("a-blue-green-fox-")
    assert document["sheet"] == "one/a-small-orange-fox-with-a-burning-tail-and-1-more-sheet.png"
    written = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert written == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    records = {Path(name).with_suffix(".json").name for name in names}
    assert set(written) == {*names, *records, Path(document["sheet"]).name}
    for sprite, name in zip(document["sprites"], names, strict=True):
        record = json.loads(written[Path(name).with_suffix(".json").name])
        assert record == {**sprite, "file": name}
        assert (record["bundle"]["name"], record["options"], record["palette"]) == ("toy-painter", {}, None)
    assert json.loads(again.stdout)["problems"] == []
    with Image.open(tmp_path / document["sprites"][0]["file"]) as sprite:
        assert (sprite.mode, sprite.size, sprite.format) == ("RGBA", (64, 64), "PNG")
        assert png_text(sprite) == {"prompt": PROMPT, "seed": "3", "model": "toy-painter"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]


def test_command_reads_prompts_from_standard_input(bundle: Path, tmp_path: Path, spritedex: Callable[..., Any]) -> None:
    lines = "a fox\r\n\n  a blue creature 🔥\n".encode()
    done = spritedex("generate", "-", "--model", bundle, "--no-sheet", input=lines, cwd=tmp_path)
    assert done.returncode == 0
    assert "sprites/a-fox-0.png" in done.stdout
    assert "unknown tokens ignored: 🔥" in done.stderr
    assert len(list((tmp_path / "sprites").iterdir())) == 2


def test_attention_gives_each_word_its_share(bundle: Path, tmp_path: Path, spritedex: Callable[..., Any]) -> None:
    done = spritedex("attention", "a green lizard", "--model", bundle, "--json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert [word["word"] for word in document["words"]] == ["a", "green", "lizard"]
    shares = [word["share"] for word in document["words"]]
    assert sum(shares) + document["markers"] == pytest.approx(1)
    assert min(shares) > 0
    with Image.open(tmp_path / "attention.png") as plot:
        assert plot.width > 4 * 128
    table = spritedex("attention", "a green lizard", "--model", bundle, "--out", "x.png", cwd=tmp_path)
    assert "lizard" in table.stdout
    assert (tmp_path / "x.png").read_bytes() == (tmp_path / "attention.png").read_bytes()


def test_prompts_of_one_file_name_are_drawn_once(bundle: Path, tmp_path: Path, spritedex: Callable[..., Any]) -> None:
    (tmp_path / "prompts.txt").write_text("A FOX\na Blue fish\na blue fish\n")
    given = ("a fox", "A fox", "--prompts", "prompts.txt", "--model", bundle, "--no-sheet", "--force")
    done = spritedex("generate", *given, cwd=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (0, 2)
    assert "'a fox' comes more than once and is drawn once" in done.stderr
    assert "prompts.txt: 2 of its lines come again and are drawn once" in done.stderr
    assert {path.name: png_text(Image.open(path))["prompt"] for path in (tmp_path / "sprites").iterdir()} == {
        "a-fox-0.png": "a fox", "a-blue-fish-0.png": "a Blue fish",
    }  # fmt: skip
    (tmp_path / "names.csv").write_text("prompt,name\na fox,Foxy\na fish,foxy\n")
    assert "name 'foxy' is that of line 2" in spritedex("generate", "--prompts", "names.csv", cwd=tmp_path).stderr
    (tmp_path / "twins.csv").write_text("prompt,name,count\na fox,Twin,2\na fish,twin,2\n")
    twins = ("--prompts", "twins.csv", "--model", bundle, "--out", "twins", "--force")
    done = spritedex("generate", *twins, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("twin-0.png is another sprite of this command")) == (1, 1)
    assert png_text(Image.open(tmp_path / "twins" / "twin-0.png"))["prompt"] == "a fox"


def test_what_begins_at_a_picture_says_its_parts(tmp_path: Path, spritedex: Callable[..., Any]) -> None:
    first = spritedex("generate", "ein roter Fuchs", "--name", "fox", "--out", ".", "--json", cwd=tmp_path)
    assert "mean nothing" not in first.stderr
    given = ("--evolve", "fox.png", "--force", "--json")
    crowned, plain = (spritedex("generate", text, *given, cwd=tmp_path) for text in ("a fox with a crown", "a fox"))
    assert json.loads(crowned.stdout)["sprites"][0]["understood"]["parts"] == ["crown"]
    assert "parts" not in json.loads(plain.stdout)["sprites"][0]["understood"]


def test_words_without_quotes_get_a_hint(bundle: Path, tmp_path: Path, spritedex: Callable[..., Any]) -> None:
    options = ("--model", bundle, "--no-sheet")
    assert "put it in quotes" in spritedex("generate", "a", "fox", *options, cwd=tmp_path).stderr
    assert "quotes" not in spritedex("generate", "owl", "fox", *options, cwd=tmp_path).stderr
