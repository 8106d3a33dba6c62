"""How sprites show themselves in notebooks: zoomed, with their colors. Knows no model."""

import base64
import html
from collections.abc import Sequence
from typing import Final

from spritedex.sprites.codec import RGBA, png_bytes

_ZOOM: Final = 4


def zoomed_png(rgba: RGBA) -> bytes:
    """uint8 [H, W, 4] -> the bytes of a PNG with every pixel four times as wide and high."""
    return png_bytes(rgba.repeat(_ZOOM, axis=0).repeat(_ZOOM, axis=1))


def sprite_html(png: bytes, prompt: str, seed: int, palette: Sequence[str]) -> str:
    """A figure: the sprite with sharp pixels, its prompt and seed, and its colors as #rrggbb."""
    side = 64 * _ZOOM
    swatches = "".join(
        f'<span title="{color}" style="display:inline-block;width:1em;height:1em;background:{color}"></span>'
        for color in palette
    )
    return (
        f'<figure style="display:inline-block;margin:0.5em;width:{side}px">'
        f'<img alt="{html.escape(prompt)}" width="{side}" height="{side}" style="image-rendering:pixelated" '
        f'src="data:image/png;base64,{base64.b64encode(png).decode()}">'
        f"<figcaption>{html.escape(prompt)}, seed {seed}<br>{swatches}</figcaption></figure>"
    )
