"""Evolution families from single links. Knows no game."""

from collections.abc import Iterable, Mapping


def family_names(links: Iterable[tuple[str, str]], numbers: Mapping[str, int | None]) -> dict[str, str]:
    """The name of the family of every creature in `numbers`: the member of the lowest number, or else the first name.

    Links to creatures that are not in `numbers` are left out. The lowest number stays the same where a later game
    adds a younger or older stage.

    >>> family_names([("pichu", "pikachu"), ("pikachu", "raichu")], {"pichu": 172, "pikachu": 25, "raichu": 26})
    {'pichu': 'pikachu', 'pikachu': 'pikachu', 'raichu': 'pikachu'}
    """
    parent = {name: name for name in numbers}

    def root(name: str) -> str:
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for one, other in links:
        if one in parent and other in parent:
            parent[root(one)] = root(other)
    heads: dict[str, str] = {}
    for name in sorted(numbers, key=lambda name: (numbers[name] is None, numbers[name] or 0, name)):
        heads.setdefault(root(name), name)
    return {name: heads[root(name)] for name in numbers}
