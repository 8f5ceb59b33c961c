"""Support vector machines with a kernel score like scikit-learn's own after export."""

import copy
from functools import cache
from itertools import compress
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import SVC, NuSVC

from chalicelib.scoring.classifier import Classifier
from chalicelib.scoring.sparse_vector import BlockVector
from tests.support.form_files import (
    MODES,
    FormCase,
    assert_labels_and_probabilities_agree,
    form_case,
    read_node,
)
from tests.support.parity import LABELS, TEXTS, THIRD, TRAINING, any_text, assert_agrees
from train.errors import InputError
from train.export.exporter import export_model
from train.export.forms.kernel import export
from train.export.forms.registry import export_form
from train.export.space import plain_space

MACHINES = {
    "rbf": SVC(C=2),
    "rbf-gamma": SVC(gamma=0.7, class_weight="balanced", break_ties=True),
    "rbf-probability": SVC(probability=True, random_state=0),
    "poly": SVC(kernel="poly", coef0=0.5),
    "sigmoid-probability": SVC(kernel="sigmoid", gamma="auto", probability=True, random_state=0),
    "linear": SVC(kernel="linear"),
    "linear-probability": SVC(kernel="linear", probability=True, random_state=0),
    "nu": NuSVC(nu=0.2, decision_function_shape="ovo"),
}
CLEAR = 1e-9
"""The least decision of a pair that is not 0 but for rounding errors, which may vote for either."""
pytestmark = pytest.mark.filterwarnings("ignore:The `probability` parameter:FutureWarning")


@cache
def fitted_case(name: str, mode: str, classes: int) -> FormCase:
    return form_case(MACHINES[name], LABELS if classes == 2 else THIRD, mode)


CASES = [(name, mode, classes) for name in MACHINES for mode in MODES for classes in (2, 3)]


@pytest.fixture(params=CASES, ids=lambda case: "-".join(map(str, case)))
def case(request: pytest.FixtureRequest) -> FormCase:
    return fitted_case(*request.param)


def decisions(case: FormCase, texts: list[str], shape: str) -> Any:
    machine = copy.copy(case.classifier)
    machine.decision_function_shape = shape
    found = machine.decision_function(case.source.rows(texts))
    return found if found.ndim == 2 else np.column_stack([np.zeros(len(found)), found])


def test_fixed_texts_agree(case: FormCase) -> None:
    texts = TEXTS + TRAINING
    assert_labels_and_probabilities_agree(case, texts)
    expected = decisions(case, texts, "ovr")
    np.testing.assert_allclose(case.scores(texts), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.no_cover
@settings(max_examples=60, deadline=None)
@given(case=st.sampled_from(CASES).map(lambda case: fitted_case(*case)), text=any_text)
def test_any_text_agrees(case: FormCase, text: str) -> None:
    assume(np.abs(decisions(case, [text], "ovo")[:, -1]).min() > CLEAR)
    assert_labels_and_probabilities_agree(case, [text])


def test_four_classes_with_probabilities_agree() -> None:
    labels = [str(number % 4) for number in range(len(TRAINING))]
    case = form_case(SVC(probability=True, random_state=0, C=10), labels, "sparse")
    clear = np.abs(decisions(case, TEXTS, "ovo")).min(axis=1) > CLEAR
    assert_labels_and_probabilities_agree(case, [*compress(TEXTS, clear)])
    assert sum(clear) > len(TEXTS) / 2


def test_more_pairs_than_vectors_are_stored_as_vectors() -> None:
    rows, labels = np.tile(np.eye(12), (2, 1)), [*range(12)] * 2
    machine = SVC(kernel="linear", break_ties=True).fit(rows, labels)
    node = export_form(machine, plain_space(12))
    assert node.config["kernel"] == "linear"
    read = read_node(node, 12)
    scores = [read.scores([BlockVector([column], [1.0], 1.0)]) for column in range(12)]
    expected = machine.decision_function(np.eye(12))
    np.testing.assert_allclose(scores, expected, rtol=1e-9, atol=1e-9)


def test_rows_with_all_columns_are_stored_one_after_another() -> None:
    case = form_case(SVC(), LABELS, "dense", analyzer="char", min_df=0.9)
    assert "matrix" in case.node.tensors
    assert_labels_and_probabilities_agree(case, TEXTS)


def test_rows_stay_sparse_after_their_columns_were_centred() -> None:
    case = form_case(SVC(), LABELS, "centred")
    assert len(case.node.tensors["values"]) <= case.source.vectorizer.transform(TRAINING).nnz


def test_a_linear_machine_of_two_classes_is_written_in_format_1() -> None:
    vectorizer = TfidfVectorizer()
    machine = SVC(kernel="linear").fit(vectorizer.fit_transform(TRAINING), LABELS)
    model = export_model(vectorizer, machine)
    assert isinstance(model.read_classifier, Classifier)
    assert_agrees(model, vectorizer, machine, TEXTS + TRAINING)


def test_of_two_classes_the_second_wins_at_a_decision_of_zero() -> None:
    machine = SVC(kernel="linear").fit([[1.0], [-1.0]], ["a", "b"])
    assert machine.predict([[0.0]]) == ["b"]
    form = export(machine, plain_space(1)).discriminant
    assert form is not None
    assert form.intercept[0] > 0.0


def test_attributes_of_old_versions_are_read() -> None:
    machine = SVC(probability=True, random_state=0).fit([[0.0], [1.0]] * 5, [0, 1] * 5)
    new = export(machine, plain_space(1)).tensors
    for name in ("n_support", "probA", "probB"):
        vars(machine)[f"{name}_"] = vars(machine).pop(f"_{name}")
    old = export(machine, plain_space(1)).tensors
    assert all((old[name] == tensor).all() for name, tensor in new.items())


@pytest.mark.parametrize(
    ("machine", "features", "message"),
    [
        pytest.param(SVC(kernel=np.inner), 1, r"SVC\(kernel='inner'\) .* expected one of linear, ",
                     id="function"),
        pytest.param(SVC(kernel="precomputed"), 20, r"SVC\(kernel='precomputed'\)",
                     id="precomputed"),
        pytest.param(SVC(), 2, "SVC has 1 features and the vectorizer 2 terms", id="features"),
    ],
)  # fmt: skip
def test_what_the_form_cannot_express_is_refused(machine: SVC, features: int, message: str) -> None:
    rows = np.eye(20) if machine.kernel == "precomputed" else np.arange(20.0)[:, None] / 20
    machine = copy.copy(machine).fit(rows, [0, 1] * 10)
    with pytest.raises(InputError, match=message):
        export_form(machine, plain_space(features))


def test_a_degree_that_is_too_high_is_refused() -> None:
    machine = SVC(kernel="poly").fit([[0.0], [1.0]], [0, 1])
    machine.degree = 1001
    with pytest.raises(InputError, match=r"degree=1001 .* 0 to 1000"):
        export_form(machine, plain_space(1))


def test_probabilities_of_too_many_classes_are_refused() -> None:
    rows = np.repeat(np.arange(129.0), 2)[:, None]
    machine = SVC().fit(rows, np.repeat(np.arange(129), 2))
    machine.probability, machine._probA = True, np.ones(129 * 64)
    machine._probB = machine._probA
    with pytest.raises(InputError, match=r"129 classes .* at most 128"):
        export_form(machine, plain_space(1))
