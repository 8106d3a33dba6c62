"""Where an export reads from and writes to: checked before torch is imported, which takes seconds."""

import os
from pathlib import Path

from spritedex.errors import OptionError
from spritedex.workflows.files import check_folder


def check_places(run: Path, out: Path) -> None:
    """Raises OptionError if there is no run, or `out` is not empty; UsageError if it cannot be written."""
    if not any((folder / "run.json").is_file() for folder in (run, run.parent)):
        reason = "is not a run folder (no readable run.json); name a folder that `spritedex train` wrote, as runs/NAME"
        raise OptionError("run", reason, run)
    check_new_folder(out)


def check_new_folder(out: Path) -> None:
    """Raises OptionError if there is more than an empty folder; UsageError if no folder can be made there."""
    if os.path.lexists(out) and (not out.is_dir() or any(out.iterdir())):
        raise OptionError("out", f"{out} is there already; remove it, or choose another folder")
    check_folder(out.parent)
