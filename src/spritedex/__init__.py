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

from spritedex.bestiary import TYPES

if TYPE_CHECKING:
    from spritedex.runtime.classifier import Classifier, Reading
    from spritedex.runtime.gallery import Neighbour
    from spritedex.runtime.generator import Generator, Preview, Sprite
    from spritedex.runtime.wish import Wish

__version__ = "0.1.0"
__all__ = [
    "TYPES", "Attention", "Classifier", "Generator", "Neighbour", "Preview", "Reading", "Sprite", "Wish", "__version__",
]  # fmt: skip

_LAZY = {
    "Attention": "spritedex.runtime.generator",
    "Classifier": "spritedex.runtime.classifier",
    "Generator": "spritedex.runtime.generator",
    "Neighbour": "spritedex.runtime.gallery",
    "Preview": "spritedex.runtime.generator",
    "Reading": "spritedex.runtime.classifier",
    "Sprite": "spritedex.runtime.generator",
    "Wish": "spritedex.runtime.wish",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
