"""Who may speak to the server and how, and what it says and writes of it: on a real server."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import numpy as np
import pytest

from spritedex.sprites.codec import png_bytes
from tests.serving import PATIENCE, Server, exchange, serving, wait_until
from tests.toy_bundles import toy_painter

PROMPT = "a small orange fox"
SQUARE = png_bytes(np.full((64, 64, 4), (255, 0, 0, 255), np.uint8))

pytestmark = pytest.mark.slow
SECRET = "open-sesame"
FRIEND = "https://friend.example"


@pytest.fixture(scope="module")
def server(painter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Another name, and pages of a friend."""
    with serving(
        tmp_path_factory.mktemp("server"), model=painter, hosts=("studio.example",), cors_origins=(FRIEND,)
    ) as server:
        yield server


@pytest.fixture(scope="module")
def closed(painter: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server as the command starts it, with a token."""
    folder = tmp_path_factory.mktemp("closed")
    with serving(folder, "--log-prompts", "--max-count", 2, model=painter, env={"SPRITEDEX_TOKEN": SECRET}) as server:
        yield server


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
def test_tricks_with_headers_are_refused(server: Server, lines: bytes) -> None:
    assert b" 400 " in exchange(server, lines + b"\r\n\r\n").partition(b"\r\n")[0]


FIELD = b'--x\r\nContent-Disposition: form-data; name="pictures"\r\n\r\n' + b"a" * 250_000 + b"-" + b"b" * 250_000
PART = b'--x\r\nContent-Disposition: form-data; name="pictures"; filename="x.png"\r\n\r\n'


@pytest.mark.parametrize(
    ("path", "media_type", "body", "status"),
    [
        ("/v1/types", "application/x-www-form-urlencoded", b"&" * 15_000_000, 415),
        ("/v1/types", "multipart/form-data; boundary=x", PART + b"\r\n--xy" * 2_500_000 + b"\r\n--x--\r\n", 400),
        ("/v1/sprites", "application/json", b"[" + b"[]," * 5_000_000 + b"1]", 400),
        ("/v1/sprites", "text/json", b"[" + b"[]," * 5_000_000 + b"1]", 415),
        ("/v1/types", "multipart/form-data; boundary=x; charset=punycode", FIELD, 415),
        ("/v1/types", "multipart/form-data; boundary=x; Charset = idna", FIELD, 415),
        ("/v1/types", 'multipart/form-data; charset="utf-7"; boundary=x', FIELD, 415),
        ("/v1/types", 'multipart/form-data; boundary=x; charset="UTF-8"', PART + b"x\r\n--x--\r\n", 200),
    ],
    ids=["urlencoded", "multipart", "json", "other", "punycode", "idna", "utf-7", "utf-8"],
)
def test_a_body_that_is_long_to_parse_holds_nobody_up(
    client: httpx.Client, path: str, media_type: str, body: bytes, status: int
) -> None:
    slowest = 0.0
    with ThreadPoolExecutor(1) as threads:
        sent = threads.submit(client.post, path, content=body, headers={"Content-Type": media_type})
        while not sent.done():
            slowest = max(slowest, client.get("/healthz").elapsed.total_seconds())
    assert sent.result().status_code == status
    assert slowest < 3


def test_headers_without_end_are_refused(server: Server) -> None:
    sent = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 20_000
    assert b" 400 " in exchange(server, sent).partition(b"\r\n")[0]


@pytest.mark.parametrize(
    "path", ["/static/../settings.py", "/static/%2e%2e/settings.py", "/static/..%2fapp.py", "//etc/passwd"]
)
def test_paths_lead_nowhere_else(server: Server, path: str) -> None:
    sent = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    assert b" 404 " in exchange(server, sent).partition(b"\r\n")[0]


@pytest.mark.parametrize(
    ("host", "status"),
    [("evil.example", 403), ("localhost.evil.example", 403), ("", 403), ("localhost", 200), ("127.0.0.1:1", 200),
     ("[::1]:8000", 200), ("studio.example", 200), ("STUDIO.example.:80", 200)],
)  # fmt: skip
def test_only_names_of_this_server_are_answered(client: httpx.Client, host: str, status: int) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == status


def test_pages_elsewhere_may_not_call_unless_they_are_named(client: httpx.Client, server: Server) -> None:
    def ask(origin: str) -> httpx.Response:
        return client.post("/v1/types", files={"pictures": ("x.png", SQUARE)}, headers={"Origin": origin})

    for origin in ("https://evil.example", "null", "http://[", FRIEND + ".evil.example"):
        assert ask(origin).status_code == 403
        assert "access-control-allow-origin" not in ask(origin).headers
    assert ask(server.url).status_code == 200
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
    assert headers["x-frame-options"] == "DENY"
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
    assert "server" not in headers


def test_a_named_page_may_show_it_in_a_frame(tmp_path: Path) -> None:
    with serving(tmp_path, "--frame-ancestor", FRIEND, model=toy_painter(tmp_path / "painter")) as server:
        headers = httpx.get(server.url).headers
    assert f"frame-ancestors 'self' {FRIEND};" in headers["content-security-policy"]
    assert "x-frame-options" not in headers


def test_a_token_is_asked_for_where_there_is_one(closed: Server) -> None:
    def ask(path: str, given: str | None = None) -> httpx.Response:
        return httpx.get(closed.url + path, headers={"Authorization": given} if given else {})

    for path in ("/v1/models", "/metrics", "/v1/nothing"):
        for given in (None, "Bearer wrong", f"Basic {SECRET}", f"Bearer {SECRET}x", "Bearer", f"Bearer é{SECRET}"):
            answer = httpx.get(closed.url + path, headers=[(b"Authorization", given.encode())] if given else [])
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert answer.headers["content-type"] == "application/problem+json"
    assert ask("/v1/models", f"Bearer {SECRET}").status_code == 200
    assert ask("/metrics", f"bearer {SECRET}").status_code == 200
    assert [ask(path).status_code for path in ("/", "/healthz", "/docs", "/openapi.json")] == [200] * 4


def test_a_wrong_token_is_refused_before_the_body_comes(closed: Server) -> None:
    head = b"POST /v1/sprites HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n"
    assert b" 401 " in exchange(closed, head).partition(b"\r\n")[0]


def test_the_log_has_no_prompt_unless_it_was_asked_for(client: httpx.Client, server: Server, closed: Server) -> None:
    word = "burning"
    headers = {"X-Forwarded-For": "6.6.6.6"}
    assert client.post("/v1/sprites", json={"prompt": word, "seed": 5}, headers=headers).status_code == 200
    assert client.post("/v1/sprites", json={"prompt": word, "tries": 5}).status_code == 422
    wait_until(lambda: server.lines()[-1]["status"] == 422)
    assert word not in server.log.read_text()
    drawn = server.lines()[-2]
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
