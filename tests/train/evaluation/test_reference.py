"""The reference of a version is measured on texts that the model was not fitted to."""

from typing import Any

import pytest
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion

from chalicelib.manifest import read_manifest
from chalicelib.version_names import version_of
from tests.support.parity import LABELS, THIRD, TRAINING
from train.corpus.reader import Corpus
from train.evaluation.predictions import text_key
from train.evaluation.reference import LEAST_TEXTS, MOST_TEXTS, reference_facts
from train.export.estimators import Estimators
from train.export.exported import Export
from train.export.exporter import export_model
from train.fit import fit
from train.measure import measure
from train.recipes.catalog import RECIPES

WORDS = ["free", "prize", "see", "you", "unseen", "call", "eight", "now", "late", "cash"]
HELD_OUT = [f"{first} {second} {first}" for first in WORDS for second in WORDS]


def estimators(vectorizer: Any = None, labels: list[str] = LABELS) -> Estimators:
    vectorizer = vectorizer or CountVectorizer()
    classifier = LogisticRegression().fit(vectorizer.fit_transform(TRAINING), labels)
    return Estimators(vectorizer, classifier)


def exported(labels: list[str] = LABELS) -> Export:
    return export_model(*estimators(labels=labels))


def reference_of(
    export: Export, texts: list[str], keys: frozenset[str] = frozenset(), **facts: Any
) -> dict[str, Any]:
    served = {"threshold": None, "positive": None} | facts
    found: dict[str, Any] = reference_facts(export, texts, keys, served)["reference"]
    return found


def test_label_shares_are_those_of_the_models_own_labels() -> None:
    reference = reference_of(exported(), HELD_OUT)
    model = exported()
    labels = [model.read_classifier.label(model.scores(text)) for text in HELD_OUT]
    assert reference["texts"] == 100
    assert reference["labels"] == {each: labels.count(each) / 100 for each in ("ham", "spam")}
    certain = reference_of(exported(), HELD_OUT, threshold=0.9999, positive="spam")
    assert certain["labels"] == {"ham": 1.0, "spam": 0.0}


def test_scores_are_the_margins_of_the_positive_class_in_bins_of_as_many_texts() -> None:
    texts = [each for each in HELD_OUT if each.split()[0] != each.split()[1]]
    first, second = (
        reference_of(exported(), texts, positive=positive) for positive in ("ham", "spam")
    )
    edges = [-edge for edge in reversed(second["scores"]["edges"])]
    assert first["scores"]["edges"] == pytest.approx(edges)
    assert len(edges) == 90 // LEAST_TEXTS - 1
    assert sum(first["scores"]["shares"]) == pytest.approx(1.0, abs=1e-5)
    assert min(first["scores"]["shares"]) > 0.15


def test_with_more_classes_the_score_is_the_best_minus_the_next() -> None:
    export = exported(THIRD)
    reference = reference_of(export, HELD_OUT)
    assert min(reference["scores"]["edges"]) > 0
    assert set(reference["labels"]) == {"ham", "prize", "spam"}


def test_the_low_is_the_5th_percentile_of_the_known_share() -> None:
    known = reference_of(exported(), HELD_OUT)["known"]
    # "unseen" twice and a known word, 9 texts; once, 9 texts; "unseen" alone, 1 text.
    assert known["mean"] == pytest.approx((81 + 9 * (1 / 3 + 2 / 3)) / 100, abs=1e-6)
    assert known["low"] == pytest.approx(1 / 3, abs=1e-6)


@pytest.mark.parametrize(
    ("characters", "of_words"),
    [
        pytest.param(["zz"], True, id="few-n-grams"),
        pytest.param(None, False, id="all-n-grams"),
    ],
)
def test_known_shares_are_of_words_if_common_n_grams_were_left_out(
    characters: list[str] | None, of_words: bool
) -> None:
    n_grams = CountVectorizer(analyzer="char_wb", ngram_range=(2, 2), vocabulary=characters)
    words = CountVectorizer(ngram_range=(1, 2))
    export = export_model(*estimators(FeatureUnion([("n_grams", n_grams), ("words", words)])))
    facts = reference_facts(export, HELD_OUT, (), {"threshold": None, "positive": None})
    assert facts.get("known_words", False) is of_words
    share = export.read_vectorizer.known_share
    mean = sum(share(text, of_words=of_words) or 0.0 for text in HELD_OUT) / len(HELD_OUT)
    assert facts["reference"]["known"]["mean"] == pytest.approx(mean, abs=1e-6)


def test_hashes_have_no_known_share() -> None:
    vectorizer = HashingVectorizer(n_features=64)
    export = export_model(*estimators(vectorizer))
    assert reference_of(export, HELD_OUT)["known"] is None


def test_copies_of_training_texts_do_not_count() -> None:
    keys = frozenset(map(text_key, HELD_OUT[:60]))
    assert reference_of(exported(), HELD_OUT, keys)["texts"] == 40


@pytest.mark.parametrize("count", [0, LEAST_TEXTS - 1])
def test_too_few_texts_make_no_reference(count: int) -> None:
    facts = {"threshold": None, "positive": None}
    assert reference_facts(exported(), HELD_OUT[:count], (), facts) == {}


def test_of_many_texts_a_part_is_scored() -> None:
    many = [HELD_OUT[at % 100] for at in range(MOST_TEXTS + 1)]
    reference = reference_of(exported(), many)
    assert reference["texts"] == (MOST_TEXTS + 2) // 2


def test_fit_measures_it_on_the_texts_to_test_on(small: Corpus) -> None:
    test = Corpus(HELD_OUT, ["ham", "spam"] * 50, "0" * 64)
    document = fit(RECIPES["tutorial"], small, test).document()
    assert document["reference"]["texts"] == 100


def test_export_measures_it_only_with_texts_to_test_on() -> None:
    test = Corpus(HELD_OUT, ["ham", "spam"] * 50, "0" * 64)
    assert measure(estimators(), "mine", test).document()["reference"]["texts"] == 100
    assert "reference" not in measure(estimators(), "mine", None).document()


def test_a_manifest_with_it_can_be_read() -> None:
    test = Corpus(HELD_OUT, ["ham", "spam"] * 50, "0" * 64)
    manifest = measure(estimators(), "mine", test).bundle().manifest
    document = manifest.document
    again = read_manifest(document, version_of(document), "manifest.json").reference
    assert again is not None
    assert again == manifest.reference
    assert again.texts == 100
