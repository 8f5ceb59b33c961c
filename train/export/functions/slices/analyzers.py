"""Write what scikit-learn's `build_analyzer` returns as calls of the project's own analyzer."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from train.export.functions.slices.slicing import Slicer

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
    stop_words = sorted(steps.get("stop_words") or ())
    compiled = slicer.expression(pattern, "token_pattern", names) if has_pattern else "None"
    splitting = f"{compiled}, frozenset({stop_words!r})"
    case = _case(preprocess)
    if case is not None and not own_tokens:
        return f"{analyzer}({kind}, {sizes}, {case}, {splitting})"
    text = f"{slicer.expression(preprocess, 'preprocess', names)}(text)"
    if not own_tokens:
        split = f"{analyzer}({kind}, {sizes}, False, None, {splitting}).split_terms"
        return f"lambda text: [*{split}({text})]"
    tokens = f"{slicer.expression(tokenize, 'tokenize', names)}({text})"
    ngrams = slicer.imports.name(_ANALYZER, "word_ngrams")
    kept = f"[token for token in {tokens} if token not in {stop_words!r}]"
    return f"lambda text: [*{ngrams}({kept}, *{sizes})]"


def preprocessor_source(slicer: "Slicer", preprocess: Any) -> str | None:
    """Return an expression for what scikit-learn's `build_preprocessor` returns, else None."""
    case = _case(preprocess)
    if case is None:
        return None
    analyzer = slicer.imports.name(_ANALYZER, "Analyzer")
    return f"{analyzer}('char', (1, 1), {case}).prepare"


def _case(preprocess: Any) -> str | None:
    """Return the analyzer's arguments for scikit-learn's own preprocessor, or None."""
    function = getattr(preprocess, "func", None)
    if getattr(function, "__name__", "") != "_preprocess" or function.__module__ != _MODULE:
        return None
    accents = preprocess.keywords["accent_function"]
    if accents is not None and accents.__module__ != _MODULE:
        return None
    name = None if accents is None else accents.__name__.removeprefix("strip_accents_")
    return f"{bool(preprocess.keywords['lower'])}, {name!r}"
