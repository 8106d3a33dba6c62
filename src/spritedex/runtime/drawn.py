"""What becomes of a sprite that was drawn: clean surfaces, few colors, and notes where it failed. Knows no network."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spritedex.runtime.options import (
    COLORED,
    DEFAULT_OPTIONS,
    KEPT_FORM,
    NO_SKETCH,
    PIXEL,
    VARIATION_STRENGTH,
    GenerationOptions,
)
from spritedex.sentence import Request
from spritedex.sketches import Pose, main_color, pose_sketch, sketch_for
from spritedex.sketches.omitted import not_drawn
from spritedex.sketches.shapes.variation import changed_picture
from spritedex.sprites.codec import RGBA
from spritedex.sprites.doodle import Doodle, doodle_of
from spritedex.sprites.dye import nearest_of, read_colors
from spritedex.sprites.eyes import find_eyes
from spritedex.sprites.finish import finish
from spritedex.sprites.ink import ink
from spritedex.sprites.morph import morphed
from spritedex.sprites.palette import Colors, Indexed, quantize, quantize_to
from spritedex.sprites.patch import quantize_beside, quantize_part
from spritedex.sprites.pieces import largest_piece, without_crumbs
from spritedex.sprites.rare import rare_colors
from spritedex.sprites.recolored import recolored
from spritedex.sprites.shade import LOOKS, shade
from spritedex.sprites.turned import turned

_OPAQUE: Final = 128
_NEXT_TO_NOTHING: Final = 0.01  # of the square
_MOST: Final = 0.5
COVERED_STYLES: Final = frozenset({PIXEL, *LOOKS})
"""Styles in which what began at a sketch is inked or shaded, which covers what a network adds step by step."""
TURNED: Final = "the back is the front turned round: without face and belly, in its own colors"
_REPLACED: Final = "more than 0.7 of the picture is redrawn, so a sketch of the prompt stands in for it, in its colors"
_INKED_STEPS: Final = 1
"""Of a sprite that is inked or shaded over its sketch, which covers what more would even out."""
_MORE_BEHIND: Final = 0.15
"""How much more of a sketch is redrawn for a back, which it shows less well."""
_OF_DOODLE: Final = 0.6
"""How much of a doodle is redrawn, as a share of the strength: its form stays."""
_MOST_OF_EYES: Final = 0.1
"""More of a picture is no eyes: stripes, spots or a photograph's texture."""
_CURE: Final = "try another seed, or train the model for longer"


def of_front(options: GenerationOptions) -> Iterator[tuple[RGBA, int, int]]:
    """The back of the front that the options know, as the one step of its drawing."""
    assert options.known is not None, "a front goes with the relation pose"
    yield turned(options.known), 1, 1


def of_varied(options: GenerationOptions, seed: int) -> Iterator[tuple[RGBA, int, int]] | None:
    """A variation of a sprite that began at no sketch, as the one step of its drawing; None of any other."""
    if options.init is None or not options.varies:
        return None
    return iter([(changed_picture(options.init, seed, options.strength / VARIATION_STRENGTH), 1, 1)])


def is_between(options: GenerationOptions) -> bool:
    """Whether a sprite lies between those of two prompts, and no picture or noise is to begin at."""
    started = options.init is not None or options.relation or options.sketch == NO_SKETCH
    return bool(options.towards_prompt) and not started


def between(
    draw: Callable[[str, GenerationOptions], RGBA], prompt: str, options: GenerationOptions
) -> Iterator[tuple[RGBA, int, int]]:
    """What lies between the sprites of two prompts, each drawn alone, as one step."""
    alone = replace(options, towards_prompt="", mix=DEFAULT_OPTIONS.mix)
    yield morphed(draw(prompt, alone), draw(options.towards_prompt, alone), options.mix), 1, 1


