"""The HTTP API and the page: translates requests for the workflows, nothing else.

Public are `serve` and `ServeSettings`; they need the extra `[serve]`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spritedex.server.run import serve
    from spritedex.server.settings import ServeSettings

__all__ = ["ServeSettings", "serve"]

_MODULES = {"ServeSettings": "spritedex.server.settings", "serve": "spritedex.server.run"}


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return getattr(import_module(_MODULES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
