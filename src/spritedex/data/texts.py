"""Texts about creatures, cleaned: no names, no trade name. Knows no record and no file."""

import re
from collections.abc import Iterable

_POKEMON_ONE = re.compile(r"\b(an?|this|that|the|each|every|another|one|any) (?:[\w-]+,? ){0,4}?pok[eé]mon\b", re.I)
_POKEMON = re.compile(r"\bpok[eé]mon\b", re.I)
_SPACES = re.compile(r"\s+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
_MARKERS = "♀♂"


def tidy(text: str) -> str:
    """The text on one line, with plain quotes; each sentence starts with a capital letter."""
    plain = text.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    plain = _SPACES.sub(" ", plain.replace("—", " - ").replace("\u00ad", "")).strip()
    return " ".join(part[:1].upper() + part[1:] for part in sentences(plain))


def sentences(text: str) -> list[str]:
    """The sentences of a text, in order.

    >>> sentences("It is red. It runs!")
    ['It is red.', 'It runs!']
    """
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def name_pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern for all `names`, longest first; None if there is no name."""
    forms = {form for name in names for form in _forms(name)}
    if not forms:
        return None
    choices = "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
    return re.compile(rf"(?:\b(an?|the|this|that|each|every|another) )?(?<!\w)(?:{choices})(?!\w)('s\b)?", re.I)


def _forms(name: str) -> set[str]:
    plain = tidy(name)
    return {form for form in (plain, plain.strip(_MARKERS).strip()) if form}


def without_names(text: str, own: str, others: re.Pattern[str] | None = None) -> str:
    """The text without the creature's own name, without `others` (see `name_pattern`), without "Pokémon".

    >>> without_names("Bulbasaur’s seed grows. This Pokémon likes a nap near an Oddish.", "Bulbasaur")
    'Its seed grows. This creature likes a nap near an Oddish.'
    """
    pattern = name_pattern([own]) if own else None
    text = tidy(text)
    if pattern:
        text = pattern.sub(lambda match: _instead(match, "it", "its"), text)
    if others:
        text = others.sub(lambda match: _instead(match, "another creature", "another creature's"), text)
    text = _POKEMON_ONE.sub(lambda match: _POKEMON.sub("creature", match.group()), text)
    return tidy(_POKEMON.sub("creatures", text))


def _instead(match: re.Match[str], bare: str, possessive: str) -> str:
    article, owner = match.group(1), match.group(2)
    if article:
        article = article[0] if article.lower() == "an" else article
        return f"{article} creature" + ("'s" if owner else "")
    return possessive if owner else bare
