"""The positive class follows from the labels' meaning, never from their order in the alphabet."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB

from chalicelib.explain.attribution import explain
from chalicelib.scoring.model import Model
from tests.support.parity import TRAINING
from train.corpus.labels.positive_class import choose_positive
from train.corpus.reader import Corpus
from train.errors import InputError
from train.evaluation.metrics import evaluate
from train.evaluation.thresholds import ThresholdGoal
from train.export.exporter import export_model
from train.fit import fit
from train.recipes.catalog import RECIPES
from train.registry.bundle import make_bundle
from train.trained import Trained

NAMES = [("ham", "spam"), ("wanted", "fraud")]


@pytest.mark.parametrize(
    ("counts", "label"),
    [
        pytest.param({"ham": 5, "spam": 9}, "spam", id="name"),
        pytest.param({"Phishing Email": 9, "Safe Email": 5}, "Phishing Email", id="words"),
        pytest.param({"not_spam": 1, "spam": 9}, "spam", id="denied"),
        pytest.param({"1": 9, "0": 5}, "1", id="one"),
        pytest.param({"1": 9, "-1": 5}, "1", id="minus-one"),
        pytest.param({"1": 9, "2": 5}, "2", id="one-of-two-numbers-is-rarer"),
        pytest.param({"TRUE": 9, "FALSE": 5}, "TRUE", id="true"),
        pytest.param({"b": 9, "a": 5}, "a", id="rarer"),
        pytest.param({"a": 9, "b": 5}, "b", id="rarer-again"),
        pytest.param({"spam": 9, "smishing": 5}, "smishing", id="both-unwanted"),
        pytest.param({"a": 5, "b": 5}, None, id="equal"),
        pytest.param({"negative": 9, "positive": 5}, None, id="even-pair"),
        pytest.param({"ham": 9, "news": 9, "spam": 5}, None, id="three"),
    ],
)
def test_the_positive_class_follows_from_names_then_counts(
    counts: dict[str, int], label: str | None
) -> None:
    assert choose_positive(counts).label == label


def test_a_named_class_is_the_positive_one() -> None:
    assert choose_positive({"spam": 5, "ham": 9}, "HAM").label == "ham"
    assert choose_positive({"pos": 5, "neg": 9}, "pos").label == "pos"
    with pytest.raises(
        InputError, match=re.escape("found the classes 'spam', 'ham'; expected one")
    ):
        choose_positive({"spam": 5, "ham": 9}, "fraud")
    with pytest.raises(InputError, match="found 3 classes; expected two"):
        choose_positive({"a": 1, "b": 1, "c": 1}, "a")


def trained(small: Corpus, recipe: str, names: tuple[str, str], goal: ThresholdGoal) -> Trained:
    renamed = dict(zip(("ham", "spam"), names, strict=True))
    corpus = Corpus(small.texts, [renamed[label] for label in small.labels], "")
    corpus = replace(corpus, chosen=choose_positive(corpus.counts(), names[1]))
    return fit(RECIPES[recipe], corpus, folds=2 if goal.is_set else 0, goal=goal)


def decisions(model: Trained, names: tuple[str, str]) -> Any:
    """Return all that is decided, with the names taken out."""
    served = model.bundle().model()
    numbers = {name: number for number, name in enumerate(names)}
    return (
        [numbers[str(served.predict(text))] for text in [*TRAINING, "", "unknown", "\u2713"]],
        [served.scores(text) for text in TRAINING],
        served.manifest.threshold,
        [numbers[row.predicted] for row in model.predictions().rows],
        {name: model.facts["metrics"][name] for name in ("mcc", "blocked_ham", "confusion")},
    )


@pytest.mark.parametrize(
    ("recipe", "goal"),
    [
        pytest.param("default", ThresholdGoal(), id="default"),
        pytest.param("tutorial", ThresholdGoal(None, 20.0), id="tutorial-cost"),
    ],
)
def test_other_names_change_no_decision(small: Corpus, recipe: str, goal: ThresholdGoal) -> None:
    found = [decisions(trained(small, recipe, names, goal), names) for names in NAMES]
    assert all(one == other for one, other in pairwise(found))


def test_the_manifest_names_the_positive_class(small: Corpus) -> None:
    model = trained(small, "tutorial", ("safe", "phishing"), ThresholdGoal()).bundle().model()
    assert model.manifest.positive == "phishing"
    assert model.manifest.public()["positive"] == "phishing"
    assert model.classifier.classes == ("safe", "phishing")


TEXTS = ["a a b", "b c d", "a d", "c c b d"] * 3
LABELS = ["fraud", "safe"] * 6


@pytest.fixture(scope="module")
def fraud_first() -> Any:
    """Return a fitted vectorizer and classifier; scikit-learn puts the positive class first."""
    vectorizer = CountVectorizer(analyzer="char", vocabulary=["a", "b", "c", "d"])
    classifier = MultinomialNB(fit_prior=False)
    return vectorizer, classifier.fit(vectorizer.fit_transform(TEXTS), LABELS)


def served(estimators: Any, threshold: float | None) -> Model:
    facts: dict[str, Any] = {"recipe": "own", "data": None, "metrics": None}
    facts |= {"positive": "fraud", "threshold": threshold}
    now = datetime(2026, 1, 2, tzinfo=UTC)
    return make_bundle(export_model(*estimators), estimators, facts, now).model()


@given(st.floats(0.01, 0.99), st.text("abcde", max_size=9))
def test_a_threshold_protects_the_first_class_as_well(
    fraud_first: Any, threshold: float, text: str
) -> None:
    vectorizer, classifier = fraud_first
    probability = classifier.predict_proba(vectorizer.transform([text]))[0, 0]
    assume(abs(probability - threshold) > 1e-9)
    expected = "fraud" if probability > threshold else "safe"
    assert served(fraud_first, threshold).predict(text) == expected


@pytest.mark.parametrize("text", ["", "e", "ab", "dcba"])
def test_without_a_threshold_a_tie_goes_where_scikit_learn_puts_it(
    fraud_first: Any, text: str
) -> None:
    vectorizer, classifier = fraud_first
    assert served(fraud_first, None).predict(text) == classifier.predict(
        vectorizer.transform([text])
    )


def test_positive_weights_favour_the_positive_class(fraud_first: Any) -> None:
    explained = explain(served(fraud_first, None), "a d a")
    margin = explained.scores["fraud"] - explained.scores["safe"]
    total = explained.intercept + sum(word.weight for word in explained.evidence)
    assert total == pytest.approx(margin)
    assert {word.text: word.weight > 0 for word in explained.evidence} == {"a": True, "d": False}


def test_metrics_are_those_of_the_positive_class(fraud_first: Any) -> None:
    found = evaluate(export_model(*fraud_first), TEXTS, LABELS, None, "fraud")
    assert found.predictions.classes == ("safe", "fraud")
    assert found.metrics["classes"] == ["safe", "fraud"]
    caught = [row.predicted == "fraud" for row in found.predictions.rows if row.label == "fraud"]
    assert found.metrics["spam_caught"] == sum(caught) / len(caught)
    expected = fraud_first[1].predict_proba(fraud_first[0].transform(TEXTS))[:, 0]
    assert [row.probability for row in found.predictions.rows] == pytest.approx(expected.tolist())
