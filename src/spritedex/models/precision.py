"""Where a machine computes in bf16. Where it does not, bf16 is emulated, many times slower than fp32."""

from typing import Final

import torch

_ON_CPU: Final = torch.ops.mkldnn._is_mkldnn_bf16_supported()


def has_bf16(device_type: str) -> bool:
    """Whether a device of this type ("cpu", "cuda") computes in bf16."""
    return torch.cuda.is_bf16_supported() if device_type == "cuda" else bool(_ON_CPU)
