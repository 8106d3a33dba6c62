"""Shared fixtures: where the real data is, a drawn bestiary, and the command line as a subprocess."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with the real data; the test is skipped where it is missing."""
    path = Path(os.environ.get("SPRITEDEX_DATA", ROOT.parent / "shared" / "data"))
    if not (path / "pokedex" / "pokemon.csv").is_file():
        pytest.skip(f"no real data at {path} (set SPRITEDEX_DATA)")
    return path


@pytest.fixture(scope="session")
def drawn_bestiary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small bestiary drawn by our own code, as a folder with metadata.csv."""
    from spritedex.data.drawn import write_drawn_bestiary

    folder = tmp_path_factory.mktemp("drawn")
    write_drawn_bestiary(folder, species=36, seed=0)
    return folder


@pytest.fixture
def spritedex() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `spritedex ARGS...` in a subprocess: spritedex("classify", path, input=b"...", cwd=...)."""

    def run(*args: object, input: bytes | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "spritedex.cli.app", *map(str, args)],
            input=input,
            capture_output=True,
            cwd=cwd,
            timeout=600,
            env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
        )
        return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
