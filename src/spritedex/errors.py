"""The error tree. Every error that a user can cause names the thing, what is wrong with it, and the cure.

SpritedexError           exit code 1: work that could not be done, or only a part of it
├── UsageError           exit code 2: an option, argument or configuration value is wrong, or a name is taken
│   ├── OptionError      one option has a value that it cannot take; each front end names it in its own words
│   └── ConfigError      a configuration has a wrong key, type or value
├── PictureError         a picture cannot be read or is outside the limits
├── PromptError          a prompt is empty, too long or says nothing the text encoder knows
├── DataError            a data source cannot be read, or strict mode met a problem
├── BundleError          a bundle is missing, damaged or of the wrong kind
├── TrainingError        training cannot start or cannot go on
├── WriteError           a file cannot be written, as on a full disk
└── MissingExtraError    an optional part is not installed

Of a file, folder or bundle that is not there, the exit code is 2: `missing`.
"""

import errno
import re
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral, Real
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from pydantic import ValidationError

E = TypeVar("E", bound="SpritedexError")

_LONGEST_VALUE: Final = 80
_FIELD: Final = re.compile(r"\{([a-z][a-z0-9_.]*)\}")


class SpritedexError(Exception):
    """Base of all errors that the command line prints as one line."""

    exit_code = 1


class UsageError(SpritedexError):
    """An option, argument or configuration value is wrong."""

    exit_code = 2


def missing(error: E) -> E:
    """The error of something named that is not there: the command is wrong, so the exit code is that of UsageError."""
    error.exit_code = UsageError.exit_code
    return error


class OptionError(UsageError):
    """An option has a value that it cannot take.

    `field` is its name in Python and JSON. `reason` says what is wrong and the cure; it may name other options as
    `{field}`. `value` is what was given, None if nothing was. The command line prints `--best-of`, the API `best_of`.

    >>> error = OptionError("best_of", "must be at least {count} (3)", 2)
    >>> str(error)
    'best_of 2: must be at least count (3)'
    >>> error.worded(lambda field: "--" + field.replace("_", "-"))
    '--best-of 2: must be at least --count (3)'
    """

    def __init__(self, field: str, reason: str, value: object = None) -> None:
        super().__init__(field, reason, value)
        self.field, self.reason, self.value = field, reason, value

    def __str__(self) -> str:
        return self.worded(str)

    @property
    def fields(self) -> tuple[str, ...]:
        """The options that the message names."""
        return (self.field, *_FIELD.findall(self.reason))

    def worded(self, name: Callable[[str], str]) -> str:
        """The message with every option called what `name` makes of its field."""
        given = "" if self.value is None else f" {_shortened(self.value)}"
        return f"{name(self.field)}{given}: {_named(self.reason, name)}"


def _named(reason: str, name: Callable[[str], str]) -> str:
    """The text with every `{field}` called what `name` makes of it."""
    return _FIELD.sub(lambda match: name(match[1]), reason)


_KINDS: Final[dict[type, tuple[type, str]]] = {
    int: (Integral, "a whole number"),
    float: (Real, "a number"),
    str: (str, "a text"),
    bool: (bool, "True or False"),
}


def check_kind(kind: type, optional: bool = False, /, **arguments: object) -> None:
    """Raises OptionError that names an argument of a public function which is no `kind`: int, float, str or bool.

    Numbers of NumPy are numbers. An `optional` argument may be None.
    """
    wanted, words = _KINDS[kind]
    for name, value in arguments.items():
        known = not isinstance(value, bool) or kind is bool
        if not (isinstance(value, wanted) and known) and not (optional and value is None):
            raise OptionError(name, f"must be {words}, not {_called(value)}; {_cure(kind, value, optional)}", value)


def _called(value: object) -> str:
    """The kind of a value, in plain words."""
    words = {type(None): "None", str: "a text", bool: "True or False", float: "a fraction", list: "a list"}
    return words.get(type(value), type(value).__name__)


def _cure(kind: type, value: object, optional: bool) -> str:
    """What to write in place of a value of another kind."""
    if isinstance(value, str) and kind in (int, float) and value.strip().lstrip("-").replace(".", "", 1).isdigit():
        return f"write {value.strip()} without quotes"
    if value is None and not optional:
        return "leave it out for the usual value"
    if isinstance(value, list | tuple):
        return "give one of them at a time"
    return {int: "such as 8", float: "such as 0.5", str: 'such as "red"', bool: "without quotes"}[kind]


