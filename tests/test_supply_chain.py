"""What may be installed: locks with hashes that say the same as the pins, and the lists of what is installed."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.documents import ROOT

LOCKS = sorted((ROOT / "locks").glob("*.txt"))


def name_of(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[(]", requirement.strip(), maxsplit=1)[0]).lower()


def versions(text: str) -> dict[str, str]:
    """The pins of a lock or of the constraints, by name."""
    pins = (
        line.split(";")[0].rstrip(" \\").partition("==") for line in text.splitlines() if re.match("[a-zA-Z]", line)
    )
    return {name_of(name): version for name, _, version in pins}


def project() -> dict[str, list[str]]:
    """What each extra needs; the empty one is what everybody needs."""
    document = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {"": document["dependencies"], **document["optional-dependencies"]}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_has_the_pinned_versions_with_hashes_and_names_no_place(lock: Path) -> None:
    text = lock.read_text()
    pinned = versions((ROOT / "constraints.txt").read_text())
    for name, version in versions(text).items():
        assert pinned.get(name, version) == version, f"{name}: run `make locks`"
    for entry in re.split(r"\n(?=[a-z])", text.partition("\n#    make locks\n")[2]):
        assert "--hash=sha256:" in entry
    assert not re.search(r"://|--index|--find-links|@ ", text)


@pytest.mark.parametrize(("lock", "extras"), [("runtime", [""]), ("serve", ["", "serve"]), ("dev", None)])
def test_a_lock_has_all_that_its_extras_need(lock: str, extras: list[str] | None) -> None:
    locked = versions((ROOT / "locks" / f"{lock}.txt").read_text())
    needed = {
        name_of(each) for extra, names in project().items() if extras is None or extra in extras for each in names
    }
    assert needed - locked.keys() - {"torch"} == set(), "run `make locks`"
    assert not {name for name in locked if name.startswith(("cuda-", "nvidia-"))}


def test_no_document_or_message_installs_from_an_index_that_has_no_spritedex() -> None:
    files = [
        ROOT / "README.md",
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "space").iterdir(),
    ]
    for path in files:
        assert not re.search(r"pip install [^\n]*\bspritedex(\[|\b(?!-))", path.read_text(encoding="utf-8")), path


def test_sbom_and_licenses_name_every_installed_package(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "locks" / "sbom.py", "--out", tmp_path], check=True, capture_output=True)
    document = json.loads((tmp_path / "sbom.cdx.json").read_text())
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    assert document["metadata"]["component"]["name"] == "spritedex"
    found = {component["name"]: component for component in document["components"]}
    assert found["pillow"]["purl"] == f"pkg:pypi/pillow@{found['pillow']['version']}"
    assert all(component["licenses"] for component in found.values())
    needs = {each["ref"]: each["dependsOn"] for each in document["dependencies"]}
    assert found["numpy"]["bom-ref"] in needs[document["metadata"]["component"]["bom-ref"]]
    lines = (tmp_path / "licenses.md").read_text().splitlines()
    assert len(lines) == len(found) + 3
    assert any(line.startswith("| numpy |") and "BSD" in line for line in lines)
