"""Depthwise convolution with a backward pass that is fast on CPUs in bf16. Knows no network.

oneDNN computes the forward pass and the unit-stride input gradient in bf16 many times faster than the gradients of a
strided or a 5x5 depthwise convolution, so those are computed from the fast operations. Elsewhere (float32, other
devices) PyTorch's own gradients are used. Same results up to rounding.
"""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_SMALL = 64


class DepthwiseConv(nn.Conv2d):
    """x [B, C, H, W] -> [B, C, H', W']: one kernel a channel, square, without bias."""

    def __init__(self, channels: int, kernel: int, stride: int, padding: int) -> None:
        super().__init__(channels, channels, kernel, stride, padding, groups=channels, bias=False)
        self.step, self.border = stride, padding

    def forward(self, x: Tensor) -> Tensor:
        weight = self.weight
        if x.device.type == "cpu" and torch.is_autocast_enabled("cpu") and not torch.compiler.is_compiling():
            dtype = torch.get_autocast_dtype("cpu")
            x, weight = x.to(dtype), weight.to(dtype)
        if x.device.type == "cpu" and x.dtype == torch.bfloat16 and torch.is_grad_enabled():
            out: Tensor = _FastBackward.apply(x, weight, self.step, self.border)
            return out
        return F.conv2d(x, weight, None, self.step, self.border, groups=self.groups)


class _FastBackward(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, stride: int, padding: int) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.stride, ctx.padding = stride, padding
        with torch.autocast("cpu", enabled=False):
            return F.conv2d(x, weight, None, stride, padding, groups=len(weight))

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, Tensor | None, None, None]:
        x, weight = ctx.saved_tensors
        gradient = gradients[0].contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", enabled=False):
            to_input = (
                _input_gradient(gradient, weight, x, ctx.stride, ctx.padding) if ctx.needs_input_grad[0] else None
            )
            to_weight = _weight_gradient(gradient, weight, x, ctx.stride, ctx.padding)
        return to_input, to_weight, None, None


def _input_gradient(gradient: Tensor, weight: Tensor, x: Tensor, stride: int, padding: int) -> Tensor:
    """The transposed convolution as a plain one: zeros between the gradients, the kernel flipped."""
    kernel = weight.shape[-1]
    high, wide = (x.shape[i] + 2 * padding - kernel + 1 for i in (2, 3))
    if stride > 1:
        spread = gradient.new_zeros(*gradient.shape[:2], high, wide).contiguous(memory_format=torch.channels_last)
        spread[:, :, ::stride, ::stride] = gradient
        gradient = spread
    return F.conv2d(gradient, weight.flip(2, 3), None, 1, kernel - 1 - padding, groups=len(weight))


def _weight_gradient(gradient: Tensor, weight: Tensor, x: Tensor, stride: int, padding: int) -> Tensor:
    kernel, places = weight.shape[-1], gradient.shape[2] * gradient.shape[3]
    if kernel > 3 and places <= _SMALL:
        return _by_products(gradient, x, kernel, stride, padding)
    wide = kernel > 3
    operands = [tensor.float() if wide else tensor for tensor in (gradient, x, weight)]
    found: Tensor = torch.ops.aten.convolution_backward(
        *operands, None, [stride] * 2, [padding] * 2, [1, 1], False, [0, 0], len(weight), [False, True, False]
    )[1]
    return found.to(weight.dtype)


def _by_products(gradient: Tensor, x: Tensor, kernel: int, stride: int, padding: int) -> Tensor:
    """All products of an input position with an output position, summed over the batch; then those that the kernel
    connects."""
    channels, (high, wide) = x.shape[1], gradient.shape[2:]
    padded = F.pad(x, [padding] * 4)
    columns = padded.shape[3]
    places = padded.permute(1, 2, 3, 0).flatten(1, 2)
    products = torch.bmm(places, gradient.permute(1, 0, 2, 3).flatten(2)).flatten(1)
    taps, down, across = torch.arange(kernel), torch.arange(high), torch.arange(wide)
    row = stride * down[None, None, :, None] + taps[:, None, None, None]
    column = stride * across[None, None, None, :] + taps[None, :, None, None]
    joined = (row * columns + column) * (high * wide) + down[None, None, :, None] * wide + across
    summed = products[:, joined.flatten()].view(channels, kernel * kernel, high * wide).sum(2, dtype=torch.float32)
    return summed.view(channels, 1, kernel, kernel).to(x.dtype)
