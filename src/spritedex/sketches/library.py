"""The drawings of `library.svg`, by their names. Knows no sentence."""

import functools
import re
from importlib.resources import files
from typing import Final

from spritedex.sprites.sketch import Sketch, parse

_SYMBOL: Final = re.compile(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', re.DOTALL)


@functools.lru_cache(128)
def load(symbol: str) -> Sketch:
    """The sketch of a symbol of the library. Raises KeyError if there is no such symbol."""
    return parse(svg(symbol))


def svg(symbol: str) -> str:
    """A symbol of the library as an SVG by itself. Raises KeyError if there is no such symbol."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">{_symbols()[symbol]}</svg>\n'


@functools.cache
def _symbols() -> dict[str, str]:
    return dict(_SYMBOL.findall(files(__package__).joinpath("library.svg").read_text("utf-8")))
