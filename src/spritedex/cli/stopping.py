"""What ends a series early: Ctrl+C, a full disk. What was done before is listed first, and then the command leaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from spritedex.errors import Problem, SpritedexError, WriteError


class StoppedError(SpritedexError):
    """Ctrl+C, after a part of the work; the message says how much was done."""

    exit_code = 130


@dataclass
class Ending:
    """How a series ended; `error` is what stopped it, None if it came to its end."""

    error: BaseException | None = None

    def problem(self, done: int, total: int) -> Problem | None:
        """What a document says of a series that was stopped after `done` of `total`."""
        if self.error is None:
            return None
        return Problem(_after(done, total), "Ctrl+C" if is_interrupt(self.error) else str(self.error))

    def leave(self, done: int, total: int) -> None:
        """Raises StoppedError after Ctrl+C, or what else stopped the series."""
        if is_interrupt(self.error):
            raise StoppedError(_after(done, total)) from None
        if self.error is not None:
            raise WriteError(f"{self.error}; {_after(done, total)}" if done < total else str(self.error)) from None


@contextmanager
def ending() -> Iterator[Ending]:
    """Inside, what stops a series is kept for later; any other error is raised."""
    ended = Ending()
    try:
        yield ended
    except (WriteError, KeyboardInterrupt) as error:
        ended.error = error
    except Exception as error:
        if not is_interrupt(error):
            raise
        ended.error = error


def is_interrupt(error: BaseException | None) -> bool:
    """Whether the error came of Ctrl+C: a call from C can turn it into another error."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _after(done: int, total: int) -> str:
    return f"stopped after {done:,} of {total:,}"
