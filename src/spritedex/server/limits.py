"""The limits of one request to draw. Know no route, and start no drawing."""

from spritedex.server.problems import Refusal
from spritedex.server.requests import SpriteRequest
from spritedex.server.schemas import Detail
from spritedex.server.settings import ServeSettings
from spritedex.workflows.generate.models import Models
from spritedex.workflows.generate.plan import Plan
from spritedex.workflows.generate.request import FRAMES, TRIES

_SPRITES_OF_A_CREATURE = 3


def check_fields(asked: SpriteRequest, settings: ServeSettings) -> None:
    """Raises Refusal that names every field above this server's limits."""
    given = {name: getattr(asked, name) for name in ("count", "num_steps", "frames", "best_of")}
    over = [
        Detail(where=f"body.{name}", what=f"must be at most {most} (got {value})")
        for name, value in given.items()
        if value is not None and value > (most := getattr(settings, name))
    ]
    texts = {"prompt": asked.prompt, "negative_prompt": asked.negative_prompt}
    texts |= {f"between.{number}": text for number, text in enumerate(asked.between or ())}
    over += [
        Detail(where=f"body.{name}", what=f"must have at most {settings.prompt:,} characters (got {len(text):,})")
        for name, text in texts.items()
        if len(text) > settings.prompt
    ]
    if not over and (pictures := _pictures(asked)) > settings.drawings:
        over = [Detail(where="body", what=f"must need at most {settings.drawings:,} pictures (needs {pictures:,})")]
    _refuse(over)


def check_plan(asked: SpriteRequest, plan: Plan, models: Models, settings: ServeSettings) -> None:
    """Check what the fields do not show: the recipe in a picture to vary or evolve, the model's own steps.

    Raises Refusal for what is above this server's limits.
    """
    num_steps, over = asked.num_steps, []
    source = next((name for name in ("variation_of", "evolve") if getattr(asked, name) is not None), None)
    if source:
        (varied,) = plan.prompts
        (options,) = varied.variants
        num_steps = options.num_steps
        longest = max(map(len, (varied.prompt, options.negative_prompt, options.towards_prompt)))
        if longest > settings.prompt:
            over.append(f"its recipe must have at most {settings.prompt:,} characters in a text (got {longest:,})")
        if num_steps is not None and num_steps > settings.num_steps:
            over.append(f"its recipe must have at most {settings.num_steps} steps (got {num_steps}); give num_steps")
    _refuse([Detail(where=f"body.{source}", what=what) for what in over])
    steps = _pictures(asked) * (num_steps or models.generator.defaults.get("num_steps", 0))
    if steps > settings.drawing_steps:
        what = f"all pictures together must need at most {settings.drawing_steps:,} steps (need {steps:,})"
        _refuse([Detail(where="body", what=what)])


def _refuse(over: list[Detail]) -> None:
    if over:
        raise Refusal.of(over)


def _pictures(asked: SpriteRequest) -> int:
    """The most pictures that may be drawn for a request."""
    frames = (asked.frames or FRAMES) if asked.between else asked.line or 1
    seeds = asked.best_of or asked.count * ((asked.tries or TRIES) if asked.novel else 1)
    others = asked.count * frames * (_SPRITES_OF_A_CREATURE - 1) if asked.format else 0
    return seeds * frames + others
