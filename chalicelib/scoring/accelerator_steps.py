"""The steps that prepare a text, as the accelerator does them: by character, where that is enough.

A step is two functions and some needles, see `Step` in deploy/accelerator/scorer.h. A pattern of
the default recipe has a quick check: each character is replaced by the letter of its class, and if
no needle occurs in the result, the pattern has no match. If one occurs, and for all other patterns,
Python replaces the matches. Standard library only, see `chalicelib.scoring.artifact`.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from chalicelib.scoring.likeness import UNSEEN, is_unseen
from chalicelib.scoring.normalizer import Replacement, longest_result, most_matches
from chalicelib.scoring.quick_checks import (
    DIGIT,
    LINK,
    MONEY,
    PENCE,
    SINGLE_LETTERS,
    SPELT_OUT,
    substituted,
)

if TYPE_CHECKING:
    from chalicelib.scoring.protocols import BlockAnalyzer

FINAL_SIGMA = "\u03a3"
"""The one character whose lowercase depends on its neighbours."""


Step = tuple[Callable[[str], str], Callable[[str, int], str], tuple[str, ...]]
"""What a step makes of a character, if it is a single one, and of a whole text; and its needles.

The second function takes the text and the length of the submitted one. No `NamedTuple`, because
making its class takes a quarter of a millisecond of a cold start.
"""


def _unseen(char: str) -> str:
    return "u" if is_unseen(char) else "x"


def _spelling(char: str) -> str:
    """Return the class of a letter, a digit or anything else."""
    if not char.isalnum():
        return " "
    return "0" if char.isdecimal() else "a"


def _amount(char: str) -> str:
    """Return the class of what a sum of money or of pence has."""
    if char.isspace():
        return " "
    if char in "\u00a3$\u20ac":
        return "$"
    return "0" if char.isdecimal() else "p" if char == "p" else "x"


# What a check is given has a space on both sides.
_CHECKS: Mapping[str, tuple[Callable[[str], str], tuple[str, ...]]] = {
    UNSEEN: (_unseen, ("u",)),
    SPELT_OUT: (_spelling, (SINGLE_LETTERS.decode(),)),
    LINK: (str, ("://", "www.", ".com", ".net", ".org", ".info", ".biz", ".tv", ".uk")),
    MONEY: (_amount, ("$0", "$ 0")),
    PENCE: (_amount, ("0p", "0 p")),
}


def replacement_steps(replacements: Iterable[Replacement]) -> tuple[Step, ...]:
    """Return the steps that make replacements."""
    return tuple(map(_replacement_step, replacements))


def _replacement_step(replacement: Replacement) -> Step:
    pattern, instead = replacement

    def of_text(text: str, length: int) -> str:
        longest = longest_result(length)
        return substituted(pattern, instead, text, most_matches(instead, longest))[:longest]

    if pattern.pattern == DIGIT and len(instead) == 1:
        return partial(pattern.sub, instead), of_text, ()
    class_of, needles = _CHECKS.get(pattern.pattern, (_ask_for_text, ()))
    return class_of, of_text, needles


def _ask_for_text(_: str) -> str:
    return ""


def first_step(analyzer: "BlockAnalyzer") -> Step:
    """Return the step that comes before the replacements: map, lowercase, strip accents."""

    def of_character(char: str) -> str:
        normalizer = analyzer.normalizer
        mapped = char if normalizer is None else normalizer.map_characters(char)
        # Stripping accents decomposes a text, which may put characters in another order.
        _, _, strip_accents = analyzer.preprocessing
        alone = FINAL_SIGMA not in mapped and (strip_accents is None or char.isascii())
        return analyzer.prepare(char, 0) if alone else ""

    def of_text(text: str, _: int) -> str:
        return analyzer.prepare(text, 0)

    return of_character, of_text, ()
