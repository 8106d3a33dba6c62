"""OKLab: colors as the eye tells them apart. Knows no picture, palette or file.

Björn Ottosson, "A perceptual color space for image processing" (2020). Two colors 0.02 apart hardly differ to the eye,
black and white are 1 apart.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Lab = NDArray[np.float32]

_TO_CONES: Final = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929],
     [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]], np.float32,
)  # fmt: skip
_TO_LAB: Final = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468],
     [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]], np.float32,
)  # fmt: skip
_FROM_CONES: Final = np.linalg.inv(_TO_CONES.astype(np.float64)).astype(np.float32)
_FROM_LAB: Final = np.linalg.inv(_TO_LAB.astype(np.float64)).astype(np.float32)

_LEVELS: Final = np.arange(256, dtype=np.float32) / 255
_LINEAR: Final = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4).astype(np.float32)
_HALVINGS: Final = 12


def to_lab(rgb: NDArray[np.uint8]) -> Lab:
    """uint8 [..., 3] sRGB -> float32 [..., 3]: lightness in [0, 1], then green to red, blue to yellow."""
    return np.asarray(np.cbrt(_LINEAR[rgb] @ _TO_CONES.T) @ _TO_LAB.T)


def to_rgb(lab: Lab) -> NDArray[np.uint8]:
    """float32 [..., 3] -> uint8 [..., 3] sRGB; a color outside sRGB loses chroma until it fits.

    >>> to_rgb(to_lab(np.array([[200, 30, 90]], np.uint8))).tolist()
    [[200, 30, 90]]
    """
    lab = np.array(lab, np.float32)
    lab[..., 0] = lab[..., 0].clip(0, 1)
    kept, lost = np.zeros(lab.shape[:-1], np.float32), np.ones(lab.shape[:-1], np.float32)
    outside = ~_fits(lab, lost)
    if outside.any():
        for _ in range(_HALVINGS):
            middle = (kept + lost) * np.float32(0.5)
            fits = _fits(lab, middle)
            kept, lost = np.where(fits, middle, kept), np.where(fits, lost, middle)
        lab[..., 1:] *= np.where(outside, kept, 1)[..., None]
    linear = _linear(lab).clip(0, 1)
    values = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return (values * 255 + 0.5).astype(np.uint8)


def _fits(lab: Lab, share: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Whether sRGB has the colors with this share of their chroma."""
    pale = lab.copy()
    pale[..., 1:] *= share[..., None]
    linear = _linear(pale)
    return np.asarray(((linear >= -1e-3) & (linear <= 1 + 1e-3)).all(axis=-1))


def _linear(lab: Lab) -> NDArray[np.float32]:
    return np.asarray((lab @ _FROM_LAB.T) ** 3 @ _FROM_CONES.T)
