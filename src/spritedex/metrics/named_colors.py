"""Color names of a sprite by the nearest of many prototypes in CIELAB: a rule that no training uses.

Captions for training name colors by hue ranges in OKLab (`sprites.colors`). A painter that learnt from those is
measured by this other rule: prototypes of the eleven basic color terms (Berlin & Kay 1969), each pixel taking the name
of the nearest one by the CIE 1976 distance. Arrays only.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.codec import RGBA
from spritedex.vocabulary import COLORS

PROTOTYPES: Final[dict[str, tuple[str, ...]]] = {
    "black": ("000000", "1c1c1c", "2a2a32", "20242c", "2c2426", "303030", "383840"),
    "blue": ("0000ff", "1f4fa8", "3a6fd8", "5a94e6", "8cbcf0", "203a78", "4aa8d8", "2fb4c8", "a8d8f0", "6080b8"),
    "brown": ("7a4a20", "964b00", "5a3418", "a8703c", "b08458", "8a6040", "6b4a30", "c49a6c", "4a2e1c"),
    "grey": ("808080", "606468", "9a9a9a", "b4b4b4", "50545c", "8890a0", "a8a8b0", "747070", "484848"),
    "green": ("008000", "20a040", "60c050", "90d870", "2f6b30", "507838", "40b890", "a0c850", "1f8070", "78a848"),
    "orange": ("ff8000", "f09030", "e07020", "ffa040", "f8b060", "d86018", "e88848"),
    "pink": ("ffc0cb", "f090b0", "f8a8c8", "e878a8", "ff69b4", "f8c8d0", "e890c0", "d86090"),
    "purple": ("800080", "7040a0", "9060c0", "b088d8", "503078", "a050b0", "c8a8e8", "68488c", "8858a0"),
    "red": ("ff0000", "c02020", "e04030", "a01818", "d83848", "e85850", "801820", "b83028"),
    "white": ("ffffff", "f0f0f0", "e8ecf4", "f8f0e0", "f4e8d8", "dce4ec", "e0e0e0"),
    "yellow": ("ffff00", "f8d830", "f0c828", "ffe060", "e0b020", "f8e890", "d8c040"),
}
"""Name -> sRGB prototypes as hexadecimal digits."""
SHOWN_FROM: Final = 0.2
"""A color is shown if it names so much of the creature, or more of it than any other."""
_OPAQUE: Final = 128
_D65: Final = np.array([0.95047, 1.0, 1.08883])
_TO_XYZ: Final = np.array([
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
])  # fmt: skip


def named_color_shares(rgba: RGBA) -> dict[str, float]:
    """uint8 [H, W, 4] -> the share of each of `vocabulary.COLORS`, in [0, 1], in what lies inside the outline.

    The outline is every opaque pixel that touches the clear ground or the edge. Where nothing lies inside, all opaque
    pixels count. All shares are 0 where nothing is opaque.
    """
    opaque = rgba[..., 3] >= _OPAQUE
    padded = np.pad(opaque, 1)
    inside = opaque & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    seen = inside if inside.any() else opaque
    if not seen.any():
        return dict.fromkeys(COLORS, 0.0)
    lab = to_cielab(rgba[..., :3][seen])
    nearest = np.argmin(((lab[:, None] - _PROTOTYPE_LAB[None]) ** 2).sum(-1), axis=1)
    counts = np.bincount(_PROTOTYPE_NAME[nearest], minlength=len(COLORS))
    return {name: float(count / len(lab)) for name, count in zip(COLORS, counts, strict=True)}


def shows_color(rgba: RGBA, color: str) -> bool:
    """Whether a sprite shows a color: `SHOWN_FROM` of it or more, or no color more than this one.

    Raises KeyError if `color` is not of `vocabulary.COLORS`.

    >>> rgba = np.zeros((64, 64, 4), np.uint8)
    >>> rgba[8:56, 8:56] = 200, 30, 40, 255
    >>> shows_color(rgba, "red"), shows_color(rgba, "blue")
    (True, False)
    """
    shares = named_color_shares(rgba)
    return shares[color] > 0 and (shares[color] >= SHOWN_FROM or shares[color] == max(shares.values()))


def to_cielab(rgb: NDArray[np.uint8]) -> NDArray[np.float64]:
    """sRGB uint8 [N, 3] -> CIE 1976 L*a*b* float64 [N, 3], white point D65."""
    scaled = rgb.astype(np.float64) / 255
    linear = np.where(scaled <= 0.04045, scaled / 12.92, ((scaled + 0.055) / 1.055) ** 2.4)
    xyz = (linear[:, :, None] * _TO_XYZ.T[None]).sum(1) / _D65
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)


_PROTOTYPE_NAME: Final = np.array([COLORS.index(name) for name, colors in PROTOTYPES.items() for _ in colors])
_PROTOTYPE_LAB: Final = to_cielab(
    np.array([list(bytes.fromhex(color)) for colors in PROTOTYPES.values() for color in colors], np.uint8)
)
