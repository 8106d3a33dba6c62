"""Two trainings of one name: the second is refused, and a killed one leaves no lock. Real processes."""

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")

from tests.commands import started
from tests.shells import started_at_once

pytestmark = pytest.mark.slow
Run = Callable[..., Any]

SETTINGS = ("model.channels=[8,8,8,8,8,8]", "model.hidden=16", "data.image_size=64", "training.batch_size=8")


def arguments(data: Path, out: Path, epochs: int, *more: str) -> list[str]:
    settings = [part for setting in (*SETTINGS, f"training.num_epochs={epochs}") for part in ("--set", setting)]
    return [
        "train",
        "cnn6",
        "-d",
        str(data),
        "-o",
        str(out),
        "--name",
        "same",
        "--accelerator",
        "cpu",
        *settings,
        *more,
    ]


def epochs_done(out: Path) -> int:
    path = out / "same" / "metrics.csv"
    return len(path.read_text().splitlines()) - 1 if path.is_file() else 0


def test_a_second_training_of_a_name_is_refused_and_a_killed_one_holds_nothing(
    drawn_bestiary: Path, tmp_path: Path, spritedex: Run
) -> None:
    out, lock = tmp_path / "runs", tmp_path / "runs" / "same" / "training.lock"
    with started(*arguments(drawn_bestiary, out, 10_000)) as process:
        end = time.monotonic() + 120
        while epochs_done(out) < 3:
            assert time.monotonic() < end
            time.sleep(0.1)
        done = spritedex(*arguments(drawn_bestiary, out, 10_000, "--resume", "auto"))
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"error: --experiment-name: {out / 'same'} is being trained by another process")
        assert f"process {process} on " in done.stderr
        assert done.stderr.count("\n") == 1
    assert lock.is_file()
    done = spritedex(*arguments(drawn_bestiary, out, 1, "--resume", "auto"))
    assert done.returncode == 2
    assert "has been trained for" in done.stderr
    assert done.stderr.count("\n") == 1
    epochs = len((out / "same" / "metrics.csv").read_text().splitlines()) + 2
    done = spritedex(*arguments(drawn_bestiary, out, epochs, "--resume", "auto"))
    assert done.returncode == 0, done.stderr
    assert not lock.exists()


def test_ctrl_c_in_a_training_says_stopped_and_keeps_the_checkpoint(drawn_bestiary: Path, tmp_path: Path) -> None:
    out = tmp_path / "runs"
    words, pipe = arguments(drawn_bestiary, out, 10_000), subprocess.PIPE
    with (
        started_at_once() as command,
        subprocess.Popen([command, *words], stdout=pipe, stderr=pipe, text=True) as process,
    ):
        end = time.monotonic() + 120
        while not (out / "same" / "checkpoints" / "last.ckpt").is_file():
            assert time.monotonic() < end
            assert process.poll() is None
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert errors.splitlines()[-1] == "error: stopped"
    assert "Traceback" not in errors
    assert (out / "same" / "checkpoints" / "last.ckpt").is_file()
    assert not (out / "same" / "training.lock").exists()
