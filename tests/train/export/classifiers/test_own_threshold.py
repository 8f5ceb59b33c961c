"""A threshold that an author put around a classifier gives the author's own labels."""

from typing import Any

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import FixedThresholdClassifier, TunedThresholdClassifierCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelEncoder
from sklearn.svm import SVC, LinearSVC

from tests.support.parity import LABELS, TEXTS, TRAINING
from train.errors import InputError
from train.export.estimators import split_estimators
from train.export.exported import Export
from train.export.exporter import export_model

TUNED = TunedThresholdClassifierCV(LogisticRegression(), cv=3, scoring="accuracy", thresholds=20)
CASES = {
    "probability": FixedThresholdClassifier(LogisticRegression(), threshold=0.35),
    "of-the-first": FixedThresholdClassifier(LogisticRegression(), threshold=0.35, pos_label="ham"),
    "decision": FixedThresholdClassifier(LinearSVC(), threshold=0.4),
    "decision-of-the-first": FixedThresholdClassifier(LinearSVC(), threshold=0.4, pos_label="ham"),
    "wanted-decision": FixedThresholdClassifier(
        LogisticRegression(), threshold=-0.3, response_method="decision_function"
    ),
    "auto": FixedThresholdClassifier(LogisticRegression()),
    "tuned": TUNED,
}


def labels(export: Export, texts: list[str], positive: str) -> list[str]:
    """Return the labels that the service gives if a class is the positive one."""
    classifier = export.read_classifier
    margin = classifier.margin_at(export.threshold_or(None, positive), positive)
    return [str(classifier.label(export.scores(text), margin)) for text in texts]


@pytest.mark.parametrize("positive", LABELS[:1] + LABELS[-1:])
@pytest.mark.parametrize("name", CASES)
def test_the_labels_are_those_of_the_author(name: str, positive: str) -> None:
    model = make_pipeline(TfidfVectorizer(), CASES[name]).fit(TRAINING, LABELS)
    export = export_model(*split_estimators([model]))
    texts = TEXTS + TRAINING
    assert labels(export, texts, positive) == [*model.predict(texts)]


def test_a_threshold_may_be_around_a_whole_pipeline() -> None:
    inner = make_pipeline(TfidfVectorizer(), LogisticRegression())
    model = FixedThresholdClassifier(inner, threshold=0.3).fit(TRAINING, LABELS)
    export = export_model(*split_estimators([model]))
    assert export.threshold == 0.3
    assert labels(export, TEXTS, "spam") == [*model.predict(TEXTS)]


def test_an_encoder_names_the_classes_around_which_a_threshold_is() -> None:
    encoder = LabelEncoder()
    numbers = encoder.fit_transform(LABELS)
    model = make_pipeline(TfidfVectorizer(), CASES["probability"]).fit(TRAINING, numbers)
    export = export_model(*split_estimators([model, encoder]))
    assert export.read_classifier.classes == ("ham", "spam")
    assert export.threshold == 0.35


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("classifier", "message"),
    [
        pytest.param(
            FixedThresholdClassifier(LogisticRegression(), threshold=1.0), "never wins", id="one"
        ),
        pytest.param(FixedThresholdClassifier(SVC(), threshold=0.1), "is not linear", id="kernel"),
        pytest.param(
            FixedThresholdClassifier(SVC(probability=True), threshold=0.4),
            "do not follow",
            id="own-probabilities",
        ),
    ],
)
def test_what_the_format_cannot_express_is_refused(classifier: Any, message: str) -> None:
    model = make_pipeline(TfidfVectorizer(), classifier).fit(TRAINING, LABELS)
    with pytest.raises(InputError, match=message):
        export_model(*split_estimators([model]))
