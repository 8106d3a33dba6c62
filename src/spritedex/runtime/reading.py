"""A reading: what a classifier says of a picture. Knows no network and no file."""

import html
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.bundle.gallery import Neighbour
from spritedex.vocabulary import TYPE_COLORS

_SHOWN: Final = 5


@dataclass(frozen=True)
class Reading:
    """What a picture was read as: the probability of each of the 18 types, in the order of `TYPES`, and the one or two
    types that were decided, most probable first. In notebooks it shows itself.

    `nearest` are the known species that it looks like, most similar first; empty where the bundle has no gallery.
    `unsure` says that the first type is a guess below the probability that the bundle calls sure. `embedding` is the
    unit vector float32 [E] that they were found by, None where the network has none.
    """

    probabilities: dict[str, float]
    types: tuple[str, ...]
    nearest: tuple[Neighbour, ...] = ()
    embedding: NDArray[np.float32] | None = field(default=None, repr=False, compare=False)
    unsure: bool = False

    @property
    def likeness(self) -> str:
        """The nearest known species with their similarity, such as "very like Ember 0.93, like Drop 0.78, Leaf 0.55",
        the last too far to be called like; empty where the bundle has no gallery."""
        return ", ".join(f"{known.likeness} {known.name} {known.similarity:.2f}".strip() for known in self.nearest)

    @property
    def row(self) -> dict[str, float | str]:
        """A row of a table, as `pandas.DataFrame([each.row for each in readings])`: the decided types, the nearest
        known species with its similarity where there is one, and the probability of each type."""
        row: dict[str, float | str] = {"types": ", ".join(self.types)}
        if self.nearest:
            row |= {"nearest": self.nearest[0].name, "similarity": self.nearest[0].similarity}
        return row | self.probabilities

    def _repr_html_(self) -> str:
        """The most probable types with bars, the decided ones in bold, and which known species it is like."""
        ranked = sorted(self.probabilities.items(), key=lambda item: -item[1])[:_SHOWN]
        rows = "".join(
            f'<tr><td>{f"<b>{name}</b>" if name in self.types else name}</td><td><div style="width:{100 * value:.0f}px;'
            f'height:0.8em;background:{TYPE_COLORS[name]}"></div></td><td>{value:.0%}</td></tr>'
            for name, value in ranked
        )
        likeness = html.escape(self.likeness)
        return f"<table>{rows}</table>{f'<p>nearest known: {likeness}</p>' if likeness else ''}"
