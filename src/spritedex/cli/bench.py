"""`spritedex bench`: the old name of `spritedex benchmark speed`, for one minor version."""

from spritedex.cli.benchmark import Json, Many, SpeedData, SpeedOut, speed
from spritedex.cli.output import note


def bench(data: SpeedData = None, out: SpeedOut = None, many: Many = 10_000, as_json: Json = False) -> None:
    """The old name of `spritedex benchmark speed`."""
    note("deprecated: `spritedex bench` is now `spritedex benchmark speed`; use that name", "warning")
    speed(data, out, many, as_json)
