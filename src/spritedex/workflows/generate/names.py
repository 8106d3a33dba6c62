"""What files are called after: a prompt, or a name that was chosen. Words with hyphens, in ASCII."""

import hashlib
import re
import unicodedata
from typing import Final

_SLUG_LENGTH: Final = 42


def slug(prompt: str) -> str:
    """A file name's stem for a prompt: its ASCII words, at most 42 characters.

    A hash follows where these words differ from the prompt, so that two prompts never share a file.

    >>> slug("A small orange lizard")
    'a-small-orange-lizard'
    >>> slug("../../Pokémon")
    'pokemon-9f07b05a'
    """
    letters = unicodedata.normalize("NFKD", prompt.lower()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", " ", letters).strip()
    if len(words) > _SLUG_LENGTH:
        words = words[:_SLUG_LENGTH].rpartition(" ")[0] or words[:_SLUG_LENGTH]
    stem = words.replace(" ", "-")
    if stem.replace("-", " ") == prompt.lower():
        return stem
    digest = hashlib.sha256(prompt.encode(errors="surrogatepass")).hexdigest()[:8]
    return f"{stem or 'sprite'}-{digest}"


def name_slug(name: str) -> str:
    """The same for a name that was chosen: hyphens, underscores and slashes part its words as spaces do.

    >>> name_slug("My_bear")
    'my-bear'
    """
    return slug(" ".join(re.sub(r"[-_/]", " ", name).split()) or name)
