"""Optional parts: a missing one becomes one line that says what to install."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from spritedex.errors import MissingExtraError


def needs_train(what: str) -> AbstractContextManager[None]:
    """Turn a failing import of the training half into MissingExtraError."""
    return _needs(what, "train")


def needs_serve(what: str) -> AbstractContextManager[None]:
    """Turn a failing import of the server into MissingExtraError."""
    return _needs(what, "serve")


@contextmanager
def _needs(what: str, extra: str) -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] == "spritedex":
            raise
        raise MissingExtraError(what, extra) from None
