"""The server under load, when clients leave, when it starts and when it ends: on a real server."""

import json
import socket
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
import pytest

from spritedex.sprites.codec import png_bytes
from tests.serving import PATIENCE, SOON, Server, connected, drawing, metric, serving, wait_until
from tests.toy_bundles import toy_painter

PROMPT = "a small orange fox"
SQUARE = png_bytes(np.full((64, 64, 4), (255, 0, 0, 255), np.uint8))

pytestmark = pytest.mark.slow
Run = Callable[..., Any]
LIGHT = Path(__file__).resolve().parent.parent / ".venv-runtime" / "bin" / "python"
ENDLESS: dict[str, Any] = {"prompt": PROMPT, "best_of": 1000, "num_steps": 200}
"""Takes minutes."""
LONG: dict[str, Any] = {"prompt": PROMPT, "best_of": 20, "num_steps": 100}
"""Takes seconds."""


@pytest.fixture(scope="module")
def server(painter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One worker, and room for one request to wait."""
    with serving(
        tmp_path_factory.mktemp("server"),
        model=painter,
        queue=1,
        classify_workers=1,
        idle_seconds=1,
        num_steps=200,
        best_of=1000,
        drawings=1000,
        drawing_steps=200_000,
    ) as server:
        yield server


def test_a_full_queue_answers_at_once_while_health_and_reads_stay_quick(client: httpx.Client) -> None:
    with ExitStack() as stack:
        stack.enter_context(drawing(client, **ENDLESS))
        stack.enter_context(drawing(client, until="queued", prompt=PROMPT))
        for path in ("/v1/sprites", "/v1/sprites/stream"):
            refused = client.post(path, json={"prompt": PROMPT})
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
            assert refused.elapsed.total_seconds() < SOON
        assert (metric(client, "spritedex_draw_queue"), metric(client, "spritedex_draw_workers_busy")) == (1, 1)
        assert client.get("/healthz").elapsed.total_seconds() < SOON
        read = client.post("/v1/types", files={"pictures": ("x.png", SQUARE)})
        assert read.status_code == 200
        assert read.elapsed.total_seconds() < 30
    wait_until(lambda: metric(client, "spritedex_draw_workers_busy") == 0, SOON)


def test_a_stream_that_waits_is_kept_open_by_comments(client: httpx.Client) -> None:
    with (
        drawing(client, **ENDLESS),
        client.stream("POST", "/v1/sprites/stream", json={"prompt": PROMPT}) as waiting,
    ):
        lines = waiting.iter_lines()
        assert "event: queued" in lines
        assert ":" in lines


def test_a_turn_comes_when_the_client_before_leaves(client: httpx.Client) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(ExitStack())
        first.enter_context(drawing(client, **ENDLESS))
        rest = stack.enter_context(drawing(client, until="queued", prompt=PROMPT))
        first.close()
        assert list(rest)[-2:] == ["sprite", "end"]


@pytest.mark.parametrize("path", ["/v1/sprites", "/v1/sprites/stream"])
def test_a_client_that_leaves_stops_its_work(client: httpx.Client, server: Server, path: str) -> None:
    before = len(server.lines())
    body = json.dumps(ENDLESS).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    with connected(server) as connection:
        connection.sendall(head.encode() + b"\r\n" + body)
        wait_until(lambda: metric(client, "spritedex_draw_workers_busy") == 1)
    wait_until(lambda: metric(client, "spritedex_draw_workers_busy") == 0, SOON)
    ours = [line for line in server.lines()[before:] if line["kind"] == "access" and line["path"] == path]
    assert [line["status"] for line in ours] == [499]
    assert metric(client, f'spritedex_requests_total{{method="POST",route="{path}",status="499"}}') >= 1
    assert not [line for line in server.lines() if line["kind"] == "error"]


def test_sigterm_lets_what_is_drawn_end_and_sends_the_others_away(painter: Path, tmp_path: Path) -> None:
    with (
        serving(tmp_path, model=painter, drain_seconds=PATIENCE, workers=2) as server,
        httpx.Client(base_url=server.url, timeout=PATIENCE) as client,
    ):
        with ThreadPoolExecutor(1) as threads, drawing(client, **ENDLESS | {"best_of": 64, "num_steps": 60}) as watched:
            running = threads.submit(client.post, "/v1/sprites", json=LONG)
            wait_until(lambda: metric(client, "spritedex_draw_workers_busy") == 2)
            with drawing(client, until="queued", prompt=PROMPT) as waiting:
                server.process.terminate()
                assert list(waiting) == ["error"]
            assert list(watched)[-1] == "error"
            assert running.result().status_code == 200
        assert server.process.wait(PATIENCE) == 0
        with pytest.raises(httpx.ConnectError):
            client.get("/healthz")
    assert not [line for line in server.lines() if line["kind"] == "error"]


def test_sigterm_does_not_wait_for_ever(painter: Path, tmp_path: Path) -> None:
    with (
        serving(tmp_path, model=painter, drain_seconds=1, best_of=1000, drawings=1000, drawing_steps=100_000) as server,
        httpx.Client(base_url=server.url, timeout=PATIENCE) as client,
        drawing(client, prompt=PROMPT, best_of=1000, num_steps=100),
    ):
        server.process.terminate()
        assert server.process.wait(SOON) == 0


def test_a_client_that_takes_nothing_is_let_go(painter: Path, tmp_path: Path) -> None:
    with (
        serving(tmp_path, model=painter, stalled_seconds=4) as server,
        httpx.Client(base_url=server.url, timeout=PATIENCE) as client,
        socket.socket() as idle,
    ):
        path = "/docs/files/swagger-ui-bundle.js"
        size = len(client.get(path).content)
        address = urlsplit(server.url)
        idle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        idle.connect((address.hostname, address.port))
        idle.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * 20)

        def waiting() -> bool:
            return metric(client, "spritedex_requests_in_flight") == 2

        wait_until(lambda: all(waiting() for _ in range(50)))
        wait_until(lambda: not waiting(), SOON)
        taken = 0
        with suppress(ConnectionResetError):
            while data := idle.recv(2**20):
                taken += len(data)
        assert taken < 20 * size
        assert client.get("/healthz").status_code == 200


def test_two_that_are_drawn_at_once_get_what_one_alone_gets(painter: Path, tmp_path: Path) -> None:
    asked = {"prompt": PROMPT, "count": 4, "seed": 3}
    with (
        serving(tmp_path, "--workers", 2, model=painter) as server,
        httpx.Client(base_url=server.url, timeout=PATIENCE) as client,
    ):
        alone = client.post("/v1/sprites", json=asked).json()["sprites"]
        with drawing(client, **LONG) as other:
            beside = client.post("/v1/sprites", json=asked).json()["sprites"]
            wait_until(lambda: metric(client, "spritedex_draw_workers_busy") == 1, SOON)
            assert list(other)[-2:] == ["sprite", "end"]
    assert beside == alone
    assert len(alone) == 4


def test_more_to_read_than_may_wait_is_sent_away(client: httpx.Client) -> None:
    def read(_: int) -> httpx.Response:
        return client.post("/v1/types", files={"pictures": ("x.png", SQUARE)}, params={"explain": True})

    with ThreadPoolExecutor(9) as threads:
        answers = list(threads.map(read, range(9)))
    refused = [answer for answer in answers if answer.status_code != 200]
    assert {answer.status_code for answer in refused} == {503}
    assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
    assert len(answers) - len(refused) >= 5


def test_what_fails_in_the_server_is_logged_without_the_prompt(tmp_path: Path) -> None:
    """A painter whose network has no row for "any style" fails at its first step."""
    model = toy_painter(tmp_path / "painter", styles=3)
    with (
        serving(tmp_path / "server", model=model) as server,
        httpx.Client(base_url=server.url, timeout=PATIENCE) as client,
    ):
        asked = {"prompt": "burning", "style": ""}
        answer = client.post("/v1/sprites", json=asked)
        assert (answer.status_code, answer.json()["detail"]) == (500, "the server failed; see its log")
        assert "x-content-type-options" in answer.headers
        with drawing(client, until="queued", **asked) as rest:
            assert list(rest) == ["error"]
        assert client.get("/healthz").status_code == 200
        assert client.post("/v1/sprites", json={"prompt": PROMPT}).status_code == 200
    errors = [line["message"] for line in server.lines() if line["kind"] == "error"]
    assert errors == ["BundleError", "BundleError"]
    assert "burning" not in server.log.read_text()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--host", "no.such.host.invalid"), "--host 'no.such.host.invalid': no such address"),
        (("--token", "has space"), "a token must be visible ASCII characters"),
        (("--cors-origin", "example.org/x"), "'example.org/x' is not an origin"),
        (("--model", "nowhere", "--port", "0"), "no bundle 'nowhere'"),
    ],
)
def test_a_server_that_cannot_start_says_why_in_one_line(
    spritedex: Run, options: tuple[str, ...], message: str
) -> None:
    done = spritedex("serve", *options)
    assert done.returncode in (1, 2)
    assert done.stderr.startswith("error: ")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_empty_token_does_not_open_the_server(spritedex: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPRITEDEX_TOKEN", "")
    done = spritedex("serve", "--port", "0")
    assert done.returncode == 2
    assert done.stderr.startswith("error: SPRITEDEX_TOKEN is set but empty")


@pytest.mark.skipif(not LIGHT.is_file(), reason="no light environment; make test makes it")
def test_without_its_extra_the_server_says_what_to_install() -> None:
    done = subprocess.run([LIGHT, "-m", "spritedex.cli.app", "serve"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    cure = 'in the checkout, pip install -c constraints.txt ".[serve]"'
    assert done.stderr == f'error: spritedex serve needs the extra "serve": {cure}\n'


def test_a_taken_port_is_one_line(spritedex: Run, server: Server) -> None:
    done = spritedex("serve", "--port", urlsplit(server.url).port)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Address already in use" in done.stderr
    assert "choose another --port" in done.stderr
