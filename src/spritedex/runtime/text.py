"""Prompts: tidied, cut into word pieces, encoded. Knows nothing of pictures, noise or attention."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from spritedex.bundle.format import TEXT_ENCODER, TOKENIZER, GeneratorBundle
from spritedex.errors import BundleError, PromptError
from spritedex.runtime.options import EncodedText
from spritedex.runtime.session import Session
from spritedex.sentence import Request

if TYPE_CHECKING:
    from tokenizers import Encoding

MAX_CHARACTERS: Final = 2000

_LONGEST_REASON: Final = 200
_SHOWN: Final = 40

_UNKNOWN: Final = "[UNK]"
_MARKERS: Final = ("[CLS]", "[SEP]")
_INVISIBLE: Final = ("Cc", "Cf", "Cs")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Pieces:
    """`ids` is int64 [T], `tokens` their T texts, both with the markers; `notes` say what was ignored."""

    ids: NDArray[np.int64]
    tokens: tuple[str, ...]
    notes: tuple[str, ...]

    def without(self, positions: Sequence[int]) -> "Pieces":
        """The pieces but for those at `positions`."""
        kept = [i for i in range(len(self.ids)) if i not in positions]
        return Pieces(self.ids[kept], tuple(self.tokens[i] for i in kept), self.notes)


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """A text as word pieces, what it asks for, what the network gets of it, and notes on what was left out."""

    pieces: Pieces
    understood: Request
    text: EncodedText
    notes: tuple[str, ...]


def tidy(prompt: str) -> str:
    """NFC, white space collapsed, control and other invisible characters dropped.

    Raises PromptError if nothing is left, or more than 2,000 characters.

    >>> tidy(" a small\\n orange\\x00  lizard ")
    'a small orange lizard'
    """
    spaced = _SPACE.sub(" ", unicodedata.normalize("NFC", prompt))
    text = _SPACE.sub(" ", "".join(c for c in spaced if unicodedata.category(c) not in _INVISIBLE)).strip()
    if not text:
        raise PromptError("it is empty; describe the creature, such as 'a small orange lizard'")
    if len(text) > MAX_CHARACTERS:
        raise PromptError(
            f"{len(text.split()):,} words, {len(text):,} characters, and the limit is {MAX_CHARACTERS:,} "
            f"characters; shorten it to about 100 words"
        )
    return text


def short(text: str, most: int = _SHOWN) -> str:
    """A text as messages have it: it, or its beginning."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def words_of(tokens: tuple[str, ...]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Tokens of WordPiece -> each word with the positions of its pieces, the markers dropped.

    >>> words_of(("[CLS]", "a", "liz", "##ard", "[SEP]"))
    (('a', (1,)), ('lizard', (2, 3)))
    """
    words: list[tuple[str, tuple[int, ...]]] = []
    for position, token in enumerate(tokens):
        if token in _MARKERS:
            continue
        if token.startswith("##") and words:
            word, positions = words.pop()
            words.append((word + token[2:], (*positions, position)))
        else:
            words.append((token, (position,)))
    return tuple(words)


class TextEncoder:
    """The tokenizer and text encoder of a generator's bundle."""

    def __init__(self, bundle: GeneratorBundle) -> None:
        """Raises BundleError if either file cannot be opened, or the tokenizer lacks BERT's markers."""
        from tokenizers import Tokenizer

        self._path = bundle.path
        self._max_tokens = bundle.config.max_tokens
        try:
            self._tokenizer = Tokenizer.from_buffer(bundle.file(TOKENIZER).read_bytes())
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of the tokenizer is no Exception
            raise BundleError(
                f"bundle {bundle.path}: tokenizer.json cannot be opened ({str(error)[:_LONGEST_REASON]}); export the "
                "bundle again"
            ) from None
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._tokenizer.encode_special_tokens = True
        tokens = self._encode("a").tokens
        if (*tokens[:1], *tokens[-1:]) != _MARKERS:
            raise BundleError(
                f"bundle {bundle.path}: tokenizer.json puts no {_MARKERS[0]} before and {_MARKERS[1]} after a prompt; "
                f"train with a text encoder of BERT's kind, such as prajjwal1/bert-mini"
            )
        self._session = Session(bundle.file(TEXT_ENCODER), ("input_ids", "attention_mask"), ("states",))

    def pieces(self, prompt: str, may_be_unknown: bool = False) -> Pieces:
        """A prompt cut into word pieces; what is unknown or beyond `max_tokens` is ignored, with a note.

        Symbols stand alone, so that an emoji does not make the word that it touches unknown.

        Raises PromptError if it is empty or too long. Unless it `may_be_unknown`, so that others say what it means,
        what is unknown is noted, and a PromptError if it is all of it.
        """
        text = "".join(f" {c} " if unicodedata.category(c) == "So" else c for c in tidy(prompt))
        encoding = self._encode(text)
        inner = range(1, len(encoding.ids) - 1)
        known = [i for i in inner if encoding.tokens[i] != _UNKNOWN]
        unknown = dict.fromkeys(text[slice(*encoding.offsets[i])] for i in inner if encoding.tokens[i] == _UNKNOWN)
        if not (known or may_be_unknown):
            raise PromptError("no part of it is known to the model; describe the creature in English words")
        notes = []
        if unknown and not may_be_unknown:
            notes.append(f"unknown tokens ignored: {' '.join(map(short, unknown))}")
        room = self._max_tokens - len(_MARKERS)
        if len(known) > room:
            notes.append(f"only the first {room} of {len(known)} tokens are used; shorten it")
        kept = [0, *known[:room], len(encoding.ids) - 1]
        return Pieces(
            np.array([encoding.ids[i] for i in kept], np.int64),
            tuple(encoding.tokens[i] for i in kept),
            tuple(notes),
        )

    def _encode(self, text: str) -> "Encoding":
        try:
            return self._tokenizer.encode(text)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of the tokenizer is no Exception
            raise BundleError(
                f"bundle {self._path}: tokenizer.json cannot cut {text[:40]!r} into word pieces "
                f"({str(error)[:_LONGEST_REASON]}); export the bundle again"
            ) from None

    def is_word(self, word: str) -> bool:
        """Whether the tokenizer has a word, in lower case, as one piece; that of BERT has 20,000 words of English."""
        return self._tokenizer.token_to_id(word) is not None

    def states(self, pieces: Pieces) -> NDArray[np.float32]:
        """Word pieces -> float32 [1, T, D], encoded alone and without padding."""
        ids = pieces.ids[None]
        (states,) = self._session.run({"input_ids": ids, "attention_mask": np.ones_like(ids)})
        if states.ndim != 3 or states.shape[:2] != ids.shape:
            raise BundleError(
                f"bundle {self._path}: text_encoder.onnx gives {list(states.shape)} for {ids.shape[1]} word pieces; "
                "export the bundle again"
            )
        return states
