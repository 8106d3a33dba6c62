"""Regular expressions that are compiled when a text may match them: to compile all that read a sentence takes longer
than to draw its sprite."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cached_property


class LazyPattern:
    """A regular expression that matches only texts with one of the words or parts of words that it `needs`, in lower
    case; with none given, any text."""

    def __init__(self, pattern: str, needs: Collection[str] = (), ignore_case: bool = False) -> None:
        self._source = pattern, re.IGNORECASE if ignore_case else re.NOFLAG
        self._needs = tuple(needs)
        self._ignores_case = ignore_case

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(*self._source)

    def _may_match(self, text: str) -> bool:
        shown = text.lower() if self._ignores_case else text
        return not self._needs or any(need in shown for need in self._needs)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """The match at `start`, as that of `re.Pattern`; so are the others."""
        return self._pattern.match(text, start) if self._may_match(text) else None

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        return self._pattern.search(text) if self._may_match(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches."""
        return self._pattern.finditer(text) if self._may_match(text) else iter(())

    def sub(self, by: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        """The text with what matches replaced."""
        return self._pattern.sub(by, text, count) if self._may_match(text) else text
