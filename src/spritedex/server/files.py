"""The files of a folder over HTTP, texts compressed once and kept in memory. Know no page."""

import gzip
import mimetypes
import os
from pathlib import Path
from typing import Final

from fastapi import Response
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.types import Scope

COMPRESSED_BYTES: Final = 1024
"""Texts from this size on are compressed for clients that take gzip."""

_TEXTS: Final = ("application/javascript", "application/json", "application/manifest+json", "image/svg+xml")


class TextFiles(StaticFiles):
    """Static files. A client that takes gzip gets texts compressed, without any work on the event loop but the first
    time: otherwise asking again and again for a large file would slow all others down.
    """

    def __init__(self, *, directory: os.PathLike[str] | str) -> None:
        super().__init__(directory=directory)
        self._compressed: dict[str, tuple[str, bytes]] = {}

    def file_response(
        self, full_path: os.PathLike[str] | str, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, or that it has not changed."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        asked = Headers(scope=scope)
        if response.status_code != 200 or not _is_text(full_path) or stat_result.st_size < COMPRESSED_BYTES:
            return response
        response.headers.add_vary_header("Accept-Encoding")
        if "gzip" not in asked.get("accept-encoding", "") or "range" in asked:
            return response
        headers = {name: response.headers[name] for name in ("content-type", "last-modified", "vary")}
        headers["etag"] = f"W/{response.headers['etag']}"  # of the file, not of these bytes
        return Response(
            self._content(full_path, response.headers["etag"]), headers=headers | {"content-encoding": "gzip"}
        )

    def _content(self, path: os.PathLike[str] | str, etag: str) -> bytes:
        """A file compressed; again if it has changed."""
        known, content = self._compressed.get(str(path), ("", b""))
        if known != etag:
            content = gzip.compress(Path(path).read_bytes(), mtime=0)
            self._compressed[str(path)] = etag, content
        return content


def _is_text(path: os.PathLike[str] | str) -> bool:
    kind = mimetypes.guess_type(str(path))[0] or ""
    return kind.startswith("text/") or kind in _TEXTS
