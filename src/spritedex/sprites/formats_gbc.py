"""A species' folder for pokecrystal (Game Boy Color): white, two colors of its own, black. Pixels to bytes.

docs/formats.md says where each size comes from.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.sprites.canvas import composite
from spritedex.sprites.codec import RGBA
from spritedex.sprites.creature import Creature, box_of, placed
from spritedex.sprites.fit import fit_sprite
from spritedex.sprites.oklab import to_lab, to_rgb
from spritedex.sprites.palette import Colors, palette_png, snap_bgr555

_FRONTS: Final = (40, 48, 56)
_BACK: Final = 48
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_ROUNDS: Final = 12
_LEVELS: Final = 31
_ANIMATION: Final = "\tframe 1, 30\n\tframe 0, 30\n\tendanim\n"


def gbc(creature: Creature) -> dict[str, bytes]:
    """A folder for gfx/pokemon of pokecrystal: front.png with its frames one below the other, back.png 48x48,
    shiny.pal, and the animation's two scripts. A square front has 5, 6 or 7 tiles a side, the fewest that hold it.
    """
    folder = "_".join(creature.slugs)
    front, second, back = (
        picture.rgba for picture in (creature.front, creature.second, creature.back or creature.front)
    )
    top, bottom, left, right = box_of((front[..., 3] | second[..., 3]) > 0)
    side = next((side for side in _FRONTS if max(bottom - top, right - left) <= side), _FRONTS[-1])
    small = [_on_canvas(picture[top:bottom, left:right], side) for picture in (front, second)]
    rear = box_of(back[..., 3] > 0)
    behind = _on_canvas(back[rear[0] : rear[1], rear[2] : rear[3]], _BACK)
    middle = _two_colors([*small, behind])
    indices = [_drawn(picture, middle) for picture in (*small, behind)]
    normal = np.array([_WHITE, *middle.tolist(), _BLACK], np.uint8)
    return {
        f"{folder}/front.png": palette_png(np.concatenate(indices[:2]), normal, bits=2),
        f"{folder}/back.png": palette_png(indices[2], normal, bits=2),
        f"{folder}/shiny.pal": _asm(_shiny(creature, middle)),
        f"{folder}/anim.asm": _ANIMATION.encode(),
        f"{folder}/anim_idle.asm": _ANIMATION.encode(),
    }


def _on_canvas(cut: RGBA, side: int) -> RGBA:
    """A picture cut to what it shows -> uint8 [side, side, 4], in the middle of the lower edge."""
    fitted = fit_sprite(cut, side) if max(cut.shape[:2]) > side else cut
    return np.stack([placed(channel, side, side) for channel in np.moveaxis(fitted, -1, 0)], axis=-1)


def _two_colors(pictures: list[RGBA]) -> Colors:
    """The light and the dark color that, beside white and black, change the pictures least: k-means in OKLab of which
    two centers stay; 5 bits a channel, uint8 [2, 3].
    """
    pixels = np.concatenate([picture[picture[..., 3] >= 128][:, :3] for picture in pictures])
    lab = to_lab(pixels).astype(np.float64)
    fixed = to_lab(np.array([_WHITE, _BLACK], np.uint8)).astype(np.float64)
    order = np.argsort(-lab[:, 0])
    inner = lab[order[len(order) // 10 : -(len(order) // 10) or None]]
    centers = np.stack([inner[: len(inner) // 2 + 1].mean(axis=0), inner[len(inner) // 2 :].mean(axis=0)])
    for _ in range(_ROUNDS):
        nearest = ((lab[:, None] - np.concatenate([centers, fixed])[None]) ** 2).sum(axis=-1).argmin(axis=1)
        centers = np.stack([lab[nearest == k].mean(axis=0) if (nearest == k).any() else centers[k] for k in (0, 1)])
    centers = centers[np.argsort(-centers[:, 0])]
    return snap_bgr555(to_rgb(centers.astype(np.float32)))


def _drawn(picture: RGBA, middle: Colors) -> NDArray[np.uint8]:
    """uint8 [H, W, 4] -> indices uint8 [H, W]: 0 white, 1 light, 2 dark, 3 black."""
    palette = to_lab(np.array([_WHITE, *middle.tolist(), _BLACK], np.uint8))
    lab = to_lab(composite(picture))
    return np.asarray(((lab[:, :, None] - palette[None, None]) ** 2).sum(axis=-1).argmin(axis=-1), np.uint8)


def _shiny(creature: Creature, middle: Colors) -> Colors:
    """The two colors of the shiny coloring: those of the normal one as its palette changes where they stand."""
    if creature.shiny is None:
        return middle
    old, new = to_lab(creature.front.palette), to_lab(creature.shiny)
    counts = np.bincount(creature.front.indices.ravel(), minlength=len(old) + 1)[1 : len(old) + 1]
    fours = to_lab(np.array([*middle.tolist(), _WHITE, _BLACK], np.uint8))
    place = ((old[:, None] - fours[None]) ** 2).sum(axis=-1).argmin(axis=1)
    shifted = to_lab(middle)
    for index in (0, 1):
        weight = np.where(place == index, counts, 0).astype(np.float64)
        if weight.sum():
            shifted[index] += ((new - old) * (weight / weight.sum())[:, None]).sum(axis=0)
    return snap_bgr555(to_rgb(shifted.astype(np.float32)))


def _asm(colors: Colors) -> bytes:
    rows = (colors.astype(np.uint16) * _LEVELS + 127) // 255
    return ("\n" + "".join(f"\tRGB {red:02}, {green:02}, {blue:02}\n" for red, green, blue in rows.tolist())).encode()
