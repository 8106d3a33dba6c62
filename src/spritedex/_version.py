"""The version of this package. Imports nothing, so that `import spritedex` is light."""

__version__ = "0.1.0"
