"""What people type around what is to be drawn: how they ask for it, and what they tell other programs that draw.

Knows no noun.
"""

import re
from typing import Final

from spritedex.lazy_pattern import LazyPattern
from spritedex.vocabulary import BEHIND

_PLEASE: Final = r"(?:please|pl[sz]+|plea[sz]e+|kindly)"
_ASK: Final = r"(?:can|could|would|will) (?:you|u|ya|y'all)(?: guys)?(?: maybe)?"
_WISH: Final = (
    r"(?:(?:i|we)(?: (?:really|just))?(?:['’]d| would)? ?)?(?:wanna|(?:want|need)(?= an?\b| to\b| some\b| you\b))"
    r"|(?:i|we)(?: (?:really|just))?(?:['’]d| would)? ?(?:want|need|like|love)"
    r"|(?:i['’]?m|i am|we are|we['’]re) looking for|id (?:like|love)"
)
_TO: Final = r"(?:(?: to)? (?:see|have|get|draw|make)| you to (?:draw|make|create))"
_AN: Final = r"(?:an?|the|some|my|our|one|two|three|four|\d+|this|something|another)\b"
_VERB: Final = (
    rf"(?:(?:draw|generate)(?: (?:me|us|up))?(?= )|(?:create|design|sketch|render|paint|make|do|give|show|get|gimme"
    rf"|lemme (?:get|have|see)|let['’]?s (?:see|have|draw)|how about|what about|there is|there['’]s)"
    rf"(?:(?: (?:me|us))+(?= )|(?= {_AN}))|(?:gimme|lemme (?:get|have|see))(?= ))"
)
_GREETING: Final = r"(?:hi|hello|hey|yo|hiya|ok|okay|so|um|uh|well|maybe)(?: there| guys)?\b[\s,.!]*"
_LEAD: Final = re.compile(
    rf"^((?:{'|'.join(BEHIND)}): )?\W*(?:{_GREETING}(?={_PLEASE}\b|{_ASK}\b|{_WISH}\b|{_VERB}))?"
    rf"(?:(?:{_PLEASE}|{_ASK}|(?:{_WISH})\b(?:{_TO}\b)?|{_VERB}|for me)[\s,]+)+(?=\w)",
    re.IGNORECASE,
)
_WITHOUT_NOUN: Final = re.compile(rf"^(?:be|sleep|eat|know|{_PLEASE}|it|you|u)\b", re.IGNORECASE)
"""What follows where no picture is asked for."""
_MEDIUM: Final = (
    r"(?:picture|image|pic|photo|drawing|sprite|sprite ?sheet|illustration|pixel[ -]?art|pixelart|artwork|render"
    r"|icon|portrait|game asset|asset|character|art)s?"
)
_PICTURE_OF: Final = LazyPattern(
    rf"^((?:{'|'.join(BEHIND)}): )?((?:an?|the|some) )?((?:[\w-]+ ){{0,3}}?)(?:{_MEDIUM} )*{_MEDIUM} "
    r"(?:of|showing|depicting) ((?:an?|the|some) )?",
    (" of ", " showing ", " depicting "),
    ignore_case=True,
)
_THANKS: Final = re.compile(
    rf"[\s,.!?]*\b(?:{_PLEASE}|thanks?(?: you| u)?(?: so much| in advance| a lot)?|thx|ty|tysm|cheers"
    r"|for me|for us|lol|lmao|haha+|xd|asap|if (?:you can|possible|u can)|(?:that )?would be (?:cool|nice|great))"
    r"[\s.!?]*$",
    re.IGNORECASE,
)
_INSIDE: Final = LazyPattern(rf"\b{_PLEASE}\b,? ?", ("pl",), ignore_case=True)
_FOR_GAME: Final = LazyPattern(
    r",? ?\b(?:for|in) (?:my|our|an?|the|this)(?: [\w'’-]+){0,3}? "
    r"(?:game|rpg|jrpg|platformer|roguelike|project|app|website|channel|campaign|game jam|jam)\b",
    ("game", "rpg", "platformer", "roguelike", "project", "app", "website", "channel", "campaign", "jam"),
    ignore_case=True,
)
_MAKE_IT: Final = LazyPattern(
    r"[,.;!]? ?\b(?:and |but |also |then )?(?:(?:pls|can you) )?(?:make|turn) (?:it|him|her|them|that) "
    r"(?:look |be )?(?:(have|hold|wear) )?(?=\w)",
    ("make ", "turn "),
    ignore_case=True,
)
_VERB_OF: Final = {"": ", ", "have": " with ", "hold": " holding ", "wear": " wearing "}
_GROUND: Final = r"(?:transparent|white|black|plain|clear|clean|simple|solid|empty|blank|gr[ae]y|no|without|flat)"
_TAGS: Final = LazyPattern(
    r"\b(?:(?:in |on |with |against |at |as )(?:an? |the )?)?(?:"
    r"\d{1,4} ?[x×] ?\d{1,4}(?: ?(?:px|pixels?|resolution|grid|size|canvas)\b)*"
    r"|(?:4|8|16|32|64)[- ]?bits?(?: (?:style|retro|art|graphics))*"
    rf"|{_GROUND}(?:,? (?:and )?{_GROUND}| an?| any| colou?r(?:ed)?)* (?:background|bg|backdrop)"
    r"|(?:pixel[- ]?art|pixelart|pixelated|pixel)(?: style)(?: game)?|pixel[- ]?art(?=\s*(?:,|$))|pixelart"
    r"|masterpiece|(?:best|high|highest|top|great|amazing|super|ultra)[- ]quality|hq"
    r"|(?:highly|ultra|very|super|extremely|insanely|hyper)[- ]?detail(?:ed|s)?|intricate(?:ly)? detail(?:ed|s)?"
    r"|(?:4k|8k|hd|uhd|full hd)(?: resolution)?|high[- ]?res(?:olution)?|award[- ]winning"
    r"|trending(?: on (?:artstation|pixiv|deviantart|\w+))?|(?:on )?artstation|deviantart|unreal engine(?: \d)?"
    r"|octane render|sharp focus|(?:cinematic|soft|dramatic|studio|volumetric) light(?:ing)?|concept art|digital art"
    r"|vector art|flat (?:design|colou?rs|shading)|clean (?:lines?|line ?art|outlines?|edges)"
    r"|crisp (?:pixels|edges|lines)|limited (?:colou?r )?palette"
    r"|(?:video |indie |retro )*game[- ](?:asset|sprite|art|character|ready)s?|sprite ?sheet"
    r"|full[- ]body(?: shot)?|centered|centred|isolated|no (?:text|watermarks?|shadows?|outlines?)"
    r"|(?:snes|nes|gba|gbc|gb|ds|nds|game ?boy(?: (?:color|advance))?|sega|genesis|mega drive|nintendo|super nintendo"
    r"|ps1|n64|rpg maker|stardew valley|undertale|pok[eé]mon|retro|jrpg|rpg|video game|old school)"
    r"[- ](?:style[ds]?|aesthetic|graphics)(?: (?:sprite|graphics|art))?"
    r")(?=[\s,.;!?)]|$)|(?<!\S)--\w+(?: [\d:.]+)?",
    ignore_case=True,
)
_SHORT: Final = tuple(
    (LazyPattern(written, needs, ignore_case=True), meant)
    for written, needs, meant in (
        (r"\b(?:is|are|was)(?:n['’]?t|nt)\b|\bain['’]?t\b", ("isn", "aren", "wasn", "ain"), "is not"),
        (r"\b(do|does|did)nt\b", ("nt",), r"\1n't"),
        (r"\b(he|she|that|they)s (?=an?\b|not\b|all\b)", ("hes ", "shes ", "thats ", "theys "), r"\1's "),
        (r"\b(but|except|and|cause|because) its\b", ("its",), r"\1 it's"),
        (r"\bits (?=(?:an?|not|all|really|very|so|on|in) )", ("its ",), "it's "),
        (r"\b(?:w/o|w/out|wo/) ?", ("w/o", "w/out", "wo/"), "without "),
    )
)
_PIXELS: Final = LazyPattern(r"\b(\d{1,4}) ?[x×] ?(\d{1,4})\b", ("x", "×"))
_SAYS_MORE: Final = re.compile(r"(?!(?:an?|the|some)\b)\b\w")
_SCRIPT_RUN: Final = re.compile(r"[\u3041-\u309f]+|[\u30a0-\u30ff]+|[\u4e00-\u9fff]+")
"""Hiragana, Katakana, or Kanji."""
_PARTICLES: Final = frozenset({"い", "な", "の", "と", "が", "は", "を", "さい", "さな", "きい", "きな", "いい"})
_COMMAS: Final = re.compile(r"\s*,(?:\s*,)+\s*")


