"""The HTTP API as a client sees it: every route of a real server, and the same bytes as the command line."""

import base64
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from spritedex.sprites.codec import png_bytes
from spritedex.vocabulary import TYPES
from spritedex.workflows.generate.recipe import read_recipe
from tests.pictures import FRONT
from tests.serving import PATIENCE, encoded, serving
from tests.toy_bundles import PAINTER_STEPS, toy_generator

PROMPT = "a small orange fox"
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def sketch() -> bytes:
    """A red square of 24 pixels on clear, as a 64x64 PNG."""
    rgba = np.zeros((64, 64, 4), np.uint8)
    rgba[20:44, 20:44] = (255, 0, 0, 255)
    return png_bytes(rgba)


def draw(client: httpx.Client, **asked: Any) -> dict[str, Any]:
    answer = client.post("/v1/sprites", json=asked)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def picture(sprite: dict[str, Any], number: int = 0) -> bytes:
    return base64.b64decode(sprite["files"][number]["data"])


def events(client: httpx.Client, **asked: Any) -> list[tuple[str, dict[str, Any]]]:
    """The events of a stream, each with its document."""
    with client.stream("POST", "/v1/sprites/stream", json=asked) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        text = "".join(answer.iter_text())
    parts = [part.split("\n") for part in text.split("\n\n") if part.startswith("event: ")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in parts]


def test_models_say_what_is_there(client: httpx.Client) -> None:
    models = client.get("/v1/models").json()
    assert (models["generator"]["name"], models["generator"]["accepts_options"]) == ("toy-flow", True)
    assert models["generator"]["num_steps"] == PAINTER_STEPS
    assert models["classifier"]["name"] == "reader"
    assert [kind["name"] for kind in models["types"]] == list(TYPES)
    assert {"orange", "quadruped", "tiny", "gba"} <= {
        *models["colors"], *models["shapes"], *models["sizes"], *models["formats"]
    }  # fmt: skip
    assert (models["limits"]["count"], models["limits"]["prompt"]) == (16, 500)


def test_a_seed_gives_the_same_bytes_by_command_line_answer_stream_and_zip(
    client: httpx.Client, painter: Path, tmp_path: Path, spritedex: Run
) -> None:
    options = ("--type", "fire", "--steps", 5, "--guidance", 2.5, "--negative", "blue tail", "-n", 2, "--seed", 3)
    done = spritedex("generate", PROMPT, *options, "--model", painter, "--json", "--out", tmp_path)
    printed = json.loads(done.stdout)["sprites"]
    asked = {"prompt": PROMPT, "types": ["fire"], "num_steps": 5, "guidance_scale": 2.5, "negative_prompt": "blue tail"}
    asked |= {"count": 2, "seed": 3}
    answered = draw(client, **asked)["sprites"]
    streamed = [document for name, document in events(client, **asked) if name == "sprite"]
    archive = client.post("/v1/sprites", json=asked, headers={"Accept": "application/zip"})
    with zipfile.ZipFile(io.BytesIO(archive.content)) as packed:
        unpacked = {name: packed.read(name) for name in packed.namelist()}
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir() if not path.name.endswith("-sheet.png")}
    assert archive.headers["content-type"] == "application/zip"
    assert unpacked == written
    assert len(written) == 4
    for document, sprite, streamed_sprite in zip(printed, answered, streamed, strict=True):
        path = Path(document.pop("file"))
        assert picture(sprite) == picture(streamed_sprite) == path.read_bytes()
        assert sprite == streamed_sprite
        assert [file["name"] for file in sprite.pop("files")] == [path.name]
        assert sprite == document


def test_a_stream_shows_each_step_before_its_sprite(client: httpx.Client) -> None:
    found = events(client, prompt=PROMPT, count=2, seed=8)
    names = [name for name, _ in found]
    assert names == ["queued", *(["step"] * PAINTER_STEPS + ["sprite"]) * 2, "end"]
    assert found[0][1] == {"waiting": 0}
    assert found[-1][1] == {"sprites": 2}
    steps = [document for name, document in found if name == "step"]
    assert [step["step"] for step in steps] == [*range(1, PAINTER_STEPS), 0] * 2
    assert [step["seed"] for step in steps] == [8] * PAINTER_STEPS + [9] * PAINTER_STEPS
    assert {step["total"] for step in steps} == {2}
    assert [bool(step["preview"]) for step in steps] == [step["step"] in (0, 1, 3) for step in steps]
    preview = base64.b64decode(steps[0]["preview"])
    assert len(preview) < 4096
    with Image.open(io.BytesIO(preview)) as image:
        assert (image.size, image.convert("RGBA").getchannel("A").getextrema()) == ((64, 64), (0, 255))


