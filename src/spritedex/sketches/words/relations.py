"""The words that say where something is beside a creature, and what is said of a scene. Knows no shape."""

from typing import Final

RELATIONS: Final = {
    phrase: where
    for where, phrases in {
        "in": ("inside of", "inside", "out of", "in", "into", "from", "driving", "drives", "piloting", "steering"),
        "on": (
            "on top of", "onto", "on", "atop", "riding on", "ride on", "rides on", "riding", "rides", "ride",
            "mounted on", "clinging to", "jumping over", "leaping over", "floating above", "floating over",
            "hovering above", "hovering over", "flying over", "flying above", "levitating over", "levitating above",
        ),
        "beside": (
            "next to", "beside", "alongside", "close to", "near", "guarding", "protecting", "followed by",
            "stirring", "stirs", "pushing", "pushes", "pulling", "pulls", "dragging", "feeding", "leading", "watching",
        ),
        "pair": (
            "and", "against", "attacking", "chases", "chasing", "fighting", "fighting with", "fights", "hunting",
            "kissing", "playing with", "versus", "vs",
        ),
        "meal": ("eating", "eats", "slurping", "slurps", "devouring", "eating from", "eating out of"),
        "hood": ("hooded by",),
        "bubble": ("enclosed by",),
        "hug": ("hugging", "hugs", "cuddling", "embracing"),
        "held": (
            "holding", "holds", "carrying", "carries", "lifting", "lifts", "stealing", "steals", "offering", "offers",
        ),
        "hang": ("hanging from", "hanging on", "hangs from", "swinging from", "swinging on"),
        "share": ("sharing", "shares"),
        "behind": ("in front of",),
        "hidden": ("hiding behind", "behind"),
        "under": ("under", "underneath", "beneath", "below"),
        "around": ("surrounded by",),
        "with": ("with", "has"),
    }.items()
    for phrase in phrases
}  # fmt: skip
"""Phrase -> where what comes after it is."""
PLACES: Final = {
    "back": "back", "shell": "back", "body": "back", "shoulders": "shoulder", "shoulder": "shoulder", "head": "head",
    "branches": "head", "hair": "head", "hat": "head",
    "helmet": "head", "feet": "feet", "foot": "feet", "side": "beside", "sides": "beside",
    "lap": "feet", "tail": "tail", "trunk": "trunk", "arm": "arms", "arms": "arms", "paw": "arms", "hand": "arms",
}  # fmt: skip
IN_PLACES: Final = {
    "beak": "mouth", "bill": "mouth", "jaws": "mouth", "mouth": "mouth", "snout": "mouth", "teeth": "mouth",
    "trunk": "trunk", "belly": "inside", "body": "inside", "head": "inside", "stomach": "inside", "tummy": "inside",
    "chest": "inside",
    "pouch": "pouch", "pocket": "pouch", "claws": "claws", "talons": "claws",
}  # fmt: skip
"""Part of a body -> where what is "in" it is."""
ON_MOUTH: Final = frozenset({"beak", "bill", "lip", "nose", "snout", "teeth", "tongue", "trunk"})
PAIRED: Final = frozenset({"arms", "beside", "feet", "shoulder"})
"""Places of which there are two."""
EACH: Final = frozenset({"both", "each", "either", "every"})
PRONOUNS: Final = (
    frozenset({"her", "him", "his", "it", "its", "the", "their", "them", "lower", "upper", "front"}) | EACH
)
ITS: Final = frozenset({"her", "his", "its", "their"})
ARTICLES: Final = frozenset({"a", "an", "another", "many", "my", "one", "several", "some", "the"}) | ITS
STOPS: Final = frozenset({
    "and", "are", "as", "at", "but", "by", "carrying", "for", "from", "has", "having", "holding", "in", "into", "is",
    "near", "of", "on", "over", "that", "to", "under", "wearing", "which", "while", "who", "with",
})  # fmt: skip
GIVEN: Final = frozenset({"carrying", "holding", "wearing", "with"})
NEAR: Final = frozenset({
    "and", "balancing", "carrying", "has", "having", "holding", "lifting", "lifts", "raising", "with",
})  # fmt: skip
GOES_ON: Final = frozenset({"as", "at", "for", "from", "in", "of", "on"})
"""What after a thing says of which part it is, as in "with a star on its belly"."""
EATS: Final = frozenset({"drinking", "drinks", "eating", "eats", "licking", "pouring", "sipping", "slurping"})
"""What before "from a bowl" says that nobody is in it."""
RIDES: Final = frozenset({"ride", "rides", "riding"})
MOUNTS: Final = frozenset({
    "boar", "bull", "camel", "deer", "donkey", "dragon", "elephant", "elk", "goat", "griffin", "horse", "llama",
    "moose", "ostrich", "pegasus", "pony", "ram", "reindeer", "rhino", "steed", "tiger", "unicorn", "wolf", "wyvern",
})  # fmt: skip
"""What somebody is on, whatever else is said before it."""
YOUNG: Final = frozenset({
    "babies", "baby", "babys", "brood", "child", "children", "cub", "cubs", "infant", "infants", "joey", "joeys",
    "litter", "offspring", "ones", "young", "youngs", "youngsters",
})  # fmt: skip
MOTHERS: Final = frozenset({"father", "mama", "mom", "momma", "mommy", "mother", "mum", "papa", "parent"})
NOT_THERE: Final = frozenset({
    "built", "carved", "chewing", "coated", "covered", "cut", "dressed", "drenched", "drinking", "drinks", "eating",
    "eats", "formed", "hands", "hewn", "leaning", "made", "sculpted", "sipping", "soaked", "wrapped",
})  # fmt: skip
DROPPED: Final = frozenset({"hatched", "hatching", "rising"})
"""What says no more once a creature is in something."""
PIECES: Final = frozenset({"block", "chunk", "hunk", "piece", "slice", "wedge"})
AMOUNTS: Final = frozenset({"bunch", "heap", "hoard", "mound", "pile", "stack", "tower"}) | PIECES
MOVES: Final = frozenset({
    "balancing", "circling", "climbing", "crouching", "curled", "dancing", "falling", "floating", "flying",
    "growing", "hiding", "hovering", "kneeling", "landing", "lying", "orbiting", "perched", "perching", "piled",
    "posing", "resting", "seated", "sits", "sitting", "sleeping", "sleeps", "spinning", "sprouting", "squatting",
    "stacked", "standing", "stands", "swimming", "swirling", "walking",
})  # fmt: skip
OTHERS: Final = frozenset({
    "another", "couple", "down", "each", "group", "hangs", "other", "pair", "peeking", "popping", "several", "side",
    "own", "spout", "stacked", "steam", "surrounded", "upside",
})  # fmt: skip
"""What else is said of a scene."""
