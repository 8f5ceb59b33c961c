"""A module of helpers that `author_functions` imports as a whole."""

ENDS = " \t\n"


def strip_all(text: str) -> str:
    return text.strip(ENDS)


def shout(text: str) -> str:
    return text.upper()


def tokens(text: str) -> str:
    return text[:5]
