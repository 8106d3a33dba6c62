"""Numbers of things in words, as messages say them."""


def counted(number: int, noun: str) -> str:
    """The number with its noun, which is given in the singular.

    >>> counted(1, "picture"), counted(2, "family"), counted(1200, "species")
    ('1 picture', '2 families', '1,200 species')
    """
    if number != 1 and not noun.endswith("species"):
        noun = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun}"
