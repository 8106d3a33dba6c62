"""The page over HTTP: its files at an address that changes with them, and index.html that names it. Knows no API."""

import gzip
import hashlib
import os
import re
from pathlib import Path
from typing import Final

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from starlette.types import Scope

from spritedex.server.files import TextFiles
from spritedex.server.joined import join_modules, join_styles
from spritedex.sketches import names, svg_of

PAGE: Final = Path(__file__).resolve().parent / "page"
"""The folder of the page."""

_SKETCHES: Final = PAGE.parent.parent / "sketches" / "library.svg"
_STATIC: Final = "/static"
_FOREVER: Final = "public, max-age=31536000, immutable"
_STYLES: Final = re.compile(r'(?: *<link rel="stylesheet" href="/static/[^"]+">\n)+')
_STYLE: Final = re.compile(r'"/static/([^"]+)"')
_DIGITS: Final = 12


def add(app: FastAPI) -> None:
    """Add the page at /, its service worker, and its files below /static: as they are, and kept for a year below the
    hash of them all, where its modules and its styles are joined to one file each. The sketches are beside them.
    """
    text = (PAGE / "index.html").read_text(encoding="utf-8")
    styles = _STYLES.findall(text)[0]
    joined = {
        "page.js": join_modules(PAGE, "app.js").encode(),
        "page.css": join_styles(PAGE / name for name in _STYLE.findall(styles)).encode(),
    }
    files = sorted(path for path in PAGE.iterdir() if path.is_file())
    contents = {path.name: path.read_bytes() for path in [*files, _SKETCHES]}
    hashed = f"{_STATIC}/{_hash(contents | joined)}"
    text = text.replace(styles, f'  <link rel="stylesheet" href="{_STATIC}/page.css">\n')
    text = text.replace(f'"{_STATIC}/app.js"', f'"{_STATIC}/page.js"').replace(f'"{_STATIC}/', f'"{hashed}/')
    plain = TextFiles(directory=PAGE)

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def index(request: Request) -> Response:
        origin = f"{request.url.scheme}://{request.headers.get('host', request.url.netloc)}"
        html = text.replace("{static}", f"{origin}{hashed}").replace("{origin}", origin)
        tag = f'"{hashlib.sha256(html.encode()).hexdigest()[:_DIGITS]}"'
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers={"etag": tag})
        return HTMLResponse(html, headers={"etag": tag})

    @app.get("/sw.js", include_in_schema=False)
    async def service_worker(request: Request) -> Response:
        return await plain.get_response("sw.js", request.scope)

    def add_joined(name: str, content: bytes) -> None:
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        packed = gzip.compress(content, mtime=0)

        @app.get(f"{hashed}/{name}", include_in_schema=False)
        async def file(request: Request) -> Response:
            headers = {"cache-control": _FOREVER, "vary": "Accept-Encoding"}
            if "gzip" not in request.headers.get("accept-encoding", ""):
                return Response(content, headers=headers, media_type=kind)
            return Response(packed, headers=headers | {"content-encoding": "gzip"}, media_type=kind)

    for name, content in joined.items():
        add_joined(name, content)

    @app.get(f"{hashed}/sketches/{{name}}.svg", include_in_schema=False)
    async def sketch(name: str) -> Response:
        if name not in names():
            raise HTTPException(404)
        return Response(svg_of(name), media_type="image/svg+xml", headers={"cache-control": _FOREVER})

    app.mount(hashed, _Kept(directory=PAGE), name="hashed")
    app.mount(_STATIC, plain, name="static")


class _Kept(TextFiles):
    """Files that never change at their address."""

    def file_response(
        self, full_path: os.PathLike[str] | str, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["cache-control"] = _FOREVER
        return response


def _hash(contents: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:_DIGITS]
