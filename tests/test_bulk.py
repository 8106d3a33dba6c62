"""Reading and drawing in bulk on a real Ray cluster: the rows of the plain command, sources, kills, what is damaged;
and a sweep."""

import csv
import io
import json
import os
import secrets
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil  # type: ignore[import-untyped]
import pyarrow as pa
import pytest
import yaml
from pyarrow import parquet

from spritedex.sprites.codec import png_bytes
from tests.commands import COMMAND, killed_at, spritedex
from tests.toy_bundles import toy_reader

pytestmark = pytest.mark.slow

PATIENCE = 400
TRIES = 3
EPOCHS = 5


@pytest.fixture(scope="module")
def cluster() -> Iterator[dict[str, str]]:
    """A cluster of two cores on this machine, as the variables that lead a command to it."""
    env = {
        "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32), "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_worker_niceness": "0",
    }  # fmt: skip
    code = (
        "import ray, sys; "
        "context = ray.init('local', num_cpus=2, include_dashboard=False, object_store_memory=100 * 2**20); "
        "print(context.address_info['gcs_address'], flush=True); sys.stdin.read()"
    )
    for _ in range(TRIES):  # Ray gives up where its processes do not answer within half a minute
        with subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, env=os.environ | env,
        ) as head:  # fmt: skip
            assert head.stdin
            assert head.stdout
            if address := head.stdout.readline().strip():
                yield env | {"RAY_ADDRESS": address}
                head.stdin.close()
                return
    pytest.skip("Ray starts no cluster on this machine")


@pytest.fixture(scope="module")
def seer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return toy_reader(tmp_path_factory.mktemp("bundles") / "seer")


def pngs(count: int, size: int = 12) -> list[bytes]:
    random = np.random.default_rng(0)
    opaque = np.full((size, size), 255, np.uint8)
    return [png_bytes(np.dstack([random.integers(0, 255, (size, size, 3), np.uint8), opaque])) for _ in range(count)]


def write_all(folder: Path, pictures: list[bytes]) -> None:
    folder.mkdir()
    for number, data in enumerate(pictures):
        (folder / f"{number:04d}.png").write_bytes(data)


def rows_of(out: Path, kind: str = "readings") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for place in sorted((out / kind).iterdir()):
        rows += parquet.read_table(place).to_pylist()
    return rows


def damaged_parquet(path: Path, pictures: list[bytes]) -> None:
    """Three groups of rows, the second of which cannot be read."""
    parquet.write_table(pa.table({"image": pictures, "n": range(len(pictures))}), path, row_group_size=4)
    column, data = parquet.read_metadata(path).row_group(1).column(0), bytearray(path.read_bytes())
    data[column.data_page_offset : column.data_page_offset + 100] = bytes([255]) * 100
    path.write_bytes(data)


def test_each_source_gives_the_rows_of_the_plain_command_and_what_is_damaged_is_named(
    cluster: dict[str, str], seer: Path, tmp_path: Path
) -> None:
    pictures = pngs(12)
    write_all(tmp_path / "art", pictures)
    (tmp_path / "art" / "0005x.png").write_bytes(b"no picture")
    damaged_parquet(tmp_path / "rows.parquet", pictures)
    with tarfile.open(tmp_path / "web.tar", "w") as archive:
        for number, data in enumerate(pictures):
            for name, content in ((f"{number}.png", data), (f"{number}.cls", b"3")):
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
    (tmp_path / "half.tar").write_bytes((tmp_path / "web.tar").read_bytes()[:3000])
    sources = ("art", "rows.parquet", "web.tar", "half.tar", (tmp_path / "art").as_uri())
    given = ("--model", seer, "--nearest", 2)
    plain = json.loads(spritedex("classify", "art", *given, "--json", cwd=tmp_path).stdout)
    command = ("classify", *sources, *given, "--on", "ray", "--out", "out", "--shard", 4)
    done = spritedex(*command, cwd=tmp_path, env=cluster)

    assert done.returncode == 1
    assert "shard 5 (rows.parquet, rows 4 to 7)" in done.stderr
    assert "error: half.tar: damaged after" in done.stderr
    assert "Traceback" not in done.stderr
    rows = {row["file"]: row for row in rows_of(tmp_path / "out")}
    for reading in plain["readings"]:
        row = rows[reading["file"]]
        assert {name: row[name] for name in reading["probabilities"]} == reading["probabilities"]
        assert all(row[name] == reading[name] for name in ("types", "unsure", "nearest", "notes"))
    for number, reading in enumerate(plain["readings"]):
        copies = {f"web.tar#{number}.png", f"{tmp_path.as_uri()}/{reading['file']}"}
        for name in copies | ({f"rows.parquet#{number}"} if number not in range(4, 8) else set()):
            assert {**rows[name], "file": reading["file"]} == rows[reading["file"]]
    problems = {row["where"]: row["what"] for row in rows_of(tmp_path / "out", "problems")}
    assert problems["art/0005x.png"] == next(each["what"] for each in plain["problems"])
    assert "damaged after" in problems["half.tar"]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["rows"] == len(rows_of(tmp_path / "out"))
    assert [each["shard"] for each in manifest["failed"]] == [5]

    # Repaired, the same command does the shards of this file, and leaves the others alone.
    before = {place: place.stat().st_mtime_ns for place in (tmp_path / "out" / "readings").iterdir()}
    parquet.write_table(pa.table({"image": pictures}), tmp_path / "rows.parquet", row_group_size=4)
    again = spritedex(*command, cwd=tmp_path, env=cluster)
    changed = {place.name for place, then in before.items() if place.stat().st_mtime_ns != then}
    assert changed == {"part-000004.parquet", "part-000006.parquet"}
    assert "from before)" in again.stdout
    assert {f"rows.parquet#{n}" for n in range(12)} <= {row["file"] for row in rows_of(tmp_path / "out")}
    other = spritedex(*command, "--threshold", "0.3", cwd=tmp_path, env=cluster)
    assert other.returncode == 2
    assert "other sources, options or models" in other.stderr


