"""Where something is, in the words that scenes are read in: "another small slime on top" is "with a small slime on its
head". Knows no shape.
"""

import re
from typing import Final

from spritedex.lazy_pattern import LazyPattern
from spritedex.word_tables import COLOR_WORDS

_ON_TOP: Final = re.compile(
    r",?\s*(?:and |with )?(?:another|one more|a second) ((?:[a-z]+ ){0,2}?[a-z]+)(?: (?:sitting|standing|perched))? "
    r"(?:on top(?: of (?:it|him|her|his head|her head|its head))?|above(?: it)?)(?=$|[,.])",
    re.IGNORECASE,
)
_HEAD_IN: Final = re.compile(
    r"\b(?:with |has |having )?(?:(?:its|his|her|the) )?head (?:is )?(?:stuck |trapped |hidden |caught )?"
    r"(?:in|inside|into) (?:an?|the) (?=[a-z])",
    re.IGNORECASE,
)
_BUBBLE: Final = re.compile(
    r"\b(?:(?:with|and|has|having) (?:an?|one) ((?:[a-z]+ )?(?:bubble|orb|sphere)) (?:all )?(?:around|surrounding) "
    r"(?:it|him|her|them|itself|himself|herself)\b|"
    r"(?:(?:trapped|floating|living|sleeping|sitting|swimming|enclosed|encased|captured|stuck) )?"
    r"(?:in|inside|inside of|surrounded by) (?:an?|one|the|its|his|her) ((?:[a-z]+ )?bubble)(?= |$|[,.])"
    r"(?! (?:bath|gum|helmet|tea)))",
    re.IGNORECASE,
)
_GUARDED: Final = re.compile(
    r"\b(?:guarding|guards|protecting|protects|hoarding|hoards|watching over) "
    r"(?:(?:an?|the|its|his|her|their|some|lots|huge|big|large|giant|of|pile|piles|mountain|heap|hoard) )*"
    r"(?:treasures?|gold|hoard|riches|(?:gold(?:en)? )?coins)\b",
    re.IGNORECASE,
)
_AT_MOON: Final = re.compile(
    r"\b(howl|howls|howling|barking|staring|looking|gazing),? at (?:the|a) (?=(?:[a-z]+ )?moon\b)", re.IGNORECASE
)
_ON_BODY: Final = re.compile(r"\bon (?=(?:arms?|back|beak|head|lap|nose|shell|shoulders?|snout)\b)", re.IGNORECASE)
_NEARBY: Final = re.compile(
    r"\b(floating|flying|hovering|levitating) "
    r"(?:near ?by|close by|(?:near|beside|next to|alongside) (?:it|him|her|them)|"
    r"(?:at|by) (?:its|his|her|their) side)\b",
    re.IGNORECASE,
)
_BESIDE: Final = re.compile(r"\b(?:near ?by|close by|by (?:its|his|her|their) side)\b", re.IGNORECASE)
_WELL: Final = re.compile(r"\b((?:an?|the) (?:(?:dark|deep|old|small) )?)well(?=$| with\b|[,.])", re.IGNORECASE)
_BY: Final = re.compile(
    r"\b(dancing|(?:it|him|her)self|lying|resting|sits|sitting|sleeping|standing|stands|waiting),? by (?=(?:an?|the) )",
    re.IGNORECASE,
)
_AT_DESK: Final = re.compile(
    r"\b(?:(?:at|behind)(?: (?:an?|the|its|his|her))?|(?:working|typing|playing|gaming) on (?:an?|the|its|his|her)|"
    r"(?:playing|plays)(?: (?:an?|the|its|his|her))?(?= (?:[a-z]+ )?(?:piano|keyboard|organ)\b)) "
    r"(?=(?:[a-z]+ )?(?:bar|computer|counter|desk|keyboard|laptop|organ|pc|piano|table|"
    r"turntables?|typewriter|workbench)\b)",
    re.IGNORECASE,
)
_AT: Final = re.compile(
    r"\b(?:at|by|around) (?=(?:an?|the|its|his|her) (?:[a-z]+ )?"
    r"(?:anvil|bonfire|campfire|cauldron|drums?|fire ?place|fire|forge|grave|harp|oven|tombstone|well)\b)",
    re.IGNORECASE,
)
_FIRE: Final = re.compile(r"\bnext to ((?:an?|the|its|his|her) (?:[a-z]+ )?)fire\b", re.IGNORECASE)
_OUT_OF_HAT: Final = re.compile(
    r"\b(?:out of|inside|inside of|(?:hiding|sitting|sits|sleeping|stuck) in) (?:(?:an?|the|its|his|her) )?"
    r"((?:[a-z]+ )?)(?:top ?)?hat\b",
    re.IGNORECASE,
)
"""What somebody is in that is else worn."""
_PET: Final = re.compile(
    r"\b((?:an?|one|two|its|his|her|their) (?:[a-z]+ ){0,2}?)((?!cute\b)[a-z]+) (pets?)\b(?=$|[,.]| (?:and|on|with)\b)",
    re.IGNORECASE,
)
_HIDING: Final = re.compile(
    r"\b(?:hiding|hidden|living|nesting|sleeping|peeking out) (?:in|inside|from|of) "
    r"(?:it|(?:its|his|her|their) (?:body|coral|fur|hair|mane|moss|shoulders?))\b(?! \w+ing)",
    re.IGNORECASE,
)
_BELL: Final = re.compile(
    r"\b(bicycle|bike)( (?:with|and)(?: an?)?) (?:[a-z]+ )?bell(?: and(?= (?:an? )?[a-z])|(?=$|[,.]))", re.IGNORECASE
)
_BEARS: Final = LazyPattern(
    r"\b(?:(?:carrying|carries|with)|(and)(?=[a-z ]+ on top\b)) "
    r"(an? (?:[a-z]+ ){0,2}(?:castle|city|cottage|garden|greenhouse|house|hut|island|temple|tower|village)s?)"
    r"(?: on top)?(?=$|[,.]| (?:and|with|that)\b)",
    ("castle", "city", "cottage", "garden", "greenhouse", "house", "hut", "island", "temple", "tower", "village"),
    ignore_case=True,
)
"""What is too large to be held."""
_CLIMBS: Final = re.compile(
    r"\b(?:climb(?:s|ing)(?: up| on)?|clinging (?:on )?to|holding on to) "
    r"(?=(?:an?|the|some) (?:[a-z]+ )?"
    r"(?:bamboo|cactus|column|lamp ?post|lighthouse|palm|pillar|pole|post|tower|tree)\b)",
    re.IGNORECASE,
)
_WOUND: Final = re.compile(
    r"\b(?:coiled|coiling|curled|curling|twisted|wound|wrapped|wrapping)(?: up)?,? around (?=(?:an?|the) )",
    re.IGNORECASE,
)
_CIRCLES: Final = re.compile(
    r"\b(circling|dancing|flies|floating|flying|swimming),? around (?=(?:an?|the) )", re.IGNORECASE
)
_THROUGH: Final = re.compile(
    r"\b(running|runs|trudging|walking|walks|wandering),? (?:in|through) (?:the )?"
    r"(?=(?:deep )?(?:desert|grass|leaves|sand|snow)\b)",
    re.IGNORECASE,
)
_IN_BED: Final = re.compile(r"\bin (?:its |his |her |their )?bed\b", re.IGNORECASE)
_GRAVE: Final = re.compile(
    r"\b(?:rising|emerging|crawling|coming|climbing|digging)(?: itself| up)?(?: out)?(?: of| from) "
    r"(?:an?|the|its|his|her) (?:\w+ )?(?:grave|tomb)\b",
    re.IGNORECASE,
)
_BACKGROUND: Final = re.compile(r"\bin the back ?ground\b", re.IGNORECASE)
_IN_LOVE: Final = re.compile(
    r"\b(?:(?:deeply|falling|fallen) )?in love\b(?: with each other)?(?=$|[,.])", re.IGNORECASE
)
_ON_HAT: Final = re.compile(
    r"\b((?:on|atop|on top of) (?:its|his|her|their)) (?:[a-z]+ )?(hat|helmet)\b", re.IGNORECASE
)
_OVER: Final = re.compile(r",\s*((?:over|above) (?:its|his|her|their) head)\b", re.IGNORECASE)

