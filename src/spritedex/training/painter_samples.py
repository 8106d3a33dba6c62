"""Sprites of the painter during training, beside true ones and nearest training pictures. Knows no data source."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import lightning as L
import numpy as np
import torch
from lightning.pytorch.callbacks import Callback
from PIL import Image
from torch import Tensor

from spritedex.sprites.canvas import premultiply
from spritedex.sprites.codec import RGBA
from spritedex.sprites.sheets import Section, contact_sheet
from spritedex.training.callbacks import straight, write_samples
from spritedex.training.painter_data import Sprites
from spritedex.training.painter_task import PainterTask

GUIDANCE_SCALES: Final = (1.0, 3.0, 5.0)
NUM_STEPS: Final = 24


class PaintingSamples(Callback):
    """Every `every` epochs, sprites of the captions of `batch` at several guidance scales, by the averaged weights.

    It must come before the averaging callback, which restores the other weights when validation ends. Without a
    validation part there are no sprites.
    """

    def __init__(self, folder: Path, batch: dict[str, Any], trained: Sprites, every: int) -> None:
        self.folder, self.batch, self.trained, self.every = folder, batch, trained, every

    def on_validation_epoch_end(self, trainer: L.Trainer, pl_module: L.LightningModule) -> None:
        """Generate, write and log."""
        if trainer.sanity_checking or not trainer.is_global_zero or (trainer.current_epoch + 1) % self.every:
            return
        assert isinstance(pl_module, PainterTask)
        batch = {k: v.to(pl_module.device) if isinstance(v, Tensor) else v for k, v in self.batch.items()}
        noise = torch.randn(batch["sprite"].shape, generator=torch.Generator().manual_seed(0)).to(pl_module.device)
        captions: list[str] = self.batch["caption"]
        rows = {
            f"guidance {guidance:g}": straight(pl_module.generate(batch, noise, NUM_STEPS, guidance))
            for guidance in GUIDANCE_SCALES
        }
        rows["nearest picture trained on"] = [self._nearest(rgba) for rgba in rows[f"guidance {GUIDANCE_SCALES[1]:g}"]]
        rows["true"] = straight(batch["sprite"])
        sections = [Section(name, list(zip(sprites, captions, strict=True))) for name, sprites in rows.items()]
        picture: Image.Image = contact_sheet(sections, columns=len(captions), factor=2)
        write_samples(trainer, self.folder, {"sprites": picture})

    def _nearest(self, rgba: RGBA) -> RGBA:
        """The training picture with the least distance of premultiplied pixels, as it is or mirrored."""
        generated = premultiply(rgba)
        best: Sequence[Any] = min(
            (float(np.square(premultiply(turned) - generated).sum()), index)
            for index in range(len(self.trained.records))
            for turned in (self.trained[index], self.trained[index][:, ::-1])
        )
        return self.trained[best[1]]
