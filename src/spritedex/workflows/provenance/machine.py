"""What a measurement or a training run ran on. Knows no model."""

import os
import platform
from importlib import metadata, util
from pathlib import Path
from typing import Final

LIBRARIES: Final = ("spritedex", "onnxruntime", "numpy", "pillow", "torch", "lightning")


def machine_facts() -> dict[str, str]:
    """Processor, cores, memory, system and versions; neither the machine's name nor any folder."""
    allowed = getattr(os, "sched_getaffinity", None)
    facts = {
        "processor": _processor(),
        "cores used": str(len(allowed(0)) if allowed else os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }
    if threads := os.environ.get("OMP_NUM_THREADS"):
        facts["OMP_NUM_THREADS"] = threads
    for name in LIBRARIES:
        if util.find_spec("PIL" if name == "pillow" else name):
            facts[name] = metadata.version(name)
    return facts


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def machine_line() -> str:
    """The same in a few words: how many cores of which processor."""
    facts = machine_facts()
    return f"{facts['cores used']} cores of {facts['processor']}"
