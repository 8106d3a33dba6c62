"""The site that `make docs` builds: no warning, every public name, all code, and nothing loaded from elsewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import spritedex
from tests.documents import PAGES, ROOT, blocks

EXTERNAL = re.compile(r"""<(?:script|link|img|iframe)[^>]*(?:src|href)=["'](?:https?:)?//[^"']+""")
REFERENCE = re.compile(r"^::: spritedex\.(\w+)$", re.M)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("mkdocs", reason="mkdocs is not installed (pip install .[docs])")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_reference_has_every_public_name_once() -> None:
    names = [name for page in (ROOT / "docs" / "api").glob("*.md") for name in REFERENCE.findall(page.read_text())]
    assert sorted(names) == sorted(name for name in spritedex.__all__ if not name.startswith("__"))


def test_every_page_and_its_code_is_in_the_site(site: Path) -> None:
    for page in PAGES:
        place = site / page.relative_to(ROOT / "docs")
        built = place.with_name("index.html" if place.stem == "README" else f"{place.stem}.html")
        code = built.read_text(encoding="utf-8").count("<pre")
        assert code >= len(blocks(page)), page


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    loaded = {found for page in site.rglob("*.html") for found in EXTERNAL.findall(page.read_text(encoding="utf-8"))}
    assert loaded == set()
