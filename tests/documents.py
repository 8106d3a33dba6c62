"""The documents and their code blocks."""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((ROOT / "docs").rglob("*.md"))
GENERATED = ROOT / "docs" / "benchmarks"
"""Reports: the one command in each made it from real data."""
SERVED = ROOT / "docs" / "serve.md"
SHELLS = ("sh", "bash")
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```", re.M | re.S)
_MARK = re.compile(r"<!-- (not run|run with): (.+?) -->")
_SAVE = re.compile(r"Save as `([\w.-]+)`")


@dataclass(frozen=True)
class Block:
    """A code block, its text changed as its marks say; tests/test_docs_run.py describes the marks."""

    language: str
    text: str
    line: int
    not_run: str = ""
    saved_as: str = ""


def blocks(document: Path) -> list[Block]:
    """Of one document, in their order. A mark that changes nothing fails."""
    text = document.read_text(encoding="utf-8")
    found, end = [], 0
    for fence in _FENCE.finditer(text):
        before, end = text[end : fence.start()], fence.end()
        code, reason = textwrap.dedent(fence[3]), ""
        for kind, words in _MARK.findall(before):
            if kind == "not run":
                reason = words
                continue
            old, new = words.split(" => ")
            assert old in code, f"{document.name}: {old!r} is not in the block after it"
            code = code.replace(old, new)
        saved = _SAVE.findall(_MARK.sub("", before).rstrip().rpartition("\n\n")[2])
        line = text[: fence.start()].count("\n") + 2
        found.append(Block(fence[2], code, line, reason, saved[0] if saved else ""))
    return found


def by_name(path: Path) -> str:
    """The path of a document as tests name it."""
    return path.relative_to(ROOT).as_posix()
