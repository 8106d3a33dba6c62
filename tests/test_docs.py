"""The documents: their commands exist with options and settings, links lead to files, and the README to every page."""

import json
import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

import spritedex
from spritedex.architectures.catalogue import ARCHITECTURES, load_config
from spritedex.cli.app import app
from spritedex.config.named import PRESETS
from spritedex.errors import ConfigError
from tests.documents import PAGES, ROOT, by_name

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *PAGES]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
SHELLS = {"", "sh", "bash", "console"}
INLINE = re.compile(r"`(spritedex [^`]+)`")
LINK = re.compile(r"""\]\(([^)\s#]+)[^)]*\)|(?:src|href)=["']([^"'#]+)""")

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=by_name)


def commands(text: str) -> Iterator[list[str]]:
    """The words after `spritedex` of each command in a shell text: pipes, loops and continued lines are taken apart."""
    for line in text.replace("\\\n", " ").splitlines():
        if "spritedex " not in line:
            continue
        words: list[str] = []
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        for token in [*lexer, ";"]:
            if not set(token) <= set(";|&<>()"):
                words.append(token)
                continue
            if "spritedex" in (names := [Path(word).name for word in words]):
                yield words[names.index("spritedex") + 1 :]
            words = []


def problem(words: list[str], complete: bool) -> str:
    """What is wrong with a command, or an empty string; a `complete` one must have all that it needs."""
    command: Any = typer.main.get_command(app)
    name, words = "spritedex", list(words)
    while words and hasattr(command, "get_command") and not words[0].startswith("-"):
        name = words.pop(0)
        if (found := command.get_command(None, name)) is None:
            return f"no command {name!r}; there are {', '.join(command.list_commands(None))}"
        command = found
    known = {"-h", "--help"} | {option for param in command.params for option in (*param.opts, *param.secondary_opts)}
    options = {word.partition("=")[0] for word in words if re.match(r"--?[a-zA-Z]", word)}
    if unknown := options - known:
        return f"{name} has no option {', '.join(sorted(unknown))}"
    if complete and not options & {"-h", "--help", "--version"}:
        try:
            command.make_context(name, list(words))
        except Exception as error:
            return f"{name}: {error}"
    settings = [after for word, after in pairwise(words) if word == "--set" and "$" not in after]
    named = [after for word, after in pairwise(words) if word in ("--config", "-c")]
    if unknown := {name for name in named if "." not in name} - PRESETS.keys():
        return f"no configuration {', '.join(unknown)} ships"
    if name in ARCHITECTURES:
        try:
            load_config(name, {}, settings, yaml.safe_load)
        except ConfigError as error:
            return str(error)
    return ""


@each_document
def test_commands_exist_as_they_are_written(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    blocks = [block for language, block in FENCE.findall(text) if language in SHELLS]
    fenced = [(words, True) for block in blocks for words in commands(block)]
    prose = FENCE.sub("", text)
    inline = [
        (words, False)
        for span in INLINE.findall(prose)
        for words in list(commands(re.sub(r"…|\.\.\.|\s", " ", span) + " "))[:1]
    ]
    wrong = {" ".join(words): what for words, complete in fenced + inline if (what := problem(words, complete))}
    assert wrong == {}


@each_document
def test_links_lead_to_files(document: Path) -> None:
    targets = [first or second for first, second in LINK.findall(document.read_text(encoding="utf-8"))]
    relative = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in relative if not (document.parent / target).exists()] == []


def test_the_readme_links_every_page() -> None:
    links = {first or second for first, second in LINK.findall((ROOT / "README.md").read_text(encoding="utf-8"))}
    assert [page for page in map(by_name, PAGES) if page not in links] == []


def test_names_of_the_glossary_are_in_the_code() -> None:
    rows = re.findall(r"^\|.*\|(.*)\|$", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.M)
    names = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    code = " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert len(rows) >= 40
    assert names - set(re.findall(r"\w+", code)) == set()


def test_the_citation_names_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == spritedex.__version__


def test_the_check_itself_finds_what_is_wrong() -> None:
    text = "$ cat a.txt | WANDB_MODE=offline bin/spritedex generate - \\\n  -n 8 > out.txt && echo done # spritedex x"
    assert list(commands(text)) == [["generate", "-", "-n", "8"]]
    assert problem(["generate", "a fox", "-n", "8"], complete=True) == ""
    assert "no command 'paint'" in problem(["paint", "a fox"], complete=True)
    assert "no option --hue" in problem(["generate", "a fox", "--hue"], complete=False)
    assert "data.size: unknown key" in problem(["train", "cnn6", "--set", "data.size=3"], complete=True)
    assert "export" in problem(["export"], complete=True)
    assert problem(["export"], complete=False) == ""


def test_the_tables_of_scale_are_those_of_its_figures() -> None:
    from benchmarks.scale_page import FOLDER, with_tables

    page = (FOLDER / "scale.md").read_text(encoding="utf-8")
    assert with_tables(page, json.loads((FOLDER / "scale.json").read_text(encoding="utf-8"))) == page
