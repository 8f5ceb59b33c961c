"""A block of hashes gives the vectors of `HashingVectorizer`, also with tf-idf after it."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union
from sklearn.utils import murmurhash3_32

from chalicelib.scoring.hashing_block import murmur3
from tests.support.parity import LABELS, TEXTS, TRAINING, any_text
from train.errors import InputError
from train.export.exported import Export
from train.export.exporter import export_model

CHARACTERS = HashingVectorizer(
    n_features=16, alternate_sign=False, norm="l1", analyzer="char_wb", ngram_range=(1, 3)
)
VECTORIZERS = {
    "default": HashingVectorizer(),
    "counts": HashingVectorizer(n_features=2**10, norm=None),
    "binary": HashingVectorizer(n_features=8, binary=True),
    "characters": CHARACTERS,
    "tf-idf": make_pipeline(HashingVectorizer(n_features=64), TfidfTransformer()),
    "sublinear": make_pipeline(
        HashingVectorizer(n_features=64, alternate_sign=False, norm=None),
        TfidfTransformer(sublinear_tf=True, norm=None),
    ),
    "union": make_union(HashingVectorizer(n_features=32), TfidfVectorizer()),
}


@pytest.fixture(scope="module", params=VECTORIZERS)
def case(request: pytest.FixtureRequest) -> tuple[Export, Any, Any]:
    vectorizer = VECTORIZERS[request.param]
    classifier = LogisticRegression().fit(vectorizer.fit_transform(TRAINING), LABELS)
    return export_model(vectorizer, classifier), vectorizer, classifier


def margins(export: Export, texts: list[str]) -> list[float]:
    return [export.scores(text)[1] for text in texts]


def encodable(text: str) -> bool:
    """Return whether scikit-learn hashes a text: it refuses lone surrogates."""
    return not any(0xD800 <= ord(character) < 0xE000 for character in text)


def test_scores_agree_on_fixed_texts(case: tuple[Export, Any, Any]) -> None:
    export, vectorizer, classifier = case
    texts = [*filter(encodable, TEXTS + TRAINING)]
    expected = classifier.decision_function(vectorizer.transform(texts))
    np.testing.assert_allclose(margins(export, texts), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.no_cover
@settings(max_examples=20, deadline=None)
@given(text=any_text.filter(encodable))
def test_scores_agree_on_any_text(case: tuple[Export, Any, Any], text: str) -> None:
    export, vectorizer, classifier = case
    expected = classifier.decision_function(vectorizer.transform([text]))
    np.testing.assert_allclose(margins(export, [text]), expected, rtol=1e-9, atol=1e-12)


def test_a_lone_surrogate_is_a_term_like_any_other(case: tuple[Export, Any, Any]) -> None:
    assert np.isfinite(case[0].scores("free \ud800\ud800 call")).all()


@given(data=st.binary(max_size=40))
def test_the_hash_is_that_of_scikit_learn(data: bytes) -> None:
    assert murmur3(data) == murmurhash3_32(data, seed=0, positive=False)


@pytest.mark.parametrize(
    ("vectorizer", "message"),
    [
        pytest.param(HashingVectorizer(n_features=2**21 + 1), "n_features=2097153", id="columns"),
        pytest.param(HashingVectorizer(norm="max"), "norm='max'", id="norm"),
        pytest.param(
            make_pipeline(HashingVectorizer(n_features=8), TfidfTransformer(sublinear_tf=True)),
            "alternate_sign=False",
            id="logarithm-of-a-sign",
        ),
    ],
)
def test_what_the_format_cannot_express_is_refused(vectorizer: Any, message: str) -> None:
    classifier = LogisticRegression().fit(np.eye(2), ["a", "b"])
    if hasattr(vectorizer, "steps"):
        vectorizer[-1].fit(np.eye(8))
    with pytest.raises(InputError, match=message):
        export_model(vectorizer, classifier)