def test_a_sketch_a_mask_and_a_variation(client: httpx.Client, sketch: bytes, tmp_path: Path) -> None:
    url = "data:image/png;base64," + encoded(sketch)
    (begun,) = draw(client, prompt=PROMPT, init=url, strength=0.5)["sprites"]
    assert begun["options"]["strength"] == 0.5
    (masked,) = draw(client, prompt=PROMPT, init=encoded(sketch), mask=encoded(sketch), style="artwork")["sprites"]
    shown = np.asarray(Image.open(io.BytesIO(picture(masked))))
    outside = np.ones((64, 64), bool)
    outside[20:44, 20:44] = False
    assert not shown[outside][:, 3].any()
    (varied,) = draw(client, variation_of=encoded(picture(begun)), seed=4)["sprites"]
    assert (varied["prompt"], varied["seed"]) == (PROMPT, 4)
    (tmp_path / "varied.png").write_bytes(picture(varied))
    assert read_recipe(tmp_path / "varied.png").prompt == PROMPT


def test_between_best_of_and_novel(client: httpx.Client) -> None:
    between = draw(client, between=["a green fox", "a blue tail"], frames=3)["sprites"]
    assert [sprite["options"].get("mix", 0.5) for sprite in between] == [0, 0.5, 1]
    best = draw(client, prompt=PROMPT, best_of=3, count=2)["sprites"]
    assert best[0]["score"] >= best[1]["score"]
    (novel,) = draw(client, prompt=PROMPT, novel=True, tries=2)["sprites"]
    assert novel["novel"]["tries"] <= 2


def test_a_format_gives_all_its_files(client: httpx.Client) -> None:
    (creature,) = draw(client, prompt=PROMPT, format="gba")["sprites"]
    names = {file["name"].rpartition("/")[2] for file in creature["files"]}
    assert {"front.png", "back.png", "normal.pal", "shiny.pal"} <= names
    assert creature["format"] == "gba"
    assert len(creature["palette"]) == len(creature["shiny_palette"])
    assert not any("--" in note and "export" not in note for note in creature["notes"])


def test_attention_says_how_much_each_word_counts_and_where(client: httpx.Client) -> None:
    (sprite,) = draw(client, prompt=PROMPT, attention=True)["sprites"]
    assert [word["word"] for word in sprite["words"]] == PROMPT.split()
    assert sum(word["share"] for word in sprite["words"]) == pytest.approx(1)
    assert np.array(sprite["words"][0]["heatmap"]).shape == (16, 16)


def test_types_are_read_and_a_picture_that_cannot_be_is_named(client: httpx.Client, sketch: bytes) -> None:
    files = [("pictures", ("fire.png", sketch)), ("pictures", ("note.txt", b"no picture"))]
    readings = client.post("/v1/types", files=files, params={"nearest": 2, "explain": True}).json()["readings"]
    read, other = readings
    assert (read["name"], read["problem"], other["name"]) == ("fire.png", None, "note.txt")
    assert set(read["probabilities"]) == set(TYPES)
    assert len(read["nearest"]) == 2
    assert set(read["heatmaps"]) == set(read["types"])
    assert np.array(read["heatmaps"][read["types"][0]]).shape == (16, 16)
    assert "not a picture" in other["problem"]
    assert "types" not in other


def test_pictures_are_described_and_the_sentence_is_a_prompt(client: httpx.Client, sketch: bytes) -> None:
    files = [("pictures", ("fire.png", sketch)), ("pictures", ("note.txt", b"no picture"))]
    described, other = client.post("/v1/descriptions", files=files).json()["descriptions"]
    assert described["text"].startswith(("a ", "an "))
    assert len(described["subjects"]) == 5
    assert described["subject"] in ("", next(iter(described["subjects"])))
    assert sum(described["colors"].values()) <= 1 + 1e-6
    assert "not a picture" in other["problem"]


