"""A LabelEncoder among the exported files names the classes."""

import re
from pathlib import Path
from typing import Any

import joblib
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.preprocessing import LabelEncoder

from tests.support.parity import LABELS, TRAINING
from train.errors import InputError
from train.export.estimators import split_estimators
from train.export.exporter import export_model
from train.export.files.estimators import load_estimators

ENCODER = LabelEncoder().fit(LABELS)
VECTORIZER = TfidfVectorizer().fit(TRAINING)


def fitted(classifier: Any) -> Any:
    return classifier.fit(VECTORIZER.transform(TRAINING), ENCODER.transform(LABELS))


@pytest.mark.parametrize("kind", [LogisticRegression, MultinomialNB, RidgeClassifier])
@pytest.mark.parametrize("position", [0, 2])
def test_the_labels_are_the_encoders(tmp_path: Path, kind: type, position: int) -> None:
    classifier = fitted(kind())
    parts: list[Any] = [VECTORIZER, classifier]
    parts.insert(position, ENCODER)
    paths = [tmp_path / f"{number}.joblib" for number in range(3)]
    for part, path in zip(parts, paths, strict=True):
        joblib.dump(part, path)
    export = export_model(*split_estimators(load_estimators(paths)))
    found = [export.read_classifier.label(export.scores(text)) for text in TRAINING]
    expected = ENCODER.inverse_transform(classifier.predict(VECTORIZER.transform(TRAINING)))
    assert found == expected.tolist()
    assert classifier.classes_.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("encoder", "message"),
    [
        (LabelEncoder(), "LabelEncoder is not fitted"),
        (LabelEncoder().fit(["ham"]), "has the classes [0, 1]; expected the numbers of the Label"),
    ],
)
def test_an_encoder_of_other_labels_is_refused(encoder: LabelEncoder, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        split_estimators([VECTORIZER, fitted(MultinomialNB()), encoder])


def test_a_classifier_of_names_needs_no_encoder() -> None:
    named = MultinomialNB().fit(VECTORIZER.transform(TRAINING), LABELS)
    with pytest.raises(InputError, match="expected the numbers of the LabelEncoder, 0 to 1"):
        split_estimators([VECTORIZER, named, ENCODER])


def test_two_encoders_are_refused() -> None:
    with pytest.raises(InputError, match="found 2 encoders of labels; expected at most one"):
        split_estimators([VECTORIZER, fitted(MultinomialNB()), ENCODER, ENCODER])
