"""Small checkouts as games and emoji packages lay them out, with pictures and texts of our own."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from spritedex.sprites.codec import png_bytes

Indices = NDArray[np.uint8]
NORMAL = np.array([[200, 40, 40], [240, 160, 60], [30, 20, 20]], np.uint8)
SHINY = np.array([[40, 80, 200], [120, 200, 240], [20, 20, 40]], np.uint8)


def blob(side: int, seed: int) -> Indices:
    """A round creature, uint8 [side, side] of 0 (clear) to 3; another seed moves its spot."""
    y, x = np.mgrid[:side, :side] - side / 2
    indices = np.zeros((side, side), np.uint8)
    indices[np.hypot(x, y) < side * 0.4] = 1
    indices[np.hypot(x - seed % 5 + 2, y - seed % 7 + 3) < side * 0.15] = 2
    indices[(np.hypot(x, y) >= side * 0.35) & (indices > 0)] = 3
    return indices


def colored(indices: Indices, palette: NDArray[np.uint8] = NORMAL) -> NDArray[np.uint8]:
    """uint8 [H, W, 4] of indices."""
    table = np.zeros((4, 4), np.uint8)
    table[1:, :3], table[1:, 3] = palette, 255
    return np.asarray(table[indices])


def text(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def picture(path: Path, rgba: NDArray[np.uint8]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png_bytes(rgba))


def indexed(path: Path, indices: Indices, palette: NDArray[np.uint8] = NORMAL) -> None:
    """A 4-bit PNG without a transparent color, as games keep them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.frombytes("P", indices.shape[::-1], indices.tobytes())
    image.putpalette([255, 0, 255, *palette.ravel().tolist(), *([0] * 36)])
    image.save(path, bits=4)


def jasc(path: Path, palette: NDArray[np.uint8]) -> None:
    rows = ["255 0 255", *(" ".join(map(str, row)) for row in palette.tolist()), *["0 0 0"] * 12]
    text(path, "\r\n".join(["JASC-PAL", "0100", "16", *rows, ""]))


def pret(root: Path) -> Path:
    """Species with and without a number, with forms that have their own entries or no plain one, and an egg."""
    graphics = root / "graphics/pokemon"
    for seed, name in enumerate(("emberfox", "pyrofox", "mossling")):
        jasc(graphics / name / "normal.pal", NORMAL)
        jasc(graphics / name / "shiny.pal", SHINY)
        indexed(graphics / name / "front.png", blob(64, seed))
        indexed(graphics / name / "back.png", blob(64, seed + 1))
        indexed(graphics / name / "icon.png", np.vstack([blob(32, seed), blob(32, seed + 1)]))
    indexed(graphics / "pyrofox/anim_front.png", np.vstack([blob(64, 1), blob(64, 6)]))
    indexed(graphics / "pyrofox/backf.png", blob(64, 9))
    indexed(graphics / "mossling/winter/front.png", np.vstack([blob(64, 3), blob(64, 4)]))
    indexed(graphics / "tidefin/front.png", blob(64, 2))
    indexed(graphics / "tidelord/green/front.png", blob(64, 3))
    indexed(graphics / "tidelord/back.png", blob(64, 4))
    indexed(graphics / "egg/front.png", blob(64, 0))
    indexed(graphics / "emberfox/footprint.png", blob(16, 0))
    text(
        root / "include/constants/pokedex.h",
        "enum {\n    NATIONAL_DEX_NONE,\n    // First\n    NATIONAL_DEX_EMBERFOX,\n    NATIONAL_DEX_PYROFOX,\n"
        "    NATIONAL_DEX_TIDEFIN,\n    NATIONAL_DEX_TIDELORD = 9,\n};\n",
    )
    text(
        root / "src/data/pokemon/species_info/gen_1_families.h",
        """#if NEW
#define PYROFOX_TYPES { TYPE_FIRE, TYPE_PSYCHIC }
#else
#define PYROFOX_TYPES { TYPE_FIRE, TYPE_FIRE }
#endif
[SPECIES_EMBERFOX] = {
    .types = MON_TYPES(P_NEW >= GEN_6 ? TYPE_FIRE : TYPE_NORMAL), // a choice
    .eggGroups = MON_EGG_GROUPS(EGG_GROUP_FIELD), .bodyColor = BODY_COLOR_RED,
    .speciesName = _("Emberfox"), .natDexNum = NATIONAL_DEX_EMBERFOX, .categoryName = _("Ember"),
    .height = 6, .weight = 99, .description = COMPOUND_STRING("A small fox, (red)\\nwith a \\"warm\\" tail."),
    .evolutions = EVOLUTION({EVO_LEVEL, 16, SPECIES_PYROFOX}),
},
[SPECIES_PYROFOX] = { .types = PYROFOX_TYPES, .speciesName = _("Pyrofox"), .natDexNum = NATIONAL_DEX_PYROFOX,
    .description = COMPOUND_STRING("A tall fox.") },
[SPECIES_MOSSLING] = { .types = { TYPE_GRASS, TYPE_SOUND }, .speciesName = _("Mossling"),
    .description = COMPOUND_STRING("A round plant.") },
[SPECIES_MOSSLING_WINTER] = { .types = MON_TYPES(TYPE_ICE), .speciesName = _("Mossling"),
    .description = COMPOUND_STRING("A round plant in snow.") },
#define TIDE_SECOND TYPE_FAIRY
[SPECIES_TIDEFIN_BLUE] = { .types = MON_TYPES(TYPE_WATER, TIDE_SECOND), .natDexNum = NATIONAL_DEX_TIDEFIN,
    .description = COMPOUND_STRING("A fish."), .evolutions = EVOLUTION({EVO_LEVEL, 9, SPECIES_TIDELORD_BLUE}) },
#define TIDELORD_INFO(type) \\
    {                       \\
        .types = MON_TYPES(TYPE_##type), .description = COMPOUND_STRING("A whale."), \\
    }
[SPECIES_TIDELORD_BLUE] = TIDELORD_INFO(WATER),
[SPECIES_TIDELORD_GREEN] = { .types = MON_TYPES(TYPE_GRASS), .description = COMPOUND_STRING("A green whale.") },
""",
    )
    return root


