"""A corpus too large to be learned from at once gives a model as good, learned from all of it."""

from typing import Any

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from chalicelib.scoring.model import margin_at
from tests.support.parity import LABELS, TEXTS, THIRD, TRAINING
from train.corpus.reader import Corpus
from train.defaults import RANDOM_STATE
from train.export.exporter import export_model
from train.recipes import default as default_recipe
from train.recipes.default import DEFAULT, RecipeOptions, fit_default, make_vectorizer
from train.recipes.feature_pruning import widths_of
from train.recipes.platt_scaling import calibrated
from train.recipes.sampling import stratified_sample
from train.recipes.sparse_ops import transform_in_parts

pytestmark = pytest.mark.no_cover

AT_ONCE = 50
"""How many texts are learned from at once here, of the 84."""
FEW_TERMS = 30
CORPUS = Corpus(TRAINING * 4, LABELS * 4, "")
OF_THREE = Corpus(TRAINING * 4, THIRD * 4, "")
corpora = pytest.mark.parametrize(
    "corpus", [pytest.param(CORPUS, id="two-classes"), pytest.param(OF_THREE, id="three-classes")]
)


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the default recipe take a corpus for large."""
    monkeypatch.setattr(default_recipe, "MOST_AT_ONCE", AT_ONCE)


def held_out(labels: list[str]) -> tuple[Any, Any]:
    """Return where the texts stand that the calibrated machine is fitted to, and the others."""
    folds = StratifiedKFold(5, shuffle=True, random_state=RANDOM_STATE)
    first: tuple[Any, Any] = next(folds.split(labels, labels))
    return first


@corpora
@pytest.mark.usefixtures("in_parts")
def test_a_large_corpus_gives_its_texts_their_labels(corpus: Corpus) -> None:
    vectorizer, classifier, threshold = fit_default(corpus.texts, corpus.labels)
    export, cut = export_model(vectorizer, classifier), margin_at(threshold)
    found = [export.read_classifier.label(export.scores(text), cut) for text in corpus.texts]
    assert found == corpus.labels


@corpora
@pytest.mark.usefixtures("in_parts")
def test_the_machine_is_fitted_to_all_texts_and_calibrated_on_those_held_out(
    corpus: Corpus,
) -> None:
    vectorizer, classifier, _ = fit_default(corpus.texts, corpus.labels)
    vectors, labels = vectorizer.transform(corpus.texts), np.array(corpus.labels)
    training, rest = held_out(corpus.labels)
    machine = LinearSVC(C=DEFAULT.c, random_state=RANDOM_STATE)
    scores = machine.fit(vectors[training], labels[training]).decision_function(vectors[rest])
    expected = calibrated(machine.fit(vectors, labels), scores, labels[rest])
    np.testing.assert_allclose(classifier.coef_, expected.coef_, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(classifier.intercept_, expected.intercept_, rtol=1e-3)


@pytest.mark.usefixtures("in_parts")
def test_a_sample_chooses_the_terms_and_holds_no_text_to_calibrate_on() -> None:
    # Each text ends with a word of its own; which of them are terms tells who chose.
    own = [f"own{chr(0x4E00 + number)}" for number in range(len(CORPUS.texts))]
    texts = [f"{text} {word}" for text, word in zip(CORPUS.texts, own, strict=True)]
    vectorizer, _, _ = fit_default(texts, CORPUS.labels)
    vocabulary = dict(vectorizer.transformer_list)["words"].vocabulary_
    chose = {number for number, word in enumerate(own) if word in vocabulary}
    assert len(chose) in (AT_ONCE, AT_ONCE + 1)  # a share of a class is rounded up
    assert not chose & set(held_out(CORPUS.labels)[1].tolist())


@pytest.mark.usefixtures("in_parts")
def test_the_terms_that_are_chosen_tell_the_classes_apart() -> None:
    vectorizer, classifier, _ = fit_default(
        CORPUS.texts, CORPUS.labels, RecipeOptions(terms=FEW_TERMS)
    )
    assert sum(widths_of(vectorizer)) == FEW_TERMS
    assert classifier.predict(vectorizer.transform(CORPUS.texts)).tolist() == CORPUS.labels


@pytest.mark.usefixtures("in_parts")
def test_no_more_texts_are_vectors_at_once_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    counts: list[int] = []
    whole = TfidfVectorizer.transform

    def counting(self: TfidfVectorizer, texts: list[str]) -> Any:
        counts.append(len(texts))
        return whole(self, texts)

    monkeypatch.setattr(TfidfVectorizer, "transform", counting)
    fit_default(CORPUS.texts, CORPUS.labels)
    assert max(counts) == AT_ONCE


@pytest.mark.parametrize(("fewer", "alike"), [(0, True), (1, False)])
def test_a_corpus_is_large_from_one_text_more(
    fewer: int, alike: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = fit_default(CORPUS.texts, CORPUS.labels)
    monkeypatch.setattr(default_recipe, "MOST_AT_ONCE", len(CORPUS.texts) - fewer)
    found = fit_default(CORPUS.texts, CORPUS.labels)
    assert (found[2] == at_once[2]) is alike


@pytest.mark.usefixtures("in_parts")
def test_a_class_of_two_texts_is_known_after_a_large_corpus() -> None:
    texts = [*CORPUS.texts, "council votes on bridge", "bridge opens, council says"]
    vectorizer, classifier, _ = fit_default(texts, [*CORPUS.labels, "news", "news"])
    assert classifier.predict(vectorizer.transform(["council bridge"])).tolist() == ["news"]


@pytest.mark.parametrize("at_once", [1, 5, 14, 100])
def test_vectors_made_in_parts_are_those_made_at_once(at_once: int) -> None:
    vectorizer = make_vectorizer().fit(TRAINING)
    found = transform_in_parts(vectorizer, TEXTS, at_once)
    assert (found != vectorizer.transform(TEXTS)).nnz == 0
    assert found.shape[0] == len(TEXTS)


@pytest.mark.parametrize("most", [1, 3, 10, 99, 100, 1000])
def test_a_sample_has_every_class_its_share_and_never_none(most: int) -> None:
    labels = np.array(["ham", "spam", "ham", "ham", "ham"] * 20 + ["news"])
    found = labels[stratified_sample(labels, most, seed=1)].tolist()
    for name, count in {"ham": 80, "spam": 20, "news": 1}.items():
        assert min(count, 1) <= found.count(name) <= count
        assert 0 <= found.count(name) - min(count, count * most / len(labels)) < 1


def test_a_sample_is_drawn_by_its_seed_and_takes_no_text_twice() -> None:
    labels = np.array(["ham", "spam"] * 50)
    first, again, other = (stratified_sample(labels, 20, seed).tolist() for seed in (1, 1, 2))
    assert first == again == sorted(set(first))
    assert first != other
