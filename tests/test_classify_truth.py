"""`spritedex classify --truth`: predictions beside known types."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from spritedex.bundle.write import write_manifest
from spritedex.data.loaders import read_bestiary
from spritedex.data.splits import make_split
from tests.toy_bundles import toy_classifier


def test_truth_is_drawn_beside_prediction(bundle: Path, folder: Path, spritedex: Callable[..., Any]) -> None:
    (folder / "truth.csv").write_text("file,types\nart/a.PNG,grass/poison\nart/b.png,water\n")
    done = spritedex("classify", "art", "--truth", "truth.csv", "--plot", "out/t.png", "--model", bundle, cwd=folder)
    assert done.returncode == 0
    assert "2 pictures with known types: first guess right in 1 of 2 (50%), all types right in 0 (0%)" in done.stderr
    assert "truth grass, poison" in done.stdout
    with Image.open(folder / "out" / "t.png") as plot:
        assert plot.mode == "RGB"
        assert plot.width > plot.height > 2 * 80


def test_a_data_folder_serves_as_truth(bundle: Path, folder: Path, spritedex: Callable[..., Any]) -> None:
    (folder / "art" / "metadata.csv").write_text("file_name,name,types\nb.png,Ember,fire\ndeep/c.png,Drop,water\n")
    done = spritedex("classify", "art/**/*.png", "--truth", "art", "--model", bundle, "--json", cwd=folder)
    assert done.returncode == 0
    document = json.loads(done.stdout)
    assert document["comparison"] == {"known": 2, "first_right": 2, "all_right": 2, "parts": {}}
    assert [reading["truth"] for reading in document["readings"]] == [["fire"], ["water"]]
    assert (folder / "truth.png").is_file()
    done = spritedex("classify", "--truth", "art", "--model", bundle, "--csv", cwd=folder)  # all of its pictures
    same = spritedex(
        "classify", "--truth", "art", "--model", bundle, "--csv", "--threads", 1, "--device", "CPU", "-q", cwd=folder
    )
    assert (same.stdout, same.stderr) == (done.stdout, "")
    assert [Path(row["file"]).name for row in csv.DictReader(io.StringIO(done.stdout))] == ["b.png", "c.png"]
    for name in ("t.svg", "t.jpg"):
        refused = spritedex("classify", "art", "--truth", "art", "--plot", name, "--model", bundle, cwd=folder)
        assert (refused.returncode, "end the name in .png" in refused.stderr) == (2, True)


def test_truth_tells_pictures_of_training_from_unseen_ones(
    drawn_bestiary: Path, tmp_path: Path, spritedex: Callable[..., Any]
) -> None:
    own = toy_classifier(tmp_path / "own")
    split = make_split(read_bestiary(drawn_bestiary).records, seed=0)
    (own / "split.json").write_text(split.to_json())
    write_manifest(own, kind="classifier", name="toy", architecture="cnn6", trained_on={}, metrics={})
    done = spritedex("classify", "--truth", drawn_bestiary, "--model", own, "--json", cwd=tmp_path)
    counts = json.loads(done.stdout)["comparison"]
    assert set(counts["parts"]) == {"train", "val", "test"}
    assert sum(part["known"] for part in counts["parts"].values()) == counts["known"]
    assert re.search(r"of unseen families: first guess right in \d+ of \d+ .*; of training families: ", done.stderr)
