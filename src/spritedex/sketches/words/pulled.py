"""Carts and sleds that a creature pulls or pushes, and what they are full of. Knows no shape."""

import re
from typing import Final

from spritedex.sentence import Lexicon, subject_of
from spritedex.sketches.words.companions import Companion

_CARTS: Final = "carriage|cart|chariot|mine ?cart|rickshaw|shopping cart|sled|sledge|sleigh|trailer|wagon|wheelbarrow"
_KNOWN: Final = {"carriage": "wagon", "chariot": "wagon", "minecart": "cart", "mine cart": "cart", "rickshaw": "cart",
                 "sledge": "sled", "trailer": "wagon"}  # fmt: skip
_PULLED: Final = re.compile(
    r",?\s*\b(pull|pulls|pulling|drags?|dragging|tows?|towing|hauls?|hauling|push|pushes|pushing) "
    rf"(?:an?|the|its|his|her|their) (?:heavy |full )?((?:[a-z]+ )??)({_CARTS})"
    r"(?: (?:full of|filled with|loaded with|packed with|carrying|with|of) "
    r"(?:(?:an?|the|some|many|lots of|a lot of|fresh|ripe) )?((?:[a-z]+ )?[a-z]+)(?: (?:in|on|inside) it)?)?"
    r"(?=$|[,.]| (?:and|with|on|in|through)\b)",
    re.IGNORECASE,
)


def pulled_in(sentence: str, lexicon: Lexicon) -> tuple[str, tuple[Companion, ...]]:
    """A sentence without the cart that its creature pulls or pushes, and that; what the cart is full of comes last.

    >>> rest, (cart,) = pulled_in("an ox pulling a red cart full of apples", Lexicon(frozenset({"ox"})))
    >>> rest, cart.noun, cart.phrase, cart.where
    ('an ox', 'cart', 'red cart of apples', 'pulled')
    """
    found = _PULLED.search(sentence)
    if not found or not subject_of(sentence[: found.start()], lexicon):
        return sentence, ()
    named = found[3].casefold()
    noun = _KNOWN.get(named, named)
    phrase = f"{found[2].casefold()}{noun}" + (f" of {found[4].casefold()}" if found[4] else "")
    where = "pushed" if found[1].casefold().startswith("push") else "pulled"
    return sentence[: found.start()] + sentence[found.end() :], (Companion(noun, "", phrase, where),)
