"""Spritedex reads creatures and draws them, on a laptop's CPU, offline.

    import spritedex
    sprite = next(spritedex.Generator.load().generate("a small orange lizard with a burning tail"))
    sprite.image.save("lizard.png")
    reading = spritedex.Classifier.load().classify_one("lizard.png")
    print(reading.types, reading.probabilities["fire"], [like.name for like in reading.nearest])

Importing the package is light: the classes load when they are first touched.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from spritedex._version import __version__
from spritedex.vocabulary import TYPES

if TYPE_CHECKING:
    from spritedex.bundle.gallery import Neighbour
    from spritedex.runtime.classifier import Classifier, Reading
    from spritedex.runtime.generator import Generator, Preview, Sprite
    from spritedex.runtime.options import GenerationOptions

__all__ = [
    "TYPES",
    "Attention",
    "Classifier",
    "GenerationOptions",
    "Generator",
    "Neighbour",
    "Preview",
    "Reading",
    "Sprite",
    "__version__",
]  # fmt: skip

_LAZY = {
    "Attention": "spritedex.runtime.generator",
    "Classifier": "spritedex.runtime.classifier",
    "Generator": "spritedex.runtime.generator",
    "Neighbour": "spritedex.bundle.gallery",
    "Preview": "spritedex.runtime.generator",
    "Reading": "spritedex.runtime.classifier",
    "Sprite": "spritedex.runtime.generator",
    "GenerationOptions": "spritedex.runtime.options",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
