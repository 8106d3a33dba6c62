"""`spritedex bench`: how fast it is on this machine."""

from pathlib import Path
from typing import Annotated

import typer

from spritedex.cli.output import note, print_json, print_table, say, stderr


def bench(
    data: Annotated[
        str | None, typer.Option("--data", "-d", help="Read pictures from this data; without it, drawn ones.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write bench.md and bench.json there.")] = None,
    many: Annotated[int, typer.Option(min=1, help="Pictures in the folder of the long run.")] = 10_000,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure start, speed and memory of the packaged models, and the speed of training where it is installed.

    Takes a few minutes, most of them for the folder of 10,000 pictures; close what else keeps the processor busy.
    The report names the processor, not the machine.

        spritedex bench --out docs/benchmarks

        spritedex bench --many 500
    """
    from spritedex.workflows.evaluate.speed import BenchRequest, metrics_text, to_json, write_benchmark
    from spritedex.workflows.evaluate.speed import bench as measure

    with stderr.status("measuring") as status:
        result = measure(BenchRequest(data, many=many), lambda text: status.update(text))
    for problem in result.problems:
        note(f"not measured: {problem}", "warning")
    path = write_benchmark(result, out) if out else None
    if as_json:
        print_json(to_json(result))
        return
    print_table(
        "Benchmark", ("what", "metrics", "how"), [(m.title, metrics_text(m), m.how) for m in result.measurements]
    )
    print_table("Machine", ("what", "value"), result.machine.items())
    if path:
        say(f"report: {path}")
