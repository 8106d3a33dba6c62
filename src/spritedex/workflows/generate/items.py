"""What drawing yields: steps, sprites with their files, notes. Problems come from `spritedex.errors`. Know no disk."""

import json
from dataclasses import dataclass
from typing import Any

from spritedex.errors import Problem
from spritedex.runtime.pipeline import Sample
from spritedex.runtime.reading import Reading
from spritedex.sprites.codec import RGBA
from spritedex.workflows.generate.recipe import RECORD_SUFFIX


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """The picture of `seed` is after `step` of `num_steps` and looks like `preview`, uint8 [64, 64, 4]; `finished`
    of `total` pictures are done. After a finished one, `step` and `num_steps` are 0.
    """

    finished: int
    total: int
    step: int
    num_steps: int
    seed: int
    preview: RGBA


@dataclass(frozen=True, slots=True)
class Note:
    """What a person should know of the pictures that were read."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """A sprite in memory.

    `files` are its PNG, or those of its format: relative path with forward slashes -> bytes; the first is the sprite's
    own picture where the format has one. `document` is its recipe as JSON has it, and names the files. `reading` is
    what the classifier read it as, with the nearest known species; None where it was not read. `notes` are what a
    person should know of it. `stem` is the name of its record. On a contact sheet called `sheet_name` it stands under
    `title` with `caption`; `in_row` sprites of a seed belong in a row, such as the stages of a line.
    """

    stem: str
    sheet_name: str
    title: str
    caption: str
    sample: Sample
    files: dict[str, bytes]
    document: dict[str, Any]
    reading: Reading | None = None
    notes: tuple[str, ...] = ()
    in_row: int = 1

    @property
    def record(self) -> dict[str, bytes]:
        """The recipe as a file: its name, STEM.json, and its bytes."""
        text = json.dumps(self.document, ensure_ascii=False, indent=2)
        return {f"{self.stem}{RECORD_SUFFIX}": (text + "\n").encode()}


Item = Step | Rendered | Problem | Note
"""What `render` yields."""
