"""Reads the types of pictures, and writes a table of them that pandas or a spreadsheet opens.

python examples/read.py drawn/0-seed-3.png drawn/1-seed-5.png
"""

import csv
import sys
from pathlib import Path

import spritedex


def main(pictures: list[str], table: Path = Path("readings.csv")) -> Path:
    """The table that was written."""
    classifier = spritedex.Classifier.load()
    rows = [
        {"file": name, **reading.row} for name, reading in zip(pictures, classifier.classify(pictures), strict=True)
    ]
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    for row in rows:
        print(row["file"], row["types"])
    return table


if __name__ == "__main__":
    main(sys.argv[1:])