_BUILT: Final = re.compile(
    r"\b(?:(?:castle|stone|small|tiny|little) )*(tower|castle|fortress|village|town|city) "
    r"(?:(?:growing|built|standing) )?on (?:its|his|her|the) (?:back|shell)\b",
    re.IGNORECASE,
)
_FISHBOWL: Final = re.compile(
    r"\b(and|carrying|holding|hugging|with) (an?|its|his|her) (?:(?:little|orange|pet|small|tiny) )*(?:gold ?)?fish "
    r"(?:swimming )?in (?:an?|its|the) (?:(?:glass|little|round|small|tiny) )*bowl\b(?! of)",
    re.IGNORECASE,
)
_BALLOONS: Final = LazyPattern(
    r"\b(?:(?:an?|the) )?(?:(?:big|large|huge) )?(?:bunch|bundle|cluster|bouquet|handful) of ((?:[a-z]+ )?)balloons\b|"
    r"\b(?:three|four|five|six|many|some|several|lots of|colou?rful|multicolou?red) ((?:[a-z]+ )?)balloons\b",
    ("balloons",),
    ignore_case=True,
)
_BOUQUET: Final = LazyPattern(
    rf"\bbouquet of ((?:(?:{'|'.join(COLOR_WORDS)}) )?)"
    r"(?:roses|flowers|tulips|daisies|lilies|carnations|peonies|poppies|violets)\b",
    ("bouquet",),
    ignore_case=True,
)
_FORGES: Final = LazyPattern(
    r"\b(?:hits?|hitting|hammers?|hammering|strik(?:es|ing)|pound(?:s|ing)|works|working)(?: (?:away|on|at))? "
    r"(?=an anvil\b)"
    r"|\bforg(?:es|ing) (?:(?:an? )?(?:[a-z]+ )?[a-z]+ )?(?:on|at) (?=an anvil\b)",
    ("anvil",),
    ignore_case=True,
)
_RAIN: Final = LazyPattern(
    r"\b(?:(?:standing|walking|dancing|singing|sitting) )?(?:in|under) (?:the |a )?(?:heavy |pouring )?"
    r"rain(?:storm)?\b(?! ?(?:boots?|cloud|coat|gear|hat|jacket))"
    r"|\bon a rainy day\b",
    ("rain",),
    ignore_case=True,
)
_STACK: Final = LazyPattern(r"\b(?:stacks?|piles?|tower) of (?:old )?books\b", ("books",), ignore_case=True)
_AROUND: Final = LazyPattern(
    r",? (?:and|with) ((?:[a-z]+ )?[a-z]+s)(?: (?:buzzing|floating|flying))? around(?=$|[,.])",
    ("around",),
    ignore_case=True,
)
_TRICK: Final = LazyPattern(
    r"\b(?:pull(?:s|ing)|tak(?:es|ing)|with) an? (?:[a-z]+ )?(?:bunny|rabbit)(?: coming)? (?:out of|from|in) "
    r"(?:an?|his|her|its|the) (?:[a-z]+ )?hat\b",
    ("hat",),
    ignore_case=True,
)
_HOARDS: Final = LazyPattern(
    r"\b(?:guard(?:s|ing)|hoard(?:s|ing)|protect(?:s|ing)) "
    r"(?=(?:an?|its|his|her|the) (?:[a-z]+ )?(?:heap|hoard|mountain|pile|stack) of )",
    ("guard", "hoard", "protect"),
    ignore_case=True,
)
_SWIM_RING: Final = LazyPattern(
    r"\b(?:inside|wearing|with|on|floating in|using) (?=(?:an?|the|its|his|her) (?:[a-z]+ ){0,2}"
    r"(?:swim(?:ming)? ring|inner tube|"
    r"rubber ring|pool float(?:ie)?|pool ring|floatie|float ring|life ring|lifebuoy|inflatable ring|donut float)\b)",
    ("ring", "tube", "float", "lifebuoy"),
    ignore_case=True,
)
_TOWERS: Final = frozenset({"tower", "castle", "fortress"})


