"""Write what scikit-learn's `build_analyzer` returns as calls of the project's own analyzer."""

import functools
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from train.export.functions.slicing import Slicer

_MODULE = "sklearn.feature_extraction.text"
_ANALYZER = "chalicelib.scoring.analyzer"


def is_analyze(function: Any) -> bool:
    """Return whether a function is the one that `build_analyzer` binds to its steps."""
    return getattr(function, "__name__", "") == "_analyze" and function.__module__ == _MODULE


def analyzer_source(slicer: "Slicer", steps: Mapping[str, Any], names: Mapping[str, Any]) -> str:
    """Return an expression for an analyzer, whose steps may be functions of the author's.

    Parameters
    ----------
    slicer
        Defines what the expression needs.
    steps
        The arguments that `build_analyzer` binds, by name.
    names
        The names of the module that uses the analyzer.
    """
    if steps.get("analyzer") is not None:
        return slicer.expression(steps["analyzer"], "analyzer", names)
    vectorizer = steps["ngrams"].__self__
    preprocess, tokenize = steps["preprocessor"], steps.get("tokenizer")
    pattern: Any = getattr(tokenize, "__self__", None)
    has_pattern = isinstance(pattern, re.Pattern)
    own_tokens = vectorizer.analyzer == "word" and not has_pattern
    analyzer = slicer.imports.name(_ANALYZER, "Analyzer")
    kind, sizes = repr(vectorizer.analyzer), repr(tuple(map(int, vectorizer.ngram_range)))
    case = f"{bool(vectorizer.lowercase)}, {vectorizer.strip_accents!r}"
    stop_words = sorted(steps.get("stop_words") or ())
    compiled = slicer.expression(pattern, "token_pattern", names) if has_pattern else "None"
    splitting = f"{compiled}, frozenset({stop_words!r})"
    if not _is_usual(preprocess):
        text = f"{slicer.expression(preprocess, 'preprocess', names)}(text)"
        case = "False, None"
    elif own_tokens:
        text = f"{analyzer}('char', (1, 1), {case}).prepare(text)"
    else:
        return f"{analyzer}({kind}, {sizes}, {case}, {splitting})"
    if not own_tokens:
        return (
            f"lambda text: [*{analyzer}({kind}, {sizes}, {case}, {splitting}).split_terms({text})]"
        )
    tokens = f"{slicer.expression(tokenize, 'tokenize', names)}({text})"
    ngrams = slicer.imports.name(_ANALYZER, "word_ngrams")
    kept = f"[token for token in {tokens} if token not in {stop_words!r}]"
    return f"lambda text: [*{ngrams}({kept}, *{sizes})]"


def _is_usual(preprocess: Any) -> bool:
    """Return whether a preprocessor is scikit-learn's own."""
    inner = preprocess.func if isinstance(preprocess, functools.partial) else preprocess
    return getattr(inner, "__name__", "") == "_preprocess" and inner.__module__ == _MODULE
