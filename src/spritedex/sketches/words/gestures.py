"""What a creature does with its body, in the words that name such poses: "waves at you" as "greeting gesture". Knows no
sketch.
"""

import re
from typing import Final

from spritedex.sentence import Lexicon

_POSES: Final = tuple(
    (re.compile(rf"\b(?:{said})(?=$| with\b| and\b| while\b|[,.!])", re.IGNORECASE), pose)
    for said, pose in (
        (
            r"wav(?:ing|es)(?: (?:hello|hi|(?:good)? ?bye|at (?:you|us|me|the \w+)))?"
            r"(?: with (?:its|his|her|one|a) (?:arm|claw|fin|flipper|hand|paw|tentacle|wing))?|"
            r"wav(?:ing|es) (?:its|his|her|one|a) (?:\w+ )?(?:arm|claw|fin|flipper|hand|paw|tentacle|wing)s?"
            r"(?: at (?:you|us|me))?|(?:saying|says) (?:hello|hi|bye|goodbye)|greeting (?:you|us|me)|"
            r"(?:giving|doing|showing) (?:a |you a )?thumbs? up|"
            r"(?:raising|lifting) (?:its|his|her|one|a) (?:arm|claw|fist|hand|paw)|cheering|with (?:one|an|its|a) "
            r"(?:arm|fist|hand|paw) (?:raised|up)",
            "greeting gesture",
        ),
        (
            r"(?:standing|stands|balancing|balances|hopping|hops) on (?:one|a single|only one|just one) (?:leg|foot)|"
            r"(?:in|doing) (?:a |the )?crane pose",
            "balancing pose",
        ),
        (
            r"(?:ready|about|preparing|going) to (?:jump|leap|pounce|spring)(?: (?:at|on) \w+)?|"
            r"in (?:a )?crouch|kneeling(?: down)?|squatting",
            "crouching",
        ),
        (
            r"(?:that is |which is |and )?glowing(?: (?:in the (?:dark|night)|softly|brightly|all over))?",
            "shining all around",
        ),
    )
)


def posed(sentence: str, lexicon: Lexicon) -> str:
    """A sentence whose poses have the names that parts know.

    >>> posed("a bear waving its paw", Lexicon(frozenset({"bear"})))
    'a bear greeting gesture'
    >>> posed("a heron standing on one leg, blue", Lexicon(frozenset({"heron"})))
    'a heron balancing pose, blue'
    """
    for said, pose in _POSES:
        sentence = said.sub(pose, sentence)
    return sentence
