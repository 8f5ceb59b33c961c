"""How sure a model may be of a text with few known words: the manifest's field `confidence`.

`chalicelib.scoring.confidence` divides the scores of such texts. docs/accuracy.md says how
`RATE` and the percentile were chosen, and `python -m bench.shift` measures what they do.
"""

import math
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from chalicelib.reference import UNSEEN_WORDS
from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.confidence import known_words, word_blocks
from train.evaluation.reference import DIGITS, LEAST_TEXTS, LOW_PERCENTILE, unseen_texts
from train.export.exported import Export

RATE = 2.25
"""The logarithm of the temperature of a text without a known word."""

LEAST_LOW = 0.2
"""The least low: of some languages in a corpus of many, hardly any word is known."""


def confidence_facts(
    export: Export, texts: Sequence[str], training_keys: Collection[str]
) -> dict[str, Any]:
    """Return the manifest's field `confidence`, or no field.

    There is none if there are too few held-out texts, as in `reference_facts`, if the model has no
    terms that are words, or if it is Gaussian naive Bayes, whose probabilities are near 0 or 1 for
    every text.
    """
    unseen = unseen_texts(texts, training_keys)
    blocks, classifier = word_blocks(export.read_vectorizer), export.read_classifier
    linear = isinstance(classifier, Classifier) and classifier.quadratic is None
    if len(unseen) < LEAST_TEXTS or not blocks or not linear:
        return {}
    counts = [known_words(blocks[0], text) for text in unseen]
    shares = [known / (words + UNSEEN_WORDS) for known, words in counts]
    low = float(np.percentile(shares, LOW_PERCENTILE, method="lower"))
    low = math.floor(low * 10**DIGITS) / 10**DIGITS  # rounded up, it would be above its own text
    return {"confidence": {"low": max(low, LEAST_LOW), "rate": RATE}}
