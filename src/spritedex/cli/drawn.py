"""Prints what `spritedex generate` drew: a bar while it draws, notes and problems as they come, sprites at the end."""

from collections.abc import Generator, Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

from spritedex.cli.output import note, print_json, print_table, report, say, settings, stderr
from spritedex.cli.stopping import ending
from spritedex.errors import Problem

_ECHOED: Final = 120
"""Letters of a prompt that are printed of it."""

if TYPE_CHECKING:
    from spritedex.workflows.generate.items import Note, Step
    from spritedex.workflows.generate.save import Saved, Sheet

    Item = Saved | Problem | Note | Sheet


def print_all(items: "Generator[Item]", as_json: bool, wanted: int) -> bool:
    """Print notes and problems as they come, sprites and contact sheet at the end; whether there was no problem.

    `wanted` sprites are to come. Where Ctrl+C or a full disk stops them, those that are written are printed all the
    same. Raises StoppedError or WriteError then.
    """
    from spritedex.workflows.generate.items import Note
    from spritedex.workflows.generate.save import Sheet

    saved: list[Saved] = []
    problems: list[Problem] = []
    noted: set[tuple[str, str]] = set()
    contact: Sheet | None = None
    with ending() as ended, closing(items):
        for item in items:
            match item:
                case Problem():
                    problems.append(report(item))
                case Sheet():
                    contact = item
                case Note(text):
                    if ("", text) not in noted:
                        noted.add(("", text))
                        note(text)
                case _:
                    saved.append(item)
                    _print_notes(item, noted)
    if stopped := ended.problem(len(saved), wanted):
        problems.append(stopped)
    if as_json:
        skipped = [{"where": problem.where, "what": problem.what} for problem in problems]
        sprites = [item.document for item in saved]
        print_json({"sprites": sprites, "sheet": str(contact.path) if contact else None, "problems": skipped})
    elif saved:
        _print_sprites(saved)
        if contact:
            left_out = f" (without the last {contact.left_out})" if contact.left_out else ""
            say(f"Contact sheet: {contact.path}{left_out}")
    ended.leave(len(saved), wanted)
    return not problems


def under_bar(items: "Iterable[Step | Item]") -> "Generator[Item]":
    """All but the steps, under a bar that counts pictures and steps; no bar where stderr is not a terminal."""
    from spritedex.workflows.generate.items import Step

    if settings.quiet or not stderr.is_terminal:
        yield from (item for item in items if not isinstance(item, Step))
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[at]}"), TimeRemainingColumn())
    with Progress(*columns, console=stderr, transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("Drawing", total=None, at="")
        for item in items:
            if not isinstance(item, Step):
                yield item
                continue
            share = item.step / item.num_steps if item.num_steps else 0
            at = f"picture {min(item.finished + 1, item.total)} of {item.total}"
            at += f", step {item.step} of {item.num_steps}" if item.num_steps else ""
            bar.update(task, total=item.total, completed=item.finished + share, at=at)


def _print_notes(item: "Saved", noted: set[tuple[str, str]]) -> None:
    """Notes on a sprite, each once a prompt."""
    rendered = item.rendered
    for text in rendered.notes:
        if (rendered.sample.prompt, text) not in noted:
            noted.add((rendered.sample.prompt, text))
            note(f"{item.path}: {text}" if len(item.files) == 1 else text)
    novel: dict[str, Any] = rendered.document.get("novel", {})
    if novel and not novel["found"] and rendered.reading:
        known = rendered.reading.nearest[0]
        note(f"{item.path}: gave up after {novel['tries']} tries; {known.similarity:.2f} similar to {known.name}")


def _print_sprites(saved: "list[Saved]") -> None:
    from spritedex.runtime.text import short

    begun: dict[str, set[str]] = {}
    for item in saved:
        begun.setdefault(item.rendered.sample.prompt, set()).add(item.rendered.sample.sketch)
    understood: dict[str, str] = {}
    for sample in [item.rendered.sample for item in saved]:
        understood[sample.prompt] = sample.understood.summary()
        if sample.options.towards_prompt:
            understood.setdefault(sample.options.towards_prompt, sample.towards.summary())
    for prompt, summary in understood.items():
        names = sorted(begun.get(prompt, set()) - {""})
        parts = [
            f"understood as {summary}" if summary else "",
            f"drawn from the sketch {', '.join(names)}" if names else "",
        ]
        if any(parts):
            say(f"{short(prompt, _ECHOED)}: {'; '.join(filter(None, parts))}")
    rows = []
    for item in saved:
        rendered = item.rendered
        more = f" and {len(item.files) - 1} more" if len(item.files) > 1 else ""
        row: tuple[Any, ...] = (f"{item.path}{more}", rendered.sample.seed)
        if rendered.reading:
            row += (", ".join(rendered.reading.types), rendered.reading.likeness or "-")
        if "score" in rendered.document:
            row += (f"{rendered.document['score']:.3f}",)
        rows.append(row)
    columns = ("file", "seed", "read as", "nearest known", "score")
    print_table("Sprites", columns[: len(rows[0])], rows)
    for item in saved:
        if snippet := item.rendered.document.get("snippet"):
            say(f"For the data of {item.path.parent.name}:")
            for line in snippet.splitlines():
                say(line)