def posed(sketch: str, sentence: str, options: GenerationOptions, seed: int) -> Pose:
    """The sketch of that name as a sentence, options and a seed have it."""
    first, *changes = (*options.varies, seed)
    pose = pose_sketch(sketch, sentence, first, options.back, options.stage)
    if options.colors:
        given = zip(COLORED, map(tuple, read_colors(options.colors).tolist()), strict=True)
        pose = pose._replace(colors={**dict(given), **pose.colors})
    return pose.changed(changes, options.strength / VARIATION_STRENGTH)


def with_parts(
    understood: Request, drawing: Pose | Doodle | None, sentence: str, options: GenerationOptions, seed: int
) -> Request:
    """What is understood of a sentence with the parts that its sketch shows; a type that one shows is said once."""
    parts = drawing.parts if drawing else _parts_said(sentence, options, seed)
    types = {f"{name} type" for name in understood.types}
    return replace(understood, parts=tuple(part for part in parts if part not in types))


def _parts_said(sentence: str, options: GenerationOptions, seed: int) -> tuple[str, ...]:
    """What else than its subject a sentence asks of a sprite that begins at a picture, as sketches know it."""
    if options.init is None:
        return ()
    text = sentence if sketch_for(sentence, seed) else f"a monster with {sentence}"
    return pose_sketch(sketch_for(text, seed), text, seed).parts


def doodle_in(options: GenerationOptions, sentence: str, seed: int) -> Doodle | None:
    """The picture to start from as a doodle, where it is one whose form is to stay, and no sprite that is varied."""
    if options.init is None or options.varies or not _keeps_form(options):
        return None
    return doodle_of(options.init, lambda: main_color(sentence, seed))


def _keeps_form(options: GenerationOptions) -> bool:
    return not (options.mask is not None or options.relation or options.strength > KEPT_FORM)


def begun_at(
    drawing: Pose | Doodle | None, sketch: str, options: GenerationOptions, sketch_strength: float
) -> GenerationOptions:
    """The options of what begins at a sketch of that name or at a doodle, all but what is kept of it."""
    if drawing is None:
        return replace(options, mask=_all_but_eyes(options)) if options.is_replaced else options
    picture, kept = drawing.render()
    own = sketch_strength + _MORE_BEHIND * options.back if sketch else _OF_DOODLE * options.strength
    inked = sketch and options.style in COVERED_STYLES
    steps = options.num_steps or _INKED_STEPS if inked else options.num_steps
    return replace(options, init=picture, strength=min(1.0, own), mask=~kept, sketch=sketch, num_steps=steps)


def _all_but_eyes(options: GenerationOptions) -> NDArray[np.bool_] | None:
    """bool [64, 64]: a mask that keeps the eyes of a picture; None where all is to go, where nothing stands out, or so
    much that it is no eyes."""
    assert options.init is not None, "it is replaced"
    eyes, shown = find_eyes(options.init), int((options.init[..., 3] >= _OPAQUE).sum())
    return ~eyes if options.strength < 1 and 0 < eyes.sum() < _MOST_OF_EYES * shown else None


def notes_on(
    rgba: RGBA, options: GenerationOptions, turned: bool, sketch: str, sentence: str, subject: str,
    drawing: Pose | Doodle | None,
) -> tuple[str, ...]:  # fmt: skip
    """What stands in for what, a front that is turned for a back, a sketch for a picture; what of a sentence beside its
    subject was not drawn; and what failed."""
    is_replaced = bool(sketch and options.init is not None and options.colors)
    left_out = _left_out(sketch, sentence, subject, drawing)
    return (*[TURNED] * turned, *[_REPLACED] * is_replaced, *left_out, *faults(rgba))


def _left_out(sketch: str, sentence: str, subject: str, drawing: Pose | Doodle | None) -> tuple[str, ...]:
    """A note on the things that a sentence names beside its subject and a sketch does not show."""
    things = not_drawn(sketch, sentence, subject, drawing.parts) if sketch and drawing else ()
    return (f"not drawn: {', '.join(things)}",) if things else ()


