"""What the sources of pokeemerald, pokefirered and pokeemerald-expansion say of each species. Opens no picture."""

import re
from typing import Final

from spritedex.data.importers.base import Creature
from spritedex.data.importers.c_tables import (
    calls,
    constants,
    entries,
    expanded,
    field,
    macros,
    names,
    number,
    strings,
    without_comments,
    without_macros,
)
from spritedex.data.importers.checkout import Checkout
from spritedex.data.importers.families import family_names
from spritedex.data.importers.game_words import capitalized, color_of, egg_groups_of, one_line, types_of
from spritedex.errors import SpritedexError

_DATA: Final = "src/data/pokemon"
_INFO: Final = (f"{_DATA}/species_info.h", f"{_DATA}/base_stats.h")
_CONSTANTS: Final = ("include/constants/pokedex.h", "include/constants/species.h")
_EVOLUTION: Final = re.compile(r"\{\s*EVO_\w+\s*,[^,{}]*,\s*SPECIES_(\w+)")
_TEXT: Final = re.compile(r"\b([gs]\w+)\[\]\s*=\s*(?:_|COMPOUND_STRING)\(((?:\s*\"(?:\\.|[^\"\\\n])*\")+)\s*\)")


class PretFacts:
    """Species by the name of its constant without SPECIES_, as `VENUSAUR` or `VENUSAUR_MEGA`.

    Sources that are missing or that nobody can read leave their facts empty; the latter become problems.
    """

    def __init__(self, checkout: Checkout) -> None:
        self._checkout = checkout
        listed = [path for path in _INFO if checkout.has(path)] + checkout.files(f"{_DATA}/species_info", (".h",))
        sources = "\n".join(self._source(path) for path in listed)
        called, plain = calls(sources), without_macros(sources)
        self._macros = macros(sources)
        self._info = {
            name: expanded(self._macros.get(body.strip(" \n,"), body), called)
            for name, body in entries(plain, "SPECIES_").items()
        }
        self._names = entries(self._source("src/data/text/species_names.h"), "SPECIES_")
        self._dex = constants("\n".join(self._source(path) for path in _CONSTANTS), "NATIONAL_DEX_")
        self._dex_entries = entries(self._source(f"{_DATA}/pokedex_entries.h"), "NATIONAL_DEX_")
        texts = [path for path in checkout.files(_DATA, (".h",)) if path.rpartition("/")[2].startswith("pokedex_text")]
        self._texts: dict[str, str] = {}
        for source in (sources, *map(self._source, texts)):
            for name, value in _TEXT.findall(source):
                self._texts.setdefault(name, strings(value))
        self._families = self._find_families()
        self._known: dict[tuple[str, str], Creature] = {}

    def creature(self, slug: str, form: str) -> Creature:
        """What is known of the species whose folder is `slug`, in the form whose subfolder is `form` (or none).

        What the entry of a form does not say is taken from its species'."""
        if (slug, form) not in self._known:
            self._known[slug, form] = self._read(slug, form)
        return self._known[slug, form]

    def _read(self, slug: str, form: str) -> Creature:
        species = slug.upper()
        own, base = self._entry(species, form)

        def stated(name: str) -> str:
            return field(own, name) or field(base, name)

        dex_name = next(iter(names(stated("natDexNum"), "NATIONAL_DEX_")), species).removeprefix("NATIONAL_DEX_")
        entry = self._dex_entries.get(dex_name, "")
        height, weight, said, genus = (
            field(entry, name) or stated(name) for name in ("height", "weight", "description", "categoryName")
        )
        tall, heavy = number(height), number(weight)
        named = strings(stated("speciesName")) or strings(self._names.get(species, ""))
        types = names(stated("types"), "TYPE_", self._macros) or [stated("type1"), stated("type2")]
        groups = names(stated("eggGroups"), "EGG_GROUP_", self._macros) or [stated("eggGroup1"), stated("eggGroup2")]
        return Creature(
            slug=slug,
            name=capitalized(named or slug),
            number=self._dex.get(dex_name) or None,
            types=types_of(types),
            text=one_line(self._texts.get(said) or strings(said)),
            family=self._families.get(self._species_of(species), slug),
            genus=capitalized(strings(genus)),
            color=color_of(stated("bodyColor")),
            egg_groups=egg_groups_of(groups),
            height_m=tall / 10 if tall else None,
            weight_kg=heavy / 10 if heavy else None,
        )

    def _entry(self, species: str, form: str) -> tuple[str, str]:
        """The source of the form's entry and of the species'; empty where there is none.

        A species without a plain entry, such as one that only has DEOXYS_NORMAL, has its first one."""
        alike = [name for name in self._info if name.startswith(f"{species}_") and self._species_of(name) == species]
        base = self._info.get(species) or self._info.get(next(iter(alike), ""), "")
        key = f"{species}_{form.upper()}".replace("/", "_")
        named = [name for name in alike if name.startswith(key)]
        own = self._info.get(key) or self._info.get(next(iter(named), ""), "")
        return (own if form else base), base

    def _species_of(self, name: str) -> str:
        """The national name of an entry, as BURMY for BURMY_PLANT; without one, that of its plain form."""
        if stated := names(field(self._info.get(name, ""), "natDexNum"), "NATIONAL_DEX_"):
            return stated[0].removeprefix("NATIONAL_DEX_")
        shorter = name
        while shorter and shorter not in self._dex:
            shorter = shorter.rpartition("_")[0]
        if shorter:
            return shorter
        base = name.rpartition("_")[0]
        return self._species_of(base) if base in self._info else name

    def _find_families(self) -> dict[str, str]:
        """Species -> family; every form counts as its species."""
        tables = (entries(self._source(f"{_DATA}/evolution.h"), "SPECIES_"), self._info)
        links = [
            (self._species_of(name), self._species_of(target))
            for table in tables
            for name, body in table.items()
            for target in _EVOLUTION.findall(field(body, "evolutions") if table is self._info else body)
        ]
        species = {self._species_of(name) for name in self._info} | {name for link in links for name in link}
        numbers = {name: self._dex.get(name) for name in sorted(species)}
        return {name: family.lower() for name, family in family_names(links, numbers).items()}

    def _source(self, path: str) -> str:
        if not self._checkout.has(path):
            return ""
        try:
            return without_comments(self._checkout.text(path))
        except SpritedexError as error:
            self._checkout.skip(path, str(error))
            return ""
