"""Training as a user meets it: run folders, resuming after SIGKILL, several processes, and what goes wrong."""

import csv
import json
import shutil
from pathlib import Path

import pytest

pytest.importorskip("torch")

import torch

from tests.commands import killed_at, spritedex
from tests.shells import write_script
from tests.trainings import command

pytestmark = pytest.mark.slow

EPOCHS = 3


@pytest.fixture(scope="module")
def trained(drawn_bestiary: Path, bert: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("runs")
    done = spritedex(*command("cnn6", drawn_bestiary, bert, out, "one", epochs=1))
    assert done.returncode == 0, done.stderr
    return out / "one"


@pytest.fixture
def first_epoch(trained: Path, tmp_path: Path) -> Path:
    """A run folder `one` of cnn6 after its first epoch."""
    return Path(shutil.copytree(trained, tmp_path / "one"))


def weights(run_folder: Path) -> dict[str, torch.Tensor]:
    checkpoint = torch.load(run_folder / "checkpoints" / "last.ckpt", weights_only=True)
    return {**checkpoint["state_dict"], **{f"now.{k}": v for k, v in checkpoint.get("current_model_state", {}).items()}}


def rows(run_folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((run_folder / "metrics.csv").read_text().splitlines()))


@pytest.mark.parametrize("architecture", ["cnn6", "reader", "decoder"])
def test_killed_and_resumed_ends_with_the_same_weights(
    architecture: str, drawn_bestiary: Path, bert: Path, tmp_path: Path
) -> None:
    whole = spritedex(*command(architecture, drawn_bestiary, bert, tmp_path, "whole", epochs=EPOCHS))
    assert whole.returncode == 0, whole.stderr
    again = command(architecture, drawn_bestiary, bert, tmp_path, "killed", "--resume", "auto", epochs=EPOCHS)
    last = tmp_path / "killed" / "checkpoints" / "last.ckpt"
    killed_at(last, *again)
    done_before = torch.load(last, weights_only=True)["epoch"] + 1
    resumed = spritedex(*again)
    assert resumed.returncode == 0, resumed.stderr
    if done_before < EPOCHS:
        assert f"continued from epoch {done_before}" in resumed.stderr
    expected, found = weights(tmp_path / "whole"), weights(tmp_path / "killed")
    assert expected.keys() == found.keys()
    assert all(torch.equal(expected[name], found[name]) for name in expected)
    tables = [rows(tmp_path / name) for name in ("whole", "killed")]
    assert tables[0] == tables[1]
    assert [int(row["epoch"]) for row in tables[0]] == list(range(EPOCHS))


def test_a_run_folder_holds_what_it_takes_to_make_it_again(drawn_bestiary: Path, bert: Path, tmp_path: Path) -> None:
    # What a decoder's run exports and draws: docs/data.md, which tests/test_docs_run.py runs.
    out = tmp_path / "runs"
    done = spritedex(*command("decoder", drawn_bestiary, bert, out, "one", "--json", epochs=2))
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    folder = out / "one"
    assert result["epochs"] == 2
    assert {"train/l1", "train/mse", "train/attention", "val/loss"} <= result["metrics"].keys()
    for name in ("config.yaml", "split.json", "run.json", "metrics.csv", "progress.png", "checkpoints/best.ckpt"):
        assert (folder / name).is_file(), name
    info = json.loads((folder / "run.json").read_text())
    assert info["seed"] == 0
    assert {"torch", "lightning", "python"} <= info["versions"].keys()
    assert str(tmp_path) not in (folder / "run.json").read_text()
    assert {path.name.split("_")[0] for path in (folder / "samples").glob("*.png")} == {"sprites", "attention"}
    assert tags(folder / "tensorboard") >= {
        "train/loss_step", "train/l1_step", "train/mse_step", "train/attention_step",
        "val/loss", "samples/sprites", "samples/attention",
    }  # fmt: skip
    assert any(tag.startswith("lr-") for tag in tags(folder / "tensorboard"))

    taken = spritedex(*command("decoder", drawn_bestiary, bert, out, "one"))
    assert taken.returncode == 2
    assert "--resume auto" in taken.stderr


def tags(folder: Path) -> set[str]:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(folder))
    events.Reload()
    return {*events.Tags()["scalars"], *events.Tags()["images"]}


def test_two_processes_train_one_model(drawn_bestiary: Path, bert: Path, tmp_path: Path) -> None:
    # The first process fits the probe that a reader begins at; without likeness there are weights that nothing trains.
    more = ("--set", "training.likeness_weight=0", "--set", "training.backbone_rate=0.1", "--json")
    two = ("--devices", "2", "--strategy", "ddp")
    write_script(tmp_path)  # for the second process Lightning starts the program again
    done = [
        spritedex(*command("reader", drawn_bestiary, bert, tmp_path, name, *more, *given, epochs=1), cwd=tmp_path)
        for name, given in (("one", ()), ("two", two))
    ]
    assert [each.returncode for each in done] == [0, 0], done[1].stderr
    assert json.loads(done[1].stdout)["epochs"] == 1
    steps = [int(rows(tmp_path / name)[0]["step"]) for name in ("one", "two")]
    assert steps[1] == (steps[0] + 1) // 2


def test_weights_and_biases_keeps_the_model_offline(
    drawn_bestiary: Path, bert: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("wandb")
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("WANDB_SILENT", "true")
    done = spritedex(*command("cnn6", drawn_bestiary, bert, tmp_path, "logged", "--wandb", epochs=1))
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "logged" / "wandb").glob("offline-run-*/*.wandb"))


