"""Sprites and attention maps of the decoder, drawn during training. Knows no data source."""

from pathlib import Path
from typing import Any

import lightning as L
import torch
from lightning.pytorch.callbacks import Callback
from PIL import Image

from spritedex.runtime.text import words_of
from spritedex.sprites.sheets import Section, WordHeatmap, attention_sheet, contact_sheet
from spritedex.training.callbacks import straight, write_samples
from spritedex.training.decoder_task import SpriteTask


class SpriteSamples(Callback):
    """Every `every` epochs, sprites of fixed captions beside the true ones, and the attention to each word.

    `batch` is one of `SpriteDataset`, with its "tokens". Files go to `samples/`, the same pictures to every logger
    that takes pictures. They show training or validation pictures, so they stay with the run.
    """

    def __init__(self, folder: Path, batch: dict[str, Any], every: int) -> None:
        self.folder, self.batch, self.every = folder, batch, every

    def on_train_epoch_end(self, trainer: L.Trainer, pl_module: L.LightningModule) -> None:
        """Generate, write and log."""
        last = trainer.current_epoch + 1 == trainer.max_epochs
        if not trainer.is_global_zero or (trainer.current_epoch % self.every and not last):
            return
        assert isinstance(pl_module, SpriteTask)
        write_samples(trainer, self.folder, self._generate(pl_module))

    @torch.no_grad()
    def _generate(self, task: SpriteTask) -> dict[str, Image.Image]:
        was_training = task.training
        task.eval()
        batch = {k: v.to(task.device) if isinstance(v, torch.Tensor) else v for k, v in self.batch.items()}
        noise = torch.randn(len(batch["sprite"]), task.noise_dim, generator=torch.Generator().manual_seed(0))
        sprites, maps = task.generate(batch, noise.to(task.device))
        task.train(was_training)
        generated, true = straight(sprites), straight(batch["sprite"])
        captions: list[str] = self.batch["caption"]
        sections = [
            Section("generated", list(zip(generated, captions, strict=True))),
            Section("true", list(zip(true, captions, strict=True))),
        ]
        attention = maps[0].cpu().numpy()
        heatmaps = [(word, attention[list(at)].sum(0)) for word, at in words_of(tuple(self.batch["tokens"][0]))]
        words = [WordHeatmap(word, float(heatmap.mean()), heatmap) for word, heatmap in heatmaps]
        return {
            "sprites": contact_sheet(sections, columns=len(generated), factor=2),
            "attention": attention_sheet(captions[0], generated[0], words),
        }
