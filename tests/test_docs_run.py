"""Every code block of README.md and docs/ is run here or by tests/test_serve_docs.py, or the document says why not.

Blocks of a document are run in their order in one folder that holds the files they speak of. In the document, before a
block:

- `<!-- not run: REASON -->` leaves it out;
- `<!-- run with: OLD => NEW -->` replaces a text in it, so that it takes seconds;
- "Save as `NAME`" writes the block into that file.
"""

import ast
import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from PIL import Image

import spritedex
import spritedex.server
from spritedex.bundle.locate import find_named
from spritedex.bundle.verify import load_bundle
from spritedex.bundle.write import copy_bundle
from tests.documents import GENERATED, PAGES, ROOT, SERVED, SHELLS, blocks, by_name
from tests.pictures import BACK, FRONT, SECOND, SHINY, UPPER_HALF
from tests.shells import shell_path

DOCUMENTS = [ROOT / "README.md", *PAGES]
PUBLIC = {"spritedex": spritedex.__all__, "spritedex.server": spritedex.server.__all__}
BUNDLES = {"docs/bundles.md": {"my-reader": "reader", "my-generator": "decoder"}}
PATIENCE = 400
RUN = [
    document
    for document in DOCUMENTS
    if GENERATED not in document.parents
    and any(
        block.language in (*SHELLS, "python") and not block.not_run and document != SERVED for block in blocks(document)
    )
]


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawn_bestiary: Path) -> Iterator[Path]:
    """A folder with what the documents speak of, as the working directory; `spritedex` and `python` are the tests'."""
    folder = tmp_path / "workshop"
    for name in ("art", "sprites"):
        (folder / name).mkdir(parents=True)
    pictures = {"picture": FRONT, "sketch": FRONT, "fox": FRONT, "fox-2": SECOND, "fox-back": BACK, "owl": SHINY}
    pictures |= {"fox-shiny": SHINY, "art/fox": FRONT, "art/owl": SHINY, "mask": np.uint8(255) * UPPER_HALF}
    for name, pixels in pictures.items():
        Image.fromarray(pixels).save(folder / f"{name}.png")
    (folder / "prompts.txt").write_text("a green bird\na red fish\n")
    for name in ("constraints.txt", "docs"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "DIR").symlink_to(drawn_bestiary)
    monkeypatch.chdir(folder)
    with shell_path() as path:
        monkeypatch.setenv("PATH", path)
        yield folder


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the documents write commands for Linux and macOS")
@pytest.mark.parametrize("document", RUN, ids=by_name)
def test_blocks_do_what_they_say(document: Path, workshop: Path) -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    for name, bundle in BUNDLES.get(by_name(document), {}).items():
        copy_bundle(load_bundle(find_named(bundle)), workshop / name)
    for block in blocks(document):
        if block.saved_as:
            (workshop / block.saved_as).write_text(block.text)
        if block.not_run:
            continue
        if block.language == "python":
            exec(compile(block.text, f"{document.name}, line {block.line}", "exec"), names)
        if block.language in SHELLS:
            command = ["bash", "-ec", block.text]
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
            assert done.returncode == 0, f"line {block.line}: {block.text}{done.stdout[-500:]}{done.stderr}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=by_name)
def test_data_blocks_can_be_read(document: Path) -> None:
    for block in blocks(document):
        match block.language:
            case "yaml":
                assert isinstance(yaml.safe_load(block.text), dict)
            case "json":
                assert all(json.loads(line) for line in block.text.splitlines())
            case "csv":
                assert len({len(row) for row in csv.reader(block.text.splitlines())}) == 1
            case language:
                assert language in ("", "python", *SHELLS), f"line {block.line}: no test reads {language} blocks"


@pytest.mark.parametrize("document", DOCUMENTS, ids=by_name)
def test_code_uses_what_is_public_only(document: Path) -> None:
    private = []
    for block in blocks(document):
        if block.language != "python":
            continue
        for node in ast.walk(ast.parse(block.text)):
            if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "spritedex":
                public = PUBLIC.get(str(node.module), [])
                private += [f"{node.module}.{alias.name}" for alias in node.names if alias.name not in public]
            if isinstance(node, ast.Import):
                private += [alias.name for alias in node.names if alias.name.startswith("spritedex.")]
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "spritedex":
                private += [node.attr] if node.attr not in spritedex.__all__ else []
    assert private == []
