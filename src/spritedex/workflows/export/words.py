"""Teaching a classifier's bundle words: heads on its embedding, from the words of pictures. Knows no architecture.

The heads are fitted in closed form; the network does not change. The probability from which a word is said is measured
on the validation families of the split, which neither the network nor the heads were fitted to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.bundle.word_heads import HeadWords, WordHeads
from spritedex.data.gather import Gathered, gather
from spritedex.data.records import Record, portraits
from spritedex.data.splits import Split
from spritedex.data.word_labels import has_all_kinds, label_block, labels_of, learnt_words, noun_in
from spritedex.data.words import Words
from spritedex.evaluation.word_fit import fit_heads
from spritedex.metrics.calibration import LEAST_SURE, SURE, sigmoid, sure_from
from spritedex.regression import fit_curve, soften
from spritedex.runtime.classifier import Classifier, prepare
from spritedex.runtime.session import Session
from spritedex.sprites.codec import RGBA, open_picture
from spritedex.vocabulary import WORD_KINDS, WordKind

NAMED_WEIGHT: Final = 0.3
"""How much a picture counts that has a name alone, beside one with all words; an artwork counts twice."""
ARTWORK_WEIGHT: Final = 2.0
AMONG: Final = 5
SHOWN: Final[dict[WordKind, int]] = {"subject": AMONG, "size": 1, "build": 1, "feature": 0}
"""How many of the most probable words of a kind are shown; 0 is all that are probable enough."""
SAID_RIGHT: Final[dict[WordKind, float]] = {"subject": 1 / 3, "size": SURE, "build": SURE, "feature": SURE}
"""A word is said from the probability from which so many are right; of nouns, of which there are hundreds, fewer."""
BATCH: Final = 32

Embed = Callable[[Sequence[RGBA]], NDArray[np.floating]]
"""Pictures of any size -> their embeddings [N, E]."""


@dataclass(frozen=True)
class Taught:
    """The heads, from how many pictures they learnt, and `metrics` on those of the validation families."""

    heads: WordHeads
    pictures: int
    metrics: dict[str, float]


@dataclass(frozen=True)
class Described:
    """Pictures with words: their labels by kind, zeros and ones [N, W], and their embeddings [N, E]."""

    records: Sequence[Record]
    embeddings: NDArray[np.floating]

    def labels(self, words: Sequence[str], kind: WordKind) -> NDArray[np.float32]:
        """Whether each picture has each of the words, float32 [N, W]."""
        rows = []
        for record in self.records:
            assert record.words
            own = labels_of(record.words)[kind]
            if kind == "subject" and not has_all_kinds(record.words):
                own = frozenset((noun_in(record.words.subject, words),))
            rows.append([float(word in own) for word in words])
        return np.array(rows, np.float32).reshape(len(rows), len(words))


def embedder(classifier: Classifier) -> Embed:
    """The embeddings of a classifier."""
    return lambda pictures: np.stack(list(classifier.embeddings(pictures)))


def session_embedder(session: Session, size: int, mean: Sequence[float], std: Sequence[float]) -> Embed:
    """The embeddings of an exported network, which takes normalized pictures of `size`."""

    def embed(pictures: Sequence[RGBA]) -> NDArray[np.floating]:
        rows = []
        for start in range(0, len(pictures), BATCH):
            pixels = np.stack([prepare(rgba, size, mean, std) for rgba in pictures[start : start + BATCH]])
            rows.append(session.run({"pixels": pixels})[1])
        return np.concatenate(rows)

    return embed


def teach_words(data: str, split: Split, embed: Embed) -> Taught | None:
    """Heads for the words of the pictures in `data`; None where its creatures have no words.

    The families of the data that `split` has are parted by it; all others are learnt from.
    """
    found = gather([data])
    shown = [record for record in portraits(found.records) if record.words is not None]
    parts = [part_of(record, split, found) for record in shown]
    train = [record for record, part in zip(shown, parts, strict=True) if part == "train"]
    words = learnt_words(_one_each(train))
    if not words["subject"]:
        return None
    named = [record for record in train if _is_named(record) and not noun_in(_words(record).subject, words["subject"])]
    dropped = {id(record) for record in named}
    learnt = described([record for record in train if id(record) not in dropped], embed)
    weights, sure = [], {}
    held = described([record for record, part in zip(shown, parts, strict=True) if part == "val"], embed)
    metrics: dict[str, float] = {}
    enough = len(held.records) >= LEAST_SURE
    for kind in WORD_KINDS:
        if not words[kind]:
            continue
        rows = calibrated(_fit(learnt, words[kind], kind), held, words[kind], kind)
        weights.append(rows)
        chances, right = _guesses(held, rows, words[kind], kind)
        sure[kind] = sure_from(chances, right, SAID_RIGHT[kind]) if enough else SAID_RIGHT[kind]
        metrics |= word_metrics(held, rows, words[kind], kind, sure[kind])
    said = HeadWords(words={kind: words[kind] for kind in WORD_KINDS if words[kind]}, least=sure)
    return Taught(WordHeads(said, np.concatenate(weights)), len(learnt.records), metrics)


def part_of(record: Record, split: Split, found: Gathered) -> str:
    """The part of a record; those of families that the split does not have are trained on."""
    return split.part_of(record) if record.family in found.anchored else "train"


def _words(record: Record) -> Words:
    assert record.words
    return record.words


def _is_named(record: Record) -> bool:
    return not has_all_kinds(_words(record))


def _one_each(records: Sequence[Record]) -> list[Words]:
    """The words of each creature once; of those with a name alone, none."""
    return list({record.number: _words(record) for record in records if not _is_named(record)}.values())


def described(records: Sequence[Record], embed: Embed) -> Described:
    """The records, which have words, with the embeddings of their pictures."""
    rows = embed([open_picture(record.image).rgba for record in records]) if records else np.zeros((0, 0))
    return Described(records, rows)


def _fit(learnt: Described, words: Sequence[str], kind: WordKind) -> NDArray[np.float32]:
    """Weights and offsets [W, E + 1] of the words of one kind."""
    used = [at for at, record in enumerate(learnt.records) if kind == "subject" or not _is_named(record)]
    records = [learnt.records[at] for at in used]
    labels = learnt.labels(words, kind)[used]
    softened = _softened(records, labels) if kind == "subject" else labels
    families = [record.family for record in records]
    return fit_heads(learnt.embeddings[used], labels, softened, families, [_weight(record) for record in records])


def _softened(records: Sequence[Record], nouns: NDArray[np.float32]) -> NDArray[np.float64]:
    """Labels of nouns [N, W], moved towards the nouns that a creature's other words make likely; those of creatures
    that only have a name stay."""
    creatures = {record.number: at for at, record in enumerate(records) if not _is_named(record)}
    own = nouns[list(creatures.values())].astype(np.float64)
    others = label_block([records[at].words for at in creatures.values()], nouns=False).astype(np.float64)
    soft = dict(zip(creatures, soften(own, others), strict=True))
    return np.stack([soft.get(record.number, row) for record, row in zip(records, nouns, strict=True)])


def calibrated(rows: NDArray[np.float32], held: Described, words: Sequence[str], kind: WordKind) -> NDArray[np.float32]:
    """The rows scaled so that the probabilities of the words that are shown hold for `held`: a network knows its own
    creatures too well. Fewer pictures than `LEAST_SURE` say too little."""
    if len(held.records) < LEAST_SURE:
        return rows
    logits = _logits(held, rows).astype(np.float64)
    shown = np.argsort(-logits, axis=1, kind="stable")[:, : SHOWN[kind] or logits.shape[1]]
    right = np.take_along_axis(held.labels(words, kind).astype(np.float64), shown, 1)
    share = np.full(len(logits), 1 / len(logits))
    _, slope, offset = fit_curve(np.take_along_axis(logits, shown, 1), right, share, otherwise=1.0)
    scaled = slope * rows
    scaled[:, -1] += offset
    return scaled.astype(np.float32)


def _weight(record: Record) -> float:
    if _is_named(record):
        return NAMED_WEIGHT
    return ARTWORK_WEIGHT if record.style == "artwork" else 1.0


def _logits(held: Described, rows: NDArray[np.float32]) -> NDArray[np.floating]:
    logits: NDArray[np.floating] = held.embeddings @ rows[:, :-1].T + rows[:, -1]
    return logits


def _chances(held: Described, rows: NDArray[np.float32]) -> NDArray[np.float64]:
    return sigmoid(_logits(held, rows))


def _guesses(
    held: Described, rows: NDArray[np.float32], words: Sequence[str], kind: WordKind
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """The probabilities of what would be said, and whether it is right: all features, the first of other kinds."""
    if not len(held.records):
        return np.zeros(0), np.zeros(0, np.float32)
    chances, labels = _chances(held, rows), held.labels(words, kind)
    if kind == "feature":
        return chances.ravel(), labels.ravel()
    first = chances.argmax(1)
    at = np.arange(len(first))
    return chances[at, first], labels[at, first]


def word_metrics(
    held: Described, rows: NDArray[np.float32], words: Sequence[str], kind: WordKind, least: float
) -> dict[str, float]:
    """How often what is said is right, and how often something is said; of nouns also one among the first five."""
    if not len(held.records):
        return {}
    chances, right = _guesses(held, rows, words, kind)
    said = chances >= least
    metrics = {
        f"words/{kind}_right": float(right[said].mean()) if said.any() else 0.0,
        f"words/{kind}_said": float(said.sum() / len(held.records)),
    }
    if kind == "subject":
        labels = held.labels(words, kind)
        best = np.argsort(-_chances(held, rows), axis=1, kind="stable")[:, :AMONG]
        metrics["words/subject_among_five"] = float(np.take_along_axis(labels, best, 1).max(1).mean())
    return {name: round(value, 4) for name, value in metrics.items()}
