"""The places where input of strangers comes in: sound examples of each, changes to them, and a try.

A try raises what no input may bring about: any error that is not one of ours, or an answer of the server that says 500.
"""

import base64
import io
import json
import os
import shutil
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final, cast

import numpy as np
import yaml
from PIL import Image

from benchmarks.fuzz_mutations import changed_bytes, changed_json, changed_text
from spritedex.architectures.catalogue import ARCHITECTURES, load_config
from spritedex.bundle.verify import load_bundle
from spritedex.bundle.write import write_manifest
from spritedex.config.yaml_text import YamlTextError, parse_yaml
from spritedex.errors import SpritedexError
from spritedex.runtime import probe
from spritedex.runtime.classifier import prepare
from spritedex.sprites.codec import open_picture
from spritedex.sprites.formats import FORMATS
from spritedex.sprites.frames import read_frames
from spritedex.sprites.palette_files import act_palette, gpl_palette, hex_palette, read_palette
from spritedex.workflows.sprites.edit import quantize_picture
from tests.pictures import BACK, FRONT, SECOND, SHINY
from tests.toy_bundles import toy_classifier, toy_painter, toy_reader

LONGEST_MESSAGE: Final = 3_000
_END: Final = b"\n\n"


class Fault(Exception):
    """What an input may not bring about, in one line."""


class Door(ABC):
    """`folder` is for what a try writes; it is there as long as the door is used."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sound = self.examples()

    @abstractmethod
    def examples(self) -> list[bytes]:
        """Sound inputs."""

    def changed(self, random: Random) -> bytes:
        """A sound input after some changes."""
        return changed_bytes(random, random.choice(self.sound), self.sound)

    @abstractmethod
    def put(self, data: bytes) -> None:
        """Use the input. Raises SpritedexError if it is refused, anything else if it is a fault."""


class Pictures(Door):
    """Pictures, animations and palettes, read and fitted as every command does."""

    def examples(self) -> list[bytes]:
        front = Image.fromarray(FRONT)
        opaque = front.convert("RGB")
        noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (48, 40, 3), np.uint8))
        frames = [Image.fromarray(each) for each in (SECOND, BACK, SHINY)]
        exif = Image.Exif()
        exif[0x112] = 6
        kinds: list[tuple[Image.Image, str, dict[str, Any]]] = [
            (front, "PNG", {}), (front.convert("P"), "PNG", {"transparency": 0}), (front.convert("LA"), "PNG", {}),
            (opaque.convert("1"), "PNG", {}), (noise.convert("L").convert("I;16"), "PNG", {}),
            (front, "PNG", {"save_all": True, "append_images": frames, "duration": 80}),
            (opaque, "JPEG", {"exif": exif}), (noise, "JPEG", {"progressive": True}),
            (noise.convert("CMYK"), "JPEG", {}),
            (front, "GIF", {}), (front, "GIF", {"save_all": True, "append_images": frames, "duration": 80}),
            (front, "WEBP", {"lossless": True}), (noise, "WEBP", {}),
            (front, "WEBP", {"save_all": True, "append_images": frames}),
            (front, "BMP", {}), (opaque.convert("P"), "BMP", {}), (front, "TIFF", {}),
            (noise, "TIFF", {"compression": "tiff_lzw"}), (noise.convert("F"), "TIFF", {}),
            (opaque, "TIFF", {"save_all": True, "append_images": frames}),
        ]  # fmt: skip
        colors = np.array([[0, 0, 0], [250, 120, 40], [1, 2, 3]], np.uint8)
        palettes = [
            gpl_palette(colors),
            act_palette(colors),
            hex_palette(colors),
            b"JASC-PAL\r\n0100\r\n2\r\n0 0 0\r\n1 2 3\r\n",
        ]
        return [*(_saved(*kind) for kind in kinds), *_aseprite(), *palettes]

    def put(self, data: bytes) -> None:
        _use(
            lambda: quantize_picture(data),
            lambda: prepare(open_picture(data).rgba, 64, (0, 0, 0), (1, 1, 1)),
            lambda: read_frames(data),
            *(partial(read_palette, data, name) for name in ("", "x.act", "x.hex")),
        )


class Configs(Door):
    """YAML files and overrides of all architectures: a line with the name, text, and overrides, each after a NUL."""

    def examples(self) -> list[bytes]:
        texts = []
        for name in ARCHITECTURES:
            values = load_config(name, {}).model_dump(mode="json")
            texts.append(f"{name}\n{yaml.safe_dump(values, sort_keys=False)}\0training.seed=3\0data.image_size=64")
        return [text.encode() for text in texts]

    def changed(self, random: Random) -> bytes:
        data = random.choice(self.sound)
        if random.random() < 0.2:
            return changed_bytes(random, data, self.sound)
        name, _, text = data.decode().partition("\n")
        return f"{name}\n{changed_text(random, text)}".encode(errors="surrogatepass")

    def put(self, data: bytes) -> None:
        name, _, text = data.decode("utf-8", "replace").partition("\n")
        text, *overrides = text.split("\0")
        try:
            values = parse_yaml(text)
            if isinstance(values, dict):
                load_config(name if name in ARCHITECTURES else "reader", values, overrides, parse_yaml)
        except YamlTextError as error:
            raise SpritedexError(str(error)) from None


class Bodies(Door):
    """Requests to the server: path and media type in two lines, then the body. All of the server but its sockets."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        from fastapi.testclient import TestClient

        from spritedex.server.app import create_app
        from spritedex.server.settings import ServeSettings

        small: dict[str, Any] = {"count": 2, "num_steps": 2, "frames": 2, "best_of": 4, "drawings": 8, "pictures": 3}
        model = toy_painter(folder / "painter")
        self._client = TestClient(create_app(ServeSettings(model=str(model), **small)), base_url="http://127.0.0.1")
        self._client.__enter__()

    def examples(self) -> list[bytes]:
        picture = base64.b64encode(_saved(Image.fromarray(FRONT), "PNG")).decode()
        palette = ["#102030", "#f08040"]
        drawn: list[dict[str, Any]] = [
            {"prompt": "a lizard", "count": 2, "seed": 7, "style": "artwork", "types": ["fire"], "best_of": 2},
            {"prompt": "a fox", "init": picture, "mask": picture, "strength": 0.5, "palette": palette, "back": True},
            {"between": ["a fox", "a fish"], "frames": 2, "negative_prompt": "wings", "guidance_scale": 2.5},
            {"color": "blue", "size": "small", "shape": "", "format": "gba", "shiny": True, "attention": True},
        ]  # fmt: skip
        exported = [
            {"format": name, "name": "ember", "front": picture, "back": picture, "scale": 2, "palette": palette}
            for name in FORMATS
        ]
        form = (
            b'--b\r\nContent-Disposition: form-data; name="pictures"; filename="a.png"\r\n'
            + b"Content-Type: image/png\r\n\r\n"
            + _saved(Image.fromarray(FRONT), "PNG")
            + b"\r\n--b--\r\n"
        )
        bodies = [("/v1/sprites", each) for each in drawn] + [("/v1/sprites/stream", each) for each in drawn]
        bodies += [("/v1/sprites/export", each) for each in exported]
        texts = [f"{path}\napplication/json\n{json.dumps(body)}".encode() for path, body in bodies]
        return [*texts, *([b"/v1/types?explain=true\nmultipart/form-data; boundary=b\n" + form] * 4)]

    def changed(self, random: Random) -> bytes:
        path, kind, body = random.choice(self.sound).split(b"\n", 2)
        if kind.startswith(b"multipart"):
            body = changed_bytes(random, body, self.sound)
            if random.random() < 0.3:
                kind = changed_bytes(random, kind, self.sound).replace(b"\n", b"")[:200]
        else:
            body = changed_json(random, body)
        return b"\n".join((path, kind, body))

    def put(self, data: bytes) -> None:
        path, kind, body = data.split(b"\n", 2)
        answer = self._client.post(path.decode(), content=body, headers={b"content-type": kind})
        if answer.status_code >= 500 or b'"status":500' in answer.content:
            raise Fault(f"{answer.status_code}: {answer.content[:200]!r}")
        if answer.status_code >= 400:
            detail = str(answer.json().get("detail", ""))
            raise SpritedexError(detail)


