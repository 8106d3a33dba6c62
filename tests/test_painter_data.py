"""Samples of the painter: what a sample holds, what it follows from, what is kept back, and own small bestiaries."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")

import torch

from spritedex.class_ids import COUNTS, FIELDS
from spritedex.config.painter import PainterData
from spritedex.data.loaders import read_bestiary
from spritedex.data.records import Facts, Record
from spritedex.data.words import Words
from spritedex.errors import DataError
from spritedex.sentence import understand
from spritedex.sprites.canvas import premultiply
from spritedex.sprites.codec import png_bytes
from spritedex.sprites.colors import dominant_color
from spritedex.training.painter_data import Paintings, Portraits, collate, lexicon_of
from spritedex.training.painter_looks import nudge, recolored
from spritedex.training.painter_pictures import Pictures, group_of
from spritedex.vocabulary import STYLES
from tests.packing import figure

Paint = Callable[..., Paintings]
TURTLE = Words("turtle", ("reptile",), ("green",), "large", ("a red shell", "short legs"))
PLAIN = {"recolor": 0, "known": 0, "attribute_dropout": 0, "style_dropout": 0, "text_dropout": 0}


def record(number: int, seed: int | None = None, **more: Any) -> Record:
    image = png_bytes(figure(number if seed is None else seed))
    values = {"style": "pixel", "types": ("water",), "family": 1, "words": TURTLE, "source": "game", **more}
    return Record(f"{number}-{seed}", number, "", image, text="", **values)


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """Two stages of a family, the first from behind and shiny too, with two frames; a turtle of another family."""
    younger = Facts(shape="quadruped")
    grown = Facts(shape="quadruped", evolves_from=1)
    return [
        record(1, facts=younger),
        record(1, 2, facts=younger, frame=1),
        record(1, 3, facts=younger, pose="back"),
        record(1, 4, facts=younger, shiny=True),
        record(11, facts=grown),
        record(12, family=2, facts=Facts(height_m=0.3), words=replace(TURTLE, build="")),
    ]


@pytest.fixture(scope="module")
def paint(records: list[Record]) -> Paint:
    """The samples of an epoch, 0 if none is named: paint(epoch=1, recolor=1)."""

    def make(epoch: int = 0, varied: bool = True, of: list[Record] | None = None, **data: Any) -> Paintings:
        return Paintings(Pictures(of or records, PainterData(**data)), partial(rng, epoch), varied)

    return make


def rng(epoch: int, item: int) -> np.random.Generator:
    return np.random.default_rng([0, epoch, item])


def fields(sample: dict[str, Any]) -> dict[str, str]:
    return {field: FIELDS[field][number] for field, number in zip(FIELDS, sample["class_ids"].tolist(), strict=True)}


def test_a_sample_follows_from_seed_epoch_and_item_and_fits_the_network(paint: Paint) -> None:
    one, other = paint(), paint(epoch=1)
    samples = [one[item] for item in range(30)]
    for item, sample in enumerate(samples):
        again = paint()[item]
        assert all(torch.equal(sample[key], again[key]) for key in ("sprite", "known", "class_ids"))
        assert (sample["caption"], sample["subject"], sample["index"]) == (
            again["caption"], again["subject"], again["index"],
        )  # fmt: skip
    assert [sample["caption"] for sample in samples] != [other[item]["caption"] for item in range(30)]
    batch = collate(samples)
    assert (batch["sprite"].shape, batch["sprite"].dtype) == ((30, 4, 64, 64), torch.float32)
    assert batch["known"].shape == (30, 4, 64, 64)
    assert batch["class_ids"].shape == (30, len(COUNTS))
    assert (batch["class_ids"] < torch.tensor(COUNTS)).all()
    assert batch["sprite"].abs().max() <= 1


def test_nothing_is_kept_back_or_changed_where_the_shares_are_zero(paint: Paint, records: list[Record]) -> None:
    paintings = paint(varied=False, **PLAIN)
    for item in range(40):
        sample = paintings[item]
        shown, values = records[sample["index"]], fields(sample)
        assert values["style"] == "pixel"
        assert values["coloring"] == ("shiny" if shown.shiny else "usual")
        assert values["color"] == dominant_color(paintings.pictures.sprites[sample["index"]])
        assert not sample["known"].any()
        assert sample["caption"]
        expected = premultiply(paintings.pictures.sprites[sample["index"]]).transpose(2, 0, 1)
        assert (sample["sprite"].numpy() == expected).all()
        if shown.number == 11:
            assert values["shape"] == "quadruped"
            assert values["size"] == "large"
            assert values["stage"] in ("", "2")
            assert values["type"] in ("", "water")
        if shown.number == 12:
            assert values["size"] == values["stage"] == ""


def test_what_guidance_needs_is_kept_back_as_often_as_asked(paint: Paint) -> None:
    silent = paint(text_dropout=1)
    empty = [silent[item] for item in range(20)]
    assert all(not sample["caption"] and not sample["subject"] for sample in empty)
    assert all(
        not any(fields(sample)[name] for name in ("color", "shape", "size", "type", "stage")) for sample in empty
    )
    without_style, halved = paint(style_dropout=1), paint(attribute_dropout=0.5, text_dropout=0)
    assert all(fields(without_style[item])["style"] == "" for item in range(20))
    subjects = Counter(bool(halved[item]["subject"]) for item in range(200))
    assert 0.3 < subjects[True] / 200 < 0.6


def test_another_view_is_shown_with_what_it_is_to_the_sprite_and_moved_alike(paint: Paint) -> None:
    paintings = paint(known=1, recolor=0, text_dropout=0)
    sprites = paintings.pictures.sprites
    seen = set()
    for item in range(80):
        sample = paintings[item]
        relation = fields(sample)["relation"]
        views = dict(paintings.pictures.views.get(sample["index"], ()))
        assert (relation in views) == bool(views)
        if not relation:
            assert not sample["known"].any()
            continue
        seen.add((relation, sample["index"], views[relation]))
        mirrored = fields(sample)["side"] == "mirrored"
        for name, index in (("sprite", sample["index"]), ("known", views[relation])):
            plain = premultiply(sprites[index][:, ::-1] if mirrored else sprites[index]).transpose(2, 0, 1)
            assert np.isclose(np.sort(sample[name].numpy().ravel()), np.sort(plain.ravel())).all()
    assert seen == {("frame", 1, 0), ("pose", 2, 0), ("coloring", 3, 0), ("stage", 4, 0)}


def test_a_recolored_sprite_is_told_by_its_new_colors(paint: Paint) -> None:
    paintings = paint(recolor=1, text_dropout=0, attribute_dropout=0)
    samples = [paintings[item] for item in range(40)]
    changed = [sample for sample in samples if fields(sample)["recolored"] == "yes"]
    assert len(changed) > 25
    assert not any("red shell" in sample["caption"].casefold() for sample in changed)
    assert all(not paintings.pictures.records[sample["index"]].shiny for sample in changed)


@pytest.mark.parametrize("seed", range(4))
def test_other_colors_keep_what_is_clear_and_the_order_of_light(seed: int) -> None:
    rgba = figure(1)
    changed = recolored(rgba, np.random.default_rng(seed))
    assert (changed[..., 3] == rgba[..., 3]).all()
    assert (changed[..., :3] != rgba[..., :3]).any()


def test_a_nudge_cuts_nothing_off_and_moves_both_views_alike() -> None:
    rgba, known = np.zeros((64, 64, 4), np.uint8), np.zeros((64, 64, 4), np.uint8)
    rgba[0:60, 5:63] = known[2:50, 20:30] = 255
    moved = [nudge(rgba, known, np.random.default_rng(seed)) for seed in range(30)]
    assert all((one[..., 3] > 0).sum() == 60 * 58 for one, _ in moved)
    assert len({one.tobytes() for one, _ in moved}) > 5
    for one, other in moved:
        assert other is not None
        (y, x), (v, u) = (np.argwhere(picture[..., 3])[0] for picture in (one, other))
        assert (v - y, u - x) == (2, 15)


def test_twins_are_two_creatures_of_one_subject_that_is_all_that_is_said(paint: Paint) -> None:
    paintings = paint()
    for pair in range(20):
        one, other = paintings[-1 - 2 * pair], paintings[-2 - 2 * pair]
        numbers = {paintings.pictures.records[sample["index"]].number for sample in (one, other)}
        assert len(numbers) == 2
        assert one["caption"] == other["caption"]
        assert one["subject"] == other["subject"] in ("turtle", "reptile")
        assert one["subject"] in one["caption"]
        assert {name for name, value in fields(one).items() if value} <= {
            "style", "pose", "coloring", "side", "recolored",
        }  # fmt: skip
    alone = paint(of=[record(1)])
    with pytest.raises(DataError, match="one subject"):
        alone[-1]


def test_a_sentence_of_the_file_is_never_a_caption(tmp_path: Path, paint: Paint) -> None:
    plain = [record(1, words=Words("turtle", captions=("A green turtle, in a hard shell!",)), types=())]
    never = tmp_path / "never.txt"
    never.write_text("# what people type\nturtle | a green turtle in a hard shell\n")
    anything, allowed = paint(of=plain, text_dropout=0), paint(of=plain, text_dropout=0, never=str(never))
    said, kept = ([made[item]["caption"].casefold() for item in range(80)] for made in (anything, allowed))
    assert any("in a hard shell" in caption for caption in said)
    assert not any(caption.rstrip(".!") == "a green turtle, in a hard shell" for caption in kept)
    with pytest.raises(DataError, match="cannot be read"):
        paint(never=str(tmp_path / "missing.txt"))


def test_groups_are_shown_by_their_shares_and_a_lonely_style_alone() -> None:
    mixed = [record(n) for n in range(8)] + [
        record(20, style="artwork"),
        record(21, pose="back"),
        record(1, shiny=True),
    ]
    shares = {"pixel": 0.5, "pixel-back": 0.2, "artwork": 0.3}
    weights = Pictures(mixed, PainterData(shares=shares, shiny_weight=0.5)).weights
    assert weights[[*range(8), 10]].sum() == pytest.approx(0.5)
    assert weights[8] == pytest.approx(0.3)
    assert weights[9] == pytest.approx(0.2)
    assert weights[1] == pytest.approx(weights[0] / 2**0.5)
    assert weights[10] == pytest.approx(weights[1] / 2)
    assert Pictures([record(1, style="menu")], PainterData()).weights.tolist() == [1.0]
    with pytest.raises(DataError, match=r"data\.shares"):
        Paintings(Pictures([record(1)], PainterData(shares={"pixel": 0})), partial(rng, 0))[0]
    named = record(1, source="noto", medium="emoji", style="artwork", group="animals")
    assert group_of(named, PainterData().shares) == "emoji-animals"
    assert group_of(replace(named, group="food"), PainterData().shares) == "emoji"
    assert group_of(replace(named, source="mine"), {"mine": 1}) == "mine"


def test_a_bestiary_without_words_is_told_by_facts_and_text(drawn_bestiary: Path) -> None:
    read = read_bestiary(str(drawn_bestiary), need={"text"}, styles=STYLES).records
    pictures = Pictures(read, PainterData(text_dropout=0))
    paintings = Paintings(pictures, partial(rng, 0))
    samples = [paintings[item] for item in range(len(paintings))]
    assert len({sample["caption"] for sample in samples}) > 0.8 * len(samples)
    assert all(sample["caption"] and not sample["subject"] for sample in samples)
    portraits = Portraits(pictures)
    assert len(portraits) == len({record.number for record in read})
    assert all(torch.equal(portraits[3][key], portraits[3][key]) for key in ("sprite", "class_ids"))
    assert portraits[3]["caption"] == portraits[3]["caption"]
    words = lexicon_of(read)
    assert {"creature", "small"} <= words.words
    assert not words.subjects


def test_the_lexicon_knows_nouns_and_words_of_captions_but_no_slips(records: list[Record]) -> None:
    lexicon = lexicon_of(records)
    assert lexicon.subjects == {"turtle", "reptile"}
    assert {"shell", "short", "fiery"} <= lexicon.words
    assert understand("two fiery turtles with a shell and a moustache", lexicon).unknown == ("moustache",)
