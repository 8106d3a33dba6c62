"""`spritedex serve`: the page and the HTTP API."""

import os
from typing import Annotated, Final

import typer

from spritedex.cli.extras import needs_serve
from spritedex.cli.output import note, say
from spritedex.errors import UsageError

TOKEN: Final = "SPRITEDEX_TOKEN"

_LOCAL: Final = ("127.", "::1", "localhost")


def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen at; 0.0.0.0 is all of this machine's.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any free one.")] = 8000,
    model: Annotated[
        str | None,
        typer.Option(help="A generator's bundle: a packaged name, a folder or hub:owner/name."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Requests that are drawn at once.")] = 1,
    queue: Annotated[int, typer.Option(min=0, max=1000, help="Requests that may wait; more are sent away.")] = 16,
    token: Annotated[
        str | None,
        typer.Option(envvar=TOKEN, metavar="TEXT", help="The API asks for it as a bearer token."),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A further name by which the server may be called; '*' for any. Repeatable."),
    ] = None,
    cors_origin: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="Pages of it may call the API, as https://example.org. Repeatable."),
    ] = None,
    frame_ancestor: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="Pages of it may show this page in a frame. Repeatable."),
    ] = None,
    max_count: Annotated[int, typer.Option(min=1, max=256, help="Sprites that one request may ask for.")] = 16,
    max_body: Annotated[int, typer.Option(min=1, max=128, help="MiB that one request may send.")] = 16,
    log_prompts: Annotated[bool, typer.Option("--log-prompts", help="Write prompts into the access log.")] = False,
) -> None:
    """Open the page to draw and read, and the HTTP API, on this machine.

    The page is at /, the API at /v1, its documentation at /docs, metrics for
    Prometheus at /metrics. Everything stays here: the page loads nothing
    from elsewhere. The access log goes to stderr, one JSON document a line.

        spritedex serve

        SPRITEDEX_TOKEN=… spritedex serve --host 0.0.0.0 --allow-host studio.example
    """
    if token is None and TOKEN in os.environ:
        raise UsageError(f"{TOKEN} is set but empty, and the API would be open: set a token, or unset the variable")
    with needs_serve("spritedex serve"):
        from pydantic import ValidationError

        from spritedex.server.run import serve as run
        from spritedex.server.settings import MIB, ServeSettings

    try:
        settings = ServeSettings(
            host=host,
            port=port,
            model=model,
            workers=workers,
            queue=queue,
            token=token,
            hosts=tuple(allow_host or ()),
            cors_origins=tuple(cors_origin or ()),
            frame_ancestors=tuple(frame_ancestor or ()),
            count=max_count,
            body_bytes=max_body * MIB,
            log_prompts=log_prompts,
        )
    except ValidationError as error:
        raise UsageError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None

    def ready(address: str) -> None:
        if not token and not host.startswith(_LOCAL):
            note("whoever reaches this machine can draw here: no --token is set", "warning")
        say(f"Spritedex: {address} (Ctrl+C stops it)")

    run(settings, ready)