def platinum(root: Path) -> Path:
    """A species with two frames and one whose base form repeats it."""
    species = root / "res/pokemon"
    for name in ("emberfox", "mossling"):
        folder = species / name
        jasc(folder / "normal.pal", NORMAL)
        jasc(folder / "shiny.pal", SHINY)
        indexed(folder / "male_front.png", np.hstack([blob(80, 1), blob(80, 2)]))
        indexed(folder / "female_back.png", np.hstack([blob(80, 3), np.zeros((80, 80), np.uint8)]))
        data = {
            "types": ["TYPE_FIRE", "TYPE_FIRE"], "body_color": "MON_COLOR_RED",
            "evolutions": [["EVO_LEVEL", 5, "SPECIES_MOSSLING"]] if name == "emberfox" else [],
            "pokedex_data": {
                "height_inches": 28, "weight_pounds": 15.2, "body_shape": "SHAPE_QUADRUPED",
                "en": {"name": name.upper(), "category": "Ember", "entry_text": ["It is\n", "warm."]},
            },
        }  # fmt: skip
        text(folder / "data.json", json.dumps(data))
    indexed(species / "mossling/forms/base/front.png", np.hstack([blob(80, 1), blob(80, 2)]))
    indexed(species / "mossling/forms/winter/front.png", np.hstack([blob(80, 4), blob(80, 5)]))
    text(root / "generated/species.txt", "SPECIES_NONE\nSPECIES_EMBERFOX\nSPECIES_EGG\nSPECIES_MOSSLING\n")
    return root


def heartgold(root: Path) -> Path:
    """One species: the front has the normal colors, the back the shiny ones, the female's files are empty."""
    folder = root / "files/poketool/pokegra"
    indexed(folder / "pokegra/0001/male/front.png", np.hstack([blob(80, 1), blob(80, 2)]), NORMAL)
    indexed(folder / "pokegra/0001/male/back.png", np.hstack([blob(80, 3), blob(80, 4)]), SHINY)
    for pose in ("front", "back"):
        text(folder / f"pokegra/0001/female/{pose}.png", "")
    indexed(folder / "otherpoke/emberfox/winter/front.png", np.hstack([blob(80, 5), blob(80, 6)]))
    stats = [
        {"species": "NONE"},
        {"species": "EMBERFOX", "types": ["TYPE_FIRE", "TYPE_FIRE"], "color": 0},
        {"species": "EGG"},
    ]
    text(root / "files/poketool/personal/personal.json", json.dumps({"baseStats": stats}))
    return root


def tuxemon(root: Path) -> Path:
    """Two monsters, the second in YAML and with a battle sheet, and the license of the first."""
    mod = root / "mods/tuxemon"
    for pose in ("front", "back"):
        picture(mod / f"gfx/sprites/battle/sootling-{pose}.png", colored(blob(64, 0)))
    sheet = np.zeros((88, 128, 4), np.uint8)
    sheet[:64, :64], sheet[:64, 64:] = colored(blob(64, 1)), colored(blob(64, 2))
    picture(mod / "gfx/sprites/battle/sootlord-sheet.png", sheet)
    first = {"slug": "sootling", "types": ["fire"], "shape": "flier", "category": "hot_bird", "height": 40,
             "weight": 3, "txmn_id": 1, "evolutions": [{"at_level": 9, "monster_slug": "sootlord"}]}  # fmt: skip
    text(mod / "db/monster/sootling.json", json.dumps(first))
    text(mod / "db/monster/sootlord.yaml", "slug: sootlord\ntypes: [fire, metal]\nshape: flier\ntxmn_id: 2\n")
    text(
        mod / "l18n/en_US/LC_MESSAGES/base.po",
        'msgid "sootling"\nmsgstr "Sootling"\n\nmsgid "sootling_description"\nmsgstr ""\n"It sleeps "\n"in ash."\n',
    )
    text(
        root / "ATTRIBUTIONS.md",
        '### Icons\n\n* ["Other"](x) by [Nobody](y) is licensed under [CC0](z)\n\n### Tuxemon\n\n'
        '* ["Soot Ling"](https://example.org/?title=Sootling) by\n[Ann](a) and\n[Bob](b)\n'
        "is licensed under [CC-BY-SA 4.0](c)\n\n### Items\n",
    )
    return root


