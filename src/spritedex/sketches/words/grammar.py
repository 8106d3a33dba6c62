"""Sentences in the grammar of captions: "cat is sleep" becomes "cat, sleeping". Knows no sketch and no color."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from spritedex.word_tables import COLOR_WORDS

_VERBS: Final = """
    attack bake balance bark bathe bend bite blow breathe bring brush build burn camp carry cast catch celebrate
    chase chew clean climb cook crawl creep cry cut dance defend dig dive drag dream drink drive drop eat explode
    feed fight float fly gallop give glow grab grin growl guard hang hide hold hop hover howl hug hunt jog juggle
    jump kick kiss knit land laugh lay lean leap leave lick lie lift listen make meditate melt nap paint pick pinch
    play point pray protect pull punch push read relax rest ride ring rise roar roll run sail sell serve sew shave
    shine shiver shoot shout sing sit skate ski sleep slither smash smile smoke sneak sneeze sniff snore spin spit
    squeeze stab stand stare steal stir stretch study surf swallow swim swing take talk throw tremble use wag wait
    walk wash watch wave wear weep whisper whistle wield wink write yawn
"""
_DOUBLED: Final = frozenset({
    "cut", "dig", "drag", "drop", "grab", "grin", "hop", "hug", "jog", "nap", "run", "sit", "spin", "spit", "stab",
    "swim", "wag",
})  # fmt: skip
_STATES: Final = frozenset({
    "hate", "hates", "live", "lives", "need", "needs", "thinks", "want", "wants",
})  # fmt: skip
"""Verbs that no picture shows: what comes after them is not what the creature is."""
_ALSO_NOUNS: Final = frozenset({
    "bark", "barks", "brush", "camp", "cast", "catch", "cook", "cooks", "cut", "drink", "drinks", "drop", "drops",
    "flies", "fly", "glow", "guard", "guards", "hunt", "kiss", "land", "lands", "leave", "leaves", "melt", "paint",
    "pick", "picks", "play", "punch", "rest", "ride", "ring", "rings", "roar", "roll", "rolls", "run", "shine",
    "shot", "ski", "skis", "smoke", "spin", "spit", "swallow", "swing", "walk", "watch", "wave", "waves",
})  # fmt: skip
_PRONOUNS: Final = frozenset({"he", "it", "she", "they"})
_RELATIVE: Final = frozenset({"that", "which", "who"})
_BE: Final = frozenset({"am", "are", "be", "can", "is", "was", "were"})
_HAVE: Final = frozenset({"got", "had", "has", "have", "love", "loves"})
_ADVERBS: Final = frozenset({
    "all", "also", "always", "both", "just", "now", "often", "only", "really", "still",
})  # fmt: skip
_AFTER_VERB: Final = frozenset({
    "a", "across", "after", "along", "an", "another", "around", "at", "away", "behind", "down", "every",
    "from", "happily", "her", "his", "in", "into", "its", "like", "my", "off", "on", "out", "over", "some",
    "the", "their", "through", "to", "two", "under", "up",
})  # fmt: skip
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_MOST_NOUN_WORDS: Final = 3
_NOT: Final = r"(?: not|n['’]?t)"
_LACKS: Final = re.compile(
    rf"(?:,? \b(he|she|it|they) )?\b(?:(?:do|does|did){_NOT} (?:have|has|got)(?: any)?"
    rf"|(?:has|have|having|got) (?:no|not any)|(?:has|have){_NOT}(?: got| any)?|with out)\b",
    re.IGNORECASE,
)
_WISH: Final = re.compile(
    r"\b(?:likes?|loves?|wants?|tr(?:y|ies)|prefers?|enjoys?|starts?|begins?) to (?=[a-z])", re.IGNORECASE
)
_UPRIGHT: Final = re.compile(
    r"\b(stand|walk)(?:s|ing)? (?:up )?(?:like|as) (?:an? |the )?(?:humans?|man|men|person|people)\b", re.IGNORECASE
)


def _participle(verb: str) -> str:
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    return f"{verb}{verb[-1]}ing" if verb in _DOUBLED else f"{verb.removesuffix('e')}ing"


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}{'es' if verb.endswith(('s', 'sh', 'ch', 'x', 'z')) else 's'}"


_ING: Final = {form: _participle(verb) for verb in _VERBS.split() for form in (verb, _third(verb))}
"""Verb, as in "he play" or "he plays" -> "playing"."""


def in_caption_grammar(sentence: str, is_noun: Callable[[Sequence[str]], bool]) -> str:
    """A sentence whose verbs are participles, apart from what they are said of; `is_noun` knows which words are one.

    >>> nouns = [["cat"], ["robot"], ["bear"]]
    >>> in_caption_grammar("cat is sleep on the moon", nouns.__contains__)
    'cat, sleeping on the moon'
    >>> in_caption_grammar("robot have four arms", nouns.__contains__)
    'robot with four arms'
    >>> in_caption_grammar("a bear who eat honey", nouns.__contains__)
    'a bear who is eating honey'
    """
    text = _UPRIGHT.sub(
        "standing upright", _WISH.sub("", _LACKS.sub(lambda match: ", without" if match[1] else "without", sentence))
    )
    found = list(_WORD.finditer(text))
    words = [match.group().casefold() for match in found]
    parts, end, is_acting = [], 0, False
    for at, word in enumerate(words):
        last = at - 1
        while last > 0 and (words[last] in _ADVERBS or words[last] in COLOR_WORDS):
            last -= 1
        if last < 0 or not (word in _ING or word in _HAVE or word in _STATES):
            is_acting = is_acting or (at > 0 and word.endswith("ing"))
            continue
        begin, new = _read(words, at, last, is_acting, is_noun)
        if new:
            start = found[begin].start()
            before = text[end:start]
            parts += [before.rstrip(" ,") if new.startswith(",") else before, new]
            end, is_acting = found[at].end(), True
    return "".join(parts) + text[end:]


def _read(
    words: Sequence[str], at: int, last: int, is_acting: bool, is_noun: Callable[[Sequence[str]], bool]
) -> tuple[int, str]:
    """From which word on, and as what, the verb at a place is read; as nothing if it is none."""
    word, before, after = words[at], words[last], words[at + 1 : at + 2]
    of_noun = ends_with_noun(words[: last + 1], is_noun) and not is_noun(words[last : at + 1])
    if before in _BE and last and word in _ING and word not in _HAVE:
        if words[last - 1] in _RELATIVE:
            return last, f"is {_ING[word]}"
        start = last - 1 if words[last - 1] in _PRONOUNS and last > 1 else last
        return (start, f", {_ING[word]}") if start != last or ends_with_noun(words[:last], is_noun) else (at, "")
    if word in _HAVE:
        if before in _RELATIVE:
            return at, "has"
        if before in _PRONOUNS and last:
            return last, ", with"
        return at, "with" if of_noun or (before == "and" and ends_with_noun(words[:last], is_noun)) else ""
    if word in _STATES:
        return at, f", {word}" if of_noun else ""
    if before in _RELATIVE and last:
        return at, f"is {_ING[word]}"
    if before in _PRONOUNS and last:
        return last, f", {_ING[word]}"
    if before == "and" and is_acting:
        return at, _ING[word]
    is_verb = of_noun and (word not in _ALSO_NOUNS or (bool(after) and (after[0] in _AFTER_VERB or is_noun(after))))
    return at, f", {_ING[word]}" if is_verb else ""


def ends_with_noun(words: Sequence[str], is_noun: Callable[[Sequence[str]], bool]) -> bool:
    """Whether words end with a noun."""
    return any(is_noun(words[-length:]) for length in range(1, min(_MOST_NOUN_WORDS, len(words)) + 1))
