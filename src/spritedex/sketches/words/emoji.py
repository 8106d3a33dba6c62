"""Emoji in the words that captions have: "🦊🔥" is a fire fox, "🐱👑" a cat with a crown. Knows no shape."""

import unicodedata
from collections.abc import Collection
from typing import Final

from spritedex.sentence import with_article, words_of
from spritedex.sketches.tables import sketches_of_nouns
from spritedex.sketches.words.named import index
from spritedex.sketches.words.props import things

_ELEMENTS: Final = {
    "🔥": "fire", "❄": "ice", "🧊": "ice", "💧": "water", "🌊": "water", "⚡": "electric", "🍃": "leaf", "🌿": "leaf",
    "☠": "poison", "🪨": "rock",
}  # fmt: skip
"""What a creature is of, if another sign or a word names that."""
_NAMES: Final = {
    "🔥": "fireball",
    "🐥": "chick", "🦖": "tyrannosaurus", "🐳": "whale", "🕊": "dove", "🌳": "tree", "☠": "skull", "🎃": "pumpkin",
    "😈": "devil", "👿": "devil", "👹": "oni", "👺": "oni", "🙈": "monkey", "🙉": "monkey", "🙊": "monkey",
    "🧜": "mermaid", "🤠": "cowboy", "👴": "old man", "👵": "grandma", "🍰": "cake", "☀": "sun", "⭐": "star",
    "⚡": "lightning bolt", "🍃": "leaf", "🌍": "planet", "🌎": "planet", "🌏": "planet", "❤": "heart", "⚔": "sword",
    "💧": "water drop", "🍯": "honey", "🌙": "moon", "🐞": "ladybug", "🐧": "penguin",
}  # fmt: skip
"""Signs that Unicode calls by other words than people do."""


def with_names_of_emoji(sentence: str, known: Collection[str]) -> tuple[str, list[str]]:
    """A sentence with the name of each sign that is of `known` words, and notes on them.

    >>> with_names_of_emoji("🦊🔥", {"fox", "fire"})[0], with_names_of_emoji("cute fox 🦊", {"fox"})[0]
    ('fire fox', 'cute fox')
    >>> with_names_of_emoji("🐱 with a hat", {"cat", "hat"})
    ('cat with a hat', ['"🐱" is read as "cat"'])
    """
    signs = [each for each in dict.fromkeys(sentence) if unicodedata.category(each) == "So"]
    are_many = bool(words_of(sentence)) or any(sign not in _ELEMENTS for sign in signs)
    named = {sign: _ELEMENTS[sign] if are_many and sign in _ELEMENTS else _name(sign) for sign in signs}
    named = {sign: name for sign, name in named.items() if name and all(word in known for word in name.split())}
    text, before, after = sentence, "", ""
    for sign, name in sorted(named.items(), key=lambda pair: _is_thing(pair[1])):
        words, said = words_of(text), name
        if name.split()[-1] in words:
            said = ""
        elif are_many and sign in _ELEMENTS:
            before, said = f"{before}{name} ", ""
        elif words and _is_thing(name):
            after, said = f"{after} with {with_article(name)}", ""
        text = text.replace(sign, f" {said} ")
    text = " ".join(f"{before}{text}{after}".split()) if named else sentence
    return text, [f'"{sign}" is read as "{name}"' for sign, name in named.items()]


def _is_thing(name: str) -> bool:
    return things().issuperset(sketches_of_nouns().get(name, ("",) if name not in index()["words"] else ()))


def _name(sign: str) -> str:
    name = unicodedata.name(sign, "").lower().removesuffix(" face")
    return _NAMES.get(sign) or ("cat" if "cat face" in name else name)
