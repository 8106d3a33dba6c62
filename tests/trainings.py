"""Commands that train toys: `spritedex train` with the smallest networks."""

from pathlib import Path

SMALL = {
    "cnn6": [
        "model.channels=[8,8,8,8,8,8]",
        "model.hidden=16",
        "data.image_size=64",
        "training.ema_decay=0.9",
        "training.lr_schedule=plateau",
        "training.warmup_steps=0",
        "training.batch_size=16",
    ],
    "reader": [
        "model.backbone=residual",
        "data.image_size=32",
        "training.ema_decay=0.9",
        "model.embedding=16",
        "training.batch_size=16",
    ],
    "decoder": [
        "model.decoder.base_channels=64",
        "model.decoder.text_embedding_dim=32",
        "model.text_encoder.hidden_dim=32",
        "model.text_encoder.nhead=2",
        "model.text_encoder.num_encoder_layers=1",
        "training.batch_size=8",
    ],
}


def command(architecture: str, data: Path, bert: Path, out: Path, name: str, *more: str, epochs: int = 4) -> list[str]:
    settings = [*SMALL[architecture], f"training.num_epochs={epochs}"]
    if architecture == "decoder":
        settings.append(f"model.text_encoder.model_name={bert}")
    if architecture == "reader":
        settings.append(f"training.teacher_encoder={bert}")
    sets = [part for setting in settings for part in ("--set", setting)]
    base = ["train", architecture, "--data", str(data), "--out", str(out)]
    return [*base, "--experiment-name", name, "--accelerator", "cpu", *sets, *more]
