"""Palettes: pictures in at most 15 colors and clear, alone or sharing one palette. Knows no model."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from spritedex.sprites.centers import STRETCH, chosen_colors, medoids, pack, squared_distances, unpack
from spritedex.sprites.codec import RGBA
from spritedex.sprites.oklab import Lab, to_lab, to_rgb

MAX_COLORS: Final = 15
"""What a 4-bit picture has beside its clear index 0."""

Colors = NDArray[np.uint8]
"""uint8 [N, 3]: the colors of indices 1 to N, sRGB."""

_OPAQUE: Final = 128
_HAND_DRAWN: Final = 64  # a picture with no more colors than this was drawn pixel by pixel
_TIDYINGS: Final = 3
_NEIGHBOUR: Final = 0.0006  # squared OKLab that one like-colored neighbour is worth
_GROUNDS: Final = ((180, 213, 180), (172, 180, 222), (246, 172, 189), (230, 98, 230), (98, 222, 230), (246, 246, 82))
_LIKE: Final = 0.06  # OKLab: colors nearer than this look alike
_SPREAD: Final = (0.02, 0.98)  # the quantiles of lightness that a ramp is spread over


@dataclass(frozen=True, slots=True, eq=False)
class Indexed:
    """A picture in few colors: `indices` uint8 [H, W], 0 is clear; `palette` uint8 [N, 3] has the colors of
    indices 1 to N, 1 <= N <= 15.

    Raises ValueError if the palette is empty or too long, or if an index lies outside it.
    """

    indices: NDArray[np.uint8]
    palette: Colors

    def __post_init__(self) -> None:
        count = len(self.palette)
        if not 1 <= count <= MAX_COLORS:
            raise ValueError(f"a palette of {count} colors; 1 to {MAX_COLORS} are allowed")
        if self.indices.max(initial=0) > count:
            raise ValueError(f"index {self.indices.max()} lies outside the palette of {count} colors")

    @property
    def rgba(self) -> RGBA:
        """uint8 [H, W, 4], straight alpha of 0 or 255; clear pixels are zero."""
        table = np.zeros((len(self.palette) + 1, 4), np.uint8)
        table[1:, :3] = self.palette
        table[1:, 3] = 255
        return np.asarray(table[self.indices])

    def with_palette(self, palette: Colors) -> "Indexed":
        """The same pixels in other colors, uint8 [N, 3]. Raises ValueError if there are fewer or more of them."""
        if palette.shape != self.palette.shape:
            raise ValueError(f"{len(palette)} colors for a picture with {len(self.palette)}")
        return replace(self, palette=palette)


def quantize(rgba: RGBA, colors: int = MAX_COLORS) -> Indexed:
    """uint8 [H, W, 4] -> the picture in at most `colors` (1 to 15) colors, dark to bright, with no half-clear pixel.

    A picture that has no more colors and no half-clear pixel keeps them exactly. No dithering.
    Raises ValueError if no pixel is at least half opaque, or if `colors` lies outside its range.
    """
    return quantize_together([rgba], colors)[0]


def quantize_together(pictures: Sequence[RGBA], colors: int = MAX_COLORS) -> list[Indexed]:
    """Pictures of one creature, each uint8 [H, W, 4] -> the same in one palette that they share; as `quantize`."""
    if not 1 <= colors <= MAX_COLORS:
        raise ValueError(f"{colors} colors; 1 to {MAX_COLORS} are allowed")
    shown = [_silhouette(rgba) for rgba in pictures]
    pixels = np.concatenate([rgba[mask][:, :3] for rgba, mask in zip(pictures, shown, strict=True)])
    if not len(pixels):
        raise ValueError("no pixel is at least half opaque")
    packed = pack(pixels)
    exact = np.unique(packed)
    if len(exact) <= colors:
        palette = _dark_to_bright(unpack(exact))
        order = np.argsort(pack(palette))
        found = [
            order[np.searchsorted(exact, pack(rgba[..., :3]).ravel()).clip(0, len(exact) - 1)] for rgba in pictures
        ]
    else:
        few = len(exact) <= _HAND_DRAWN
        palette = _dark_to_bright(medoids(packed, colors) if few else to_rgb(chosen_colors(pixels, colors)))
        pull = 0.0 if few else _NEIGHBOUR
        found = [_assign(rgba, mask, to_lab(palette), pull) for rgba, mask in zip(pictures, shown, strict=True)]
    return _without_unused(found, shown, palette)


def quantize_to(pictures: Sequence[RGBA], palette: Colors, colors: int = MAX_COLORS) -> list[Indexed]:
    """Pictures, each uint8 [H, W, 4] -> the same in at most `colors` (1 to 15) colors of a palette uint8 [N, 3], in its
    order: every pixel takes the nearest. Of a larger palette, the colors stay that change the pictures least. Where the
    palette is one ramp, as the four greens of a handheld, and the pictures have other colors, the ramp is spread over
    their lightness, so that shades stay apart.

    Raises ValueError if no pixel is at least half opaque, or if `colors` lies outside its range.
    """
    if not 1 <= colors <= MAX_COLORS:
        raise ValueError(f"{colors} colors; 1 to {MAX_COLORS} are allowed")
    shown = [_silhouette(rgba) for rgba in pictures]
    pixels = np.concatenate([rgba[mask][:, :3] for rgba, mask in zip(pictures, shown, strict=True)])
    if not len(pixels):
        raise ValueError("no pixel is at least half opaque")
    if _is_ramp(pixels, palette):
        pictures = _along(pictures, pixels, palette)
        pixels = np.concatenate([rgba[mask][:, :3] for rgba, mask in zip(pictures, shown, strict=True)])
    nearest = squared_distances(to_lab(pixels) * STRETCH, to_lab(palette) * STRETCH).argmin(axis=1)
    kept = medoids(pack(palette[nearest]), colors)
    ordered = palette[np.isin(pack(palette), pack(kept))]
    found = [_assign(rgba, mask, to_lab(ordered), 0.0) for rgba, mask in zip(pictures, shown, strict=True)]
    return _without_unused(found, shown, ordered)


def _is_ramp(pixels: NDArray[np.uint8], palette: Colors) -> bool:
    """Whether a palette is about one line from dark to bright, and the pixels, uint8 [P, 3], lie off it."""
    lab = to_lab(palette).astype(np.float64)
    apart = np.sqrt(squared_distances(to_lab(pixels), lab).min(axis=1)).mean()
    beside = np.linalg.svd(lab - lab.mean(axis=0), compute_uv=False)[1:]
    return bool(len(palette) > 1 and apart > _LIKE and np.sqrt((beside**2).sum() / len(palette)) < _LIKE)


def _along(pictures: Sequence[RGBA], pixels: NDArray[np.uint8], palette: Colors) -> list[RGBA]:
    """Pictures in the colors of a ramp, spread from their darkest to their brightest pixels."""
    low, high = np.quantile(to_lab(pixels)[:, 0], _SPREAD)
    lightness = to_lab(palette)[:, 0]
    result = []
    for rgba in pictures:
        place = ((to_lab(rgba[..., :3])[..., 0] - low) / max(float(high - low), 1e-6)).clip(0, 1)
        target = lightness.min() + place * (lightness.max() - lightness.min())
        nearest = np.abs(target[..., None] - lightness).argmin(axis=-1)
        result.append(np.concatenate([palette[nearest], rgba[..., 3:]], axis=-1))
    return result


def recolor(indexed: Indexed, other: RGBA) -> Colors:
    """The palette that brings a picture nearest to another of the same shape, uint8 [H, W, 4] -> uint8 [N, 3].

    Each index takes the median, in OKLab, of what the other picture has in its places. One that the other picture
    shows nowhere changes as the color nearest to it does. Raises ValueError if the shapes differ.
    """
    if other.shape[:2] != indexed.indices.shape:
        raise ValueError(f"a picture of {other.shape[:2]} beside one of {indexed.indices.shape}")
    lab, old = to_lab(other[..., :3]), to_lab(indexed.palette)
    new = old.copy()
    places = [(other[..., 3] >= _OPAQUE) & (indexed.indices == index + 1) for index in range(len(old))]
    seen = [index for index, place in enumerate(places) if place.any()]
    for index in seen:
        new[index] = np.median(lab[places[index]], axis=0)
    for index in set(range(len(old))) - set(seen) if seen else ():
        like = seen[int(squared_distances(old[index : index + 1], old[seen]).argmin())]
        new[index] += new[like] - old[like]
    return to_rgb(new)


def snap_bgr555(palette: Colors) -> Colors:
    """uint8 [N, 3] -> the nearest colors with 5 bits a channel, as the decompilations write them: level * 255 // 31.

    Their tools divide by 8 on the way in, which gives back the same level; so nothing changes in the game.

    >>> snap_bgr555(np.array([[0, 7, 255]], np.uint8)).tolist()
    [[0, 8, 255]]
    """
    levels = (palette.astype(np.uint16) * 31 + 127) // 255
    return (levels * 255 // 31).astype(np.uint8)


def nearest_colors(rgba: RGBA, palette: Colors) -> NDArray[np.uint8]:
    """uint8 [H, W, 4] in the colors of a palette, uint8 [N, 3] -> the indices uint8 [H, W], 0 where it is clear."""
    mask = rgba[..., 3] >= _OPAQUE
    return np.where(mask, _assign(rgba, mask, to_lab(palette), 0.0).reshape(mask.shape) + 1, 0).astype(np.uint8)


def clear_color(palette: Colors) -> tuple[int, int, int]:
    """The color of index 0, for programs without transparency: a pale green where no color of the palette is like it,
    else the one of a few plain colors that is farthest from all of them.
    """
    grounds = np.array(_GROUNDS, np.uint8)
    apart = squared_distances(to_lab(grounds), to_lab(palette)).min(axis=1)
    far = np.flatnonzero(apart >= _LIKE**2)
    red, green, blue = grounds[far[0] if len(far) else apart.argmax()].tolist()
    return red, green, blue


def indexed_png(indexed: Indexed, text: Mapping[str, str] | None = None) -> bytes:
    """The bytes of a 4-bit PNG whose index 0 is clear, with texts in it; the same for the same pixels and texts."""
    colors = np.concatenate([np.array([clear_color(indexed.palette)], np.uint8), indexed.palette])
    return palette_png(indexed.indices, colors, 4, text, transparency=0)


def palette_png(
    indices: NDArray[np.uint8], colors: Colors, bits: int, text: Mapping[str, str] | None = None, **options: int
) -> bytes:
    """The bytes of an indexed PNG: `indices` uint8 [H, W], `colors` uint8 [N, 3] from index 0 on, `bits` a pixel."""
    image = Image.fromarray(indices)
    image.putpalette(colors.ravel().tolist())
    info = PngInfo()
    for key, value in (text or {}).items():
        info.add_text(key, value)
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", bits=bits, pnginfo=info, **options)
    return buffer.getvalue()


def _is_binary(rgba: RGBA) -> bool:
    return bool(((rgba[..., 3] == 0) | (rgba[..., 3] == 255)).all())


def _dark_to_bright(palette: Colors) -> Colors:
    """By lightness, then by number: the same colors always stand in the same order."""
    return palette[np.lexsort((pack(palette), to_lab(palette)[:, 0]))]


def _around(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """bool [H, W] -> how many of the eight neighbours are set."""
    padded = np.pad(mask, 1).view(np.uint8)
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    return np.asarray(rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:] - mask)


def _silhouette(rgba: RGBA) -> NDArray[np.bool_]:
    """Which pixels stay. In a soft picture, specks of one or two pixels away from everything go, and pinholes close."""
    mask = rgba[..., 3] >= _OPAQUE
    if _is_binary(rgba) or len(np.unique(pack(rgba[mask][:, :3]))) <= _HAND_DRAWN:
        return mask
    beside = _around(mask)
    specks = mask & (beside == 0)
    ends = mask & (beside == 1)
    specks |= ends & (_around(ends) == 1)
    if (specks == mask).all():
        return mask
    pinholes = ~mask & (beside == 8) & (rgba[..., 3] > 0)
    return np.asarray((mask & ~specks) | pinholes)


def _assign(rgba: RGBA, mask: NDArray[np.bool_], palette: Lab, pull: float) -> NDArray[np.intp]:
    """The palette's place for each pixel, [H * W]; where two colors are about as near, that of the neighbours."""
    height, width = mask.shape
    cost = squared_distances(to_lab(rgba[..., :3]).reshape(-1, 3) * STRETCH, palette * STRETCH)
    labels = cost.argmin(1)
    for _ in range(_TIDYINGS if pull else 0):
        grids = (labels.reshape(height, width, 1) == np.arange(len(palette))) & mask[..., None]
        padded = np.pad(grids, ((1, 1), (1, 1), (0, 0))).view(np.uint8)
        rows = padded[:-2] + padded[1:-1] + padded[2:]
        alike = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:] - grids
        labels = (cost - pull * alike.reshape(-1, len(palette))).argmin(1)
    return np.asarray(labels)


def _without_unused(
    found: Sequence[NDArray[np.intp]], shown: Sequence[NDArray[np.bool_]], palette: Colors
) -> list[Indexed]:
    used = np.zeros(len(palette), np.bool_)
    for labels, mask in zip(found, shown, strict=True):
        used[labels[mask.ravel()]] = True
    numbers = np.cumsum(used)
    return [
        Indexed(np.where(mask, numbers[labels].reshape(mask.shape), 0).astype(np.uint8), palette[used])
        for labels, mask in zip(found, shown, strict=True)
    ]
