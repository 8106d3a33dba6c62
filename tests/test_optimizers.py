"""Muon: matrices step along orthogonal directions, everything else as AdamW; a stopped run goes on alike."""

import copy

import pytest

pytest.importorskip("torch")

import torch

from spritedex.training.optimizers import Muon, hidden_weights, orthogonal, with_matrices


def make(network: torch.nn.Module, rate: float = 0.01) -> Muon:
    groups = with_matrices([{"params": list(network.parameters())}], hidden_weights(network))
    return Muon(groups, lr=rate, weight_decay=0.0)


def network() -> torch.nn.Module:
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(24, 40), torch.nn.GELU(), torch.nn.LayerNorm(40), torch.nn.Linear(40, 3))


def steps(net: torch.nn.Module, optimizer: torch.optim.Optimizer, first: int, last: int) -> float:
    loss = torch.tensor(0.0)
    for step in range(first, last):
        x = torch.randn(32, 24, generator=torch.Generator().manual_seed(step))
        loss = (net(x) - x[:, :3].abs()).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()


@pytest.mark.parametrize("shape", [(40, 12), (12, 40), (30, 30)])
def test_orthogonal_evens_out_the_singular_values(shape: tuple[int, int]) -> None:
    matrix = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    values = torch.linalg.svdvals(orthogonal(matrix))
    assert values.min() > 0.5
    assert values.max() < 1.4


def test_a_matrix_steps_as_far_as_adamw_would_and_the_rest_is_adamw() -> None:
    turned, plain = network(), network()
    muon, adamw = make(turned), torch.optim.AdamW(plain.parameters(), 0.01, weight_decay=0.0)
    before = copy.deepcopy(turned)
    for net, optimizer in ((turned, muon), (plain, adamw)):
        steps(net, optimizer, 0, 1)
    moved = {name: (p - dict(before.named_parameters())[name]) for name, p in turned.named_parameters()}
    assert 0.1 * 0.01 < moved["0.weight"].square().mean().sqrt() < 0.3 * 0.01
    for name in ("0.bias", "2.weight", "3.weight", "3.bias"):
        torch.testing.assert_close(dict(turned.named_parameters())[name], dict(plain.named_parameters())[name])


def test_kernels_turn_as_one_matrix_and_narrow_ones_are_left_to_adamw() -> None:
    torch.manual_seed(0)
    stem, hidden = torch.nn.Conv2d(4, 16, 3, padding=1), torch.nn.Conv2d(16, 16, 3, padding=1)
    depthwise = torch.nn.Conv2d(16, 16, 3, padding=1, groups=16)
    net = torch.nn.Sequential(stem, hidden, depthwise)
    assert hidden_weights(net) == {hidden.weight}
    before = hidden.weight.detach().clone()
    optimizer = make(net)
    net(torch.randn(2, 4, 8, 8)).square().mean().backward()
    optimizer.step()
    values = torch.linalg.svdvals((hidden.weight - before).detach().flatten(1))
    assert values.min() > values.max() / 4


def test_it_learns_and_goes_on_where_it_stopped() -> None:
    whole, stopped = network(), network()
    optimizer = make(whole)
    begun = steps(whole, optimizer, 0, 1)
    assert steps(whole, optimizer, 1, 120) < begun / 4
    first = make(stopped)
    steps(stopped, first, 0, 60)
    second = make(stopped)
    second.load_state_dict(first.state_dict())
    steps(stopped, second, 60, 120)
    for one, other in zip(whole.parameters(), stopped.parameters(), strict=True):
        torch.testing.assert_close(one, other)
