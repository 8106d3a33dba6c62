"""A creature's pictures, read, fitted and brought to one palette: a `Creature`. Knows no format and no disk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from spritedex.errors import PictureError
from spritedex.sprites.codec import RGBA
from spritedex.sprites.creature import SIDE, Creature
from spritedex.sprites.frames import aligned
from spritedex.sprites.ground import Ground
from spritedex.sprites.palette import (
    MAX_COLORS,
    Colors,
    Indexed,
    nearest_colors,
    quantize_to,
    quantize_together,
    recolor,
)  # fmt: skip
from spritedex.sprites.sources import PictureSource
from spritedex.workflows.sprites.pictures import ALIKE, BroughtIn, bring_in, fit_brought, label_of, overlap

PICTURES: Final = ("front", "second", "back", "shiny")


@dataclass(frozen=True, slots=True, eq=False)
class CreatureRequest:
    """A creature's pictures; `name` None is the name of the front's file. All colors are those of `palette`
    uint8 [N, 3], if given. `read` says which of the 18 types a picture uint8 [H, W, 4] shows.
    """

    front: PictureSource
    back: PictureSource | None = None
    shiny: PictureSource | None = None
    second: PictureSource | None = None
    name: str | None = None
    colors: int = MAX_COLORS
    ground: Ground = "auto"
    palette: Colors | None = None
    read: Callable[[RGBA], Sequence[str]] | None = None

    @property
    def pictures(self) -> dict[str, PictureSource]:
        """The pictures that are given, by their option."""
        given = {field: getattr(self, field) for field in PICTURES}
        return {field: source for field, source in given.items() if source is not None}


@dataclass(frozen=True, slots=True, eq=False)
class _Pose:
    """A frame, what messages call it, and the picture that it is of."""

    label: str
    rgba: RGBA
    brought: BroughtIn


def gather(request: CreatureRequest, room: int = SIDE) -> tuple[Creature, tuple[str, ...]]:
    """The creature of a request, and notes on its pictures: squares of `room` pixels in which only what is larger is
    shrunk, to 64.

    A front with several frames, and no second one given, gives them all. The indices, colors and unused entries of an
    indexed front stay, if its palette has no more colors than are asked for and room for those of the other pictures.
    Raises PictureError for a picture, OptionError for the ground.
    """
    poses, notes = _read(request)
    fronts = [name for name in poses if name != "back"]
    fitted = dict(zip(fronts, _fitted([poses[name] for name in fronts], room), strict=True))
    if "back" in poses:
        fitted["back"] = _fitted([poses["back"]], room)[0]
    shown = [name for name in fitted if name != "shiny"]
    kept = _in_one_palette([fitted[name] for name in shown], request)
    indexed = dict(zip(shown, kept, strict=True))
    shiny = None
    if "shiny" in fitted:
        _check_alike(poses["shiny"].label, indexed["front"], fitted["shiny"][0])
        shiny = _shiny(indexed["front"], *fitted["shiny"])
    return Creature(
        indexed["front"],
        back=indexed.get("back"),
        shiny=shiny,
        frames=tuple(indexed[name] for name in shown if name not in ("front", "back")),
        name=request.name or (Path(request.front).stem if isinstance(request.front, Path | str) else "creature"),
        types=tuple(request.read(indexed["front"].rgba)) if request.read else (),
    ), notes


def _read(request: CreatureRequest) -> tuple[dict[str, _Pose], tuple[str, ...]]:
    """The poses by name, front first, then its further frames, shiny and back; and notes."""
    labels = {field: label_of(source, field) for field, source in request.pictures.items()}
    brought = {field: bring_in(source, labels[field], request.ground) for field, source in request.pictures.items()}
    notes = tuple(f"{labels[field]}: {text}" for field, one in brought.items() for text in one.notes)
    poses = {field: _Pose(labels[field], one.frames[0], one) for field, one in brought.items()}
    front = poses.pop("front")
    others = {field: poses[field] for field in ("shiny", "back") if field in poses}
    if "second" not in poses:
        frames = [_Pose(front.label, rgba, front.brought) for rgba in front.brought.frames[1:]]
        return {"front": front} | {f"frame {number}": frame for number, frame in enumerate(frames, 2)} | others, notes
    second = poses["second"]
    first_rgba, second_rgba = aligned(front.rgba, second.rgba)
    if "shiny" in others and others["shiny"].rgba.shape == front.rgba.shape != first_rgba.shape:
        shiny = others["shiny"]
        others["shiny"] = _Pose(shiny.label, aligned(shiny.rgba, second.rgba)[0], shiny.brought)
    front = _Pose(front.label, first_rgba, front.brought)
    return {"front": front, "frame 2": _Pose(second.label, second_rgba, second.brought)} | others, notes


def _fitted(poses: Sequence[_Pose], room: int) -> list[tuple[RGBA, Indexed | None]]:
    return fit_brought([pose.label for pose in poses], [(pose.rgba, pose.brought) for pose in poses], SIDE, room)


def _in_one_palette(fitted: Sequence[tuple[RGBA, Indexed | None]], request: CreatureRequest) -> list[Indexed]:
    """Pictures that share one palette, the first of them the front."""
    pictures = [rgba for rgba, _ in fitted]
    if request.palette is not None:
        return quantize_to(pictures, request.palette, request.colors)
    front = fitted[0][1]
    palette = None if front is None else _joint(front.palette, pictures, request.colors)
    if front is None or palette is None:
        return quantize_together(pictures, request.colors)
    return [
        Indexed(own.indices if own and _begins(palette, own.palette) else nearest_colors(rgba, palette), palette)
        for rgba, own in fitted
    ]


def _joint(own: Colors, pictures: Sequence[RGBA], most: int) -> Colors | None:
    """A palette followed by the colors that it lacks; None if that is too long, or a picture has half-clear pixels."""
    pixels = np.concatenate([rgba[rgba[..., 3] > 0] for rgba in pictures])
    if (pixels[:, 3] < 255).any():
        return None
    known = {tuple(color) for color in own.tolist()}
    new = [color for color in np.unique(pixels[:, :3], axis=0).tolist() if tuple(color) not in known]
    joint = np.concatenate([own, np.array(new, np.uint8).reshape(-1, 3)])
    return joint if len(joint) <= most else None


def _begins(palette: Colors, own: Colors) -> bool:
    return np.array_equal(palette[: len(own)], own)


def _shiny(front: Indexed, rgba: RGBA, own: Indexed | None) -> Colors:
    """The shiny colors of the front's palette: those of the shiny file itself where it has the front's indices."""
    colors = recolor(front, rgba)
    if own is not None and np.array_equal(own.indices, front.indices):
        count = min(len(colors), len(own.palette))
        colors[:count] = own.palette[:count]
    return colors


def _check_alike(label: str, front: Indexed, other: RGBA) -> None:
    if overlap(front, other) < ALIKE:
        raise PictureError(f"{label}: its outline differs from the front's; recolor the front itself, pixel for pixel")
