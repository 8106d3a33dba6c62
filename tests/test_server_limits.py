"""The server under load and attack: each limit, refusal and promise, once, on a real server."""

import base64
import io
import json
import re
import socket
import struct
import subprocess
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
import pytest

from spritedex.sprites.codec import png_bytes
from tests.serving import Server, serving
from tests.toy_bundles import toy_painter

Run = Callable[..., Any]
LIGHT = Path(__file__).resolve().parent.parent / ".venv-runtime" / "bin" / "python"
PROMPT = "a small orange fox"
SECRET = "open-sesame"
ENDLESS = {"prompt": PROMPT, "best_of": 1000, "steps": 200}
FRIEND = "https://friend.example"
SQUARE = png_bytes(np.full((64, 64, 4), (255, 0, 0, 255), np.uint8))
PATIENCE = 120
"""Seconds after which a test gives up waiting for what takes milliseconds on a machine that does nothing else."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return toy_painter(tmp_path_factory.mktemp("bundles") / "flow")


@pytest.fixture(scope="module")
def strict(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with small limits, one worker, and room for one request to wait."""
    limits = {"count": 4, "prompt": 50, "steps": 200, "frames": 4, "best_of": 1000, "drawings": 1000, "pictures": 3}
    limits |= {"explained": 1, "picture_bytes": 60_000, "picture_pixels": 10_000, "body_bytes": 200_000}
    with serving(
        tmp_path_factory.mktemp("strict"), model=bundle, queue=1, readers=1, body_seconds=3, idle_seconds=1,
        hosts=("studio.example",), cors_origins=(FRIEND,), **limits,
    ) as server:  # fmt: skip
        yield server


