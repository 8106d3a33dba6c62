"""Backs of fronts that began at a picture or at no sketch: the same creature, seen from behind."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest
from PIL import Image

import spritedex
from spritedex.sketches import pose_sketch, sketch_for
from spritedex.sprites.codec import RGBA
from spritedex.sprites.colors import color_shares
from spritedex.sprites.pieces import largest_piece
from spritedex.sprites.turned import turned

CREATURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "creature.png"
TURNED = "the front turned round"


@pytest.fixture(scope="module")
def generator() -> spritedex.Generator:
    return spritedex.Generator.load()


def is_its_back(front: RGBA, back: RGBA) -> bool:
    """Whether the outline is that of the front, mirrored, and all colors are the front's."""
    own, other = ({tuple(color) for color in each[each[..., 3] >= 128]} for each in (front, back))
    return bool((front[:, ::-1, 3] == back[..., 3]).all() and other <= own)


def test_files_of_what_evolved_show_its_own_back(
    spritedex: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    done = spritedex("generate", "a big dragon", "--evolve", CREATURE, "--format", "png", "--out", tmp_path)
    assert TURNED in " ".join((done.stdout + done.stderr).split())
    front, back = (
        np.asarray(Image.open(path).convert("RGBA"))
        for path in (tmp_path / f"creature-evolved-a-big-dragon-0-set{suffix}.png" for suffix in ("", "-back"))
    )
    assert is_its_back(front, back)
    assert (front[:, ::-1] != back).any()


def test_a_front_that_began_at_a_picture_has_its_own_back(generator: spritedex.Generator) -> None:
    owl = next(generator.generate("a brown owl"))
    everything = np.ones((64, 64), bool)
    began = [
        *generator.generate("an orange lizard", init=owl),
        *generator.generate("an owl with a hat", init=owl, mask=everything, strength=0.3),
        *generator.generate(between=("a blue fish", "a red bird"), frames=2),
        *generator.generate("a fox", sketch="none"),
    ]
    for front in began:
        assert is_its_back(front.rgba, front.back.rgba), front
        assert any(TURNED in note for note in front.back.notes)
    assert not any(TURNED in note for note in owl.back.notes)


def test_what_faces_the_viewer_is_not_seen_from_behind() -> None:
    front = np.zeros((64, 64, 4), np.uint8)
    front[8:56, 12:52] = (60, 140, 60, 255)
    front[36:52, 22:42] = (240, 230, 200, 255)  # a belly
    front[16:24, 18:26] = front[16:24, 38:46] = 255  # the white of its eyes
    front[18:22, 20:24] = front[18:22, 40:44] = (0, 0, 0, 255)
    front[4:8, 12:18] = (200, 60, 60, 255)  # an ear
    back = turned(front)
    assert (back[8:56, 12:52] == (60, 140, 60, 255)).all()
    assert (back[4:8, 46:52] == (200, 60, 60, 255)).all()
    assert not turned(np.zeros((64, 64, 4), np.uint8)).any()


@pytest.mark.parametrize(
    ("sentence", "front_color"),
    [("a penguin", "white"), ("a bird", "orange")],
)
def test_a_sketch_has_no_belly_and_no_muzzle_behind(sentence: str, front_color: str) -> None:
    for seed in (0, 1):
        name = sketch_for(sentence, seed)
        front, back = (pose_sketch(name, sentence, seed, behind).render()[0] for behind in (False, True))
        assert color_shares(back)[front_color] < 0.6 * max(color_shares(front)[front_color], 0.1), (name, front_color)


@pytest.mark.parametrize("hat", ["a wizard {}", "a knight {}", "a {} wearing a crown", "a {} with a top hat"])
def test_hats_lie_on_heads_and_leave_eyes_and_ears(hat: str) -> None:
    eye = (255, 0, 255)
    for seed in range(5, 8):
        for noun in ("frog", "toad", "rabbit"):
            sentence = hat.format(noun)
            name = sketch_for(sentence, seed)
            back = pose_sketch(name, sentence, seed, back=True).render()[0][..., 3] >= 128
            assert largest_piece(back) > 0.97 * back.sum(), (sentence, seed)
            if noun != "rabbit" and name != "frog-2":
                worn = pose_sketch(name, sentence, seed).sketch
                bare = replace(worn, shapes=tuple(shape for shape in worn.shapes if not shape.kept))
                seen, all_seen = ((each.picture({"eye": eye})[..., :3] == eye).all(-1).sum() for each in (worn, bare))
                assert seen > 0.8 * all_seen, (sentence, seed)
            if noun == "rabbit":
                shapes = pose_sketch("rabbit-2", sentence, seed).sketch.shapes
                hats = [at for at, shape in enumerate(shapes) if shape.kept and shape.part != "ears"]
                assert any(shape.part == "ears" for shape in shapes[hats[0] :]), sentence


@pytest.mark.parametrize("name", ["girl", "wizard-2", "santa"])
def test_no_face_is_seen_from_behind(name: str) -> None:
    skin = np.array([(248, 212, 172), (246, 202, 164)])
    front, back = (pose_sketch(name, f"a {name}", 0, behind).render()[0][:36, :, :3] for behind in (False, True))
    bare, seen = ((abs(each[:, :, None].astype(int) - skin).max(3) < 24).any(2).sum() for each in (front, back))
    assert bare > 20
    assert seen < bare / 3


@pytest.mark.parametrize("said", ["seen from behind", "back view", "facing away", "from the back"])
def test_a_sentence_may_turn_its_creature_round(said: str) -> None:
    turned, back = (
        pose_sketch("wolf", sentence, 1, behind).render()[0]
        for sentence, behind in ((f"a wolf, {said}", False), ("a wolf", True))
    )
    assert np.array_equal(turned, back)
