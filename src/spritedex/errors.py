"""The error tree. Every error that a user can cause names the thing, what is wrong with it, and the cure.

SpritedexError           exit code 1
├── UsageError           exit code 2: an option, argument or configuration value is wrong
│   └── ConfigError      a YAML file or `--set` has a wrong key, type or value
├── PictureError         a picture cannot be read or is outside the limits
├── PromptError          a prompt is empty, too long or says nothing the text encoder knows
├── DataError            a data source cannot be read, or strict mode met a problem
├── BundleError          a bundle is missing, damaged or of the wrong kind
├── TrainingError        training cannot start or cannot go on
└── MissingExtraError    an optional part is not installed
"""

from dataclasses import dataclass


class SpritedexError(Exception):
    """Base of all errors that the command line prints as one line."""

    exit_code = 1


class UsageError(SpritedexError):
    """An option, argument or configuration value is wrong."""

    exit_code = 2


class ConfigError(UsageError):
    """A configuration file or override has a wrong key, type or value."""


class PictureError(SpritedexError):
    """A picture cannot be read or is outside the limits."""


class PromptError(SpritedexError):
    """A prompt is empty, too long or says nothing that the text encoder knows."""


class DataError(SpritedexError):
    """A data source cannot be read, or strict mode met a problem."""


class BundleError(SpritedexError):
    """A bundle is missing, damaged or of the wrong kind."""


class TrainingError(SpritedexError):
    """Training cannot start or cannot go on."""


class MissingExtraError(SpritedexError):
    """An optional part of Spritedex is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f'{what} needs the extra "{extra}": pip install "spritedex[{extra}]"')


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a batch that was skipped: where it is, what is wrong, and the cure."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"
