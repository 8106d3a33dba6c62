"""Muon for hidden weights, AdamW for everything else, as one optimizer."""

from collections import defaultdict
from collections.abc import Set
from typing import Any, Final

import torch
from torch import Tensor, nn

from spritedex.models.precision import has_bf16

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
                self._update(group["params"], group["lr"], group["weight_decay"])
        self.param_groups = [group for group in groups if not group.get("matrices")]
        try:
            super().step()
        finally:
            self.param_groups = groups
        return loss

    def _update(self, parameters: list[nn.Parameter], rate: float, decay: float) -> None:
        """Step all matrices, those of one shape together: on an accelerator, starting each operation costs most."""
        matrices: list[Tensor] = [parameter for parameter in parameters if parameter.grad is not None]
        if not matrices:
            return
        for matrix in matrices:
            state = self.state[matrix]
            if not state:
                state["step"], state["momentum"] = torch.tensor(0.0), torch.zeros_like(matrix)
            state["step"] += 1
        gradients = [matrix.grad for matrix in matrices if matrix.grad is not None]
        momenta = [self.state[matrix]["momentum"] for matrix in matrices]
        torch._foreach_lerp_(momenta, gradients, 1 - MOMENTUM)
        ahead = torch._foreach_lerp(gradients, momenta, MOMENTUM)
        alike: dict[torch.Size, list[tuple[Tensor, Tensor]]] = defaultdict(list)
        for matrix, direction in zip(matrices, ahead, strict=True):
            alike[direction.flatten(1).shape].append((matrix, direction.flatten(1)))
        torch._foreach_mul_(matrices, 1 - rate * decay)
        for shape, pairs in alike.items():
            together = orthogonal(torch.stack([direction for _, direction in pairs]))
            for (matrix, _), direction in zip(pairs, together, strict=True):
                matrix.add_(direction.view(matrix.shape), alpha=-rate * MATCH * max(shape) ** 0.5)


def orthogonal(matrix: Tensor) -> Tensor:
    """[..., M, N] -> the nearest semi-orthogonal matrices, about, by the Newton-Schulz iteration (in bf16 if fast)."""
    a, b, c = QUINTIC
    x = matrix.bfloat16() if has_bf16(matrix.device.type) else matrix.float()
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    tall = x.shape[-2] > x.shape[-1]
    x = x.mT if tall else x
    for _ in range(ROUNDS):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    result: Tensor = (x.mT if tall else x).to(matrix.dtype)
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
