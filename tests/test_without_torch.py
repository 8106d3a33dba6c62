"""The light half: in an environment made by `pip install .`, no torch is there and none is needed."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv-runtime" / "bin" / "python"

pytestmark = pytest.mark.skipif(not PYTHON.is_file(), reason="no light environment; make test makes it")


@pytest.fixture
def light(tmp_path: Path) -> Callable[..., str]:
    def run(*args: str) -> str:
        env = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        done = subprocess.run(
            [str(PYTHON), *args], capture_output=True, text=True, cwd=tmp_path, timeout=120, check=False, env=env
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_no_heavy_package_is_installed(light: Callable[..., str]) -> None:
    installed = {entry["name"].lower() for entry in json.loads(light("-m", "pip", "list", "--format", "json"))}
    assert not installed & {"torch", "torchvision", "timm", "lightning", "transformers", "scikit-learn", "matplotlib"}
    assert {"spritedex", "onnxruntime"} <= installed


def test_package_imports_and_names_what_it_offers(light: Callable[..., str]) -> None:
    out = light("-c", "import spritedex, sys; print(len(spritedex.TYPES), 'onnxruntime' in sys.modules)")
    assert out.split() == ["18", "False"]


def test_generate_then_classify(light: Callable[..., str], tmp_path: Path) -> None:
    drawn = json.loads(light("-m", "spritedex.cli.app", "generate", "a red bird", "--out", "sprites", "--json"))
    assert drawn
    assert list((tmp_path / "sprites").glob("*.png"))
    read = light("-m", "spritedex.cli.app", "classify", "sprites", "--json")
    assert json.loads(read)
    assert light("-m", "spritedex.cli.app", "describe", "sprites", "--quiet").startswith(("a ", "an "))


def test_training_says_what_to_install(tmp_path: Path) -> None:
    done = subprocess.run(
        [str(PYTHON), "-m", "spritedex.cli.app", "train", "cnn6", "--data", "."],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert 'in the checkout, pip install -c constraints.txt ".[train]"' in done.stderr
    assert "Traceback" not in done.stderr


def test_full_environment_has_no_torchvision() -> None:
    from importlib.metadata import distributions

    names = {distribution.metadata["Name"].lower() for distribution in distributions()}
    assert not names & {"torchvision", "timm"}
