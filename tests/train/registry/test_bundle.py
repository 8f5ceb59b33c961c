"""A bundle on disk: it survives writing and reading, and a changed one is refused."""

import pickle
from datetime import UTC, datetime
from pathlib import Path

import joblib
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.svm import LinearSVC

from chalicelib.errors import FormatError
from tests.support.parity import LABELS, TRAINING
from train.errors import InputError
from train.export.exporter import export_model
from train.registry.bundle import Bundle, check_writable, make_bundle, read_bundle, write_bundle


def test_a_bundle_survives_writing_and_reading(tmp_path: Path, default_bundle: Bundle) -> None:
    write_bundle(default_bundle, tmp_path / "new" / "model")
    assert read_bundle(tmp_path / "new" / "model") == default_bundle


def test_a_bundle_replaces_an_older_one_and_keeps_other_files(
    tmp_path: Path, default_bundle: Bundle, tutorial_bundle: Bundle
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    write_bundle(default_bundle, tmp_path)
    write_bundle(tutorial_bundle, tmp_path)
    assert read_bundle(tmp_path) == tutorial_bundle
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_half_replaced_bundle_cannot_be_read(
    tmp_path: Path, default_bundle: Bundle, tutorial_bundle: Bundle
) -> None:
    write_bundle(default_bundle, tmp_path)
    (tmp_path / "metrics.json").unlink()
    (tmp_path / "metrics.json").mkdir()  # stops the writing halfway
    with pytest.raises(InputError, match="Is a directory"):
        write_bundle(tutorial_bundle, tmp_path)
    with pytest.raises(InputError, match=r"manifest\.json: no such file"):
        read_bundle(tmp_path)


def test_the_tutorials_estimators_are_pickled_under_its_names(
    tmp_path: Path, tutorial_bundle: Bundle
) -> None:
    write_bundle(tutorial_bundle, tmp_path)
    vectorizer = joblib.load(tmp_path / "tfidf_vectorizer.pkl")
    classifier = joblib.load(tmp_path / "naive_bayes_clf.pkl")
    text = "WINNER!! claim your free prize now"
    label = classifier.predict(vectorizer.transform([text]).toarray())[0]
    assert label == tutorial_bundle.model().predict(text)


def test_the_classifier_of_another_recipe_is_not_called_naive_bayes(
    tmp_path: Path, default_bundle: Bundle
) -> None:
    assert [name for name in default_bundle.files if name.endswith(".pkl")] == [
        *["tfidf_vectorizer.pkl", "classifier.pkl"]
    ]
    write_bundle(default_bundle, tmp_path)
    vectorizer = joblib.load(tmp_path / "tfidf_vectorizer.pkl")
    classifier = joblib.load(tmp_path / "classifier.pkl")
    text = "WINNER!! claim your free prize now"
    label = classifier.predict(vectorizer.transform([text]))[0]
    assert label == default_bundle.model().predict(text)


def test_a_changed_file_is_refused(tmp_path: Path, tutorial_bundle: Bundle) -> None:
    write_bundle(tutorial_bundle, tmp_path)
    (tmp_path / "metrics.json").write_text("{}")
    with pytest.raises(FormatError, match=r"metrics\.json: changed since the model was made"):
        read_bundle(tmp_path)


def test_a_directory_without_a_manifest_is_not_a_bundle(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"manifest\.json: no such file; 'python -m train fit'"):
        read_bundle(tmp_path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").mkdir()
    with pytest.raises(InputError, match=r"manifest\.json: Is a directory"):
        read_bundle(tmp_path)


def test_a_directory_that_cannot_be_written_is_named(
    tmp_path: Path, tutorial_bundle: Bundle
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="file: cannot write the model there: "):
        write_bundle(tutorial_bundle, tmp_path / "file")


def test_a_function_that_no_module_holds_is_pickled_by_its_code() -> None:
    with_lambda = CountVectorizer(tokenizer=lambda text: text.split())
    facts = {"recipe": "own", "metrics": None, "positive": None, "threshold": None}
    vectorizer = CountVectorizer()
    classifier = LinearSVC().fit(vectorizer.fit_transform(TRAINING), LABELS)
    export = export_model(vectorizer, classifier)
    bundle = make_bundle(export, (with_lambda, classifier), facts, datetime.now(UTC))
    loaded = pickle.loads(bundle.files["tfidf_vectorizer.pkl"])  # noqa: S301 - made above
    assert loaded.tokenizer("a b") == ["a", "b"]


def test_the_check_of_a_directory_leaves_nothing_behind(tmp_path: Path) -> None:
    check_writable(tmp_path / "new" / "model")
    assert list(tmp_path.iterdir()) == []
