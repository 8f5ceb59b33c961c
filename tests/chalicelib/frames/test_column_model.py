"""A model as a function: labels, probabilities, missing texts, and what is no text."""

import math
import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Perceptron

from chalicelib.errors import ColumnError
from chalicelib.frames import ColumnModel, load
from chalicelib.scoring.model import Model
from tests.support.parity import LABELS, TEXTS, TRAINING
from tests.support.several_labels import several_bundle
from tests.support.stores import promote, publish
from train.export.exporter import export_model
from train.registry.bundle import Bundle, make_bundle
from train.registry.writable_store import DirectoryWriter

SPAM, HAM = "free prize call now", "see you at eight then"


class NAType:
    """Stands for pandas' NA, which may not be compared."""

    def __ne__(self, other: object) -> bool:
        """Raise what pandas raises, if the result is used as a truth value."""
        raise TypeError("boolean value of NA is ambiguous")

    __hash__ = None  # type: ignore[assignment]


def promoted(bundle: Bundle, store: DirectoryWriter) -> ColumnModel:
    promote(publish(bundle, store), store)
    return load(store.uri)


@pytest.fixture(scope="module")
def model(published: DirectoryWriter) -> ColumnModel:
    return load(published.uri)


@pytest.fixture(scope="module")
def exported(default_bundle: Bundle) -> Model:
    return default_bundle.model()


@pytest.fixture
def store(tmp_path: Any) -> DirectoryWriter:
    return DirectoryWriter(tmp_path / "models")


def test_labels_and_probabilities_are_those_of_the_model(
    model: ColumnModel, exported: Model
) -> None:
    texts = [text for text in TEXTS if text.strip()]
    classified = [exported.classify(text) for text in texts]
    assert model.labels(texts) == [label for label, _ in classified]
    spam = [probabilities and probabilities[1] for _, probabilities in classified]
    assert model.probabilities(texts) == model.probabilities(texts, of="spam") == spam
    ham = [probabilities and probabilities[0] for _, probabilities in classified]
    assert model.probabilities(texts, of="ham") == ham


def test_one_text_has_what_it_has_in_a_list(model: ColumnModel) -> None:
    assert [model.label(text) for text in (SPAM, HAM)] == model.labels([SPAM, HAM])
    assert [model.probability(text) for text in (SPAM, HAM)] == model.probabilities([SPAM, HAM])


@pytest.mark.parametrize("missing", [None, math.nan, NAType(), "", " \n\t"])
def test_a_missing_text_has_no_label_and_no_probability(
    model: ColumnModel, missing: object
) -> None:
    assert model.labels([missing, HAM]) == [None, "ham"]
    assert model.probability(missing) is None


@pytest.mark.parametrize(
    ("value", "found"),
    [(3, "int"), (0.5, "float"), (b"free", "bytes"), (["free"], "list"), (True, "bool")],
)
def test_what_is_no_text_is_refused_by_its_row_and_type(
    model: ColumnModel, value: object, found: str
) -> None:
    message = f"^row 1: found a value of type {found}; expected a string$"
    for call in (model.labels, model.probabilities):
        with pytest.raises(ColumnError, match=message):
            call([None, value])


@pytest.mark.parametrize("call", ["labels", "probabilities"])
@pytest.mark.parametrize(
    ("texts", "found"),
    [("free", "one string"), (None, "a value of type NoneType"), (3, "a value of type int")],
)
def test_what_is_no_list_of_texts_is_refused(
    model: ColumnModel, call: str, texts: Any, found: str
) -> None:
    with pytest.raises(ColumnError, match=f"^found {found}; expected a list or a column of "):
        getattr(model, call)(texts)


def test_what_was_loaded_is_told(model: ColumnModel, default_bundle: Bundle) -> None:
    assert model.version == default_bundle.manifest.version
    assert (model.classes, model.positive, model.policy) == (("ham", "spam"), "spam", None)
    assert model.version in repr(model)


@pytest.mark.parametrize("name", ["version", "policy", "classes", "positive", "label", "other"])
def test_nothing_of_a_model_can_be_assigned(model: ColumnModel, name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(model, name, "spam")


def test_a_pickle_is_a_name_and_loads_once_in_a_process(model: ColumnModel) -> None:
    raw = pickle.dumps(model)
    assert len(raw) < 400
    assert pickle.loads(raw) is model  # noqa: S301 - made above


@pytest.mark.parametrize(
    ("call", "message"),
    [
        pytest.param(
            lambda model: model.probability(SPAM, of="Spam"),
            "no class 'Spam'; expected of= one of ham, spam",
            id="class",
        ),
        pytest.param(
            lambda model: model.probability(SPAM, of=3),
            "found of= of type int; expected of= one of ham, spam",
            id="type",
        ),
        pytest.param(
            lambda model: model.pandas("labels"),
            "found the column 'labels'; expected label or probability",
            id="column",
        ),
        pytest.param(
            lambda model: model.spark("label", of="ham"),
            "found of='ham' for the column 'label'; only 'probability' has one",
            id="of",
        ),
    ],
)
def test_a_column_that_the_model_does_not_have_is_refused(
    model: ColumnModel, call: Callable[[ColumnModel], object], message: str
) -> None:
    pytest.importorskip("numpy")
    with pytest.raises(ColumnError, match=message):
        call(model)


def test_a_model_without_probabilities_says_so_before_it_scores(store: DirectoryWriter) -> None:
    vectorizer = TfidfVectorizer()
    classifier = Perceptron().fit(vectorizer.fit_transform(TRAINING), LABELS)
    facts: dict[str, Any] = {"recipe": "x", "data": None, "metrics": None}
    facts |= {"positive": "spam", "threshold": None}
    export = export_model(vectorizer, classifier)
    model = promoted(make_bundle(export, (vectorizer, classifier), facts, datetime.now(UTC)), store)
    assert model.label(SPAM) == "spam"
    for call in (model.probability, model.probabilities, model.duckdb):
        with pytest.raises(ColumnError, match="has no probabilities, only labels"):
            call(*([None, "probability"] if call == model.duckdb else [[SPAM]]))


def test_without_a_positive_class_the_probability_needs_its_name(
    three_class_bundle: Bundle, store: DirectoryWriter
) -> None:
    model = promoted(three_class_bundle, store)
    with pytest.raises(ColumnError, match="it has no positive class; expected of= one of ham, pri"):
        model.probabilities([SPAM])
    shares = [model.probability(SPAM, of=name) for name in model.classes]
    assert sum(share or 0 for share in shares) == pytest.approx(1)


def test_the_labels_of_a_text_that_has_several_are_a_list(store: DirectoryWriter) -> None:
    bundle = several_bundle()
    model = promoted(bundle, store)
    expected = [[*bundle.model().predict(text)] for text in TRAINING]
    assert model.labels(TRAINING) == expected
    assert {len(labels) for labels in expected} > {1}
