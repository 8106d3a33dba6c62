"""YAML files and overrides that are meant to do harm: one short line, soon, and no traceback."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spritedex.architectures.catalogue import load_config
from spritedex.config.files import read_yaml
from spritedex.config.yaml_text import parse_yaml
from spritedex.errors import UsageError

Run = Callable[..., Any]

BOMB = "a0: &a0 [x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
)  # fmt: skip
FILES = {
    "bomb": BOMB + "training: {batch_size: *a8}",
    "merged bomb": "a0: &a0 {x: 1}\n"
    + "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 9))
    + "training: {<<: *a8}",
    "recursive": "training: &a\n  batch_size: *a",
    "recursive list": "training: {batch_size: &a [*a]}",
    "deep list": "training: " + "[" * 1000 + "]" * 1000,
    "deep mapping": "{a: " * 3000 + "1" + "}" * 3000,
    "open brackets": "[" * 60_000,
    "long": "# " + "x" * 30_000_000 + "\ntraining: {batch_size: 3}",
    "many keys": "training:\n" + "".join(f"  k{n}: 1\n" for n in range(2000)),
    "date": "training: {batch_size: 2020-13-45}",
    "time": "training: {batch_size: 2020-01-01 10:00:00 +99:99}",
    "huge integer": "training: {batch_size: " + "9" * 5000 + "}",
    "large integer": "training: {batch_size: " + "9" * 4000 + "}",
    "hexadecimal": "training: {batch_size: 0x" + "f" * 60_000 + "}",
    "sexagesimal": "training: {batch_size: " + ":".join(["59"] * 20_000) + "}",
    "infinite": "training: {learning_rate: .inf}",
    "overflow": "training: {learning_rate: 1" + "0" * 400 + ".0}",
    "not a number": "training: {learning_rate: .nan}",
    "no integer": "training: {batch_size: !!int x}",
    "no float": "training: {batch_size: !!float x}",
    "no bool": "training: {batch_size: !!bool x}",
    "code": 'training: !!python/object/apply:os.system ["true"]',
    "tag": "training: !" + "t" * 5000 + " x",
    "alias": "training: *" + "a" * 5000,
    "text": "training: {batch_size: " + "x" * 60_000 + "}",
    "key": 'training: {"' + "k" * 900 + '": 1}',
    "terminal": 'training: {batch_size: "\\e[31mred"}',
    "nul": 'data: {split_file: "a\\0b"}',
    "surrogate": 'data: {split_file: "\\ud800"}',
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_one_short_error(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(FILES[name], encoding="utf-8")
    started = time.process_time()
    with pytest.raises(UsageError) as caught:
        load_config("cnn6", read_yaml(path))
    assert time.process_time() - started < 10
    message = str(caught.value).replace(str(tmp_path), "")
    assert message.isprintable()
    assert len(message) < (2500 if name == "many keys" else 600)
    assert "x" * 200 not in message
    assert "k" * 200 not in message


@pytest.mark.parametrize(
    "override",
    [
        "training.batch_size=" + "[" * 2000,
        "training.batch_size=2020-13-45",
        "training.batch_size=" + "9" * 5000,
        "training.batch_size=&a [*a]",
        "training.learning_rate=.inf",
        "training.batch_size=" + "x" * 60_000,
        "training.batch_size=\x1b[31m",
        "a." * 100_000 + "b=1",
        "k" * 100_000 + "=1",
        "k" * 100_000 + ".x.y=1",
        "training.batch_size." + "k" * 100_000 + "=1",
    ],
    ids=lambda override: override[:24],
)
def test_a_hostile_override_is_one_short_error(override: str) -> None:
    with pytest.raises((UsageError, ValueError)) as caught:
        load_config("cnn6", {}, [override], parse_yaml)
    assert len(str(caught.value)) < 600
    assert str(caught.value).isprintable()


def test_ordinary_yaml_with_anchors_is_read() -> None:
    text = "shared: &s {batch_size: 4, seed: 3}\ntraining:\n  <<: *s\n  learning_rate: 1.0e-3\n"
    text += "data: {csv_path: a\u00a0b.csv}"
    values = parse_yaml(text)
    assert values["training"] == {"batch_size": 4, "seed": 3, "learning_rate": 1e-3}
    assert values["data"]["csv_path"] == "a\u00a0b.csv"
    assert parse_yaml("") is None


@pytest.mark.slow
def test_the_command_says_what_is_wrong(tmp_path: Path, spritedex: Run) -> None:
    (tmp_path / "bad.yaml").write_text(FILES["bomb"], encoding="utf-8")
    done = spritedex("train", "cnn6", "--config", "bad.yaml", "--data", "nowhere", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: bad.yaml: not valid YAML in UTF-8 (more than 5,000 values, aliases included: line 5)\n"
    )
    done = spritedex("train", "cnn6", "--set", "training.batch_size=2020-13-45", "--data", "nowhere", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: --set '2020-13-45': not a YAML value (not a valid timestamp: line 1)")
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]
