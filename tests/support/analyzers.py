"""Analyzers and texts that are hard to map back to the submitted text."""

import re
from itertools import product

from hypothesis import strategies as st

from chalicelib.scoring.analyzer import ANALYZERS, STRIP_ACCENTS, Analyzer
from chalicelib.scoring.normalizer import Normalizer
from tests.support.parity import any_text
from train.recipes.default_vectorizer import make_vectorizer

RULES = Normalizer(
    {"\u0435": "e", "\u00bd": "1/2", "\u00b7": ""},
    (
        (re.compile(r"(?<=\w)-(?=\w)"), ""),
        (re.compile(r"\d+(?:/\d)?"), " <number> "),
        (re.compile(r"\b"), "|"),
        (re.compile(r"x*"), "_"),
        (re.compile(r"> \|.|e."), "E"),
    ),
    (("length", (3.0, 9.0)), ("capitals", (0.1, 0.5)), ("digits", (0.1,))),
)
"""Rules that lengthen, shorten and insert, and rules that match the results of earlier ones."""

PATTERNS = (r"(?u)\b\w\w+\b", r"\w*", r"[^\W\d]|(\d+)", r"<\w+>|\w+|[^\w\s]", r"(?=(\w\w))")


ANALYZERS_OF_THE_TESTS = [
    Analyzer(
        kind, sizes, lowercase, accents, re.compile(pattern) if pattern else None, stops, normalizer
    )
    for kind, sizes, lowercase, accents, normalizer in product(
        ANALYZERS, [(1, 1), (2, 4)], [False, True], [None, *STRIP_ACCENTS], [None, RULES]
    )
    for pattern in (PATTERNS if kind == "word" else [None])
    for stops in ([frozenset(), frozenset({"", "free", "a"})] if kind == "word" else [frozenset()])
] + [vectorizer.analyzer for _, vectorizer in make_vectorizer().transformer_list]


any_analyzer = st.sampled_from(ANALYZERS_OF_THE_TESTS)


tricky_text = any_text | st.text(
    "aeixXE\u03a3\u0391 \t\n-12/½·|<>_\u0130\u0301\ufb01\u0435\u1e9e\u200d\ud83d你ไ🎉", max_size=30
)
