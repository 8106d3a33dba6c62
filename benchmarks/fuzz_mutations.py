"""Inputs made wrong: bytes, texts and JSON with random changes. Knows no door that they are put to."""

import json
import struct
import zlib
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

_NUMBERS: Final = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)
_WORDS: Final = (
    "", "0", "-1", "1e400", "-0.0", "1e-320", ".inf", ".nan", "NaN", "null", "true", "~", "[]", "{}", "[[[[", "{{",
    "&a [*a]", "*a",
    "<<: *a", "!!binary x", "!!timestamp 2020-13-45", "!!python/object:os.system", "2020-02-30", "0o777",
    "1_000",
    "9" * 25, "\u202e", "\x00", "\x1b]0;x\x07", "\ud7ff", "é", "ﷺ" * 20, "🦎", "%s%n", "../..", "/dev/zero", "C:\\con",
    "=1+1",
    "a" * 3000, '"', "'", "\\", "\r\n", "---", "...", "|", ">", "#", "? ", "- ", "\t", "\ufeff",
)  # fmt: skip
_VALUES: Final[tuple[Any, ...]] = (
    None, True, -1, 0, 1, 2**31, 2**53, 2**64, -(2**63), 10**30, 0.5, -0.0, 1e308, 1e-320, "", "a", "\x00", "\u202e",
    "x" * 3000,
    "é" * 50, "1", "NaN", [], {}, [[]], [None], {"a": {}}, [0] * 500, "data:image/png;base64,", "AAAA", "../x", "=1",
)  # fmt: skip


def changed_bytes(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """`data` after one to six random changes; pieces of `others` may come in."""
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        data = random.choice(_CHANGES)(random, data, others)
    return data


def changed_text(random: Random, text: str) -> str:
    """`text` with words, numbers and lines replaced, doubled, moved or left out."""
    lines = text.split("\n")
    for _ in range(random.choice((1, 1, 2, 4))):
        place = random.randrange(len(lines))
        line = lines[place]
        kind = random.randrange(6)
        if kind == 0:
            key, colon, _ = line.partition(": ")
            lines[place] = f"{key}{colon}{random.choice(_WORDS)}"
        elif kind == 1:
            lines.insert(place, random.choice(lines))
        elif kind == 2 and len(lines) > 1:
            del lines[place]
        elif kind == 3:
            lines[place] = " " * random.randrange(9) + line.strip()
        elif kind == 4:
            cut = random.randrange(len(line) + 1)
            lines[place] = line[:cut] + random.choice(_WORDS) + line[cut:]
        else:
            lines[place] = line * random.choice((2, 50))
    return "\n".join(lines)


def changed_json(random: Random, data: bytes) -> bytes:
    """A JSON document with values replaced, left out, renamed or nested; now and then no JSON any more."""
    if random.random() < 0.15:
        return changed_bytes(random, data, (data,))
    value = json.loads(data)
    for _ in range(random.choice((1, 1, 2, 3))):
        value = _changed_value(random, value)
    return json.dumps(value, ensure_ascii=random.random() < 0.8).encode(errors="surrogatepass")


def _changed_value(random: Random, value: Any) -> Any:
    keys: Any = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    inner = list(keys)
    if not inner or random.random() < 0.15:
        if random.random() < 0.1:
            for _ in range(random.choice((5, 200))):
                value = [value]
            return value
        return random.choice(_VALUES)
    key = random.choice(inner)
    if random.random() < 0.7:
        value[key] = _changed_value(random, value[key])
    elif isinstance(value, dict):
        taken = value.pop(key)
        if random.random() < 0.5:
            value[random.choice((key.upper(), key + "s", "", "x" * 300, "__class__"))] = taken
    elif random.random() < 0.5:
        value += value[:200]
    else:
        del value[key]
    return value


def _flip(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 2, 8, 40))):
        if changed:
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _number(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    form = random.choice(("<B", "<H", ">H", "<I", ">I"))
    size = struct.calcsize(form)
    if len(data) < size:
        return data
    # The head of a file says how large it is.
    place = random.randrange(min(len(data) - size + 1, random.choice((64, len(data)))))
    number = random.choice(_NUMBERS) & (2 ** (8 * size) - 1)
    return data[:place] + struct.pack(form, number) + data[place + size :]


def _cut(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _leave_out(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    place = random.randrange(len(data) + 1)
    return data[:place] + data[place + random.choice((1, 4, 30, 300)) :]


def _double(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    place = random.randrange(len(data) + 1)
    piece = data[place : place + random.choice((1, 8, 60, 1000))]
    return data[:place] + piece * random.choice((2, 3, 100)) + data[place:]


def _splice(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = random.choice(others) if others else b""
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other) + 1) :]


def _insert(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    place = random.randrange(len(data) + 1)
    piece = random.choice((random.choice(_WORDS).encode(errors="replace"), random.randbytes(random.choice((1, 4, 64)))))
    return data[:place] + piece + data[place:]


def _png_chunks(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """The chunks of a PNG changed, doubled or moved, with their checksums right again."""
    if not data.startswith(b"\x89PNG"):
        return _flip(random, data, others)
    chunks, place = [], 8
    while place + 12 <= len(data):
        length = int.from_bytes(data[place : place + 4])
        chunks.append((data[place + 4 : place + 8], data[place + 8 : place + 8 + length]))
        place += 12 + length
    if not chunks:
        return data
    which = random.randrange(len(chunks))
    kind, body = chunks[which]
    choice = random.randrange(4)
    if choice == 0 and kind == b"IDAT":
        try:
            body = zlib.compress(_flip(random, zlib.decompress(body), others))
        except zlib.error:
            body = _flip(random, body, others)
        chunks[which] = kind, body
    elif choice <= 1:
        chunks[which] = kind, random.choice((_flip, _number, _cut, _double))(random, body, others)
    elif choice == 2:
        chunks.insert(random.randrange(len(chunks) + 1), (kind, body))
    else:
        random.shuffle(chunks)
    return data[:8] + b"".join(
        len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4) for kind, body in chunks
    )


_CHANGES: Final[tuple[Callable[[Random, bytes, Sequence[bytes]], bytes], ...]] = (
    _flip, _flip, _number, _number, _cut, _leave_out, _double, _splice, _insert, _png_chunks, _png_chunks,
)  # fmt: skip
