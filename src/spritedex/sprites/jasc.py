"""JASC-PAL files of 16 colors, as the decompilations of games have them: the clear color first. Bytes to colors."""

from typing import Final

import numpy as np

from spritedex.sprites.palette import Colors, clear_color

LINES: Final = 16


def jasc(palette: Colors) -> bytes:
    """uint8 [N, 3], N <= 15 -> a JASC-PAL file of 16 colors, CRLF: the clear one, the palette, to fill it up the
    clear one again, which no color of the palette is.
    """
    clear = clear_color(palette)
    rows = [clear, *map(tuple, palette.tolist())]
    rows += [clear] * (LINES - len(rows))
    lines = ["JASC-PAL", "0100", str(LINES), *(" ".join(map(str, row)) for row in rows)]
    return "".join(f"{line}\r\n" for line in lines).encode()


def read_jasc(data: bytes, colors: int = LINES) -> Colors:
    """A JASC-PAL file of so many colors -> uint8 [colors - 1, 3], without the first, the clear one.

    Raises ValueError if it is none.
    """
    lines = data.decode("ascii").split("\n")
    head, rows = [line.strip() for line in lines[:3]], [line.split() for line in lines[3:] if line.strip()]
    if head != ["JASC-PAL", "0100", str(colors)] or len(rows) != colors:
        raise ValueError(f"no JASC palette of {colors} colors")
    found = np.array([[int(value) for value in row[:3]] for row in rows[1:]])
    if not ((found >= 0) & (found <= 255)).all():
        raise ValueError("a value outside 0..255")
    return found.astype(np.uint8)
