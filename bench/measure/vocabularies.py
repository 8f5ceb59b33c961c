"""How requests, loading and memory grow with the vocabulary, measured with synthetic models."""

import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB

from bench.contenders.catalog import (
    FASTAPI,
    MULTINOMIAL,
    ONNX,
    OURS_TUTORIAL,
    TUTORIAL,
    Contender,
)
from bench.contenders.folders import Folders
from bench.contenders.models import PublishedModel, publish
from bench.measure.spread import spread
from bench.measure.turns import in_turns
from bench.measure.warm import ContenderError, drive
from train.recipes.sparse_gaussian_nb import fit_gaussian

VOCABULARY_SIZES = (1_000, 10_000, 100_000, 1_000_000)
MAX_ONNX_TERMS = 100_000
"""Converting ten times as many terms takes a minute, a tenth of the whole benchmark."""
NAMES = {
    OURS_TUTORIAL: "this project",
    TUTORIAL: "tutorial's handler",
    MULTINOMIAL: "scikit-learn, sparse",
    FASTAPI: "FastAPI, Mangum",
    ONNX: "ONNX Runtime",
}
DOCUMENTS = 200
TEXTS = 100
WORDS_PER_TEXT = 20
SEED = 42


def measure_vocabularies(
    folders: Folders, sizes: Sequence[int], onnx_python: Path
) -> dict[str, dict[str, Any]]:
    """Return the times and the memory by contender and number of terms, from one round.

    A contender that fails has None. ONNX Runtime has nothing above `MAX_ONNX_TERMS`. `onnx_python`
    is a Python that has skl2onnx.
    """
    pairs = [(each, "gaussian") for each in (OURS_TUTORIAL, TUTORIAL, FASTAPI, ONNX)]
    pairs += [(each, "linear") for each in (OURS_TUTORIAL, MULTINOMIAL)]
    results: dict[str, dict[str, Any]] = {f"{NAMES[each]}, {kind}": {} for each, kind in pairs}
    for terms in sizes:
        with_onnx = terms <= MAX_ONNX_TERMS
        published = publish_synthetic(terms, onnx_python if with_onnx else None)
        for contender, kind in in_turns(pairs, 1, f"{terms:,} terms"):
            if with_onnx or contender is not ONNX:
                figures = _measure(contender, folders, published[kind], synthetic_texts(terms))
                results[f"{NAMES[contender]}, {kind}"][str(terms)] = figures
    return results


def _measure(
    contender: Contender, folders: Folders, model: PublishedModel, texts: Sequence[str]
) -> dict[str, Any] | None:
    """Return a contender's figures, or None if its process ran out of memory."""
    try:
        result = drive(contender, folders, model, texts)
    except ContenderError as exc:
        print(exc, file=sys.stderr)
        return None
    return {
        "us": spread(ns / 1000 for ns in result["ns"]),
        "load_ms": result["load_s"] * 1000,
        "peak_mb": result["peak_kb"] / 1024,
    }


def publish_synthetic(terms: int, onnx_python: Path | None) -> dict[str, PublishedModel]:
    """Publish a Gaussian naive Bayes, with `onnx_python` as ONNX too, and a linear model."""
    per_document = terms // DOCUMENTS
    documents = [
        " ".join(term(number) for number in range(first, first + per_document))
        for first in range(0, terms, per_document)
    ]
    labels = ["ham", "spam"] * (DOCUMENTS // 2)
    vectorizer = TfidfVectorizer(sublinear_tf=True)
    matrix = vectorizer.fit_transform(documents)
    classifiers = {
        "gaussian": fit_gaussian(matrix, labels),
        "linear": MultinomialNB().fit(matrix, labels),
    }
    return {
        kind: publish(
            f"{kind}-{terms}",
            (vectorizer, classifier),
            [],
            0.5,
            onnx_python if kind == "gaussian" else None,
        )
        for kind, classifier in classifiers.items()
    }


def synthetic_texts(terms: int) -> list[str]:
    """Return texts made of random terms of the synthetic vocabulary."""
    rng = random.Random(SEED)  # noqa: S311 - not a secret
    return [
        " ".join(term(rng.randrange(terms)) for _ in range(WORDS_PER_TEXT)) for _ in range(TEXTS)
    ]


def term(number: int) -> str:
    """Return a term of the synthetic vocabulary.

    >>> term(42)
    'w0000042'
    """
    return f"w{number:07}"
