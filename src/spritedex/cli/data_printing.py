"""What `spritedex data` prints of counts and of problems, in words and tables."""

from collections.abc import Sequence
from typing import Any, Final

from spritedex.cli.output import note, print_table, say
from spritedex.counted import counted
from spritedex.errors import Problem

_SHOWN: Final = 20


def note_skipped(problems: Sequence[Problem]) -> None:
    if problems:
        note(f"{len(problems):,} skipped; first: {problems[0]} (spritedex data check lists all)", "warning")


def print_problems(title: str, problems: Sequence[Problem]) -> None:
    if not problems:
        return
    print_table(f"{title}: {len(problems):,}", ("where", "what"), [(p.where, p.what) for p in problems[:_SHOWN]])
    if len(problems) > _SHOWN:
        say(f"and {len(problems) - _SHOWN:,} more: --json lists all")


def print_trainable(found: Sequence[Any]) -> None:
    rows = []
    for each in found:
        lacking = f"yes, without {', '.join(each.lacking)}: no species has them" if each.lacking else "yes"
        rows.append((each.model, f"{each.pictures:,}", f"no: {each.why_not}" if each.why_not else lacking))
    print_table("What it can train", ("model", "pictures", "can it"), rows)


def print_types(counts: Sequence[Any]) -> None:
    names = list(counts[0].types)
    rows = [(name, *(count.types[name] for count in counts)) for name in names]
    print_table("Species of each type", ("type", *(count.part for count in counts)), rows)


def types_text(one: int, two: int, none: int) -> str:
    text = f"{one:,} of one type, {two:,} of two"
    return f"{text}, {none:,} of none" if none else text


def parts_text(counts: dict[str, int]) -> str:
    nouns = {"families": "family", "species": "species", "pictures": "picture"}
    return ", ".join(counted(counts[name], noun) for name, noun in nouns.items())
