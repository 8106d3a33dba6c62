"""What a picture file says about its numbers: 16-bit greys, their clear grey, gamma, color profiles. Knows no sprite.

Sources: the PNG specification (W3C, third edition), chunks tRNS, gAMA, sRGB and iCCP; ICC.1.
"""

import io
from contextlib import suppress
from typing import Final

import numpy as np
from PIL import Image, ImageCms

_WHITES: Final = (1.0, 255.0, 65535.0)
_GREYS: Final = {"L;2": 85, "L;4": 17}
"""How Pillow names the packing of few bits, and the step from one grey to the next."""

_SRGB_GAMMA: Final = 1 / 2.2
_NEAR: Final = 0.01  # of the exponent: nearer than this to sRGB's, nothing changes


def to_8_bits(image: Image.Image) -> Image.Image:
    """A loaded grey image of 16 or 32 bits, whole or real numbers -> RGBA; the grey that its tRNS names is clear.

    White is 65535 in 16-bit files. Elsewhere it is the first of 1 (of real numbers), 255 and 65535 that no pixel
    exceeds, or else the highest value. What is no number is black.
    """
    values = np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0, neginf=0)
    white = 65535.0 if image.mode.startswith("I;") else _white(float(values.max()), whole=image.mode == "I")
    grey = np.clip(values / white * 255 + 0.5, 0, 255).astype(np.uint8)
    clear = image.info.get("transparency")
    alpha = np.where(values == clear, 0, 255) if isinstance(clear, int) else np.full(values.shape, 255)
    return Image.fromarray(np.dstack([grey, grey, grey, alpha.astype(np.uint8)]))


def scale_clear(image: Image.Image) -> None:
    """Bring the clear color that a PNG's tRNS names to the 8 bits that its pixels have once they are loaded: greys of 2
    and 4 bits and RGB of 16 bits are scaled, the name is not. Of 16 bits, the upper 8 count. Call it before loading.
    """
    clear = image.info.get("transparency")
    tiles = getattr(image, "tile", None) if image.format == "PNG" else None
    packing = tiles[0].args if tiles else None
    if packing in _GREYS and isinstance(clear, int):
        image.info["transparency"] = clear * _GREYS[packing]
    elif packing == "RGB;16B" and isinstance(clear, tuple):
        image.info["transparency"] = tuple(value >> 8 for value in clear)


def _white(highest: float, whole: bool) -> float:
    return next((white for white in _WHITES[whole:] if highest <= white), highest)


def to_srgb(image: Image.Image, info: dict[str | tuple[int, int], object]) -> tuple[Image.Image, str | None]:
    """A loaded image, RGBA, with what its file says -> the same in sRGB, and a note if its colors changed.

    A color profile counts first; a PNG's gamma only where it names neither a profile nor sRGB. A damaged profile says
    nothing.
    """
    profile, gamma = info.get("icc_profile"), info.get("gamma")
    if isinstance(profile, bytes):
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            return _from_profile(image, profile)
        return image, None
    if "srgb" in info or not isinstance(gamma, float) or not 0.01 <= gamma <= 10:
        return image, None
    exponent = _SRGB_GAMMA / gamma
    if abs(exponent - 1) < _NEAR:
        return image, None
    return _with_curve(image, exponent), f"gamma {gamma:.3g}, converted to sRGB"


def _from_profile(image: Image.Image, profile: bytes) -> tuple[Image.Image, str | None]:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    name = ImageCms.getProfileDescription(source).strip()
    if "srgb" in name.lower() or source.profile.xcolor_space.strip() != "RGB":
        return image, None
    colors = image.convert("RGB")
    converted = ImageCms.profileToProfile(colors, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    if converted is None or converted.tobytes() == colors.tobytes():
        return image, None
    converted.putalpha(image.getchannel("A"))
    return converted, f"color profile {name[:40]!r}, converted to sRGB"


def _with_curve(image: Image.Image, exponent: float) -> Image.Image:
    curve = ((np.arange(256) / 255) ** exponent * 255 + 0.5).astype(np.uint8)
    values = np.array(image)
    values[..., :3] = curve[values[..., :3]]
    return Image.fromarray(values)
