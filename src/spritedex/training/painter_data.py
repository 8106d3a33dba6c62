"""Data sets of the painter: sprites with captions and class ids. Knows no network and no loss.

The picture of an item, its augmentation and its caption follow from (seed, epoch, index).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from spritedex.class_ids import class_ids
from spritedex.data.captions import compose_caption, recolored
from spritedex.data.records import Record
from spritedex.errors import DataError
from spritedex.models.text import TextEncoder, pad_states
from spritedex.sprites.canvas import fit_square, premultiply
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.sprites.colors import dominant_color, turn_hue
from spritedex.sprites.fit import fit_sprite
from spritedex.training.pictures import Sample
from spritedex.vocabulary import STYLES, Style

ANY_STYLE: Final = len(STYLES)
CAPTIONS: Final = 8
REACH: Final = 3
SIDE: Final = 64


def class_ids_of(record: Record, mirrored: bool) -> tuple[int, ...]:
    """Style, pose, coloring and side as the numbers that the painter takes; the other fields are empty."""
    coloring, side = "shiny" if record.shiny else "usual", "mirrored" if mirrored else "drawn"
    return class_ids(style=record.style, pose=record.pose, coloring=coloring, side=side)


def nudge(rgba: RGBA, rng: np.random.Generator) -> RGBA:
    """uint8 [S, S, 4] -> the same size, shifted by up to `REACH` whole pixels; nothing is cut off."""
    shown = rgba[..., 3] > 0
    shifts = []
    for axis in (0, 1):
        filled = np.flatnonzero(shown.any(axis=1 - axis))
        before, after = (filled[0], rgba.shape[axis] - 1 - filled[-1]) if len(filled) else (0, 0)
        shifts.append(int(rng.integers(-min(before, REACH), min(after, REACH) + 1)))
    return np.roll(rgba, shifts, axis=(0, 1))


class Sprites:
    """Pictures as the painter is trained on them, uint8 [64, 64, 4], read once; small ones keep their pixel grid."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = records
        self._kept: dict[int, RGBA] = {}

    def __getitem__(self, index: int) -> RGBA:
        if index not in self._kept:
            rgba = open_picture(self.records[index].image).rgba
            fit = fit_square if self.records[index].style == "artwork" else fit_sprite
            try:
                self._kept[index] = fit(rgba, SIDE)
            except ValueError as error:
                raise DataError(f"{self.records[index].key}: {error}; make it less transparent or remove it") from None
        return self._kept[index]


class Captions:
    """The `CAPTIONS` captions of a record, with their token states float16 [T, D].

    All captions of a record are encoded together, in bf16, when the first is needed, and kept. They are always in the
    same batch, so that a resumed run has the same last digits.
    """

    def __init__(self, encoder: TextEncoder, max_tokens: int) -> None:
        self.encoder, self.max_tokens = encoder, max_tokens
        self._texts: dict[tuple[Record, bool], tuple[str, ...]] = {}
        self._states: dict[tuple[str, ...], list[Tensor]] = {}

    def of(self, record: Record, number: int, with_color: bool = False) -> tuple[str, Tensor]:
        """The caption `number` in 0..`CAPTIONS` - 1, which follows from the record's species, and its states."""
        if (record, with_color) not in self._texts:
            rngs = [np.random.default_rng([record.number, n]) for n in range(CAPTIONS)]
            self._texts[record, with_color] = tuple(compose_caption(record, rng, with_color) for rng in rngs)
        texts = self._texts[record, with_color]
        if texts not in self._states:
            with torch.autocast("cpu", torch.bfloat16):
                states = self.encoder.encode_together(texts, self.max_tokens)
            self._states[texts] = [state.half() for state in states]
        return texts[number], self._states[texts][number]


