"""The discriminator, and the sentences that it must not believe, on creatures that our own code draws."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

import torch

from spritedex.class_ids import class_ids
from spritedex.data.loaders import read_bestiary
from spritedex.models.backbones import make_backbone
from spritedex.models.discriminator import (
    Discriminator,
    FrozenFeatures,
    Verdict,
    accuracy,
    cropped,
    hinge,
    mismatch,
    realism,
    shifted,
)
from spritedex.sprites.canvas import fit_square, premultiply
from spritedex.sprites.codec import open_picture
from spritedex.training.wrong_sentences import (
    swap_color,
    without_request,
    wrong_class_ids,
    wrong_sentences,
)

COUNT, PAIRS = 4, 2


@pytest.fixture(scope="module")
def features() -> FrozenFeatures:
    return FrozenFeatures(make_backbone("efficientnet-lite0", True, 0.0).network)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def sprites(drawn_bestiary: Path) -> torch.Tensor:
    records = read_bestiary(str(drawn_bestiary), need={"text"}).records[:COUNT]
    pictures = [premultiply(fit_square(open_picture(record.image).rgba, 64)) for record in records]
    return torch.from_numpy(np.stack(pictures).transpose(0, 3, 1, 2).copy())


def test_it_learns_to_tell_noise_from_sprites_and_tells_the_sprite_how_to_look(
    features: FrozenFeatures, sprites: torch.Tensor
) -> None:
    torch.manual_seed(0)
    judge = Discriminator(8, cond=16)
    before = {name: value.clone() for name, value in features.train().state_dict().items()}
    cond = judge.cond(
        torch.randn(COUNT, 3, 8), torch.ones(COUNT, 3), torch.zeros(COUNT, 13).long(), torch.zeros(COUNT, 8)
    )
    cond, corners = cond.detach(), torch.zeros(COUNT // 2, 2).long()
    drawn = (torch.randn(sprites.shape) * 0.5).requires_grad_()
    ground = torch.rand(COUNT, 3)
    of_drawn, of_real = (features(x, ground, (2, -3), corners) for x in (drawn, sprites))
    optimizer = torch.optim.AdamW(judge.parameters(), 2e-3, betas=(0.0, 0.99))
    for _ in range(8):
        seen = judge(of_real, cond, PAIRS), judge(of_drawn.detached(), cond, PAIRS)
        optimizer.zero_grad()
        (hinge(seen[0], True) + hinge(seen[1], False)).backward()
        optimizer.step()
    assert accuracy(*seen) > 0.9
    (gradient,) = torch.autograd.grad(realism(judge(of_drawn, cond, PAIRS)), drawn)
    assert gradient.abs().amax((1, 2, 3)).min() > 0
    assert all(torch.equal(value, before[name]) for name, value in features.state_dict().items())


def test_losses_are_zero_beyond_the_margin_and_grow_with_the_mistake() -> None:
    logits = torch.tensor([[2.0, 0.0], [-1.0, 1.0]])
    verdict = Verdict((logits, torch.tensor([[3.0]])), torch.tensor([[2.0, 0.0], [-1.0, 5.0]]), torch.zeros(2, 2))
    assert hinge(verdict, True).item() == pytest.approx(((0 + 1 + 2 + 0) / 4 + 0) / 2)
    assert hinge(verdict, False).item() == pytest.approx(((3 + 1 + 0 + 2) / 4 + 4) / 2)
    wrong, right = mismatch(verdict, torch.tensor([True, False]))
    assert (wrong.item(), right.item()) == (1.0, 0.5)
    nothing_said = mismatch(verdict, torch.tensor([False, False]))
    assert [value.item() for value in nothing_said] == [0.0, 0.0]


def test_views_show_the_pixels_that_they_name() -> None:
    sprites = torch.arange(2 * 4 * 64 * 64, dtype=torch.float32).view(2, 4, 64, 64)
    moved = shifted(sprites, (3, -2))
    assert torch.equal(moved[:, :, 3:, :-2], sprites[:, :, :-3, 2:])
    assert (moved[:, :, :3] == -1).all()
    crops = cropped(sprites, torch.tensor([[5, 7], [24, 32]]))
    assert torch.equal(crops[0], sprites[0, :, 5:37, 7:39])
    assert torch.equal(crops[1], sprites[1, :, 24:56, 32:64])


def test_wrong_sentences_ask_for_another_color_or_another_creature() -> None:
    captions, subjects = ["a red fox", "a red fox, gray tail", "a bat", "a shy snail"], ["fox", "fox", "bat", ""]
    ids = torch.tensor(
        [
            class_ids(style="pixel", color="red"),
            class_ids(style="tile", color="red", stage="2"),
            class_ids(),
            class_ids(),
        ]
    )
    seen = set()
    for seed in range(20):
        wrong = wrong_sentences(captions, subjects, np.random.default_rng(seed))
        changed = wrong_class_ids(ids, wrong)
        assert torch.equal(changed[:, :4], ids[:, :4])
        assert all(wrong.captions[row] in captions for row in (0, 2, 3))
        assert wrong.captions[2] != "a bat"
        seen.add(wrong.captions[1])
        if wrong.captions[1].startswith("a ") and "fox, gray tail" in wrong.captions[1]:
            assert wrong.subjects[1] == "fox"
            assert changed[1, 4] != ids[1, 4]
            assert changed[1, 10] == 2
    assert len(seen) > 5
    assert swap_color("a reddish fox", "blue") == ""
    assert torch.equal(without_request(ids[1:2]), torch.tensor([class_ids(style="tile")]))
