"""The classifier of Himantes: six convolutions, adaptive pooling, dropout. Knows no files and no type names."""

from collections.abc import Sequence

from torch import Tensor, nn


class Cnn6(nn.Module):
    """pixels [B, 3, S, S], normalized -> logits [B, num_classes].

    Six blocks of 3x3 convolution, batch norm, ReLU and max pooling; adaptive average pooling to 4x4; two dense
    layers with dropout. S is at least 64.
    """

    def __init__(self, channels: Sequence[int], hidden: int = 256, dropout: float = 0.5, num_classes: int = 18) -> None:
        super().__init__()
        blocks: list[nn.Module] = []
        for before, after in zip((3, *channels[:-1]), channels, strict=True):
            blocks += [
                nn.Conv2d(before, after, 3, padding=1, bias=False),
                nn.BatchNorm2d(after),
                nn.ReLU(inplace=True),
                nn.MaxPool2d(2),
            ]
        self.features = nn.Sequential(*blocks)
        self.pool = nn.AdaptiveAvgPool2d(4)
        self.head = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(dropout),
            nn.Linear(channels[-1] * 16, hidden),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(hidden, num_classes),
        )

    def forward(self, pixels: Tensor) -> Tensor:
        logits: Tensor = self.head(self.pool(self.features(pixels)))
        return logits
