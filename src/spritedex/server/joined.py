"""The page's modules and styles joined to one file each: a browser asks for two and not for sixty. Knows no HTTP.

A module becomes a function that gives its exports, after those that it imports: the order, and what is hidden in a
module, stay as they are. Comments that take whole lines are left out.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_IMPORT: Final = re.compile(r'^import \{ ([^}]+) \} from "\./([\w-]+\.js)";$', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:async )?(?:function\*?|const|class) ([\w$]+))", re.MULTILINE)
_OTHER: Final = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_COMMENT: Final = re.compile(r"^ *(?:/\*\*(?:(?!\*/).)*\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)


def join_modules(folder: Path, first: str) -> str:
    """The module `first` of a folder with all that it imports, as one module.

    Raises ValueError for an import or export in a form that is not known here, and for modules that import each other.
    """
    joined: dict[str, str] = {}
    _add(folder, first, joined, ())
    return "\n".join(joined.values())


def join_styles(files: Iterable[Path]) -> str:
    """Style sheets in this order, as one."""
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def _add(folder: Path, name: str, joined: dict[str, str], importing: tuple[str, ...]) -> None:
    if name in joined:
        return
    if name in importing:
        raise ValueError(f"{name}: imports itself, by way of {', '.join(importing)}")
    text = (folder / name).read_text(encoding="utf-8")
    for _, other in _IMPORT.findall(text):
        _add(folder, other, joined, (*importing, name))
    exports = ", ".join(_EXPORT.findall(text))
    body = _EXPORT.sub("", _IMPORT.sub(_taken, _COMMENT.sub("", text)))
    if found := _OTHER.search(body):
        raise ValueError(f"{name}: not known here: {found[0]}")
    joined[name] = f"const {_variable(name)} = (() => {{\n{body}return {{ {exports} }};\n}})();"


def _taken(found: re.Match[str]) -> str:
    names, module = found.groups()
    return f"const {{ {names.replace(' as ', ': ')} }} = {_variable(module)};"


def _variable(name: str) -> str:
    return "module_" + name.removesuffix(".js").replace("-", "_")
