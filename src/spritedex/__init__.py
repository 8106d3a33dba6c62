"""Spritedex reads creatures and draws them, on a laptop's CPU, offline.

    import spritedex
    generator = spritedex.Generator.load()
    for sprite in generator.generate("a small orange lizard with a burning tail", count=8):
        sprite.save(f"lizard-{sprite.seed}.png")
    reading = spritedex.Classifier.load().classify_one("lizard-0.png")
    print(reading.types, reading.probabilities["fire"], [like.name for like in reading.nearest])

All names in `__all__` are public; each loads when it is first used, so importing the package is light.
"""

from importlib import import_module

from spritedex._version import __version__

TYPE_CHECKING = False  # true for type checkers; importing `typing` would double the time that this package takes

if TYPE_CHECKING:
    from spritedex.bundle.gallery import Neighbour
    from spritedex.errors import (
        BundleError,
        ConfigError,
        DataError,
        MissingExtraError,
        OptionError,
        PictureError,
        PromptError,
        SpritedexError,
        TrainingError,
        UsageError,
        WriteError,
    )
    from spritedex.runtime.classifier import Classifier
    from spritedex.runtime.description import Description
    from spritedex.runtime.options import GenerationOptions
    from spritedex.runtime.pipeline import Attention
    from spritedex.runtime.reading import Reading
    from spritedex.sprites.sources import PictureSource
    from spritedex.vocabulary import TYPES
    from spritedex.workflows.generate.api import Generator
    from spritedex.workflows.generate.items import Step
    from spritedex.workflows.generate.sprite import Sprite

__all__ = [
    "TYPES",
    "Attention",
    "BundleError",
    "Classifier",
    "ConfigError",
    "DataError",
    "Description",
    "GenerationOptions",
    "Generator",
    "MissingExtraError",
    "Neighbour",
    "OptionError",
    "PictureError",
    "PictureSource",
    "PromptError",
    "Reading",
    "Sprite",
    "SpritedexError",
    "Step",
    "TrainingError",
    "UsageError",
    "WriteError",
    "__version__",
]  # fmt: skip

_MODULES = {
    "TYPES": "vocabulary",
    "Attention": "runtime.pipeline",
    "BundleError": "errors",
    "Classifier": "runtime.classifier",
    "ConfigError": "errors",
    "DataError": "errors",
    "Description": "runtime.description",
    "GenerationOptions": "runtime.options",
    "Generator": "workflows.generate.api",
    "MissingExtraError": "errors",
    "Neighbour": "bundle.gallery",
    "OptionError": "errors",
    "PictureError": "errors",
    "PictureSource": "sprites.sources",
    "PromptError": "errors",
    "Reading": "runtime.reading",
    "Sprite": "workflows.generate.sprite",
    "SpritedexError": "errors",
    "Step": "workflows.generate.items",
    "TrainingError": "errors",
    "UsageError": "errors",
    "WriteError": "errors",
}
"""Where each public name is defined."""


if not TYPE_CHECKING:  # a type checker would take any name for defined

    def __getattr__(name):
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
