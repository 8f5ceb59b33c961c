"""`publish` puts estimators into a store without pickles of them, after the checks."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelEncoder

from chalicelib.registry.fetch import fetch_model
from chalicelib.store.opening import open_reader
from emulation.servers import ROOT
from tests.support.parity import LABELS, TEXTS, TRAINING
from train import publish
from train.errors import InputError
from train.registry.current_model import fetch_current_manifest

HELD_OUT = ["WIN a free phone now", "going home on the late train", "claim your prize, call now"]
TRUTH = ["spam", "ham", "spam"]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in a folder of the test's own: `publish` writes the report and a key."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def estimators() -> tuple[Any, Any]:
    vectorizer = TfidfVectorizer()
    return vectorizer, LogisticRegression().fit(vectorizer.fit_transform(TRAINING), LABELS)


def served(uri: str) -> Any:
    store = open_reader(uri)
    return fetch_model(store, fetch_current_manifest(store))


def test_the_promoted_model_labels_as_scikit_learn(estimators: tuple[Any, Any]) -> None:
    vectorizer, classifier = estimators
    published = publish(*estimators, texts=HELD_OUT, labels=TRUTH, to="store", promote=True)
    model = served("store")
    assert model.manifest.version == published.version
    expected = classifier.predict(vectorizer.transform(TEXTS)).tolist()
    assert [model.predict(text) for text in TEXTS] == expected
    assert published.checked == 3
    assert model.manifest.document["checked"]["texts"] == 3


def test_the_page_of_a_version_has_its_figures_and_its_report(estimators: tuple[Any, Any]) -> None:
    published = publish(*estimators, texts=HELD_OUT, labels=TRUTH, to="store")
    page = published._repr_html_()
    assert published.report is not None
    assert f'href="{published.report}"' in page
    assert published.report.read_text("utf-8").startswith("<!doctype html>")
    assert "<th>accuracy</th><td>1.0000</td>" in page
    assert repr(published) == f"{published.version}, published at store"


def test_a_pipeline_is_published_as_it_is() -> None:
    pipeline = make_pipeline(TfidfVectorizer(), RandomForestClassifier(3, random_state=0))
    pipeline.fit(TRAINING, LABELS)
    publish(pipeline, texts=HELD_OUT, to="store", promote=True)
    model = served("store")
    assert [model.predict(text) for text in TEXTS] == pipeline.predict(TEXTS).tolist()


def test_a_booster_is_published_with_the_names_of_its_labels(
    capsys: pytest.CaptureFixture[str],
) -> None:
    xgboost = pytest.importorskip("xgboost")
    vectorizer, encoder = TfidfVectorizer(), LabelEncoder()
    rows = vectorizer.fit_transform(TRAINING)
    numbers = encoder.fit_transform(LABELS)
    fixed = {"objective": "binary:logistic", "nthread": 1}
    booster = xgboost.train(fixed, xgboost.DMatrix(rows, numbers), 5)
    booster.set_attr(best_iteration="2")  # as early stopping does
    publish(booster, encoder, vectorizer, texts=HELD_OUT, labels=TRUTH, to="store", promote=True)
    expected = booster.predict(xgboost.DMatrix(vectorizer.transform(TEXTS))) > 0.5
    model = served("store")
    assert [model.predict(text) for text in TEXTS] == [*encoder.inverse_transform(expected * 1)]
    assert "warning: all 5 rounds are exported" in capsys.readouterr().err


def test_cleaning_belongs_to_the_model() -> None:
    vectorizer = TfidfVectorizer(lowercase=False)
    cleaned = [text.upper() for text in TRAINING]
    classifier = LogisticRegression().fit(vectorizer.fit_transform(cleaned), LABELS)
    publish(vectorizer, classifier, clean=str.upper, texts=HELD_OUT, to="store", promote=True)
    model = served("store")
    expected = classifier.predict(vectorizer.transform([text.upper() for text in TEXTS])).tolist()
    assert [model.predict(text) for text in TEXTS] == expected


def test_a_model_that_labels_otherwise_is_not_published(
    estimators: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    lucky = ["ham"] * len(HELD_OUT)
    monkeypatch.setattr("train.notebook.publishing.own_labels", lambda *_: lucky)
    with pytest.raises(InputError, match="2 of 3 texts differ from what your code gave: text 0"):
        publish(*estimators, texts=HELD_OUT, to="store")
    assert not Path("store").exists()


def test_without_texts_a_warning_says_what_is_not_proven(
    estimators: tuple[Any, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    published = publish(*estimators, to="store")
    assert "warning: nothing proves that the model labels texts" in capsys.readouterr().err
    assert (published.metrics, published.report, published.checked) == (None, None, 0)
    assert "unchecked" in published._repr_html_()


@pytest.mark.parametrize(
    ("texts", "labels", "message"),
    [
        pytest.param("one text", None, "texts is a string", id="string"),
        pytest.param(np.array([["one text"]]), None, r"is a table \(ndarray\); exp", id="table"),
        pytest.param({"text": ["one"]}, None, r"is a table \(dict\); expected one", id="dict"),
        pytest.param(["a", b"b"], None, "text 1 is a bytes; expected a string", id="bytes"),
        pytest.param(["a"], ["ham", "spam"], "found 1 text and 2 labels", id="lengths"),
        pytest.param([], None, "texts is empty", id="empty"),
        pytest.param(None, ["ham"], "found 0 texts and 1 label;", id="no-texts"),
        pytest.param(["a"], ["eggs"], "eggs", id="unknown-label"),
    ],
)
def test_texts_and_labels_that_do_not_fit_are_refused(
    estimators: tuple[Any, Any], texts: Any, labels: Any, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        publish(*estimators, texts=texts, labels=labels, to="store")
    assert not Path("store").exists()


@pytest.mark.parametrize("clean", [5, {1: 2}])
def test_a_cleaning_that_is_none_is_refused(estimators: tuple[Any, Any], clean: Any) -> None:
    with pytest.raises(InputError, match="expected a function, or steps"):
        publish(*estimators, clean=clean, to="store")


def test_the_order_of_the_estimators_does_not_matter(estimators: tuple[Any, Any]) -> None:
    assert publish(*reversed(estimators), texts=HELD_OUT, to="store").checked == 3


def test_importing_train_does_not_import_scikit_learn() -> None:
    code = "import sys, train; assert 'sklearn' not in sys.modules; train.publish; train.nothing"
    found = subprocess.run(  # noqa: S603 - the command is the test's own
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "AttributeError: module 'train' has no attribute 'nothing'" in found.stderr
