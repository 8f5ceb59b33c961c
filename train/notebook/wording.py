"""Errors of the commands in the words of a notebook, which has arguments and no options."""

import re
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from train.errors import InputError

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

ARGUMENTS = {
    "--clean": "clean=",
    "--force": "force=True",
    "--no-functions": "functions=False",
    "--positive": "positive=",
}
"""The arguments of `publish` that do what an option does."""

PHRASES = (
    (re.compile(r"--clean \w+\.py:(\w+)"), r"clean=\1"),
    (re.compile(r"'export --test' makes them"), "texts= and labels= make them"),
    (re.compile(r"; --labels OLD=.* renames one"), ""),
)
"""What is worded otherwise than an option."""

OPTION = re.compile(r"--[a-z][a-z-]*")


def worded(message: str) -> str:
    """Return a message with the arguments of `publish` instead of options.

    >>> worded("worse; --force promotes it anyway")
    'worse; force=True promotes it anyway'
    >>> worded("name them by --features")
    "name them by --features; --features: only for 'python -m train export'"
    """
    for phrase, words in PHRASES:
        message = phrase.sub(words, message)
    message = OPTION.sub(lambda found: ARGUMENTS.get(found[0], found[0]), message)
    others = dict.fromkeys(OPTION.findall(message))
    only = f"; {', '.join(others)}: only for 'python -m train export'"
    return f"{message}{only if others else ''}"


def in_words_of_notebooks(run: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Return a function that does the same, and whose errors name its arguments."""

    @wraps(run)
    def told(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        try:
            return run(*args, **kwargs)
        except InputError as exc:
            raise InputError(worded(str(exc))) from exc

    return told
