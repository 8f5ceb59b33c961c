"""Fit: the tutorial's metrics to the last digit, the held-out split, and refused corpora."""

import math

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import GaussianNB

from tests.support.parity import LABELS, TRAINING
from train.corpus.reader import Corpus
from train.errors import InputError
from train.export.exporter import export_model
from train.fit import fit
from train.recipes.catalog import RECIPES
from train.recipes.sparse_gaussian_nb import fit_gaussian
from train.registry.bundle import Bundle


@pytest.fixture(scope="module")
def sms_tutorial(sms: Corpus) -> Bundle:
    return fit(RECIPES["tutorial"], sms).bundle()


def test_the_tutorial_recipe_gives_the_tutorials_metrics(sms_tutorial: Bundle) -> None:
    metrics = sms_tutorial.manifest.document["metrics"]
    assert isinstance(metrics, dict)
    assert metrics["accuracy"] == 0.9032258064516129
    assert metrics["confusion"] == [[440, 51], [3, 64]]


@pytest.mark.parametrize(
    ("text", "label"),
    [("you know it is urgent and free", "spam"), ("bite me", "ham")],
)
def test_the_tutorials_own_examples(sms_tutorial: Bundle, text: str, label: str) -> None:
    assert sms_tutorial.model().predict(text) == label


@pytest.mark.no_cover  # scoring 5,572 texts is slow with coverage
def test_sparse_fit_dense_fit_and_exported_model_agree_on_every_message(sms: Corpus) -> None:
    vectorizer = TfidfVectorizer(sublinear_tf=True, max_df=0.5)
    matrix = vectorizer.fit_transform(sms.texts)
    sparse_fit = fit_gaussian(matrix, sms.labels)
    export = export_model(vectorizer, sparse_fit)
    dense = matrix.toarray()
    expected = GaussianNB().fit(dense, sms.labels).predict(dense)
    exported = [export.read_classifier.label(export.scores(text)) for text in sms.texts]
    assert (sparse_fit.predict(dense) == expected).all()
    assert (exported == expected).sum() == 5572


def test_the_held_out_tenth_is_not_trained_on(tutorial_bundle: Bundle, small: Corpus) -> None:
    metrics = tutorial_bundle.manifest.document["metrics"]
    assert isinstance(metrics, dict)
    assert metrics["texts"] == math.ceil(len(small.texts) / 10)


def test_a_model_can_be_evaluated_on_other_texts(small: Corpus) -> None:
    test = Corpus(TRAINING, LABELS, "f" * 64)
    metrics = fit(RECIPES["tutorial"], small, test).facts["metrics"]
    assert metrics["texts"] == len(TRAINING)
    assert "f" * 64 in metrics["protocol"]


def test_unknown_labels_are_refused(small: Corpus) -> None:
    test = Corpus(["hello"], ["Spam"], "f" * 64)
    with pytest.raises(InputError, match=r"labels \['Spam'\]; the model knows \['ham', 'spam'\]"):
        fit(RECIPES["tutorial"], small, test)


def test_a_class_whose_texts_are_all_held_out_is_refused() -> None:
    corpus = Corpus([f"text {n}" for n in range(60)], ["a"] * 60, "0" * 64)
    held_out = fit_split_positions(60)
    for position in held_out[:2]:
        corpus.labels[position] = "b"
    with pytest.raises(InputError, match="the training part lacks 1 of 2 classes: 'b'"):
        fit(RECIPES["tutorial"], corpus)


def fit_split_positions(count: int) -> list[int]:
    from sklearn.model_selection import train_test_split

    _, held_out = train_test_split(list(range(count)), test_size=0.1, random_state=42)
    return list(held_out)


def test_a_class_with_one_distinct_training_text_is_refused_with_advice() -> None:
    corpus = Corpus([f"ham {n}" for n in range(9)] + ["Win", "WIN"], ["ham"] * 9 + ["spam"] * 2, "")
    with pytest.raises(InputError, match=r"1 distinct text; .*; '--folds 0' skips cross-valid"):
        fit(RECIPES["tutorial"], corpus, Corpus(["hello"], ["ham"], ""), folds=2)


def test_texts_without_any_term_are_refused() -> None:
    corpus = Corpus(["!", "?", ".", ","] * 5, ["a", "b"] * 10, "0" * 64)
    with pytest.raises(InputError, match="cannot be vectorized"):
        fit(RECIPES["tutorial"], corpus)


def test_three_classes_go_through_fit_and_predict() -> None:
    labels = [("prize" if "prize" in text else label) for text, label in _labelled()]
    corpus = Corpus(TRAINING * 3, labels * 3, "0" * 64)
    bundle = fit(RECIPES["default"], corpus).bundle()
    assert bundle.manifest.classes == ("ham", "prize", "spam")
    assert bundle.model().predict("free prize call now claim 2000 cash") == "prize"


def _labelled() -> list[tuple[str, str]]:
    return list(zip(TRAINING, LABELS, strict=True))