def test_types_are_those_of_the_command_line(
    client: httpx.Client, sketch: bytes, tmp_path: Path, spritedex: Run
) -> None:
    (tmp_path / "sketch.png").write_bytes(sketch)
    (printed,) = json.loads(spritedex("classify", tmp_path / "sketch.png", "--json").stdout)["readings"]
    (read,) = client.post("/v1/types", files={"pictures": ("sketch.png", sketch)}).json()["readings"]
    assert (read["types"], read["unsure"]) == (printed["types"], printed["unsure"])
    assert read["probabilities"] == pytest.approx(printed["probabilities"], abs=1e-6)


def test_export_answers_with_a_zip_or_a_document(client: httpx.Client, sketch: bytes) -> None:
    asked = {"format": "showdown", "name": "../Fire Fox", "front": encoded(sketch), "back": encoded(sketch)}
    packed = client.post("/v1/sprites/export", json=asked)
    document = client.post("/v1/sprites/export", json=asked, headers={"Accept": "application/json"}).json()
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        unpacked = {name: archive.read(name) for name in archive.namelist()}
    assert unpacked == {file["name"]: base64.b64decode(file["data"]) for file in document["files"]}
    assert "gen5-back/firefox.png" in unpacked
    assert document["palette"] == ["#ff0000"]
    assert any("shiny" in note for note in document["notes"])


def test_export_takes_ground_palette_and_scale(client: httpx.Client) -> None:
    buffer = io.BytesIO()
    framed = np.where(FRONT[..., 3:] > 0, FRONT, (255, 0, 255, 255)).astype(np.uint8)
    Image.fromarray(framed).save(buffer, format="PNG")
    front = encoded(buffer.getvalue())

    def exported(**more: Any) -> httpx.Response:
        asked = {"front": front, "name": "fox"} | more
        return client.post("/v1/sprites/export", json=asked, headers={"Accept": "application/json"})

    game = exported(format="gba", palette=["#102040", "#e09050", "#ffffff"]).json()
    assert set(game["palette"]) <= {"#102041", "#de9452", "#ffffff"}  # in 5 bits
    assert game["entry"]["frontAnimFrames"] == [[0, 30], [1, 30], [0, 1]]
    assert ".frontPicYOffset = " in game["snippet"]
    assert any("plain ground #ff00ff cleared" in note for note in game["notes"])
    (large,) = exported(scale=2, ground="keep").json()["files"]
    with Image.open(io.BytesIO(base64.b64decode(large["data"]))) as image:
        assert image.size == (128, 128)
        assert np.asarray(image.convert("RGBA"))[..., 3].all()
    for wrong, where in (({"format": "gba", "scale": 2}, "body.scale"), ({"palette": ["red"]}, "body.palette.0")):
        refused = exported(**wrong)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["where"] == where


@pytest.mark.parametrize("text", ["--best-of", "--best-of fox", "-n", "--init /tmp/init.png", "{count} {best_of}"])
def test_the_text_of_a_user_comes_back_as_typed(client: httpx.Client, text: str) -> None:
    (sprite,) = draw(client, prompt=f"{text} fox", negative_prompt=f"{text} tail")["sprites"]
    assert (sprite["prompt"], sprite["options"]["negative_prompt"]) == (f"{text} fox", f"{text} tail")
    for asked in ({"color": text}, {"prompt": PROMPT, "shape": text}, {"prompt": PROMPT, "style": text}):
        (error,) = client.post("/v1/sprites", json=asked).json()["errors"]
        assert repr(text) in error["what"]


def test_a_decoder_takes_a_prompt_and_a_seed_only(tmp_path: Path, spritedex: Run) -> None:
    model = toy_generator(tmp_path / "decoder")
    spritedex("generate", PROMPT, "--seed", 2, "--model", model, "--out", tmp_path / "cli")
    with (
        serving(tmp_path / "server", model=model) as server,
        httpx.Client(base_url=server.url, timeout=PATIENCE) as client,
    ):
        generator = client.get("/v1/models").json()["generator"]
        assert (generator["accepts_options"], generator["styles"], generator["num_steps"]) == (False, [], None)
        (sprite,) = draw(client, prompt=PROMPT, seed=2)["sprites"]
        assert picture(sprite) == (tmp_path / "cli" / sprite["files"][0]["name"]).read_bytes()
        refused = client.post("/v1/sprites", json={"prompt": PROMPT, "num_steps": 4})
        assert refused.status_code == 422
        assert "takes a prompt and a seed only" in refused.json()["detail"]
