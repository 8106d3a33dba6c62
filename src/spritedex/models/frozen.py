"""Features of a frozen network that no painter was trained with. Knows no label, sentence or file."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional as F

from spritedex.errors import MissingExtraError, TrainingError
from spritedex.models.backbones import make_backbone, pool
from spritedex.models.precision import has_bf16
from spritedex.sprites.codec import RGBA

EXAMINER: Final = "efficientnet-lite2"
"""EfficientNet-Lite0 is the painter's own teacher, so it may not examine it."""
ENLARGED: Final = 2
GROUND: Final = 0.75
BATCH: Final = 32


class FrozenFeatures:
    """Measures sprites with the network `EXAMINER`, trained on photographs alone.

    Each sprite lies on a ground of grey `GROUND` and is enlarged `ENLARGED` times without smoothing; the features are
    the means of every level over the picture. Raises MissingExtraError without the weights.
    """

    def __init__(self) -> None:
        try:
            backbone = make_backbone(EXAMINER, pretrained=True, drop_path=0.0)
        except TrainingError as error:
            if "not installed" in str(error):
                raise MissingExtraError("The exam of generators", "train") from None
            raise
        self._network: nn.Module = backbone.network.eval()
        self._network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.width = sum(backbone.widths)

    def batches(self, sprites: Sequence[RGBA]) -> Iterator[NDArray[np.float32]]:
        """uint8 [N, 64, 64, 4], straight alpha -> features float32 [b, `width`] of `BATCH` sprites after the other."""
        for start in range(0, len(sprites), BATCH):
            yield self._measure(np.stack(sprites[start : start + BATCH]))

    def batch_count(self, sprites: int) -> int:
        """How many batches so many sprites are."""
        return -(-sprites // BATCH)

    @torch.inference_mode()
    def _measure(self, rgba: NDArray[np.uint8]) -> NDArray[np.float32]:
        pixels = torch.from_numpy(rgba).permute(0, 3, 1, 2).float() / 255
        shown = pixels[:, :3] * pixels[:, 3:] + GROUND * (1 - pixels[:, 3:])
        large = F.interpolate(2 * shown - 1, scale_factor=ENLARGED, mode="nearest")
        with torch.autocast("cpu", torch.bfloat16, enabled=has_bf16("cpu")):
            levels = self._network(large.contiguous(memory_format=torch.channels_last))
        return torch.cat([pool(level) for level in levels], 1).numpy()


def stacked(batches: Iterable[NDArray[np.float32]], width: int) -> NDArray[np.float32]:
    """Batches [b, width] -> one array [N, width]."""
    return np.concatenate([np.zeros((0, width), np.float32), *batches])
