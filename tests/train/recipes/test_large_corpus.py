"""A corpus too large to fit at once gives a model that is as good, fitted to all of it."""

from typing import Any

import numpy as np
import pytest
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from tests.support.parity import LABELS, TEXTS, THIRD, TRAINING
from train.corpus.reader import Corpus
from train.defaults import RANDOM_STATE
from train.export.exporter import export_model
from train.recipes import default as default_recipe
from train.recipes.default import fit_default
from train.recipes.default_options import DEFAULT, RecipeOptions
from train.recipes.default_vectorizer import make_vectorizer
from train.recipes.fast_vectors import FastVectors
from train.recipes.feature_pruning import widths_of
from train.recipes.platt_scaling import calibrated
from train.recipes.sampling import stratified_sample
from train.recipes.sparse_ops import transform_in_batches

AT_ONCE = 50
"""How many of the 84 texts are fitted at once here, by their bytes."""
FEW_TERMS = 30
CORPUS = Corpus(TRAINING * 4, LABELS * 4, "")
OF_THREE = Corpus(TRAINING * 4, THIRD * 4, "")
corpora = pytest.mark.parametrize(
    "corpus", [pytest.param(CORPUS, id="two-classes"), pytest.param(OF_THREE, id="three-classes")]
)


@pytest.fixture
def in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the default recipe treat these corpora as large."""
    limit_to(AT_ONCE, CORPUS.texts, monkeypatch)


def size(text: str) -> int:
    """Return the bytes of a text in UTF-8."""
    return len(text.encode())


def limit_to(texts: int, corpus: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a share of a corpus be fitted at once: the bytes of so many texts of mean length."""
    total = sum(map(size, corpus))
    limit = -(-total * texts // len(corpus))
    monkeypatch.setattr(default_recipe, "MOST_BYTES_AT_ONCE", limit)


def held_out(labels: list[str]) -> tuple[Any, Any]:
    """Return the positions of the texts that the calibrated SVM is fitted to, and of the others."""
    folds = StratifiedKFold(5, shuffle=True, random_state=RANDOM_STATE)
    first: tuple[Any, Any] = next(folds.split(labels, labels))
    return first


@corpora
@pytest.mark.usefixtures("in_batches")
def test_a_large_corpus_gives_its_texts_their_labels(corpus: Corpus) -> None:
    vectorizer, classifier, threshold = fit_default(corpus.texts, corpus.labels)
    export = export_model(vectorizer, classifier)
    margin = export.read_classifier.margin_at(threshold)
    found = [export.read_classifier.label(export.scores(text), margin) for text in corpus.texts]
    assert found == corpus.labels


@corpora
@pytest.mark.usefixtures("in_batches")
def test_the_svm_is_fitted_to_all_texts_and_calibrated_on_held_out_ones(
    corpus: Corpus,
) -> None:
    vectorizer, classifier, _ = fit_default(corpus.texts, corpus.labels)
    vectors, labels = vectorizer.transform(corpus.texts), np.array(corpus.labels)
    training, rest = held_out(corpus.labels)
    svm = LinearSVC(C=DEFAULT.c, random_state=RANDOM_STATE)
    scores = svm.fit(vectors[training], labels[training]).decision_function(vectors[rest])
    expected = calibrated(svm.fit(vectors, labels), scores, labels[rest])
    np.testing.assert_allclose(classifier.coef_, expected.coef_, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(classifier.intercept_, expected.intercept_, rtol=1e-3)


def test_a_sample_chooses_the_terms_and_contains_no_text_of_the_calibration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Each text ends with a word of its own, so the vocabulary shows which texts were sampled.
    own = [f"own{chr(0x4E00 + number)}" for number in range(len(CORPUS.texts))]
    texts = [f"{text} {word}" for text, word in zip(CORPUS.texts, own, strict=True)]
    limit_to(AT_ONCE, texts, monkeypatch)
    vectorizer, _, _ = fit_default(texts, CORPUS.labels)
    vocabulary = dict(vectorizer.transformer_list)["words"].vocabulary_
    chose = {number for number, word in enumerate(own) if word in vocabulary}
    assert len(chose) in (AT_ONCE, AT_ONCE + 1)  # a share of a class is rounded up
    assert not chose & set(held_out(CORPUS.labels)[1].tolist())


@pytest.mark.usefixtures("in_batches")
def test_few_chosen_terms_separate_the_classes() -> None:
    vectorizer, classifier, _ = fit_default(
        CORPUS.texts, CORPUS.labels, RecipeOptions(terms=FEW_TERMS)
    )
    assert sum(widths_of(vectorizer)) == FEW_TERMS
    assert classifier.predict(vectorizer.transform(CORPUS.texts)).tolist() == CORPUS.labels


@pytest.mark.usefixtures("in_batches")
def test_no_batch_has_more_texts_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    counts: list[int] = []
    whole = FastVectors.transform

    def counting(self: FastVectors, texts: list[str]) -> Any:
        counts.append(len(texts))
        return whole(self, texts)

    monkeypatch.setattr(FastVectors, "transform", counting)
    fit_default(CORPUS.texts, CORPUS.labels)
    assert max(counts) == AT_ONCE


@pytest.mark.parametrize(("fewer", "alike"), [(0, True), (1, False)])
def test_a_corpus_is_large_with_one_byte_more_than_the_limit(
    fewer: int, alike: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = fit_default(CORPUS.texts, CORPUS.labels)
    total = sum(map(size, CORPUS.texts))
    assert total > sum(map(len, CORPUS.texts))  # some characters have several bytes
    monkeypatch.setattr(default_recipe, "MOST_BYTES_AT_ONCE", total - fewer)
    found = fit_default(CORPUS.texts, CORPUS.labels)
    assert (found.threshold == at_once.threshold) is alike


@pytest.mark.parametrize("times", [1, 20])
def test_few_long_texts_are_sampled_by_their_bytes_as_short_ones_are(
    times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"{text} " * times for text in CORPUS.texts]
    sampled: list[int] = []
    whole = default_recipe.choose_terms

    def counting(texts: list[str], *rest: Any) -> Any:
        sampled.append(sum(map(size, texts)))
        return whole(texts, *rest)

    monkeypatch.setattr(default_recipe, "choose_terms", counting)
    monkeypatch.setattr(default_recipe, "MOST_BYTES_AT_ONCE", 1_500)
    fit_default(texts, CORPUS.labels)
    assert sum(sampled) == pytest.approx(1_500, rel=0.3)


@pytest.mark.usefixtures("in_batches")
def test_a_large_corpus_may_have_a_class_of_two_texts() -> None:
    texts = [*CORPUS.texts, "council votes on bridge", "bridge opens, council says"]
    vectorizer, classifier, _ = fit_default(texts, [*CORPUS.labels, "news", "news"])
    assert classifier.predict(vectorizer.transform(["council bridge"])).tolist() == ["news"]


@pytest.mark.parametrize("at_once", [1, 5, 14, 100])
def test_batches_give_the_same_vectors_as_one_transform(at_once: int) -> None:
    vectorizer = make_vectorizer().fit(TRAINING)
    found = transform_in_batches(vectorizer, TEXTS, at_once)
    assert (found != vectorizer.transform(TEXTS)).nnz == 0
    assert found.shape[0] == len(TEXTS)


@pytest.mark.parametrize("most", [1, 3, 10, 99, 100, 1000])
def test_a_sample_has_the_share_of_every_class_and_omits_none(most: int) -> None:
    labels = np.array(["ham", "spam", "ham", "ham", "ham"] * 20 + ["news"])
    found = labels[stratified_sample(labels, most, seed=1)].tolist()
    for name, count in {"ham": 80, "spam": 20, "news": 1}.items():
        assert min(count, 1) <= found.count(name) <= count
        assert 0 <= found.count(name) - min(count, count * most / len(labels)) < 1


def test_a_sample_depends_on_its_seed_and_takes_no_text_twice() -> None:
    labels = np.array(["ham", "spam"] * 50)
    first, again, other = (stratified_sample(labels, 20, seed).tolist() for seed in (1, 1, 2))
    assert first == again == sorted(set(first))
    assert first != other
