"""The help of every command: flags without a type, arguments in capital letters, no line broken in the wrong place."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from spritedex.cli.commands import COMMANDS, Commands

WIDTH = 78
"""What fits into a terminal of 80 characters, in the margins of the help."""


def all_commands() -> Iterator[tuple[str, Any]]:
    root = Commands(name="spritedex")
    for name in COMMANDS:
        command = root.get_command(None, name)
        for inner in getattr(command, "commands", {}):
            yield f"{name} {inner}", command.get_command(None, inner)
        if not hasattr(command, "commands"):
            yield name, command


@pytest.mark.parametrize("name", ["generate", "classify", "data", "data check", "export", "sprite export", "serve"])
def test_flags_are_plain_and_arguments_in_capital_letters(name: str, spritedex: Callable[..., Any]) -> None:
    shown = spritedex(*name.split(), "--help").stdout
    assert "--help" in shown
    assert "<bool>" not in shown
    assert "{" not in shown
    assert "[[" not in shown


def test_no_paragraph_of_help_is_broken_twice() -> None:
    broken = []
    for name, command in all_commands():
        for paragraph in inspect.cleandoc(command.help or "").split("\n\n")[1:]:
            lines = paragraph.splitlines()
            if (len(lines) > 1 or paragraph.startswith("    ")) and max(map(len, lines)) > WIDTH:
                broken.append((name, paragraph))
    assert not broken
