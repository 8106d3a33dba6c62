"""The page's types name the fields of the API's documents, and no others."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from pydantic import BaseModel

import spritedex
from spritedex.runtime.options import GenerationOptions
from spritedex.server import requests, schemas

TYPES = (Path(spritedex.__file__).parent / "server" / "page" / "types.d.ts").read_text(encoding="utf-8")
DOCUMENTS = TYPES.partition("// What modules share")[0]
INTERFACES = {
    name: set(re.findall(r"^  (\w+)\??:", body, re.M))
    for name, body in re.findall(r"^export interface (\w+) \{\n(.*?)^\}", DOCUMENTS, re.M | re.S)
}
OTHER_NAMES = {"SpriteData": "Sprite", "Word": "WordAttention"}


def test_options_are_those_of_the_generator() -> None:
    assert INTERFACES["Options"] == {field.name for field in fields(GenerationOptions)}


@pytest.mark.parametrize("name", sorted({*INTERFACES} - {"Options"}))
def test_an_interface_has_the_fields_of_its_schema(name: str) -> None:
    module = requests if name.endswith("Request") else schemas
    schema: type[BaseModel] = getattr(module, OTHER_NAMES.get(name, name))
    assert INTERFACES[name] == {*schema.model_fields}
