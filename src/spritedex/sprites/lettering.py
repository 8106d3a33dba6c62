"""Texts on sheets: Pillow's own font, and what it has no letter for written in letters that it has."""

import bisect
import functools
import itertools
import math
import unicodedata
from typing import Final

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_NOWHERE: Final = "\uffff"
"""A character that no font has."""
_ALIKE: Final = {"×": "x", "•": "-", "→": "->", "←": "<-", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l"}
_JOINERS: Final = ("Mn", "Me", "Cf", "Cc", "Cn", "Co", "Cs")


@functools.cache
def typeface(size: int) -> Font:
    """Pillow's own font at a size in pixels."""
    return ImageFont.load_default(size)


def printable(text: str) -> str:
    """The text in letters that the font has. Dashes become hyphens and accents go; an emoji stands by its name, such
    as "(fox face)", and words in another script as "(Cyrillic)".

    >>> printable("a fox – Ñandú 🦊 лиса")
    'a fox - Nandu (fox face) (Cyrillic)'
    """
    parts: list[str] = []
    for script, letters in itertools.groupby(text, key=_script):
        parts += [f"({script})"] if script else map(_written, letters)
    return " ".join("".join(parts).split())


def _script(letter: str) -> str:
    """The name of the script of a letter that the font cannot even write in another way; empty for all others."""
    if unicodedata.category(letter)[0] != "L" or _written(letter):
        return ""
    return unicodedata.name(letter, "?").split()[0].capitalize().replace("Cjk", "Chinese characters")


@functools.cache
def _written(letter: str) -> str:
    """A character in those that the font has; empty for a letter of another script."""
    if letter.isspace() or _has(letter):
        return " " if letter.isspace() else letter
    kind = unicodedata.category(letter)
    if kind == "Pd" or letter == "\N{MINUS SIGN}":
        return "-"
    if kind in _JOINERS:
        return ""
    plain = "".join(each for each in unicodedata.normalize("NFKD", letter) if _has(each))
    alike = _ALIKE.get(letter) or plain
    if alike or kind[0] == "L":
        return alike
    name = unicodedata.name(letter, "").lower()
    return f"({name})" if name else ""


def _has(letter: str) -> bool:
    font = typeface(14)
    return bytes(font.getmask(letter)) != bytes(font.getmask(_NOWHERE))


def shorten(text: str, width: int, font: Font) -> str:
    """The text as it is `printable`, shortened in its middle until it fits."""
    text = printable(text)
    if font.getlength(text) <= width:
        return text

    def shorter(kept: int) -> str:
        return text[: -(-kept // 2)] + "…" + text[len(text) - kept // 2 :]

    kept = bisect.bisect_right(range(len(text)), width, key=lambda kept: math.ceil(font.getlength(shorter(kept)))) - 1
    return shorter(max(kept, 0))
