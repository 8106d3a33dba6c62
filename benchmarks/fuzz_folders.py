"""Folders that strangers may hand over: bundles and runs with one file changed, as fuzz_doors has the other inputs."""

import os
import shutil
import sys
from pathlib import Path
from random import Random
from typing import Any, cast

from benchmarks.fuzz_doors import END, Door, used
from benchmarks.fuzz_mutations import changed_bytes, changed_json, changed_text
from spritedex.architectures.catalogue import load_config
from spritedex.bundle.verify import load_bundle
from spritedex.bundle.write import write_manifest
from spritedex.errors import SpritedexError
from spritedex.runtime import probe
from tests.toy_bundles import toy_classifier, toy_painter, toy_reader


class _Folders(Door):
    """A folder with one file changed: its name, an empty line, and its content."""

    def __init__(self, folder: Path) -> None:
        self.templates: dict[str, Path] = {}
        super().__init__(folder)

    def add(self, folder: Path) -> list[bytes]:
        self.templates[folder.name] = folder
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size < 2**18]
        return [
            b"%b%b%b" % (f"{folder.name}/{path.relative_to(folder)}".encode(), END, path.read_bytes()) for path in files
        ]

    def changed(self, random: Random) -> bytes:
        name, _, content = random.choice(self.sound).partition(END)
        others = [each.partition(END)[2] for each in self.sound]
        if name.endswith(b".json") and random.random() < 0.7:
            return name + END + changed_json(random, content)
        if name.endswith((b".yaml", b".csv", b".md")) and random.random() < 0.7:
            return name + END + changed_text(random, content.decode()).encode(errors="surrogatepass")
        return name + END + changed_bytes(random, content, others)

    def placed(self, data: bytes) -> Path:
        """A folder with that file in it."""
        name, _, content = data.partition(END)
        template, _, file = name.decode().partition("/")
        place = self.folder / "tried"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.templates[template], place)
        (place / file).write_bytes(content)
        return place


class Bundles(_Folders):
    """Bundles with one file changed, which their author has signed, loaded and tried out."""

    def examples(self) -> list[bytes]:
        sound = self.add(toy_classifier(self.folder / "classifier"))
        sound += self.add(toy_reader(self.folder / "reader"))
        return sound + self.add(toy_painter(self.folder / "painter"))

    def put(self, data: bytes) -> None:
        place = self.placed(data)
        if b"manifest.json" not in data.partition(END)[0]:
            kind = "generator" if (place / "generator.onnx").exists() else "classifier"
            write_manifest(place, kind=cast(Any, kind), name="n", architecture="any", trained_on={}, metrics={})
        load_bundle(place)
        process = os.fork()
        if not process:
            sys.argv = ["probe", str(place)]
            probe.main()  # with the limits of the process that tries a bundle out, and like that it ends itself
        _, status = os.waitpid(process, 0)
        if status:
            raise SpritedexError(f"it ended the process ({status})")


class Runs(_Folders):
    """Run folders with one file changed, read as `export` and `--resume` do."""

    def examples(self) -> list[bytes]:
        import torch

        from spritedex.data.splits import Split
        from spritedex.training.runs import Run, RunInfo

        run = Run(self.folder / "run")
        config = load_config("cnn6", {"data": {"image_size": 64}})
        statistics = {"mean": [0.5] * 3, "std": [0.2] * 3}
        info = RunInfo("cnn6", 0, "nothing", {"train": 1, "val": 0, "test": 0}, statistics=statistics)
        run.write_start(config, Split(seed=0, by="family", fractions={"train": 1.0}, parts={"train": (1,)}), info, {})
        run.checkpoints.mkdir()
        weights = {"network.weight": torch.zeros(3, 4), "network.steps": torch.tensor(5)}
        watch = {"Stopwatch": {"seconds": 3.5, "earlier": 1.0}}
        torch.save({"state_dict": weights, "epoch": 0, "callbacks": watch}, run.last)
        (run.folder / "metrics.csv").write_text("epoch,val/map\n0,0.25\n1,nan\n")
        return self.add(run.folder)

    def put(self, data: bytes) -> None:
        from spritedex.training.runs import open_run
        from spritedex.workflows.export.run import validation_metrics

        place = self.placed(data)
        used(
            lambda: open_run(place).trained("last"),
            lambda: open_run(place).info(),
            lambda: open_run(place).config(),
            lambda: open_run(place).split(),
            lambda: validation_metrics(open_run(place), 0),
        )