def test_where_nothing_can_be_done_the_cause_is_named_and_no_cluster_is_started(seer: Path, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    (tmp_path / "x.tar").write_bytes(b"no tar")
    given = ("--on", "ray", "--out", "out", "--model", seer)
    for source, named in (
        ("x.png", "error: x.png: no such file; check the path"),
        ("none", "error: none: no picture in this folder"),
        ("x.tar", "error: x.tar: damaged after 0 pictures"),
        ("far://x", "error: far://x: cannot be read (Protocol not known: far); check the address"),
    ):
        done = spritedex("classify", source, *given, cwd=tmp_path)  # the same folder: there are no rows in it
        assert (done.returncode, done.stderr[: len(named)]) == (1, named)
    write_all(tmp_path / "art", pngs(1))
    far = spritedex("classify", "art", *given, cwd=tmp_path, env={"RAY_ADDRESS": "127.0.0.1:1"})
    assert far.returncode == 2
    assert "--on 'ray': no cluster answers (127.0.0.1:1: " in far.stderr
    for words, named in (
        ((), "nothing to draw; give a sentence"),
        (("a fox", "--style", "oil"), "--style 'oil': unknown"),
        (("--evolve", "x.png"), "--evolve: is drawn on this machine only"),
    ):
        done = spritedex("generate", *words, *given[:4], cwd=tmp_path)
        assert done.returncode == 2
        assert named in done.stderr


def until(ready: Callable[[], Any]) -> Any:
    """What `ready` gives as soon as it gives something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := ready():
            return found
        time.sleep(0.02)
    raise AssertionError("nothing came")


def test_nothing_is_lost_or_doubled_when_the_driver_or_a_worker_is_killed(
    cluster: dict[str, str], seer: Path, tmp_path: Path
) -> None:
    write_all(tmp_path / "art", pngs(600, 96))
    command = [*COMMAND, "classify", "art", "--model", str(seer), "--on", "ray", "--out", "out", "--shard", "20"]

    def parts() -> list[Path]:
        return list((tmp_path / "out" / "readings").glob("part-*"))

    def workers() -> list[psutil.Process]:
        return [each for each in psutil.process_iter() if each.is_running() and _title(each).startswith(mark)]

    mark = "ray::ReadWorker.work"
    with subprocess.Popen(command, cwd=tmp_path, env=os.environ | cluster) as driver:
        until(parts)
        driver.send_signal(signal.SIGKILL)
    before = {place: place.stat().st_mtime_ns for place in parts()}
    assert 0 < len(before) < 30
    assert not (tmp_path / "out" / "manifest.json").exists()

    more: dict[str, Any] = {"cwd": tmp_path, "env": os.environ | cluster, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **more) as second:
        until(lambda: len(parts()) > len(before))
        until(workers)[0].send_signal(signal.SIGKILL)
        said, _ = second.communicate(timeout=PATIENCE)
    assert second.returncode == 0
    assert f"600 rows in 30 shards ({len(before)} from before)" in said
    assert all(place.stat().st_mtime_ns == then for place, then in before.items())
    assert [row["file"] for row in rows_of(tmp_path / "out")] == [f"art/{n:04d}.png" for n in range(600)]


def _title(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def test_prompts_give_the_files_of_the_plain_command_and_wrong_ones_a_problem(
    cluster: dict[str, str], painter: Path, tmp_path: Path
) -> None:
    (tmp_path / "prompts.csv").write_text(
        "prompt,seed,count,style,name\na small orange fox,3,2,,\na blue creature,,,artwork,bluey\na fox,,,oil,\n"
    )
    (tmp_path / "good.csv").write_text("".join((tmp_path / "prompts.csv").read_text().splitlines(True)[:-1]))
    given = ("--model", painter, "--steps", 2, "--out")
    spritedex("generate", "--prompts", "good.csv", *given, "plain", cwd=tmp_path)
    command = ("generate", "--prompts", "prompts.csv", "--on", "ray", "--shard", 2, *given, "out")
    done = spritedex(*command, cwd=tmp_path, env=cluster)
    assert done.returncode == 1
    assert "3 rows in 2 shards" in done.stdout
    rows = rows_of(tmp_path / "out", "sprites")
    assert [(row["prompt"], row["seed"]) for row in rows] == [
        ("a small orange fox", 3), ("a small orange fox", 4), ("a blue creature", 0),
    ]  # fmt: skip
    for row in rows:
        assert row["png"] == (tmp_path / "plain" / row["file"]).read_bytes()
        assert json.loads(row["recipe"])["seed"] == row["seed"]
    (problem,) = rows_of(tmp_path / "out", "problems")
    assert problem["where"] == "prompt 'a fox'"
    assert "oil" in problem["what"]


def rows_of_run(run: Path) -> list[dict[str, str]]:
    with (run / "metrics.csv").open() as file:
        return list(csv.DictReader(file))


def test_the_worse_trials_of_a_sweep_end_early_and_a_killed_sweep_goes_on(
    cluster: dict[str, str], drawn_bestiary: Path, tmp_path: Path
) -> None:
    pytest.importorskip("torch")
    grid = {"training.num_epochs": {"value": EPOCHS}, "training.learning_rate": {"values": [0.01, 1e-6, 2e-6]}}
    stop = {"type": "hyperband", "min_iter": 1, "eta": 2}
    sweep = {"method": "grid", "metric": {"name": "val/loss"}, "early_terminate": stop, "parameters": grid}
    given = (
        "train", "cnn6", "--data", drawn_bestiary, "--accelerator", "cpu", "--sweep", "rates.yaml", "--json",
        "model.channels=[8,8,8,8,8,8]", "model.hidden=16", "data.image_size=64", "training.batch_size=8",
        "training.warmup_steps=0",
    )  # fmt: skip
    command = (*given, "--on", "ray")
    folder = tmp_path / "runs" / "rates"
    runs = [folder / "trials" / f"00{number}" for number in (1, 2, 3)]

    (tmp_path / "rates.yaml").write_text(yaml.safe_dump(sweep | {"run_cap": 1}))
    first = json.loads(spritedex(*given, cwd=tmp_path).stdout)
    assert [(each["state"], each["epochs"]) for each in first["trials"]] == [("finished", EPOCHS)]
    (tmp_path / "rates.yaml").write_text(yaml.safe_dump(sweep | {"run_cap": 2}))
    killed_at(runs[1] / "checkpoints" / "last.ckpt", *command, cwd=tmp_path, env=cluster)
    (tmp_path / "rates.yaml").write_text(yaml.safe_dump(sweep))
    finished, begun = (runs[0] / "metrics.csv").stat().st_mtime_ns, rows_of_run(runs[1])

    done = spritedex(*command, cwd=tmp_path, env=cluster)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    reached = {each["number"]: (each["state"], each["epochs"]) for each in result["trials"]}
    assert reached[1] == ("finished", EPOCHS)
    assert result["trials"][0] == first["trials"][0]
    assert (runs[0] / "metrics.csv").stat().st_mtime_ns == finished
    # How far the killed one came, and whether it or the best one reports first after that, is chance; its end is not.
    state, epochs = reached[2]
    assert state == "stopped"
    assert len(begun) <= epochs < EPOCHS
    again = rows_of_run(runs[1])
    assert again[: len(begun)] == begun
    assert [int(row["epoch"]) for row in again] == list(range(epochs))
    assert reached[3] == ("stopped", 1)
    assert all((run / "checkpoints" / "last.ckpt").exists() for run in runs)
    best, table, figure = map(Path, result["files"])
    shown = spritedex("train", "cnn6", "--config", best, "--print-config")
    assert yaml.safe_load(shown.stdout)["training"]["learning_rate"] == 0.01
    with table.open() as rows:
        assert [row["state"] for row in csv.DictReader(rows)] == [each["state"] for each in result["trials"]]
    assert figure.read_bytes().startswith(b"\x89PNG")
