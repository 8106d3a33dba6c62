"""Tables in the C sources of decompiled games: entries `[SPECIES_X] = { .field = value, ... }`. Knows no meaning."""

import re
from collections.abc import Mapping
from typing import Final

_COMMENT: Final = re.compile(r'"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/', re.S)
_STRING: Final = re.compile(r'"((?:\\.|[^"\\\n])*)"')
_NAME: Final = re.compile(r"\b[A-Za-z_]\w*\b")
_DEFINE: Final = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)(\([\w\s,.]*\))?[ \t]*((?:[^\n\\]|\\\n|\\.)*)", re.M)
_MOST_CALLS: Final = 8
_LONGEST: Final = 2**17
_SETS_FIELD: Final = re.compile(r"\.\w+\s*=")
_CALL: Final = re.compile(r"\b([A-Z][A-Z0-9_]*)\s*\(")
_ENUM_LINE: Final = re.compile(r"^\s*(\w+)\s*(?:=\s*(\w+)\s*)?,?\s*$")
_CHOICE: Final = re.compile(r"[^?{},]*\?([^:{}]*):[^,{}]*")


def without_comments(text: str) -> str:
    """The source without comments; strings stay."""
    return _COMMENT.sub(lambda match: match.group() if match.group().startswith('"') else " ", text)


def entries(text: str, prefix: str) -> dict[str, str]:
    """The entries of a designated initializer by name without `prefix` -> the source between it and the next entry.

    The first of two entries of one name counts.

    >>> entries("[SPECIES_ABRA] = {.a = 1}, [SPECIES_MUK] = {.a = 2},", "SPECIES_")
    {'ABRA': ' {.a = 1}, ', 'MUK': ' {.a = 2},'}
    """
    heads = list(re.finditer(rf"\[{prefix}(\w+)\]\s*=", text))
    found: dict[str, str] = {}
    for head, end in zip(heads, [*(head.start() for head in heads[1:]), len(text)], strict=False):
        found.setdefault(head[1], text[head.end() : end])
    return found


def field(body: str, name: str) -> str:
    """The value of the first `.name =` in an entry, up to the comma or bracket that ends it; empty if there is none.

    >>> field('{ .types = MON_TYPES(A, B), .height = 7 }', "types"), field('{ .height = 7 }', "height")
    ('MON_TYPES(A, B)', '7')
    """
    start = re.search(rf"\.{name}\s*=", body)
    if not start:
        return ""
    depth, place = 0, start.end()
    while place < len(body):
        if string := _STRING.match(body, place):
            place = string.end()
            continue
        if body[place] in "({[":
            depth += 1
        elif body[place] in ")}]":
            depth -= 1
        if depth < 0 or (depth == 0 and body[place] == ","):
            break
        place += 1
    return body[start.end() : place].strip()


def strings(value: str) -> str:
    r"""The string literals in a value, joined as C joins them; `\n` and the like stay as they are written.

    >>> strings('_("A seed"\n" grows.")')
    'A seed grows.'
    """
    return "".join(_STRING.findall(value)).replace('\\"', '"')


def names(value: str, prefix: str, macros: Mapping[str, str] | None = None) -> list[str]:
    """The names in a value that begin with `prefix`; of a choice `test ? one : other` those of the first.

    A macro in the value is replaced by what it stands for in `macros`.

    >>> names("{ TYPE_A, P_NEW >= GEN_6 ? TYPE_FAIRY : TYPE_B }", "TYPE_")
    ['TYPE_A', 'TYPE_FAIRY']
    >>> names("MON_TYPES(TYPE_A, SECOND)", "TYPE_", {"SECOND": "TYPE_B"})
    ['TYPE_A', 'TYPE_B']
    """
    if macros:
        value = _NAME.sub(lambda match: macros.get(match.group(), match.group()), value)
    return [name for name in _NAME.findall(_CHOICE.sub(r" \1 ", value)) if name.startswith(prefix)]


def number(value: str) -> int | None:
    """A plain number, of a choice the first; None for anything else."""
    match = re.fullmatch(r"\(?\s*(-?\d+)\s*\)?", _CHOICE.sub(r" \1 ", value).strip())
    return int(match[1]) if match else None


def without_macros(text: str) -> str:
    """The source without the definitions of macros, whose fields are no entry's."""
    return _DEFINE.sub("", text)


def macros(text: str) -> dict[str, str]:
    """Macros without arguments -> what they stand for; the first definition of a name counts."""
    found: dict[str, str] = {}
    for name, parameters, value in _DEFINE.findall(text):
        if not parameters and value.strip():
            found.setdefault(name, value.replace("\\\n", " ").strip())
    return found


def calls(text: str) -> dict[str, tuple[list[str], str]]:
    """Macros with arguments that set fields -> the names of the arguments and what the macro stands for.

    The first definition counts; macros of any number of arguments are left out."""
    found: dict[str, tuple[list[str], str]] = {}
    for name, parameters, value in _DEFINE.findall(text):
        if parameters and "..." not in parameters and _SETS_FIELD.search(value):
            listed = [word.strip() for word in parameters.strip("()").split(",")]
            found.setdefault(name, (listed, value.replace("\\\n", " ").strip()))
    return found


def expanded(body: str, known: Mapping[str, tuple[list[str], str]]) -> str:
    """The source with the macros in `known` that are called in it put in their place, at most eight of them.

    >>> expanded("INFO(FIRE, 7)", {"INFO": (["kind", "tall"], "{ .types = { TYPE_##kind }, .height = tall }")})
    '{ .types = { TYPE_FIRE }, .height = 7 }'
    """
    for _ in range(_MOST_CALLS):
        call = next((match for match in _CALL.finditer(body) if match[1] in known), None)
        if not call or len(body) > _LONGEST:
            break
        arguments, end = _arguments(body, call.end())
        parameters, value = known[call[1]]
        values = dict(zip(parameters, arguments, strict=False))
        value = _NAME.sub(lambda match, values=values: values.get(match.group(), match.group()), value)  # type: ignore[misc]
        body = body[: call.start()] + re.sub(r"\s*##\s*", "", value) + body[end:]
    return body


def _arguments(text: str, place: int) -> tuple[list[str], int]:
    """The arguments from behind an opening bracket, and where the source goes on behind the closing one."""
    depth, start, found = 1, place, []
    while place < len(text) and depth:
        if string := _STRING.match(text, place):
            place = string.end()
            continue
        depth += (text[place] in "({[") - (text[place] in ")}]")
        if depth == 0 or (depth == 1 and text[place] == ","):
            found.append(text[start:place].strip())
            start = place + 1
        place += 1
    return found, place


def constants(text: str, prefix: str) -> dict[str, int]:
    """Numbers of an enum or of plain definitions, by name without `prefix`.

    >>> constants("enum {\\n DEX_NONE,\\n DEX_ABRA = 63,\\n DEX_KADABRA,\\n}", "DEX_")
    {'NONE': 0, 'ABRA': 63, 'KADABRA': 64}
    """
    found: dict[str, int] = {}
    for name, value in macros(text).items():
        if name.startswith(prefix) and (given := number(value)) is not None:
            found[name.removeprefix(prefix)] = given
    following = 0
    for line in text.split("\n"):
        match = _ENUM_LINE.match(line)
        if not match or not match[1].startswith(prefix):
            continue
        if match[2]:
            known = found.get(match[2].removeprefix(prefix))
            following = int(match[2]) if match[2].isdigit() else following if known is None else known
        found.setdefault(match[1].removeprefix(prefix), following)
        following += 1
    return found
