"""The results of the speed benchmark, and their report as Markdown. Know no files and measure nothing."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from spritedex.errors import Problem

_DIGITS: Final = {"s": 2, "ms": 1, "MB": 1}


@dataclass(frozen=True, slots=True)
class Measurement:
    """One line: its metrics by name (such as "p50") in `unit`, how they were measured, and what they may be at most.

    `at_most` holds for the first metric; None sets no limit.
    """

    name: str
    title: str
    unit: str
    metrics: dict[str, float]
    how: str
    at_most: float | None = None

    @property
    def kept(self) -> bool | None:
        """Whether the first metric is within the limit; None without a limit."""
        return None if self.at_most is None else next(iter(self.metrics.values())) <= self.at_most


@dataclass(frozen=True, slots=True)
class SpeedBenchmark:
    """All lines, what could not be measured, the machine without its name, and the source of the pictures."""

    machine: dict[str, str]
    pictures: str
    measurements: tuple[Measurement, ...]
    problems: tuple[Problem, ...]
    command: str = ""


def to_plain(benchmark: SpeedBenchmark) -> dict[str, Any]:
    """The benchmark as plain values for `json.dumps`."""
    return asdict(benchmark)


def table(benchmark: SpeedBenchmark) -> tuple[list[str], list[list[str]]]:
    """Columns and lines: what was measured, its metrics, the limit and whether it is kept, and how."""
    lines = [[m.title, metrics_text(m), limit_text(m), m.how] for m in benchmark.measurements]
    return ["what", "metrics", "at most", "how"], lines


def render_markdown(benchmark: SpeedBenchmark) -> str:
    """The benchmark as a Markdown page."""
    made = f"Made by `{benchmark.command}`; every" if benchmark.command else "Every"
    columns, rows = table(benchmark)
    lines = ["# Speed", "", f"{made} line was measured in a process of its own.", ""]
    lines += [f"| {' | '.join(columns)} |", "| --- | --- | --- | --- |"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    lines += ["", f"Pictures: {benchmark.pictures}."]
    lines += [f"Not measured: {problem}." for problem in benchmark.problems]
    lines += ["", "| machine | |", "| --- | --- |"]
    lines += [f"| {name} | {value} |" for name, value in benchmark.machine.items()]
    return "\n".join(lines) + "\n"


def metrics_text(measurement: Measurement) -> str:
    """The metrics of a line with their unit.

    >>> metrics_text(Measurement("start", "start", "s", {"median": 0.931, "min": 0.904}, "7 runs"))
    'median 0.93 s, min 0.90 s'
    """
    shown = {
        name: f"{_rounded(value, measurement.unit)} {measurement.unit}" for name, value in measurement.metrics.items()
    }
    if len(shown) == 1:
        return next(iter(shown.values()))
    return ", ".join(f"{name} {text}" for name, text in shown.items())


def limit_text(measurement: Measurement) -> str:
    """The limit of a line and whether it is kept; a dash without a limit.

    >>> limit_text(Measurement("import", "import", "ms", {"median": 61.0, "min": 48.0}, "7 runs", at_most=50))
    '50 ms: missed'
    """
    if measurement.at_most is None:
        return "–"
    return f"{measurement.at_most:g} {measurement.unit}: {'kept' if measurement.kept else 'missed'}"


def _rounded(value: float, unit: str) -> str:
    digits = _DIGITS.get(unit, 0)
    if digits:
        return f"{value:.{digits if value < 100 else 0}f}"
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"
