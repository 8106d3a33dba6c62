"""What the packaged reader says of creatures that it has never seen: python -m benchmarks.described --data DIR

A line for each part and style: of how many pictures one of the five likeliest nouns is right, how many get a noun, a
size or a build and how much of that is right, and how many features a picture gets. Look at the test families once.
"""

from typing import Annotated

import numpy as np
import typer

from spritedex.bundle.locate import find_bundle
from spritedex.bundle.verify import load_bundle
from spritedex.bundle.word_heads import WordHeads
from spritedex.data.gather import gather
from spritedex.data.records import portraits
from spritedex.runtime.classifier import Classifier
from spritedex.vocabulary import STYLES
from spritedex.workflows.evaluate.splits import bundle_split
from spritedex.workflows.export.words import described, embedder, part_of, word_metrics


def main(data: Annotated[str, typer.Option(envvar="SPRITEDEX_DATA")]) -> None:
    """Print a table."""
    classifier = Classifier.load()
    bundle = load_bundle(find_bundle(None, "classifier"), "classifier")
    split = bundle_split(bundle)
    assert split
    found = gather([data])
    shown = [record for record in portraits(found.records) if record.words is not None]
    heads = WordHeads.load(bundle.contents, classifier.config.embedding)
    ends = np.cumsum([len(heads.said.words[kind]) for kind in heads.said.kinds()])
    for part in ("val", "test"):
        here = [record for record in shown if part_of(record, split, found) == part]
        for styles in (STYLES, *((style,) for style in STYLES)):
            held = described([record for record in here if record.style in styles], embedder(classifier))
            line = f"{part}, {' and '.join(styles)}: {len(held.records)} pictures"
            for kind, rows in zip(heads.said.kinds(), np.split(heads.weights, ends[:-1]), strict=True):
                metrics = word_metrics(held, rows, heads.said.words[kind], kind, heads.said.least[kind])
                line += "".join(f", {name.removeprefix('words/')} {value:.3f}" for name, value in metrics.items())
            print(line)


if __name__ == "__main__":
    typer.run(main)
