"""Leave out the terms that hardly weigh: a fifth of the terms does what all of them do.

A linear machine is fitted to all terms, the heaviest of them are kept, and it is fitted again to
these alone; the second fit makes up for what was left out. Both steps belong to training: whoever
measures a model must let each fold choose its own terms.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from sklearn.preprocessing import normalize


def heaviest(coefficients: Any, most: int) -> Any:
    """Return which columns to keep, as booleans [n]: those of the `most` largest weights.

    A term's weight is the largest absolute coefficient that any class gives it.

    >>> heaviest(np.array([[0.5, -2.0, 0.1], [1.0, 0.0, 0.2]]), 2).tolist()
    [True, True, False]
    """
    weights = np.abs(coefficients).max(axis=0)
    kept = np.zeros(len(weights), dtype=bool)
    kept[np.argsort(-weights, kind="stable")[:most]] = True
    return kept


def keep_columns(vectors: Any, kept: Any, widths: Sequence[int]) -> Any:
    """Return the vectors [texts, kept], each block scaled to Euclidean length 1 again.

    That is what the blocks themselves give, of norm "l2" and weight 1, once `keep_terms` has
    taken the other terms out of them.
    """
    ends = np.cumsum(widths)
    parts = [
        normalize(vectors[:, np.flatnonzero(kept[end - width : end]) + end - width])
        for end, width in zip(ends, widths, strict=True)
    ]
    return sparse.hstack(parts, format="csr")


def keep_terms(union: FeatureUnion, kept: Any) -> None:
    """Put blocks without the other terms in the place of a `FeatureUnion`'s fitted ones."""
    widths = widths_of(union)
    union.transformer_list = [
        (name, _with_terms(block, np.flatnonzero(kept[end - width : end])))
        for (name, block), width, end in zip(
            union.transformer_list, widths, np.cumsum(widths), strict=True
        )
    ]


def _with_terms(block: TfidfVectorizer, columns: Any) -> TfidfVectorizer:
    pruned = clone(block)
    terms = block.get_feature_names_out()[columns]
    pruned.vocabulary_ = {term: column for column, term in enumerate(terms)}
    pruned.idf_ = block.idf_[columns]
    return pruned


def widths_of(union: FeatureUnion) -> list[int]:
    """Return how many terms each fitted block has."""
    return [len(block.vocabulary_) for _, block in union.transformer_list]
