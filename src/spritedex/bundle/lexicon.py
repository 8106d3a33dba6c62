"""The lexicon of a generator's bundle: which words its painter knows. Knows no network."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, TypeAdapter, ValidationError

from spritedex.bundle.format import AGAIN, Bundle
from spritedex.errors import BundleError, plain_reason
from spritedex.sentence import Lexicon
from spritedex.sprites.codec import write_whole

LEXICON: Final = "lexicon.json"
_LARGEST_BYTES: Final = 1 << 20
_Words = Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=50_000)]
_SCHEMA: Final = TypeAdapter(dict[str, _Words])


def read_lexicon(bundle: Bundle) -> Lexicon:
    """The lexicon of a checked bundle; an empty one where it has none. Raises BundleError if it is not valid."""
    if LEXICON not in bundle.manifest.files:
        return Lexicon(frozenset())
    path = bundle.file(LEXICON)
    try:
        data = path.read_bytes()
        if len(data) > _LARGEST_BYTES:
            raise ValueError(f"larger than {_LARGEST_BYTES:,} bytes")
        return Lexicon.from_json(_SCHEMA.validate_json(data))
    except OSError as error:
        raise BundleError(f"{path}: cannot be read ({error.strerror}); {AGAIN}") from None
    except (ValidationError, ValueError, KeyError) as error:
        reason = plain_reason(error.errors()[0]["msg"]) if isinstance(error, ValidationError) else str(error)
        raise BundleError(f"{path}: not valid ({reason}); {AGAIN}") from None


def write_lexicon(folder: Path, lexicon: Lexicon) -> None:
    """Write it; before the bundle's manifest, which holds the hash of each file."""
    write_whole(folder / LEXICON, _SCHEMA.dump_json(lexicon.to_json()))
