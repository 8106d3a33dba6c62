"""`spritedex serve`: the page and the HTTP API."""

import os
from typing import Annotated, Final

import typer

from spritedex.cli import completion
from spritedex.cli.output import note, say
from spritedex.errors import UsageError, plain_reason

TOKEN: Final = "SPRITEDEX_TOKEN"

_LOCAL: Final = ("127.", "::1", "localhost")


def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 means all addresses of this machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 chooses a free one.")] = 8000,
    model: Annotated[
        str | None,
        typer.Option(
            autocompletion=completion.MODEL, help="The generator's bundle: a packaged name, a folder or hub:owner/name."
        ),
    ] = None,
    classifier: Annotated[
        str | None,
        typer.Option(help="The bundle that reads pictures; the packaged one if not given."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Requests drawn at the same time.")] = 1,
    queue: Annotated[int, typer.Option(min=0, max=1000, help="Requests that may wait; more are refused.")] = 16,
    token: Annotated[
        str | None,
        typer.Option(envvar=TOKEN, metavar="TEXT", help="A bearer token that the API requires."),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Another host name for this server; '*' allows any. Repeatable."),
    ] = None,
    cors_origin: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="Pages from here may call the API: https://example.org. Repeatable."),
    ] = None,
    frame_ancestor: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="Pages from here may show this page in a frame. Repeatable."),
    ] = None,
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ADDRESS", help="A proxy whose X-Forwarded-For names the client; or 10.0.0.0/8. Repeatable."
        ),
    ] = None,
    max_count: Annotated[int, typer.Option(min=1, max=256, help="Most sprites in one request.")] = 16,
    max_body: Annotated[int, typer.Option(min=1, max=128, help="Largest request body, in MiB.")] = 16,
    log_prompts: Annotated[bool, typer.Option("--log-prompts", help="Include prompts in the access log.")] = False,
) -> None:
    """Run the page and the HTTP API on this machine.

    The page is at /, the API at /v1, its documentation at /docs, metrics for
    Prometheus at /metrics. Nothing leaves this machine: the page loads no
    files from elsewhere. The access log goes to stderr, one JSON document
    per line.

        spritedex serve

        SPRITEDEX_TOKEN=… spritedex serve --host 0.0.0.0 --allow-host a.example
    """
    if token is None and TOKEN in os.environ:
        raise UsageError(f"{TOKEN} is set but empty: set a token, or unset the variable to run without one")
    from pydantic import ValidationError

    from spritedex.server.run import serve as run
    from spritedex.server.settings import MIB, ServeSettings

    try:
        settings = ServeSettings(
            host=host,
            port=port,
            model=model,
            classifier=classifier,
            workers=workers,
            queue=queue,
            token=token,
            hosts=tuple(allow_host or ()),
            cors_origins=tuple(cors_origin or ()),
            frame_ancestors=tuple(frame_ancestor or ()),
            proxies=tuple(trusted_proxy or ()),
            count=max_count,
            body_bytes=max_body * MIB,
            log_prompts=log_prompts,
        )
    except ValidationError as error:
        raise UsageError(plain_reason(error.errors()[0]["msg"])) from None

    def ready(address: str) -> None:
        if not token and not host.startswith(_LOCAL):
            note("no --token is set: anyone who can reach this machine can use the server", "warning")
        say(f"Spritedex: {address} (Ctrl+C stops it)")

    run(settings, ready)
