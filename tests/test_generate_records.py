"""What sprites say of how they were made, and what is done with it: variations, creatures for games, choosing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from spritedex.errors import OptionError, PictureError, UsageError
from spritedex.runtime.options import GenerationOptions
from spritedex.runtime.reading import Reading
from spritedex.sprites.dye import name_colors
from spritedex.sprites.jasc import read_jasc
from spritedex.vocabulary import TYPES
from spritedex.workflows.generate.attributes import Attributes
from spritedex.workflows.generate.choice import answering, score
from spritedex.workflows.generate.items import Note, Step
from spritedex.workflows.generate.models import Models
from spritedex.workflows.generate.render import GenerateRequest, render
from spritedex.workflows.generate.save import Saved, save
from tests.pictures import png_text
from tests.toy_bundles import toy_painter

Draw = Callable[..., list[Any]]


@pytest.fixture
def draw(painter: Path, tmp_path: Path) -> Draw:
    """Draws one sprite of each prompt into `tmp_path`/out: draw("a fox", ...) -> what is yielded, without steps."""

    def run(*prompts: str, **options: Any) -> list[Any]:
        models = Models(options.pop("model", painter))
        record, place = options.pop("record", False), options.pop("place", "out")
        request = GenerateRequest(prompts, **{"count": 1, **options})
        saved = save(render(request, models), tmp_path / place, record=record)
        return [item for item in saved if not isinstance(item, Step)]

    return run


def test_the_pngs_of_a_creature_say_what_they_were_drawn_from(draw: Draw) -> None:
    (creature,) = draw("a blue fox", seed=2, format="png", record=True)
    recipes = {}
    for path in creature.files:
        with Image.open(path) as image:
            texts = png_text(image)
            recipes[path.name] = (texts["prompt"], texts["seed"], json.loads(texts.get("options", "{}")))
            assert texts["model"] == "toy-flow"
            assert (image.mode, image.size, image.info["transparency"]) == ("P", (64, 64), 0)
    assert recipes == {
        "a-blue-fox-2-set.png": ("a blue fox", "2", {}),
        "a-blue-fox-2-set-back.png": ("a blue fox", "2", {"back": True}),
        "a-blue-fox-2-set-shiny.png": ("a blue fox", "2", {"shiny": True}),
        "a-blue-fox-2-set-back-shiny.png": ("a blue fox", "2", {"back": True, "shiny": True}),
    }
    (varied,) = draw(variation_of=creature.path)
    assert varied.rendered.sample.prompt == "a blue fox"
    shown = np.asarray(Image.open(creature.path).convert("RGBA"))
    assert np.array_equal(varied.rendered.sample.options.init, np.where(shown[..., 3:] > 0, shown, 0))


def test_a_list_of_frames_is_no_recipe(draw: Draw) -> None:
    (atlas,) = draw("a blue fox", format="sheet")
    assert atlas.path.with_suffix(".json") in atlas.files
    with pytest.raises(PictureError, match="it does not say how it was drawn; choose a PNG"):
        draw(variation_of=atlas.path)


@pytest.mark.parametrize("options", [GenerationOptions(back=True), GenerationOptions(shiny=True)])
def test_a_back_or_shiny_sprite_is_no_front_of_a_creature(
    draw: Draw, tmp_path: Path, options: GenerationOptions
) -> None:
    (drawn,) = draw("a blue fox", options=options)
    before = sorted((tmp_path / "out").iterdir())
    with pytest.raises(OptionError, match=r"^format: draws back and shiny too, and .*\.png is one of these"):
        draw(variation_of=drawn.path, format="gba")
    assert sorted((tmp_path / "out").iterdir()) == before


def test_the_colors_of_the_document_are_those_of_the_game(draw: Draw) -> None:
    (creature,) = draw("a blue fox", format="gba")
    for field, name in (("palette", "normal.pal"), ("shiny_palette", "shiny.pal")):
        colors = read_jasc((creature.path.parent / name).read_bytes())
        named = creature.document[field]
        assert list(named) == name_colors(colors[: len(named)])


def test_variations_by_another_model_have_a_note(draw: Draw, tmp_path: Path) -> None:
    renamed = toy_painter(tmp_path / "renamed", name="other-flow")
    retrained = toy_painter(tmp_path / "retrained", guidance_scale=2.0)
    (plain,) = draw("a blue fox")
    (recorded,) = draw("a green fox", record=True)

    def notes(path: Path, **options: Any) -> list[str]:
        place = f"out-{len(list(tmp_path.iterdir()))}"
        return [item.text for item in draw(variation_of=path, place=place, **options) if isinstance(item, Note)]

    assert notes(plain.path) == notes(recorded.path) == []
    said = f"{plain.path}: drawn by toy-flow, varied by other-flow"
    assert notes(plain.path, model=str(renamed)) == [said]
    (note,) = notes(recorded.path, model=str(retrained))
    first, other = (note.rpartition(word)[2].split()[:2] for word in ("drawn by ", "varied by "))
    assert first == ["toy-flow", recorded.document["bundle"]["sha256"][:8] + ","]
    assert other[0] == "toy-flow"
    assert other[1] != first[1]


@pytest.mark.parametrize("place", ["", "further/down"])
def test_a_place_that_takes_no_file_is_named_before_anything_is_drawn(
    painter: Path, tmp_path: Path, place: str
) -> None:
    (tmp_path / "taken").write_text("a file")
    results = render(GenerateRequest(("a fox",), best_of=2), Models(painter))
    with pytest.raises(UsageError, match=r"cannot write into .*taken.* \((.* is a file|Not a directory)\); choose"):
        save(results, tmp_path / "taken" / place)


@pytest.mark.parametrize(
    ("prompt", "types", "color"),
    [
        ("a small orange lizard of fire type with a blue tail", ("fire",), "orange"),
        ("a small fire lizard", ("fire",), ""),
        ("a creature of Water and Ice type", ("water", "ice"), ""),
        ("Gray, rock-type, ground and steel types", ("rock", "ground"), "grey"),
        ("a dragon of grass/poison type", ("grass", "poison"), ""),
        ("a flying rock on dark ground, normal in size", (), ""),
        ("a rocky fireplace, redder than iced tea", (), ""),
        ("a ghost ice fairy bug", ("ghost", "ice"), ""),
    ],
)
def test_a_prompt_says_what_its_sprites_are_chosen_by(prompt: str, types: tuple[str, ...], color: str) -> None:
    assert answering(Attributes(), prompt) == Attributes(types, color)
    given = Attributes(("bug",), "pink", "ball", "tiny")
    assert answering(given, prompt) == given


def test_best_of_goes_by_the_words_of_the_prompt(draw: Draw) -> None:
    drawn = [item for item in draw("an orange water fox", best_of=3, count=3) if isinstance(item, Saved)]
    for rendered in (item.rendered for item in drawn):
        assert rendered.reading
        expected = score(Attributes(("water",), "orange"), rendered.sample.rgba, rendered.reading)
        assert rendered.document["score"] == expected
    disc = np.zeros((64, 64, 4), np.uint8)
    disc[14:50, 14:50] = (255, 40, 0, 255)
    reading = Reading({**dict.fromkeys(TYPES, 0.1), "water": 0.2, "fire": 0.8}, ("fire",))
    prompts = ("a red fire fox", "a water fox", "a blue fire fox")
    red, water, blue = (score(answering(Attributes(), prompt), disc, reading) for prompt in prompts)
    assert red > 0.7 > 0.3 > water > 0.01 > blue


def test_several_creatures_of_one_name_are_numbered_in_every_format(draw: Draw) -> None:
    for format, names in (("gif", ["my-bear-0.gif", "my-bear-1.gif"]), ("gba", ["my_bear_0", "my_bear_1"])):
        bears = draw("a bear", name="My-bear", count=2, format=format, place=format)
        assert [bear.files[0].relative_to(bear.files[0].parents[format == "gba"]).parts[0] for bear in bears] == names
    (alone,) = draw("a bear", name="my_bear", place="alone")
    assert alone.path.name == "my-bear.png"


def test_what_evolves_is_called_by_its_prompt_where_it_has_one(draw: Draw) -> None:
    (fox,) = draw("a red fox", seed=3)
    named = [draw(*prompts, evolve=fox.path)[0].path.name for prompts in ((), ("a winged fox",))]
    assert named == ["a-red-fox-3-evolved-0.png", "a-red-fox-3-evolved-a-winged-fox-0.png"]
