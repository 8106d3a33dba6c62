"""`spritedex evaluate sheets`, `pairs` and `ratings`: a blind rating by people, and what comes of it."""

from pathlib import Path
from typing import Annotated

import typer

from spritedex.cli.output import note, print_json, print_table, progress, say
from spritedex.cli.places import Force
from spritedex.counted import counted

SHEETS_EPILOG = (
    "Example: spritedex evaluate sheets prompts.txt --model painter --model decoder --out sheets. Somebody who knows "
    "neither sentences nor models then writes a line n;whole;noun;quality for each number: whole 0 or 1, a noun, "
    "quality 1 to 5. Then show the sentences, and have n;match written: 0, 1 or 2."
)
PAIRS_EPILOG = (
    "Example: spritedex evaluate pairs prompts.txt --model painter --model my-painter --out pairs. Somebody who knows "
    "neither model then writes a line n;nicer;closer;whole_a;whole_b;face_a;face_b for each number: a or b twice, then "
    "0 or 1, and - for the face of a thing that has none."
)


def sheets(
    prompts: Annotated[
        Path, typer.Argument(metavar="PROMPTS", help="Sentences, one a line; `subject |` may go first.")
    ],
    model: Annotated[
        list[str] | None, typer.Option("--model", help="A generator; several may be given. Default: the packaged one.")
    ] = None,
    count: Annotated[int, typer.Option("-n", "--count", min=1, help="Sprites of each sentence and model.")] = 3,
    data: Annotated[
        str | None,
        typer.Option("--data", "-d", envvar="SPRITEDEX_DATA", help="A data folder, for real pictures among them."),
    ] = None,
    real: Annotated[
        int, typer.Option(min=0, help="Real pixel sprites of families that the first model never saw.")
    ] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the first sprite, and of the order.")] = 0,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the sheets.")] = Path("sheets"),
    key: Annotated[Path, typer.Option(help="File for the key, outside the folder.")] = Path("sheets-key.json"),
    force: Force = False,
) -> None:
    """Numbered sheets of sprites and real pictures, mixed, for a rater who does not know which is which."""
    from spritedex.workflows.evaluate.rating import SheetsRequest, make_sheets

    if real and not data:
        note("no data folder: no real pictures among them", "warning")
    models = tuple(model) if model else (None,)
    paths = make_sheets(SheetsRequest(prompts, models, out, key, count, seed, data, real, force), progress)
    say(f"{counted(len(paths), 'sheet')} in {out}; the key: {key}")


def pairs(
    prompts: Annotated[
        Path, typer.Argument(metavar="PROMPTS", help="Sentences, one a line; `subject |` may go first.")
    ],
    model: Annotated[list[str], typer.Option("--model", help="A generator; give two.")],
    count: Annotated[int, typer.Option("-n", "--count", min=1, help="Pairs of each sentence.")] = 1,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the first sprites, of the order and the sides.")] = 0,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the sheets.")] = Path("pairs"),
    key: Annotated[Path, typer.Option(help="File for the key, outside the folder.")] = Path("pairs-key.json"),
    force: Force = False,
) -> None:
    """Sprites of two generators side by side, left and right by chance, for a rater who knows neither."""
    from spritedex.workflows.evaluate.pairs import PairsRequest, make_pairs

    paths = make_pairs(PairsRequest(prompts, tuple(model), out, key, count, seed, force), progress)
    say(f"{counted(len(paths), 'sheet')} in {out}; the key: {key}")


def ratings(
    key: Annotated[
        Path, typer.Argument(metavar="KEY", help="The key that `spritedex evaluate sheets` or `pairs` wrote.")
    ],
    marks: Annotated[
        Path,
        typer.Argument(
            metavar="MARKS",
            help="Lines n;whole;noun;quality; for pairs n;nicer;closer;whole_a;whole_b;face_a;face_b.",
        ),
    ],
    matches: Annotated[Path | None, typer.Argument(metavar="MATCHES", help="Lines n;match.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """The means of each model and of the real pictures: match, whole, quality; of pairs: nicer, closer, whole, face."""
    from dataclasses import asdict

    from spritedex.workflows.evaluate.pairs import is_pairs_key, score_pair_marks
    from spritedex.workflows.evaluate.rating import score_ratings

    if is_pairs_key(key):
        compared = score_pair_marks(key, marks)
        if as_json:
            print_json([{**asdict(score), "face": _known(score.face)} for score in compared])
            return
        print_table("Blind pairs", ("source", "pairs", "nicer", "closer", "whole", "face"), [
            (score.source, score.pairs, *map(_share, (score.nicer, score.closer, score.whole, score.face)))
            for score in compared
        ])  # fmt: skip
        return
    scores = score_ratings(key, marks, matches)
    if as_json:
        print_json([asdict(score) for score in scores])
        return
    columns = ("source", "rated", "match 2", "match 1 or 2", "whole", "quality", "quality 3 or more")
    print_table("Blind rating", columns, [
        (
            score.source, score.rated, _share(score.match_2), _share(score.match_1), _share(score.whole),
            f"{score.quality:.1f}", _share(score.good),
        )
        for score in scores
    ])  # fmt: skip


def _share(value: float) -> str:
    return "-" if value != value else f"{value:.0%}"


def _known(value: float) -> float | None:
    return None if value != value else value
