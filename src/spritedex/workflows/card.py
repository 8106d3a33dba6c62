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

_RANDOM_SPLIT = [
    "**Split by picture, not by family**: relatives of the validation and test creatures were trained on, so every "
    "figure flatters the model.",
    "",
]

_LIMITS = {
    "classifier": (
        "Types are a game designer's choice and often cannot be seen. Read the figures on unseen families before "
        "trusting a guess, and expect less on pictures unlike those it was trained on."
    ),
    "generator": (
        "A regression decoder paints the average of all creatures that fit the words: expect soft blobs, nearly the "
        "same for every seed, and look at its sprites before trusting it with a colour. It knows only the words of the "
        "creatures that it saw."
    ),
}


def model_card(
    name: str,
    kind: str,
    config: Mapping[str, Any],
    trained_on: Mapping[str, Any],
    figures: Mapping[str, float],
) -> str:
    """Markdown: what it is, how to use it, what it was trained on, figures, limits, licence."""
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
        "- Versions: " + ", ".join(f"{k} {v}" for k, v in trained_on["versions"].items()),
        "",
        *_RANDOM_SPLIT * (trained_on["split"] == "random"),
        "## Validation figures at the chosen epoch",
        "",
        *(f"- {key.removeprefix('val/')}: {value}" for key, value in figures.items()),
        "",
        "## Limits",
        "",
        _LIMITS[kind],
        "",
        "None of the training pictures is in this bundle.",
    ]
    if text := config["model"].get("text_encoder"):
        encoder = text["model_name"]
        origin = _MINILM if encoder.endswith("MiniLM-L6-v2") else ""
        lines += _TEXT_ENCODER.format(name=encoder, origin=origin).splitlines()
    apache = " The text encoder keeps its own licence." if text else ""
    return "\n".join([*lines, "", "## Licence", "", f"MIT for the weights trained here.{apache}", ""])
