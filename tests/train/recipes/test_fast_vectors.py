"""The fast way makes scikit-learn's vectors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.pipeline import FeatureUnion

from tests.support.parity import TEXTS, TRAINING
from train.recipes import fast_vectors
from train.recipes.default_options import RecipeOptions
from train.recipes.default_vectorizer import make_vectorizer
from train.recipes.fast_vectors import FastVectors, can_be_fast
from train.recipes.feature_pruning import keep_terms


def fitted(options: RecipeOptions) -> FeatureUnion:
    """Return a vectorizer with every other term, so that texts have terms that it lacks."""
    union = make_vectorizer(options)
    vectors = union.fit_transform(TRAINING)
    keep_terms(union, np.arange(vectors.shape[1]) % 2 == 0)
    return union


UNION = fitted(RecipeOptions())
WORDS = UNION.transformer_list[1][1].analyzer


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(RecipeOptions(), id="default"),
        pytest.param(RecipeOptions(binary=False), id="counted"),
        pytest.param(RecipeOptions(mask_numbers=True), id="masked"),
        pytest.param(RecipeOptions(defended=False, shapes=False, statistics=False), id="bare"),
    ],
)
def test_the_vectors_are_those_of_scikit_learn(options: RecipeOptions) -> None:
    union = fitted(options)
    texts = [*TEXTS, *TRAINING, "", "W" * 1000]
    assert (FastVectors(union).transform(texts) != union.transform(texts)).nnz == 0


@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_random_texts_have_the_vectors_of_scikit_learn(texts: list[str]) -> None:
    assert (FastVectors(UNION).transform(texts) != UNION.transform(texts)).nnz == 0


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(TfidfVectorizer(), id="no union"),
        pytest.param(FeatureUnion([("a", TfidfVectorizer())]), id="own analyzer"),
        pytest.param(
            FeatureUnion([("a", TfidfVectorizer(analyzer=WORDS, use_idf=False))]), id="no idf"
        ),
        pytest.param(FeatureUnion([("a", CountVectorizer(analyzer=WORDS))]), id="counts"),
        pytest.param(
            FeatureUnion([("a", TfidfVectorizer(analyzer=WORDS))], transformer_weights={"a": 2}),
            id="weights",
        ),
    ],
)
def test_other_vectorizers_are_left_to_scikit_learn(other: object) -> None:
    assert can_be_fast(UNION)
    assert not can_be_fast(other)


def test_few_words_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast_vectors, "MOST_WORDS", 3)
    fast = FastVectors(UNION)
    assert (fast.transform(TRAINING) != UNION.transform(TRAINING)).nnz == 0
    assert max(len(block._counter._of_word) for block in fast._blocks) <= 3
