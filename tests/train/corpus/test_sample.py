"""The embedded corpus is large, varied, original, and good enough to train on."""

import re
from itertools import starmap
from pathlib import Path

import pytest
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from chalicelib.scoring.model import Model
from chalicelib.text_key import text_key
from train.corpus.reader import Corpus, read_corpus
from train.evaluation.metrics import evaluate
from train.fit import fit
from train.recipes.catalog import RECIPES
from train.trained import Trained

pytestmark = pytest.mark.no_cover

RESERVED = re.compile(r"\.(example|test|invalid)\b")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
FIGURE = re.compile(r"\d\.\d{4,}")


def masked_words(text: str) -> frozenset[str]:
    """Return the words of a text with digits as 0 and without capitalised names."""
    without_names = re.sub(r"\b[A-Z][a-z]+\b", "", re.sub(r"\d", "0", text))
    return frozenset(re.findall(r"\w+", without_names.lower()))


def word_runs(text: str, length: int = 6) -> set[tuple[str, ...]]:
    """Return every run of `length` words."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_it_has_at_least_1200_messages_less_than_a_third_spam(sample: Corpus) -> None:
    assert len(set(sample.texts)) == len(sample.texts) >= 1200
    assert 0.2 <= sample.labels.count("spam") / len(sample.labels) <= 1 / 3


def test_fewer_than_a_twentieth_are_near_duplicates(sample: Corpus) -> None:
    """Near duplicates share 60 % of their words (Jaccard) once digits and names are masked."""
    words = CountVectorizer(analyzer=masked_words, binary=True).fit_transform(sample.texts)
    sizes = words.sum(axis=1).A1
    shared = sparse.triu(words @ words.T, k=1).tocoo()
    either = sizes[shared.row] + sizes[shared.col] - shared.data
    near = set(shared.col[shared.data >= 0.6 * either])
    assert len(near) < 0.05 * len(sample.texts)


def test_web_addresses_are_reserved_ones(sample: Corpus) -> None:
    addresses = [found for text in sample.texts for found in ADDRESS.findall(text)]
    assert [address for address in addresses if not RESERVED.search(address)] == []


def test_it_shares_no_run_of_six_words_with_the_sms_spam_collection(
    sample: Corpus, sms: Corpus
) -> None:
    theirs = set().union(*map(word_runs, sms.texts))
    assert [text for text in sample.texts if word_runs(text) & theirs] == []


@pytest.fixture(scope="module")
def trained(sample: Corpus) -> Trained:
    """Return what the README's command trains."""
    return fit(RECIPES["default"], sample)


def test_trained_on_it_the_default_recipe_filters_messages_it_has_not_seen(
    trained: Trained, sms: Corpus
) -> None:
    metrics = evaluate(trained.export, sms.texts, sms.labels, trained.facts["threshold"]).metrics
    assert metrics["accuracy"] >= 0.96
    assert metrics["blocked_ham"] <= 0.03


@pytest.fixture(scope="module")
def model(trained: Trained) -> Model:
    """Return the model that the service builds from it."""
    return trained.bundle().model()


EVERYDAY = read_corpus([Path(__file__).with_name("everyday.csv")])
"""What people try first, in twelve languages; written without a look at the corpus."""


def test_of_60_everyday_texts_57_or_more_are_right(model: Model) -> None:
    found = [model.classify(text) for text in EVERYDAY.texts]
    wrong = [
        (text, label, each)
        for text, label, each in zip(EVERYDAY.texts, EVERYDAY.labels, found, strict=True)
        if each.label != label
    ]
    assert len(found) == 60
    assert len(wrong) <= 3, wrong
    # A mistake is never told with certainty.
    assert all(max(each.probabilities or ()) < 0.9 for _, _, each in wrong), wrong


def test_few_everyday_texts_and_only_the_shortest_are_in_the_corpus(sample: Corpus) -> None:
    copies = {*map(text_key, EVERYDAY.texts)} & {*map(text_key, sample.texts)}
    short = {text_key(text) for text in EVERYDAY.texts if len(text.split()) <= 2}
    assert copies <= short
    assert len(copies) <= 6


UNLIKE = [
    pytest.param("a" * 3000, id="one-letter"),
    pytest.param("qwzx vbrt plkmn ghtr xcvw", id="gibberish"),
    pytest.param("\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e04\u0e23\u0e31\u0e1a", id="thai"),
    pytest.param("\uc548\ub155\ud558\uc138\uc694 \ub0b4\uc77c \ubd10\uc694", id="korean"),
    pytest.param("\u05e9\u05dc\u05d5\u05dd \u05de\u05d4 \u05e0\u05e9\u05de\u05e2", id="hebrew"),
]


@pytest.mark.parametrize("text", UNLIKE)
def test_of_a_text_unlike_the_corpus_the_model_is_not_certain(model: Model, text: str) -> None:
    assert model.is_familiar(text, model.known_share(text)) is False
    assert max(model.classify(text).probabilities or ()) < 0.95


def test_most_everyday_texts_are_familiar(model: Model) -> None:
    familiar = list(
        starmap(model.is_familiar, ((text, model.known_share(text)) for text in EVERYDAY.texts))
    )
    assert familiar.count(True) >= 45
