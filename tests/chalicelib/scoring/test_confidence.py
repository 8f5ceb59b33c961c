"""Texts with few known words get probabilities nearer to the threshold, and the same labels."""

import math
from typing import Any

import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from chalicelib.errors import FormatError
from chalicelib.explain.attribution import explain
from chalicelib.manifest import read_manifest
from chalicelib.reference import Confidence
from chalicelib.scoring.confidence import KnownWords, known_words, tempered, word_blocks
from chalicelib.scoring.model import Model
from chalicelib.scoring.model_builder import build_model
from chalicelib.version_names import version_of
from tests.support.crafting import manifest
from tests.support.parity import LABELS, TRAINING
from tests.support.references import REFERENCE
from train.export.exporter import export_model
from train.registry.bundle import Bundle

CONFIDENCE = {"low": 0.4, "rate": 2.0}
STRANGE = ["щзх", "a" * 3000, "zxcv, zxcv zxcv!", "!!! 123", "free щзх щзх щзх ъ ы э ю я ж"]


def adjusted(bundle: Bundle, **changes: Any) -> Model:
    document = bundle.manifest.document | {"confidence": CONFIDENCE} | changes
    read = read_manifest(document, version_of(document), "manifest.json")
    return Bundle(read, bundle.files).model()


@pytest.mark.parametrize("text", STRANGE)
def test_a_text_with_few_known_words_is_less_certain(default_bundle: Bundle, text: str) -> None:
    model, before = adjusted(default_bundle), default_bundle.model().classify(text)
    label, probabilities = model.classify(text)
    assert label == before.label == model.predict(text)
    assert before.probabilities is not None
    assert probabilities is not None
    assert max(probabilities) < max(before.probabilities)
    assert sum(probabilities) == pytest.approx(1.0)
    assert model.scores(text) == default_bundle.model().scores(text)


@pytest.mark.parametrize("text", TRAINING)
def test_a_text_of_known_words_keeps_its_probabilities(default_bundle: Bundle, text: str) -> None:
    assert adjusted(default_bundle).classify(text) == default_bundle.model().classify(text)


@pytest.mark.parametrize("threshold", [0.02, 0.5, 0.98])
@pytest.mark.parametrize("text", [*STRANGE, *TRAINING])
def test_the_probability_stays_on_the_labels_side_of_the_threshold(
    default_bundle: Bundle, text: str, threshold: float
) -> None:
    label, probabilities = adjusted(default_bundle, threshold=threshold).classify(text)
    assert probabilities is not None
    assert (label == "spam") == (probabilities[1] > threshold)


@pytest.mark.parametrize(
    ("margin", "threshold", "expected"),
    [
        pytest.param(-4.0, 1.0, -1.0, id="the-first-class-to-even-odds"),
        pytest.param(0.8, 1.0, 0.2, id="the-first-class-although-less-probable"),
        pytest.param(5.0, 1.0, 2.0, id="the-second-to-the-threshold"),
        pytest.param(-5.0, -1.0, -2.0, id="the-first-to-the-threshold"),
        pytest.param(-0.8, -1.0, -0.2, id="the-second-although-less-probable"),
        pytest.param(4.0, -1.0, 1.0, id="the-second-to-even-odds"),
    ],
)
def test_a_margin_moves_towards_the_nearer_of_even_odds_and_threshold(
    margin: float, threshold: float, expected: float
) -> None:
    by_four = Confidence(0.5, math.log(4))
    first, second = tempered((0.0, margin), threshold, by_four, KnownWords(0, 7))
    assert second - first == pytest.approx(expected)


def test_an_explanation_has_the_same_probability(default_bundle: Bundle) -> None:
    model = adjusted(default_bundle)
    for text in STRANGE:
        label, probabilities = model.classify(text)
        assert probabilities is not None
        expected = probabilities[model.manifest.classes.index(str(label))]
        assert explain(model, text).probability == expected


def test_of_three_classes_the_most_probable_stays(three_class_bundle: Bundle) -> None:
    model, before = adjusted(three_class_bundle), three_class_bundle.model()
    label, probabilities = model.classify("щзх")
    unadjusted = before.classify("щзх")
    assert probabilities is not None
    assert unadjusted.probabilities is not None
    assert label == unadjusted.label
    assert max(probabilities) < max(unadjusted.probabilities)
    assert label == model.manifest.classes[probabilities.index(max(probabilities))]


