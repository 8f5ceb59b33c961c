"""The sparse fit equals scikit-learn's dense fit except for rounding, without a dense matrix."""

import tracemalloc
from pathlib import Path
from typing import Any, NamedTuple

import joblib
import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import GaussianNB

from train.recipes.sparse_gaussian_nb import fit_gaussian

TEXTS = [
    "see you at the harbour tonight",
    "bring the blue kite to the harbour",
    "the soup is on the stove",
    "claim a lamp now, claim it free",
    "free lamp, half price tonight",
    "reply now and claim the kite",
]


class Case(NamedTuple):
    """A matrix and its labels, to fit in both ways."""

    matrix: Any
    labels: list[str]

    def sparse(self) -> GaussianNB:
        """Fit with the function under test."""
        return fit_gaussian(self.matrix, self.labels)

    def dense(self) -> GaussianNB:
        """Fit as scikit-learn does."""
        return GaussianNB().fit(self.matrix.toarray(), self.labels)


def random_case() -> Case:
    """Return 60 rows of 12 columns, a third filled; two columns are constant, one is all zero."""
    rng = np.random.default_rng(7)
    dense = rng.random((60, 12)) * (rng.random((60, 12)) < 1 / 3)
    dense[:, 3], dense[:, 4] = 0.0, 0.25
    return Case(csr_matrix(dense), rng.choice(["a", "b", "c"], 60, p=[0.6, 0.3, 0.1]).tolist())


def text_case() -> Case:
    vectors = TfidfVectorizer(sublinear_tf=True).fit_transform(TEXTS)
    return Case(vectors, ["ham"] * 3 + ["spam"] * 3)


@pytest.fixture(
    params=[pytest.param(random_case, id="random"), pytest.param(text_case, id="texts")]
)
def case(request: pytest.FixtureRequest) -> Case:
    result: Case = request.param()
    return result


@pytest.mark.parametrize(
    "attribute", ["theta_", "var_", "class_prior_", "class_count_", "epsilon_", "n_features_in_"]
)
def test_a_fitted_attribute_is_that_of_the_dense_fit(case: Case, attribute: str) -> None:
    found = getattr(case.sparse(), attribute)
    expected = getattr(case.dense(), attribute)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)
    assert np.shape(found) == np.shape(expected)


def test_no_attribute_of_the_dense_fit_is_missing(case: Case) -> None:
    assert vars(case.sparse()).keys() == vars(case.dense()).keys()


def test_the_classes_are_those_of_the_dense_fit(case: Case) -> None:
    assert case.sparse().classes_.tolist() == case.dense().classes_.tolist()


def test_the_labels_predicted_are_those_of_the_dense_fit(case: Case) -> None:
    rows = case.matrix.toarray()
    assert case.sparse().predict(rows).tolist() == case.dense().predict(rows).tolist()


def test_the_joint_log_likelihood_is_that_of_the_dense_fit(case: Case) -> None:
    rows = case.matrix.toarray()
    # Variances near epsilon, 1e-9 of the largest, are divisors, which amplifies rounding errors.
    np.testing.assert_allclose(
        case.sparse().predict_joint_log_proba(rows),
        case.dense().predict_joint_log_proba(rows),
        rtol=1e-9,
    )


def test_mean_and_variance_of_a_column_are_those_computed_by_hand() -> None:
    matrix = csr_matrix([[1.0], [3.0], [0.0], [0.0]])
    fitted = fit_gaussian(matrix, ["a", "a", "b", "b"])
    # All texts: mean (1 + 3) / 4 = 1, variance (0 + 4 + 1 + 1) / 4.
    epsilon = 1e-9 * (0 + 4 + 1 + 1) / 4
    assert fitted.theta_.tolist() == [[(1 + 3) / 2], [0.0]]
    assert fitted.var_ == pytest.approx(
        np.array([[((1 - 2) ** 2 + (3 - 2) ** 2) / 2], [0]]) + epsilon
    )


def test_the_order_of_the_rows_changes_nothing(case: Case) -> None:
    order = np.random.default_rng(3).permutation(len(case.labels))
    shuffled = fit_gaussian(case.matrix[order], [case.labels[i] for i in order])
    np.testing.assert_allclose(shuffled.theta_, case.sparse().theta_, rtol=1e-12)
    np.testing.assert_allclose(shuffled.var_, case.sparse().var_, rtol=1e-12)


def test_the_fitted_object_survives_joblib(case: Case, tmp_path: Path) -> None:
    joblib.dump(case.sparse(), tmp_path / "classifier.pkl")
    loaded = joblib.load(tmp_path / "classifier.pkl")
    rows = case.matrix.toarray()
    assert type(loaded) is GaussianNB
    assert loaded.predict_proba(rows).tolist() == case.sparse().predict_proba(rows).tolist()


def test_the_matrix_is_never_made_dense() -> None:
    rows, columns = 1000, 20_000
    entries = np.arange(rows)
    matrix = csr_matrix((np.ones(rows), (entries, entries * 7 % columns)), (rows, columns))
    tracemalloc.start()
    fit_gaussian(matrix, ["ham", "spam"] * (rows // 2))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < rows * columns * 8 / 20
