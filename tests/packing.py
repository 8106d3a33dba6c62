"""A small root folder as docs/data.md describes it, with other sources in `more/`, in pictures of our own."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.checkouts import NORMAL, SHINY, blob, colored, picture, text

TRAINED, HELD_OUT = 1, 5
"""Families of the packaged split: one of its training part, one of its test part."""
_SPECIES = (
    (1, "Leafling", "grass", TRAINED, ""),
    (2, "Leaflord", "grass", TRAINED, "1"),
    (5, "Emberfox", "fire", HELD_OUT, ""),
)
_FRONT = "file,national_number,game,view,frame,sex,shiny"


def figure(seed: int, side: int = 64, palette: NDArray[np.uint8] = NORMAL) -> NDArray[np.uint8]:
    """A creature unlike those of other seeds, uint8 [side, side, 4]."""
    rgba = colored(blob(side, seed), palette)
    rng = np.random.default_rng(seed)
    for _ in range(4):
        y, x = rng.integers(side // 8, side - side // 3, 2)
        color = rng.integers(0, 256, 3)
        rgba[y : y + side // 4, x : x + side // 4] = (*color, 255)
    return rgba


def table(folder: Path, header: str, rows: Sequence[str]) -> None:
    text(folder / "metadata.csv", "\n".join([header, *rows, ""]))


def root_folder(root: Path) -> Path:
    """Three species of two families, with sprites of two games; a monster, tiles, emoji, and a unit under the GPL."""
    lines = [f'{number},{name},"A small creature. It is quick."' for number, name, *_ in _SPECIES]
    text(root / "pokedex/pokemon.csv", "\n".join(["national_number,english_name,description", *lines, ""]))
    facts = [
        f"{number},{name},{kind},,{family},{parent},0.7,quadruped" for number, name, kind, family, parent in _SPECIES
    ]
    header = "national_number,name,primary_type,secondary_type,evolution_chain,evolves_from,height_m,shape"
    text(root / "facts/species.csv", "\n".join([header, *facts, ""]))
    words = [
        {"number": 1, "subject": "turtle", "also": ["reptile"], "colours": ["green"], "features": ["a red shell"]},
        {
            "number": 2,
            "subject": "turtle",
            "colours": ["green"],
            "build": "large",
            "captions": ["a turtle like a hill"],
        },
        {"number": 5, "subject": "fox", "colours": ["red"], "build": "small", "features": ["a burning tail"]},
    ]
    text(root / "words/species.jsonl", "\n".join(map(json.dumps, words)))
    text(root / "words/tuxemon.jsonl", json.dumps({"slug": "sparkit", "subject": "mouse", "colours": ["yellow"]}))
    for number, *_ in _SPECIES:
        picture(root / f"pokedex/small_images/{number:03}.png", figure(number, 96))
        for pose in ("front", "back"):
            for shiny in (0, 1):
                shown = figure(number + 10 * (pose == "back"), palette=SHINY if shiny else NORMAL)
                picture(root / f"sprites/platinum/{number}-{pose}-{shiny}.png", shown)
        picture(root / f"more/heartgold/{number}-back.png", figure(number + 30))
    table(root / "sprites", _FRONT, [
        f"platinum/{number}-{pose}-{shiny}.png,{number},platinum,{pose},0,,{shiny}"
        for number, *_ in _SPECIES for pose in ("front", "back") for shiny in (0, 1)
    ])  # fmt: skip
    table(
        root / "more/heartgold", _FRONT, [f"{number}-back.png,{number},heartgold,back,0,,0" for number, *_ in _SPECIES]
    )
    for pose in ("front", "back"):
        picture(root / f"more/tuxemon/sparkit-{pose}.png", figure(50 + (pose == "back")))
    table(root / "more/tuxemon", "file,species,view,types,family", [
        f"sparkit-{pose}.png,sparkit,{pose},electric,sparkit" for pose in ("front", "back")
    ])  # fmt: skip
    _named(root / "more")
    return root


def _named(more: Path) -> None:
    """Tiles and emoji: two of one name, one that copies a tile, one that copies a species, a blank one, a flag."""
    for seed in (60, 61, 62):
        picture(more / f"crawl/bat-{seed}.png", figure(seed, 32))
        picture(more / f"crawl/mark-{seed}.png", figure(63, 32))
    picture(more / "crawl/blank.png", np.zeros((32, 32, 4), np.uint8))
    table(more / "crawl", "file,name,group", [
        "bat-60.png,giant black bat,animals", "bat-61.png,bat,animals", "bat-62.png,drake,dragons",
        "mark-60.png,one,", "mark-61.png,two,", "mark-62.png,three,", "blank.png,shade,",
    ])  # fmt: skip
    picture(more / "emoji/moth.png", figure(62, 32).repeat(2, 0).repeat(2, 1))
    picture(more / "emoji/fox.png", figure(HELD_OUT, 64))
    picture(more / "emoji/cow.png", figure(70, 64))
    picture(more / "emoji/flag.png", figure(71, 64))
    table(more / "emoji", "file,name,category,set", [
        "moth.png,moth,animals & nature,noto", "fox.png,fox,animals & nature,twemoji",
        "cow.png,cow face,animals & nature,noto", "flag.png,flag,flags,noto",
    ])  # fmt: skip
    picture(more / "wesnoth/elf.png", figure(80, 64))
    table(more / "wesnoth", "file,name,group,frame", ["elf.png,elf,elves,base"])
