"""The Lightning task of the decoder. Knows no files and no data source."""

from collections.abc import Sequence

import torch
from torch import Tensor

from spritedex.config.decoder import DecoderTraining
from spritedex.models.decoder import Decoder
from spritedex.models.losses import attention_regularization, reconstruction_loss
from spritedex.training.tasks import Task


class SpriteTask(Task):
    """The objective of the Pokemon Sprite Generator: L1 + MSE, and attention that covers every word."""

    monitor, mode = "val/loss", "min"

    def __init__(
        self,
        network: Decoder,
        training: DecoderTraining,
        names: Sequence[str],
        validated: bool,
        noise_dim: int,
    ) -> None:
        super().__init__(training, names, validated)
        self.network, self.section, self.noise_dim = network, training, noise_dim

    def generate(self, batch: dict[str, Tensor], noise: Tensor) -> tuple[Tensor, Tensor]:
        """Batch and noise [B, N] -> sprites [B, 4, S, S], attention [B, T, h, w], both float32."""
        sprite, attention = self.network(batch["token_states"], batch["mask"], noise)
        return sprite.float(), attention.float()

    def _log_parts(self, stage: str, batch: dict[str, Tensor], noise: Tensor) -> Tensor:
        sprite, attention = self.generate(batch, noise)
        l1, mse = reconstruction_loss(sprite, batch["sprite"])
        coverage = attention_regularization(attention.flatten(2).transpose(1, 2), batch["mask"])
        o = self.section
        loss = o.reconstruction_weight * (l1 + mse) + o.attention_weight * coverage
        parts = {"loss": loss, "l1": l1, "mse": mse, "attention": coverage}
        for name, value in parts.items():
            shown = {"prog_bar": name == "loss", "batch_size": len(noise), "sync_dist": True}
            self.log(f"{stage}/{name}", value, on_epoch=True, **shown)
        return loss

    def training_step(self, batch: dict[str, Tensor], batch_idx: int) -> Tensor:
        """One step with fresh noise; logs the loss and its parts."""
        noise = torch.randn(len(batch["sprite"]), self.noise_dim).to(batch["sprite"])
        return self.finite(self._log_parts("train", batch, noise), batch, batch_idx)

    def validation_step(self, batch: dict[str, Tensor], batch_idx: int) -> None:
        """The same loss with noise fixed by the batch."""
        generator = torch.Generator().manual_seed(batch_idx)
        noise = torch.randn(len(batch["sprite"]), self.noise_dim, generator=generator)
        self._log_parts("val", batch, noise.to(batch["sprite"]))
