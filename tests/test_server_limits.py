"""What the server refuses because it is too much, too slow, or no picture: each limit once, on a real server."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from spritedex.sprites.codec import png_bytes
from tests.serving import PATIENCE, SOON, Server, connected, drawing, encoded, exchange, serving, wait_until

PROMPT = "a small orange fox"
SQUARE = png_bytes(np.full((64, 64, 4), (255, 0, 0, 255), np.uint8))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(painter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Small limits."""
    with serving(
        tmp_path_factory.mktemp("server"),
        model=painter,
        body_seconds=5,
        body_bytes=200_000,
        picture_bytes=60_000,
        picture_pixels=10_000,
        pictures=3,
        explained=1,
        count=4,
        prompt=50,
        num_steps=150,
        frames=4,
        best_of=1000,
        drawings=1000,
    ) as server:
        yield server


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def claimed_png(width: int, height: int) -> bytes:
    """A PNG that claims to be so large, in a few bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    data = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def with_recipe(prompt: str, **options: Any) -> bytes:
    """A PNG that says what it was drawn from, as any client may write one."""
    info = PngInfo()
    for key, value in {"prompt": prompt, "seed": "1", "options": json.dumps(options)}.items():
        info.add_text(key, value)
    buffer = io.BytesIO()
    Image.open(io.BytesIO(SQUARE)).save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()


def with_archive(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "hidden")
    return data + buffer.getvalue()


@pytest.mark.parametrize(
    ("asked", "where", "what"),
    [
        ({"count": 5}, "body.count", "must be at most 4 (got 5)"),
        ({"num_steps": 300}, "body.num_steps", "must be at most 200"),
        ({"frames": 5, "between": ["a", "b"], "prompt": ""}, "body.frames", "must be at most 4 (got 5)"),
        ({"best_of": 1001}, "body.best_of", "must be at most 1000"),
        ({"prompt": "fox " * 13}, "body.prompt", "must have at most 50 characters (got 52)"),
        ({"negative_prompt": "fox " * 13}, "body.negative_prompt", "must have at most 50 characters (got 52)"),
        ({"between": ["a", "b " * 26], "prompt": ""}, "body.between.1", "must have at most 50 characters (got 52)"),
        (
            {"count": 4, "novel": True, "tries": 100, "format": "png", "best_of": 1000},
            "body",
            "(needs 1,008)",
        ),
        ({"best_of": 41, "num_steps": 100}, "body", "at most 4,096 steps (need 4,100)"),
    ],
)
def test_more_than_the_limits_allow(client: httpx.Client, asked: dict[str, Any], where: str, what: str) -> None:
    answer = client.post("/v1/sprites", json={"prompt": PROMPT, **asked})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["where"] == where
    assert what in error["what"]


@pytest.mark.parametrize(
    ("recipe", "what"),
    [
        (with_recipe("fox " * 13), "at most 50 characters in a text (got 52)"),
        (with_recipe(PROMPT, negative_prompt="fox " * 13), "at most 50 characters in a text (got 52)"),
        (with_recipe(PROMPT, towards_prompt="fox " * 13), "at most 50 characters in a text (got 52)"),
        (with_recipe(PROMPT, num_steps=151), "must have at most 150 steps (got 151)"),
    ],
)
def test_a_recipe_that_is_sent_along_is_held_to_the_limits(client: httpx.Client, recipe: bytes, what: str) -> None:
    answer = client.post("/v1/sprites", json={"variation_of": encoded(recipe)})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["where"] == "body.variation_of"
    assert what in error["what"]


def test_the_steps_of_a_recipe_count_too_and_its_pictures_are_not_opened(client: httpx.Client) -> None:
    recipe = with_recipe(PROMPT, num_steps=100, init="data:image/png;base64," + encoded(claimed_png(6000, 6000)))
    refused = client.post("/v1/sprites", json={"variation_of": encoded(recipe), "best_of": 41})
    assert "at most 4,096 steps (need 4,100)" in refused.json()["detail"]
    assert client.post("/v1/sprites", json={"variation_of": encoded(recipe), "num_steps": 2}).status_code == 200


def test_a_body_that_is_too_large_is_refused_by_its_length_and_while_it_comes(client: httpx.Client) -> None:
    long = json.dumps({"prompt": PROMPT, "init": "A" * 300_000}).encode()
    as_json = {"Content-Type": "application/json"}

    def drip() -> Iterator[bytes]:
        for start in range(0, len(long), 10_000):
            yield long[start : start + 10_000]

    for content in (long, drip()):
        answer = client.post("/v1/sprites", content=content, headers=as_json)
        assert (answer.status_code, answer.json()["detail"]) == (413, "the body is larger than 0.190735 MiB")


def test_large_bodies_together_are_limited_and_small_ones_go_through(painter: Path, tmp_path: Path) -> None:
    head = b"POST /v1/sprites HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    large = {"prompt": PROMPT, "init": "A" * 150_000}
    with (
        serving(tmp_path, model=painter, bodies_bytes=250_000) as server,
        httpx.Client(base_url=server.url, timeout=PATIENCE) as client,
    ):
        with connected(server) as held:
            held.sendall(head + b"Content-Length: 200000\r\n\r\n" + b" " * 150_000)
            wait_until(lambda: client.post("/v1/sprites", json=large).status_code == 503, SOON)
            refused = client.post("/v1/sprites", json=large)
            assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (503, True)
            assert client.post("/v1/sprites", json={"prompt": PROMPT}).status_code == 200
        wait_until(lambda: client.post("/v1/sprites", json=large).status_code == 422, SOON)


def test_connections_beyond_the_limit_are_closed(painter: Path, tmp_path: Path) -> None:
    with serving(tmp_path, model=painter, connections=3, share=1.0) as server:
        with ExitStack() as stack:
            held = [stack.enter_context(connected(server)) for _ in range(3)]
            with connected(server) as further:
                further.settimeout(SOON)
                with suppress(ConnectionResetError):
                    assert further.recv(1) == b""
            held[0].sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert held[0].recv(12) == b"HTTP/1.1 200"
        wait_until(lambda: answered(server), SOON)


def answered(server: Server) -> bool:
    with suppress(httpx.TransportError):
        return httpx.get(f"{server.url}/healthz").status_code == 200
    return False


def test_a_slow_body_and_slow_headers_are_not_waited_for(server: Server) -> None:
    head = b"POST /v1/sprites HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    assert b" 408 " in exchange(server, head + b"Content-Length: 100\r\n\r\n{").partition(b"\r\n")[0]
    assert exchange(server, head) == b""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (SQUARE + b"\0" * 60_000, "larger than 0.0572205 MiB"),
        (claimed_png(50_000, 50_000), "megapixels"),
        (claimed_png(10_000, 10_000), "megapixels"),
        (claimed_png(200, 200), "200x200 is more than 0.01 megapixels"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (b"<!doctype html><title>x</title>", "it is a web page"),
        (SQUARE + b"<script>alert(1)</script>", "it is a web page"),
        (with_archive(SQUARE), "it is a zip archive"),
        (b"%PDF-1.7" + SQUARE, "it is a PDF"),
        (SQUARE[:80], "damaged or cut short"),
        (b"", "empty file"),
    ],
)
def test_what_is_no_plain_picture_is_refused_wherever_it_is_sent(
    client: httpx.Client, data: bytes, message: str
) -> None:
    (reading,) = client.post("/v1/types", files={"pictures": ("x.png", data)}).json()["readings"]
    assert message in reading["problem"]
    for path, asked in (
        ("/v1/sprites", {"prompt": PROMPT, "init": encoded(data)}),
        ("/v1/sprites", {"variation_of": encoded(data)}),
        ("/v1/sprites/export", {"front": encoded(data)}),
    ):
        answer = client.post(path, json=asked)
        assert answer.status_code == 422
        assert message in answer.json()["detail"]
        assert "/" not in answer.json()["detail"].replace("https://", "")


def test_too_many_pictures(client: httpx.Client) -> None:
    files = [("pictures", ("x.png", SQUARE))] * 4
    answer = client.post("/v1/types", files=files)
    assert (answer.status_code, answer.json()["errors"][0]["what"]) == (422, "must be at most 3 (got 4)")
    explained = client.post("/v1/types", files=files[:2], params={"explain": True})
    assert explained.json()["errors"][0]["what"] == "must be at most 1 with explain (got 2)"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\pictures\\fox.png", "fox.png"),
        ("fox\x00\x1b[31m\u202e.png", "fox[31m.png"),
        ("x" * 500, "x" * 120),
        (" ", "picture 1"),
    ],
)
def test_the_name_of_an_upload_is_no_more_than_text(client: httpx.Client, name: str, shown: str) -> None:
    boundary = b'--line\r\nContent-Disposition: form-data; name="pictures"; filename="'
    body = boundary + name.encode() + b'"\r\nContent-Type: image/png\r\n\r\n' + SQUARE + b"\r\n--line--\r\n"
    answer = client.post("/v1/types", content=body, headers={"Content-Type": "multipart/form-data; boundary=line"})
    assert [reading["name"] for reading in answer.json()["readings"]] == [shown]


def test_nothing_is_written_to_the_disk(painter: Path, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    with (
        serving(tmp_path, model=painter, env={"TMPDIR": str(tmp_path / "tmp")}) as server,
        httpx.Client(base_url=server.url, timeout=PATIENCE) as client,
    ):
        assert client.post("/v1/sprites", json={"prompt": PROMPT, "init": encoded(SQUARE)}).status_code == 200
        assert client.post("/v1/sprites", json={"prompt": "", "init": encoded(SQUARE)}).status_code == 422
        assert client.post("/v1/sprites/export", json={"front": encoded(SQUARE)}).status_code == 200
        with drawing(client, prompt=PROMPT, best_of=40, num_steps=100), drawing(client, until="queued", prompt=PROMPT):
            assert not list((tmp_path / "tmp").iterdir())
        assert not list((tmp_path / "tmp").iterdir())
