"""The steps that prepare a text, as the accelerator does them: by character, where that is enough.

A step is two functions and some needles, see `Step` in deploy/accelerator/scorer.h. A pattern of
the default recipe has a quick check: each character is replaced by the letter of its class, and if
no needle occurs in the result, the pattern has no match. If one occurs, and for all other patterns,
Python replaces the matches. Standard library only, see `chalicelib.scoring.artifact`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import NamedTuple

from chalicelib.scoring.analyzer import BlockAnalyzer
from chalicelib.scoring.normalizer import Replacement, replaced
from chalicelib.scoring.quick_checks import DIGIT, LINK, MONEY, PENCE, SPELT_OUT, UNSEEN

FINAL_SIGMA = "\u03a3"
"""The one character whose lowercase depends on its neighbours."""


class Step(NamedTuple):
    """What a step makes of a character, if it is a single one, and of a whole text.

    `of_text` takes the text and the length of the submitted one.
    """

    of_character: Callable[[str], str]
    of_text: Callable[[str, int], str]
    needles: tuple[str, ...] = ()


def _classes(**patterns: str) -> Callable[[str], str]:
    """Return a function that returns the name of the first class a character is of, or x."""
    compiled = [(name, re.compile(pattern)) for name, pattern in patterns.items()]

    def class_of(char: str) -> str:
        return next((name for name, pattern in compiled if pattern.fullmatch(char)), "x")

    return class_of


class _Check(NamedTuple):
    class_of: Callable[[str], str]
    needles: tuple[str, ...]


_GAP = r"[ ._*~\-\u00b7]"
_CHECKS: Mapping[str, _Check] = {
    UNSEEN: _Check(_classes(u=UNSEEN), ("u",)),
    # Three letters with a gap between, and no letter or digit on either side. A text has a gap on
    # both sides.
    SPELT_OUT: _Check(
        _classes(**{" ": _GAP, "a": r"[^\W\d_]", "0": r"[^\W_]"}),
        (" a a a ", " a a ax", "xa a a ", "xa a ax"),
    ),
    LINK: _Check(str, ("://", "www.", ".com", ".net", ".org", ".info", ".biz", ".tv", ".uk")),
    MONEY: _Check(_classes(**{"m": "[£$€]", " ": r"\s", "0": r"\d"}), ("m0", "m 0")),
    PENCE: _Check(_classes(**{"p": "p", " ": r"\s", "0": r"\d"}), ("0p", "0 p")),
}


def replacement_steps(replacements: Iterable[Replacement]) -> tuple[Step, ...]:
    """Return the steps that make replacements."""
    return tuple(map(_replacement_step, replacements))


def _replacement_step(replacement: Replacement) -> Step:
    pattern, instead = replacement

    def of_text(text: str, length: int) -> str:
        return replaced(text, (replacement,), length)

    if pattern.pattern == DIGIT and len(instead) == 1:
        return Step(partial(pattern.sub, instead), of_text)
    check = _CHECKS.get(pattern.pattern)
    return (
        Step(_ask_for_text, of_text)
        if check is None
        else Step(check.class_of, of_text, check.needles)
    )


def _ask_for_text(_: str) -> str:
    return ""


def first_step(analyzer: BlockAnalyzer) -> Step:
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

    return Step(of_character, of_text)