def faults(rgba: RGBA) -> tuple[str, ...]:
    """A note where next to nothing was drawn, or no part holds most of it."""
    mask = rgba[..., 3] >= _OPAQUE
    if mask.mean() < _NEXT_TO_NOTHING:
        return (f"next to nothing was drawn: {_CURE}",)
    if (share := largest_piece(mask) / int(mask.sum())) < _MOST:
        return (f"in pieces, of which the largest is {share:.0%} of the sprite: {_CURE}",)
    return ()


def finished(drawn: RGBA, options: GenerationOptions, pose: Pose | Doodle | None) -> RGBA:
    """With clean surfaces where it was redrawn; what began at no picture is lit and without crumbs, too.

    What began at the sketch of a `pose`, or at a doodle, is inked, or in other styles shaded.
    """
    if pose and (look := LOOKS.get(options.style or "")):
        return shade(drawn, pose.render()[0], pose.relief(), look)
    if pose:
        relief = pose.relief()
        return ink(without_crumbs(drawn, relief.kept), relief)
    if options.init is None:
        return finish(without_crumbs(drawn))
    if _keeps_form(options):
        return recolored(options.init, drawn, options.strength, options.style in LOOKS)
    raw = finish(drawn, lit=False)
    return raw if options.mask is None else np.where(options.mask[..., None], raw, drawn)


def is_covered(drawing: Pose | Doodle | None, options: GenerationOptions) -> bool:
    """Whether what is painted is covered by ink or light over a drawing, or by the picture to start from."""
    keeps_pixels = options.init is not None and _keeps_form(options)
    return options.style in COVERED_STYLES and (drawing is not None or keeps_pixels)


def in_few_colors(raw: RGBA, options: GenerationOptions, new: NDArray[np.bool_] | None = None) -> Indexed | None:
    """A raw sample in at most 15 colors, of which what is `new`, bool [64, 64], has some of its own; None where nothing
    of it is opaque."""
    if not (raw[..., 3] >= 128).any():
        return None
    if options.palette:
        return quantize_to([raw], read_colors(options.palette))[0]
    if new is not None:
        return quantize_beside(raw, new)
    return quantize(raw) if options.mask is None else quantize_part(raw, options.mask)


def shown(
    raw: RGBA, options: GenerationOptions, seed: int, few_colors: bool, new: NDArray[np.bool_] | None = None
) -> tuple[RGBA, Indexed | None]:
    """What is seen of a raw sample, with `few_colors` in a palette too: of nothing opaque, nothing. `new`, bool [64,
    64], is a part that was drawn again. A variation of a shiny picture is in rare colors by itself."""
    indexed = in_few_colors(raw, options, new) if few_colors else None
    rgba = indexed.rgba if indexed else np.zeros_like(raw) if few_colors else raw
    is_rare = options.init is not None and options.varies
    return in_rare_colors(rgba, indexed, raw, options, seed) if options.shiny and not is_rare else (rgba, indexed)


def shiny_palette(front: RGBA, palette: Colors, options: GenerationOptions, seed: int) -> Colors:
    """A palette of a creature, uint8 [N, 3], in the rare colors of its front; of given ones, the nearest."""
    rare = rare_colors(front, options.first_seed(seed))(palette)
    return nearest_of(rare, read_colors(options.palette)) if options.palette else rare


def in_rare_colors(
    rgba: RGBA, indexed: Indexed | None, raw: RGBA, options: GenerationOptions, seed: int
) -> tuple[RGBA, Indexed | None]:
    """A sprite, indexed or not, in the rare colors of its creature, whose front is `raw`, or for a back is known."""
    front = options.known if options.back and options.known is not None else raw
    if indexed:
        indexed = indexed.with_palette(shiny_palette(front, indexed.palette, options, seed))
        return indexed.rgba, indexed
    rare = rare_colors(front, options.first_seed(seed))
    return np.concatenate([rare(rgba[..., :3]), rgba[..., 3:]], axis=-1), None
