"""A generator and a classifier, each opened when it is first needed and kept. Knows no request and no file."""

from functools import cached_property
from pathlib import Path

from spritedex.bundle.gallery import ENTRIES
from spritedex.runtime.classifier import Classifier
from spritedex.runtime.pipeline import Pipeline
from spritedex.runtime.reading import Reading
from spritedex.runtime.session import at_once
from spritedex.sprites.codec import RGBA


class Models:
    """Draws with one generator, and reads with one classifier; None is the packaged one."""

    def __init__(self, generator: str | Path | None = None, classifier: str | Path | None = None) -> None:
        self._bundles = generator, classifier

    @cached_property
    def generator(self) -> Pipeline:
        """Raises BundleError if it cannot be opened."""
        return Pipeline.load(self._bundles[0])

    @cached_property
    def classifier(self) -> Classifier:
        """Raises BundleError if it cannot be opened."""
        return Classifier.load(self._bundles[1])

    def open(self) -> None:
        """Open both at the same time. Raises BundleError if one cannot be opened, the generator's first."""
        at_once(lambda: self.generator, lambda: self.classifier)

    @property
    def accepts_options(self) -> bool:
        """Whether the generator takes options beside prompt and seed."""
        return self.generator.accepts_options

    @property
    def has_gallery(self) -> bool:
        """Whether the classifier has a gallery."""
        return ENTRIES in self.classifier.bundle.manifest.files

    def read(self, rgba: RGBA) -> Reading:
        """uint8 [64, 64, 4] -> its types, and the nearest known species where the classifier has a gallery."""
        return next(self.classifier.classify([rgba], 1))
