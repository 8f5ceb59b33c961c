"""A square term is scored without a text's vector, and gives the score of that vector."""

from typing import Any

import pytest

from chalicelib.scoring.classifier import read_classifier
from chalicelib.scoring.model_builder import text_scorer
from chalicelib.scoring.sparse_vector import entries
from chalicelib.scoring.squared_scorer import SquaredScorer
from chalicelib.scoring.tfidf_block import SHORT_TEXT, TF_TABLE
from chalicelib.scoring.vectorizer import Vectorizer, read_vectorizer
from tests.support.crafting import (
    artifact_file,
    block,
    classifier_file,
    f64,
    u8,
    vectorizer_file,
    without,
)

WORDS = {"norm": "l2", "terms": 4, "token_pattern": r"(?u)\b\w\w+\b"}
TEXTS = [
    "",
    "unknown",
    "free",
    "free prize",
    "free free prize call now free",
    "call " * SHORT_TEXT,
    "free prize now " * TF_TABLE,
]


def vectorizer(**changes: Any) -> Vectorizer:
    terms = u8(b"call\nfree\nnow\nprize")
    idfs = {f"block.{number}.idf": f64(1.0, 2.5, 1.5, 3.0) for number in range(2)}
    tensors = {"block.0.terms": terms, "block.1.terms": terms} | idfs
    words = block(**WORDS | changes)
    return read_vectorizer(vectorizer_file(words, words | {"weight": 0.5}, tensors=tensors))


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:12] or "empty")
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="counts"),
        pytest.param({"sublinear_tf": True}, id="sublinear"),
        pytest.param({"binary": True}, id="binary"),
        pytest.param({"norm": "l1"}, id="l1"),
        pytest.param({"norm": None}, id="no-norm"),
    ],
)
def test_a_margin_is_the_sum_of_linear_and_square_terms(changes: Any, text: str) -> None:
    assert_scores_as_the_vector(vectorizer(**changes), text)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:12] or "empty")
def test_a_block_of_hashes_has_a_square_term_too(text: str) -> None:
    hashed = block(norm="l2", hashing={"columns": 8, "alternate_sign": True})
    hashed = without(without(hashed, "terms"), "separator")
    config = {"format": 2, "kind": "vectorizer", "blocks": [hashed]}
    assert_scores_as_the_vector(read_vectorizer(artifact_file(config, {})), text)


def assert_scores_as_the_vector(vectors: Vectorizer, text: str) -> None:
    linear, quadratic = [*range(-3, 5)], [*range(9, 1, -1)]
    raw = classifier_file(
        linear=f64(*linear, shape=[1, 8]),
        quadratic=f64(*quadratic, shape=[1, 8]),
        intercept=f64(0.5),
    )
    scorer = text_scorer(vectors, read_classifier(raw, 8))
    assert isinstance(scorer, SquaredScorer)
    expected = 0.5
    for column, x in entries(vectors.transform(text)):
        expected += linear[column] * x + quadratic[column] * x * x
    assert scorer(text) == pytest.approx((0.0, expected), rel=1e-12, abs=1e-12)
