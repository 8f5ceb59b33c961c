"""Where the model comes from: the pointer, one pinned version, or the tutorial's pickles."""

import builtins
import io
import pickle
from pathlib import Path
from typing import Any

import joblib
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import GaussianNB

from chalicelib.errors import FormatError, NotInStoreError, ServiceError, StoreError
from chalicelib.serving.model_loader import LoadedModel, ModelLoader
from chalicelib.settings import read_settings
from tests.support.parity import LABELS, TEXTS, TRAINING
from tests.support.stores import AnyWriter, promote, publish
from train.registry.bundle import Bundle
from train.registry.writable_store import DirectoryWriter


def source(writer: AnyWriter, version: str | None = None, allow: bool = False) -> ModelLoader:
    environ = {"MODEL_URI": writer.uri, "MODEL_VERSION": version or ""}
    return ModelLoader(read_settings(environ | {"ALLOW_PICKLE": str(int(allow))}))


def fetched(found: LoadedModel | None) -> LoadedModel:
    assert found is not None
    return found


def pickled(estimator: Any) -> bytes:
    buffer = io.BytesIO()
    joblib.dump(estimator, buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def estimators() -> tuple[TfidfVectorizer, GaussianNB]:
    vectorizer = TfidfVectorizer()
    return vectorizer, GaussianNB().fit(vectorizer.fit_transform(TRAINING).toarray(), LABELS)


@pytest.fixture
def tutorials_bucket(writer: AnyWriter, estimators: tuple[Any, Any]) -> AnyWriter:
    writer.create("tfidf_vectorizer.pkl", pickled(estimators[0]))
    writer.create("naive_bayes_clf.pkl", pickled(estimators[1]))
    return writer


class WritesAFile:
    """Unpickled, it writes a file: the code that a foreign pickle may hold."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        """Tell pickle to call `Path.write_text`."""
        return Path.write_text, (self.path, "the pickle ran")


def test_the_promoted_version_is_fetched_and_asked_for_by_its_tag(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    promote(publish(tutorial_bundle, writer), writer)
    models = source(writer)
    first = fetched(models.fetch(None))
    assert first.model.manifest == tutorial_bundle.manifest
    assert models.fetch(first.tag) is None
    promote(publish(default_bundle, writer), writer)
    assert fetched(models.fetch(first.tag)).model.manifest == default_bundle.manifest


def test_a_pinned_version_is_served_whatever_is_promoted(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    version = publish(tutorial_bundle, writer)
    promote(publish(default_bundle, writer), writer)
    models = source(writer, version)
    first = fetched(models.fetch(None))
    assert first.model.manifest == tutorial_bundle.manifest
    assert models.fetch(first.tag) is None


def test_a_pinned_version_must_have_its_own_digest(tmp_path: Path, tutorial_bundle: Bundle) -> None:
    writer = DirectoryWriter(tmp_path)
    version = publish(tutorial_bundle, writer)
    other = version[:-1] + ("0" if version[-1] != "0" else "1")
    (tmp_path / "versions" / version).rename(tmp_path / "versions" / other)
    with pytest.raises(FormatError, match="its digest says otherwise"):
        source(writer, other).fetch(None)


def test_the_tutorials_bucket_serves_where_it_is_allowed(
    tutorials_bucket: AnyWriter, estimators: tuple[Any, Any]
) -> None:
    models = source(tutorials_bucket, allow=True)
    first = fetched(models.fetch(None))
    vectorizer, classifier = estimators
    expected = classifier.predict(vectorizer.transform(TEXTS).toarray()).tolist()
    assert [first.model.predict(text) for text in TEXTS] == expected
    assert first.model.manifest.classes == ("ham", "spam")
    assert first.tag.startswith("pickle-")
    assert models.fetch(first.tag) is None


def test_a_promoted_version_takes_over_from_the_pickles(
    tutorials_bucket: AnyWriter, tutorial_bundle: Bundle
) -> None:
    models = source(tutorials_bucket, allow=True)
    first = fetched(models.fetch(None))
    promote(publish(tutorial_bundle, tutorials_bucket), tutorials_bucket)
    assert fetched(models.fetch(first.tag)).model.manifest == tutorial_bundle.manifest


@pytest.mark.parametrize("allow", [False, True], ids=["refused", "allowed"])
def test_nothing_is_unpickled_unless_it_is_allowed(tmp_path: Path, allow: bool) -> None:
    writer, trace = DirectoryWriter(tmp_path / "models"), tmp_path / "trace"
    for name in ("tfidf_vectorizer.pkl", "naive_bayes_clf.pkl"):
        writer.create(name, pickle.dumps(WritesAFile(trace)))
    message = "hold a int and a int" if allow else "refused unless ALLOW_PICKLE=1 is set"
    with pytest.raises(ServiceError, match=message):
        source(writer, allow=allow).fetch(None)
    assert trace.exists() == allow


def test_without_pickles_the_missing_pointer_is_named(writer: AnyWriter) -> None:
    with pytest.raises(NotInStoreError, match=r"current\.json"):
        source(writer, allow=True).fetch(None)


def test_bytes_that_are_no_pickle_are_refused(tmp_path: Path) -> None:
    writer = DirectoryWriter(tmp_path)
    for name in ("tfidf_vectorizer.pkl", "naive_bayes_clf.pkl"):
        writer.create(name, b"not a pickle")
    with pytest.raises(FormatError, match="a pickle cannot be loaded"):
        source(writer, allow=True).fetch(None)


def test_pickles_that_do_not_go_together_are_refused(
    tmp_path: Path, estimators: tuple[Any, Any]
) -> None:
    writer = DirectoryWriter(tmp_path)
    writer.create("tfidf_vectorizer.pkl", pickled(TfidfVectorizer().fit(["other", "words"])))
    writer.create("naive_bayes_clf.pkl", pickled(estimators[1]))
    refused = "TfidfVectorizer and GaussianNB cannot label a text"
    with pytest.raises(FormatError, match=refused):
        source(writer, allow=True).fetch(None)


def test_pickles_without_joblib_name_the_requirements(
    tmp_path: Path, estimators: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = DirectoryWriter(tmp_path)
    writer.create("tfidf_vectorizer.pkl", pickled(estimators[0]))
    writer.create("naive_bayes_clf.pkl", pickled(estimators[1]))
    real_import = builtins.__import__

    def without_joblib(name: str, *arguments: Any, **named: Any) -> Any:
        if name == "joblib":
            raise ImportError("No module named 'joblib'")
        return real_import(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without_joblib)
    with pytest.raises(FormatError, match=r"needs what requirements-joblib\.txt names"):
        source(writer, allow=True).fetch(None)


def test_a_file_that_is_gone_does_not_make_the_pickles_serve(
    tmp_path: Path, tutorial_bundle: Bundle, estimators: tuple[Any, Any]
) -> None:
    writer = DirectoryWriter(tmp_path)
    version = publish(tutorial_bundle, writer)
    promote(version, writer)
    writer.create("tfidf_vectorizer.pkl", pickled(estimators[0]))
    writer.create("naive_bayes_clf.pkl", pickled(estimators[1]))
    (tmp_path / "versions" / version / "classifier.safetensors").unlink()
    with pytest.raises(StoreError, match=r"classifier\.safetensors"):
        source(writer, allow=True).fetch(None)