def plain_request(sentence: str) -> str:
    """A sentence without the words of asking, and without those that are true of all sprites or of none.

    >>> plain_request("can you draw me a cute little penguin pls?")
    'a cute little penguin'
    >>> plain_request("pixel art sprite of a knight, 64x64, transparent background, 8-bit, masterpiece")
    'a knight'
    >>> plain_request("i need a boss for my game, make it blue"), plain_request("a can"), plain_request("a glass can")
    ('a boss, blue', 'a can', 'a glass can')
    """
    text = _with_japanese_apart(sentence)
    for pattern, meant in _SHORT:
        text = pattern.sub(meant, text)
    lead = _LEAD.match(text)
    if lead and not _WITHOUT_NOUN.match(text[lead.end() :]):
        text = (lead[1] or "") + text[lead.end() :]
    if of := _PICTURE_OF.match(text):
        behind, article, adjectives, its_article = (said or "" for said in of.groups())
        text = f"{behind}{article if adjectives else its_article}{adjectives}{text[of.end() :]}"
    text = _FOR_GAME.sub("", _TAGS.sub("", text))
    while (end := _THANKS.search(text)) and end.start():
        text = text[: end.start()]
    text = _INSIDE.sub("", text)
    text = _MAKE_IT.sub(lambda found: _VERB_OF[(found[1] or "").lower()], text)
    text = " ".join(_COMMAS.sub(", ", text).split()).strip(" ,").replace(" ,", ",")
    return text if _SAYS_MORE.search(text) else sentence


def size_note(sentence: str) -> tuple[str, ...]:
    """A note on a size in pixels that is not the size of sprites.

    >>> size_note("a frog, 32x32"), size_note("a frog, 64x64")
    (('"32x32" is not read: sprites are 64x64',), ())
    """
    sizes = (found for found in _PIXELS.finditer(sentence) if (found[1], found[2]) != ("64", "64"))
    return tuple(f'"{found[0]}" is not read: sprites are 64x64' for found in sizes)


def _with_japanese_apart(sentence: str) -> str:
    """A sentence with the words of Japanese, which has no spaces, apart from each other, without endings and particles.

    >>> _with_japanese_apart("赤いドラゴン"), _with_japanese_apart("小さなネコ")
    ('赤 ドラゴン', '小 ネコ')
    """
    text = _SCRIPT_RUN.sub(r" \g<0> ", sentence)
    return " ".join(word for word in text.split() if word not in _PARTICLES) if text != sentence else sentence
