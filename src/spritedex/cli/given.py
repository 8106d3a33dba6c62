"""What was given to `spritedex generate`: prompts from arguments and standard input, and options beside a recipe."""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from spritedex.cli.output import note
from spritedex.errors import OptionError
from spritedex.word_tables import SMALL_WORDS

if TYPE_CHECKING:
    from spritedex.workflows.generate.prompt_file import Wanted

_PICTURES: Final = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff")


def check_alone(context: typer.Context, recipe: Path) -> None:
    """Raises OptionError if another option says what to draw."""
    may = ("recipe", "out", "model", "sheet", "as_json", "force")
    given = [name for name in context.params if name not in may and _is_given(context, name)]
    if given:
        names = ", ".join(f"{{{name}}}" for name in given)
        raise OptionError("recipe", f"has all that drew the sprite; leave out {names}", str(recipe))


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def prompt_texts(prompts: list[str] | None) -> tuple[str, ...]:
    """The prompts, each once, with the lines of standard input in place of "-"; a note names one that comes again, in
    capital letters or not: it would be the same sprite under the same name.

    Raises UsageError if there are none on standard input, or a prompt is the name of a file.
    """
    from spritedex.workflows.generate.prompt_file import MOST_BYTES, read_lines

    texts: list[str] = []
    for prompt in prompts or ():
        if prompt == "-":
            texts += [line.sentence for line in read_lines(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input")]
            continue
        _question(prompt)
        texts.append(prompt)
    _hint(prompts or ())
    spelled = _spelled(texts)
    for text in [text for text, count in Counter(map(str.lower, texts)).items() if count > 1]:
        again = f"prompt {spelled[text]!r} comes more than once and is drawn once"
        note(f"{again}, capital letters or not; for several sprites of it, give --count")
    return tuple(spelled.values())


def _hint(given: Sequence[str]) -> None:
    """Say of several words on their own, one of which is hardly a prompt, that a sentence goes in quotes."""
    small = next((text for text in given if text.lower() in SMALL_WORDS), "")
    if small and len(given) > 1 and not any(" " in text for text in given):
        note(
            f"each of the {len(given)} words is a prompt of its own, {small!r} too; for one sentence, put it in quotes"
        )


def _spelled(texts: Iterable[str]) -> dict[str, str]:
    """Each text in small letters -> as it is written first."""
    first: dict[str, str] = {}
    for text in texts:
        first.setdefault(text.lower(), text)
    return first


def file_prompts(path: Path, many: bool, given: Sequence[str] = ()) -> "list[Wanted]":
    """The prompts of a file; but for work in bulk, where there are `many`, each once, those `given` before included,
    with a note on the others."""
    from spritedex.workflows.generate.prompt_file import Wanted, read_prompts

    found = read_prompts(path, many)
    if many:
        return found
    spelled = _spelled([*given, *(line.prompt for line in found)])
    lines = [replace(line, prompt=spelled[line.prompt.lower()]) for line in found]
    before = {Wanted(prompt) for prompt in given}
    once = [line for line in dict.fromkeys(lines) if line not in before]
    if len(once) < len(found):
        note(f"{path}: {len(found) - len(once)} of its lines come again and are drawn once, capital letters or not")
    return once


def _question(prompt: str) -> None:
    """Raises OptionError for a prompt that is the name of a file: a sentence is hardly one."""
    suffix = Path(prompt).suffix.lower()
    try:
        if not suffix or not Path(prompt).is_file():
            return
    except (OSError, ValueError):
        return
    cure = "{prompt_file} reads prompts from it"
    if suffix in _PICTURES:
        cure = "{init} starts from it, {variation_of} varies it, {recipe} draws it again"
    raise OptionError("prompt", f"is the name of a file, not a sentence; {cure}", prompt)
