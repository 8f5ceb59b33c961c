"""scikit-learn's own objects label raw texts, so that a fault of the export can be told."""

from typing import Any

import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelEncoder

from tests.support.parity import LABELS, TRAINING
from train.checking.causes import likely_cause
from train.checking.comparison import Check, Found
from train.checking.own_labels import own_labels
from train.checking.raw_texts import RawText

COUNTS = CountVectorizer().fit(TRAINING)
ENCODER = LabelEncoder().fit(LABELS)


def test_estimators_pass_on_what_they_make() -> None:
    pipeline = make_pipeline(CountVectorizer(), TfidfTransformer(), LogisticRegression())
    pipeline.fit(TRAINING, ENCODER.transform(LABELS))
    expected = ENCODER.inverse_transform(pipeline.predict(TRAINING)).tolist()
    assert own_labels([*pipeline, ENCODER], TRAINING) == expected
    assert own_labels([pipeline, ENCODER], TRAINING) == expected


def test_labels_in_a_column_are_one_for_each_text() -> None:
    """CatBoost predicts more than two classes so; of several labels, each has a column."""

    class Column(LogisticRegression):  # type: ignore[misc]
        def predict(self, rows: Any) -> Any:
            return super().predict(rows)[:, None]

    classifier = Column().fit(COUNTS.transform(TRAINING), LABELS)
    expected = classifier.predict(COUNTS.transform(TRAINING)).ravel().tolist()
    assert own_labels([COUNTS, classifier], TRAINING, ["ham", "spam"]) == expected


def test_a_classifier_of_dense_vectors_gets_dense_ones() -> None:
    dense = GaussianNB().fit(COUNTS.transform(TRAINING).toarray(), LABELS)
    expected = dense.predict(COUNTS.transform(TRAINING).toarray()).tolist()
    assert own_labels([COUNTS, dense], TRAINING) == expected


def test_estimators_that_do_not_fit_label_nothing() -> None:
    other = LogisticRegression().fit([[1.0], [2.0]], ["a", "b"])
    assert own_labels([COUNTS, other], TRAINING) is None
    assert own_labels([CountVectorizer()], TRAINING) is None


@pytest.mark.parametrize(
    ("own", "start"),
    [
        (["spam", "ham"], "scikit-learn's own objects give other labels than the export to 1 t"),
        (["spam", "spam"], "scikit-learn's own objects give the model's labels"),
        (["ham", "ham"], "scikit-learn's own objects give other labels than the export to 2 t"),
        (None, "no cause that was tried explains it"),
    ],
)
def test_a_fault_of_the_export_is_told_from_the_authors_code(
    own: list[str] | None, start: str
) -> None:
    texts = [RawText(f"line {n}", "x", label, {}) for n, label in enumerate(["spam", "ham"])]

    def classify(text: str) -> Found:
        return Found("spam", None)

    check = Check(texts, classify, classify, ("ham", "spam"), "spam", lambda texts: own)
    assert likely_cause(check).startswith(start)
