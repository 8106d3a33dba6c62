"""Recipes: what made a sprite, as text in its PNG and as JSON beside it; and file names. Know no model and no network.

A PNG has prompt, seed, model and options; the JSON file also has the pictures that the sprite started from.
"""

import base64
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from spritedex.errors import PictureError, UsageError, first_fault, missing
from spritedex.runtime.options import DEFAULT_OPTIONS, PIXEL, VARIATION_STRENGTH, GenerationOptions
from spritedex.runtime.pipeline import Sample
from spritedex.runtime.text import tidy
from spritedex.sketches.redrawn import Base
from spritedex.sprites.bounds import BoundedFile
from spritedex.sprites.codec import SUFFIXES, open_picture, picture_bytes, png_bytes
from spritedex.sprites.dye import name_colors, read_colors
from spritedex.sprites.palette import indexed_png
from spritedex.sprites.shrink import KEPT_PIXELS
from spritedex.sprites.sources import PictureSource, file_content

RECORD_SUFFIX: Final = ".json"

_EMBEDDED: Final = "data:image/png;base64,"
_LARGEST: Final = 1 << 20
_TEXTS: Final = ("negative_prompt", "towards_prompt")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What makes a sprite again, with the bundle that drew it: `name` and `sha256`, as far as they are known; and the
    name of the sketch that it began at, if it did."""

    prompt: str
    seed: int
    options: GenerationOptions
    bundle: Mapping[str, str] = field(default_factory=dict)
    sketch: str = ""


class _Checked(BaseModel):
    model_config = ConfigDict(allow_inf_nan=False, strict=True)


class _BaseText(_Checked):
    prompt: str
    sketch: str
    seed: int = Field(ge=0, lt=2**63)
    varies: list[int] = []
    amount: float = 1.0
    stage: int = 0
    back: bool = False


class _OptionsText(_Checked):
    style: str | None = DEFAULT_OPTIONS.style
    back: bool = DEFAULT_OPTIONS.back
    shiny: bool = DEFAULT_OPTIONS.shiny
    num_steps: int | None = None
    guidance_scale: float | None = None
    negative_prompt: str = DEFAULT_OPTIONS.negative_prompt
    towards_prompt: str = DEFAULT_OPTIONS.towards_prompt
    mix: float = DEFAULT_OPTIONS.mix
    init: str | None = None
    strength: float = DEFAULT_OPTIONS.strength
    mask: str | None = None
    palette: list[str] = []
    sketch: str = DEFAULT_OPTIONS.sketch
    stage: int = DEFAULT_OPTIONS.stage
    varies: list[int] = []
    base: _BaseText | None = None
    colors: list[str] = []


class _BundleText(_Checked):
    name: str
    sha256: str = ""


class _RecipeText(_Checked):
    prompt: str
    seed: int = Field(ge=0, lt=2**63)
    options: _OptionsText = _OptionsText()
    bundle: _BundleText | None = None
    sketch: str = ""


def sprite_png(sprite: Sample, model: str) -> bytes:
    """The PNG of a sprite, indexed in the style "pixel", with its recipe as text; the same bytes for the same sprite.

    The text has no pictures: neither the one that the sprite began with nor a mask.
    """
    text = recipe_text(sprite, model)
    if sprite.indexed:
        return indexed_png(sprite.indexed, text)
    return png_bytes(sprite.rgba, text)


def recipe_text(sprite: Sample, model: str) -> dict[str, str]:
    """The recipe as text for the PNG of a sprite."""
    text = {"prompt": sprite.prompt, "seed": str(sprite.seed), "model": model}
    if sprite.sketch:
        text["sketch"] = sprite.sketch
    if changed := option_values(sprite.options, pictures=False):
        text["options"] = json.dumps(changed, ensure_ascii=False)
    return text


def option_values(options: GenerationOptions, pictures: bool = True) -> dict[str, Any]:
    """Options as JSON has them: those that differ from the default, texts tidied; with `pictures`, these as data URLs
    of PNGs. A known sprite that follows from prompt and seed is left out, and so is the style pixel.
    """
    values: dict[str, Any] = {
        name: tidy(value) if name in _TEXTS else value for name, value in options.changed_fields().items()
    }
    if options.style == PIXEL:
        del values["style"]
    for name in ("known", "relation"):
        values.pop(name, None)
    if options.base:
        values["base"] = options.base._asdict()
    for name in ("init", "mask"):
        if (picture := values.pop(name, None)) is not None and pictures:
            values[name] = _embedded(picture, _base_texts(options.base) if options.base and name == "init" else {})
    if not (pictures or options.varies):
        values.pop("strength", None)
    return values


def read_recipe(source: PictureSource, label: str = "", pictures: bool = True) -> Recipe:
    """The recipe of a sprite that Spritedex drew: from the text in the PNG, else from the JSON file beside it. A JSON
    file is read itself. `label` is what messages call it, its path where empty. Without `pictures`, those that the
    sprite started from are left out.

    Raises PictureError if there is none, or it is not valid.
    """
    path = Path(source) if isinstance(source, Path | str) else None
    label = label or str(path or "the picture")
    text = None if path and path.suffix == RECORD_SUFFIX else _png_text(source, label)
    record = path.with_suffix(RECORD_SUFFIX) if path else None
    if record and text is not None:
        text = {**text, **_bundle_beside(record, text)}
    elif record and (path == record or record.is_file()):
        text = read_record(record)
    if text is None or "prompt" not in text:
        other = "start from this picture with a prompt of your own"
        if path and path.suffix.lower() not in SUFFIXES:
            other = "the .json beside it"
        raise PictureError(f"{label}: it does not say how it was drawn; choose a PNG that Spritedex drew, or {other}")
    try:
        checked = _RecipeText.model_validate(text)
        bundle = checked.bundle.model_dump(exclude_unset=True) if checked.bundle else {}
        return Recipe(checked.prompt, checked.seed, _options(checked.options, pictures), bundle, checked.sketch)
    except ValidationError as error:
        where, reason = first_fault(error)
        message = f"its recipe cannot be read ({where}: {reason}); draw it again"
        raise PictureError(f"{label}: {message}") from None
    except (PictureError, UsageError, ValueError) as error:
        raise PictureError(f"{label}: its recipe cannot be read ({error}); draw it again") from None


def _options(text: _OptionsText, pictures: bool) -> GenerationOptions:
    values = text.model_dump(exclude=None if pictures else {"init", "mask"})
    if pictures and text.init is not None:
        values["init"] = _picture(text.init)
    if pictures and text.mask is not None:
        values["mask"] = _picture(text.mask)[..., 0] >= 128
    values["varies"], values["colors"] = tuple(text.varies), tuple(text.colors)
    values["base"] = _base(text.base) if text.base else None
    values["palette"] = tuple(name_colors(read_colors(text.palette)))
    return GenerationOptions(**values)


def _base(text: _BaseText) -> Base:
    return Base(**{**text.model_dump(), "varies": tuple(text.varies)})


def base_in(recipe: Recipe) -> Base | None:
    """How the sprite of a recipe was drawn first, so that a part of it can be drawn again; None if it began at no
    sketch."""
    if recipe.options.base:
        return recipe.options.base
    if not recipe.sketch:
        return None
    amount = recipe.options.strength / VARIATION_STRENGTH
    return Base(
        recipe.prompt, recipe.sketch, recipe.seed, recipe.options.varies, amount, recipe.options.stage,
        recipe.options.back,
    )  # fmt: skip


def _base_texts(base: Base) -> dict[str, str]:
    """The text in the PNG of a sprite of which a part is drawn again."""
    options = {"varies": base.varies, "strength": base.amount * VARIATION_STRENGTH, "stage": base.stage}
    options |= {"back": base.back}
    return {"prompt": base.prompt, "seed": str(base.seed), "sketch": base.sketch, "options": json.dumps(options)}


def _embedded(picture: np.ndarray[Any, Any], text: Mapping[str, str]) -> str:
    shown = picture if picture.ndim == 3 else np.repeat(picture[..., None].astype(np.uint8) * 255, 3, axis=-1)
    return _EMBEDDED + base64.b64encode(png_bytes(shown, text)).decode()


def _picture(text: str) -> np.ndarray[Any, Any]:
    if not text.startswith(_EMBEDDED):
        raise ValueError(f"a picture that does not begin with {_EMBEDDED}")
    return open_picture(base64.b64decode(text.removeprefix(_EMBEDDED), validate=True)).rgba


def _bundle_beside(record: Path, text: Mapping[str, Any]) -> dict[str, Any]:
    """The bundle that a JSON file names, if it is the record of the sprite that a PNG's text describes."""
    with suppress(PictureError):
        recorded = read_record(record)
        if "bundle" in recorded and all(recorded.get(key) == text[key] for key in ("prompt", "seed")):
            return {"bundle": recorded["bundle"]}
    return {}


