"""Emoji as Iconify ships them: a folder with icons.json, info.json and metadata.json, as in @iconify-json/noto.

The drawings are SVG; the extra `[import]` renders them. Flags, symbols, skin tones and the like are left out.
"""

import html
import importlib
import re
from functools import partial
from typing import Any, Final

from spritedex.data.importers.base import NOT_STATED, Creature, Drawing, ImportOptions, Item, Rights
from spritedex.data.importers.checkout import Checkout
from spritedex.errors import DataError, MissingExtraError, PictureError
from spritedex.sprites.codec import open_picture

ICONS: Final = "icons.json"
_LEFT_OUT: Final = re.compile(r"flag|symbol|modifier|component|extras", re.I)
_TONES: Final = re.compile(r"(?:^|-)(?:light|medium-light|medium|medium-dark|dark)(?:-skin-tone|$)|-skin-tone|^family-")
_LONGEST: Final = 2**19
_LARGEST_BOX: Final = 4096
_OUTSIDE: Final = re.compile(
    r"<\s*(?:image|feimage|script|foreignobject|style|text|tspan)\b|<!|<\?|href\s*=\s*[\"'](?!#)|url\(\s*[\"']?(?!#)",
    re.I,
)
"""What could make a renderer look outside the drawing, at files or fonts."""


def items(checkout: Checkout, options: ImportOptions) -> list[Item]:
    """Every emoji of the categories that hold things. Raises DataError if the folder is no such package,
    MissingExtraError if nothing can render it."""
    if not checkout.has(ICONS):
        raise DataError(
            f"{checkout.root}: no {ICONS}; give the folder of one package, such as node_modules/@iconify-json/noto"
        )
    _renderer()
    value = checkout.json(ICONS)
    icons = value.get("icons") if isinstance(value, dict) else None
    if not isinstance(icons, dict):
        raise DataError(f"{checkout.root / ICONS}: no icons in it; get the package again")
    info = _optional(checkout, "info.json")
    rights = Rights(_word(info, "license", "spdx") or NOT_STATED, _word(info, "author", "name"))
    set_name = str(value.get("prefix") or checkout.name)
    box = (value.get("width", 16), value.get("height", 16))
    found = []
    for name, category in _categories(checkout, icons):
        icon = icons[name]
        if not isinstance(icon, dict) or icon.get("hidden"):
            continue
        size = (icon.get("width", box[0]), icon.get("height", box[1]))
        corner = (icon.get("left", 0), icon.get("top", 0))
        read = partial(_render, icon.get("body"), corner, size, options.svg_size)
        creature = Creature(slug=name, name=name.replace("-", " "), group=category)
        found.append(Item(f"{ICONS}#{name}", f"{set_name}-{name}", creature, rights, read, style="artwork"))
    if not found:
        raise DataError(f"{checkout.root / ICONS}: no emoji of a category that is imported")
    return found


def _categories(checkout: Checkout, icons: dict[str, Any]) -> list[tuple[str, str]]:
    """The names to import, sorted, with their categories in small letters; all names if there is no metadata.json."""
    categories = _optional(checkout, "metadata.json").get("categories")
    if not isinstance(categories, dict):
        categories = {"": list(icons)}
    found = {
        str(name): str(category).lower().replace(" & ", " ")
        for category, names in categories.items()
        if not _LEFT_OUT.search(category) and isinstance(names, list)
        for name in names
        if name in icons and not _TONES.search(str(name))
    }
    return sorted(found.items())


def _render(body: Any, corner: tuple[Any, Any], size: tuple[Any, Any], side: int) -> list[Drawing]:
    """One drawing in a clear square of `side` pixels."""
    if not isinstance(body, str) or len(body) > _LONGEST:
        raise PictureError("no drawing, or one of more than 512 KiB; get the package again")
    if _OUTSIDE.search(html.unescape(body)):
        raise PictureError("the drawing asks for text, scripts or files outside it; these are not rendered")
    if not all(isinstance(number, int | float) and abs(number) <= _LARGEST_BOX for number in (*corner, *size)):
        raise PictureError("its box is no box of numbers up to 4096; get the package again")
    square = max(*size, 1)
    left, top = (corner[i] - (square - size[i]) / 2 for i in range(2))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{side}" '
        f'height="{side}" viewBox="{left:g} {top:g} {square:g} {square:g}">{body}</svg>'
    )
    try:
        png = bytes(_renderer().svg_to_bytes(svg_string=svg, width=side, height=side))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the renderer's own panics are no Exception
        raise PictureError(f"cannot be rendered ({' '.join(str(error).split())}); get the package again") from None
    return [Drawing(open_picture(png).rgba)]


def _renderer() -> Any:
    try:
        return importlib.import_module("resvg_py")
    except ModuleNotFoundError:
        raise MissingExtraError("rendering emoji", "import") from None


def _optional(checkout: Checkout, path: str) -> dict[str, Any]:
    value = checkout.json(path) if checkout.has(path) else {}
    return value if isinstance(value, dict) else {}


def _word(info: dict[str, Any], key: str, inside: str) -> str:
    value = info.get(key)
    return str(value.get(inside) or value.get("title") or "") if isinstance(value, dict) else ""
