"""How different sprites look to a network that knows photographs, on creatures that our own code draws."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

import torch

from spritedex.data.loaders import read_bestiary
from spritedex.models.backbones import make_backbone
from spritedex.models.perception import Perception
from spritedex.sprites.canvas import fit_square, premultiply
from spritedex.sprites.codec import open_picture


@pytest.fixture(scope="module")
def perception() -> Perception:
    return Perception(make_backbone("efficientnet-lite0", True, 0.0).network)  # type: ignore[arg-type]


@pytest.fixture
def sprites(drawn_bestiary: Path) -> torch.Tensor:
    records = read_bestiary(str(drawn_bestiary), need={"text"}).records[:4]
    pictures = [premultiply(fit_square(open_picture(record.image).rgba, 64)) for record in records]
    return torch.from_numpy(np.stack(pictures).transpose(0, 3, 1, 2).copy())


def test_the_more_a_sprite_is_blurred_the_less_it_looks_like_itself(
    perception: Perception, sprites: "torch.Tensor"
) -> None:
    ground = torch.rand(4, 3, generator=torch.Generator().manual_seed(0))
    assert perception(sprites, sprites, ground).abs().max() < 1e-6
    blurred = [torch.nn.functional.avg_pool2d(sprites, side, 1, side // 2) for side in (3, 5, 9)]
    apart = torch.stack([perception(blur, sprites, ground) for blur in blurred])
    assert (apart.diff(dim=0) > 0).all()
    assert apart.max() < 4


def test_what_is_clear_looks_like_the_ground(perception: Perception, sprites: torch.Tensor) -> None:
    white = torch.ones(4, 3)
    filled = torch.cat([sprites[:, :3] + (1 - sprites[:, 3:]), torch.ones(4, 1, 64, 64)], 1)
    assert perception(filled, sprites, white).max() < 1e-6
    assert perception(filled, sprites, torch.zeros(4, 3)).min() > 0.01


def test_it_teaches_the_sprite_and_never_itself(perception: Perception, sprites: torch.Tensor) -> None:
    before = {name: value.clone() for name, value in perception.state_dict().items()}
    painted = torch.zeros_like(sprites).requires_grad_()
    perception.train()(painted, sprites, torch.rand(4, 3)).sum().backward()
    assert painted.grad is not None
    assert painted.grad.abs().amax((1, 2, 3)).min() > 0
    assert all(torch.equal(value, before[name]) for name, value in perception.state_dict().items())
