"""The application: models opened once, workers, routes and their protection. Knows no command line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI, Response
from fastapi.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from spritedex._version import __version__
from spritedex.server import docs, site
from spritedex.server.access import Access
from spritedex.server.clients import Clients
from spritedex.server.files import COMPRESSED_BYTES
from spritedex.server.guard import Guard, SecurityHeaders
from spritedex.server.metrics import MEDIA_TYPE, Metrics
from spritedex.server.models import describe
from spritedex.server.problems import add_handlers, documented
from spritedex.server.protocol import HEALTH
from spritedex.server.routes import SHOWN_TOKEN, TAKES, api
from spritedex.server.schemas import Health
from spritedex.server.settings import ServeSettings
from spritedex.server.work import Server
from spritedex.workflows.generate.models import Models

_COMPRESSION: Final = 6
"""zlib's level for answers, each of which is compressed once."""

_ABOUT: Final = (
    "Draws creatures and reads their types: 64x64 sprites from sentences, types from pictures. The same request gives "
    "the same bytes as `spritedex generate`. Errors are problem details (RFC 9457)."
)


def create_app(settings: ServeSettings) -> FastAPI:
    """An application for the model in the settings. Raises BundleError if a bundle cannot be opened."""
    models = Models(settings.model, settings.classifier)
    server = Server(settings, models, describe(models, settings))
    metrics = Metrics(server.drawing.line, server.reading.line)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        await server.start()
        yield
        await server.close()

    app = FastAPI(
        title="Spritedex",
        version=__version__,
        description=_ABOUT,
        lifespan=running,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.pools = server.drawing, server.reading
    app.include_router(api(server, metrics))
    _add_routes(app, settings, metrics)
    docs.add(app)
    site.add(app)
    add_handlers(app)
    # The middleware that is added last sees a request first.
    app.add_middleware(Guard, settings=settings, takes=TAKES)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
        )
    app.add_middleware(GZipMiddleware, minimum_size=COMPRESSED_BYTES, compresslevel=_COMPRESSION)
    app.add_middleware(Access, metrics=metrics)
    app.add_middleware(Clients, proxies=settings.proxies)
    app.add_middleware(SecurityHeaders, settings=settings)
    return app


def _add_routes(app: FastAPI, settings: ServeSettings, metrics: Metrics) -> None:
    @app.get(HEALTH, tags=["server"], summary="Whether the server runs")
    async def healthz() -> Health:
        return Health(status="ok", version=__version__)

    @app.get(
        "/metrics",
        tags=["server"],
        summary="Metrics for Prometheus",
        response_class=Response,
        dependencies=SHOWN_TOKEN if settings.token else None,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **documented(401, 403)},
    )
    async def prometheus() -> Response:
        return Response(metrics.text(), media_type=MEDIA_TYPE)
