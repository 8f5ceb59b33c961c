"""Nearest neighbours vote like scikit-learn's own after export."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from sklearn.neighbors import KNeighborsClassifier

from tests.support.form_files import (
    MODES,
    FormCase,
    assert_labels_and_probabilities_agree,
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


@pytest.fixture(scope="module", params=[LABELS, THIRD], ids=["two-classes", "three-classes"])
def labels(request: pytest.FixtureRequest) -> list[str]:
    return list(request.param)


@pytest.fixture(
    scope="module",
    params=[
        (name, mode)
        for name in NEIGHBOURS
        for mode in MODES
        if mode != "centred" or "cosine" not in name
    ],
    ids="-".join,
)
def case(request: pytest.FixtureRequest, labels: list[str]) -> FormCase:
    name, mode = request.param
    return form_case(NEIGHBOURS[name], labels, mode)


def has_a_tie(case: FormCase, text: str) -> bool:
    """Return whether rows of different labels are as near as the last neighbour.

    Which of them vote is chance, but for a text without a known term.
    """
    if not case.source.vectorizer.transform([text]).nnz:
        return False
    classifier = case.classifier
    distances, rows = classifier.kneighbors(case.source.rows([text]), len(TRAINING))
    last = distances[0, classifier.n_neighbors - 1]
    return len(set(classifier._y[rows[0][np.abs(distances[0] - last) < 1e-7]])) > 1


def test_fixed_texts_agree(case: FormCase) -> None:
    texts = [text for text in TEXTS + TRAINING if not has_a_tie(case, text)]
    assert len(texts) > 12
    assert_labels_and_probabilities_agree(case, texts, TOLERANCE)


@pytest.mark.no_cover
@settings(max_examples=10, deadline=None)
@given(text=any_text)
def test_any_text_agrees(case: FormCase, text: str) -> None:
    assume(not has_a_tie(case, text))
    assert_labels_and_probabilities_agree(case, [text], TOLERANCE)


def test_a_text_without_a_known_term_agrees(case: FormCase) -> None:
    assert_labels_and_probabilities_agree(case, ["", "zzzyx"])


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
        pytest.param(fitted(np.eye(3, dtype=int)), "several labels", id="several-labels"),
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
