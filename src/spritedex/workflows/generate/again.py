"""A sprite drawn again from its recipe, and what differs from the file that is there. Knows no printing."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from spritedex.bundle.locate import packaged_bundles
from spritedex.bundle.verify import read_manifest
from spritedex.data.collect import outside
from spritedex.errors import BundleError, OptionError, PictureError, Problem
from spritedex.workflows.generate.choice import identity
from spritedex.workflows.generate.items import Item, Note, Rendered
from spritedex.workflows.generate.models import Models
from spritedex.workflows.generate.plan import Plan, PromptPlan
from spritedex.workflows.generate.recipe import RECORD_SUFFIX, Recipe, read_recipe, read_record
from spritedex.workflows.generate.render import render
from spritedex.workflows.generate.request import GenerateRequest


@dataclass(frozen=True, slots=True, eq=False)
class Again:
    """A sprite to be drawn again: `path` is the file that was given, `bundle` what drew it, `folder` where its files
    lie."""

    path: Path
    plan: Plan
    bundle: Mapping[str, str]
    folder: Path


def read_again(path: Path) -> Again:
    """The plan of a sprite that Spritedex drew, from its PNG or its .json; both are read where both are there.

    Raises PictureError if neither says how it was drawn.
    """
    record = path if path.suffix == RECORD_SUFFIX else path.with_suffix(RECORD_SUFFIX)
    document = read_record(record) if record.is_file() or record == path else {}
    picture = path
    if path == record:
        name = str(document.get("file", ""))
        picture = record.parent / name if name and not outside(name) else path
    recipe = _recipe(path, record, picture, document)
    format = document.get("format")
    stem = record.stem if format else picture.stem
    name = str(document.get("name", ""))
    request = GenerateRequest(
        (recipe.prompt,), 1, recipe.seed, options=recipe.options, name=name, format=format if format else None
    )
    prompt = PromptPlan(recipe.prompt, recipe.prompt, (recipe.options,), stem, alone=True, creature=name)
    return Again(path, Plan(request, (prompt,)), recipe.bundle, record.parent)


def model_of(again: Again) -> str | None:
    """The packaged bundle that drew a sprite; None for the packaged default where its recipe names none.

    Raises OptionError if it is not packaged.
    """
    if not (name := again.bundle.get("name")):
        return None
    for folder in packaged_bundles():
        with suppress(BundleError):
            if read_manifest(folder).name == name:
                return folder.name
    raise OptionError("model", f"{again.path} was drawn by {name!r}, which is not packaged; give its folder", None)


def draw_again(again: Again, models: Models) -> Iterator[Item]:
    """What `render` yields, and before the sprite a note that it is the same, or a problem that says what differs. A
    sprite that its PNG does not tell enough of is not yielded: it may be any other."""
    for item in render(again.plan, models):
        if isinstance(item, Rendered):
            yield (compared := _compared(again, item, models))
            if isinstance(compared, Problem) and not again.bundle.get("sha256"):
                continue
        yield item


def _compared(again: Again, drawn: Rendered, models: Models) -> Note | Problem:
    there = {name: again.folder / name for name in drawn.files}
    if missing := [name for name, path in there.items() if not path.is_file()]:
        return Note(f"{again.path}: drawn again; {missing[0]} is not beside it, so nothing was compared")
    other = [name for name, path in there.items() if path.read_bytes() != drawn.files[name]]
    if not other:
        return Note(f"{again.path}: drawn again, the same byte for byte")
    bundle = identity(models.generator.bundle)
    if any(bundle[key] != value for key, value in again.bundle.items()):
        was, now = (f"{each['name']} {each.get('sha256', '')[:8]}".strip() for each in (again.bundle, bundle))
        why = f"it was drawn by {was}, and this is {now}; give that bundle"
    elif "sha256" in again.bundle:
        why = "other versions of the libraries, or another processor, round differently"
    else:
        why = "its PNG tells neither the bundle's hash nor a picture that it started from; its .json would, so this is "
        why += "not written"
    return Problem(str(again.path), f"{other[0]} is drawn differently: {why}")


def _recipe(path: Path, record: Path, picture: Path, document: Mapping[str, Any]) -> Recipe:
    """Of the record where it is that of the picture, with the steps and the guidance that the picture's text tells: the
    record has those that were used, given or not."""
    inside: Recipe | None = None
    if picture.suffix.lower() == ".png":
        with suppress(PictureError):
            inside = read_recipe(picture, pictures=False)
    if not document:
        return inside or read_recipe(path)
    recipe = read_recipe(record)
    if inside is None:
        return recipe
    if (inside.prompt, inside.seed) != (recipe.prompt, recipe.seed):
        return inside if path == picture else recipe
    options = replace(recipe.options, num_steps=inside.options.num_steps, guidance_scale=inside.options.guidance_scale)
    return replace(recipe, options=options)