def first_fault(error: "ValidationError") -> tuple[str, str]:
    """Where a document is wrong first, such as "parameters.rate.min", and what of it, as `plain_reason` says it."""
    detail = error.errors()[0]
    return ".".join(map(str, detail["loc"])), plain_reason(detail["msg"])


def plain_reason(message: str) -> str:
    """What pydantic says of a value, in the words of our own messages.

    >>> plain_reason("Input should be a valid integer, unable to parse string as an integer")
    'must be a whole number'
    >>> plain_reason("Input should be greater than or equal to 1")
    'must be at least 1'
    >>> plain_reason("List should have at most 2 items after validation, not 3")
    'must have at most 2 items, not 3'
    """
    text = message.removeprefix("Value error, ")
    if found := _SHOULD.match(text):
        text = f"must {text[found.end() :]}".partition(", unable")[0].partition(", got a")[0]
    for theirs, ours in _PLAIN.items():
        text = text.replace(theirs, ours)
    return text


_SHOULD: Final = re.compile(r"(?:Input|String|List|Tuple|Set|Dictionary) should ")
_PLAIN: Final = {
    "Unable to parse input string as an integer, exceeded maximum size": "is too large",
    "a valid dictionary or object to extract fields from": "an object with fields",
    "match pattern '^#[0-9a-fA-F]{6}$'": "be a color as #rrggbb",
    "match pattern '^[0-9a-f]{64}$'": "be 64 digits from 0 to f",
    " after validation": "",
    "a valid integer": "a whole number",
    "a valid number": "a number",
    "a valid boolean": "true or false",
    "a valid string": "a text",
    "a valid tuple": "a list",
    "a valid list": "a list",
    "a valid dictionary": "a section of keys",
    " or instance of ": " such as ",
    "greater than or equal to": "at least",
    "less than or equal to": "at most",
    "greater than": "above",
    "less than": "below",
    "Field required": "is missing",
}


def _shortened(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


class ConfigError(UsageError):
    """A configuration has a wrong key, type or value."""


class PictureError(SpritedexError):
    """A picture cannot be read or is outside the limits."""

    def at(self, place: object) -> "PictureError":
        """The same error of a picture that messages call `place`."""
        error = type(self)(f"{place}: {self}")
        error.exit_code = self.exit_code
        return error


class PromptError(SpritedexError):
    """A prompt is empty, too long or says nothing that the text encoder knows."""


class DataError(SpritedexError):
    """A data source cannot be read, or strict mode met a problem."""


def unread(where: object, error: OSError | UnicodeDecodeError, cure: str = "check the path") -> DataError:
    """The error for a data source, which messages call `where`, that could not be read."""
    reason = getattr(error, "strerror", None) or "not UTF-8"
    found = DataError(f"{where}: cannot be read ({reason}); {cure}")
    return missing(found) if isinstance(error, FileNotFoundError) else found


class BundleError(SpritedexError):
    """A bundle is missing, damaged or of the wrong kind."""


class TrainingError(SpritedexError):
    """Training cannot start or cannot go on."""


class WriteError(SpritedexError):
    """A file cannot be written, as on a full disk."""


def unwritten(where: object, error: OSError) -> WriteError:
    """The error for a file or folder, which messages call `where`, that could not be written."""
    room = "free some space, or " if error.errno in FULL else ""
    return WriteError(f"cannot write {where} ({error.strerror or error}); {room}choose another place")


FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Where there is no room: on the disk, for this user, or in one file."""


class MissingExtraError(SpritedexError):
    """An optional part of Spritedex is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        cure = f'in the checkout, pip install -c constraints.txt ".[{extra}]"'
        super().__init__(f'{what} needs the extra "{extra}": {cure}')


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a batch that was skipped: where it is, what is wrong, and the cure."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Refused(Problem):
    """A Problem whose `what` may name options as `{field}`, as the reason of an OptionError does."""

    def worded(self, name: Callable[[str], str]) -> Problem:
        """The same with every option called what `name` makes of its field."""
        return Problem(self.where, _named(self.what, name))

    def __str__(self) -> str:
        return str(self.worded(str))


def problem_of(where: str, error: SpritedexError) -> Problem:
    """An error that ends the work on one thing of a batch, and no other."""
    return Refused(where, error.reason) if isinstance(error, OptionError) else Problem(where, str(error))