def test_without_the_field_words_are_not_counted(
    default_bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.scoring.confidence.known_words", None)
    assert default_bundle.manifest.confidence is None
    assert default_bundle.model().classify("щзх").label == "ham"
    assert adjusted(default_bundle).predict("щзх") == "ham"


@pytest.mark.parametrize(
    ("text", "words"),
    [("free FREE prize", (2, 2)), ("щзх free щзх", (1, 2)), ("12 !? 0", (0, 0)), ("", (0, 0))],
)
def test_different_words_that_start_with_a_letter_count(
    default_bundle: Bundle, text: str, words: tuple[int, int]
) -> None:
    [block] = word_blocks(default_bundle.model().vectorizer)
    assert known_words(block, text) == words


CHINESE = ["\u514d\u8d39\u9886\u5956", "\u9886\u5956\u5427 ok", "\u4f60\u597d\u5417"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("\u9886\u5956\u514d\u8d39", (4, 4), id="known-pairs"),
        pytest.param("\u9886\u5956\u9886\u5956", (2, 2), id="different-characters"),
        pytest.param("\u597d\u5956\u98ce", (0, 3), id="characters-without-their-neighbours"),
        pytest.param("ok\u9886\u5956ok zz", (3, 4), id="words-between"),
        pytest.param("\u0e1f\u0e23\u0e35", (0, 2), id="another-script-whose-vowels-are-no-letters"),
    ],
)
def test_without_spaces_each_character_counts_as_a_word(text: str, words: tuple[int, int]) -> None:
    pairs = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 3))
    union = FeatureUnion([("pairs", pairs), ("words", TfidfVectorizer())])
    vectors = union.fit_transform(CHINESE)
    export = export_model(
        union, LogisticRegression().fit(vectors, ["spam", "spam", "ham"]), CHINESE
    )
    [block] = word_blocks(export.read_vectorizer)
    assert known_words(block, text) == words


def test_few_known_words_are_not_familiar(default_bundle: Bundle) -> None:
    model = adjusted(default_bundle, reference=REFERENCE)
    assert [model.is_familiar(each, 1.0) for each in (TRAINING[0], "a" * 3000)] == [True, False]
    assert model.is_familiar(TRAINING[0], 0.1) is False
    assert model.is_familiar(TRAINING[0], None) is None
    assert default_bundle.model().is_familiar("щзх", 0.0) is None


def exported(vectorizer: Any, classifier: Any) -> Model:
    classifier.fit(vectorizer.fit_transform(TRAINING), LABELS)
    export = export_model(vectorizer, classifier, TRAINING)
    document = {
        "format": 1,
        "created": "20260131T093000Z",
        "classes": ["ham", "spam"],
        "threshold": None,
        "files": {},
        "confidence": CONFIDENCE,
    }
    read = read_manifest(document, version_of(document), "manifest.json")
    return build_model(export.vectorizer, export.classifier, read)


@pytest.mark.parametrize(
    ("vectorizer", "classifier"),
    [
        pytest.param(TfidfVectorizer(analyzer="char"), LogisticRegression(), id="characters"),
        pytest.param(TfidfVectorizer(ngram_range=(2, 2)), LogisticRegression(), id="pairs"),
        pytest.param(CountVectorizer(), LinearSVC(), id="no-probabilities"),
    ],
)
def test_a_model_without_words_or_probabilities_must_not_have_one(
    vectorizer: Any, classifier: Any
) -> None:
    with pytest.raises(FormatError, match="found a confidence; expected none, because the model"):
        exported(vectorizer, classifier)


@pytest.mark.parametrize(
    ("confidence", "message"),
    [
        pytest.param({"low": 0.0, "rate": 2.0}, "'low' is 0.0; expected a number", id="low-0"),
        pytest.param({"low": 1.0, "rate": 2.0}, "'low' is 1.0; expected a number", id="low-1"),
        pytest.param({"low": 0.4, "rate": 0.0}, "'rate' is 0.0; expected", id="rate-0"),
        pytest.param({"low": 0.4, "rate": 11.0}, "'rate' is 11.0; expected", id="rate-11"),
        pytest.param({"low": "x", "rate": 2.0}, "confidence: field 'low' is \"x\"", id="text"),
        pytest.param({"low": 0.4}, "field 'rate' is missing", id="missing"),
        pytest.param(CONFIDENCE | {"x": 1}, "unknown field 'x'", id="more"),
        pytest.param(None, "confidence", id="null"),
    ],
)
def test_a_bad_confidence_is_refused(confidence: object, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        manifest(confidence=confidence)


def test_several_labels_have_no_confidence() -> None:
    with pytest.raises(FormatError, match="found a confidence; expected none with several labels"):
        manifest(confidence=CONFIDENCE, several=True, threshold=None)
