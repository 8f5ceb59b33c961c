"""The reference of a version: what texts are like that its model was not fitted to.

The service and `python -m train drift` compare what the model is asked later with it; see
`chalicelib.reference`.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from chalicelib.scoring.sides import sides_of
from chalicelib.scoring.vectorizer import Vectorizer
from train.evaluation.predictions import text_key
from train.export.exported import Export

LEAST_TEXTS = 20
"""The fewest texts that make a reference, and the fewest in a bin."""

MOST_TEXTS = 5_000
"""The most texts that are scored for it, evenly spread over those that there are."""

MOST_BINS = 10
LOW_PERCENTILE = 5
DIGITS = 6


def reference_facts(
    export: Export,
    texts: Sequence[str],
    training_keys: Collection[str],
    facts: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the manifest's field `reference`, or none if there are too few held-out texts.

    Copies of training texts, which have the `training_keys`, do not count. `facts` are the
    version's `threshold` and `positive`.
    """
    unseen = unseen_texts(texts, training_keys)
    if len(unseen) < LEAST_TEXTS:
        return {}
    classifier = export.read_classifier
    rows = [export.scores(text) for text in unseen]
    positive, at = facts["positive"], classifier.margin_at(facts["threshold"], facts["positive"])
    labels = [classifier.label(row, at) for row in rows]
    first_is_positive = positive == classifier.classes[0]
    scores = [sides_of(row, first_is_positive).margin(row) for row in rows]
    known, of_words = _known_shares(export.read_vectorizer, unseen)
    reference = {
        "texts": len(unseen),
        "labels": {name: _share(labels.count(name), labels) for name in classifier.classes},
        "scores": _histogram(np.array(scores)),
        "known": known,
    }
    return {"reference": reference} | ({"known_words": True} if of_words else {})


def unseen_texts(texts: Sequence[str], training_keys: Collection[str]) -> list[str]:
    """Return the texts that are no copies of training texts, at most `MOST_TEXTS` of them."""
    unseen = [text for text in texts if text_key(text) not in training_keys]
    return unseen[:: -(-len(unseen) // MOST_TEXTS)] if unseen else []


def _histogram(scores: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, list[float]]:
    """Return the edges between bins of about as many scores, and the share of each bin.

    The edges are quantiles of the scores: deciles if there are 200 or more. With fewer there are
    fewer bins, because chance alone adds about (1/m + 1/n) to the population stability index for
    each bin, if m texts make the reference and n are compared with it.

    >>> _histogram(np.array([0.0, 0.0, 0.0, 1.0] * 10))
    {'edges': [0.0], 'shares': [0.0, 1.0]}
    """
    bins = min(MOST_BINS, len(scores) // LEAST_TEXTS)
    quantiles = np.quantile(scores, np.arange(1, bins) / bins)
    edges = np.unique(quantiles.round(DIGITS))
    counts = np.bincount(np.searchsorted(edges, scores, side="right"), minlength=len(edges) + 1)
    return {"edges": edges.tolist(), "shares": [_share(count, scores) for count in counts.tolist()]}


def _known_shares(
    vectorizer: Vectorizer, texts: Sequence[str]
) -> tuple[dict[str, float] | None, bool]:
    """Return the known shares of terms, or of words if more words are known, and which it is.

    Then the recipe has left out common n-grams, which are unknown in every text.
    """
    of_terms = _known([vectorizer.known_share(text) for text in texts])
    of_words = _known([vectorizer.known_share(text, of_words=True) for text in texts])
    if of_terms and of_words and of_words["mean"] > of_terms["mean"]:
        return of_words, True
    return of_terms, False


def _known(shares: Sequence[float | None]) -> dict[str, float] | None:
    """Return the mean and the low of the known shares, or None if they cannot be told."""
    told = [share for share in shares if share is not None]
    if not told:
        return None
    low = np.percentile(told, LOW_PERCENTILE, method="lower")
    return {"mean": round(float(np.mean(told)), DIGITS), "low": round(float(low), DIGITS)}


def _share(count: int, of: Collection[Any]) -> float:
    return round(count / len(of), DIGITS)
