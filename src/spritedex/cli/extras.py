"""Optional parts: a missing one becomes one line that says what to install."""

from collections.abc import Iterator
from contextlib import contextmanager

from spritedex.errors import MissingExtraError


@contextmanager
def needs_train(what: str) -> Iterator[None]:
    """Turn a failing import of the training half into MissingExtraError."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] == "spritedex":
            raise
        raise MissingExtraError(what, "train") from None
