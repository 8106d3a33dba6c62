"""The bodies of requests to the API. Know no model and no limit that a setting can change."""

from difflib import get_close_matches
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from spritedex.runtime.options import MOST_GUIDANCE, MOST_STAGES, MOST_STEPS
from spritedex.runtime.text import MAX_CHARACTERS
from spritedex.server import examples
from spritedex.sprites.codec import MAX_BYTES
from spritedex.sprites.palette_files import MAX_ENTRIES
from spritedex.vocabulary import BODIES, COLORS, SIZE_WORDS, TYPES
from spritedex.workflows.generate.request import MOST_CANDIDATES, MOST_FRAMES, MOST_SPRITES, MOST_TRIES
from spritedex.workflows.sprites.export import MOST_SCALE

MAX_SEED: Final = 2**53 - 1
"""The largest integer that every JSON parser reads exactly."""

_LONGEST_NAME: Final = 40
_MOST_NAMED: Final = 8

Format = Literal[
    "png", "gba", "ds", "gbc", "showdown", "essentials", "tuxemon", "aseprite", "sheet", "godot", "tiled", "gif",
    "apng", "palette", "contact", "species",
]  # fmt: skip
Text = Annotated[str, Field(max_length=MAX_CHARACTERS)]
Type = Annotated[str, Field(max_length=40, json_schema_extra={"enum": [*TYPES]})]
Color = Annotated[str, Field(max_length=40, json_schema_extra={"enum": ["", *COLORS]})]
Shape = Annotated[str, Field(max_length=40, json_schema_extra={"enum": ["", *BODIES]})]
Size = Annotated[str, Field(max_length=40, json_schema_extra={"enum": ["", *SIZE_WORDS]})]
Palette = Annotated[
    list[Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$")]], Field(min_length=1, max_length=MAX_ENTRIES)
]
Base64 = Annotated[str, Field(max_length=MAX_BYTES * 4 // 3 + 200)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _known_fields(cls, values: Any) -> Any:
        """One error for all unknown fields: a large body could have many thousands."""
        unknown = [name for name in values if name not in cls.model_fields] if type(values) is dict else []
        if unknown:
            said = []
            for name in (name[:_LONGEST_NAME] for name in unknown[:_MOST_NAMED]):
                near = get_close_matches(name, cls.model_fields, 1)
                said.append(f"unknown field {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
            more = len(unknown) - _MOST_NAMED
            raise ValueError("; ".join([*said, f"and {more:,} more"] if more > 0 else said))
        return values


class SpriteRequest(_Request):
    """What to draw: needs at least one of prompt, types, color, shape, size, between, variation_of and evolve."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.SPRITE_REQUEST})

    prompt: Annotated[Text, Field(description="A sentence that describes the creature.")] = ""
    count: Annotated[
        int, Field(ge=1, le=MOST_SPRITES, description="Number of sprites; their seeds count up from `seed`.")
    ] = 1
    seed: Annotated[int, Field(ge=0, le=MAX_SEED, description="The same seed gives the same sprite.")] = 0
    style: Annotated[
        Literal["pixel", "artwork", "menu", ""] | None,
        Field(description="null: pixel if the model draws it, else its own. Empty: any style."),
    ] = None
    types: Annotated[list[Type], Field(max_length=18, description="One or two of the 18 types.")] = []
    color: Annotated[Color, Field(description="The main color.")] = ""
    shape: Annotated[Shape, Field(description="The shape of the body.")] = ""
    size: Annotated[Size, Field(description="The size of the creature.")] = ""
    negative_prompt: Annotated[Text, Field(description="What not to draw.")] = ""
    num_steps: Annotated[int | None, Field(ge=1, le=MOST_STEPS, description="null: the model's default.")] = None
    guidance_scale: Annotated[float | None, Field(ge=0, le=MOST_GUIDANCE, description="null: the model's default.")] = (
        None
    )
    back: Annotated[bool, Field(description="Draw it from behind.")] = False
    shiny: Annotated[bool, Field(description="Draw it in rare colors.")] = False
    init: Annotated[Base64 | None, Field(description="A picture to start from, in base64 or as a data URL.")] = None
    strength: Annotated[
        float | None,
        Field(gt=0, le=1, description="How much of it to redraw. null: 0.6, for a variation 0.5, with a mask 1."),
    ] = None
    mask: Annotated[
        Base64 | None, Field(description="The part of a 64x64 `init` to redraw: white, or opaque on transparent.")
    ] = None
    between: Annotated[
        list[Text] | None,
        Field(min_length=2, max_length=2, description="Two prompts; draw the steps from one to the other."),
    ] = None
    frames: Annotated[
        int | None, Field(ge=2, le=MOST_FRAMES, description="Number of pictures for `between`. null: 8.")
    ] = None
    variation_of: Annotated[Base64 | None, Field(description="A PNG that Spritedex drew; draw variations of it.")] = (
        None
    )
    line: Annotated[
        int | None, Field(ge=2, le=MOST_STAGES, description="Draw so many stages of an evolution line with each seed.")
    ] = None
    evolve: Annotated[
        Base64 | None,
        Field(description="A creature; draw what it evolves into. One that Spritedex drew needs no prompt."),
    ] = None
    best_of: Annotated[
        int | None, Field(ge=1, le=MOST_CANDIDATES, description="Draw this many and keep the best `count`.")
    ] = None
    novel: Annotated[bool, Field(description="Try further seeds while the sprite looks like a known creature.")] = False
    tries: Annotated[
        int | None, Field(ge=1, le=MOST_TRIES, description="The most seeds that `novel` tries for a sprite. null: 10.")
    ] = None
    format: Annotated[
        Format | None,
        Field(description="A whole creature with back and shiny colors, as files for a game. null: one PNG."),
    ] = None
    palette: Annotated[Palette | None, Field(description="Draw in these colors only.")] = None
    sketch: Annotated[
        str, Field(max_length=64, description='The sketch to begin at; by the prompt if empty, "none" for none.')
    ] = ""
    attention: Annotated[bool, Field(description="Also answer how much each word counts, and where.")] = False


class ExportRequest(_Request):
    """A creature's pictures, in base64 or as data URLs, and the format to write them in."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.EXPORT_REQUEST})

    format: Format = "png"
    name: Annotated[str, Field(max_length=60, description="The creature's name, used in file names.")] = "creature"
    front: Base64
    back: Base64 | None = None
    shiny: Annotated[Base64 | None, Field(description="The same front, pixel for pixel, in shiny colors.")] = None
    second: Annotated[Base64 | None, Field(description="A second frame of the front.")] = None
    ground: Annotated[
        Literal["auto", "clear", "keep"],
        Field(description="Clear a plain ground: where it is plain, more readily, never."),
    ] = "auto"
    palette: Annotated[Palette | None, Field(description="Take these colors only.")] = None
    scale: Annotated[
        int, Field(ge=1, le=MOST_SCALE, description="Pixels of a side for each pixel: png, gif and apng only.")
    ] = 1
