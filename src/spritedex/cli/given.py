"""What was given to `spritedex generate`: prompts from arguments and standard input, and options beside a recipe."""

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from spritedex.cli.output import note
from spritedex.errors import OptionError

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
    """The prompts, each once, with the lines of standard input in place of "-"; a note names one that comes again.

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
    for text in [text for text, count in Counter(texts).items() if count > 1]:
        note(f"prompt {text!r} comes more than once and is drawn once; for several sprites of it, give --count")
    return tuple(dict.fromkeys(texts))


def file_prompts(path: Path, many: bool) -> "list[Wanted]":
    """The prompts of a file; but for work in bulk, where there are `many`, each once, with a note on the others."""
    from spritedex.workflows.generate.prompt_file import read_prompts

    found = read_prompts(path, many)
    if many or len(set(found)) == len(found):
        return found
    note(f"{path}: {len(found) - len(set(found))} of its lines come again and are drawn once")
    return list(dict.fromkeys(found))


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
