"""Data sets of the painter: sprites with captions, class ids and known views. Knows no network, no loss, no encoder.

Which picture an item shows, its changes, its caption and what is kept back follow from (seed, epoch, item).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import torch
from torch.utils.data import Dataset

from spritedex.class_ids import ASKED, class_ids
from spritedex.data.captions import all_text, compose_caption
from spritedex.data.captions import recolored as as_recolored
from spritedex.data.phrases import TEMPLATE_WORDS, Shown, compose_phrase
from spritedex.data.records import Record, portraits, species_of
from spritedex.sentence import Lexicon, words_of
from spritedex.sprites.canvas import premultiply
from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import main_colors
from spritedex.training.painter_looks import nudge as nudged
from spritedex.training.painter_looks import recolored
from spritedex.training.painter_pictures import Pictures, plain_text, style_of
from spritedex.training.pictures import Sample

MOST_WORDS: Final = 20_000
_KEPT_BACK: Final = 0.5
_SAID: Final = 8
_TWINS: Final = 2**40
_NAKED: Final = ("{1} {0}", "{1} {0}", "{0}", "{0} sprite")


class Paintings(Dataset[Sample]):
    """Samples of one epoch, as many as there are pictures, each drawn by its weight.

    A sample is {"sprite": float32 [4, 64, 64] premultiplied in [-1, 1], "known": the same of another view of the
    creature, zeros where there is none, "class_ids": int64 [13], "caption": str, "subject": str, "index": int}. Caption
    and subject are empty where they are kept back.

    `rng_for(item)` is the randomness of an item in this epoch. Items below 0 are twins: -1 and -2, -3 and -4 and so on
    are two creatures of one subject, with a caption that names the subject alone. Without `varied`, no sprite is
    mirrored, shifted or recolored.
    """

    def __init__(self, pictures: Pictures, rng_for: Callable[[int], np.random.Generator], varied: bool = True) -> None:
        self.pictures, self.rng_for, self.varied = pictures, rng_for, varied

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, item: int) -> Sample:
        if item < 0:
            return self._twin(*divmod(-1 - item, 2))
        data, pictures, rng = self.pictures.data, self.pictures, self.rng_for(item)
        index = pictures.choose(rng)
        record, rgba = pictures.records[index], pictures.sprites[index]
        ids = _drawn(record)
        changed = self.varied and not record.shiny and rng.random() < data.recolor
        known = None
        if changed:
            rgba, ids["recolored"] = recolored(rgba, rng), "yes"
        elif index in pictures.views and rng.random() < data.known:
            views = pictures.views[index]
            ids["relation"], other = views[int(rng.integers(len(views)))]
            known = pictures.sprites[other]
        colors = main_colors(rgba)
        caption, subject = caption_of(record, colors, changed, rng)
        if plain_text(caption) in pictures.never:
            caption = subject
        if self.varied:
            if rng.random() < 0.5:
                rgba, known, ids["side"] = rgba[:, ::-1], None if known is None else known[:, ::-1], "mirrored"
            rgba, known = nudged(rgba, known, rng)
        ids |= self._kept(_colors(colors) | pictures.attributes(index), rng)
        if rng.random() >= _KEPT_BACK:
            ids |= _types([record.types[i] for i in rng.permutation(len(record.types))])
        subject = subject if rng.random() >= data.attribute_dropout else ""
        if rng.random() < data.style_dropout:
            ids["style"] = ""
        if rng.random() < data.text_dropout:
            caption = subject = ""
            ids = {field: value for field, value in ids.items() if field not in (*ASKED, "recolored")}
        return _sample(index, rgba, known, ids, caption, subject)

    def _kept(self, attributes: Mapping[str, str], rng: np.random.Generator) -> dict[str, str]:
        """The attributes that are given; the stage, which sentences hardly name, is kept back more often."""
        kept = {
            name: value for name, value in attributes.items() if rng.random() >= self.pictures.data.attribute_dropout
        }
        return kept | {"stage": ""} if rng.random() < _KEPT_BACK else kept

    def _twin(self, number: int, which: int) -> Sample:
        """One of the two creatures of pair `number`. Raises DataError if no two creatures have one subject."""
        pictures, rng = self.pictures, self.rng_for(_TWINS + number)
        noun, creatures = pictures.choose_twins(rng)
        form = _NAKED[int(rng.integers(len(_NAKED)))]
        chosen = creatures[int(rng.permutation(len(creatures))[which])]
        index, mirrored = chosen[int(rng.integers(len(chosen)))], rng.random(2)[which] < 0.5
        rgba, ids = pictures.sprites[index], _drawn(pictures.records[index])
        if self.varied and mirrored:
            rgba, ids["side"] = rgba[:, ::-1], "mirrored"
        return _sample(index, rgba, None, ids, form.format(noun, "an" if noun[0] in "aeiou" else "a"), noun)


class Portraits(Dataset[Sample]):
    """One picture of each style of a species as it is, with a caption and all that is known of it; always the same."""

    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures
        best = {id(record) for record in portraits(pictures.records)}
        self.rows = [i for i, record in enumerate(pictures.records) if id(record) in best and pictures.weights[i]]

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, row: int) -> Sample:
        index = self.rows[row]
        record, rgba = self.pictures.records[index], self.pictures.sprites[index]
        colors = main_colors(rgba)
        caption, subject = caption_of(record, colors, False, np.random.default_rng([record.number]))
        ids = _drawn(record) | _colors(colors) | _types(record.types) | self.pictures.attributes(index)
        return _sample(index, rgba, None, ids, caption, subject)


def caption_of(record: Record, colors: Sequence[str], changed: bool, rng: np.random.Generator) -> tuple[str, str]:
    """A caption of a picture in these colors, and the noun in it that names its subject, empty if there is none.

    `changed` says that they are not the creature's own. Without words, the caption is composed of facts and text.
    """
    if record.words is None:
        shown = as_recolored(record, colors[0] if colors else "") if changed else record
        return compose_caption(shown, rng, changed), ""
    shown_as = Shown(colors, record.pose == "back", record.shiny, changed)
    phrase = compose_phrase(record.words, record.types, shown_as, rng)
    return phrase.text, phrase.subject


def collate(samples: Sequence[Sample]) -> Sample:
    """Samples -> a batch: tensors stacked, "caption" and "subject" as lists."""
    return {
        **{key: torch.stack([sample[key] for sample in samples]) for key in ("sprite", "known", "class_ids")},
        **{key: [sample[key] for sample in samples] for key in ("caption", "subject")},
        "index": torch.tensor([sample["index"] for sample in samples]),
    }


def lexicon_of(records: Iterable[Record]) -> Lexicon:
    """The nouns and words that training captions can have, at most `MOST_WORDS` of them, the most frequent first."""
    nouns: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for record in species_of(records).values():
        if words := record.words:
            nouns.update((words.subject, *words.also))
            said = [*words.captions, *words.features, *words.colors, words.build, words.mood, *TEMPLATE_WORDS]
        else:
            said = [compose_caption(record, np.random.default_rng([record.number, n])) for n in range(_SAID)]
            said.append(all_text(record))
        counts.update(word for text in said for word in words_of(text))
    return Lexicon.of(
        (noun for noun, _ in nouns.most_common(MOST_WORDS)), (w for w, _ in counts.most_common(MOST_WORDS))
    )


def _drawn(record: Record) -> dict[str, str]:
    return {"style": style_of(record), "pose": record.pose, "coloring": "shiny" if record.shiny else "usual"}


def _colors(colors: Sequence[str]) -> dict[str, str]:
    return dict(zip(("color", "second_color"), colors, strict=False))


def _types(types: Sequence[str]) -> dict[str, str]:
    return dict(zip(("type", "second_type"), types, strict=False))


def _sample(index: int, rgba: RGBA, known: RGBA | None, ids: Mapping[str, str], caption: str, subject: str) -> Sample:
    return {
        "sprite": _tensor(rgba),
        "known": torch.zeros(4, *rgba.shape[:2]) if known is None else _tensor(known),
        "class_ids": torch.tensor(class_ids(**ids)),
        "caption": caption,
        "subject": subject,
        "index": index,
    }


def _tensor(rgba: RGBA) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(premultiply(rgba).transpose(2, 0, 1)))
