"""Read the rules of NLTK's Punkt, and what it knows of a language, from one of its tokenizers."""

import re
from functools import lru_cache
from itertools import permutations
from types import FunctionType
from typing import Any

from chalicelib.scoring.nltk_tokenizers.punkt import NEVER_FIRST, UPPER_INSIDE
from train.errors import InputError
from train.export.functions.data_modules import DataModule, data_module
from train.export.functions.trials.nltk_patterns import pattern_of

_LOWER, _UPPER = 0b1110000, 0b1110
_INSIDE_UPPER, _FIRST_LOWER = 0b100, 0b10000
"""The bits of NLTK's orthographic contexts: 1 to 3 are upper case at the start of a sentence,
inside and anywhere, 4 to 6 lower case."""


def punkt_rules(tokenizer: Any) -> tuple[Any, ...]:
    """Return the fields of `PunktRules`."""
    if not hasattr(tokenizer, "_get_last_whitespace_index"):
        raise InputError(
            "found an NLTK before 3.8, which finds sentences in another way; update it"
        )
    variables, token = tokenizer._lang_vars, tokenizer._Token
    own = [kind for kind in (type(variables), token) if not kind.__module__.startswith("nltk.")]
    if any(isinstance(each, FunctionType) for kind in own for each in vars(kind).values()):
        raise InputError(
            f"{own[0].__name__} has methods of its own; expected NLTK's, with other patterns"
        )
    patterns = (
        variables.period_context_re(),
        variables._word_tokenizer_re(),
        variables.re_boundary_realignment,
        *(token._RE_NUMERIC, token._RE_INITIAL, token._RE_ELLIPSIS),
    )
    by_regex = not isinstance(patterns[0], re.Pattern)
    ends = tuple(variables.sent_end_chars)
    read = [(_in_order(text, ends), flags) for text, flags in map(pattern_of, patterns)]
    return (*read, ends, tuple(tokenizer.PUNCTUATION), by_regex)


def _in_order(pattern: str, ends: tuple[str, ...]) -> str:
    """Return a pattern with the characters of a set in order: NLTK joins them as the set has them.

    Otherwise, the same function would have another source, and so another name, each time.
    """
    first, *others = (re.escape("".join(each)) for each in permutations(sorted({*ends} - {"."})))
    for other in others:
        pattern = pattern.replace(other, first)
    return pattern


@lru_cache(maxsize=32)
def punkt_parameters(parameters: Any, stem: str) -> DataModule:
    """Return the module of Punkt's parameters, without what no decision depends on."""
    groups: list[list[str]] = [[], [], [], []]
    for word, context in sorted(parameters.ortho_context.items()):
        if context & _LOWER:
            never_first = bool(context & _UPPER) or not context & _FIRST_LOWER
            inside = bool(context & _INSIDE_UPPER)
            groups[NEVER_FIRST * never_first + UPPER_INSIDE * inside].append(word)
    data = [
        sorted(parameters.abbrev_types),
        sorted(map(list, parameters.collocations)),
        sorted(parameters.sent_starters),
        ["\n".join(group) for group in groups],
    ]
    return data_module(stem, "Parameters of NLTK's Punkt", data)
