"""Lines of prompts: a sentence each, or `subject | sentence`; # begins a comment. Know no file and no model."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PromptLine:
    """A sentence, the `subject` that its line names ("" if none), and the number of the line, from 1."""

    number: int
    sentence: str
    subject: str = ""


def prompt_lines(text: str) -> Iterator[PromptLine]:
    """The sentences of a text in order, without empty lines and comments.

    >>> [line.sentence for line in prompt_lines("# two\\nfrog | a green frog\\n\\na red bat")]
    ['a green frog', 'a red bat']
    """
    for number, line in enumerate(text.splitlines(), 1):
        subject, _, sentence = (part.strip() for part in line.rpartition("|"))
        if sentence and not line.lstrip().startswith("#"):
            yield PromptLine(number, sentence, subject)
