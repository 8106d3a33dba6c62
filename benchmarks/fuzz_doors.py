"""The places where input of strangers comes in: sound examples of each, changes to them, and a try.

A try raises what no input may bring about: any error that is not one of ours, or an answer of the server that says 500.
"""

import base64
import io
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import yaml
from PIL import Image

from benchmarks.fuzz_mutations import changed_bytes, changed_json, changed_text
from spritedex.architectures.catalogue import ARCHITECTURES, load_config
from spritedex.config.yaml_text import YamlTextError, parse_yaml
from spritedex.errors import SpritedexError
from spritedex.runtime.classifier import prepare
from spritedex.sprites.codec import open_picture
from spritedex.sprites.formats import FORMATS
from spritedex.sprites.frames import read_frames
from spritedex.sprites.palette_files import act_palette, gpl_palette, hex_palette, read_palette
from spritedex.workflows.sprites.edit import quantize_picture
from tests.pictures import BACK, FRONT, SECOND, SHINY
from tests.toy_bundles import toy_painter

LONGEST_MESSAGE: Final = 3_000
END: Final = b"\n\n"


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
        used(
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


def check_message(error: SpritedexError) -> None:
    """Raises Fault if the message is not short."""
    if len(str(error)) > LONGEST_MESSAGE:
        raise Fault(f"a message of {len(str(error)):,} characters: {str(error)[:100]!r}")


def used(first: Callable[[], Any], *others: Callable[[], Any]) -> None:
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
