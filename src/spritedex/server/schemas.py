"""What the API takes and gives. Knows no model, and no limit that a server can be started with."""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from spritedex.runtime.options import MOST_GUIDANCE, MOST_STEPS
from spritedex.runtime.text import MAX_CHARACTERS
from spritedex.server import examples
from spritedex.sprites.codec import MAX_BYTES
from spritedex.vocabulary import BODIES, COLORS, SIZE_WORDS, TYPES
from spritedex.workflows.generate.plan import MOST_CANDIDATES, MOST_FRAMES, MOST_SPRITES, MOST_TRIES

MAX_SEED: Final = 2**53 - 1
"""The largest whole number that every reader of JSON holds exactly."""

Format = Literal["png", "gba", "ds", "showdown", "essentials", "aseprite", "sheet"]
Text = Annotated[str, Field(max_length=MAX_CHARACTERS)]
Type = Annotated[str, Field(max_length=40, json_schema_extra={"enum": [*TYPES]})]
Color = Annotated[str, Field(max_length=40, json_schema_extra={"enum": ["", *COLORS]})]
Shape = Annotated[str, Field(max_length=40, json_schema_extra={"enum": ["", *BODIES]})]
Size = Annotated[str, Field(max_length=40, json_schema_extra={"enum": ["", *SIZE_WORDS]})]
Base64 = Annotated[str, Field(max_length=MAX_BYTES * 4 // 3 + 200)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _known_fields(cls, values: Any) -> Any:
        """One error for all unknown fields: a large body could hold a million."""
        unknown = (
            next((name for name in values if name not in cls.model_fields), None) if type(values) is dict else None
        )
        if unknown is not None:
            raise ValueError(f"unknown field {unknown[:40]!r}")
        return values


class SpriteRequest(_Request):
    """What to draw: at least one of prompt, types, color, shape, size, between and variation_of."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.SPRITE_REQUEST})

    prompt: Annotated[Text, Field(description="A sentence that says what to draw.")] = ""
    count: Annotated[int, Field(ge=1, le=MOST_SPRITES, description="Sprites, with seeds from `seed` up.")] = 1
    seed: Annotated[int, Field(ge=0, le=MAX_SEED, description="The same seed gives the same sprite.")] = 0
    style: Annotated[Literal["pixel", "artwork", "menu", ""], Field(description="Empty: any.")] = "pixel"
    types: Annotated[list[Type], Field(max_length=18, description="One or two of the 18 types.")] = []
    color: Annotated[Color, Field(description="The main color.")] = ""
    shape: Annotated[Shape, Field(description="The shape of its body.")] = ""
    size: Annotated[Size, Field(description="How large it is.")] = ""
    negative_prompt: Annotated[Text, Field(description="What not to draw.")] = ""
    num_steps: Annotated[int | None, Field(ge=1, le=MOST_STEPS, description="null: the model's own.")] = None
    guidance_scale: Annotated[float | None, Field(ge=0, le=MOST_GUIDANCE, description="null: the model's own.")] = None
    back: Annotated[bool, Field(description="From behind.")] = False
    shiny: Annotated[bool, Field(description="In rare colors.")] = False
    init: Annotated[Base64 | None, Field(description="A picture to begin with, in base64 or as a data URL.")] = None
    strength: Annotated[
        float | None,
        Field(gt=0, le=1, description="How much of it to paint anew: 0.6; 0.5 of variations, 1 with a mask."),
    ] = None
    mask: Annotated[
        Base64 | None, Field(description="White, or opaque on clear: what of a 64x64 `init` to redraw.")
    ] = None
    between: Annotated[
        list[Text] | None, Field(min_length=2, max_length=2, description="Go from one prompt to another.")
    ] = None
    frames: Annotated[int | None, Field(ge=2, le=MOST_FRAMES, description="Pictures of `between`: 8.")] = None
    variation_of: Annotated[Base64 | None, Field(description="A PNG that Spritedex wrote, to vary.")] = None
    best_of: Annotated[
        int | None, Field(ge=1, le=MOST_CANDIDATES, description="Draw so many, keep the best `count`.")
    ] = None
    novel: Annotated[bool, Field(description="Try further seeds while it looks like a known creature.")] = False
    tries: Annotated[int | None, Field(ge=1, le=MOST_TRIES, description="Seeds that `novel` may try: 10.")] = None
    format: Annotated[
        Format | None, Field(description="A creature with back and shiny colors as a game has it; null: one PNG.")
    ] = None
    attention: Annotated[bool, Field(description="Also say how much each word counts, and where.")] = False


class ExportRequest(_Request):
    """A creature's pictures, in base64 or as data URLs, and the format to write them in."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.EXPORT_REQUEST})

    format: Format = "png"
    name: Annotated[str, Field(max_length=60, description="The creature's name, as files take it.")] = "creature"
    front: Base64
    back: Base64 | None = None
    shiny: Annotated[Base64 | None, Field(description="The front, pixel for pixel, in its shiny colors.")] = None
    second: Annotated[Base64 | None, Field(description="A second frame of the front.")] = None


class Detail(BaseModel):
    """One thing that is wrong."""

    where: str
    what: str


class ProblemDocument(BaseModel):
    """What went wrong, as RFC 9457 has it."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.PROBLEM})

    type: str
    title: str
    status: int
    detail: str
    errors: list[Detail] = []


class File(BaseModel):
    """A file: its relative path with forward slashes, and its bytes in base64."""

    name: str
    media_type: str
    data: str


class Identity(BaseModel):
    """The name of a bundle, and the SHA-256 of its manifest."""

    name: str
    sha256: str


class Known(BaseModel):
    """A known species, and how like it is: a cosine in [-1, 1]."""

    number: int
    name: str
    similarity: float
    types: list[str]


class WordAttention(BaseModel):
    """A word of the prompt, how much it counts in all, in [0, 1], and where, rows from the top."""

    word: str
    share: float
    heatmap: list[list[float]]


class Sprite(BaseModel):
    """A sprite, what made it, and what the classifier saw in it; `files` are its PNG, or those of its format."""

    prompt: str
    seed: int
    options: dict[str, Any]
    bundle: Identity
    classifier: Identity | None
    types: list[str] = []
    probabilities: dict[str, float] = {}
    nearest: list[Known] = []
    palette: list[str] | None = None
    shiny_palette: list[str] | None = None
    format: str | None = None
    score: float | None = None
    novel: dict[str, Any] | None = None
    notes: list[str] = []
    files: list[File]
    words: list[WordAttention] | None = None


class SpriteAnswer(BaseModel):
    """The sprites, what should be known of them, and what could not be drawn."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.SPRITE_ANSWER})

    sprites: list[Sprite]
    notes: list[str]
    problems: list[Detail]


class Queued(BaseModel):
    """So many requests go before this one."""

    waiting: int


class Progress(BaseModel):
    """The picture of `seed` after `step` of `num_steps`, as a PNG in base64; after a finished one both are 0.

    `finished` of `total` pictures are done."""

    seed: int
    finished: int
    total: int
    step: int
    num_steps: int
    preview: str


class Note(BaseModel):
    """What should be known of the pictures that were read."""

    text: str


class End(BaseModel):
    """The stream ends after so many sprites."""

    sprites: int


class PictureReading(BaseModel):
    """What a picture was read as, or the `problem` why it was not.

    `heatmaps` lie over the picture padded to a square, in units of the logit: above 0 speaks for the type.
    """

    name: str
    types: list[str] = []
    probabilities: dict[str, float] = {}
    nearest: list[Known] = []
    notes: list[str] = []
    heatmaps: dict[str, list[list[float]]] | None = None
    problem: str | None = None


class TypesAnswer(BaseModel):
    """A reading for each picture, in order."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.TYPES_ANSWER})

    readings: list[PictureReading]


class ExportAnswer(BaseModel):
    """Files, their palette (and the shiny one) as #rrggbb, and what should be known of them."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.EXPORT_ANSWER})

    files: list[File]
    palette: list[str]
    shiny_palette: list[str]
    notes: list[str]


class GeneratorInfo(BaseModel):
    """The generator; where `accepts_options` is false, it takes prompt, seed, count and format only."""

    name: str
    kind: str
    sha256: str
    accepts_options: bool
    styles: list[str]
    num_steps: int | None
    guidance_scale: float | None
    license: str


class ClassifierInfo(BaseModel):
    """The classifier; where `has_gallery`, it names the nearest known ones."""

    name: str
    sha256: str
    has_gallery: bool


class TypeInfo(BaseModel):
    """One of the 18 types, and the color of its badge."""

    name: str
    color: str


class Limits(BaseModel):
    """What one request may ask for at most."""

    count: int
    prompt: int
    pictures: int
    explained: int
    num_steps: int
    frames: int
    best_of: int
    drawings: int
    picture_bytes: int


class ModelsAnswer(BaseModel):
    """What this server draws and reads with, the words it knows, and its limits."""

    generator: GeneratorInfo
    classifier: ClassifierInfo
    types: list[TypeInfo]
    colors: list[str]
    shapes: list[str]
    sizes: list[str]
    formats: list[str]
    limits: Limits


class Health(BaseModel):
    """The server runs."""

    status: Literal["ok"]
    version: str
