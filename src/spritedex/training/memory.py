"""Settings of the C allocator for training on CPUs."""

import ctypes
import sys
from typing import Final

_MMAP_THRESHOLD: Final = -3
_TRIM_THRESHOLD: Final = -1
_KEEP: Final = 2**30
_KEEP_BEFORE_2_35: Final = 2**25


def keep_freed_memory() -> None:
    """Let glibc keep freed blocks of up to 1 GiB (32 MiB before glibc 2.35) for the next step.

    By default it maps each large tensor again, and the kernel clears its pages: that took 40 % of a training step of
    cnn6 at 512 px. Does nothing on other systems than Linux with glibc.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        if not mallopt(_MMAP_THRESHOLD, _KEEP):
            mallopt(_MMAP_THRESHOLD, _KEEP_BEFORE_2_35)
        mallopt(_TRIM_THRESHOLD, _KEEP)
