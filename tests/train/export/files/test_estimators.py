"""Estimators are loaded from the files that people have, in the order in which a text passes."""

import gzip
import pickle
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cloudpickle
import joblib
import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import LabelEncoder, MaxAbsScaler
from sklearn.svm import LinearSVC

from tests.support.parity import LABELS, TRAINING
from train.errors import InputError
from train.export.files.estimators import load_estimators
from train.export.files.loading import Loading

PIPELINE = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TRAINING, LABELS)

VECTORIZER, CLASSIFIER = PIPELINE[0], PIPELINE[1]

ENCODER = LabelEncoder().fit(LABELS)


class Detector:
    """A class of an author's own that keeps its estimators as attributes."""

    def __init__(self) -> None:
        self.vectorizer, self.model, self.trained_on = VECTORIZER, CLASSIFIER, "2026"


class Labelling(Detector):
    """A class whose method may do more than its estimators do."""

    def predict(self, texts: list[str]) -> Any:
        """Return the labels of cleaned texts."""
        return self.model.predict(self.vectorizer.transform([text[:9] for text in texts]))


def kinds(paths: list[Path], told: list[str] | None = None) -> list[str]:
    loading = Loading() if told is None else Loading(told.append)
    return [type(each).__name__ for each in load_estimators(paths, loading)]


def dumped(value: Any, path: Path) -> Path:
    joblib.dump(value, path)
    return path


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda path: joblib.dump(PIPELINE, path), id="joblib"),
        pytest.param(lambda path: joblib.dump(PIPELINE, path, compress=3), id="compressed"),
        pytest.param(lambda path: path.write_bytes(pickle.dumps(PIPELINE)), id="pickle"),
        pytest.param(lambda path: path.write_bytes(cloudpickle.dumps(PIPELINE)), id="cloudpickle"),
        pytest.param(
            lambda path: path.write_bytes(gzip.compress(pickle.dumps(PIPELINE))), id="gzip"
        ),
    ],
)
def test_each_kind_of_pickle_is_loaded(tmp_path: Path, write: Any) -> None:
    write(tmp_path / "model")
    told: list[str] = []
    (loaded,) = load_estimators([tmp_path / "model"], Loading(told.append))
    np.testing.assert_array_equal(loaded.predict_proba(TRAINING), PIPELINE.predict_proba(TRAINING))
    assert told[0].startswith(f"unpickling {tmp_path / 'model'} (")
    assert "this can run any code in it" in told[0]


def test_what_a_class_of_ones_own_predicts_is_said_to_be_left_out(tmp_path: Path) -> None:
    told: list[str] = []
    path = dumped(Labelling(), tmp_path / "model.pkl")
    assert kinds([path], told) == ["TfidfVectorizer", "LogisticRegression"]
    assert told[1].startswith(f"{path}: took the estimators that Labelling holds; what its methods")
    assert not any("took" in line for line in told[2:])


@pytest.mark.parametrize("dump", [joblib.dump, pickle.dump, cloudpickle.dump])
def test_objects_that_were_dumped_into_one_open_file_are_all_loaded(
    tmp_path: Path, dump: Any
) -> None:
    path = tmp_path / "model.pkl"
    with path.open("wb") as file:
        for each in (VECTORIZER, CLASSIFIER, ENCODER):
            dump(each, file)
    assert kinds([path]) == ["TfidfVectorizer", "LogisticRegression", "LabelEncoder"]
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(
        InputError, match=r"model\.pkl: ends too early, or is broken; copy it again$"
    ):
        kinds([path])


def test_a_damaged_pickle_is_told_from_one_of_another_version(tmp_path: Path) -> None:
    raw = bytearray(pickle.dumps(PIPELINE))
    raw[2:12] = b"\xff" * 10
    (tmp_path / "model.pkl").write_bytes(raw)
    with pytest.raises(InputError, match=r"model\.pkl: ends too early, or is broken; copy it ag"):
        kinds([tmp_path / "model.pkl"])


def test_a_function_that_was_pickled_by_value_is_loaded(tmp_path: Path) -> None:
    split = TfidfVectorizer(tokenizer=lambda text: text.split(), token_pattern=None)
    path = tmp_path / "model.pkl"
    path.write_bytes(cloudpickle.dumps(make_pipeline(split, LinearSVC()).fit(TRAINING, LABELS)))
    (loaded,) = load_estimators([path])
    assert loaded[0].tokenizer("a b") == ["a", "b"]