def test_a_write_that_fails_keeps_the_last_good_checkpoint(
    drawn_bestiary: Path, bert: Path, first_epoch: Path, tmp_path: Path
) -> None:
    last = first_epoch / "checkpoints" / "last.ckpt"
    before = last.read_bytes()
    words = command("cnn6", drawn_bestiary, bert, tmp_path, "one", "--resume", "auto", epochs=2)
    done = spritedex(*words, largest_file=len(before) // 2)
    assert done.returncode == 1
    assert "cannot write" in done.stderr
    assert "the last good checkpoint is kept" in done.stderr
    assert "Traceback" not in done.stderr
    assert last.read_bytes() == before
    assert not list(last.parent.glob(".*"))


def test_a_run_begins_at_the_weights_of_another(
    drawn_bestiary: Path, bert: Path, first_epoch: Path, tmp_path: Path
) -> None:
    export = ("export", first_epoch, "--checkpoint", "last", "--out", tmp_path / "bundle")
    assert spritedex(*export).returncode == 0
    still = ("--set", "training.learning_rate=1e-12", "--set", "training.weight_decay=0")
    for number, source in enumerate(("bundle", "bundle/model.safetensors")):
        more = ("--from", str(tmp_path / source), *still)
        done = spritedex(*command("cnn6", drawn_bestiary, bert, tmp_path, f"two-{number}", *more, epochs=1))
        assert done.returncode == 0, done.stderr
        first, second = weights(first_epoch), weights(tmp_path / f"two-{number}")
        before = json.loads((tmp_path / f"two-{number}" / "run.json").read_text())["before"]
        assert before.get("epochs") == (1 if source == "bundle" else None)
        averaged = [name for name in first if name.startswith("network.") and name.endswith(("weight", "bias"))]
        assert all(torch.allclose(first[name], second[name], atol=1e-3, rtol=2e-3) for name in averaged)

    wrong = spritedex(*command("cnn6", drawn_bestiary, bert, tmp_path, "three", *more, "--set", "model.hidden=8"))
    assert wrong.returncode == 2
    assert "does not fit the configured network (head.2.bias" in wrong.stderr
    assert wrong.stderr.count("\n") == 1
    both = spritedex(*command("cnn6", drawn_bestiary, bert, tmp_path, "one", *more, "--resume", "auto"))
    assert "starts a new run, and --resume continues one; give only one of them" in both.stderr


def test_a_damaged_checkpoint_is_named(drawn_bestiary: Path, bert: Path, first_epoch: Path, tmp_path: Path) -> None:
    last = first_epoch / "checkpoints" / "last.ckpt"
    last.write_bytes(last.read_bytes()[:1000])
    shutil.copy(last, tmp_path / "copy.ckpt")
    done = spritedex(*command("cnn6", drawn_bestiary, bert, tmp_path, "one", "--resume", "auto", epochs=2))
    assert done.returncode == 1
    assert "not a readable checkpoint" in done.stderr


def test_a_resumed_run_may_go_slower_but_not_become_another(
    drawn_bestiary: Path, bert: Path, first_epoch: Path, tmp_path: Path
) -> None:
    go_on = ["--resume", "auto"]
    other = spritedex(
        *command("cnn6", drawn_bestiary, bert, tmp_path, "one", *go_on, "--set", "training.seed=5", epochs=2)
    )
    assert other.returncode == 2
    assert "training.seed: not as in" in other.stderr

    moved = tmp_path / "moved"
    shutil.copytree(first_epoch, moved / "one")
    last = moved / "one" / "checkpoints" / "last.ckpt"
    unbeatable(last)
    best = (moved / "one" / "checkpoints" / "best.ckpt").read_bytes()
    slower = command(
        "cnn6", drawn_bestiary, bert, moved, "one", *go_on, "--set", "training.learning_rate=0.001", epochs=2
    )
    done = spritedex(*slower)
    assert done.returncode == 0, done.stderr
    assert [float(row["learning_rate"]) for row in rows(moved / "one")] == pytest.approx([0.01, 0.001])
    assert "learning_rate: 0.001" in (moved / "one" / "config.yaml").read_text()
    assert (moved / "one" / "checkpoints" / "best.ckpt").read_bytes() == best


def unbeatable(path: Path) -> None:
    """Let a checkpoint believe that its best epoch was perfect."""
    checkpoint = torch.load(path, weights_only=True)
    for state in checkpoint["callbacks"].values():
        if state.get("monitor"):
            score = torch.tensor(2.0)
            state["best_model_score"] = state["kth_value"] = score
            state["best_k_models"] = {state["best_model_path"]: score}
    torch.save(checkpoint, path)


def test_a_stored_fold_is_trained_on_and_a_broken_picture_is_named(
    drawn_bestiary: Path, bert: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(drawn_bestiary, data)
    broken = sorted((data / "images").glob("*.png"))[3]
    broken.write_bytes(broken.read_bytes()[:-200])
    folds = spritedex("data", "split", "--data", drawn_bestiary, "--folds", 3, "--out", tmp_path / "f.json")
    assert folds.returncode == 0, folds.stderr
    fold = tmp_path / "f-2.json"
    done = spritedex(*command("cnn6", data, bert, tmp_path, "fold", "--set", f"data.split_file={fold}", epochs=1))
    assert done.returncode == 0, done.stderr
    assert broken.name in done.stderr
    assert json.loads((tmp_path / "fold" / "split.json").read_text()) == json.loads(fold.read_text())

    checkpoint = tmp_path / "fold" / "checkpoints" / "best.ckpt"
    spoiled = torch.load(checkpoint, weights_only=True)
    spoiled["state_dict"]["network.head.2.bias"].fill_(float("nan"))
    torch.save(spoiled, checkpoint)
    exported = spritedex("export", tmp_path / "fold", "--out", tmp_path / "bad")
    assert exported.returncode == 1
    assert "not finite" in exported.stderr
    assert not (tmp_path / "bad").exists()
