"""One client among others: whatever it asks for, the others are served, and the server ends when it is told to."""

import base64
import io
import json
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
import psutil  # type: ignore[import-untyped]
import pytest
from PIL import Image

from spritedex.sprites.codec import png_bytes
from tests.serving import PATIENCE, SOON, Server, metric, serving, wait_until

pytestmark = pytest.mark.slow
SQUARE = png_bytes(np.full((64, 64, 4), (255, 0, 0, 255), np.uint8))
ENDLESS: dict[str, Any] = {"prompt": "a small orange fox", "best_of": 1000, "num_steps": 200}
SHORT: dict[str, Any] = {"prompt": "a small orange fox"}


def noisy_jpeg() -> bytes:
    """Takes half a second to decode, and more to export."""
    buffer = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (3900, 4000, 3), np.uint8)
    Image.fromarray(noise).save(buffer, "JPEG", quality=40)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def heavy() -> bytes:
    return noisy_jpeg()


@pytest.fixture(scope="module")
def server(painter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Room for three turns, 16 connections of which one client may have four, and 100 requests a second of each."""
    with serving(
        tmp_path_factory.mktemp("server"),
        model=painter,
        queue=2,
        connections=16,
        pace=100,
        burst=100,
        num_steps=200,
        best_of=1000,
        drawings=1000,
        drawing_steps=200_000,
    ) as server:
        yield server


def as_client(server: Server, address: str) -> httpx.Client:
    """A client at another address of this machine."""
    if sys.platform != "linux":
        pytest.skip("only Linux has more than one address of its own")
    transport = httpx.HTTPTransport(local_address=address)
    return httpx.Client(base_url=server.url, timeout=PATIENCE, transport=transport)


def request(path: str, body: dict[str, Any]) -> bytes:
    data = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data


def connect(server: Server, address: str = "127.0.0.1") -> socket.socket:
    place = urlsplit(server.url)
    return socket.create_connection((place.hostname, place.port), PATIENCE, (address, 0))


def test_a_client_that_fills_the_queue_with_long_work_keeps_no_other_waiting(
    client: httpx.Client, server: Server
) -> None:
    with as_client(server, "127.0.0.2") as other, ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(connect(server)).sendall(request("/v1/sprites", ENDLESS))
        wait_until(lambda: metric(client, "spritedex_draw_queue") == 2)
        assert client.post("/v1/sprites", json=SHORT).status_code == 503
        for _ in range(3):
            answer = other.post("/v1/sprites", json=SHORT)
            assert (answer.status_code, len(answer.json()["sprites"])) == (200, 1)
            assert answer.elapsed.total_seconds() < SOON
    wait_until(lambda: metric(client, "spritedex_draw_workers_busy") == 0, SOON)


def test_beyond_its_share_of_connections_a_client_gets_health_alone(server: Server) -> None:
    asked = b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with as_client(server, "127.0.0.2") as other, ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(connect(server, "127.0.0.3"))
        with connect(server, "127.0.0.3") as further:
            further.sendall(asked % b"/healthz")
            assert further.recv(12) == b"HTTP/1.1 200"
        with connect(server, "127.0.0.3") as further:
            further.sendall(asked % b"/v1/models")
            assert further.recv(12) == b"HTTP/1.1 503"
        assert other.get("/v1/models").status_code == 200


def test_a_client_that_asks_without_a_rest_is_answered_slowly_and_others_are_not(server: Server) -> None:
    asked = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with as_client(server, "127.0.0.2") as other, connect(server, "127.0.0.4") as greedy:
        assert other.get("/v1/models").status_code == 200
        started = time.monotonic()
        greedy.sendall(asked * 250)
        assert other.get("/v1/models").elapsed.total_seconds() < SOON
        answers = 0
        while answers < 250:
            answers += greedy.recv(65536).count(b"HTTP/1.1 200")
        assert time.monotonic() - started > 1


def test_health_is_served_when_all_connections_are_taken(server: Server) -> None:
    with ExitStack() as stack:
        for number in range(16):
            stack.enter_context(connect(server, f"127.0.1.{1 + number // 4}"))
        with as_client(server, "127.0.0.2") as other:
            assert other.get("/healthz").status_code == 200
            assert other.get("/v1/models").status_code == 503


def test_what_takes_too_long_to_read_is_named_and_the_next_is_read(painter: Path, tmp_path: Path, heavy: bytes) -> None:
    """At last the processes that open pictures are stopped from outside, as if a picture kept them waiting."""
    limits: dict[str, Any] = {"picture_seconds": 1, "picture_bytes": 2**26, "body_bytes": 2**26}
    with (
        serving(tmp_path, model=painter, fresh=True, classify_workers=1, **limits) as server,
        httpx.Client(base_url=server.url, timeout=PATIENCE) as client,
    ):
        large = dict.fromkeys(("front", "back", "shiny", "second"), base64.b64encode(heavy).decode())
        answer = client.post("/v1/sprites/export", json=large)
        assert answer.status_code == 422
        assert "takes more than 1 seconds to read" in answer.text
        files = [("pictures", ("fox.png", SQUARE))]
        wait_until(lambda: "types" in client.post("/v1/types", files=files).json()["readings"][0])
        wait_until(lambda: all(at_rest(opener) for opener in psutil.Process(server.process.pid).children()))
        for opener in psutil.Process(server.process.pid).children():
            opener.suspend()
        (slow,) = client.post("/v1/types", files=files).json()["readings"]
        assert "takes more than 1 seconds to read" in slow["problem"]
        wait_until(lambda: "types" in client.post("/v1/types", files=files).json()["readings"][0], SOON)
        begun = {**SHORT, "init": SQUARE_64}
        wait_until(lambda: client.post("/v1/sprites", json=begun).status_code == 200, SOON)
        assert len(psutil.Process(server.process.pid).children()) <= 4
    assert not [line for line in server.lines() if line["kind"] == "error"]


def at_rest(process: psutil.Process) -> bool:
    """Whether a process waits for its next task, and neither starts nor ends."""
    try:
        before = process.cpu_times()
        time.sleep(0.3)
        return process.status() == psutil.STATUS_SLEEPING and process.cpu_times() == before
    except psutil.NoSuchProcess:
        return False


SQUARE_64 = base64.b64encode(SQUARE).decode()


def test_clients_that_leave_give_their_places_back(painter: Path, tmp_path: Path, heavy: bytes) -> None:
    sent = {"front": base64.b64encode(heavy).decode()}
    with (
        serving(tmp_path, model=painter, classify_workers=1, picture_bytes=2**26, body_bytes=2**26) as server,
        httpx.Client(base_url=server.url, timeout=PATIENCE) as client,
    ):
        for _ in range(4):
            with connect(server) as connection:
                connection.sendall(request("/v1/sprites/export", sent))
                wait_until(lambda: metric(client, "spritedex_read_workers_busy") == 1)
        assert client.post("/v1/sprites/export", json={"front": SQUARE_64}).status_code == 200
        wait_until(lambda: metric(client, "spritedex_read_workers_busy") == 0, SOON)


STREAM = request("/v1/sprites/stream", ENDLESS)
SLOW_BODY = request("/v1/sprites", SHORT)[:-5]
NO_LIMITS: dict[str, Any] = {"picture_bytes": 2**26, "body_bytes": 2**26, "best_of": 1000, "drawings": 1000,
                             "num_steps": 200, "drawing_steps": 200_000}  # fmt: skip


def busy(server: Server, stack: ExitStack, heavy: bytes) -> None:
    """Every kind of work and of waiting at once; it goes on until the stack is left."""
    export = request("/v1/sprites/export", {"front": base64.b64encode(heavy).decode()})
    health = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    for sent in (
        *[export] * 4,
        *[request("/v1/sprites", ENDLESS)] * 3,
        *[STREAM] * 3,
        SLOW_BODY,
        health,
        health[:9],
        b"",
    ):
        stack.enter_context(connect(server)).sendall(sent)
    with httpx.Client(base_url=server.url, timeout=PATIENCE) as client:
        wait_until(lambda: metric(client, "spritedex_draw_workers_busy") >= 1)
        wait_until(lambda: metric(client, "spritedex_read_workers_busy") >= 1)


def test_the_server_ends_whatever_runs(painter: Path, tmp_path: Path, heavy: bytes) -> None:
    with serving(tmp_path, model=painter, drain_seconds=1, **NO_LIMITS) as server, ExitStack() as stack:
        busy(server, stack, heavy)
        server.process.terminate()
        assert server.process.wait(SOON) == 0


def test_ctrl_c_twice_ends_it_at_once_with_all_that_it_started(painter: Path, tmp_path: Path, heavy: bytes) -> None:
    with (
        serving(tmp_path, model=painter, fresh=True, drain_seconds=PATIENCE, **NO_LIMITS) as server,
        ExitStack() as stack,
    ):
        busy(server, stack, heavy)
        openers = psutil.Process(server.process.pid).children()
        server.process.send_signal(signal.SIGINT)
        wait_until(lambda: not can_connect(server))
        assert server.process.poll() is None  # what runs may end
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(SOON) == 130
        assert not psutil.wait_procs(openers, SOON)[1]


def test_nothing_is_left_of_a_server_that_is_killed(painter: Path, tmp_path: Path, heavy: bytes) -> None:
    with serving(tmp_path, model=painter, fresh=True, **NO_LIMITS) as server, ExitStack() as stack:
        busy(server, stack, heavy)
        openers = psutil.Process(server.process.pid).children()
        server.process.kill()
        assert not psutil.wait_procs(openers, SOON)[1]


def can_connect(server: Server) -> bool:
    try:
        connect(server).close()
    except OSError:
        return False
    return True


def test_the_client_behind_a_trusted_proxy_is_the_one_it_names(painter: Path, tmp_path: Path) -> None:
    with serving(tmp_path, "--trusted-proxy", "127.0.0.0/8", model=painter) as server:
        for sent in ("6.6.6.6", "1.1.1.1, 6.6.6.6, 127.0.0.9", "made up, 6.6.6.6", "nonsense"):
            headers = {"X-Forwarded-For": sent}
            assert httpx.get(f"{server.url}/v1/models", headers=headers, timeout=PATIENCE).status_code == 200
        wait_until(lambda: len(server.lines()) == 4)
    assert [line["client"] for line in server.lines()] == ["6.6.6.6", "6.6.6.6", "6.6.6.6", "127.0.0.1"]
