"""What the server sends beside sprites and readings: its page, documents and metrics, compressed for who takes that."""

import re

import httpx
import pytest

from tests.serving import metric, wait_until

PROMPT = "a small orange fox"


def test_health_metrics_and_documents(client: httpx.Client) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.post("/v1/sprites", json={"prompt": PROMPT}).status_code == 200
    wait_until(lambda: metric(client, "spritedex_draw_queue") == 0)
    metrics = client.get("/metrics").text
    assert 'spritedex_requests_total{method="GET",route="/healthz",status="200"}' in metrics
    assert "spritedex_sprites_drawn_total" in metrics
    document = client.get("/openapi.json").json()
    known = {"sprites", "sprites/stream", "types", "descriptions", "sprites/export", "models"}
    assert {f"/v1/{name}" for name in known} <= set(document["paths"])
    page = client.get("/docs").text
    for path in ("/docs/files/swagger-ui.css", "/docs/files/swagger-ui-bundle.js", "/docs/start.js"):
        assert path in page
        assert client.get(path).status_code == 200
    assert "http" not in page.replace("<!doctype html>", "")
    assert client.get("/docs/openapi.json").json()["openapi"].startswith("3.0")


def test_page_is_served_and_sent_again_only_when_it_changed(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["cache-control"] == "no-cache"
    again = client.get("/", headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head("/")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == page.headers["content-type"]
    address = re.search(r'"(/static/[0-9a-f]{12})/page.js"', page.text)
    assert address
    module = client.get(f"{address[1]}/dom.js")
    assert module.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert module.content == client.get("/static/dom.js").content
    assert page.text.count("<script") == page.text.count(".js") == 2
    assert re.findall(r'rel="stylesheet" href="([^"]+)"', page.text) == [f"{address[1]}/page.css"]
    for name, part in (("page.js", "function roving"), ("page.css", "#read-tab")):
        joined = client.get(f"{address[1]}/{name}")
        assert joined.headers["cache-control"] == module.headers["cache-control"]
        assert part in joined.text
    assert f'content="{client.base_url}{address[1]}/card.png"' in page.text
    for name in ("card.png", "icon-512.png", "manifest.webmanifest"):
        assert client.get(f"{address[1]}/{name}").status_code == 200
    assert client.get("/sw.js").headers["cache-control"] == "no-cache"
    sketches = {each["name"]: each["nouns"] for each in client.get("/v1/sketches").json()["sketches"]}
    assert len(sketches) > 400
    assert "owl" in sketches["owl"]
    drawing = client.get(f"{address[1]}/sketches/owl.svg")
    assert drawing.headers["content-type"].startswith("image/svg+xml")
    assert "immutable" in drawing.headers["cache-control"]
    assert "anchor" not in drawing.text
    assert client.get(f"{address[1]}/sketches/__init__.svg").status_code == 404


@pytest.mark.parametrize(
    "path", ["/", "page.js", "/static/app.js", "/docs/files/swagger-ui-bundle.js", "/v1/models", "/docs"]
)
def test_texts_are_compressed_for_who_takes_that(client: httpx.Client, path: str) -> None:
    if path == "page.js":
        (path,) = re.findall(r'"([^"]+/page.js)"', client.get("/").text)
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    long = len(plain.content) >= 1024
    assert ("content-encoding" in packed.headers) == long
    assert packed.content == plain.content
    assert "content-encoding" not in plain.headers
    if long:
        assert int(packed.headers["content-length"]) < 0.7 * len(plain.content)
        assert "accept-encoding" in packed.headers["vary"].lower()
        assert "accept-encoding" in plain.headers["vary"].lower()
    if "etag" in packed.headers:
        again = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["etag"]}
        assert client.get(path, headers=again).status_code == 304


def test_streams_and_pictures_are_not_compressed(client: httpx.Client) -> None:
    asked = {"prompt": PROMPT, "count": 2}
    with client.stream("POST", "/v1/sprites/stream", json=asked, headers={"Accept-Encoding": "gzip"}) as answer:
        assert "content-encoding" not in answer.headers
        lines = answer.iter_lines()
        assert next(lines) == "event: queued"
        assert [line for line in lines if line.startswith("event: ")][-1] == "event: end"
    zipped = client.post("/v1/sprites", json=asked, headers={"Accept-Encoding": "gzip", "Accept": "application/zip"})
    assert "content-encoding" not in zipped.headers
