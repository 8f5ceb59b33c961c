"""Compile the regular expressions of an artifact, within limits.

Standard library only, see `chalicelib.scoring.artifact`.
"""

import re
from typing import Any, cast

from chalicelib.errors import FormatError
from chalicelib.scoring.quick_checks import has_check

MAX_PATTERN_CHARACTERS = 1000
MAX_ALL_PATTERN_CHARACTERS = 20_000
MAX_HYPHENS = 100
"""The most hyphens of all patterns: each may be a range of characters, which compiles in 10 ms."""


class LazyPattern:
    """A regular expression that is compiled at its first use; it has all that `re.Pattern` has.

    Compiling those of the default recipe takes a tenth of the time to load a model, and most texts
    need none of them: a quick check says that they have no match.
    """

    __slots__ = ("_compiled", "pattern")

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._compiled: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        """Return an attribute of the compiled pattern."""
        if self._compiled is None:
            self._compiled = re.compile(self.pattern)
        return getattr(self._compiled, name)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let copies and pickles have the compiled pattern."""
        return re.compile, (self.pattern,)


class PatternCompiler:
    """Compile the regular expressions of one file, within limits for all of them.

    Compiling takes time in proportion to a pattern's length and to its ranges of characters.
    """

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._lazy: dict[str, LazyPattern] = {}

    def compile(self, pattern: str, what: str, where: str, flags: int = 0) -> re.Pattern[str]:
        """Compile a pattern of the configuration; `what` names its field.

        A pattern that has a quick check is compiled later, see `LazyPattern`.

        Raises
        ------
        FormatError
            If a limit is exceeded or the pattern is not a regular expression.
        """
        self._check_limits(pattern, what, where)
        if has_check(pattern) and not flags:
            # The same object each time: analyzers with equal patterns share their work.
            lazy = self._lazy.setdefault(pattern, LazyPattern(pattern))
            return cast("re.Pattern[str]", lazy)
        try:
            return re.compile(pattern, flags)
        except (re.error, ValueError, OverflowError, RecursionError) as exc:
            raise FormatError(f"{where}: {what} is not a regular expression ({exc})") from exc

    def _check_limits(self, pattern: str, what: str, where: str) -> None:
        """Check the length of a pattern, and of all up to it, in which equal ones count once."""
        if len(pattern) > MAX_PATTERN_CHARACTERS:
            raise FormatError(
                f"{where}: found a {what} of {len(pattern)} characters; "
                f"expected at most {MAX_PATTERN_CHARACTERS}"
            )
        self._seen.add(pattern)
        characters = "".join(self._seen)
        if len(characters) > MAX_ALL_PATTERN_CHARACTERS or characters.count("-") > MAX_HYPHENS:
            raise FormatError(
                f"{where}: the patterns up to this {what} have {len(characters)} characters and "
                f"{characters.count('-')} hyphens; expected at most {MAX_ALL_PATTERN_CHARACTERS} "
                f"and {MAX_HYPHENS}"
            )
