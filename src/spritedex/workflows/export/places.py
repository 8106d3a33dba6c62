"""Where an export reads from and writes to: checked before torch is imported, which takes seconds."""

from pathlib import Path

from spritedex.errors import TrainingError
from spritedex.workflows.files import check_folder


def check_places(run: Path, out: Path) -> None:
    """Raises TrainingError if there is no run, or `out` is not empty; UsageError if it cannot be written."""
    if not any((folder / "run.json").is_file() for folder in (run, run.parent)):
        raise TrainingError(
            f"{run} is not a run folder (no readable run.json); name a folder that `spritedex train` wrote, such as "
            "runs/NAME"
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise TrainingError(f"{out} already exists; remove it or choose another folder")
    check_folder(out.parent)
