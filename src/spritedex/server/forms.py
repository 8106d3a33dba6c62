"""Forms with files (multipart/form-data, RFC 7578): bytes to parts, in one pass. Know no route."""

import re
from dataclasses import dataclass
from typing import Final

from spritedex.server.problems import Refusal
from spritedex.server.schemas import Detail

_BOUNDARY: Final = re.compile(r";\s*boundary=(?:\"([^\"\\]{1,70})\"|([^\s\";,]{1,70}))\s*(?:;|$)", re.I)
_NAME: Final = re.compile(rb";\s*name=(?:\"((?:[^\"\\]|\\.)*)\"|([^\s\";]+))", re.I)
_FILE_NAME: Final = re.compile(rb";\s*filename=(?:\"((?:[^\"\\]|\\.)*)\"|([^\s\";]+))", re.I)
_DISPOSITION: Final = re.compile(rb"^content-disposition:[ \t]*form-data([^\r\n]*)", re.I | re.M)
_LONGEST_HEAD: Final = 4096
_MOST_PARTS: Final = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a form: its field's `name`, the name of its file, None if it is no file, and its content."""

    name: str
    file_name: str | None
    data: bytes


def read_form(body: bytes, content_type: str) -> list[Part]:
    """The parts of a form, in their order. Raises Refusal if it is damaged, has no boundary, or too many parts."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise Refusal(400, "the form has no boundary")
    delimiter = b"\r\n--" + (found[1] or found[2]).encode("latin-1")
    body = b"\r\n" + body
    # In a file of a part it must not stand (RFC 2046, 5.1.1), and the expression below is slow where it nearly matches.
    if body.count(delimiter) > _MOST_PARTS + 1:
        raise Refusal(400, f"the form has its boundary more than {_MOST_PARTS:,} times; send fewer pictures")
    parts: list[Part] = []
    start = None
    for cut in re.finditer(re.escape(delimiter) + rb"(--)?[ \t]{0,64}(?:\r\n|$)", body):
        if start is not None:
            parts.append(_part(body[start : cut.start()]))
        if cut[1]:
            return parts
        start = cut.end()
    raise Refusal(400, "the form is cut short")


def files_of(parts: list[Part], field: str) -> list[Part]:
    """The files of a field. Raises Refusal if there is none, or a part of that field is no file."""
    found = [part for part in parts if part.name == field]
    if not found:
        raise Refusal.of([Detail(where=f"body.{field}", what="is missing")])
    if any(part.file_name is None for part in found):
        raise Refusal.of([Detail(where=f"body.{field}", what="must be files")])
    return found


def _part(text: bytes) -> Part:
    head, middle, data = text.partition(b"\r\n\r\n")
    disposition = _DISPOSITION.search(head) if middle and len(head) <= _LONGEST_HEAD else None
    name = _value(_NAME, disposition[1]) if disposition else None
    if disposition is None or name is None:
        raise Refusal(400, "a part of the form has no name")
    return Part(name, _value(_FILE_NAME, disposition[1]), data)


def _value(pattern: re.Pattern[bytes], text: bytes) -> str | None:
    found = pattern.search(text)
    if found is None:
        return None
    value = found[1] if found[1] is not None else found[2]
    return value.replace(b'\\"', b'"').decode(errors="replace")
