"""One name a thing: words that the glossary replaced stay away, and only front ends write an option as `--option`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "spritedex"
REPLACED = re.compile(r"\b(?:told|untold|wish|hear|heard)\b", re.IGNORECASE)
BELOW = ("workflows", "training", "runtime", "data", "models", "metrics", "bundle", "sketches", "sprites")
OPTION = re.compile(r"(?<![-\w])--[a-z]")


def texts(*suffixes: str) -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in suffixes and "bundles" not in path.parts:
            yield str(path.relative_to(SOURCE)), path.read_text(encoding="utf-8")


def test_no_replaced_word_is_in_code_or_page() -> None:
    found = [
        (name, match[0]) for name, text in texts(".py", ".js", ".html", ".css") for match in REPLACED.finditer(text)
    ]
    assert not found


def test_only_front_ends_word_options() -> None:
    found = [
        (name, node.value)
        for name, text in texts(".py")
        if name.split("/")[0] in BELOW
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and OPTION.search(node.value)
    ]
    assert not found
