"""A replaced model is freed at once: nothing refers to it, and no reference cycle keeps it."""

import gc
import weakref
from collections.abc import Iterator
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, cast

import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import FeatureUnion

from chalicelib.errors import FormatError, ServiceError
from chalicelib.manifest import Manifest
from chalicelib.pointer import Trial
from chalicelib.registry.fetch import fetch_file
from chalicelib.scoring.model_builder import build_model
from chalicelib.serving.model_cache import ModelCache
from chalicelib.serving.model_loader import LoadedModel
from chalicelib.serving.served_model import ServedModel
from chalicelib.serving.trial.on_trial import on_trial
from chalicelib.store.in_background import InBackground
from tests.support.classifiers import CLASSIFIERS, fitted
from tests.support.crafting import manifest
from tests.support.parity import LABELS, THIRD
from train.export.exported import Export
from train.recipes.default_vectorizer import make_vectorizer

if TYPE_CHECKING:
    from chalicelib.store.base import StoreReader

VECTORIZERS = {
    "words": lambda: TfidfVectorizer(stop_words="english", ngram_range=(1, 3)),
    "counts": CountVectorizer,
    "characters": lambda: TfidfVectorizer(analyzer="char", ngram_range=(2, 3)),
    "characters-of-words": lambda: TfidfVectorizer(analyzer="char_wb", strip_accents="unicode"),
    "union": lambda: FeatureUnion([("w", CountVectorizer()), ("c", TfidfVectorizer())]),
    "normalizer": make_vectorizer,
}


class WatchedModel(ServedModel):
    """A served model that can be weakly referenced."""

    __slots__ = ("__weakref__",)


@pytest.fixture
def no_garbage_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


def exchanges(export: Export, served: Manifest) -> list[bool]:
    """Serve the export again and again; return which of the models still exist."""
    references: list[weakref.ref[object]] = []

    def fetch(tag: str | None) -> LoadedModel:
        model = build_model(export.vectorizer, export.classifier, served)
        watched = WatchedModel(model)
        # The words of a block are what a bound method once kept.
        references.extend(weakref.ref(block.words) for block in model.vectorizer.blocks)
        references.append(weakref.ref(watched))
        return LoadedModel(watched, f"after {tag}")

    cache = ModelCache(fetch, 1, count(step=10).__next__)
    for _ in range(3):
        current = cache.model()
        current.predict("Free PRIZE, see http://x.yz now")
        current.classify("café 0909")
        current.explain("free call, free café 🎉")
    return [reference() is not None for reference in references]


def assert_only_the_last_exists(exists: list[bool]) -> None:
    each = len(exists) // 3
    assert exists == [False] * (2 * each) + [True] * each


@pytest.mark.usefixtures("no_garbage_collector")
@pytest.mark.parametrize("kind", CLASSIFIERS)
@pytest.mark.parametrize("labels", [LABELS, THIRD], ids=["two-classes", "three-classes"])
def test_a_replaced_classifier_is_freed(kind: str, labels: list[str]) -> None:
    export = fitted(CLASSIFIERS[kind], labels).export
    served = manifest(classes=sorted(set(labels)), threshold=None)
    assert_only_the_last_exists(exchanges(export, served))


@pytest.mark.usefixtures("no_garbage_collector")
@pytest.mark.parametrize("kind", VECTORIZERS)
def test_a_replaced_vectorizer_is_freed(kind: str) -> None:
    export = fitted(MultinomialNB(), LABELS, VECTORIZERS[kind]()).export
    assert_only_the_last_exists(exchanges(export, manifest()))


@pytest.mark.usefixtures("no_garbage_collector")
@pytest.mark.parametrize("kind", ["shadow", "canary"])
def test_a_replaced_trial_is_freed(kind: str) -> None:
    export = fitted(MultinomialNB(), LABELS, VECTORIZERS["words"]()).export
    documents = manifest(), manifest(recipe="another")
    references: list[weakref.ref[object]] = []

    def fetch(tag: str | None) -> LoadedModel:
        models = [
            WatchedModel(build_model(export.vectorizer, export.classifier, document))
            for document in documents
        ]
        references.extend(map(weakref.ref, models))
        trial = Trial(kind, documents[1], 99, None, "20260131T093000Z")
        return LoadedModel(models[0], f"after {tag}", on_trial(models[0], models[1], trial, None))

    cache = ModelCache(fetch, 1, count(step=10).__next__)
    for _ in range(3):
        trial = cache.trial(cache.model())
        assert trial is not None
        trial.respond(lambda model: model.predict("free call"), lambda: "free", lambda *_: None)
        trial.respond(lambda model: model.explain("free call"), lambda: "free", lambda *_: None)
    exists = [reference() is not None for reference in references]
    # The last one is still on trial.
    assert exists == [False] * (len(exists) - 2) + [True] * 2


class Watched(FormatError):
    """An error that a test can watch."""


@pytest.mark.usefixtures("no_garbage_collector")
def test_a_failure_keeps_nothing_that_was_read() -> None:
    references: list[weakref.ref[ServiceError]] = []

    def fetch(tag: str | None) -> LoadedModel:
        error = Watched("bytes flipped")
        references.append(weakref.ref(error))
        try:
            raise error
        finally:
            del error, tag

    cache = ModelCache(fetch, 1, lambda: 0.0)
    for _ in range(3):
        with pytest.raises(Watched, match="bytes flipped"):
            cache.model()
    assert [reference() for reference in references] == [None]


class FailingStore:
    """A store whose every read fails with an error that the test can watch."""

    uri = "nowhere"

    def __init__(self) -> None:
        self.references: list[weakref.ref[ServiceError]] = []

    def read(self, key: str, max_bytes: int) -> bytes:
        """Fail."""
        error = Watched(f"{key}: at most {max_bytes} bytes")
        self.references.append(weakref.ref(error))
        try:
            raise error
        finally:
            del error


@pytest.mark.usefixtures("no_garbage_collector")
def test_a_failed_background_fetch_keeps_nothing_that_was_read() -> None:
    store = FailingStore()
    reader = cast("StoreReader", store)
    fetch = InBackground("v", partial(fetch_file, reader, manifest(), "classifier.safetensors"))
    fetch.start()
    fetch.join()
    with pytest.raises(Watched, match=r"classifier\.safetensors: at most 3 bytes"):
        fetch.result()
    assert [reference() for reference in store.references] == [None]
