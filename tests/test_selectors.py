"""The selectors of the page's tests name classes and ids that the page has, so that none waits a minute in vain."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import spritedex

PAGE = Path(spritedex.__file__).parent / "server" / "page"
TESTS = [Path(__file__).with_name("browsing.py"), *sorted(Path(__file__).parent.glob("test_studio_*.py"))]
TAKE_SELECTORS = {
    "check", "click", "eval_on_selector", "eval_on_selector_all", "fill", "focus", "get_attribute", "go", "hover",
    "inner_text", "input_value", "is_hidden", "is_visible", "locator", "press", "select_option", "set_input_files",
    "text_content", "type", "uncheck", "wait_for_selector",
}  # fmt: skip
COMMENT = re.compile(r"/\*.*?\*/|<!--.*?-->|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)
SAID = re.compile(r"""'[^']*'|"[^"]*"|text=.*""")
ASKED = re.compile(r"""querySelector(?:All)?\(["'`]([^"'`]+)""")
COLOR = re.compile(r"#[0-9a-f]{6}")


def selectors(test: Path) -> Iterator[tuple[int, str]]:
    """What a test looks for, by its line: in Playwright's words, and in those of the page."""
    for node in ast.walk(ast.parse(test.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            asked = node.args[0] if node.func.attr in TAKE_SELECTORS else None
            for each in ast.walk(asked) if asked else ():
                if isinstance(each, ast.Constant) and isinstance(each.value, str) and not COLOR.fullmatch(each.value):
                    yield node.lineno, each.value
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ((node.lineno, found) for found in ASKED.findall(node.value))


def test_every_class_and_id_is_one_of_the_page() -> None:
    texts = (path.read_text("utf-8") for path in PAGE.iterdir() if path.suffix in (".css", ".html", ".js"))
    known = {word for text in texts for word in re.findall(r"[a-z][\w-]*", COMMENT.sub("", text))}
    named = {
        (test.name, line, name)
        for test in TESTS
        for line, selector in selectors(test)
        for name in re.findall(r"[.#]([a-z][a-z\d-]*)", SAID.sub("", selector))
    }
    assert len({name for *_, name in named}) > 100
    assert sorted(each for each in named if each[-1] not in known) == []
