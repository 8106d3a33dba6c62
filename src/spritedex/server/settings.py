"""The settings of a server: address, model and limits. Know no request."""

import re
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, field_validator

from spritedex.server.clients import networks

MIB: Final = 2**20

Count = Annotated[int, Field(ge=1)]


class ServeSettings(BaseModel):
    """All settings of a server; the defaults are safe for one person on one machine.

    `model` None is the packaged generator. `workers` requests are drawn at the same time, and `queue` more may wait.
    If there is a `token`, the API requires it. `hosts` are further host names of the server, beside IP addresses,
    localhost and `host` ("*": any name). Pages of `cors_origins` may call the API from a browser, and pages of
    `frame_ancestors` may show the page in a frame. Of requests that come from `proxies`, addresses or networks, the
    client is the one that X-Forwarded-For names. Prompts are logged only with `log_prompts`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    model: str | None = None
    classifier: str | None = None
    """The bundle that reads pictures; None is the packaged one."""
    workers: Count = 1
    queue: Annotated[int, Field(ge=0)] = 16
    classify_workers: Count = 2
    """Requests of one client to read or export that run at the same time; four times as many may wait. Of all clients
    together one more runs."""
    token: str | None = None
    hosts: tuple[str, ...] = ()
    cors_origins: tuple[str, ...] = ()
    frame_ancestors: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    log_prompts: bool = False

    connections: Count = 512
    """Connections at the same time; on a few more, /healthz is answered and nothing else."""
    share: Annotated[float, Field(gt=0, le=1)] = 0.25
    """Of the connections, and of the size of all bodies together, that one client may have."""
    pace: Annotated[float, Field(gt=0)] = 50
    burst: Annotated[float, Field(gt=0)] = 250
    """Requests a second that each client may ask while others ask too, and how many more at first; 128 KiB of a body
    count as one more. What is beyond waits until it may."""
    body_bytes: Count = 16 * MIB
    bodies_bytes: Count = 128 * MIB
    """The size of all bodies of unanswered requests together, without bodies of up to 64 KiB."""
    body_seconds: Annotated[float, Field(gt=0)] = 15
    """From the end of a request's headers to the end of its body; headers and body together may take twice as long."""
    idle_seconds: Annotated[float, Field(gt=0)] = 15
    """After so long without an event a stream sends a comment, so that no proxy closes it."""
    stalled_seconds: Annotated[float, Field(gt=0)] = 60
    """A connection whose client takes less than 32 KiB of its answer in so long is closed."""
    drain_seconds: Annotated[int, Field(ge=0)] = 15
    """From SIGTERM to when requests that still run are stopped; event streams end at once. Six seconds later the
    process has ended."""

    picture_seconds: Annotated[float, Field(gt=0)] = 10
    """Of processor time, to read and fit a picture, or to export those of a request; then its process is ended. On the
    clock it may take three times as long."""
    reading_seconds: Annotated[float, Field(gt=0)] = 120
    drawing_seconds: Annotated[float, Field(gt=0)] = 900
    """From the start of the work on a request to read or export, or to draw, to where it is stopped."""

    picture_bytes: Count = 8 * MIB
    picture_pixels: Count = 16_000_000
    pictures: Count = 64
    explained: Count = 4
    """Pictures in one request with heatmaps: each takes up to 65 readings."""

    prompt: Count = 500
    count: Count = 16
    num_steps: Count = 100
    frames: Annotated[int, Field(ge=2)] = 16
    best_of: Count = 64
    drawings: Count = 256
    """Pictures drawn for one request, including those that are not kept."""
    drawing_steps: Count = 4096
    """Those pictures times their steps."""

    @field_validator("token")
    @classmethod
    def _plain_token(cls, token: str | None) -> str | None:
        if token is not None and not re.fullmatch(r"[\x21-\x7e]+", token):
            raise ValueError("a token must be visible ASCII characters without spaces")
        return token

    @field_validator("proxies")
    @classmethod
    def _known_networks(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        try:
            networks(proxies)
        except ValueError:
            raise ValueError("a trusted proxy must be an address or a network, such as 10.0.0.0/8") from None
        return proxies

    @field_validator("cors_origins", "frame_ancestors")
    @classmethod
    def _whole_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if not re.fullmatch(r"https?://[^/\s*]+", origin):
                raise ValueError(f"{origin!r} is not an origin; write it as https://example.org, without a path")
        return tuple(origin.lower() for origin in origins)
