"""Words around the names of things that say whether these are held. Knows no shape."""

from typing import Final

HOLDS: Final = frozenset({
    "bearing", "bites", "biting", "brandishing", "brewing", "bringing", "brings", "carries", "carry", "carrying",
    "casting", "casts", "catching", "clutching", "conjuring", "delivering", "delivers", "does", "doing", "dribbling",
    "drink", "drinking", "drinks", "eat", "eating", "eats", "gripping", "hold", "holding", "holds", "hugging", "hugs",
    "juggles", "juggling", "licking", "licks", "lifting", "lifts", "offering", "painting", "play", "playing", "plays",
    "raising", "reading", "reads", "roasting", "selling", "sells", "serves", "serving", "sipping", "stealing", "steals",
    "steering", "stirring", "stirs", "swinging", "throwing", "throws", "tosses", "tossing", "twirling", "typing",
    "using", "watering", "waving", "wielding", "wields", "with",
})  # fmt: skip
JUGGLES: Final = frozenset({"juggles", "juggling"})
CLASPS: Final = HOLDS - {"does", "doing", "with"}
"""The same without what can also say that something is worn."""
SITS: Final = frozenset({
    "around", "as", "bark", "blaze", "bolt", "cloud", "costume", "crystal", "ember", "engine", "fang", "frost", "gem",
    "hat", "helmet", "in", "inside", "instead", "lightning", "love", "mind", "moon", "note", "of", "on", "plant",
    "rain", "rainbow", "rib", "rock", "shell", "snow", "song", "spark", "star", "stone", "sun", "tear", "tooth",
    "tower", "trunk", "vine",
})  # fmt: skip
"""What "with" does not say of that it is held, or that it is if this comes after it."""
REACH: Final = 3
"""How many words what is held is after "holding" at most; four times as many after "and"."""
CARRIES: Final = frozenset({
    "antlers", "arms", "coating", "drips", "drool", "fangs", "feet", "gills", "hooves", "horns", "plates", "quills",
    "spikes", "spines", "toes", "tusks", "whiskers",
})  # fmt: skip
"""What after a thing makes it the look of a part, as in "bone horns"."""
