"""The credits of a pack's pictures, as open licenses ask for them. Know no pixels."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from spritedex.data.records import Record

CREDITS: Final = "CREDITS.md"
"""The file of a pack, a run and a bundle."""

_CC: Final = "https://creativecommons.org"
_TEXTS: Final = {
    "CC0-1.0": f"{_CC}/publicdomain/zero/1.0/",
    "CC-BY-3.0": f"{_CC}/licenses/by/3.0/",
    "CC-BY-4.0": f"{_CC}/licenses/by/4.0/",
    "CC-BY-SA-3.0": f"{_CC}/licenses/by-sa/3.0/",
    "CC-BY-SA-4.0": f"{_CC}/licenses/by-sa/4.0/",
    "Apache-2.0": "https://www.apache.org/licenses/LICENSE-2.0",
    "MIT": "https://opensource.org/license/mit",
}
_HEAD: Final = """# Credits

The pictures below were fitted to 64x64 pixels: cut, enlarged or shrunk, and set on a clear ground.
"""


def credits_of(records: Iterable[Record]) -> str:
    """Markdown: how many pictures of each source have which license and maker, and where the licenses are."""
    counts = Counter((record.source, record.license, record.author) for record in records)
    lines = [_HEAD]
    for source in sorted({source for source, _, _ in counts}):
        lines.append(f"## {source or 'artworks'}\n")
        rows = sorted(row for row in counts if row[0] == source)
        lines += [_line(license_name, author, counts[source, license_name, author]) for _, license_name, author in rows]
        lines.append("")
    used = sorted({license_name for _, license_name, _ in counts} & _TEXTS.keys())
    lines += ["## Licenses\n", *(f"- {name}: <{_TEXTS[name]}>" for name in used), ""] if used else []
    return "\n".join(lines)


def _line(license_name: str, author: str, count: int) -> str:
    pictures = "1 picture" if count == 1 else f"{count:,} pictures"
    return f"- {pictures} by {author}, {license_name}" if author else f"- {pictures}, {license_name}"
