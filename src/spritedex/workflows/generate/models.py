"""A generator and a classifier, opened once for many requests. Knows no request and no file."""

from functools import cached_property

from spritedex.bundle.format import PainterBundle
from spritedex.bundle.gallery import ENTRIES
from spritedex.runtime.classifier import Classifier, Reading
from spritedex.runtime.generator import Generator
from spritedex.sprites.codec import RGBA


class Models:
    """Draws with one generator, and reads with the packaged classifier, which is opened when it is first asked."""

    def __init__(self, model: str | None = None) -> None:
        """`model` None is the packaged generator. Raises BundleError if it cannot be opened."""
        self.generator = Generator.load(model)

    @cached_property
    def classifier(self) -> Classifier:
        return Classifier.load()

    @property
    def accepts_options(self) -> bool:
        """Whether the generator takes options beside prompt and seed."""
        return isinstance(self.generator.config, PainterBundle)

    @property
    def has_gallery(self) -> bool:
        """Whether the classifier has a gallery."""
        return ENTRIES in self.classifier.bundle.manifest.files

    def read(self, rgba: RGBA) -> Reading:
        """uint8 [64, 64, 4] -> its types, and the nearest known species where the classifier has a gallery."""
        return next(self.classifier.classify([rgba], 1))
