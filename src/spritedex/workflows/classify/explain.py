"""Plots of the evidence for the types of a picture. Knows no command line."""

import os
from pathlib import Path
from typing import Final

from spritedex.runtime.classifier import Classifier
from spritedex.runtime.explain import explain
from spritedex.runtime.reading import Reading
from spritedex.sprites.codec import RGBA
from spritedex.sprites.sheets import Evidence, evidence_sheet
from spritedex.workflows.files import plot_png, write_new

_STEM_BYTES: Final = 180


class Explainer:
    """Draws a plot for each picture of a run into one folder."""

    def __init__(self, classifier: Classifier, folder: Path, force: bool) -> None:
        self._classifier = classifier
        self._folder = folder
        self._force = force
        self._taken: set[str] = set()

    def place(self, picture: str) -> Path:
        """The path for the plot of a picture: NAME-explained.png, or NAME-2-explained.png if that is taken in this run.

        The same pictures in the same order get the same paths; files already in the folder do not matter.
        """
        stem = os.fsencode(Path(picture).stem)[:_STEM_BYTES].decode(errors="ignore")
        name, count = stem, 1
        while name.casefold() in self._taken:
            count += 1
            name = f"{stem}-{count}"
        self._taken.add(name.casefold())
        return self._folder / f"{name}-explained.png"

    def draw(self, place: Path, title: str, rgba: RGBA, reading: Reading) -> None:
        """Explain each decided type and write the plot.

        Raises UsageError if its name is taken, WriteError if it cannot be written."""
        heatmaps = explain(self._classifier, rgba, reading.types)
        evidence = [Evidence(name, reading.probabilities[name], heatmaps[name]) for name in reading.types]
        title = title.encode(errors="replace").decode()  # the name of a file need not be text
        nearest = f"nearest known: {reading.likeness}" if reading.likeness else ""
        plot = plot_png(evidence_sheet(title, rgba, evidence, nearest))
        write_new(place, plot, self._force)