def with_buildings(sentence: str) -> str:
    """A sentence in which a tower or a village on a back, or a fish in a bowl, is named as a part.

    >>> with_buildings("a tortoise with a tower on its back"), with_buildings("a turtle with a town on its shell")
    ('a tortoise with a back tower', 'a turtle with a back village')
    """
    sentence = _BALLOONS.sub(lambda found: f"a {found[1] or found[2] or ''}balloon bunch", sentence)
    sentence = _TRICK.sub("holding a hat rabbit", _STACK.sub("book stack", sentence))
    sentence = _BOUQUET.sub(r"\1bouquet", _FISHBOWL.sub(r"\1 \2 fishbowl", sentence))
    return _BUILT.sub(lambda found: f"back {'tower' if found[1].casefold() in _TOWERS else 'village'}", sentence)


def in_plain_places(sentence: str) -> str:
    """A sentence with such places in other words; as it is, where it has none.

    >>> in_plain_places("a slime, another smaller slime on top")
    'a slime with a smaller slime on its head'
    >>> in_plain_places("an ostrich with its head in a bucket")
    'an ostrich hooded by a bucket'
    >>> in_plain_places("a cat with an orange on head")
    'a cat with an orange on its head'
    >>> in_plain_places("a seahorse with a bubble around it"), in_plain_places("a dragon guarding its treasure")
    ('a seahorse enclosed by a bubble', 'a dragon on a pile of gold')
    >>> in_plain_places("a fox at a desk"), in_plain_places("a dog at the campfire")
    ('a fox in a desk', 'a dog next to the campfire')
    """
    sentence = _IN_LOVE.sub("kissing", _ON_HAT.sub(r"\1 \2", sentence))
    sentence = _ON_BODY.sub("on its ", _OVER.sub(r" \1", sentence))
    sentence = _ON_TOP.sub(r" with a \1 on its head", sentence)
    sentence = _BACKGROUND.sub("behind", _BESIDE.sub("beside it", _NEARBY.sub(r"\1 around it", sentence)))
    sentence = _GRAVE.sub("digging out of the ground, tombstone behind it", _BY.sub(r"\1 next to ", sentence))
    sentence = _OUT_OF_HAT.sub(r"in a \1magic hat", sentence)
    sentence = _IN_BED.sub("in a bed", _THROUGH.sub(r"\1 on ", _AT.sub("next to ", _AT_DESK.sub("in a ", sentence))))
    sentence = _HIDING.sub("on its back", _PET.sub(r"\1\3 \2", sentence))
    sentence = _BELL.sub(
        r"bell \1\2", _BEARS.sub(lambda found: f"{found[1] or 'with'} {found[2]} on its back", sentence)
    )
    sentence = _RAIN.sub("surrounded by rain", _AROUND.sub(r" surrounded by \1", sentence))
    sentence = _HOARDS.sub("on ", sentence)
    sentence = _SWIM_RING.sub("in ", _FORGES.sub("next to ", sentence))
    sentence = _FIRE.sub(r"next to \1campfire", sentence)
    sentence = _CIRCLES.sub(r"\1 next to ", sentence)
    sentence = _WOUND.sub("next to ", _CLIMBS.sub("hugging ", sentence))
    sentence = _WELL.sub(r"\1stone well", sentence)
    sentence = _AT_MOON.sub(r"\1 in front of a ", sentence)
    sentence = _GUARDED.sub("on a pile of gold", sentence)
    sentence = _BUBBLE.sub(lambda match: f"enclosed by a {match[1] or match[2]}", sentence)
    return _HEAD_IN.sub("hooded by a ", sentence, 1)
