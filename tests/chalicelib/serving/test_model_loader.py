"""The model loader: the promoted version, a pinned version, or the tutorial's pickles."""

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
from chalicelib.pointer import SHADOW
from chalicelib.serving.model_cache import ModelCache
from chalicelib.serving.model_loader import LoadedModel, ModelLoader
from chalicelib.settings import read_settings
from tests.support.parity import LABELS, TEXTS, TRAINING
from tests.support.stores import NOW, AnyWriter, promote, publish
from train.registry.bundle import Bundle
from train.registry.pointer_moves import move_pointer
from train.registry.trial_moves import plan_trial
from train.registry.writable_store import DirectoryWriter


def loader(writer: AnyWriter, version: str | None = None, allow: bool = False) -> ModelLoader:
    environ = {"MODEL_URI": writer.uri, "MODEL_VERSION": version or ""}
    return ModelLoader(read_settings(environ | {"ALLOW_PICKLE": str(int(allow))}))


def fetched(loaded: LoadedModel | None) -> LoadedModel:
    assert loaded is not None
    return loaded


def pickled(estimator: Any) -> bytes:
    buffer = io.BytesIO()
    joblib.dump(estimator, buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def estimators() -> tuple[TfidfVectorizer, GaussianNB]:
    vectorizer = TfidfVectorizer()
    return vectorizer, GaussianNB().fit(vectorizer.fit_transform(TRAINING).toarray(), LABELS)


@pytest.fixture
def tutorial_store(writer: AnyWriter, estimators: tuple[Any, Any]) -> AnyWriter:
    writer.create("tfidf_vectorizer.pkl", pickled(estimators[0]))
    writer.create("naive_bayes_clf.pkl", pickled(estimators[1]))
    return writer


class WritesAFile:
    """Writes a file when it is unpickled, as a foreign pickle may run any code."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        """Make pickle call `Path.write_text`."""
        return Path.write_text, (self.path, "the pickle ran")


def test_the_promoted_version_is_fetched_again_only_if_its_tag_changed(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    promote(publish(tutorial_bundle, writer), writer)
    model_loader = loader(writer)
    first = fetched(model_loader.fetch(None))
    assert first.model.manifest == tutorial_bundle.manifest
    assert model_loader.fetch(first.tag) is None
    promote(publish(default_bundle, writer), writer)
    assert fetched(model_loader.fetch(first.tag)).model.manifest == default_bundle.manifest


def test_a_pinned_version_ignores_the_pointer(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    version = publish(tutorial_bundle, writer)
    promote(publish(default_bundle, writer), writer)
    model_loader = loader(writer, version)
    first = fetched(model_loader.fetch(None))
    assert first.model.manifest == tutorial_bundle.manifest
    assert model_loader.fetch(first.tag) is None


def test_a_pinned_version_must_match_its_digest(tmp_path: Path, tutorial_bundle: Bundle) -> None:
    writer = DirectoryWriter(tmp_path)
    version = publish(tutorial_bundle, writer)
    other = version[:-1] + ("0" if version[-1] != "0" else "1")
    (tmp_path / "versions" / version).rename(tmp_path / "versions" / other)
    with pytest.raises(FormatError, match="the digest of its content differs"):
        loader(writer, other).fetch(None)


def test_pickles_are_served_if_the_setting_allows_it(
    tutorial_store: AnyWriter, estimators: tuple[Any, Any]
) -> None:
    model_loader = loader(tutorial_store, allow=True)
    first = fetched(model_loader.fetch(None))
    vectorizer, classifier = estimators
    expected = classifier.predict(vectorizer.transform(TEXTS).toarray()).tolist()
    assert [first.model.predict(text) for text in TEXTS] == expected
    assert first.model.manifest.classes == ("ham", "spam")
    assert str(first.tag).startswith("pickle-")
    assert model_loader.fetch(first.tag) is None


def test_a_promoted_version_replaces_the_pickles(
    tutorial_store: AnyWriter, tutorial_bundle: Bundle
) -> None:
    model_loader = loader(tutorial_store, allow=True)
    first = fetched(model_loader.fetch(None))
    promote(publish(tutorial_bundle, tutorial_store), tutorial_store)
    assert fetched(model_loader.fetch(first.tag)).model.manifest == tutorial_bundle.manifest


@pytest.mark.parametrize("allow", [False, True], ids=["refused", "allowed"])
def test_nothing_is_unpickled_unless_the_setting_allows_it(tmp_path: Path, allow: bool) -> None:
    writer, marker = DirectoryWriter(tmp_path / "models"), tmp_path / "marker"
    for name in ("tfidf_vectorizer.pkl", "naive_bayes_clf.pkl"):
        writer.create(name, pickle.dumps(WritesAFile(marker)))
    message = "hold a int and a int" if allow else "refused unless ALLOW_PICKLE=1 is set"
    with pytest.raises(ServiceError, match=message):
        loader(writer, allow=allow).fetch(None)
    assert marker.exists() == allow


def test_without_pickles_the_missing_pointer_is_named(writer: AnyWriter) -> None:
    with pytest.raises(NotInStoreError, match=r"current\.json"):
        loader(writer, allow=True).fetch(None)


def test_bytes_other_than_a_pickle_are_refused(tmp_path: Path) -> None:
    writer = DirectoryWriter(tmp_path)
    for name in ("tfidf_vectorizer.pkl", "naive_bayes_clf.pkl"):
        writer.create(name, b"not a pickle")
    with pytest.raises(FormatError, match="a pickle cannot be loaded"):
        loader(writer, allow=True).fetch(None)


def test_pickles_that_do_not_go_together_are_refused(
    tmp_path: Path, estimators: tuple[Any, Any]
) -> None:
    writer = DirectoryWriter(tmp_path)
    writer.create("tfidf_vectorizer.pkl", pickled(TfidfVectorizer().fit(["other", "words"])))
    writer.create("naive_bayes_clf.pkl", pickled(estimators[1]))
    refused = "TfidfVectorizer and GaussianNB cannot label a text"
    with pytest.raises(FormatError, match=refused):
        loader(writer, allow=True).fetch(None)


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
    with pytest.raises(FormatError, match=r"needs the packages in requirements-joblib\.txt"):
        loader(writer, allow=True).fetch(None)


def test_pickles_do_not_replace_a_version_with_a_missing_file(
    tmp_path: Path, tutorial_bundle: Bundle, estimators: tuple[Any, Any]
) -> None:
    writer = DirectoryWriter(tmp_path)
    version = publish(tutorial_bundle, writer)
    promote(version, writer)
    writer.create("tfidf_vectorizer.pkl", pickled(estimators[0]))
    writer.create("naive_bayes_clf.pkl", pickled(estimators[1]))
    (tmp_path / "versions" / version / "classifier.safetensors").unlink()
    with pytest.raises(StoreError, match=r"classifier\.safetensors"):
        loader(writer, allow=True).fetch(None)


def test_a_trial_that_cannot_begin_leaves_the_promoted_model(
    writer: AnyWriter, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    promote(publish(tutorial_bundle, writer), writer)
    version = publish(default_bundle, writer)
    move_pointer(plan_trial(version, SHADOW, writer, NOW), writer)
    writer.delete(f"versions/{version}/classifier.safetensors")
    loaded = fetched(loader(writer).fetch(None))
    assert loaded.model.manifest == tutorial_bundle.manifest
    assert str(loaded.trial_error).startswith("trial: ")
    assert (loaded.trial, loaded.tag) == (None, None)
    cache = ModelCache(lambda _: loaded, 60)
    cache.model()
    assert cache.events() == [None, loaded.trial_error]


def test_a_new_trial_does_not_fetch_the_promoted_artifacts_again(
    tmp_path: Path, tutorial_bundle: Bundle, default_bundle: Bundle
) -> None:
    writer = DirectoryWriter(tmp_path)
    promoted = publish(tutorial_bundle, writer)
    promote(promoted, writer)
    model_loader = loader(writer)
    first = fetched(model_loader.fetch(None))
    writer.delete(f"versions/{promoted}/classifier.safetensors")
    version = publish(default_bundle, writer)
    move_pointer(plan_trial(version, SHADOW, writer, NOW), writer)
    assert fetched(model_loader.fetch(first.tag)).trial_error is None