@pytest.fixture
def client(strict: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=strict.url, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="module")
def closed(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server as the command starts it, with a token."""
    folder = tmp_path_factory.mktemp("closed")
    with serving(folder, "--log-prompts", "--max-count", 2, model=bundle, env={"SPRITEDEX_TOKEN": SECRET}) as server:
        yield server


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def figure(client: httpx.Client, name: str) -> float:
    found = re.search(rf"^{name} (\S+)$", client.get("/metrics").text, re.M)
    assert found
    return float(found[1])


def wait_until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


@contextmanager
def drawing(client: httpx.Client, until: str = "step", **asked: Any) -> Iterator[Iterator[str]]:
    """A stream that has come to the event `until`; gives the names of the events that follow."""
    with client.stream("POST", "/v1/sprites/stream", json=asked) as answer:
        assert answer.status_code == 200
        names = (line.removeprefix("event: ") for line in answer.iter_lines() if line.startswith("event: "))
        assert until in names
        yield names


def exchange(server: Server, sent: bytes, wait: float = PATIENCE) -> bytes:
    """What a server answers to raw bytes until it closes the connection."""
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port), wait) as connection:
        connection.sendall(sent)
        answer = b""
        while data := connection.recv(65536):
            answer += data
    return answer


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def claimed_png(width: int, height: int) -> bytes:
    """A PNG that claims to be so large, in a few bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    data = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def with_archive(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "hidden")
    return data + buffer.getvalue()


@pytest.mark.parametrize(
    ("asked", "where", "what"),
    [
        ({"count": 5}, "body.count", "5 is more than 4"),
        ({"steps": 300}, "body.steps", "less than or equal to 200"),
        ({"frames": 5, "between": ["a", "b"], "prompt": ""}, "body.frames", "5 is more than 4"),
        ({"best_of": 1001}, "body.best_of", "less than or equal to 1000"),
        ({"prompt": "fox " * 13}, "body.prompt", "52 characters are more than 50"),
        ({"negative": "fox " * 13}, "body.negative", "52 characters are more than 50"),
        ({"between": ["a", "b " * 26], "prompt": ""}, "body.between.1", "52 characters are more than 50"),
        ({"count": 4, "novel": True, "tries": 100, "format": "png", "best_of": 1000}, "body", "1,008 pictures"),
    ],
)
def test_more_than_the_limits_allow(client: httpx.Client, asked: dict[str, Any], where: str, what: str) -> None:
    answer = client.post("/v1/sprites", json={"prompt": PROMPT, **asked})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["where"] == where
    assert what in error["what"]


def test_a_body_that_is_too_large_is_refused_by_its_length_and_while_it_comes(client: httpx.Client) -> None:
    long = json.dumps({"prompt": PROMPT, "init": "A" * 300_000}).encode()
    as_json = {"Content-Type": "application/json"}

    def drip() -> Iterator[bytes]:
        for start in range(0, len(long), 10_000):
            yield long[start : start + 10_000]

    for content in (long, drip()):
        answer = client.post("/v1/sprites", content=content, headers=as_json)
        assert (answer.status_code, answer.json()["detail"]) == (413, "a body of more than 0.190735 MiB")


def test_a_slow_body_and_slow_headers_are_not_waited_for(strict: Server) -> None:
    head = b"POST /v1/sprites HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    assert b" 408 " in exchange(strict, head + b"Content-Length: 100\r\n\r\n{").partition(b"\r\n")[0]
    assert exchange(strict, head) == b""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (SQUARE + b"\0" * 60_000, "larger than 0.0572205 MiB"),
        (claimed_png(50_000, 50_000), "megapixels"),
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
    assert (answer.status_code, answer.json()["errors"][0]["what"]) == (422, "4 are more than 3")
    explained = client.post("/v1/types", files=files[:2], params={"explain": True})
    assert explained.json()["errors"][0]["what"] == "2 are more than 1 to explain"


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


@pytest.mark.parametrize(
    "lines",
    [
        b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example",
        b"POST /v1/types HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked",
        b"POST /v1/types HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6",
        b"POST /v1/types HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5",
        b"GET /healthz\x00 HTTP/1.1\r\nHost: localhost",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_tricks_with_headers_are_refused(strict: Server, lines: bytes) -> None:
    assert b" 400 " in exchange(strict, lines + b"\r\n\r\n").partition(b"\r\n")[0]


def test_headers_without_end_are_refused(strict: Server) -> None:
    sent = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 20_000
    assert b" 400 " in exchange(strict, sent).partition(b"\r\n")[0]


@pytest.mark.parametrize(
    "path", ["/static/../settings.py", "/static/%2e%2e/settings.py", "/static/..%2fapp.py", "//etc/passwd"]
)
def test_paths_lead_nowhere_else(strict: Server, path: str) -> None:
    sent = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    assert b" 404 " in exchange(strict, sent).partition(b"\r\n")[0]


@pytest.mark.parametrize(
    ("host", "status"),
    [("evil.example", 403), ("localhost.evil.example", 403), ("", 403), ("localhost", 200), ("127.0.0.1:1", 200),
     ("[::1]:8000", 200), ("studio.example", 200), ("STUDIO.example.:80", 200)],
)  # fmt: skip
def test_only_names_of_this_server_are_answered(client: httpx.Client, host: str, status: int) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == status


def test_pages_elsewhere_may_not_call_unless_they_are_named(client: httpx.Client, strict: Server) -> None:
    def ask(origin: str) -> httpx.Response:
        return client.post("/v1/types", files={"pictures": ("x.png", SQUARE)}, headers={"Origin": origin})

    for origin in ("https://evil.example", "null", "http://[", FRIEND + ".evil.example"):
        assert ask(origin).status_code == 403
        assert "access-control-allow-origin" not in ask(origin).headers
    assert ask(strict.url).status_code == 200
    friendly = ask(FRIEND)
    assert (friendly.status_code, friendly.headers["access-control-allow-origin"]) == (200, FRIEND)
    headers = {"Origin": FRIEND, "Access-Control-Request-Method": "POST"}
    asked = client.options("/v1/sprites", headers={**headers, "Access-Control-Request-Headers": "content-type"})
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (200, FRIEND)


def test_without_named_origins_there_is_no_cors_at_all(closed: Server) -> None:
    headers = {"Origin": FRIEND, "Access-Control-Request-Method": "POST"}
    answer = httpx.options(f"{closed.url}/v1/sprites", headers=headers)
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/healthz", "/v1/models", "/docs", "/nothing"])
def test_every_answer_has_the_headers_that_keep_a_page_in_its_place(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert "server" not in headers


def test_a_token_is_asked_for_where_there_is_one(closed: Server) -> None:
    def ask(path: str, given: str | None = None) -> httpx.Response:
        return httpx.get(closed.url + path, headers={"Authorization": given} if given else {})

    for path in ("/v1/models", "/metrics", "/v1/nothing"):
        for given in (None, "Bearer wrong", f"Basic {SECRET}", f"Bearer {SECRET}x", "Bearer", f"Bearer é{SECRET}"):
            answer = httpx.get(closed.url + path, headers={"Authorization": given.encode()} if given else {})
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert answer.headers["content-type"] == "application/problem+json"
    assert ask("/v1/models", f"Bearer {SECRET}").status_code == 200
    assert ask("/metrics", f"bearer {SECRET}").status_code == 200
    assert [ask(path).status_code for path in ("/", "/healthz", "/docs", "/openapi.json")] == [200] * 4


def test_a_wrong_token_is_refused_before_the_body_comes(closed: Server) -> None:
    head = b"POST /v1/sprites HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n"
    assert b" 401 " in exchange(closed, head).partition(b"\r\n")[0]


def test_a_full_queue_answers_at_once_while_health_and_reads_stay_quick(client: httpx.Client) -> None:
    with ExitStack() as stack:
        stack.enter_context(drawing(client, **ENDLESS))
        begun = stack.enter_context(drawing(client, until="queued", prompt=PROMPT))
        for path in ("/v1/sprites", "/v1/sprites/stream"):
            refused = client.post(path, json={"prompt": PROMPT})
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
            assert refused.elapsed.total_seconds() < 5
        assert (figure(client, "spritedex_draw_queue"), figure(client, "spritedex_draw_workers_busy")) == (1, 1)
        assert client.get("/healthz").elapsed.total_seconds() < 5
        read = client.post("/v1/types", files={"pictures": ("x.png", SQUARE)})
        assert read.status_code == 200
        assert read.elapsed.total_seconds() < 30
        del begun
    wait_until(lambda: figure(client, "spritedex_draw_workers_busy") == 0)


def test_a_turn_comes_when_the_client_before_leaves(client: httpx.Client) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(ExitStack())
        first.enter_context(drawing(client, **ENDLESS))
        rest = stack.enter_context(drawing(client, until="queued", prompt=PROMPT))
        first.close()
        assert list(rest)[-2:] == ["sprite", "end"]


@pytest.mark.parametrize("path", ["/v1/sprites", "/v1/sprites/stream"])
def test_a_client_that_leaves_stops_its_work(client: httpx.Client, strict: Server, path: str) -> None:
    before = len(strict.lines())
    body = json.dumps(ENDLESS).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    address = urlsplit(strict.url)
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(head.encode() + b"\r\n" + body)
        wait_until(lambda: figure(client, "spritedex_draw_workers_busy") == 1)
    wait_until(lambda: figure(client, "spritedex_draw_workers_busy") == 0)
    ours = [line for line in strict.lines()[before:] if line["kind"] == "access" and line["path"] == path]
    assert [line["status"] for line in ours] == [499 if path == "/v1/sprites" else 200]
    assert ours[0]["ms"] < PATIENCE * 1000
    assert not [line for line in strict.lines() if line["kind"] == "error"]


def test_what_was_sent_leaves_no_file_behind(bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    with (
        serving(tmp_path, model=bundle, env={"TMPDIR": str(tmp_path / "tmp")}) as server,
        httpx.Client(base_url=server.url, timeout=PATIENCE) as client,
    ):
        assert client.post("/v1/sprites", json={"prompt": PROMPT, "init": encoded(SQUARE)}).status_code == 200
        assert client.post("/v1/sprites", json={"prompt": "", "init": encoded(SQUARE)}).status_code == 422
        assert client.post("/v1/sprites/export", json={"front": encoded(SQUARE)}).status_code == 200
        with drawing(client, prompt=PROMPT, best_of=64, steps=100), drawing(client, until="queued", prompt=PROMPT):
            assert len(list((tmp_path / "tmp").iterdir())) == 2
        wait_until(lambda: not list((tmp_path / "tmp").iterdir()))


def test_the_log_has_no_prompt_unless_it_was_asked_for(client: httpx.Client, strict: Server, closed: Server) -> None:
    word = "burning"
    headers = {"X-Forwarded-For": "6.6.6.6"}
    assert client.post("/v1/sprites", json={"prompt": word, "seed": 5}, headers=headers).status_code == 200
    assert client.post("/v1/sprites", json={"prompt": word, "tries": 5}).status_code == 422
    wait_until(lambda: strict.lines()[-1]["status"] == 422)
    assert word not in strict.log.read_text()
    drawn = strict.lines()[-2]
    assert (drawn["method"], drawn["path"], drawn["status"]) == ("POST", "/v1/sprites", 200)
    assert drawn["client"] == "127.0.0.1"
    httpx.post(
        f"{closed.url}/v1/sprites",
        json={"prompt": word},
        headers={"Authorization": f"Bearer {SECRET}"},
        timeout=PATIENCE,
    )
    wait_until(lambda: any(line.get("asked") == {"prompt": word} for line in closed.lines()))
    assert SECRET not in closed.log.read_text()


def test_sigterm_lets_what_is_drawn_end_and_sends_the_others_away(bundle: Path, tmp_path: Path) -> None:
    with (
        serving(tmp_path, model=bundle, drain_seconds=PATIENCE) as server,
        httpx.Client(base_url=server.url, timeout=PATIENCE) as client,
    ):
        with (
            drawing(client, prompt=PROMPT, count=8, steps=50) as first,
            drawing(client, until="queued", prompt=PROMPT) as second,
        ):
            server.process.terminate()
            assert list(second) == ["error"]
            assert list(first)[-1] == "end"
        assert server.process.wait(PATIENCE) == 0
        with pytest.raises(httpx.ConnectError):
            client.get("/healthz")
    assert not [line for line in server.lines() if line["kind"] == "error"]


def test_sigterm_does_not_wait_for_ever(bundle: Path, tmp_path: Path) -> None:
    with (
        serving(tmp_path, model=bundle, drain_seconds=1, best_of=1000, drawings=1000) as server,
        httpx.Client(base_url=server.url, timeout=PATIENCE) as client,
        drawing(client, prompt=PROMPT, best_of=1000, steps=100),
    ):
        server.process.terminate()
        assert server.process.wait(PATIENCE) == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--host", "no.such.host.invalid"), "--host no.such.host.invalid: no such address"),
        (("--token", "has space"), "a token is made of visible ASCII characters"),
        (("--cors-origin", "example.org/x"), "'example.org/x' is no origin"),
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


@pytest.mark.skipif(not LIGHT.is_file(), reason="no light environment; make test makes it")
def test_without_its_extra_the_server_says_what_to_install() -> None:
    done = subprocess.run([LIGHT, "-m", "spritedex.cli.app", "serve"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == 'error: spritedex serve needs the extra "serve": pip install "spritedex[serve]"\n'


def test_a_taken_port_is_one_line(spritedex: Run, strict: Server) -> None:
    done = spritedex("serve", "--port", urlsplit(strict.url).port)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Address already in use" in done.stderr
    assert "choose another --port" in done.stderr
