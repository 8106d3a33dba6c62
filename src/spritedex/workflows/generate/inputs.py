"""Pictures that a request starts from: read once, fitted, with what to call them. Know no model."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.errors import OptionError, PictureError
from spritedex.runtime.options import SIDE
from spritedex.sprites.canvas import fit_square
from spritedex.sprites.codec import RGBA
from spritedex.sprites.sources import PictureSource
from spritedex.workflows.generate.recipe import slug
from spritedex.workflows.sprites.pictures import bring_in, fit_pictures, label_of, read_rgba

_OPAQUE: Final = 128
_NAMES: Final = {"variation_of": "sprite"}


@dataclass(frozen=True, slots=True, eq=False)
class InputPicture:
    """`rgba` is uint8 [H, W, 4]. Messages call it `label`, its path or the option that it was given as; file names
    have `name`.
    """

    rgba: RGBA
    label: str
    name: str
    notes: tuple[str, ...] = ()

    def fitted(self) -> RGBA:
        """uint8 [64, 64, 4]: a sprite as it is, any other picture fitted. Raises PictureError if too little shows."""
        if self.rgba.shape[:2] == (SIDE, SIDE):
            return self.rgba
        return np.ascontiguousarray(fit_pictures([self.label], [self.rgba], SIDE)[0])


def read_input(source: PictureSource, field: str) -> InputPicture:
    """The picture of an option at its own size, its plain ground clear, with notes on what was done.

    Raises PictureError that names it.
    """
    label = label_of(source, field)
    brought = bring_in(source, label)
    rgba = brought.frames[0]
    notes = [f"{label}: {text}" for text in brought.notes + brought.first_note]
    if (rgba[..., 3] == 255).all():
        notes.append(f"{label}: no transparent pixel, so the background is redrawn too; make it transparent")
    plain = Path(source).stem.replace("-", " ") if isinstance(source, Path | str) else _NAMES.get(field, field)
    return InputPicture(rgba, label, slug(plain), tuple(notes))


def read_mask(source: PictureSource, init: InputPicture) -> NDArray[np.bool_]:
    """bool [64, 64]: what is opaque, or in a picture without transparent pixels what is white.

    Raises OptionError if `init` is not 64x64, PictureError if the mask cannot be read, is not square or marks nothing.
    """
    if init.rgba.shape[:2] != (SIDE, SIDE):
        size = f"{init.rgba.shape[1]}x{init.rgba.shape[0]}"
        reason = f"needs a sprite of 64x64 as {{init}}, and {init.label} is {size}; fit it first with "
        raise OptionError("mask", f"{reason}`spritedex sprite quantize`, and draw the mask for that")
    label = label_of(source, "mask")
    rgba, _ = read_rgba(source, label)
    if rgba.shape[0] != rgba.shape[1]:
        raise PictureError(f"{label}: {rgba.shape[1]}x{rgba.shape[0]} is not square; draw the mask over the sprite")
    values = rgba[..., 3] if rgba[..., 3].min() < _OPAQUE else np.asarray(Image.fromarray(rgba).convert("L"))
    marked = fit_square(np.dstack([values, values, values, np.full_like(values, 255)]), SIDE)
    mask: NDArray[np.bool_] = marked[..., 0] >= _OPAQUE
    if not mask.any():
        raise PictureError(f"{label}: nothing is marked; paint white, or opaque on transparent, what to redraw")
    return mask
