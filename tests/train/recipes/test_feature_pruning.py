"""Pruning keeps the heaviest terms, and its vectorizer returns the vectors of the second fit."""

from typing import Any

import numpy as np
import pytest
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from tests.support.parity import LABELS, TEXTS, TRAINING
from train.recipes.feature_pruning import (
    LEAST_COMMON,
    heaviest,
    keep_terms,
    put_common_first,
    weights_of,
    widths_of,
    without_light_common,
)
from train.recipes.sparse_ops import keep_columns


def union() -> FeatureUnion:
    characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3), sublinear_tf=True)
    return FeatureUnion([("characters", characters), ("words", TfidfVectorizer())]).fit(TRAINING)


def every(step: int, width: int) -> Any:
    return np.arange(width) % step == 0


@pytest.mark.parametrize(
    ("coefficients", "most", "kept"),
    [
        pytest.param([[3.0, -1.0, 2.0]], 2, [True, False, True], id="two-classes"),
        pytest.param([[-3.0, 1.0, -2.0]], 2, [True, False, True], id="negative-weights"),
        pytest.param(
            [[1.0, 0.0, 0.9, 0.1], [0.0, -9.0, 0.9, 0.1], [0.0, 0.0, 0.9, 2.0]],
            2,
            [False, True, False, True],
            id="three-classes-by-the-largest",
        ),
        pytest.param([[1.0, 1.0, 1.0]], 2, [True, True, False], id="first-of-equals"),
        pytest.param([[1.0, 0.0]], 9, [True, True], id="fewer-than-asked-for"),
    ],
)
def test_the_heaviest_terms_are_kept(coefficients: Any, most: int, kept: list[bool]) -> None:
    svm = LinearSVC()
    svm.coef_ = np.array(coefficients)
    assert heaviest(weights_of(svm), most).tolist() == kept


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        # Ten terms of the first block, in 250 vectors each; 0 is heavier than nine tenths.
        pytest.param(0.5, [10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1], id="common"),
        pytest.param(0.9, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 2, 1], id="in-few-of-the-texts"),
    ],
)
def test_of_the_common_n_grams_only_the_heaviest_count(share: float, expected: list[int]) -> None:
    weights = np.array([10.0, 9, 8, 7, 6, 5, 4, 3, 2, 1, 2, 1])
    vectors = sparse.csr_matrix(np.repeat([[1] * 12, [0] * 11 + [1]], [250, 100], axis=0))
    assert without_light_common(weights, vectors, 10, share).tolist() == expected


def test_of_few_texts_no_n_gram_is_common() -> None:
    weights = np.arange(10.0)
    few = sparse.csr_matrix(np.ones((LEAST_COMMON, 10)))
    assert without_light_common(weights, few, 10, 0.02).tolist() == weights.tolist()
    more = sparse.csr_matrix(np.ones((LEAST_COMMON + 1, 10)))
    assert without_light_common(weights, more, 10, 0.02).tolist() == [0.0] * 9 + [9.0]


def test_widths_are_the_terms_of_each_block() -> None:
    blocks = union()
    characters, words = (block for _, block in blocks.transformer_list)
    assert widths_of(blocks) == [len(characters.vocabulary_), len(words.vocabulary_)]


def test_kept_columns_of_each_block_have_length_one_again() -> None:
    vectors = sparse.csr_matrix([[3.0, 1.0, 4.0, 5.0, 9.0, 12.0]])
    kept = np.array([True, False, True, True, False, True])
    expected = [[3 / 5, 4 / 5, 5 / 13, 12 / 13]]
    np.testing.assert_allclose(keep_columns(vectors, kept, [3, 3]).toarray(), expected, rtol=1e-15)


def test_a_block_without_kept_terms_of_a_text_stays_zero() -> None:
    vectors = sparse.csr_matrix([[0.0, 1.0, 1.0]])
    kept = np.array([True, False, True])
    assert keep_columns(vectors, kept, [2, 1]).toarray().tolist() == [[0.0, 1.0]]


@pytest.mark.parametrize("step", [1, 2, 7])
def test_a_pruned_vectorizer_gives_the_columns_that_were_kept(step: int) -> None:
    blocks = union()
    widths = widths_of(blocks)
    kept = every(step, sum(widths))
    expected = keep_columns(blocks.transform(TEXTS), kept, widths).toarray()
    keep_terms(blocks, kept)
    np.testing.assert_allclose(blocks.transform(TEXTS).toarray(), expected, rtol=0, atol=1e-12)


def test_a_pruned_vectorizer_has_the_kept_terms_in_their_order() -> None:
    blocks = union()
    kept = every(3, sum(widths_of(blocks)))
    expected = blocks.get_feature_names_out()[kept].tolist()
    keep_terms(blocks, kept)
    assert blocks.get_feature_names_out().tolist() == expected
    assert sum(widths_of(blocks)) == kept.sum()


def test_common_terms_first_change_no_score() -> None:
    blocks, texts = union(), [*TEXTS, *TRAINING]
    svm = LinearSVC(random_state=0).fit(blocks.transform(TRAINING), LABELS)
    expected = svm.decision_function(blocks.transform(texts))
    put_common_first(blocks, svm)
    found = svm.decision_function(blocks.transform(texts))
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_the_most_common_terms_of_each_block_come_first() -> None:
    blocks = union()
    terms = set(blocks.get_feature_names_out())
    put_common_first(blocks, LinearSVC(random_state=0).fit(blocks.transform(TRAINING), LABELS))
    assert set(blocks.get_feature_names_out()) == terms
    for _, block in blocks.transformer_list:
        assert block.idf_.tolist() == sorted(block.idf_)
        assert block.idf_[0] < block.idf_[-1]
