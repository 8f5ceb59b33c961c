"""Trees of scikit-learn give the same labels and probabilities after export."""

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from sklearn.ensemble import (
    AdaBoostClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from tests.support.examples import examples
from tests.support.parity import LABELS, TEXTS, TRAINING, any_text
from tests.support.tree_files import vector_of, written_and_read
from tests.support.tree_models import TREES, TreeModel, assert_same, fit_trees
from train.errors import InputError
from train.export.exporter import export_model
from train.export.forms.registry import export_form
from train.export.space import Space, plain_space

THREE = [
    5 if "call" in text else 10 * (label == "spam")
    for text, label in zip(TRAINING, LABELS, strict=True)
]
CASES = [
    pytest.param((name, labels), id=f"{name}-{kind}")
    for name in TREES
    for kind, labels in (("two", LABELS), ("three", THREE))
    if "exponential" not in name or labels is LABELS
]


@pytest.fixture(scope="module", params=CASES)
def model(request: pytest.FixtureRequest) -> TreeModel:
    name, labels = request.param
    return fit_trees(copy.deepcopy(TREES[name]), labels)


def test_labels_and_probabilities_agree_on_fixed_texts(model: TreeModel) -> None:
    assert_same(model, TEXTS + TRAINING)


@pytest.mark.no_cover
@settings(max_examples=examples(5), deadline=None)
@given(text=any_text)
def test_labels_and_probabilities_agree_on_any_text(model: TreeModel, text: str) -> None:
    assert_same(model, [text])


def test_counts_that_equal_a_threshold_agree() -> None:
    """Whole numbers are never between two others, so many texts are near a threshold."""
    vectorizer = CountVectorizer(analyzer="char", ngram_range=(1, 2))
    assert_same(fit_trees(RandomForestClassifier(5, random_state=0), THREE, vectorizer), TEXTS)


def test_the_probabilities_of_a_linear_init_are_near() -> None:
    """scikit-learn gives the rounded features to `init`, so it is not exact."""
    classifier = GradientBoostingClassifier(
        n_estimators=2, init=LogisticRegression(), random_state=0
    )
    assert_same(fit_trees(classifier, THREE), TEXTS, 1e-5)


def test_a_tree_of_one_leaf_gives_its_shares() -> None:
    leaf = DecisionTreeClassifier(min_samples_split=100)
    assert_same(fit_trees(leaf, LABELS), TEXTS)


def test_old_trees_have_numbers_of_texts_in_place_of_shares() -> None:
    export, vectorizer, tree = fit_trees(DecisionTreeClassifier(max_depth=2), LABELS)
    state = tree.tree_.__getstate__()
    state["values"] = state["values"] * state["nodes"]["n_node_samples"][:, None, None]
    tree.tree_.__setstate__(state)
    assert tree.tree_.value.sum(axis=2).max() == len(TRAINING)
    assert export_model(vectorizer, tree).classifier == export.classifier


@pytest.mark.parametrize("scale", [0.3, -0.3])
def test_scaled_and_centred_columns_lead_to_the_same_leaves(scale: float) -> None:
    random = np.random.default_rng(5)
    columns = random.permutation(8)[:6]
    scales, shifts = random.uniform(0.5, 1.0, 6) * scale, random.uniform(-0.2, 0.2, 6)
    rows = random.uniform(0.0, 1.0, (80, 8)) * (random.uniform(0.0, 1.0, (80, 8)) < 0.4)
    features = rows[:, columns] * scales + shifts
    forest = RandomForestClassifier(6, random_state=0).fit(features, random.integers(0, 3, 80))
    node = export_form(forest, Space(8, columns, scales, shifts, True))
    read = written_and_read(node, 8)
    found = [
        read.scores(vector_of({at: value for at, value in enumerate(row) if value}))
        for row in rows.tolist()
    ]
    np.testing.assert_allclose(found, forest.predict_proba(features), rtol=0, atol=1e-15)


def test_the_second_of_two_classes_wins_a_tie_of_gradient_boosting() -> None:
    rows, labels = np.zeros((4, 2)), ["ham", "spam", "ham", "spam"]
    classifier = GradientBoostingClassifier(n_estimators=2).fit(rows, labels)
    read = written_and_read(export_form(classifier, plain_space(2)), 2)
    assert classifier.predict(rows[:1]).tolist() == ["spam"]
    assert read.label(read.scores(vector_of({}))) == "spam"


@pytest.mark.parametrize("estimator", [DecisionTreeClassifier, RandomForestClassifier])
def test_several_labels_are_those_with_the_larger_share(estimator: Any) -> None:
    spam, free = np.array(LABELS) == "spam", np.array(["free" in text for text in TRAINING])
    table = np.stack([spam, free, spam | True, spam & False], axis=1).astype(int)
    vectorizer = CountVectorizer()
    rows = vectorizer.fit_transform(TRAINING)
    classifier = estimator(max_depth=2, random_state=0).fit(rows, table)
    node = export_form(classifier, plain_space(rows.shape[1]))
    read = written_and_read(node, rows.shape[1])
    assert node.several
    tested = vectorizer.transform(TEXTS)
    scores = [read.scores(vector_of(_columns(row))) for row in tested]
    assert (np.array(scores) > 0).tolist() == (classifier.predict(tested) == 1).tolist()
    shares = np.stack(
        [
            each[:, 1] if each.shape[1] == 2 else np.full(len(TEXTS), float(classes[0]))
            for each, classes in zip(
                classifier.predict_proba(tested), classifier.classes_, strict=True
            )
        ],
        axis=1,
    )
    found = np.array([row.probabilities for row in scores], dtype=float)
    np.testing.assert_allclose(found, shares, rtol=0, atol=1e-12)


def _columns(row: Any) -> dict[int, float]:
    return dict(zip(row.indices.tolist(), row.data.astype(float).tolist(), strict=True))


@pytest.mark.parametrize(
    ("classifier", "change", "message"),
    [
        pytest.param(AdaBoostClassifier(LogisticRegression(), n_estimators=1),
                     {"classes_": np.array(["ham", "prize", "spam"])},
                     "the classes ham, prize, spam and an estimator ham, spam", id="classes"),
        pytest.param(AdaBoostClassifier(n_estimators=2), {"algorithm": "SAMME.R"},
                     "algorithm='SAMME.R'", id="real-votes"),
        pytest.param(HistGradientBoostingClassifier(max_iter=1), {"is_categorical_": [True]},
                     "categorical features", id="categories"),
    ],
)  # fmt: skip
def test_what_the_format_cannot_express_is_refused_by_name(
    classifier: Any, change: dict[str, Any], message: str
) -> None:
    rows = np.eye(len(LABELS))
    classifier.fit(rows, LABELS)
    vars(classifier).update(change)
    with pytest.raises(InputError, match=message):
        export_form(classifier, plain_space(len(LABELS)))


def test_a_classifier_of_other_features_is_refused() -> None:
    classifier = DecisionTreeClassifier().fit(np.eye(2), ["ham", "spam"])
    classifier.tree_.feature[0] = 1
    with pytest.raises(InputError, match="has 2 features and the vectorizer 1 terms"):
        export_form(classifier, plain_space(1))


def test_several_labels_of_other_numbers_are_refused() -> None:
    table = np.array([[0, 2], [1, 2]])
    classifier = DecisionTreeClassifier().fit(np.eye(2), table)
    with pytest.raises(InputError, match="has other values than 0 and 1"):
        export_form(classifier, plain_space(2))


@pytest.mark.parametrize(
    "classifier",
    [
        DecisionTreeClassifier(),
        RandomForestClassifier(2),
        GradientBoostingClassifier(n_estimators=1),
        HistGradientBoostingClassifier(max_iter=1),
        AdaBoostClassifier(n_estimators=1),
        pytest.importorskip("xgboost").XGBClassifier(n_estimators=1),
        pytest.importorskip("lightgbm").LGBMClassifier(n_estimators=1, verbose=-1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_trees_of_another_vectorizer_are_refused(classifier: Any) -> None:
    """Their columns have other terms, even if all numbers of columns are known."""
    numbers = [int(label == "spam") for label in LABELS]
    rows = TfidfVectorizer().fit_transform(TRAINING).toarray()
    other = TfidfVectorizer(ngram_range=(1, 2)).fit(TRAINING)
    message = f"{type(classifier).__name__} has {rows.shape[1]} features and the vectorizer"
    with pytest.raises(InputError, match=message):
        export_model(other, classifier.fit(rows, numbers))
