"""pokeheartgold: files/poketool/pokegra, species by number, two frames beside each other.

No palette lies beside the pictures: the front carries the normal colors and the back the shiny ones, of the male if
there is one. The forms of some species lie in `otherpoke`.
"""

from functools import partial
from typing import Any, Final

from spritedex.data.importers.base import Creature, Drawing, ImportOptions, Item
from spritedex.data.importers.checkout import Checkout
from spritedex.data.importers.families import family_names
from spritedex.data.importers.game_words import COLORS, NOT_CREATURES, capitalized, egg_groups_of, types_of
from spritedex.data.importers.indexed import drawings, read_indices, split_frames
from spritedex.data.importers.pret import RIGHTS
from spritedex.errors import DataError, SpritedexError

PICTURES: Final = "files/poketool/pokegra"
_FACTS: Final = "files/poketool/personal/personal.json"
_EVOLUTIONS: Final = "files/poketool/personal/evo.json"
_LAST: Final = "egg"  # the species before it have national numbers


def items(checkout: Checkout, options: ImportOptions) -> list[Item]:
    """The fronts and backs of both sexes and of the forms. Raises DataError if the folder has no such pictures."""
    folder = checkout.folder(PICTURES)
    species = _species(checkout)
    slugs = {creature.slug: creature for creature in species.values()}
    found = []
    for path in checkout.files(folder, ("/front.png", "/back.png")):
        layout = path.removeprefix(folder + "/").split("/")
        if len(layout) != 4 or checkout.is_empty(path):
            continue
        kind, place, inside, file = layout
        if kind == "pokegra" and place.isdigit() and inside in ("male", "female"):
            creature, sex, form = species.get(int(place)), inside, ""
        elif kind == "otherpoke":
            creature, sex, form = slugs.get(place, Creature(place, capitalized(place))), "", inside
        else:
            continue
        if creature and creature.slug not in NOT_CREATURES:
            found.append(_item(checkout, path, creature, sex, form, file.removesuffix(".png")))
    if not found:
        raise DataError(f"{checkout.root / folder}: no pokegra/0001/male/front.png or the like here")
    return found


def _item(checkout: Checkout, path: str, creature: Creature, sex: str, form: str, pose: str) -> Item:
    stem = "-".join(part for part in (creature.slug, form, pose, sex) if part)
    read = partial(_frames, checkout, path, bool(sex))
    return Item(path, stem, creature, RIGHTS, read, "pixel", "back" if pose == "back" else "front", sex, form)


def _frames(checkout: Checkout, path: str, sexed: bool) -> list[Drawing]:
    indices, own = read_indices(checkout.data(path))
    parts = path.split("/")
    colors = {}
    for pose in ("front", "back"):
        choices = [[*parts[:-2], sex, f"{pose}.png"] for sex in ("male", "female")]
        if not sexed:
            choices = [[*parts[:-1], f"{pose}.png"]]
        files = ["/".join(choice) for choice in choices]
        file = next((file for file in files if not checkout.is_empty(file)), "")
        colors[pose] = read_indices(checkout.data(file))[1] if file else own
    shiny = None if (colors["front"] == colors["back"]).all() else colors["back"]
    return drawings(split_frames(indices), colors["front"], shiny)


def _species(checkout: Checkout) -> dict[int, Creature]:
    """Number -> what personal.json says; numbers alone where it is missing or broken."""
    rows = [row if isinstance(row, dict) else {} for row in _rows(checkout, _FACTS, "baseStats")]
    slugs = [str(row.get("species", "")).lower() for row in rows]
    national = slugs.index(_LAST) if _LAST in slugs else len(slugs)
    numbers = {slug: number for number, slug in enumerate(slugs[:national]) if number and slug}
    links = [
        (str(row.get("baseSpecies", "")).removeprefix("SPECIES_").lower(), str(step.get("target", ""))[8:].lower())
        for row in _rows(checkout, _EVOLUTIONS, "evoTable")
        if isinstance(row, dict)
        for step in row.get("evos") or ()
        if isinstance(step, dict)
    ]
    families = family_names(links, dict(numbers))
    known = {number: _creature(rows[number], slug, number, families[slug]) for slug, number in numbers.items()}
    if not known:
        known = {number: Creature(f"{number:03d}", f"{number:03d}", number) for number in range(1, 494)}
    return known


def _creature(row: dict[str, Any], slug: str, number: int, family: str) -> Creature:
    color = row.get("color")
    return Creature(
        slug=slug,
        name=capitalized(slug),
        number=number,
        types=types_of(map(str, row.get("types") or ())),
        family=family,
        color=COLORS[color] if isinstance(color, int) and 0 <= color < len(COLORS) else "",
        egg_groups=egg_groups_of(map(str, row.get("eggGroups") or ())),
    )


def _rows(checkout: Checkout, path: str, key: str) -> list[Any]:
    if not checkout.has(path):
        return []
    try:
        value = checkout.json(path)
    except SpritedexError as error:
        checkout.skip(path, str(error))
        return []
    rows = value.get(key) if isinstance(value, dict) else None
    return rows if isinstance(rows, list) else []
