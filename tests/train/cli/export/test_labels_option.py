"""`export --labels` gives the model's labels other names, and those of texts."""

import csv
import json
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.multiclass import OneVsRestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelEncoder, MultiLabelBinarizer
from sklearn.svm import SVC

from tests.support.commands import Run
from tests.support.mistakes import assert_mistake
from tests.support.parity import LABELS, TRAINING
from train.registry.bundle import read_bundle

SPAM = np.array([label == "spam" for label in LABELS]).astype(int)
NAMED = ("--labels", "0=fine,1=bad")


def dumped(classifier: Any, labels: Any) -> Any:
    pipeline = make_pipeline(TfidfVectorizer(), classifier).fit(TRAINING, labels)
    joblib.dump(pipeline, "mine.joblib")
    return pipeline


def exported(run: Run, *options: object) -> Any:
    code, _, errors = run("export", "mine.joblib", *options)
    assert code == 0, errors
    return read_bundle(Path("build/model")).model()


def saved(labels: Any) -> None:
    with Path("raw.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *zip(TRAINING, labels, strict=True)])


@pytest.mark.parametrize("kind", [LogisticRegression, SVC, RidgeClassifier])
def test_the_model_serves_the_names(run: Run, kind: type) -> None:
    expected = ["bad" if label else "fine" for label in dumped(kind(), SPAM).predict(TRAINING)]
    assert [*map(exported(run, *NAMED).predict, TRAINING)] == expected


@pytest.mark.parametrize("labels", [("0", "1"), ("fine", "bad")], ids=["theirs", "new"])
@pytest.mark.parametrize("option", ["--check", "--test"])
def test_texts_may_have_either_names(run: Run, option: str, labels: tuple[str, str]) -> None:
    saved([labels[label] for label in dumped(LogisticRegression(C=100), SPAM).predict(TRAINING)])
    model = exported(run, *NAMED, option, "raw.csv")
    assert model.manifest.classes == ("fine", "bad")


def test_names_that_the_model_has_are_for_texts_alone(run: Run) -> None:
    swapped = 1 - dumped(LogisticRegression(), SPAM).predict(TRAINING)
    saved(swapped)
    model = exported(run, "--labels", "0=1,1=0", "--check", "raw.csv")
    assert [*map(model.predict, TRAINING)] == [str(1 - label) for label in swapped]


def test_an_encoders_labels_get_other_names(run: Run) -> None:
    dumped(LogisticRegression(), SPAM)
    joblib.dump(LabelEncoder().fit(LABELS), "encoder.joblib")
    model = exported(run, "encoder.joblib", "--labels", "spam=junk")
    assert model.manifest.classes == ("ham", "junk")


def test_whole_floats_are_named_as_files_have_them(run: Run) -> None:
    dumped(LogisticRegression(), SPAM.astype(float))
    assert exported(run, *NAMED).manifest.classes == ("fine", "bad")


@pytest.mark.parametrize(
    "kind", [OneVsRestClassifier(LogisticRegression()), KNeighborsClassifier()]
)
def test_columns_of_labels_get_names(run: Run, kind: Any) -> None:
    dumped(kind, np.column_stack([SPAM, 1 - SPAM]))
    assert exported(run, *NAMED).manifest.classes == ("fine", "bad")


def test_scikit_learns_own_labels_are_compared_under_the_names(run: Run) -> None:
    wrong = 1 - dumped(LogisticRegression(C=100), SPAM).predict(TRAINING)
    wrong[:4] = 0
    saved(["bad" if label else "fine" for label in wrong])
    error = run("export", "mine.joblib", *NAMED, "--check", "raw.csv")[2]
    assert "scikit-learn's own objects give the model's labels to these texts" in error


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("2=bad", "--labels names 2, and there is no --check or --test; expected other names for"),
        ("0=fine,2=bad", "--labels names 2, and there is no --check or --test"),
        ("0=1,1=0", "labels of the model: 0, 1"),
        ("0=bad,1=bad", "gives a label of the model the name 'bad', which another one has"),
        ("0=1,1=bad", "gives a label of the model the name '1', which another one has"),
    ],
)
def test_names_of_no_label_and_names_given_twice_are_refused(
    run: Run, names: str, message: str
) -> None:
    dumped(LogisticRegression(), SPAM)
    assert_mistake(run("export", "mine.joblib", "--labels", names), message)
    assert not Path("build/model").exists()


def test_several_labels_are_checked_under_the_names(run: Run) -> None:
    binarizer = MultiLabelBinarizer().fit([["0", "1"]])
    joblib.dump(binarizer, "binarizer.joblib")
    table = np.column_stack([SPAM, 1 - SPAM])
    dumped(OneVsRestClassifier(LogisticRegression(C=100)), table)
    saved([json.dumps(["fine"] if row[0] else ["bad"]) for row in table])
    files = ("mine.joblib", "binarizer.joblib")
    assert run("export", *files, *NAMED, "--check", "raw.csv")[0] == 0
    saved([json.dumps(["bad"])] * len(table))
    for given in (files, files[:1]):
        error = run("export", *given, *NAMED, "--check", "raw.csv")[2]
        assert "scikit-learn's own objects give the model's labels to these texts" in error
