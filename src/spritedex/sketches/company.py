"""Two in one picture: what a creature rides, and a thing that stands on its back or head."""

import itertools
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from spritedex.sentence import Lexicon, subject_of, words_of
from spritedex.sketches.expressions import eyes_of, front_of
from spritedex.sketches.named import index
from spritedex.sketches.phrases import denied, found
from spritedex.sketches.places import face_of, is_frontal, outline_of
from spritedex.sketches.signs import signs_in
from spritedex.sprites.sketch import EYE, SIZE, Color, Shape, Sketch

_RIDES: Final = ("riding", "rides", "mounted", "atop")
_UNDER: Final = frozenset({"a", "an", "another", "the", "his", "her", "its", "on", "top", "of", "back"})
_GIVEN: Final = frozenset({"carrying", "holding", "wearing", "with"})
_ARTICLES: Final = frozenset({"a", "an", "another", "the", "two", "three"})
_BESIDE: Final = frozenset({
    "against", "and", "attacking", "beside", "chasing", "fighting", "hugging", "hunting", "kissing", "to", "versus",
    "vs",
})  # fmt: skip
_NEAR: Final = frozenset({"a", "an", "and", "carrying", "has", "having", "of", "the", "with"})
_ITS: Final = frozenset({"his", "her", "its", "the", "their"})
_PLACES: Final = {"back": "back", "shell": "back", "head": "head", "body": "back", "shoulders": "back"}
_RIDER: Final = 0.62
_SEAT: Final = 7.0
"""How far a rider sinks behind what it rides, in pixels."""
_THING: Final = {"back": 0.56, "head": 0.42}
"""How large a thing on a back or a head is, beside its own sketch."""
_SUNK: Final = 4.0
_WORDS: Final = 5


class Company(NamedTuple):
    """What is there beside a creature: its noun, the words that say of what kind it is, where it is ("mount", "back" or
    "head"), and the sentence without it."""

    noun: str
    phrase: str
    where: str
    rest: str


def company_of(sentence: str, lexicon: Lexicon) -> Company | None:
    """What else a sentence wants to be drawn; None if there is nothing.

    >>> company_of("a knight riding a red dragon", Lexicon(frozenset({"knight", "dragon"})))
    Company(noun='dragon', phrase='a red dragon', where='mount', rest='a knight')
    >>> company_of("a turtle with a castle on its back", Lexicon(frozenset({"turtle", "castle"}))).where
    'back'
    """
    words = words_of(sentence)
    for start, word in enumerate(words):
        if word in _RIDES or (word == "on" and words[start + 1 : start + 2] in (["a"], ["an"], ["top"])):
            before, after = words[:start], words[start:]
            if before[-1:] == ["sitting"]:
                before = before[:-1]
            if word == "on" and not _GIVEN.isdisjoint(before):
                continue
            named = [*itertools.takewhile(lambda each: each not in _GIVEN and each != "and", after)]
            phrase = " ".join(itertools.dropwhile(lambda each: each in _RIDES or each in {"on", "top", "of"}, named))
            noun = subject_of(phrase, lexicon)
            if noun and subject_of(" ".join(before), lexicon):
                return Company(noun, phrase, "mount", " ".join([*before, *after[len(named) :]]))
    for start, word in enumerate(words[:-1]):
        if word not in ("on", "from") or any(sign.end == start for sign in signs_in(words, index()["signs"])):
            continue
        after = [*itertools.dropwhile(lambda each: each in _ITS or each in {"top", "of"}, words[start + 1 :])]
        where = _PLACES.get(after[0], "") if after and words[start + 1] in _ITS | {"top"} else ""
        near = [*itertools.takewhile(lambda each: each not in _NEAR, reversed(words[max(0, start - _WORDS) : start]))]
        phrase = " ".join(
            each for each in reversed(near) if each not in {"growing", "sprouting", "standing", "sitting"}
        )
        begin = start - len(near)
        noun = subject_of(phrase, lexicon)
        if where and noun and begin > 1 and not _is_part(words[begin - 1 : start + 1]) and not denied(words, begin):
            return Company(noun, phrase, where, " ".join([*words[: begin - 1], *after[1:]]).removesuffix(" with"))
    return None


