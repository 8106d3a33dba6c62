"""The C allocator while training on CPUs. Knows nothing else."""

import ctypes
import sys
from typing import Final

_MMAP_THRESHOLD: Final = -3
_TRIM_THRESHOLD: Final = -1
_KEEP: Final = 2**30
_KEEP_BEFORE_2_35: Final = 2**25


def keep_freed_memory() -> None:
    """Let glibc hold on to freed memory, up to 1 GiB a piece, for the next step to use; before glibc 2.35, 32 MiB.

    By default each large tensor is mapped anew, and the kernel clears its pages: that took 40 % of a training step of
    cnn6 at 512 px. Elsewhere than on Linux with glibc nothing is done.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        if not mallopt(_MMAP_THRESHOLD, _KEEP):
            mallopt(_MMAP_THRESHOLD, _KEEP_BEFORE_2_35)
        mallopt(_TRIM_THRESHOLD, _KEEP)
