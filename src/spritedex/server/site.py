"""The page over HTTP: its files at an address that changes with them, and index.html that names it. Knows no API."""

import hashlib
import os
from pathlib import Path
from typing import Final

from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from starlette.types import Scope

from spritedex.server.files import TextFiles
from spritedex.sketches import names, svg_of

PAGE: Final = Path(__file__).resolve().parent / "page"
"""The folder of the page."""

_SKETCHES: Final = PAGE.parent.parent / "sketches" / "library.svg"
_STATIC: Final = "/static"
_FOREVER: Final = "public, max-age=31536000, immutable"
_NO_MODULES: Final = ("theme.js", "sw.js")
_DIGITS: Final = 12


def add(app: FastAPI) -> None:
    """Add the page at /, its service worker, and its files below /static: as they are, and kept for a year below the
    hash of them all, which modules that import each other need not know. The sketches are beside them.
    """
    files = sorted(path for path in PAGE.iterdir() if path.is_file())
    hashed = f"{_STATIC}/{_hash([*files, _SKETCHES])}"
    text = (PAGE / "index.html").read_text(encoding="utf-8").replace(f'"{_STATIC}/', f'"{hashed}/')
    modules = [path.name for path in files if path.suffix == ".js" and path.name not in _NO_MODULES]
    preloads = "".join(f'  <link rel="modulepreload" href="{hashed}/{name}">\n' for name in modules)
    text = text.replace("</head>", f"{preloads}</head>")
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


def _hash(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        content = path.read_bytes()
        digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:_DIGITS]
