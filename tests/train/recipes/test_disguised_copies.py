"""A linear SVM learns from copies with split words and padding, of its own training texts only."""

from typing import Any

import numpy as np
import pytest

from tests.support.parity import LABELS, THIRD, TRAINING
from train.recipes import default as default_recipe
from train.recipes import disguised_copies as copies_module
from train.recipes.catalog import recipe_named
from train.recipes.default import fit_default
from train.recipes.default_options import RecipeOptions
from train.recipes.default_vectorizer import make_vectorizer
from train.recipes.disguised_copies import (
    PADDING_WORDS,
    TEXTS_FOR_A_COPY,
    WEIGHT,
    Samples,
    disguised_copies,
    samples_of,
    with_copies,
)
from train.recipes.fast_vectors import fit_vectors
from train.recipes.word_disguises import common_words

HAM = [f"see you at the station tonight number {number}" for number in range(4 * TEXTS_FOR_A_COPY)]
SPAM = [f"claim your wonderful prize today {number}" for number in range(TEXTS_FOR_A_COPY)]
TEXTS = HAM + SPAM
NAMES = np.array(["0"] * len(HAM) + ["1"] * len(SPAM))
COPIES, ORIGINS = disguised_copies(TEXTS, NAMES)


def test_each_class_has_a_copy_for_so_many_texts() -> None:
    assert NAMES[ORIGINS].tolist() == ["1"] * 5 + ["0"] * 5
    assert len(set(ORIGINS.tolist())) == len(COPIES) == 10


def test_a_copy_is_its_text_with_common_words_of_the_first_class_after_it() -> None:
    words = set(common_words(HAM, 100))
    for copy, origin in zip(COPIES, ORIGINS, strict=True):
        shown, text = copy.replace(" ", ""), TEXTS[origin].replace(" ", "")
        assert shown.startswith(text)
        assert set(copy.split()[-PADDING_WORDS:]) <= words


def test_only_words_of_the_second_class_are_split() -> None:
    whole = [copy.startswith(TEXTS[at]) for copy, at in zip(COPIES, ORIGINS, strict=True)]
    assert whole == [False] * 5 + [True] * 5


def test_the_same_texts_have_the_same_copies() -> None:
    assert disguised_copies(TEXTS, NAMES).texts == COPIES


@pytest.mark.parametrize(
    "labels",
    [
        pytest.param(np.array(["0", "1", "2"] * 200), id="three-classes"),
        pytest.param(np.array(["0", "1"] * 300), id="contradicting-labels"),
    ],
)
def test_there_is_no_copy_of_a_text_whose_class_has_no_reason_to_hide(labels: Any) -> None:
    assert disguised_copies(["free prize"] * len(labels), labels).texts == []


def test_samples_have_the_weight_and_the_label_of_a_copy() -> None:
    vectorizer = make_vectorizer()
    samples = samples_of(fit_vectors(vectorizer, TEXTS), NAMES)
    more = with_copies(samples, vectorizer, TEXTS)
    assert more.vectors.shape == (len(TEXTS) + 10, samples.vectors.shape[1])
    assert more.labels[len(TEXTS) :].tolist() == NAMES[ORIGINS].tolist()
    assert more.weights.tolist() == [1.0] * len(TEXTS) + [WEIGHT] * 10
    assert more.origins[len(TEXTS) :].tolist() == ORIGINS.tolist()


def test_few_texts_have_no_copies() -> None:
    vectorizer = make_vectorizer()
    samples = samples_of(fit_vectors(vectorizer, TRAINING), np.array(LABELS))
    assert with_copies(samples, vectorizer, TRAINING) is samples


def test_a_text_that_calibrates_has_no_copy_among_the_samples_that_its_score_comes_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: list[Samples] = []
    whole = default_recipe._fit_pruned

    def fit_pruned(samples: Samples, *rest: Any) -> Any:
        found.append(samples)
        return whole(samples, *rest)

    monkeypatch.setattr(default_recipe, "_fit_pruned", fit_pruned)
    monkeypatch.setattr(default_recipe, "is_useful", lambda: False)
    fit_default(TEXTS, NAMES.tolist())
    everything, *folds = found
    assert len(everything.origins) == len(TEXTS) + 10
    copied = [samples.origins[samples.weights == WEIGHT] for samples in folds]
    assert sum(map(len, copied)) == 4 * 10  # each copy is in four of five folds
    for samples, origins in zip(folds, copied, strict=True):
        assert set(origins) <= set(samples.origins[samples.weights == 1])


def test_only_a_class_that_is_unwanted_by_name_has_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[int] = []

    def count(*taken: Any) -> Any:
        copied.append(1)
        return disguised_copies(*taken)

    monkeypatch.setattr(copies_module, "disguised_copies", count)
    for name in ("default", "default-1000"):
        for positive in ("happy", "spam"):
            labels = [positive if label == "1" else "a" for label in NAMES]
            recipe_named(name).fit(TEXTS, labels, positive)
            assert len(copied) == (positive == "spam")
        copied.clear()


def test_three_classes_are_fitted_to_their_texts_alone() -> None:
    vectorizer = make_vectorizer()
    samples = samples_of(fit_vectors(vectorizer, TRAINING * 20), np.array(THIRD * 20))
    assert with_copies(samples, vectorizer, TRAINING * 20) is samples


def test_padded_spam_is_recognized() -> None:
    words = common_words(HAM, 100)
    padded = " ".join(["cla im your wonder ful prize", *words])
    caught = []
    for copies in (False, True):
        fitted = fit_default(TEXTS, NAMES.tolist(), RecipeOptions(copies=copies))
        probability = fitted.classifier.predict_proba(fitted.vectorizer.transform([padded]))[0, 1]
        caught.append(probability > fitted.threshold)
    assert caught == [False, True]
