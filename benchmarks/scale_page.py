"""The tables of docs/benchmarks/scale.md, made of scale.json: what was measured, and what a billion pictures or a
million sprites a day come to by it.

python -m benchmarks.scale_page
"""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "benchmarks"
PICTURES: Final = 10**9
SPRITES: Final = 10**6
PRICE: Final = 0.04
"""Of the hour of a core, in any currency."""
FLEETS: Final = (16, 64, 256, 1024)
"""Workers that are computed, beside those that were measured."""
DAY: Final = 24 * 3600
BAR_PICTURES, BAR = 20_000, 0.15
"""So much more time may work on Ray take than the plain command, at so many pictures."""

Figures = Mapping[str, Any]


def record(folder: Path, figures: Figures) -> None:
    """Put what was measured into the folder's scale.json, and into the tables of its scale.md."""
    place, page = folder / "scale.json", folder / "scale.md"
    known = json.loads(place.read_text(encoding="utf-8")) | dict(figures)
    text = with_tables(page.read_text(encoding="utf-8"), known)
    place.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    page.write_text(text, encoding="utf-8")


def with_tables(page: str, figures: Figures) -> str:
    """The page with its tables made again: each stands between two comments that name it."""
    for name, make in TABLES.items():
        head, tail = f"<!-- {name}: from scale.json -->\n", f"<!-- end of {name} -->\n"
        before, rest = page.split(head)
        page = f"{before}{head}{make(figures)}{tail}{rest.split(tail)[1]}"
    return page


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def _bulk(figures: Figures) -> str:
    head = "pictures", "workers", "plain", "on Ray", "", "processor: plain", "on Ray", "", "other programs"
    table = _table(head, [
        (
            f"{each['pictures']:,}", each["workers"], f"{each['plain']['seconds']:.1f} s",
            f"{each['ray']['seconds']:.1f} s", _more(each, "seconds"), f"{each['plain']['cpu']:.1f} s",
            f"{each['ray']['cpu']:.1f} s", _more(each, "cpu"),
            f"{each['others']:.0%}",
        )
        for each in figures["bulk"]
    ])  # fmt: skip
    return f"{table}\n{_bar(figures)}\n"


def _bar(figures: Figures) -> str:
    most = f"At {BAR_PICTURES:,} pictures the time on the clock may be at most {BAR:.0%} more:"
    found = [each for each in figures["bulk"] if each["pictures"] == BAR_PICTURES]
    if not found:
        return f"{most} **not measured**."
    kept = all(each["ray"]["seconds"] <= (1 + BAR) * each["plain"]["seconds"] for each in found)
    return f"{most} {', '.join(_more(each, 'seconds') for each in found)}, **{'kept' if kept else 'missed'}**."


def _more(each: Figures, what: str) -> str:
    return f"{each['ray'][what] / each['plain'][what] - 1:+.1%}"


def _servers(figures: Figures) -> str:
    return _table(("servers", "`--workers`", "sprites a second", "memory"), [
        (each["servers"], each["workers"], f"{each['rate']:.2f}", f"{each['mib']:.0f} MiB")
        for each in figures["servers"]
    ])  # fmt: skip


def _simulated(figures: Figures) -> str:
    rows = [(each["workers"], f"{each['rate']:.2f}") for each in figures["simulated"]]
    return _table(("workers, simulated cores", "sprites a second"), rows)


def _a_billion(figures: Figures) -> str:
    """By workers: rate, time, core hours, cost and what is full."""
    most = figures["driver"]["rows_a_second"]
    largest = max(figures["bulk"], key=lambda each: each["pictures"])
    core_seconds = largest["ray"]["cpu"] / largest["pictures"]
    measured = {each["workers"]: each["pictures"] / each["ray"]["seconds"] for each in figures["bulk"]}
    rows = [(*_of(workers, rate, core_seconds), "measured rate") for workers, rate in sorted(measured.items())]
    for workers in sorted({*FLEETS, math.floor(most * core_seconds)}):
        rate = workers / core_seconds
        full = rate > most
        rows.append((*_of(workers, min(rate, most), core_seconds), "the command" if full else "cores"))
    return _table(("workers", "pictures a second", "time", "core hours", f"cost at {PRICE}", "what is full"), rows)


def _of(workers: int, rate: float, core_seconds: float) -> tuple[str, ...]:
    hours = PICTURES * core_seconds / 3600
    return f"{workers:,}", f"{rate:,.0f}", _time(PICTURES / rate), f"{hours:,.0f}", f"{PRICE * hours:,.0f}"


def _time(seconds: float) -> str:
    return f"{seconds / DAY:.1f} days" if seconds > 2 * DAY else f"{seconds / 3600:.1f} h"


def _a_day(figures: Figures) -> str:
    """By servers: sprites a day, how many such servers a million take, their core hours and cost."""
    rows = []
    real = [(each["servers"], each["workers"], each["rate"], "measured") for each in figures["servers"]]
    seen = [(1, each["workers"], each["rate"], "simulated") for each in figures["simulated"] if each["workers"] > 2]
    for servers, workers, rate, how in [*real, *seen]:
        needed = math.ceil(SPRITES / (rate / servers * DAY))
        cores = needed * workers
        hours = SPRITES / rate * servers * workers / 3600
        name, cost = f"{servers} × {workers}, {how}", f"{PRICE * hours:.2f}"
        rows.append((name, f"{rate * DAY:,.0f}", needed, cores, f"{hours:,.0f}", cost))
    head = "servers × workers", "sprites a day", "such servers for a million", "cores", "core hours", f"cost at {PRICE}"
    return _table(head, rows)


def _limits(figures: Figures) -> str:
    names = {
        "rows_a_second": "rows taken from workers and written",
        "files_listed": "files listed in folders",
        "members_listed": "pictures listed in a tar file",
    }
    rows = [(what, f"{figures['driver'][name]:,.0f}", _time(PICTURES / figures["driver"][name]))
            for name, what in names.items()]  # fmt: skip
    return _table(("the machine with the command", "a second", "a billion"), rows)


TABLES: Final = {
    "bulk": _bulk,
    "servers": _servers,
    "simulated workers": _simulated,
    "a billion pictures": _a_billion,
    "limits of one command": _limits,
    "a million sprites": _a_day,
}


if __name__ == "__main__":
    record(FOLDER, {})
