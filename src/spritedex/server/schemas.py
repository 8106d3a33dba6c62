"""The answers of the API. Know no model and no request."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

from spritedex.server import examples


class Detail(BaseModel):
    """One thing that is wrong."""

    where: str
    what: str


class ProblemDocument(BaseModel):
    """An error, as in RFC 9457."""

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
    """A known species and its similarity: a cosine in [-1, 1], and in words ("very like", "like", or empty: too low to
    mean anything)."""

    number: int
    name: str
    similarity: float
    types: list[str]
    likeness: str = ""


class WordAttention(BaseModel):
    """A word of the prompt: its `share` in [0, 1], and a `heatmap` of where it counts, rows from the top."""

    word: str
    share: float
    heatmap: list[list[float]]


class Understood(BaseModel):
    """What the prompt asks for, as far as the model knows its words; `parts` are those that the sprite's sketch shows,
    in the prompt's words, and `unknown` words that mean nothing to the model.

    A field that the prompt does not say is left out.
    """

    subject: str | None = None
    colors: list[str] | None = None
    size: str | None = None
    types: list[str] | None = None
    parts: list[str] | None = None
    back: bool | None = None
    shiny: bool | None = None
    unknown: list[str] | None = None

    @model_serializer(mode="wrap")
    def _said_only(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in serialize(self).items() if value is not None}


class Sprite(BaseModel):
    """A sprite, its recipe and its reading by the classifier; `files` are its PNG, or those of its format."""

    prompt: str
    seed: int
    understood: Understood
    sketch: str = ""
    redrawn: str = ""
    options: dict[str, Any]
    bundle: Identity
    classifier: Identity | None
    types: list[str] = []
    unsure: bool = False
    probabilities: dict[str, float] = {}
    nearest: list[Known] = []
    palette: list[str] | None = None
    shiny_palette: list[str] | None = None
    format: str | None = None
    entry: dict[str, Any] | None = None
    snippet: str | None = None
    score: float | None = None
    novel: dict[str, Any] | None = None
    notes: list[str] = []
    files: list[File]
    words: list[WordAttention] | None = None


class SpriteAnswer(BaseModel):
    """The sprites, notes on the request, and problems: what could not be drawn."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.SPRITE_ANSWER})

    sprites: list[Sprite]
    notes: list[str]
    problems: list[Detail]


class Queued(BaseModel):
    """The number of requests before this one."""

    waiting: int


class Progress(BaseModel):
    """The picture of `seed` after `step` of `num_steps`; both are 0 when it is finished.

    `finished` of `total` pictures are done. `preview` is a PNG of few colors in base64; it is
    empty after steps that lie close together."""

    seed: int
    finished: int
    total: int
    step: int
    num_steps: int
    preview: str


class Note(BaseModel):
    """A note on the pictures of the request."""

    text: str


class End(BaseModel):
    """The end of a stream: the number of sprites in it."""

    sprites: int


class PictureReading(BaseModel):
    """The reading of a picture, or the `problem` with it.

    `heatmaps` cover the picture padded to a square, in units of the logit; values above 0 support the type.
    """

    name: str
    types: list[str] = []
    unsure: bool = False
    probabilities: dict[str, float] = {}
    nearest: list[Known] = []
    notes: list[str] = []
    heatmaps: dict[str, list[list[float]]] | None = None
    problem: str | None = None


class TypesAnswer(BaseModel):
    """A reading for each picture, in order."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.TYPES_ANSWER})

    readings: list[PictureReading]


class PictureDescription(BaseModel):
    """A picture in words, or the `problem` with it.

    `text` is a sentence for /v1/sprites. `subject` is empty where none of the nouns in `subjects` is probable enough.
    `colors` are shares of what is seen; all other numbers are probabilities.
    """

    name: str
    text: str = ""
    subject: str = ""
    subjects: dict[str, float] = {}
    colors: dict[str, float] = {}
    size: dict[str, float] = {}
    build: dict[str, float] = {}
    features: dict[str, float] = {}
    types: list[str] = []
    unsure: bool = False
    probabilities: dict[str, float] = {}
    notes: list[str] = []
    problem: str | None = None


class DescriptionsAnswer(BaseModel):
    """A description for each picture, in order."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.DESCRIPTIONS_ANSWER})

    descriptions: list[PictureDescription]


class ExportAnswer(BaseModel):
    """The files, their palettes as #rrggbb, and notes. `entry` and `snippet` are what the game's own data must say of
    the pictures, for formats that need it."""

    model_config = ConfigDict(json_schema_extra={"examples": examples.EXPORT_ANSWER})

    files: list[File]
    palette: list[str]
    shiny_palette: list[str]
    notes: list[str]
    entry: dict[str, Any] = {}
    snippet: str = ""


class GeneratorInfo(BaseModel):
    """The generator. If `accepts_options` is false, it takes only prompt, seed, count and format."""

    name: str
    kind: str
    sha256: str
    accepts_options: bool
    styles: list[str]
    num_steps: int | None
    guidance_scale: float | None
    license: str


class ClassifierInfo(BaseModel):
    """The classifier. If `has_gallery` is true, it names the nearest known species, and if `can_describe` is, it
    describes pictures."""

    name: str
    sha256: str
    has_gallery: bool
    can_describe: bool


class TypeInfo(BaseModel):
    """One of the 18 types and its badge color."""

    name: str
    color: str


class Limits(BaseModel):
    """The most that one request may ask for."""

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
    """The models of this server, the words they know, and its limits."""

    generator: GeneratorInfo
    classifier: ClassifierInfo
    types: list[TypeInfo]
    colors: list[str]
    shapes: list[str]
    sizes: list[str]
    formats: list[str]
    limits: Limits


class SketchInfo(BaseModel):
    """A sketch that sprites can begin at, and the nouns that mean it."""

    name: str
    nouns: list[str]


class SketchesAnswer(BaseModel):
    """Every sketch, by name."""

    sketches: list[SketchInfo]


class Health(BaseModel):
    """The server runs."""

    status: Literal["ok"]
    version: str
