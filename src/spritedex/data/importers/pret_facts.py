"""What the sources of pokeemerald, pokefirered and pokeemerald-expansion say of each species. Opens no picture."""

import re
from typing import Final

from spritedex.data.importers.base import Creature
from spritedex.data.importers.c_tables import (
    constants,
    entries,
    field,
    macros,
    names,
    number,
    strings,
    without_comments,
)
from spritedex.data.importers.checkout import Checkout
from spritedex.data.importers.families import family_names
from spritedex.data.importers.game_words import capitalized, color_of, egg_groups_of, one_line, types_of
from spritedex.errors import SpritedexError

_DATA: Final = "src/data/pokemon"
_INFO: Final = (f"{_DATA}/species_info.h", f"{_DATA}/base_stats.h")
_CONSTANTS: Final = ("include/constants/pokedex.h", "include/constants/species.h")
_EVOLUTION: Final = re.compile(r"\{\s*EVO_\w+\s*,[^,{}]*,\s*SPECIES_(\w+)")
_TEXT: Final = re.compile(r"\b(g\w+)\[\]\s*=\s*(_\((?:[^()]|\([^()]*\))*\))", re.S)


class PretFacts:
    """Species by the name of its constant without SPECIES_, as `VENUSAUR` or `VENUSAUR_MEGA`.

    Sources that are missing or that nobody can read leave their facts empty; the latter become problems.
    """

    def __init__(self, checkout: Checkout) -> None:
        self._checkout = checkout
        listed = [path for path in _INFO if checkout.has(path)] + checkout.files(f"{_DATA}/species_info", (".h",))
        sources = "\n".join(self._source(path) for path in listed)
        self._info = entries(sources, "SPECIES_")
        self._macros = macros(sources)
        self._names = entries(self._source("src/data/text/species_names.h"), "SPECIES_")
        self._dex = constants("\n".join(self._source(path) for path in _CONSTANTS), "NATIONAL_DEX_")
        self._dex_entries = entries(self._source(f"{_DATA}/pokedex_entries.h"), "NATIONAL_DEX_")
        texts = [path for path in checkout.files(_DATA, (".h",)) if path.rpartition("/")[2].startswith("pokedex_text")]
        self._texts: dict[str, str] = {}
        for path in texts:
            for name, value in _TEXT.findall(self._source(path)):
                self._texts.setdefault(name, strings(value))
        self._families = self._find_families()

    def creature(self, slug: str, form: str) -> Creature:
        """What is known of the species whose folder is `slug`, in the form whose subfolder is `form` (or none).

        A form without an entry of its own has the facts of its species."""
        species = slug.upper()
        key = self._key(species, form)
        body = self._info.get(key) or self._info.get(species, "")
        dex_name = next(iter(names(field(body, "natDexNum"), "NATIONAL_DEX_")), f"NATIONAL_DEX_{species}")
        dex_name = dex_name.removeprefix("NATIONAL_DEX_")
        entry = self._dex_entries.get(dex_name) or body
        height, weight = number(field(entry, "height")), number(field(entry, "weight"))
        said = field(entry, "description")
        named = strings(field(body, "speciesName")) or strings(self._names.get(species, ""))
        types = names(field(body, "types"), "TYPE_", self._macros)
        groups = names(field(body, "eggGroups"), "EGG_GROUP_", self._macros)
        return Creature(
            slug=slug,
            name=capitalized(named or slug),
            number=self._dex.get(dex_name) or None,
            types=types_of(types or [field(body, "type1"), field(body, "type2")]),
            text=one_line(self._texts.get(said) or strings(said)),
            family=self._families.get(species, slug),
            genus=capitalized(strings(field(entry, "categoryName"))),
            color=color_of(field(body, "bodyColor")),
            egg_groups=egg_groups_of(groups or [field(body, "eggGroup1"), field(body, "eggGroup2")]),
            height_m=height / 10 if height else None,
            weight_kg=weight / 10 if weight else None,
        )

    def _key(self, species: str, form: str) -> str:
        key = f"{species}_{form.upper()}".replace("/", "_").strip("_")
        if key in self._info or not form:
            return key
        return next((known for known in self._info if known.startswith(key)), species)

    def _find_families(self) -> dict[str, str]:
        links = [
            (name, target)
            for table in (entries(self._source(f"{_DATA}/evolution.h"), "SPECIES_"), self._info)
            for name, body in table.items()
            for target in _EVOLUTION.findall(body if table is not self._info else field(body, "evolutions"))
        ]
        ends = {name for link in links for name in link}
        numbers = {name: self._dex.get(name) for name in sorted(ends | set(self._info))}
        links += [
            (name, base) for name in numbers if (base := name.rpartition("_")[0]) in numbers and not numbers[name]
        ]
        return {name: family.lower() for name, family in family_names(links, numbers).items()}

    def _source(self, path: str) -> str:
        if not self._checkout.has(path):
            return ""
        try:
            return without_comments(self._checkout.text(path))
        except SpritedexError as error:
            self._checkout.skip(path, str(error))
            return ""
