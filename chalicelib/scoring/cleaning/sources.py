"""What reading a block's cleaning needs from outside. Standard library only."""

import re
from collections.abc import Callable
from typing import NamedTuple, Protocol

from chalicelib.scoring.patterns import PatternCompiler
from chalicelib.strict_json import Record


class Function(Protocol):
    """A function of the author's; its results are checked."""

    def text(self, text: str) -> str:
        """Return the text that the function makes of a text."""
        ...

    def terms(self, text: str) -> list[str]:
        """Return the tokens or the terms that the function splits a text into."""
        ...


Resolve = Callable[[Record], Function]
"""Return the author's function that a reference names."""


class Sources(NamedTuple):
    """The compiler of the file's patterns, the author's functions, and the patterns found so far.

    `found` pairs the name of a pattern's place with the pattern; the export tries each of them.
    """

    patterns: PatternCompiler
    resolve: Resolve
    found: list[tuple[str, re.Pattern[str]]]

    def compile(self, record: Record, what: str) -> re.Pattern[str]:
        """Take the field "pattern" and compile it."""
        pattern = self.patterns.compile(record.text("pattern"), what, record.where)
        self.found.append((f"the {what}", pattern))
        return pattern

    def function(self, record: Record) -> Function:
        """Take the field "function", a reference, and return the function."""
        return self.resolve(Record(record.take("function"), f"{record.where}: function"))
