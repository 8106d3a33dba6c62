"""A pack: one file with the pictures, records and split that a painter is trained on. Knows no source.

A ZIP archive with `pack.json` (schema, number of pictures, SHA-256 of the other members), `records.json` (creatures,
and pictures that name one by its place), `sprites.bin` (their PNG files of 64x64, one after the other), `split.json`
and `CREDITS.md`.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import numpy as np
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from spritedex.data.collect import no_style
from spritedex.data.credits import CREDITS
from spritedex.data.records import Bestiary, Facts, Medium, Record, has_field
from spritedex.data.records import Field as Needed
from spritedex.data.splits import Split
from spritedex.data.words import Words
from spritedex.errors import DataError, first_fault, unread
from spritedex.sprites.codec import RGBA
from spritedex.vocabulary import MAX_TYPES, TYPES, Style

SCHEMA: Final = 1
MOST_PICTURES: Final = 200_000
_HEAD: Final = "pack.json"
_LIMITS: Final = {
    _HEAD: 2**16,
    "records.json": 2**27,
    "sprites.bin": 2**29,
    "split.json": 2**24,
    CREDITS: 2**22,
}
"""The members, and the most bytes of each that are read."""
_MOST_BYTES: Final = 2**29
_SIGNATURE: Final = b"PK\x03\x04"
_NAME_AT: Final = 26  # after the signature: where the name of the first member begins
_INDEXED: Final = 256
_DAMAGED: Final = "make it again with: spritedex data pack"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Creature(_Model):
    number: int
    name: str = ""
    types: Annotated[tuple[str, ...], Field(max_length=MAX_TYPES)] = ()
    text: str = ""
    family: int
    facts: Facts = Facts()
    words: Words | None = None


class _Picture(_Model):
    creature: Annotated[int, Field(ge=0)]
    size: Annotated[int, Field(ge=1)]
    key: str
    style: Style
    medium: Medium = ""
    pose: Literal["front", "back"] = "front"
    shiny: bool = False
    sex: str = ""
    frame: int = 0
    source: str = ""
    license: str = ""
    author: str = ""
    group: str = ""


class _Records(_Model):
    creatures: tuple[_Creature, ...]
    pictures: Annotated[tuple[_Picture, ...], Field(max_length=MOST_PICTURES)]


class _Head(_Model):
    schema_version: Literal[1] = SCHEMA
    pictures: int
    sha256: dict[str, str]


@dataclass(frozen=True, slots=True)
class Pack:
    """What a pack holds; the image of each record is the bytes of a PNG of 64x64."""

    records: tuple[Record, ...]
    split: Split
    credits: str


def compact_png(rgba: RGBA) -> bytes:
    """uint8 [H, W, 4] -> the bytes of a PNG, indexed where 256 colors are enough; what is clear loses its color."""
    shown = np.ascontiguousarray(np.where(rgba[..., 3:] > 0, rgba, 0).astype(np.uint8))
    colors, indices = np.unique(shown.view(np.uint32), return_inverse=True)
    buffer = io.BytesIO()
    if len(colors) > _INDEXED:
        Image.fromarray(shown).save(buffer, "PNG", compress_level=9)
    else:
        table = colors.view(np.uint8).reshape(-1, 4)
        picture = Image.fromarray(indices.reshape(rgba.shape[:2]).astype(np.uint8), "P")
        picture.putpalette(table[:, :3].tobytes())
        bits = next(bits for bits in (1, 2, 4, 8) if len(colors) <= 2**bits)
        picture.save(buffer, "PNG", transparency=table[:, 3].tobytes(), bits=bits, compress_level=9)
    return buffer.getvalue()


def pack_bytes(pack: Pack) -> bytes:
    """The file of a pack, the same for the same pack."""
    creatures: dict[_Creature, int] = {}
    pictures, sprites = [], []
    for record in pack.records:
        assert isinstance(record.image, bytes)
        creature = _Creature(**{name: getattr(record, name) for name in _Creature.model_fields})
        own = {name: getattr(record, name) for name in _Picture.model_fields if name not in ("creature", "size")}
        place = creatures.setdefault(creature, len(creatures))
        pictures.append(_Picture(creature=place, size=len(record.image), **own))
        sprites.append(record.image)
    records = _Records(creatures=tuple(creatures), pictures=tuple(pictures))
    members = {
        "records.json": records.model_dump_json(exclude_defaults=True).encode(),
        "sprites.bin": b"".join(sprites),
        "split.json": pack.split.to_json().encode(),
        CREDITS: pack.credits.encode(),
    }
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in members.items()}
    head = _Head(pictures=len(pictures), sha256=hashes).model_dump_json(indent=1).encode()
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in {_HEAD: head, **members}.items():
            entry = zipfile.ZipInfo(name)  # of 1980, so that the same pack is the same file
            method = zipfile.ZIP_STORED if name == "sprites.bin" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data, method)
    return file.getvalue()


def is_pack(path: Path) -> bool:
    """Whether a file begins as a pack does; False if it cannot be read."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            start = file.read(len(_SIGNATURE) + _NAME_AT + len(_HEAD))
        return start.startswith(_SIGNATURE) and start.endswith(_HEAD.encode())
    except OSError:
        return False


