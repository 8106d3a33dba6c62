"""The server's metrics for Prometheus. Know no content of a request."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from spritedex.server.line import Line

MEDIA_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
_SECONDS: Final = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """The metrics of one server, in a registry of their own."""

    def __init__(self, drawing: Line, reading: Line) -> None:
        """The lines of `drawing` and `reading` are read when the metrics are."""
        registry = self._registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        labels = ("route", "method", "status")
        self._requests = Counter("spritedex_requests", "Requests answered.", labels, registry=registry)
        about = "Seconds from the request to the end of its answer."
        self._seconds = Histogram("spritedex_request_seconds", about, ("route",), buckets=_SECONDS, registry=registry)
        self.in_flight = Gauge("spritedex_requests_in_flight", "Requests without an answer yet.", registry=registry)
        self.sprites = Counter("spritedex_sprites_drawn", "Sprites drawn.", registry=registry)
        self.pictures = Counter("spritedex_pictures_read", "Pictures read.", registry=registry)
        for name, line in (("draw", drawing), ("read", reading)):
            self._watch(name, line)

    def _watch(self, name: str, line: Line) -> None:
        waiting = Gauge(f"spritedex_{name}_queue", "Requests that wait.", registry=self._registry)
        working = Gauge(f"spritedex_{name}_workers_busy", "Requests that a worker works on.", registry=self._registry)
        waiting.set_function(lambda: line.waiting)
        working.set_function(lambda: line.working)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request; `route` is the path as declared, so that there are few of them."""
        self._requests.labels(route, method if method in _METHODS else "other", status).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """All metrics in the text format of Prometheus."""
        return generate_latest(self._registry)