class _Folders(Door):
    """A folder with one file changed: its name, an empty line, and its content."""

    def __init__(self, folder: Path) -> None:
        self.templates: dict[str, Path] = {}
        super().__init__(folder)

    def add(self, folder: Path) -> list[bytes]:
        self.templates[folder.name] = folder
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size < 2**18]
        return [
            b"%b%b%b" % (f"{folder.name}/{path.relative_to(folder)}".encode(), _END, path.read_bytes())
            for path in files
        ]

    def changed(self, random: Random) -> bytes:
        name, _, content = random.choice(self.sound).partition(_END)
        others = [each.partition(_END)[2] for each in self.sound]
        if name.endswith(b".json") and random.random() < 0.7:
            return name + _END + changed_json(random, content)
        if name.endswith((b".yaml", b".csv", b".md")) and random.random() < 0.7:
            return name + _END + changed_text(random, content.decode()).encode(errors="surrogatepass")
        return name + _END + changed_bytes(random, content, others)

    def placed(self, data: bytes) -> Path:
        """A folder with that file in it."""
        name, _, content = data.partition(_END)
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
        if b"manifest.json" not in data.partition(_END)[0]:
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
        _use(
            lambda: open_run(place).trained("last"),
            lambda: open_run(place).info(),
            lambda: open_run(place).config(),
            lambda: open_run(place).split(),
            lambda: validation_metrics(open_run(place), 0),
        )


DOORS: Final[dict[str, tuple[type[Door], int]]] = {
    "pictures": (Pictures, 35), "configs": (Configs, 20), "bodies": (Bodies, 20), "runs": (Runs, 15),
    "bundles": (Bundles, 10),
}  # fmt: skip
"""Name -> the door, and how many of a hundred inputs it gets: trying out a bundle takes long."""


def check_message(error: SpritedexError) -> None:
    """Raises Fault if the message is not short."""
    if len(str(error)) > LONGEST_MESSAGE:
        raise Fault(f"a message of {len(str(error)):,} characters: {str(error)[:100]!r}")


def _use(first: Callable[[], Any], *others: Callable[[], Any]) -> None:
    """Use an input in several ways. Raises the SpritedexError of the first, if there is one, after all."""
    refused: list[SpritedexError] = []
    for use in (*others, first):
        refused.clear()
        try:
            use()
        except SpritedexError as error:
            check_message(error)
            refused.append(error)
    if refused:
        raise refused[0]


def _saved(image: Image.Image, format: str, options: dict[str, Any] | None = None) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **(options or {}))
    return buffer.getvalue()


def _aseprite() -> Sequence[bytes]:
    from spritedex.sprites.creature import Creature
    from spritedex.sprites.palette import quantize_together, recolor

    front, second, back = quantize_together([FRONT, SECOND, BACK])
    files = FORMATS["aseprite"](Creature(front, back, recolor(front, SHINY), (second,), name="Ember"))
    return [data for name, data in files.items() if name.endswith((".aseprite", ".ase"))]
