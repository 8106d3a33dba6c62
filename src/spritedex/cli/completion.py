"""What a shell offers after an option: the choices are looked up when they are asked for. Knows no command."""

from collections.abc import Callable, Iterable


def choices(names: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    """An option's `autocompletion`: those of the names that begin as the text does, in any case."""
    return lambda incomplete: [name for name in names() if name.lower().startswith(incomplete.lower())]


def _formats() -> Iterable[str]:
    from spritedex.sprites.formats import FORMATS

    return FORMATS


def _vocabulary(name: str) -> Callable[[], Iterable[str]]:
    def words() -> Iterable[str]:
        from spritedex import vocabulary

        return tuple(getattr(vocabulary, name))

    return words


def _sketches() -> Iterable[str]:
    from spritedex.sketches import names

    return ("none", *names())


def _models() -> Iterable[str]:
    from spritedex.bundle.locate import packaged_bundles

    return [folder.name for folder in packaged_bundles()]


def _devices() -> Iterable[str]:
    from spritedex.runtime.session import DEVICES

    return DEVICES


DEVICE = choices(_devices)
FORMAT = choices(_formats)
TYPE = choices(_vocabulary("TYPES"))
COLOR = choices(_vocabulary("COLORS"))
SHAPE = choices(_vocabulary("BODIES"))
SIZE = choices(_vocabulary("SIZE_WORDS"))
STYLE = choices(_vocabulary("STYLES"))
SKETCH = choices(_sketches)
MODEL = choices(_models)
