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
from spritedex.sprites.creature import box_of
from spritedex.sprites.fit import fit_alike
from spritedex.sprites.grid import at_grid
from spritedex.sprites.ground import clear_ground
from spritedex.sprites.sources import PictureSource
from spritedex.workflows.generate.names import name_slug
from spritedex.workflows.sprites.pictures import BroughtIn, bring_in, fit_pictures, label_of, open_source

_OPAQUE: Final = 128
_GREYISH: Final = 48  # of 255, highest less lowest channel: a picture with no more is black, grey and white
_NAMES: Final = {"variation_of": "sprite"}


@dataclass(frozen=True, slots=True, eq=False)
class InputPicture:
    """A picture that was brought in. Messages call it `label`, its path or the option that it was given as; file names
    have `name`.
    """

    brought: BroughtIn
    label: str
    name: str
    notes: tuple[str, ...] = ()

    @property
    def rgba(self) -> RGBA:
        """Its first frame at its own size, uint8 [H, W, 4]."""
        return self.brought.frames[0]

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
    plain = Path(source).stem if isinstance(source, Path | str) else _NAMES.get(field, field)
    return InputPicture(brought, label, name_slug(plain), tuple(notes))


def read_mask(source: PictureSource, init: InputPicture) -> NDArray[np.bool_]:
    """bool [64, 64]: what is opaque; in a picture without transparent pixels what stands on a plain colored ground, or
    else what is white. A mask drawn over the file of `init` goes the way of that: to its grid, and to its place.

    Raises OptionError if `init` is too large to keep its pixels, PictureError if the mask cannot be read, has another
    shape or marks nothing.
    """
    own = init.rgba
    shown = own[..., 3] >= _OPAQUE
    top, bottom, left, right = box_of(shown) if shown.any() else (0, 0, 0, 0)
    if max(bottom - top, right - left) > SIDE:
        size = f"{own.shape[1]}x{own.shape[0]}"
        reason = f"needs a sprite of 64x64 as {{init}}, and {init.label} is {size}; fit it first with "
        raise OptionError("mask", f"{reason}`spritedex sprite quantize`, and draw the mask for that")
    label = label_of(source, "mask")
    values = _over(_marks(_read(source, label)), init, label)
    if own.shape[:2] != (SIDE, SIDE):
        values = fit_alike([own, np.dstack([values] * 3 + [own[..., 3]])], SIDE)[1][..., 0]
    mask: NDArray[np.bool_] = values >= _OPAQUE
    if not mask.any():
        raise PictureError(f"{label}: nothing is marked; paint white, or opaque on transparent, what to redraw")
    return mask


def _read(source: PictureSource, label: str) -> RGBA:
    try:
        return open_source(source).frames.pictures[0]
    except PictureError as error:
        raise error.at(label) from None


def _marks(rgba: RGBA) -> NDArray[np.uint8]:
    """uint8 [H, W, 4] -> uint8 [H, W], bright where it marks."""
    if rgba[..., 3].min() >= _OPAQUE:
        if int(np.ptp(rgba[..., :3].astype(np.int16), axis=-1).max()) > _GREYISH:
            rgba = clear_ground(rgba).rgba
        if rgba[..., 3].min() >= _OPAQUE:
            return np.asarray(Image.fromarray(rgba).convert("L"))
    return rgba[..., 3]


def _over(values: NDArray[np.uint8], init: InputPicture, label: str) -> NDArray[np.uint8]:
    """A mask uint8 [h, w], of the shape of the initial picture's file or of any square -> in its own shape."""
    height, width = init.rgba.shape[:2]
    opaque = np.dstack([values, values, values, np.full_like(values, 255)])
    if values.shape == init.brought.shape != (height, width):
        opaque = at_grid(opaque, init.brought.grid) if init.brought.grid else opaque
        return np.ascontiguousarray(opaque[:height, :width, 0])  # of a strip, its first frame
    if values.shape != (height, width):
        if values.shape[0] != values.shape[1] or height != width:
            size = f"{values.shape[1]}x{values.shape[0]}"
            raise PictureError(f"{label}: {size} is not the shape of {init.label}; draw the mask over it")
        opaque = fit_square(opaque, height)
    return np.ascontiguousarray(opaque[..., 0])