@pytest.mark.parametrize(
    "parts",
    [
        [CLASSIFIER, VECTORIZER],
        [ENCODER, CLASSIFIER, VECTORIZER],
        [CLASSIFIER, TfidfTransformer(), MaxAbsScaler(), CountVectorizer(), ENCODER],
        [MaxAbsScaler(), make_pipeline(CountVectorizer(), TfidfTransformer()), CLASSIFIER],
        [SelectKBest(), GridSearchCV(LinearSVC(), {}), TfidfVectorizer()],
    ],
    ids=["two", "encoder", "five", "half-pipeline", "search"],
)
def test_files_are_put_in_order(tmp_path: Path, parts: list[Any]) -> None:
    paths = [dumped(part, tmp_path / f"{number}.pkl") for number, part in enumerate(parts)]
    order = {
        **{"CountVectorizer": 0, "TfidfVectorizer": 0, "Pipeline": 0},
        **{"TfidfTransformer": 1, "MaxAbsScaler": 2, "SelectKBest": 2},
        **{"LogisticRegression": 3, "GridSearchCV": 3, "LabelEncoder": 4},
    }
    expected = sorted((type(part).__name__ for part in parts), key=order.__getitem__)
    assert kinds(paths) == expected
    assert kinds(paths[::-1])[:1] == expected[:1]


@pytest.mark.parametrize(
    ("value", "ignored"),
    [
        ({"accuracy": 0.97, "clf": CLASSIFIER, "tfidf": VECTORIZER}, "'accuracy' (float)"),
        ((VECTORIZER, CLASSIFIER), None),
        ([CLASSIFIER, VECTORIZER, ["ham", "spam"]], "2 (list)"),
        ([("tfidf", VECTORIZER), ("clf", CLASSIFIER)], None),
        ({"model": {"v": VECTORIZER, "c": CLASSIFIER, "n": 3}}, "'model', 'n' (int)"),
        ({"pipeline": PIPELINE, "vectorizer": VECTORIZER, "classifier": CLASSIFIER}, None),
        (Detector(), "'trained_on' (str)"),
    ],
    ids=["dict", "tuple", "list", "steps", "nested", "twice", "own-class"],
)
def test_containers_are_searched(tmp_path: Path, value: Any, ignored: str | None) -> None:
    told: list[str] = []
    path = dumped(value, tmp_path / "model.pkl")
    found = kinds([path], told)
    assert found in (["Pipeline"], ["TfidfVectorizer", "LogisticRegression"])
    assert (found == ["Pipeline"]) == (isinstance(value, dict) and "pipeline" in value)
    assert told[1:] == ([] if ignored is None else [f"{path}: ignored {ignored}"])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            {term: 1 + column for term, column in VECTORIZER.vocabulary_.items()},
            "strings with numbers, as a vocabulary is; expected a fitted",
        ),
        ({"accuracy": 1.0, "name": "x"}, "holds a dict of accuracy (float), name (str)"),
        (TfidfVectorizer, "holds the class TfidfVectorizer itself"),
        ([0.1] * 9, "holds an object of the type list"),
        (SimpleNamespace(index_to_key=[]), "holds vectors of words (SimpleNamespace; docs/export"),
        (
            {"v": VECTORIZER, "nb": MultinomialNB(), "svm": LinearSVC()},
            "found 2 classifiers: MultinomialNB",
        ),
        (
            [MultinomialNB(), LinearSVC()],
            'if your code takes the mean of their probabilities, dump a VotingClassifier([("a", F',
        ),
    ],
)
def test_what_cannot_be_a_model_is_refused(tmp_path: Path, value: Any, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        load_estimators([dumped(value, tmp_path / "model.pkl")])


def test_a_stacked_classifier_that_transforms_stays_the_classifier(tmp_path: Path) -> None:
    class Stacked(LogisticRegression):  # type: ignore[misc]
        def transform(self, vectors: Any) -> Any:
            return vectors

    path = tmp_path / "model.pkl"
    path.write_bytes(cloudpickle.dumps({"c": Stacked(), "v": VECTORIZER}))
    assert kinds([path]) == ["TfidfVectorizer", "Stacked"]
    path.write_bytes(cloudpickle.dumps([VECTORIZER, Stacked(), CLASSIFIER]))
    assert kinds([path]) == ["TfidfVectorizer", "Stacked", "LogisticRegression"]


def test_functions_of_another_python_are_explained(tmp_path: Path) -> None:
    path = tmp_path / "model.pkl"
    path.write_bytes(b"\x80\x04ccloudpickle.cloudpickle\n_builtin_type\n(X\x08\0\0\0CodeTypetR(tR.")
    with pytest.raises(InputError, match="took from another version of Python"):
        load_estimators([path])


def test_a_pipeline_of_steps_is_one_estimator(tmp_path: Path) -> None:
    nested = Pipeline([("features", PIPELINE[:1]), ("clf", CLASSIFIER)])
    assert kinds([dumped(nested, tmp_path / "model.pkl")]) == ["Pipeline"]
