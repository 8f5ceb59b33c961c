"""Nearest neighbours vote like scikit-learn's own after export."""

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.neighbors import KNeighborsClassifier
from sklearn.utils.extmath import row_norms

from tests.support.form_files import (
    MODES,
    FormCase,
    assert_labels_and_probabilities_agree,
    assert_several_agree,
    form_case,
)
from tests.support.parity import LABELS, TEXTS, THIRD, TRAINING, any_text
from train.errors import InputError
from train.export.forms.registry import export_form
from train.export.space import Space, plain_space

NEIGHBOURS = {
    "three": KNeighborsClassifier(3),
    "four-by-distance": KNeighborsClassifier(4, weights="distance", algorithm="brute"),
    "manhattan": KNeighborsClassifier(4, p=1),
    "manhattan-by-distance": KNeighborsClassifier(3, metric="manhattan", weights="distance"),
    "cosine": KNeighborsClassifier(4, metric="cosine"),
    "cosine-by-distance": KNeighborsClassifier(3, metric="cosine", weights="distance"),
}

TOLERANCE = 1e-6
"""A distance of 0 is up to 1e-8 after rounding, so its vote has a share of 1 - 1e-8."""


@cache
def fitted_case(name: str, mode: str, classes: int) -> FormCase:
    return form_case(NEIGHBOURS[name], LABELS if classes == 2 else THIRD, mode)


CASES = [
    (name, mode, classes)
    for name in NEIGHBOURS
    for mode in MODES
    for classes in (2, 3)
    if mode != "centred" or "cosine" not in name
]


@pytest.fixture(params=CASES, ids=lambda case: "-".join(map(str, case)))
def case(request: pytest.FixtureRequest) -> FormCase:
    return fitted_case(*request.param)


def without_ties(case: FormCase, texts: list[str]) -> list[str]:
    """Return the texts of which no rows of different labels are as near as the last neighbour.

    Which of such rows vote is chance, but for a text without a known term.
    """
    classifier, known = case.classifier, case.source.vectorizer.transform(texts).getnnz(axis=1)
    distances, rows = classifier.kneighbors(case.source.rows(texts), len(TRAINING))
    last = distances[:, [classifier.n_neighbors - 1]]
    labels = np.where(np.abs(distances - last) < 1e-7, classifier._y[rows], -1)
    return [
        text
        for text, count, row in zip(texts, known, labels, strict=True)
        if count == 0 or len({*row} - {-1}) == 1
    ]


def test_fixed_texts_agree(case: FormCase) -> None:
    texts = without_ties(case, TEXTS + TRAINING)
    assert len(texts) > 12
    assert_labels_and_probabilities_agree(case, texts, TOLERANCE)


@pytest.mark.no_cover
@settings(max_examples=60, deadline=None)
@given(case=st.sampled_from(CASES).map(lambda case: fitted_case(*case)), text=any_text)
def test_any_text_agrees(case: FormCase, text: str) -> None:
    assume(without_ties(case, [text]))
    assert_labels_and_probabilities_agree(case, [text], TOLERANCE)


def test_a_text_without_a_known_term_agrees(case: FormCase) -> None:
    assert_labels_and_probabilities_agree(case, ["", "zzzyx"])


def test_lengths_are_added_up_in_the_order_of_the_fitted_rows() -> None:
    # 1 + 1e-16 + 1e-16 is 1 after rounding; 1e-16 + 1e-16 + 1 is more.
    rows = csr_matrix(([1.0, 1e-8, 1e-8], [2, 1, 0], [0, 3]), shape=(1, 3))
    classifier = KNeighborsClassifier(1).fit(rows, [0])
    lengths = export_form(classifier, plain_space(3)).tensors["lengths"]
    assert lengths == row_norms(rows, squared=True)
    assert lengths != row_norms(rows.sorted_indices(), squared=True)


@pytest.mark.parametrize("weights", ["uniform", "distance"])
def test_several_labels_agree(weights: str) -> None:
    columns = [
        (label == "ham", len(text) % 2) for text, label in zip(TRAINING, LABELS, strict=True)
    ]
    labels = np.array([(*column, 0) for column in columns], dtype=int)
    case = form_case(KNeighborsClassifier(1, weights=weights), labels, "sparse")
    assert_several_agree(case, TRAINING, TOLERANCE)


def test_a_space_of_fewer_columns_is_folded() -> None:
    rows = np.array([[0.0, 1.0], [2.0, 0.5], [4.0, 3.0], [5.0, 1.0]])
    classifier = KNeighborsClassifier(2).fit(rows * [2.0, -1.0], [0, 1, 1, 0])
    space = Space(5, np.array([4, 1]), np.array([2.0, -1.0]), np.zeros(2))
    tensors = export_form(classifier, space).tensors
    assert tensors["square"].tolist() == [0.0, 1.0, 0.0, 0.0, 4.0]
    assert tensors["matrix"].tolist() == [[0.0, -2.0 * y, 0.0, 0.0, -8.0 * x] for x, y in rows]


def fitted(labels: Any = (0, 1, 1), **parameters: Any) -> KNeighborsClassifier:
    return KNeighborsClassifier(1, **parameters).fit([[0.0], [1.0], [2.0]], labels)


@pytest.mark.parametrize(
    ("classifier", "message"),
    [
        pytest.param(fitted(metric="chebyshev"), "metric='chebyshev' .* euclidean, manhattan",
                     id="metric"),
        pytest.param(fitted(metric=lambda x, y: abs(x - y).sum()), "metric=<function",
                     id="function"),
        pytest.param(fitted(p=3), "metric='minkowski'", id="power"),
        pytest.param(fitted(weights=np.exp), r"weights=<ufunc 'exp'> .* uniform, distance",
                     id="weights"),
        pytest.param(fitted(np.eye(3) * 2), "expected 0 and 1 in each column", id="columns"),
        pytest.param(fitted(metric="euclidean", metric_params={"X_norm_squared": None},
                            algorithm="brute"),
                     "metric_params=", id="parameters"),
    ],
)  # fmt: skip
def test_what_the_form_cannot_express_is_refused(
    classifier: KNeighborsClassifier, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        export_form(classifier, plain_space(1))


def test_cosines_after_centring_are_refused() -> None:
    space = Space(1, np.zeros(1, dtype=int), np.ones(1), np.ones(1))
    with pytest.raises(InputError, match="metric='cosine' after a step that centres"):
        export_form(fitted(metric="cosine"), space)


def test_too_many_training_texts_are_refused() -> None:
    classifier = fitted()
    classifier.n_samples_fit_ = 100_001
    with pytest.raises(InputError, match=r"100001 training texts .* at most 100000"):
        export_form(classifier, plain_space(1))
