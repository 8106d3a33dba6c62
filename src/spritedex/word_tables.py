"""Words of sentences by what they mean: colors, sizes, types, and what nouns say of another. Knows no sentence."""

from typing import Final

COLOR_WORDS: Final[dict[str, str]] = {
    "black": "black", "dark": "", "ebony": "black", "charcoal": "black", "white": "white", "ivory": "white",
    "cream": "white", "snowy": "white", "grey": "grey", "gray": "grey", "silver": "grey", "silvery": "grey",
    "ash": "grey", "ashen": "grey", "red": "red", "crimson": "red", "scarlet": "red", "maroon": "red", "ruby": "red",
    "orange": "orange", "amber": "orange", "peach": "orange", "brown": "brown", "tan": "brown", "beige": "brown",
    "chestnut": "brown", "bronze": "brown", "sand": "brown", "sandy": "brown", "yellow": "yellow", "gold": "yellow",
    "golden": "yellow", "lemon": "yellow", "green": "green", "lime": "green", "olive": "green", "emerald": "green",
    "mint": "green", "teal": "green", "blue": "blue", "azure": "blue", "cyan": "blue", "turquoise": "blue",
    "navy": "blue", "sapphire": "blue", "aqua": "blue", "purple": "purple", "violet": "purple",
    "lavender": "purple", "lilac": "purple", "indigo": "purple", "pink": "pink", "magenta": "pink", "rose": "pink",
    "salmon": "pink", "apricot": "orange", "aquamarine": "blue", "auburn": "brown", "bluish": "blue",
    "brownish": "brown", "burgundy": "red", "caramel": "brown", "cerulean": "blue", "chartreuse": "green",
    "cobalt": "blue", "fuchsia": "pink", "greenish": "green", "greyish": "grey", "grayish": "grey", "khaki": "brown",
    "mauve": "purple", "mustard": "yellow", "ochre": "yellow", "periwinkle": "blue", "pinkish": "pink",
    "plum": "purple", "purplish": "purple", "reddish": "red", "rosy": "pink", "russet": "brown", "slate": "grey",
    "tangerine": "orange", "taupe": "brown", "tawny": "brown", "ultramarine": "blue", "vermilion": "red",
    "whitish": "white", "yellowish": "yellow",
}  # fmt: skip
"""A word -> the color of `vocabulary.COLORS` that it names; "dark" names none by itself."""
TONE_WORDS: Final = frozenset({
    "acid", "baby", "blood", "bright", "dark", "deep", "dull", "dusty", "electric", "faded", "fluorescent", "forest",
    "hot", "ice", "jet", "light", "metallic", "midnight", "muted", "neon", "ocean", "pale", "pastel", "pitch", "royal",
    "shiny", "sky", "snow", "soft", "toxic", "translucent", "transparent", "vibrant", "vivid",
})  # fmt: skip
"""What before a color says which shade of it."""
SIZE_OF_WORD: Final[dict[str, str]] = {
    "tiny": "tiny", "mini": "tiny", "small": "small", "little": "small", "large": "large", "big": "large",
    "tall": "large", "miniature": "tiny", "minuscule": "tiny", "teeny": "tiny", "itsy": "tiny", "bitsy": "tiny",
    "weeny": "tiny", "wee": "tiny", "petite": "small", "short": "small", "oversized": "large", "colossal": "huge",
    "gargantuan": "huge", "humongous": "huge", "immense": "huge", "jumbo": "huge", "monstrous": "huge",
    "towering": "huge", "huge": "huge", "giant": "huge", "gigantic": "huge", "enormous": "huge", "massive": "huge",
    "smol": "small", "lil": "small",
}  # fmt: skip
TYPE_OF_WORD: Final[dict[str, str]] = {
    "fiery": "fire", "burning": "fire", "volcanic": "fire", "icy": "ice", "frozen": "ice", "toxic": "poison",
    "poisonous": "poison", "ghostly": "ghost", "spooky": "ghost", "leafy": "grass", "aquatic": "water",
    "metal": "steel",
}  # fmt: skip
BODY_WORDS: Final = frozenset({"body", "coat", "feathers", "fleece", "fur", "hide", "paint", "scales", "skin", "wool"})
"""What a color before it is the color of the body of, also after "with"."""
SMALL_WORDS: Final = frozenset({
    "a", "an", "the", "and", "or", "of", "with", "in", "on", "at", "to", "from", "for", "by", "as", "is", "are",
    "its", "it", "it's", "his", "her", "their", "that", "this", "which", "who", "some", "one", "two", "three", "four",
    "five", "six", "no", "not", "very", "quite", "more", "most", "so", "like", "over", "under", "up", "down", "out",
    "into", "around", "all", "both", "many", "few", "type", "types", "pixel", "art", "sprite", "sprites", "monster",
    "creature", "pokemon", "please", "draw", "make", "me", "my", "cute", "style", "back", "view", "behind", "seen",
    # articles of sentences in the languages that are read a little
    "ein", "eine", "einen", "einem", "einer", "der", "das", "dem", "den", "un", "une", "des", "du", "le", "les", "la",
    "una", "el", "los", "las", "il", "lo", "een", "het",
})  # fmt: skip
COSTUMES: Final = frozenset({
    "abbot", "accountant", "acrobat", "adventurer", "alchemist", "apprentice", "archer", "archmage", "artist",
    "assassin", "astronaut", "athlete", "baby", "baker", "ballerina", "bandit", "barbarian", "barber", "bard",
    "barista", "bartender", "beekeeper", "berserker", "biker", "blacksmith", "bodybuilder", "boss", "bounty hunter",
    "boxer", "bride", "brute", "buccaneer", "builder", "burglar", "businessman", "butcher", "butler", "captain",
    "carpenter", "caveman", "centurion", "champion", "chef", "chemist", "cleric", "clockmaker", "clown",
    "construction worker", "convict", "cook", "cop", "corsair", "cowboy", "cowgirl", "crusader", "cultist", "dancer",
    "deity", "demon", "dentist", "detective", "devil", "diver", "dj", "doctor", "druid", "elder", "electrician",
    "elemental", "emperor", "empress", "enchantress", "engineer", "executioner", "explorer", "fairy godmother",
    "farmer", "fighter", "firefighter", "fireman", "firewoman", "fisherman", "florist", "fool", "fortune teller",
    "friar", "gambler", "gamer", "gangster", "gardener", "geisha", "gladiator", "god", "goddess", "grandfather",
    "grandma", "grandmother", "grandpa", "granny", "groom", "guard", "gunslinger", "guy", "hacker", "hairdresser",
    "handyman", "harlequin", "healer", "herbalist", "hero", "heroine", "hiker", "hunter", "inmate", "innkeeper",
    "inspector", "inventor", "janitor", "jester", "joker", "journalist", "judge", "juggler", "king", "knight",
    "kunoichi", "lancer", "lawyer", "legionnaire", "leprechaun", "librarian", "lifeguard", "lord", "luchador",
    "lumberjack", "mad scientist", "mage", "magician", "maid", "mail carrier", "mailman", "man", "marksman", "mechanic",
    "medic", "mercenary", "merchant", "mime", "miner", "minstrel", "mobster", "monk", "monster", "musician",
    "necromancer", "nerd", "ninja", "nun", "nurse", "office worker", "officer", "outlaw", "overlord", "painter",
    "paladin", "peasant", "person", "photographer", "pilot", "pirate", "plague doctor", "plumber", "poet", "police",
    "police officer", "policeman", "policewoman", "postman", "priest", "priestess", "prince", "princess", "prisoner",
    "professor", "programmer", "punk", "pupil", "puppeteer", "queen", "ranger", "rapper", "referee", "robber",
    "rockstar", "rogue", "ronin", "sage", "sailor", "salesman", "samurai", "santa", "santa claus", "scholar",
    "schoolgirl", "scientist", "scuba diver", "sculptor", "secret agent", "shaman", "sheriff", "shinobi", "shopkeeper",
    "singer", "skateboarder", "skater", "smith", "sniper", "soldier", "sorcerer", "sorceress", "spartan", "spearman",
    "spellcaster", "spirit", "sprite", "spy", "squire", "strongman", "student", "summoner", "super hero", "superhero",
    "superheroine", "supervillain", "surfer", "surgeon", "swordsman", "tailor", "teacher", "thief", "time traveler",
    "tinker", "tourist", "trader", "trainer", "valkyrie", "vampire", "vendor", "vet", "veterinarian", "viking",
    "villager", "villain", "waiter", "waitress", "warlock", "warlord", "warrior", "witch", "witch doctor", "wizard",
    "woodcutter", "wrestler",
})  # fmt: skip
"""Nouns that after another one say how that one is dressed."""
BEINGS: Final = frozenset({
    "animal", "beast", "being", "creature", "critter", "monster", "pet", "statue", "thing", "toy",
})  # fmt: skip
"""Nouns that after another one say nothing more."""
TRADES: Final = frozenset({
    "art", "bus", "circus", "dance", "delivery", "desert", "dungeon", "jazz", "karate", "math", "military", "music",
    "opera", "police", "race", "rock", "school", "space", "street", "taxi", "train", "yoga",
})  # fmt: skip
"""What between an animal and what that does says where or of what it does that: "a frog yoga teacher"."""
SHAPED: Final = frozenset({"based", "looking", "shaped", "themed"})
AMOUNTS: Final = frozenset({
    "art", "artwork", "avatar", "back", "bit", "bunch", "bust", "cartoon", "carving", "chunk", "colony", "couple",
    "depiction", "design", "doodle", "drawing", "family", "figure", "figurine", "flock", "group", "head", "herd",
    "icon", "illustration", "image", "kind", "logo", "model", "pack", "painting", "pair", "photo", "picture", "piece",
    "pile", "plushie", "portrait", "render", "rendering", "school", "sculpture", "sketch", "slice", "sort", "sprite",
    "statue", "swarm", "toy", "type", "version", "view",
})  # fmt: skip
"""Of which there is what comes after "of": a slice of pizza is pizza, and so is a picture of it."""
STUFF: Final = frozenset({
    "axe", "baby", "blood", "bone", "boss", "bow", "broom", "candy", "cloud", "club", "crystal", "dagger", "drum",
    "earth", "electric", "fire", "flame", "forest", "guitar", "gun", "hammer", "ice", "knife", "lantern", "lava",
    "lightning", "moon", "mud", "night", "rock", "scythe", "sea", "shadow", "shield", "sky", "snow", "spear", "staff",
    "star", "stone", "storm", "sun", "sword", "thunder", "tornado", "wand", "water", "wind", "wood",
})  # fmt: skip
WITH_FACES: Final = frozenset({
    "axe", "broom", "candy", "cloud", "crystal", "drum", "guitar", "hammer", "lantern", "moon", "star", "sun", "sword",
    "tornado",
})  # fmt: skip
"""What of it a creature can be, as "a star creature" is a star."""