def read_pack(path: Path) -> Pack:
    """Raises DataError if the file cannot be read, is damaged, or holds more than a pack may."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise DataError(f"{path}: larger than {_MOST_BYTES // 2**20} MiB; make smaller packs")
        with zipfile.ZipFile(path) as archive:
            members = {name: _member(archive, name, limit) for name, limit in _LIMITS.items()}
        head = _Head.model_validate_json(members.pop(_HEAD))
        wrong = [name for name, data in members.items() if head.sha256.get(name) != hashlib.sha256(data).hexdigest()]
        if wrong:
            raise ValueError(f"{wrong[0]} was changed")
        records = _Records.model_validate_json(members["records.json"])
        made = tuple(_records(records, members["sprites.bin"]))
        return Pack(made, Split.from_json(members["split.json"].decode()), members[CREDITS].decode())
    except OSError as error:
        raise unread(path, error, "check the path and permissions") from None
    except ValidationError as error:
        place, reason = first_fault(error)
        raise DataError(f"{path}: not a pack of schema {SCHEMA} ({place}: {reason}); {_DAMAGED}") from None
    except (ValueError, KeyError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"{path}: a damaged pack ({error}); {_DAMAGED}") from None


def read_bestiary_of(path: Path, need: Collection[Needed], styles: Collection[Style], strict: bool) -> Bestiary:
    """The records of a pack that are of `styles` and have what is needed, with its split. Raises DataError."""
    pack = read_pack(path)
    there = {record.style for record in pack.records}
    if there and not there & set(styles):
        raise no_style(str(path), styles, there)
    kept = [
        record for record in pack.records if record.style in styles and all(has_field(record, field) for field in need)
    ]
    return Bestiary(str(path), tuple(kept), split=pack.split).require(strict)


def _member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    if archive.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{name} is compressed in another way")
    with archive.open(name) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"{name} holds more than {limit} bytes")
    return data


def _records(records: _Records, sprites: bytes) -> Sequence[Record]:
    """Raises ValueError if a picture names no creature, a type is unknown, or the sprites are too few or too many."""
    made, start = [], 0
    for picture in records.pictures:
        if picture.creature >= len(records.creatures):
            raise ValueError(f"{picture.key} names no creature")
        creature = records.creatures[picture.creature]
        image, start = sprites[start : start + picture.size], start + picture.size
        values: dict[str, Any] = {name: getattr(creature, name) for name in _Creature.model_fields}
        values |= {name: getattr(picture, name) for name in _Picture.model_fields if name not in ("creature", "size")}
        made.append(Record(image=image, **values))
    if start != len(sprites):
        raise ValueError("its sprites do not fit its records")
    if unknown := {name for creature in records.creatures for name in creature.types} - set(TYPES):
        raise ValueError(f"unknown type {min(unknown)!r}")
    return made
