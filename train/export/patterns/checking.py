"""Refuse regular expressions that take so long on some text that a request would time out.

Python's `re` backtracks: a pattern that is fast on each training text may take hours on another of
the same length. Each pattern that is not known is tried on texts made to provoke it.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from chalicelib.scoring.vectorizer import Vectorizer
from train.errors import InputError
from train.export.patterns.provoking_texts import has_repetition, provoking_texts

TIMEOUT_SECONDS = 60.0
"""The time after which a trial is ended, whatever it waits for."""
SAFE_PATTERNS = frozenset(
    {
        r"(?u)\b\w\w+\b",
        r"<\w+>|\w+|[^\w\s]",
        r"(?:https?://|www\.)\S+|(?<![\w-])[\w-]+\.(?:com|net|org|info|biz|tv|(?:co\.)?uk)\b\S*",
        r"[£$€]\s?\d[\d,.]*",
        r"\b\d+(?:\.\d+)?\s?(?:p|pence|ppm)\b",
    }
)
"""Patterns that passed the trial before: scikit-learn's own, and those of the default recipe."""

_TRIAL = Path(__file__).with_name("trial.py")


def check_patterns(vectorizer: Vectorizer) -> None:
    """Try the patterns of a vectorizer.

    Raises
    ------
    InputError
        If one takes over a second on a text of 65,536 characters; names it and the text.
    """
    for what, pattern in _patterns(vectorizer):
        slow = None if pattern in SAFE_PATTERNS else slow_text(pattern)
        if slow is not None:
            raise InputError(
                f"{what} {pattern!r} takes too long on {slow}; expected at most a second on any "
                "text of 65,536 characters; start repetitions at a \\b, limit them by {1,40}, or "
                f"let no two match the same characters{_next_step(what)}"
            )


def _next_step(what: str) -> str:
    if "replacement" in what:  # it may be one of --clean, which no fitting depends on
        return ", or replace in a function of yours (--clean FILE.py:FUNCTION), which is not tried"
    return ", and fit again"


def _patterns(vectorizer: Vectorizer) -> Iterator[tuple[str, str]]:
    """Yield each pattern with the name of its place."""
    for block in vectorizer.blocks:
        for what, pattern in block.analyzer.patterns:
            yield what, pattern.pattern


@cache
def slow_text(pattern: str) -> str | None:
    """Return a description of a text that takes too long, or None if none was found.

    Raises
    ------
    subprocess.CalledProcessError
        If the trial itself fails, which is a fault of this project.
    """
    if not has_repetition(pattern):
        return None
    request = {"pattern": pattern, "texts": provoking_texts(pattern)}
    with subprocess.Popen(  # noqa: S603 - this interpreter, a file of this package
        [sys.executable, "-I", "-S", str(_TRIAL)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as trial:
        try:
            output, _ = trial.communicate(json.dumps(request), TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            trial.kill()
            output, _ = trial.communicate()
    if trial.returncode > 0:
        raise subprocess.CalledProcessError(trial.returncode, trial.args)
    if trial.returncode == 0:
        return None
    if not output:
        return "any text, because compiling it does"
    length, text = json.loads(output.splitlines()[-1])
    return f"a text of {length:,} characters like {text!r}"
