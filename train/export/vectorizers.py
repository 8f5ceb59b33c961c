"""Turn fitted scikit-learn vectorizers into blocks; refuse all others."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import (
    CountVectorizer,
    HashingVectorizer,
    TfidfTransformer,
    TfidfVectorizer,
)
from sklearn.utils.validation import check_is_fitted

from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.block_reader import MAX_NGRAM, MAX_TERMS, NORMS
from chalicelib.scoring.character_map import pairs_of
from chalicelib.scoring.normalizer import Normalizer
from train.errors import InputError
from train.export.cleaning.functions import (
    Refer,
    function_fields,
    no_reference,
    with_functions,
)
from train.export.steps.blocks import Block, Config

VECTORIZERS = (TfidfVectorizer, CountVectorizer, HashingVectorizer)
SUPPORTED = "TfidfVectorizer, CountVectorizer, HashingVectorizer or a FeatureUnion of them"


def block_of(
    vectorizer: Any, cleaning: Sequence[Config] = (), refer: Refer = no_reference
) -> Block:
    """Describe a fitted `TfidfVectorizer` or `CountVectorizer`.

    Parameters
    ----------
    vectorizer
        The vectorizer.
    cleaning
        The steps that clean a text before the vectorizer sees it.
    refer
        Returns a reference to a function of the author's that is deployed.

    Raises
    ------
    InputError
        If the format cannot express it; names the estimator or parameter.
    """
    weighting = _weighting(vectorizer)
    config = _check(vectorizer, [*cleaning], refer) | {
        "binary": bool(getattr(vectorizer, "binary", False)),
        "norm": getattr(weighting, "norm", None),
        "sublinear_tf": bool(getattr(weighting, "sublinear_tf", False)),
        "weight": 1.0,
    }
    if type(vectorizer) is HashingVectorizer:
        return _hashing(vectorizer, config)
    terms = _terms(vectorizer)
    # scikit-learn keeps the terms in the order in which it saw them, with the numbers of columns.
    seen = np.argsort(np.fromiter(vectorizer.vocabulary_.values(), np.intp))
    return Block(type(vectorizer).__name__, config, len(terms), terms, _idf(vectorizer), seen)


def _hashing(vectorizer: HashingVectorizer, config: Config) -> Block:
    """Return a block whose columns are hashes of its terms."""
    count, signs = int(vectorizer.n_features), bool(vectorizer.alternate_sign)
    if count > MAX_TERMS:
        raise InputError(
            f"HashingVectorizer(n_features={count}) is not supported; expected at most {MAX_TERMS}"
        )
    hashing = {"columns": count, "alternate_sign": signs}
    return Block("HashingVectorizer", config | {"hashing": hashing}, count)


_SUPPORTED_VALUES: dict[str, tuple[Any, ...]] = {
    "input": ("content",),
    "norm": (None, *NORMS),
    "dtype": (np.float64, np.float32, np.int64, np.int32),
}


def _check(block: Any, steps: list[Config], refer: Refer) -> Config:
    """Refuse a vectorizer of another type, with unsupported parameters, or not fitted.

    Return the fields that say how it splits texts; `steps` clean them first.
    """
    name = type(block).__name__
    if type(block) not in VECTORIZERS:
        raise InputError(f"vectorizer {name} is not supported; expected {SUPPORTED}")
    fields = function_fields(block, refer)
    splitting = with_functions(_analyzer(block), fields, steps)
    for parameter, values in _SUPPORTED_VALUES.items():
        found = getattr(_weighting(block) if parameter == "norm" else block, parameter, None)
        if (np.dtype(found) if parameter == "dtype" else found) not in values:
            shown = ", ".join(getattr(value, "__name__", repr(value)) for value in values)
            raise InputError(f"{name}({parameter}={found!r}) is not supported; expected {shown}")
    sizes = splitting.get("ngram_range", (1, 1))
    if sizes[1] > MAX_NGRAM:
        raise InputError(
            f"{name}(ngram_range={tuple(sizes)}) is not supported; "
            f"expected n-grams of at most {MAX_NGRAM}"
        )
    if type(block) is HashingVectorizer:  # it needs no fitting
        return splitting
    try:
        check_is_fitted(block, "vocabulary_")
        if name == "TfidfVectorizer":
            check_is_fitted(vars(block).get("_tfidf", TfidfTransformer()))
    except NotFittedError as exc:
        raise InputError(f"{name} is not fitted; expected a fitted one") from exc
    return splitting


def _terms(block: Any) -> tuple[str, ...]:
    """Return the terms in the order of their columns."""
    terms = sorted(block.vocabulary_, key=block.vocabulary_.__getitem__)
    if set(block.vocabulary_.values()) != set(range(len(terms))):
        raise InputError(
            f"{type(block).__name__} has a vocabulary_ with gaps; expected the columns 0 to n - 1"
        )
    if not all(isinstance(term, str) for term in terms):
        raise InputError(f"{type(block).__name__} has terms that are not strings; expected strings")
    return tuple(terms)


def _analyzer(block: Any) -> Config:
    """Return how a block splits texts: scikit-learn's parameters, or those of our `Analyzer`."""
    if type(block.analyzer) is Analyzer:
        ours = block.analyzer
        config: Config = {} if ours.normalizer is None else _normalizer(ours.normalizer)
        pattern = None if ours.token_pattern is None else _pattern(ours.token_pattern)
        return config | _splitting(ours, ours.kind, pattern, ours.stop_words)
    if block.analyzer != "word":
        return _splitting(block, block.analyzer, None, ())
    return _splitting(block, "word", block.token_pattern, block.get_stop_words() or ())


def _splitting(source: Any, kind: str, pattern: str | None, stop_words: Iterable[str]) -> Config:
    return {
        "analyzer": kind,
        "lowercase": bool(source.lowercase),
        "ngram_range": [int(size) for size in source.ngram_range],
        "stop_words": sorted(stop_words),
        "strip_accents": source.strip_accents,
        "token_pattern": pattern,
    }


def _pattern(pattern: re.Pattern[str]) -> str:
    """Return the source of a pattern; its flags must be part of the source, such as `(?i)`."""
    if re.compile(pattern.pattern).flags != pattern.flags:
        raise InputError(
            f"{pattern!r} is not supported; expected flags within the pattern, such as (?i)"
        )
    return pattern.pattern


def _normalizer(normalizer: Normalizer) -> Config:
    replacements = [[_pattern(pattern), instead] for pattern, instead in normalizer.replacements]
    return {
        "normalizer": {
            "characters": pairs_of(normalizer.characters),
            "replacements": replacements,
            "measures": [[name, list(edges)] for name, edges in normalizer.statistics],
        }
    }


def _weighting(block: Any) -> Any:
    """Return the estimator that weights a block's counts.

    A `TfidfVectorizer` fits an inner transformer and uses its parameters, even if its own were
    changed after that.
    """
    return vars(block).get("_tfidf", block)


def _idf(block: Any) -> NDArray[np.float64] | None:
    """Return the idf; fitted without one, a transformer has none."""
    if type(block) is not TfidfVectorizer:
        return None
    idf = getattr(block._tfidf, "idf_", None)
    return None if idf is None else np.asarray(idf)
