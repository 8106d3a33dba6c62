"""Wesnoth's markup language: tags with values, no macros expanded. Knows no unit."""

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

_TAG: Final = re.compile(r"\s*\[(/?)\+?([a-z_]+)\]\s*(?:#.*)?")
_VALUE: Final = re.compile(r"\s*([a-z_]+)\s*=(.*)", re.S)
_QUOTED: Final = re.compile(r'"((?:[^"]|"")*)"')
_DEFINE: Final = re.compile(r"^[ \t]*#define\b.*?^[ \t]*#enddef\b[^\n]*", re.M | re.S)
_DEEPEST: Final = 32
_LONGEST: Final = 200  # lines of one value


@dataclass(slots=True)
class Tag:
    """A tag: its values by key, and the tags in it in their order."""

    name: str
    values: dict[str, str] = field(default_factory=dict)
    children: list["Tag"] = field(default_factory=list)

    def all(self, name: str) -> list["Tag"]:
        """The tags of a name directly inside this one."""
        return [child for child in self.children if child.name == name]


def parse(text: str) -> Tag:
    """A file -> one tag without a name that holds its tags. A text in several quoted parts is joined.

    What is no tag and no value, such as a macro, is left out; a tag that is never closed ends with the file, and one
    deeper than 32 others is taken as a neighbour.

    >>> parse('[unit_type]\\n id=Bat\\n name= _ "Bat"\\n[/unit_type]').all("unit_type")[0].values
    {'id': 'Bat', 'name': 'Bat'}
    """
    root = Tag("")
    stack = [root]
    lines = iter(_DEFINE.sub("", text).split("\n"))
    for line in lines:
        if tag := _TAG.fullmatch(line):
            if not tag[1]:
                child = Tag(tag[2])
                stack[-1].children.append(child)
                if len(stack) <= _DEEPEST:
                    stack.append(child)
            elif len(stack) > 1 and stack[-1].name == tag[2]:
                stack.pop()
        elif value := _VALUE.fullmatch(line):
            stated = value[2]
            for following in islice(lines, _LONGEST if _goes_on(stated) else 0):
                stated += "\n" + following
                if not _goes_on(stated):
                    break
            stack[-1].values.setdefault(value[1], _plain(stated))
    return root


def _goes_on(stated: str) -> bool:
    return stated.count('"') % 2 == 1 or stated.rstrip().endswith("+")


def _plain(stated: str) -> str:
    quoted = _QUOTED.findall(stated)
    if quoted:
        return " ".join("".join(quoted).replace('""', '"').split())
    return stated.partition("#")[0].strip()
