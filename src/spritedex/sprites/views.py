"""The views of a creature, each in each coloring, under the names that files and frames have. Knows no file format."""

from collections.abc import Iterator
from dataclasses import dataclass

from spritedex.sprites.creature import FRAME_MS, Creature
from spritedex.sprites.palette import Indexed


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A picture of a creature: its `pose` (front or back), the `number` of its frame from 1, and its coloring."""

    pose: str
    number: int
    coloring: str
    picture: Indexed
    milliseconds: int = FRAME_MS

    @property
    def name(self) -> str:
        """As front-normal, front-2-shiny, back-normal."""
        return "-".join((self.pose, *([str(self.number)] if self.number > 1 else []), self.coloring))

    @property
    def tag(self) -> str:
        """What the frames of one animation share, as front-normal."""
        return f"{self.pose}-{self.coloring}"

    @property
    def suffix(self) -> str:
        """What sets it apart in a file's name: empty for the front, then -2, -back, -shiny, -back-shiny."""
        words = ("" if self.pose == "front" else self.pose, str(self.number) if self.number > 1 else "")
        return "".join(f"-{word}" for word in (*words, "shiny" if self.coloring == "shiny" else "") if word)


def views(creature: Creature) -> Iterator[View]:
    """Front, further frames and back, coloring by coloring."""
    for coloring, palette in creature.colorings.items():
        for number, picture in enumerate((creature.front, *creature.frames), 1):
            shown = picture.with_palette(palette)
            yield View("front", number, coloring, shown, creature.durations[number - 1])
        if creature.back:
            yield View("back", 1, coloring, creature.back.with_palette(palette))
