"""The model card of a bundle. Knows only what the manifest and the configuration say."""

from collections.abc import Mapping
from typing import Any, Final

from spritedex.architectures.catalogue import ARCHITECTURES
from spritedex.architectures.record import Kind

_GALLERY = " Its gallery holds a vector, the name and the types of each species that it was trained on."

_USE: Final[Mapping[Kind, str]] = {
    "classifier": 'spritedex.Classifier.load("{name}").classify_one("picture.png")',
    "generator": 'spritedex.Generator.load("{name}").generate("a small orange lizard")',
}

_RANDOM_SPLIT = [
    "**Split by picture, not by family**: relatives of the validation and test creatures were trained on, so every "
    "metric flatters the model.",
    "",
]


def model_card(
    name: str,
    config: Mapping[str, Any],
    trained_on: Mapping[str, Any],
    metrics: Mapping[str, float | str],
    has_gallery: bool,
    license: str = "",
    description: str = "",
) -> str:
    """Markdown: what it is, how to use it, what it was trained on, metrics, limits, license."""
    architecture = ARCHITECTURES[config["architecture"]]
    origin = architecture.origin(config["model"])
    pictures = ", ".join(f"{count} {part}" for part, count in trained_on["pictures"].items())
    lines = [
        f"# {name}",
        "",
        f"A Spritedex {architecture.kind} of the architecture `{architecture.name}`.",
        "",
        *([description.strip(), ""] if description.strip() else []),
        f"    {_USE[architecture.kind].format(name=name)}",
        "",
        "## Training",
        "",
        f"- Data: {trained_on['source']} ({pictures} pictures; `split.json` says which)",
        *_provenance(trained_on),
        f"- Size of the pictures: {config['image_size']}x{config['image_size']}",
        _length(trained_on),
        *_time(trained_on),
        "- Versions: " + ", ".join(f"{k} {v}" for k, v in trained_on["versions"].items()),
        "",
        *_RANDOM_SPLIT * (trained_on["split"] == "random"),
        *_metrics(metrics),
        "## Limits",
        "",
        architecture.limits,
        "",
        "None of the training pictures is in this bundle." + _GALLERY * has_gallery,
    ]
    lines += [
        *origin.section.splitlines(),
        "",
        "## License",
        "",
        f"{license or 'MIT'} for the weights trained here.{origin.note}",
        "",
    ]
    return "\n".join(lines)


def _provenance(trained_on: Mapping[str, Any]) -> list[str]:
    """What the weights began as, and the licenses of the pictures."""
    lines = []
    if parent := trained_on.get("parent"):
        digest = f" (manifest sha256 `{parent['sha256'][:16]}…`)" if "sha256" in parent else ""
        lines.append(
            f"- Began at the weights of `{parent['name']}`{digest}, and was trained on the data above for "
            f"{trained_on['own_epochs']} epochs of its own; what the parent was trained on, its card says"
        )
    if licenses := trained_on.get("licenses"):
        lines.append(
            f"- Licenses of the training pictures: {', '.join(f'{n:,} {name}' for name, n in licenses.items())}"
        )
    return lines


def _length(trained_on: Mapping[str, Any]) -> str:
    if "sprites" not in trained_on:
        return f"- Epochs of the chosen checkpoint: {trained_on['epochs']}; seed {trained_on['seed']}"
    shown = ", ".join(f"{count:,} ({stage})" for stage, count in trained_on["sprites"].items())
    return f"- Sprites shown in training: {shown}; seed {trained_on['seed']}"


def _time(trained_on: Mapping[str, Any]) -> list[str]:
    lines = []
    if "machine" in trained_on:
        lines.append(f"- Trained in {trained_on['minutes']} minutes on {trained_on['machine']}")
    if "calibrated_on" in trained_on:
        lines.append(f"- Temperature and thresholds from {trained_on['calibrated_on']}")
    if "words_of" in trained_on:
        lines.append(f"- Words learnt from {trained_on['words_of']:,} pictures")
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
    said = {key: value for key, value in metrics.items() if key.startswith(("sure/", "words/"))}
    if said:
        lines += [
            "## When it is sure",
            "",
            "Of first types, on families never seen (`sure`), and of words, on the validation families (`words`): how",
            "often what is said is right, and how much is said a picture.",
            "",
        ]
        lines += [*(f"- {key}: {value}" for key, value in said.items()), ""]
    if own:
        lines += ["## Validation metrics at the chosen epoch", "", *(f"- {key}: {v}" for key, v in own.items()), ""]
    return lines
