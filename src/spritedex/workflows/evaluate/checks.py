"""Checks that several requests share."""

from spritedex.errors import OptionError


def at_least_one(**options: int | None) -> None:
    """Raises OptionError for the first option below 1; None is not checked."""
    for field, value in options.items():
        if value is not None and value < 1:
            raise OptionError(field, "must be at least 1", value)
