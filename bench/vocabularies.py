"""How requests, loading and memory grow with the vocabulary: synthetic models of many terms."""

import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB

from bench.contender import FASTAPI, MULTINOMIAL, ONNX, OURS_TUTORIAL, TUTORIAL, Contender
from bench.figures import spread
from bench.folders import Folders
from bench.models import Published, publish
from bench.rounds import in_turns
from bench.warm import ContenderError, drive
from train.recipes.sparse_gaussian_nb import fit_gaussian

TERMS = (1_000, 10_000, 100_000, 1_000_000)
MOST_TERMS_CONVERTED = 100_000
"""Converting ten times as many for ONNX Runtime takes a minute, a tenth of the whole benchmark."""
NAMES = {
    OURS_TUTORIAL: "this project",
    TUTORIAL: "tutorial's handler",
    MULTINOMIAL: "scikit-learn, sparse",
    FASTAPI: "FastAPI, Mangum",
    ONNX: "ONNX Runtime",
}
DOCUMENTS = 200
REQUESTS = 100
WORDS = 20
SEED = 42


def measure_vocabularies(
    folders: Folders, sizes: Sequence[int], convert: Path
) -> dict[str, dict[str, Any]]:
    """Return, by contender and terms, the loading, the requests and the memory; one round.

    What fails is None, and what takes too long is not there. `convert` is the Python that has
    skl2onnx.
    """
    pairs = [(each, "gaussian") for each in (OURS_TUTORIAL, TUTORIAL, FASTAPI, ONNX)]
    pairs += [(each, "linear") for each in (OURS_TUTORIAL, MULTINOMIAL)]
    found: dict[str, dict[str, Any]] = {f"{NAMES[each]}, {kind}": {} for each, kind in pairs}
    for terms in sizes:
        converted = terms <= MOST_TERMS_CONVERTED
        published = publish_synthetic(terms, convert if converted else None)
        for contender, kind in in_turns(pairs, 1, f"{terms:,} terms"):
            if converted or contender is not ONNX:
                figures = _loaded(contender, folders, published[kind], synthetic_texts(terms))
                found[f"{NAMES[contender]}, {kind}"][str(terms)] = figures
    return found


def _loaded(
    contender: Contender, folders: Folders, model: Published, texts: Sequence[str]
) -> dict[str, Any] | None:
    """Return a contender's figures, or None where the process ended: its memory did not do."""
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


def publish_synthetic(terms: int, convert: Path | None) -> dict[str, Published]:
    """Publish a Gaussian naive Bayes, converted where that is asked for, and a linear model."""
    per_document = terms // DOCUMENTS
    documents = [
        " ".join(word(at) for at in range(first, first + per_document))
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
            convert if kind == "gaussian" else None,
        )
        for kind, classifier in classifiers.items()
    }


def synthetic_texts(terms: int) -> list[str]:
    """Return texts of terms of the synthetic vocabulary."""
    draw = random.Random(SEED)  # noqa: S311 - not a secret
    return [" ".join(word(draw.randrange(terms)) for _ in range(WORDS)) for _ in range(REQUESTS)]


def word(number: int) -> str:
    """Return a term of the synthetic vocabulary.

    >>> word(42)
    'w0000042'
    """
    return f"w{number:07}"