def iconify(root: Path) -> Path:
    """Four emoji: one to keep, one of a flag, one with a skin tone, one that asks for a file."""
    body = '<circle cx="16" cy="16" r="12" fill="#c83232"/>'
    icons = {name: {"body": body} for name in ("fox", "flag-red", "hand-dark-skin-tone")}
    icons["thief"] = {"body": '<image href="file:///etc/hostname" width="32" height="32"/>'}
    text(root / "icons.json", json.dumps({"prefix": "toy", "icons": icons, "width": 32, "height": 32}))
    categories = {"Animals & Nature": ["fox", "thief"], "Flags": ["flag-red"], "People": ["hand-dark-skin-tone"]}
    text(root / "metadata.json", json.dumps({"categories": categories}))
    text(root / "info.json", json.dumps({"author": {"name": "Ann"}, "license": {"spdx": "CC-BY-4.0"}}))
    return root


def wesnoth(root: Path) -> Path:
    """A unit with a shadow and the player's color, its movements, and a female."""
    images = root / "data/core/images/units/drakes"
    for seed, name in enumerate(("ember", "ember-attack-1", "ember-attack-2", "ember-run", "ember+female")):
        rgba = np.zeros((72, 72, 4), np.uint8)
        rgba[20:50, 20:50] = colored(blob(30, seed))
        rgba[34, 34] = (0x8C, 0, 0x51, 255)
        rgba[60:63, 10:60] = (22, 0, 52, 153)
        picture(images / f"{name}.png", rgba)
    text(
        root / "data/core/units/drakes/Ember.cfg",
        "#textdomain wesnoth-units\n#define MACRO\n[unit_type]\n id=No\n[/unit_type]\n#enddef\n[unit_type]\n"
        ' id=Ember Drake\n name= _ "female^Ember Drake"\n race=drake\n image="units/drakes/ember.png~RC(magenta>red)"\n'
        ' description= _ "It burns,"+\n  _ " and sings ""loudly""."\n {TRAIT}\n'
        ' [attack]\n  name=fire\n [/attack]\n [female]\n  image="units/drakes/ember+female.png"\n [/female]\n'
        "[/unit_type]\n",
    )
    return root


def crawl(root: Path) -> Path:
    """Two tiles of one animal, a piece of a tentacle, and a tile that is clear."""
    tiles = root / "crawl-ref/source/rltiles/mon"
    for seed, name in enumerate(("animals/red_fox1", "animals/red_fox2", "tentacles/ends/end_n")):
        picture(tiles / f"{name}.png", colored(blob(32, seed)))
    picture(tiles / "animals/nothing.png", np.zeros((32, 32, 4), np.uint8))
    return root


def angband(root: Path) -> Path:
    """A sheet of two rows and two columns, and one tile that lies outside it."""
    sheet = np.vstack([np.hstack([colored(blob(32, seed + 2 * row)) for seed in range(2)]) for row in range(2)])
    picture(root / "lib/tiles/gervais/32x32.png", sheet)
    text(
        root / "lib/tiles/gervais/graf-dvg.prf",
        "feat:FLOOR:*:0x80:0x80\nmonster:<player>:0x80:0x80\nmonster:Fang, the Fox:0x81:0x80\nmonster:lost:0x90:0x80\n",
    )
    text(
        root / "lib/gamedata/monster.txt",
        "# File\nname:fang, the Fox\nbase:canine\ndesc:It is red \ndesc:and quick.\n\nname:other\nbase:bird\n",
    )
    return root


def cataclysm(root: Path) -> Path:
    """A monster whose JSON file names it, one that its file names, a corpse, a shadow, and an incomplete sheet."""
    tileset = root / "gfx/UltimateCataclysm"
    for seed, name in enumerate(("fox_a", "mon_moose1", "corpse_mon_moose", "shadow_32x32_normal")):
        picture(tileset / f"pngs_normal_32x32/monsters/animals/{name}.png", colored(blob(32, seed)))
    picture(tileset / "pngs_incomplete_32x32/monsters/mon_weasel.png", colored(blob(32, 5)))
    picture(tileset / "pngs_normal_32x32/items/axe.png", colored(blob(32, 6)))
    entry = {"id": ["mon_fox_red", "mon_fox_grey"], "fg": [{"weight": 1, "sprite": "fox_a"}], "bg": "shadow"}
    text(tileset / "pngs_normal_32x32/monsters/animals/fox.json", json.dumps(entry))
    text(tileset / "pngs_normal_32x32/monsters/animals/credits.txt", "Ann\n\nBob\n")
    return root


TREES = {
    "pret": pret, "pokeheartgold": heartgold, "pokeplatinum": platinum, "tuxemon": tuxemon, "crawl": crawl,
    "angband": angband, "cataclysm": cataclysm, "iconify": iconify, "wesnoth": wesnoth,
}  # fmt: skip
