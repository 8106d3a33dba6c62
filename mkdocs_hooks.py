"""Hooks of mkdocs: files from outside docs/ that the documents link to become part of the site.

The documents are written for the repository's own browser; here their links and lists are adapted, nothing else.
"""

import os
import re
from pathlib import Path, PurePosixPath
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent
FOLDER = PurePosixPath("project")
PAGES = ("README.md", "CONTRIBUTING.md", "LOG.md", "CHANGELOG.md", "SECURITY.md", "space/README.md")
FILES = ("LICENSE", "LICENSE-APACHE", "NOTICE", "CITATION.cff", "Dockerfile", "examples/client.py")

_FENCES = re.compile(r"^(```.*?^```)$", re.M | re.S)
_LINK = re.compile(r"(\]\()([^)\s#:]+)([^)\s]*\))")
_NESTED = re.compile(r"^ {2,3}(?=[-*] |\d+\. )", re.M)


def on_files(files: Files, config: Any) -> Files:
    """Add the files from outside docs/, in the folder project/ of the site."""
    for name in PAGES:
        page = File.generated(config, _in_site(name), content=(ROOT / name).read_text(encoding="utf-8"))
        files.append(page)
    for name in FILES:
        files.append(File.generated(config, _in_site(name), content=(ROOT / name).read_bytes()))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Links lead to the files' places in the site; nested lists get the four spaces that Python-Markdown needs."""
    place = PurePosixPath(page.file.src_uri)
    home = PurePosixPath(*place.parts[1:]).parent if place.parts[0] == str(FOLDER) else "docs" / place.parent

    def moved(link: re.Match[str]) -> str:
        target = os.path.normpath(ROOT / home / link[2])
        try:
            name = Path(target).relative_to(ROOT).as_posix()
        except ValueError:
            return link[0]
        there = name.removeprefix("docs/") if name.startswith("docs/") else _in_site(name)
        return f"{link[1]}{os.path.relpath(there, place.parent).replace(os.sep, '/')}{link[3]}"

    parts = _FENCES.split(markdown)
    parts[::2] = [_NESTED.sub("    ", _LINK.sub(moved, part)) for part in parts[::2]]
    return "".join(parts)


def _in_site(name: str) -> str:
    return (FOLDER / name).as_posix()
