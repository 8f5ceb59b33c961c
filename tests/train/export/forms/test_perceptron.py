"""Multilayer perceptrons have scikit-learn's probabilities after export."""

import copy
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

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
from train.export.space import plain_space

NETWORKS = {
    "relu": MLPClassifier((5,), max_iter=5, random_state=0),
    "tanh-deep": MLPClassifier((4, 3), activation="tanh", max_iter=5, random_state=0),
    "logistic": MLPClassifier((3,), activation="logistic", max_iter=5, random_state=0),
    "identity-without-hidden": MLPClassifier((), activation="identity", max_iter=5, random_state=0),
}
pytestmark = pytest.mark.filterwarnings(
    f"ignore::{ConvergenceWarning.__module__}.{ConvergenceWarning.__name__}"
)


@cache
def fitted_case(name: str, mode: str, classes: int) -> FormCase:
    return form_case(NETWORKS[name], LABELS if classes == 2 else THIRD, mode)


CASES = [(name, mode, classes) for name in NETWORKS for mode in MODES for classes in (2, 3)]


@pytest.fixture(params=CASES, ids=lambda case: "-".join(map(str, case)))
def case(request: pytest.FixtureRequest) -> FormCase:
    return fitted_case(*request.param)


def test_fixed_texts_agree(case: FormCase) -> None:
    assert_labels_and_probabilities_agree(case, TEXTS + TRAINING)


@pytest.mark.no_cover
@settings(max_examples=40, deadline=None)
@given(case=st.sampled_from(CASES).map(lambda case: fitted_case(*case)), text=any_text)
def test_any_text_agrees(case: FormCase, text: str) -> None:
    assert_labels_and_probabilities_agree(case, [text])


def fitted(**parameters: Any) -> MLPClassifier:
    return MLPClassifier(max_iter=1, **parameters).fit([[0.0], [1.0]], [0, 1])


def test_other_features_than_the_vectorizer_has_are_refused() -> None:
    with pytest.raises(InputError, match="MLPClassifier has 1 features and the vectorizer 2 terms"):
        export_form(fitted(hidden_layer_sizes=2), plain_space(2))


@pytest.mark.parametrize("sizes", [(1,) * 17, (4097,)], ids=["layers", "units"])
def test_a_network_that_is_too_large_is_refused(sizes: tuple[int, ...]) -> None:
    network = fitted(hidden_layer_sizes=sizes)
    with pytest.raises(
        InputError, match=r"hidden_layer_sizes=.* at most 16 layers of at most 4096"
    ):
        export_form(network, plain_space(1))


def test_another_activation_is_refused() -> None:
    network = copy.copy(fitted(hidden_layer_sizes=2))
    network.activation = "swish"
    with pytest.raises(InputError, match=r"activation='swish'.*one of identity, logistic, "):
        export_form(network, plain_space(1))


@pytest.mark.parametrize("count", [2, 3])
def test_several_labels_agree(count: int) -> None:
    labels = np.array([[number % 2, number % 3 == 0, 1] for number in range(len(TRAINING))])
    network = MLPClassifier((5,), max_iter=20, random_state=0)
    assert_several_agree(form_case(network, labels[:, :count], "sparse"), TEXTS + TRAINING)
