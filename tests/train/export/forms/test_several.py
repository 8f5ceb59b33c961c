"""Exported models that give a text several labels agree with scikit-learn's on any text."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, Perceptron, RidgeClassifier, SGDClassifier
from sklearn.multiclass import OneVsRestClassifier
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import MultiLabelBinarizer
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from tests.support.parity import TEXTS, TRAINING, any_text
from tests.support.several_labels import BY_TEXT, NAMES, assert_same, fitted, several_bundle
from train.errors import InputError
from train.export.estimators import split_estimators
from train.export.exporter import export_model

SINGLE_VALUED = {
    "outputs-multinomial": MultiOutputClassifier(MultinomialNB()),
    "outputs-bernoulli": MultiOutputClassifier(BernoulliNB()),
    "rest-logistic": OneVsRestClassifier(LogisticRegression(C=10)),
    "rest-svm": OneVsRestClassifier(LinearSVC()),
    "rest-complement": OneVsRestClassifier(ComplementNB()),
    "rest-gaussian": OneVsRestClassifier(GaussianNB()),
    "ridge": RidgeClassifier(),
    "tree": DecisionTreeClassifier(random_state=0),
    "forest": RandomForestClassifier(5, random_state=0),
    "outputs-forest": MultiOutputClassifier(RandomForestClassifier(3, random_state=0)),
}
"""These can be fitted to a column that is the same for all texts."""
BOTH_VALUES = {
    "outputs-logistic": MultiOutputClassifier(LogisticRegression(C=10)),
    "outputs-sgd": MultiOutputClassifier(SGDClassifier(loss="log_loss", random_state=0)),
    "outputs-perceptron": MultiOutputClassifier(Perceptron(random_state=0)),
    "chain-labels": ClassifierChain(LogisticRegression(C=10), order=[2, 0, 1]),
    "chain-probabilities": ClassifierChain(
        LogisticRegression(), chain_method="predict_proba", order="random", random_state=1
    ),
    "chain-decisions": ClassifierChain(LinearSVC(), chain_method="decision_function"),
    "chain-bayes": ClassifierChain(MultinomialNB()),
    "perceptron": MLPClassifier((3,), max_iter=3, random_state=0),
    "chain-tree": ClassifierChain(DecisionTreeClassifier(random_state=0)),
    "chain-ridge": ClassifierChain(RidgeClassifier(), order=[1, 2, 0]),
}
LONG, SHORT = TEXTS[-1], TEXTS[:-1]
DENSE = ("rest-gaussian",)


@st.composite
def tables(draw: st.DrawFn, *, single_valued: bool) -> Any:
    """Return a table of 0 and 1 with two columns or three; no row count is the same for all."""
    columns = draw(st.integers(2, 3))
    table = draw(
        st.lists(
            st.lists(st.integers(0, 1), min_size=columns, max_size=columns),
            min_size=len(TRAINING),
            max_size=len(TRAINING),
        )
    )
    found = np.array(table)
    found[0], found[1] = 0, 1
    if single_valued and draw(st.booleans()):
        found[:, draw(st.integers(0, columns - 1))] = draw(st.integers(0, 1))
    return found


def compare(name: str, classifier: Any, table: Any, texts: list[str]) -> None:
    if name == "chain-labels" or name == "chain-ridge":
        classifier.set_params(order=None if table.shape[1] == 2 else classifier.order)
    dense = name in DENSE
    assert_same(fitted(classifier, table, dense=dense), [*texts, *SHORT], dense=dense)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.parametrize("name", SINGLE_VALUED)
@given(table=tables(single_valued=True), texts=st.lists(any_text, max_size=3))
def test_any_table_of_labels(name: str, table: Any, texts: list[str]) -> None:
    compare(name, clone(SINGLE_VALUED[name]), table, texts)


def test_a_probability_that_scikit_learn_rounds_to_1() -> None:
    second = [0, 1, 0, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 1, 1, 1, 0, 1, 0]
    table = np.array([[number == 1, label] for number, label in enumerate(second)], dtype=int)
    case = fitted(clone(SINGLE_VALUED["rest-gaussian"]), table, dense=True)
    text = "CHEAP:\u4f60\u597d"
    probabilities = case.export.read_classifier.probabilities(case.export.scores(text))
    assert probabilities is not None
    assert probabilities[1] == pytest.approx(1 / (1 + math.exp(-17.294342517852783)), abs=1e-9)
    assert_same(case, [text], dense=True)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.parametrize("name", BOTH_VALUES)
@given(table=tables(single_valued=False), texts=st.lists(any_text, max_size=3))
def test_any_table_of_labels_with_both_values(name: str, table: Any, texts: list[str]) -> None:
    compare(name, clone(BOTH_VALUES[name]), table, texts)


NEIGHBOURS = {
    "neighbours": KNeighborsClassifier(3),
    "neighbours-by-distance": KNeighborsClassifier(3, weights="distance"),
    "rest-neighbours": OneVsRestClassifier(KNeighborsClassifier(3)),
}


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_neighbours_of_a_table_of_labels(name: str) -> None:
    """The texts are fixed, because rounding decides between equally near neighbours."""
    table = MultiLabelBinarizer().fit_transform(BY_TEXT)
    texts = ["free prize call now", "see you at eight", "going home now, ok"]
    assert_same(fitted(clone(NEIGHBOURS[name]), table), texts)


def test_a_very_long_text() -> None:
    table = MultiLabelBinarizer().fit_transform(BY_TEXT)
    assert_same(fitted(OneVsRestClassifier(LinearSVC()), table), [LONG])


@pytest.mark.parametrize("value", [0, 1])
def test_a_first_label_that_is_the_same_for_all_changes_the_bound_of_the_others(value: int) -> None:
    """scikit-learn then compares the other decisions with 0.5, as if they were probabilities."""
    table = MultiLabelBinarizer().fit_transform(BY_TEXT)
    table[:, 0] = value
    case = fitted(OneVsRestClassifier(LinearSVC(C=0.1)), table)
    assert_same(case, TRAINING)
    decisions = case.classifier.decision_function(case.vectorizer.transform(TRAINING))[:, 1:]
    assert ((decisions > 0.0) & (decisions <= 0.5)).any()


def test_a_binarizer_names_the_labels() -> None:
    assert several_bundle().manifest.classes == tuple(NAMES)


def test_without_a_binarizer_labels_are_numbered() -> None:
    case = fitted(RidgeClassifier(), MultiLabelBinarizer().fit_transform(BY_TEXT))
    assert case.export.read_classifier.classes == ("0", "1", "2")


def exported(classifier: Any, *more: Any) -> None:
    vectorizer = TfidfVectorizer().fit(TRAINING)
    export_model(*split_estimators([vectorizer, classifier, *more]))


def vectors() -> Any:
    return TfidfVectorizer().fit_transform(TRAINING)


def test_a_binarizer_of_other_labels_is_refused() -> None:
    table = MultiLabelBinarizer().fit_transform(BY_TEXT)
    two = MultiLabelBinarizer().fit([["a", "b"]])
    with pytest.raises(InputError, match="2 labels, and RidgeClassifier has 3 labels"):
        exported(RidgeClassifier().fit(vectors(), table), two)
    one_label = LogisticRegression().fit(vectors(), table[:, 0])
    with pytest.raises(InputError, match="has 2 classes, of which a text has one"):
        exported(one_label, two)
    with pytest.raises(InputError, match="MultiLabelBinarizer is not fitted"):
        exported(one_label, MultiLabelBinarizer())


def test_columns_of_more_than_two_values_are_refused_by_name() -> None:
    table = [[number % 3, number % 2] for number in range(len(TRAINING))]
    classifier = MultiOutputClassifier(MultinomialNB()).fit(vectors(), table)
    with pytest.raises(InputError, match="MultiOutputClassifier has a column with the values 0, 1"):
        exported(classifier)


def test_a_chain_of_logarithms_is_refused_by_name() -> None:
    table = MultiLabelBinarizer().fit_transform(BY_TEXT)
    chain = ClassifierChain(LogisticRegression(), chain_method="predict_log_proba")
    with pytest.raises(InputError, match="chain_method='predict_log_proba'"):
        exported(chain.fit(vectors(), table))
