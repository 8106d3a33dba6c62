"""Torch data sets and the Lightning data module. Knows no network and no loss.

A sample's randomness depends on (seed, epoch, index) alone, so a resumed run has the same samples.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import lightning as L
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler

from spritedex.data.captions import all_text, compose_caption
from spritedex.data.records import Record
from spritedex.models.text import TextEncoder, pad_states
from spritedex.runtime.classifier import prepare
from spritedex.sprites.canvas import fit_square, premultiply
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.vocabulary import multi_hot

CACHE_BYTES: Final = 2 * 2**30
CAPTIONS_PER_SPECIES: Final = 4

Sample = dict[str, Any]


class Canvases:
    """Pictures fitted to `size`, read once and kept as long as they fit into `CACHE_BYTES`."""

    def __init__(self, records: Sequence[Record], size: int) -> None:
        self.records, self.size = records, size
        self._kept: dict[int, RGBA] = {}
        self._room = CACHE_BYTES // (size * size * 4)

    def __getitem__(self, index: int) -> RGBA:
        if index in self._kept:
            return self._kept[index]
        canvas = fit_square(open_picture(self.records[index].image).rgba, self.size)
        if len(self._kept) < self._room:
            self._kept[index] = canvas
        return canvas


def augment(rgba: RGBA, rng: np.random.Generator) -> RGBA:
    """uint8 [S, S, 4] -> the same size: mirrored half the time, shifted by up to S/16 whole pixels.

    Neither makes new colors or half pixels, so the pixel grid and the palette of a sprite stay as they are.
    """
    if rng.random() < 0.5:
        rgba = rgba[:, ::-1]
    reach = rgba.shape[0] // 16
    down, right = rng.integers(-reach, reach + 1, size=2)
    padded = np.pad(rgba, ((reach, reach), (reach, reach), (0, 0)))
    side = rgba.shape[0]
    return padded[reach - down : reach - down + side, reach - right : reach - right + side]


class TypeDataset(Dataset[Sample]):
    """Samples {"pixels": float32 [3, S, S] normalized over white, "labels": float32 [18], "index": int}."""

    def __init__(
        self,
        canvases: Canvases,
        mean: Sequence[float],
        std: Sequence[float],
        rng_for: Callable[[int], np.random.Generator] | None = None,
    ) -> None:
        self.canvases, self.mean, self.std, self.rng_for = canvases, mean, std, rng_for

    def __len__(self) -> int:
        return len(self.canvases.records)

    def __getitem__(self, index: int) -> Sample:
        rgba = self.canvases[index]
        if self.rng_for:
            rgba = augment(rgba, self.rng_for(index))
        return {
            "pixels": torch.from_numpy(prepare(rgba, self.canvases.size, self.mean, self.std)),
            "labels": torch.from_numpy(multi_hot(self.canvases.records[index].types)),
            "index": index,
        }


def captions_of(record: Record) -> list[str]:
    """The description, then composed captions that are the same on every run."""
    rng = np.random.default_rng(record.number)
    composed = [compose_caption(record, rng) for _ in range(CAPTIONS_PER_SPECIES - 1)]
    return [text for text in (all_text(record), *composed) if text]


class CaptionStates:
    """The captions of records, and their token states: encoded when first needed, kept in half precision."""

    def __init__(self, records: Sequence[Record], encoder: TextEncoder, max_tokens: int) -> None:
        self.encoder, self.max_tokens = encoder, max_tokens
        self.captions = [captions_of(record) for record in records]
        self._kept: dict[str, Tensor] = {}

    def __getitem__(self, caption: str) -> Tensor:
        if caption not in self._kept:
            self._kept[caption] = self.encoder.encode([caption], self.max_tokens)[0].half()
        return self._kept[caption]

    def encode_all(self) -> None:
        """Encode every caption now: worker processes would each encode them again."""
        for captions in self.captions:
            for caption in captions:
                self[caption]


class SpriteDataset(Dataset[Sample]):
    """Samples {"sprite": float32 [4, S, S] premultiplied in [-1, 1], "token_states": [T, D], "caption": str,
    "index": int}.

    With `rng_for`, one of the species' captions is chosen at random; without, the description is.
    """

    def __init__(
        self,
        canvases: Canvases,
        states: CaptionStates,
        rng_for: Callable[[int], np.random.Generator] | None = None,
    ) -> None:
        self.canvases, self.states, self.rng_for = canvases, states, rng_for

    def __len__(self) -> int:
        return len(self.canvases.records)

    def __getitem__(self, index: int) -> Sample:
        rgba, captions = self.canvases[index], self.states.captions[index]
        caption = captions[0]
        if self.rng_for:
            rng = self.rng_for(index)
            rgba, caption = augment(rgba, rng), captions[rng.integers(len(captions))]
        return self._sample(index, rgba, caption)

    def shortest(self, index: int) -> Sample:
        """The plain picture with its shortest caption."""
        return self._sample(index, self.canvases[index], min(self.states.captions[index], key=len))

    def _sample(self, index: int, rgba: RGBA, caption: str) -> Sample:
        sprite = np.ascontiguousarray(premultiply(rgba).transpose(2, 0, 1))
        return {
            "sprite": torch.from_numpy(sprite),
            "token_states": self.states[caption],
            "caption": caption,
            "index": index,
        }


def collate_sprites(samples: Sequence[Sample]) -> Sample:
    """Samples -> a batch; token states are padded, with "mask" int64 [B, T]."""
    states, mask = pad_states([sample["token_states"] for sample in samples])
    return {
        "sprite": torch.stack([sample["sprite"] for sample in samples]),
        "token_states": states,
        "mask": mask,
        "caption": [sample["caption"] for sample in samples],
        "index": torch.tensor([sample["index"] for sample in samples]),
    }


class EpochOrder(Sampler[int]):
    """A shuffled order of `count` indices that depends on (seed, epoch) alone, however often it is read."""

    def __init__(self, count: int, seed: int, epoch: int) -> None:
        self.count, self.seed, self.epoch = count, seed, epoch

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[int]:
        return iter(np.random.default_rng([self.seed, self.epoch]).permutation(self.count).tolist())


class PictureModule(L.LightningDataModule):
    """Train and validation loaders over two data set factories.

    `make_train(rng_for)` and `make_val()` build the data sets; `rng_for(index)` is an item's randomness in this epoch.
    """

    def __init__(
        self,
        make_train: Callable[[Callable[[int], np.random.Generator]], Dataset[Sample]],
        make_val: Callable[[], Dataset[Sample]] | None,
        batch_size: int,
        seed: int,
        num_workers: int = 0,
        collate: Callable[[Sequence[Sample]], Sample] | None = None,
    ) -> None:
        super().__init__()
        self.make_train, self.make_val, self.seed = make_train, make_val, seed
        self.batch_size, self.epochs_before = batch_size, 0
        self.loading = {"batch_size": batch_size, "num_workers": num_workers, "collate_fn": collate}

    def train_dataloader(self) -> DataLoader[Sample]:
        """A loader for one epoch: order and augmentation follow from (seed, epoch); epochs count over all runs."""
        epoch = self.epochs_before + (self.trainer.current_epoch if self.trainer else 0)
        dataset = self.make_train(lambda index: np.random.default_rng([self.seed, epoch, index]))
        order = EpochOrder(len(dataset), self.seed, epoch)  # type: ignore[arg-type]
        return DataLoader(dataset, sampler=order, **self.loading)  # type: ignore[arg-type]

    def val_dataloader(self) -> DataLoader[Sample] | list[Any]:
        """The validation pictures in order; an empty list where there are none."""
        if self.make_val is None:
            return []
        return DataLoader(self.make_val(), shuffle=False, **self.loading)  # type: ignore[arg-type]
