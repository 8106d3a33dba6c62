"""What goes wrong with a training is one line that says what to do."""

import os
from pathlib import Path

import pytest

from tests.commands import spritedex
from tests.trainings import command

pytest.importorskip("torch")

pytestmark = pytest.mark.slow


def test_a_loss_that_is_not_finite_names_step_and_batch(drawn_bestiary: Path, bert: Path, tmp_path: Path) -> None:
    wild = [
        "--set",
        "training.learning_rate=1e30",
        "--set",
        "training.gradient_clip=0",
        "--set",
        "training.precision=fp32",
    ]
    done = spritedex(*command("decoder", drawn_bestiary, bert, tmp_path, "wild", *wild))
    assert done.returncode == 1
    line = done.stderr.strip().splitlines()[-1]
    assert line.startswith("error: the loss became")
    assert "step" in line
    assert "batch" in line
    assert "training.learning_rate" in line
    assert "Traceback" not in done.stderr


def test_a_missing_text_encoder_is_named_with_the_setting_that_cures(
    drawn_bestiary: Path, bert: Path, tmp_path: Path
) -> None:
    setting = "training.teacher_encoder"
    words = command("reader", drawn_bestiary, bert, tmp_path, "bad", "--set", f"{setting}=no/such-model")
    done = spritedex(*words, cwd=tmp_path)
    assert done.returncode == 1
    assert f"set {setting}=all-MiniLM-L6-v2" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("more", "code", "says"),
    [
        (["--set", "training.batchsize=3"], 2, "training.batchsize: unknown key"),
        (["--config", "missing.yaml"], 2, "--config 'missing.yaml': no such file"),
        (["--resume", "nowhere"], 2, "no such run"),
        (["--set", "model.channels=[1,2"], 2, "not a YAML value"),
        (["--accelerator", "steam"], 2, "--accelerator 'steam'"),
        (["--set", "model.text_encoder.model_name=no/such-model"], 1, "model.text_encoder.model_name=all-MiniLM-L6-v2"),
    ],
)
def test_what_is_wrong_is_one_line(
    more: list[str], code: int, says: str, drawn_bestiary: Path, bert: Path, tmp_path: Path
) -> None:
    given = [str(part) for part in command("decoder", drawn_bestiary, bert, tmp_path, "bad")]
    if more[0] in given and more[0] != "--set":
        at = given.index(more[0])
        del given[at : at + 2]
    done = spritedex(*given, *more, cwd=tmp_path)
    assert done.returncode == code
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_named(drawn_bestiary: Path, bert: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = spritedex(*command("cnn6", drawn_bestiary, bert, tmp_path / "file", "x"))
    assert done.returncode == 2
    assert "cannot write into" in done.stderr


def test_a_taken_name_and_data_that_nobody_names_are_said_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SPRITEDEX_DATA", raising=False)
    held = tmp_path / "runs" / "mine" / "flow" / "checkpoints" / "last.ckpt"
    held.parent.mkdir(parents=True)
    held.touch()
    for words, says in (
        (("--data", ".", "--name", "mine"), "runs/mine already holds a run; continue it with --resume auto"),
        ((), "--data: give a data folder"),
    ):
        done = spritedex("train", "painter", *words, cwd=tmp_path)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert says.replace("runs/", f"runs{os.sep}") in done.stderr
