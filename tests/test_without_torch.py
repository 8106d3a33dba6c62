"""The light half: in an environment made by `pip install .`, no torch is there and none is needed."""

import json
import os
import re
import subprocess
import tomllib
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


@pytest.fixture(scope="module")
def bestiary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("light")
    subprocess.run([str(PYTHON), "-m", "spritedex", "data", "sample", "d", "--species", "30"], cwd=folder, check=True)
    return folder


@pytest.mark.parametrize(
    ("command", "extra"),
    [
        ("train cnn6 --data d", "train"),
        ("train painter --data d", "train"),
        ("export reader --words d --out exported", "train"),
        ("evaluate classifier --data d --model reader", "train"),
        ("evaluate classifier --data d --model reader --part all --out report", "train"),
        ("evaluate generator --data d --model painter", "train"),
        ("benchmark classifier --data d --model-config mine=reader --without-test --out report", "train"),
        ("data stats d --plot plot.png", "train"),
        ("serve", "serve"),
        ("classify d --on ray --out read", "ray"),
        ("generate fox --on ray", "ray"),
        ("classify d --model hub:owner/name", ""),
    ],
)
def test_what_needs_an_extra_says_so_in_one_line(command: str, extra: str, bestiary: Path) -> None:
    done = subprocess.run(
        [str(PYTHON), "-m", "spritedex", *command.split()],
        capture_output=True, text=True, cwd=bestiary, timeout=120, check=False,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith("error: ")
    assert not extra or last.endswith(
        f'needs the extra "{extra}": in the checkout, pip install -c constraints.txt ".[{extra}]"'
    )


def test_modules_of_every_extra_are_known() -> None:
    from importlib.metadata import packages_distributions

    from spritedex.cli.extras import MODULES

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    brought = {re.split(r"[>\[]", line)[0].lower() for extra in MODULES for line in extras[extra]}
    installed = packages_distributions()
    known = {name.lower() for each in MODULES.values() for module in each for name in installed.get(module, [module])}
    assert {name.replace("_", "-") for name in brought} <= {name.replace("_", "-") for name in known}


def test_full_environment_has_no_torchvision() -> None:
    from importlib.metadata import distributions

    names = {distribution.metadata["Name"].lower() for distribution in distributions()}
    assert not names & {"torchvision", "timm"}