def other_of(sentence: str, lexicon: Lexicon) -> str:
    """Which creature beside the one that is drawn a sentence names, and is not drawn; empty if there is none.

    >>> other_of("a fox and a rabbit", Lexicon(frozenset({"fox", "rabbit"})))
    'fox'
    >>> other_of("a knight riding a red dragon", Lexicon(frozenset({"knight", "dragon"})))
    ''
    """
    words, drawn = words_of(sentence), subject_of(sentence, lexicon)
    for at, word in enumerate(words[:-1]):
        if at and word in _BESIDE and words[at + 1] in _ARTICLES and _GIVEN.isdisjoint(words[:at]):
            nouns = [subject_of(" ".join(part), lexicon) for part in (words[:at], words[at + 1 :])]
            if all(nouns) and nouns[0] != nouns[1] and drawn in nouns:
                return nouns[1 - nouns.index(drawn)]
    return ""


def _is_part(words: list[str]) -> bool:
    """Whether words such as "with moss on" name a part that sketches are given."""
    named = index()["words"].items()
    return any("costume" not in parts and any(found(phrase, words)) for phrase, parts in named)


def with_mount(rider: Sketch, mount: Sketch) -> Sketch:
    """On a mount: behind its back if that is seen from the side, else on its head."""
    points = np.concatenate([shape.points for shape in rider.shapes])
    feet = np.array([(points[:, 0].min() + points[:, 0].max()) / 2, points[:, 1].max()])
    aside = not is_frontal(mount) and "back" in mount.anchors
    if aside and not is_frontal(rider) and front_of(rider) != front_of(mount):
        rider = rider.mirrored()
        feet[0] = SIZE - feet[0]
    where = mount.anchors.get("back" if aside else "head")
    x = where.x if where else SIZE / 2
    to = np.array([x, _top(mount, x) + (_SEAT if aside else 3.0)])
    put = tuple(
        replace(shape, points=to + _RIDER * (shape.points - feet), width=_RIDER * shape.width) for shape in rider.shapes
    )
    return Sketch((*put, *mount.shapes) if aside else (*mount.shapes, *put), mount.anchors)


def with_thing(sketch: Sketch, thing: Sketch, where: str, large: float = 0.0) -> Sketch:
    """With a thing that has no face on its "back" or "head"; as large as usual, or as `large` says in its own size."""
    shapes = faceless(thing).shapes
    points = np.concatenate([shape.points for shape in shapes])
    (left, top), (right, low) = points.min(0), points.max(0)
    anchor = sketch.anchors.get(where) or sketch.anchors.get("head")
    if anchor is None:
        return sketch
    scale = (large or _THING[where]) * SIZE / max(right - left, low - top)
    hidden = where == "back" and is_frontal(sketch)
    to = np.array([anchor.x, _top(sketch, anchor.x) + (0.3 * scale * (low - top) if hidden else _SUNK)])
    foot = np.array([(left + right) / 2, low])
    put = tuple(
        replace(shape, points=to + scale * (shape.points - foot), width=scale * shape.width, role="", kept=True)
        for shape in shapes
    )
    return Sketch((*put, *sketch.shapes) if where == "back" else (*sketch.shapes, *put), sketch.anchors)


def painted(sketch: Sketch, colors: Mapping[str, Color]) -> Sketch:
    """With the colors of its roles as its own."""
    return replace(sketch, shapes=tuple(replace(each, fill=colors.get(each.role, each.fill)) for each in sketch.shapes))


def faceless(sketch: Sketch) -> Sketch:
    """Without its eyes and mouth, and what is between them."""
    face = face_of(sketch)
    if face is None:
        return sketch
    around = [shape for eye in eyes_of(sketch) for shape in (sketch.shapes[eye.shapes[0]],)]
    low = face.eyes - np.array([face.half + 5, 2.6 * face.radii[1]])
    high = np.array([face.eyes[0] + face.half + 5, face.mouth.y + face.mouth.radius + 2])

    def is_face(shape: Shape) -> bool:
        inside = bool((shape.points >= low).all() and (shape.points <= high).all())
        return (
            shape.role == EYE
            or (inside and not shape.role and not shape.part)
            or any(shape.rims(eye) for eye in around)
        )

    return replace(sketch, shapes=tuple(shape for shape in sketch.shapes if not is_face(shape)))


def _top(sketch: Sketch, x: float) -> float:
    """Where the outline of a sketch begins above a column."""
    column = outline_of(sketch)[:, max(0, int(x) - 2) : int(x) + 3].any(1)
    return float(column.argmax()) if column.any() else 0.0