class PaintingDataset(Dataset[Sample]):
    """Samples {"sprite": float32 [4, 64, 64] premultiplied in [-1, 1], "token_states": [T, D], "caption": str,
    "class_ids": int64 [4], "index": int}. As many as there are pictures, each drawn by `weights` [N].

    `recolor` is the share of sprites whose hues are turned, with a caption that names the new color and no types.
    """

    def __init__(
        self,
        sprites: Sprites,
        captions: Captions,
        weights: NDArray[np.float64],
        rng_for: Callable[[int], np.random.Generator],
        recolor: float,
        varied: bool = True,
    ) -> None:
        self.sprites, self.captions, self.rng_for = sprites, captions, rng_for
        self.recolor, self.varied = recolor, varied
        self._up_to = np.cumsum(weights) / weights.sum()

    def __len__(self) -> int:
        return len(self.sprites.records)

    def __getitem__(self, item: int) -> Sample:
        rng = self.rng_for(item)
        index = int(np.searchsorted(self._up_to, rng.random(), side="right"))
        record, rgba = self.sprites.records[index], self.sprites[index]
        turned = rng.random() < self.recolor
        if turned:
            rgba = turn_hue(rgba, rng.uniform(30, 330))
            record = recolored(record, dominant_color(rgba))
        caption = self.captions.of(record, int(rng.integers(CAPTIONS)), turned)
        mirrored = self.varied and rng.random() < 0.5
        if self.varied:
            rgba = nudge(rgba[:, ::-1] if mirrored else rgba, rng)
        return self._sample(index, class_ids_of(record, mirrored), rgba, caption)

    def plain(self, index: int) -> Sample:
        """The picture as it is, with its first caption."""
        record = self.sprites.records[index]
        return self._sample(index, class_ids_of(record, False), self.sprites[index], self.captions.of(record, 0))

    def _sample(self, index: int, class_ids: tuple[int, ...], rgba: RGBA, caption: tuple[str, Tensor]) -> Sample:
        text, states = caption
        sprite = np.ascontiguousarray(premultiply(rgba).transpose(2, 0, 1))
        return {
            "sprite": torch.from_numpy(sprite),
            "token_states": states,
            "caption": text,
            "class_ids": torch.tensor(class_ids),
            "index": index,
        }


class PlainPaintings(Dataset[Sample]):
    """The pictures of a `PaintingDataset` as they are, each once."""

    def __init__(self, paintings: PaintingDataset) -> None:
        self.paintings = paintings

    def __len__(self) -> int:
        return len(self.paintings)

    def __getitem__(self, index: int) -> Sample:
        return self.paintings.plain(index)


def picture_weights(
    records: Sequence[Record], style_weights: Mapping[Style, float], back_share: float, shiny_share: float
) -> NDArray[np.float64]:
    """How often each picture is shown, float64 [N]: styles as weighted, poses and colorings as shared."""
    kinds = [(record.style, record.pose == "back", record.shiny) for record in records]
    with_backs = {style for style, back, _ in kinds if back}
    with_shiny = {(style, back) for style, back, shiny in kinds if shiny}
    weights = np.zeros(len(records))
    for kind in set(kinds):
        style, back, shiny = kind
        share = style_weights[style]
        if style in with_backs:
            share *= back_share if back else 1 - back_share
        if (style, back) in with_shiny:
            share *= shiny_share if shiny else 1 - shiny_share
        members = [index for index, other in enumerate(kinds) if other == kind]
        weights[members] = share / len(members)
    return weights


def collate_paintings(samples: Sequence[Sample]) -> Sample:
    """Samples -> a batch; token states are padded, with "mask" int64 [B, T]."""
    states, mask = pad_states([sample["token_states"] for sample in samples])
    return {
        "sprite": torch.stack([sample["sprite"] for sample in samples]),
        "token_states": states,
        "mask": mask,
        "class_ids": torch.stack([sample["class_ids"] for sample in samples]),
        "caption": [sample["caption"] for sample in samples],
        "index": torch.tensor([sample["index"] for sample in samples]),
    }
