"""Recipes run again, files of prompts, lists of seeds and names."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from spritedex.errors import OptionError, Problem, UsageError
from spritedex.runtime.options import GenerationOptions
from spritedex.sprites.codec import png_bytes
from spritedex.workflows.generate.again import draw_again, model_of, read_again
from spritedex.workflows.generate.items import Note, Rendered
from spritedex.workflows.generate.prompt_file import parse_seeds, read_prompts, requests_of, with_seeds
from spritedex.workflows.generate.render import GenerateRequest, Models, render
from spritedex.workflows.generate.save import Saved, Sheet, save
from tests.commands import fresh
from tests.toy_bundles import toy_painter

Run = Callable[..., Any]
PROMPT = "a small orange fox"


@pytest.fixture
def models(painter: Path) -> Models:
    return Models(str(painter))


def drawn(models: Models, out: Path, request: GenerateRequest, force: bool = False, record: bool = True) -> list[Any]:
    saved = save(render(request, models), out, sheet=True, record=record, force=force)
    return [item for item in saved if isinstance(item, Saved | Sheet | Problem)]


def said(path: Path, models: Models) -> tuple[list[str], Rendered]:
    """What is said of a sprite that is drawn again, and the sprite."""
    items = list(draw_again(read_again(path), models))
    words = [
        str(item) if isinstance(item, Problem) else item.text for item in items if isinstance(item, Note | Problem)
    ]
    return words, next(item for item in items if isinstance(item, Rendered))


def test_a_recipe_draws_the_same_bytes_again(models: Models, tmp_path: Path) -> None:
    sketch = np.zeros((64, 64, 4), np.uint8)
    sketch[20:44, 20:44] = (255, 0, 0, 255)
    (tmp_path / "sketch.png").write_bytes(png_bytes(sketch))
    requests = {
        "plain": GenerateRequest((PROMPT,), seed=4),
        "steps": GenerateRequest((PROMPT,), options=GenerationOptions("artwork", back=True, num_steps=3)),
        "from": GenerateRequest((PROMPT,), init=tmp_path / "sketch.png", strength=0.7),
        "gba": GenerateRequest((PROMPT,), format="gba", name="Foxy"),
    }
    for name, request in requests.items():
        out = tmp_path / name
        (item,) = drawn(models, out, request)
        before = {path: path.read_bytes() for path in item.files}
        record = next(out.glob("*.json"))
        for source in {record, item.path if request.format is None else record}:
            words, again = said(source, models)
            assert words == [f"{source}: drawn again, the same byte for byte"], name
            assert {out / file: data for file, data in again.files.items()} == before


def test_what_differs_is_said(models: Models, tmp_path: Path) -> None:
    (item,) = drawn(models, tmp_path, GenerateRequest((PROMPT,)))
    other = Models(str(toy_painter(tmp_path / "other", name="toy-other")))
    words, _ = said(item.path, other)
    assert "a-small-orange-fox-0.png is drawn differently: it was drawn by toy-flow" in words[0]
    assert "this is toy-other" in words[0]
    with pytest.raises(OptionError, match="was drawn by 'toy-flow', which is not packaged; give its folder"):
        model_of(read_again(item.path))


def test_the_command_draws_a_recipe_again(painter: Path, tmp_path: Path, spritedex: Run) -> None:
    assert spritedex("generate", PROMPT, "--model", painter, cwd=tmp_path).returncode == 0
    file = "sprites/a-small-orange-fox-0.png"
    done = spritedex("generate", "--recipe", file, "--model", painter, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, f"note: {file}: drawn again, the same byte for byte\n")
    done = spritedex("generate", "--recipe", file, "-n", 2, "--model", painter, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("leave out --count")) == (2, 1)
    done = spritedex("attention", "--recipe", file, "--model", painter, "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["prompt"] == PROMPT
    for prompt, cure in ((file, "--init starts from it"), ("words.txt", "--prompts reads prompts from it")):
        (tmp_path / "words.txt").write_text("a fox\n")
        done = spritedex("generate", prompt, "--model", painter, cwd=tmp_path)
        assert (done.returncode, cure in done.stderr) == (2, True), done.stderr


def test_a_name_tells_what_made_the_file(models: Models, tmp_path: Path) -> None:
    plain = GenerateRequest((PROMPT,))
    changed = [
        GenerationOptions(num_steps=3),
        GenerationOptions(guidance_scale=2),
        GenerationOptions(negative_prompt="red"),
    ]
    names = [drawn(models, tmp_path, replace(plain, options=options))[0].path.name for options in changed]
    names.append(drawn(models, tmp_path, plain)[0].path.name)
    assert names[-1] == "a-small-orange-fox-0.png"
    assert len(set(names)) == 4
    assert all(name.startswith("a-small-orange-fox-0-") for name in names[:-1])


def test_nothing_is_replaced_without_force_and_no_record_lies(models: Models, tmp_path: Path) -> None:
    request = GenerateRequest((PROMPT,), count=2, name="fox")
    *sprites, sheet = drawn(models, tmp_path, request)
    assert [item.path.name for item in (*sprites, sheet)] == ["fox-0.png", "fox-1.png", "fox-sheet.png"]
    assert drawn(models, tmp_path, request)[-1].path == sheet.path  # the same again is no change
    before = sheet.path.read_bytes()
    other = replace(request, prompts=("a green tail",))
    assert [str(problem).partition(",")[0] for problem in drawn(models, tmp_path, other)] == [
        f"fox-{seed}: {tmp_path / f'fox-{seed}.png'} is there already" for seed in (0, 1)
    ]
    assert (tmp_path / "fox-0.json").is_file()
    *_, again = drawn(models, tmp_path, other, force=True, record=False)
    assert not (tmp_path / "fox-0.json").exists()
    assert (again.path.name, sheet.path.read_bytes()) == ("fox-sheet-2.png", before)


def test_a_taken_name_is_a_problem_of_its_sprite_and_the_others_are_drawn(
    painter: Path, tmp_path: Path, spritedex: Run
) -> None:
    (tmp_path / "new" / "fox-2.png").mkdir(parents=True)
    (tmp_path / "new" / "fox-3.json").write_text("mine")
    (tmp_path / "new" / "fox-4.png").symlink_to("nowhere.png")
    asked = ("generate", PROMPT, "--name", "fox", "-n", 5, "--model", painter, "--out", "new", "--json")
    done = spritedex(*asked, cwd=tmp_path)
    document = json.loads(done.stdout)
    assert (done.returncode, done.stderr.count("\n")) == (1, 3)
    assert [sprite["file"] for sprite in document["sprites"]] == ["new/fox-0.png", "new/fox-1.png"]
    assert document["sheet"] == "new/fox-sheet.png"
    assert {problem["where"]: problem["what"].partition(";")[0] for problem in document["problems"]} == {
        "fox-2": "new/fox-2.png is a folder",
        "fox-3": "new/fox-3.json is there already, with other content",
        "fox-4": "new/fox-4.png is there already, with other content",
    }
    assert (tmp_path / "new" / "fox-3.json").read_text() == "mine"
    assert not (tmp_path / "new" / "fox-3.png").exists()
    done = spritedex(*asked, "--force", cwd=tmp_path)
    assert (done.returncode, len(json.loads(done.stdout)["sprites"])) == (1, 4)
    assert done.stderr == ("error: fox-2: new/fox-2.png is a folder; choose another place, or move the folder away\n")
    (tmp_path / "new" / "fox-0.json").write_text('{"of": "another program"}')
    others = ("generate", "a green tail", "--name", "fox", "-n", 2, "--model", painter, "--out", "new", "--force")
    assert spritedex(*others, cwd=tmp_path).returncode == 0
    assert (tmp_path / "new" / "fox-0.json").is_file(), "no record, so it does not lie"
    assert not (tmp_path / "new" / "fox-1.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="limits as Unix has them")
def test_what_was_written_before_the_disk_is_full_is_listed(painter: Path, tmp_path: Path, spritedex: Run) -> None:
    import resource

    asked = ("generate", PROMPT, "--name", "fox", "--model", painter, "--out")
    assert spritedex(*asked, "all", "-n", 6, cwd=tmp_path).returncode == 0
    sizes = {seed: (tmp_path / "all" / f"fox-{seed}.png").stat().st_size for seed in range(6)}
    seeds = sorted(sizes, key=lambda seed: sizes[seed])
    fit = [seed for seed in seeds if sizes[seed] < max(sizes.values())]
    most = max(sizes.values()) - 1
    words = (*asked, "new", "--seed", ",".join(map(str, seeds)))  # not `spritedex`: what it prints goes to a file
    done = fresh(*words, cwd=tmp_path, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
    assert done.returncode == 1
    assert done.stderr.startswith("error: cannot write new")
    assert done.stderr.endswith(
        f"(File too large); free some space, or choose another place; stopped after {len(fit)} of 6\n"
    )
    assert {path.name for path in (tmp_path / "new").iterdir()} == {f"fox-{seed}.png" for seed in fit}
    assert all(f"fox-{seed}.png" in done.stdout for seed in fit)


def test_files_of_prompts_say_seed_count_style_and_name(models: Models, tmp_path: Path) -> None:
    table = tmp_path / "p.csv"
    table.write_text(
        'Prompt,seed,count,style,name\na small fox,3,,,Foxy\n"a blue, green fox","5,8-9",,,\na tail,,2,artwork,\n'
    )
    lines = tmp_path / "p.jsonl"
    lines.write_text('{"prompt": "a small fox", "seed": 3, "name": "Foxy"}\n{"prompt": "a tail", "count": 2}\n')
    (tmp_path / "p.txt").write_text("\ufeff# two\na fox\n\ntail | a tail\n")
    requests = requests_of(GenerateRequest(), read_prompts(table), (7,))
    asked = [(each.prompts[0], each.seed, each.kept, each.options.style, each.name) for each in requests]
    assert asked == [
        ("a small fox", 3, 1, None, "Foxy"), ("a blue, green fox", 5, 1, None, ""),
        ("a blue, green fox", 8, 1, None, ""),
        ("a blue, green fox", 9, 1, None, ""), ("a tail", 7, 2, "artwork", ""),
    ]  # fmt: skip
    assert [(each.prompt, each.seeds, each.count) for each in read_prompts(lines)] == [
        ("a small fox", (3,), None), ("a tail", (), 2),
    ]  # fmt: skip
    assert [each.prompt for each in read_prompts(tmp_path / "p.txt")] == ["a fox", "a tail"]
    paths = [item.path.name for each in requests for item in drawn(models, tmp_path, each) if isinstance(item, Saved)]
    assert paths[0] == "foxy.png"
    assert len(set(paths)) == 6
    named = with_seeds(GenerateRequest(("a tail",), name="Tail"), (3, 7))
    assert [drawn(models, tmp_path, each)[0].path.name for each in named] == ["tail-3.png", "tail-7.png"]
    for refused in (lambda: render(GenerateRequest(("a", "b"), name="x"), models), lambda: requests_of(
        GenerateRequest(name="x"), read_prompts(tmp_path / "p.txt"), (0,)
    )):  # fmt: skip
        with pytest.raises(OptionError, match="name: is that of one prompt"):
            refused()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "words\na fox\n", "no column prompt; its first line must name the columns"),
        ("a.csv", "prompt,seed\na fox,1,2\n", "line 2: more cells than columns"),
        ("a.csv", "prompt,count\na fox,0\na cat,1\nan owl,x\n", "between 1 and 10,000 | line 4: count 'x' must be"),
        ("a.csv", "prompt,count\na fox,0\n", "line 2: count '0' must be between 1 and 10,000"),
        ("a.csv", "prompt,colour\na fox,red\n", "line 2: unknown key 'colour'; choose from prompt, seed"),
        ("a.csv", "prompt,seed\n\n \na fox,x\n", "line 4: seed 'x': write a number from 0"),
        ("a.csv", "prompt,name\na fox,Rex\na cat,Rex\n", "line 3: name 'Rex' is that of line 2; choose another"),
        ("a.jsonl", '{"prompt": 3}\n', "line 1: prompt '3' must be a text"),
        ("a.jsonl", "a fox\n", "line 1: no JSON object; write"),
        ("a.jsonl", '{"prompt": "a fox", "seed": -1}\n', "line 1: seed '-1': write a number from 0"),
        ("a.txt", "\n\n", "a.txt: no prompt in it"),
        ("a.json", "[]", "write an object a line and call it .jsonl"),
    ],
)
def test_a_wrong_line_of_prompts_is_named(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(UsageError, match=message):
        read_prompts(tmp_path / name)


def test_seeds_are_a_number_a_list_or_ranges() -> None:
    assert parse_seeds("3,7,20-22") == (3, 7, 20, 21, 22)
    for wrong in ("", "x", "1,1", "2-4,3", "-1", "3-1", "1.5", str(2**63), "0-99999999"):
        with pytest.raises(OptionError, match=r"^seed "):
            parse_seeds(wrong)
    with pytest.raises(OptionError, match="leave out count"):
        with_seeds(GenerateRequest((PROMPT,), count=2), (1, 2))
