"""A packaged bundle as a folder of its own, which needs no other file: as it is, or with new words."""

import json
from pathlib import Path
from typing import Any

from spritedex.bundle.format import CONFIG, Bundle, ClassifierBundle, Manifest
from spritedex.bundle.locate import packaged_bundles
from spritedex.bundle.verify import load_bundle
from spritedex.bundle.write import copy_bundle, write_manifest
from spritedex.errors import BundleError, OptionError
from spritedex.workflows.export.places import check_new_folder
from spritedex.workflows.partial import partial_folder


def is_packaged(source: Path) -> bool:
    """Whether `source` is the name of a packaged bundle and no folder in the working directory."""
    return str(source) in {folder.name for folder in packaged_bundles()} and not source.exists()


def export_packaged(name: str, out: Path, words: str | None = None, predictions: Path | None = None) -> Manifest:
    """Copy the packaged bundle of that name to the new folder `out`, with the text encoder that it shares.

    A reader is taught the words of the pictures in the data `words`; with out-of-fold `predictions` too, when it calls
    a type sure is measured again. Raises OptionError if `out` is there already, BundleError if the bundle is damaged or
    `out` cannot be written, OptionError or DataError if the data or the predictions cannot be used.
    """
    (folder,) = (each for each in packaged_bundles() if each.name == name)
    check_new_folder(out)
    bundle = load_bundle(folder)
    if predictions is not None and words is None:
        raise OptionError("predictions", "give {words} too: the data that the predictions are of")
    try:
        with partial_folder(out) as beside:
            manifest = copy_bundle(bundle, beside / "bundle")
            if words is not None:
                manifest = _taught(bundle, beside / "bundle", words, predictions)
            (beside / "bundle").replace(out)
            return manifest
    except OSError as error:
        raise BundleError(f"cannot write {out}: {error.strerror or error}; choose another folder") from None


def _taught(bundle: Bundle, folder: Path, data: str, predictions: Path | None) -> Manifest:
    """Teach the copy in `folder` the words of the data, and write its manifest and model card again."""
    from spritedex.bundle.word_heads import write_word_heads
    from spritedex.runtime.classifier import Classifier
    from spritedex.workflows.evaluate.splits import bundle_split
    from spritedex.workflows.export.calibrate import sure_on
    from spritedex.workflows.export.card import model_card
    from spritedex.workflows.export.networks import write_config
    from spritedex.workflows.export.words import embedder, teach_words

    split = bundle_split(bundle)
    if not isinstance(bundle, ClassifierBundle) or not bundle.config.embedding or split is None:
        raise OptionError("words", f"{bundle.manifest.name} has no embedding to teach words to; name a reader", data)
    taught = teach_words(data, split, embedder(Classifier(bundle)))
    if taught is None:
        raise OptionError("words", "no creature in it has words; add words.jsonl", data)
    write_word_heads(folder, taught.heads)
    config: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    metrics = {key: value for key, value in bundle.manifest.metrics.items() if not key.startswith("words/")}
    if predictions is not None:
        least, sure = sure_on(data, split, predictions, bundle.config.temperature)
        config["sure_from"] = least
        metrics |= sure
        write_config(folder, config)
    metrics |= taught.metrics
    trained_on = bundle.manifest.trained_on | {"words_of": taught.pictures}
    card = model_card(bundle.manifest.name, config, trained_on, metrics, True)
    (folder / "README.md").write_text(card, encoding="utf-8")
    return write_manifest(
        folder,
        kind=bundle.manifest.kind,
        name=bundle.manifest.name,
        architecture=bundle.manifest.architecture,
        trained_on=trained_on,
        metrics=metrics,
        license=bundle.manifest.license,
    )
