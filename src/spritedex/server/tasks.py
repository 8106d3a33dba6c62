"""What worker processes do: all that opens a picture which a client has sent. Know no model and no route."""

from collections.abc import Callable
from typing import Any, Final

from spritedex.runtime.options import GenerationOptions
from spritedex.server.requests import ExportRequest, SpriteRequest
from spritedex.server.schemas import ExportAnswer
from spritedex.server.settings import ServeSettings
from spritedex.server.uploads import check_picture, packed, read_upload, zipped
from spritedex.sprites.canvas import fit_square
from spritedex.sprites.codec import RGBA
from spritedex.sprites.dye import read_colors
from spritedex.sprites.formats import TYPED
from spritedex.workflows.generate.attributes import Attributes
from spritedex.workflows.generate.plan import Plan, plan
from spritedex.workflows.generate.request import GenerateRequest
from spritedex.workflows.sprites import export as workflow
from spritedex.workflows.sprites.pictures import open_source, settled

Ask = Callable[..., Any]
"""Asks the server for something by name, and waits for its answer."""


def fit(ask: Ask, data: bytes, size: int, settings: ServeSettings) -> tuple[RGBA, tuple[str, ...]]:
    """A picture as uint8 [size, size, 4], as the classifier takes it, and notes. Raises PictureError."""
    check_picture(data, settings)
    picture = settled(open_source(data))
    return fit_square(picture.frames[0], size), picture.changes


def export(ask: Ask, asked: ExportRequest, settings: ServeSettings) -> tuple[ExportAnswer, bytes]:
    """The files of a format, as JSON has them and zipped; for some, the server is asked for the `types` of a picture.

    Raises PictureError, which names the field, for a picture that cannot be read or does not fit the others.
    """
    exported = workflow.export_pictures(
        workflow.ExportRequest(
            front=read_upload("front", asked.front, settings),
            format=asked.format,
            back=read_upload("back", asked.back, settings),
            shiny=read_upload("shiny", asked.shiny, settings),
            second=read_upload("second", asked.second, settings),
            name=asked.name.strip() or "creature",
            ground=asked.ground,
            palette=read_colors(asked.palette) if asked.palette else None,
            scale=asked.scale,
            read=None if asked.format not in TYPED else lambda rgba: ask("types", rgba),
        )
    )
    answer = ExportAnswer(
        files=[packed(name, data) for name, data in exported.files.items()],
        palette=list(exported.palette),
        shiny_palette=list(exported.shiny_palette),
        notes=list(exported.notes),
        entry=exported.entry,
        snippet=exported.snippet,
    )
    return answer, zipped(exported.files)


def planned(ask: Ask | None, asked: SpriteRequest, settings: ServeSettings) -> Plan:
    """The plan of a request to draw. Raises what `plan` raises, and PictureError that names the field of a picture."""
    return plan(workflow_request(asked, settings))


def workflow_request(asked: SpriteRequest, settings: ServeSettings) -> GenerateRequest:
    """The request as the command line makes it. Raises PictureError that names the field of a picture."""
    return GenerateRequest(
        prompts=(asked.prompt,) if asked.prompt else (),
        count=None if asked.between and asked.count == 1 else asked.count,
        seed=asked.seed,
        attributes=Attributes(tuple(asked.types), asked.color, asked.shape, asked.size),
        options=GenerationOptions(
            style=asked.style,
            back=asked.back,
            shiny=asked.shiny,
            num_steps=asked.num_steps,
            guidance_scale=asked.guidance_scale,
            negative_prompt=asked.negative_prompt,
            palette=tuple(asked.palette or ()),
            sketch=asked.sketch,
        ),
        init=read_upload("init", asked.init, settings),
        strength=asked.strength,
        mask=read_upload("mask", asked.mask, settings),
        between=(asked.between[0], asked.between[1]) if asked.between else None,
        frames=asked.frames,
        variation_of=read_upload("variation_of", asked.variation_of, settings),
        line=asked.line,
        evolve=read_upload("evolve", asked.evolve, settings),
        best_of=asked.best_of,
        novel=asked.novel,
        tries=asked.tries,
        format=asked.format,
    )


TASKS: Final[dict[str, Callable[..., Any]]] = {"fit": fit, "export": export, "plan": planned}
"""The tasks by name; each is given `Ask` first."""