def read_record(path: Path) -> dict[str, Any]:
    """The document that was written beside a sprite. Raises PictureError if it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise missing(PictureError(f"{path}: no such file; check the path")) from None
    except OSError as error:
        raise PictureError(f"{path}: cannot be read ({error.strerror}); check the path") from None
    if len(data) > _LARGEST:
        raise PictureError(f"{path}: larger than 1 MiB; choose a file that Spritedex wrote")
    try:
        document: dict[str, Any] = TypeAdapter(dict[str, Any]).validate_json(data)
    except (ValidationError, RecursionError):
        raise PictureError(f"{path}: not JSON that Spritedex wrote; write it again") from None
    return document


def _png_text(source: PictureSource, label: str) -> Mapping[str, Any] | None:
    """The recipe in the text of a PNG; None where there is none or it is not a PNG."""
    if isinstance(source, np.ndarray):
        return None
    try:
        if isinstance(source, Image.Image):
            text: Mapping[str, str] = getattr(source, "text", {})
        else:
            content = file_content(source)
            data = picture_bytes(content) if isinstance(content, Path | bytes) else b""
            with Image.open(BoundedFile(data), formats=("PNG",)) as image:
                if image.width * image.height > KEPT_PIXELS:
                    return None
                image.load()
                text = getattr(image, "text", {})
        if not {"prompt", "seed"} <= text.keys():
            return None
        options = json.loads(text.get("options", "{}"))
        bundle = {"name": text["model"]} if "model" in text else None
        begun = {"sketch": str(text.get("sketch", ""))}
        return {"prompt": str(text["prompt"]), "seed": int(text["seed"]), **begun, "options": options, "bundle": bundle}
    except PictureError as error:
        raise error.at(label) from None
    except Exception:
        return None
