"""Muon for hidden weights, AdamW for everything else, as one optimizer."""

from collections.abc import Set
from typing import Any, Final

import torch
from torch import Tensor, nn

MOMENTUM: Final = 0.95
ROUNDS: Final = 5
QUINTIC: Final = (3.4445, -4.7750, 2.0315)
MATCH: Final = 0.2
NARROW: Final = 16


class Muon(torch.optim.AdamW):
    """Groups of `matrices` step along their orthogonalised momentum, others as AdamW does (Jordan et al. 2024, "Muon").

    The kernels of a convolution [O, I, h, w] are one matrix [O, I * h * w]. A matrix's step is scaled to the size that
    AdamW's have, so one learning rate and decay serve both (Liu et al. 2025, "Muon is scalable for LLM training",
    equation 4).
    """

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:
        """One step of all groups; `closure`, if any, computes the gradients and returns the loss."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        groups = self.param_groups
        for group in groups:
            if group.get("matrices"):
                for matrix in group["params"]:
                    self._update(matrix, group["lr"], group["weight_decay"])
        self.param_groups = [group for group in groups if not group.get("matrices")]
        try:
            super().step()
        finally:
            self.param_groups = groups
        return loss

    def _update(self, matrix: nn.Parameter, rate: float, decay: float) -> None:
        if matrix.grad is None:
            return
        state = self.state[matrix]
        if not state:
            state["step"], state["momentum"] = torch.tensor(0.0), torch.zeros_like(matrix)
        state["step"] += 1
        momentum: Tensor = state["momentum"].lerp_(matrix.grad, 1 - MOMENTUM)
        ahead = torch.lerp(matrix.grad, momentum, MOMENTUM).flatten(1)
        direction = orthogonal(ahead).view(matrix.shape)
        matrix.mul_(1 - rate * decay).add_(direction, alpha=-rate * MATCH * max(ahead.shape) ** 0.5)


def orthogonal(matrix: Tensor) -> Tensor:
    """[M, N] -> [M, N]: about the nearest semi-orthogonal matrix, by the Newton-Schulz iteration in bf16."""
    a, b, c = QUINTIC
    x = matrix.bfloat16()
    x = x / (x.norm() + 1e-7)
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x
    for _ in range(ROUNDS):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    result: Tensor = (x.T if tall else x).to(matrix.dtype)
    return result


def hidden_weights(network: nn.Module) -> set[Tensor]:
    """Weights of linear layers and convolutions, except narrow ones: from or to pixels, and depthwise."""
    layers = (module for module in network.modules() if isinstance(module, nn.Linear | nn.Conv2d))
    return {layer.weight for layer in layers if min(layer.weight.shape[:2]) >= NARROW}


def with_matrices(groups: list[dict[str, Any]], matrices: Set[Tensor]) -> list[dict[str, Any]]:
    """`groups`, each split into those of its parameters that are in `matrices` and the others."""
    parts = (
        (group, chosen, [p for p in group["params"] if (p in matrices) == chosen])
        for group in groups
        for chosen in (True, False)
    )
    return [group | {"params": own, "matrices": chosen} for group, chosen, own in parts if own]
