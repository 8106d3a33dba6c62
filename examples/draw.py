"""Draws eight sprites of a sentence, keeps the two that match it best, and one of them as files for a game.

python examples/draw.py "a small orange lizard with a burning tail"
"""

import sys
from pathlib import Path

import spritedex


def main(prompt: str, count: int = 8, out: Path = Path("drawn")) -> list[Path]:
    """The files that were written."""
    out.mkdir(parents=True, exist_ok=True)
    generator = spritedex.Generator.load()
    best = list(generator.generate(prompt, count=2, best_of=count))
    written = [sprite.save(out / f"{index}-seed-{sprite.seed}.png") for index, sprite in enumerate(best)]
    for name, data in best[0].export("gba", name="Foxy").items():
        path = out / "game" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(path)
    for sprite in best:
        print(sprite.row)
    return written


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "a small orange lizard with a burning tail")
