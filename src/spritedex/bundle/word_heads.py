"""Word heads: how probable each word is for a picture, from its embedding. Know no network and no picture.

Two files of a classifier's bundle, row by row: `words.safetensors` with the tensor "weight", float16 [W, E + 1], whose
last column is the offset, and `words.json` with the word of each row. Read and written with NumPy alone.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from spritedex.bundle.contents import Folder
from spritedex.bundle.tensor_file import load_rows, matrix_bytes, read_matrix
from spritedex.sprites.codec import write_whole
from spritedex.vocabulary import WORD_KINDS, WordKind

HEADS: Final = "words.safetensors"
HEAD_WORDS: Final = "words.json"

_TENSOR: Final = "weight"
_Word = Annotated[str, Field(min_length=1, max_length=80)]


class HeadWords(BaseModel):
    """`words.json`: the words of each kind, in the order of the rows.

    `least` is the probability from which a word of that kind is said: below it, a describer does not know.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    words: dict[WordKind, tuple[_Word, ...]]
    least: dict[WordKind, Annotated[float, Field(ge=0, le=1)]]

    def kinds(self) -> list[WordKind]:
        """The kinds that have words, in the order of the rows."""
        return [kind for kind in WORD_KINDS if self.words.get(kind)]

    def count(self) -> int:
        """The number of rows."""
        return sum(len(words) for words in self.words.values())


@dataclass(frozen=True)
class WordHeads:
    """The words of each kind with their weights [W, E + 1]; a word's probability is the sigmoid of its row."""

    said: HeadWords
    weights: NDArray[np.float32]

    @classmethod
    def load(cls, folder: Folder, width: int) -> "WordHeads":
        """Those of the bundle in `folder`, whose embeddings have `width` values.

        Raises BundleError if one of the files is missing or not valid.
        """
        said, rows = load_rows(
            folder, HEAD_WORDS, HeadWords.model_validate_json, HEADS, _read_weights,
            lambda said: (said.count(), width + 1),
        )  # fmt: skip
        return cls(said, rows)

    def probabilities(self, embedding: NDArray[np.floating]) -> dict[WordKind, dict[str, float]]:
        """An embedding [E] -> the probability of each word of each kind, most probable first."""
        logits = self.weights[:, :-1] @ np.asarray(embedding, np.float32) + self.weights[:, -1]
        # The sigmoid, written so that a large negative logit does not overflow.
        chances = 0.5 * (1 + np.tanh(logits.astype(np.float64) / 2))
        found: dict[WordKind, dict[str, float]] = {}
        start = 0
        for kind in self.said.kinds():
            words = self.said.words[kind]
            values = chances[start : start + len(words)]
            start += len(words)
            found[kind] = {words[at]: float(values[at]) for at in np.argsort(-values, kind="stable")}
        return found


def write_word_heads(folder: Path, heads: WordHeads) -> None:
    """Write both files.

    Write them before the bundle's manifest, which holds the hash of each file. Raises ValueError if the counts differ
    or a weight is not finite in half precision; OSError if a file cannot be written.
    """
    rows = np.asarray(heads.weights, np.float16)
    if rows.ndim != 2 or len(rows) != heads.said.count() or not np.isfinite(rows).all():
        raise ValueError(f"{heads.said.count()} words and weights {list(rows.shape)}: one finite row a word is needed")
    write_whole(folder / HEADS, matrix_bytes(_TENSOR, rows))
    write_whole(folder / HEAD_WORDS, (json.dumps(heads.said.model_dump(mode="json"), indent=1) + "\n").encode())


def _read_weights(data: bytes) -> NDArray[np.float32]:
    rows = read_matrix(data, _TENSOR).astype(np.float32)
    if not np.isfinite(rows).all():
        raise ValueError("its values are not finite")
    return rows
