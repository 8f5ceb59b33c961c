"""The embedded corpus is large, varied, original, and good enough to train on."""

import re

import pytest
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from train.corpus.reader import Corpus
from train.evaluation.metrics import evaluate
from train.fit import Trained, fit
from train.recipes.catalog import RECIPES

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


def test_it_has_at_least_1200_messages_about_a_quarter_spam(sample: Corpus) -> None:
    assert len(set(sample.texts)) == len(sample.texts) >= 1200
    assert 0.2 <= sample.labels.count("spam") / len(sample.labels) <= 0.3


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
