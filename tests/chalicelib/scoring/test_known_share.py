"""The share of a text's term occurrences that are in the vocabulary."""

from collections.abc import Callable
from typing import Any

import pytest
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import FeatureUnion

from chalicelib.scoring.author_function import AuthorFunction
from chalicelib.scoring.vectorizer import Vectorizer, read_vectorizer
from tests.support.crafting import Fields, artifact_file, block, u8
from tests.support.parity import LABELS, TEXTS, TRAINING
from train.export.exporter import export_model

NUMBERS = {"numbers": {"width": 1, "function": {"module": "m", "object": "count"}}}
HASHED = {name: value for name, value in block().items() if name not in ("terms", "separator")} | {
    "hashing": {"columns": 16, "alternate_sign": True}
}
WORDS = TfidfVectorizer(ngram_range=(1, 2), stop_words=["you"], min_df=2)
CHARACTERS = CountVectorizer(analyzer="char", ngram_range=(1, 3), max_features=40)
WITHIN_WORDS = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3)
HASHES = HashingVectorizer(n_features=64, alternate_sign=False)


def read(*blocks: Fields, split: Callable[[str], object] = str.split) -> Vectorizer:
    tensors = {
        f"block.{at}.terms": u8(b"free\nsee") for at, each in enumerate(blocks) if "terms" in each
    }
    config = {"format": 2, "kind": "vectorizer", "blocks": [*blocks]}
    return read_vectorizer(
        artifact_file(config, tensors), resolve=lambda _: AuthorFunction("m", "split", split)
    )


def expected_share(vectorizers: list[Any], text: str) -> float:
    """Return the share by scikit-learn's own analyzers and vocabularies."""
    known = [
        term in each.vocabulary_ for each in vectorizers for term in each.build_analyzer()(text)
    ]
    return sum(known) / len(known) if known else 0.0


@pytest.mark.parametrize(
    "blocks",
    [[WORDS], [CHARACTERS], [WITHIN_WORDS], [WORDS, WITHIN_WORDS], [WORDS, HASHES]],
    ids=["words", "characters", "within-words", "union", "union-with-hashes"],
)
def test_the_share_is_that_of_scikit_learns_own_terms(blocks: list[Any]) -> None:
    union = FeatureUnion([(str(at), each) for at, each in enumerate(blocks)])
    fitted = union.fit(TRAINING)
    classifier = MultinomialNB().fit(fitted.transform(TRAINING), LABELS)
    read = export_model(fitted, classifier, TRAINING).read_vectorizer
    with_vocabulary = [each for each in blocks if hasattr(each, "vocabulary_")]
    for text in TEXTS:
        expected = expected_share(with_vocabulary, text)
        assert read.known_share(text) == pytest.approx(expected, abs=1e-12)


def test_the_share_is_taken_of_the_cleaned_text() -> None:
    cleaned = block(cleaning=[{"step": "replace", "pattern": "fr33", "with": "free"}])
    assert read(cleaned).known_share("Fr33 fr33 call") == 1 / 3


def test_the_terms_of_an_authors_function_count() -> None:
    analyzed = {
        name: value
        for name, value in block(analyzer={"kind": "function", "function": {"module": "m"}}).items()
        if name in ("analyzer", "binary", "norm", "separator", "sublinear_tf", "terms", "weight")
    }
    assert read(analyzed, split=str.split).known_share("see FREE free") == 2 / 3


def test_numbers_and_hashes_do_not_count() -> None:
    assert read(block(), NUMBERS, HASHED).known_share("free call") == 0.5


def test_without_a_vocabulary_it_cannot_be_told() -> None:
    assert read(HASHED, NUMBERS).known_share("free call") is None


@pytest.mark.parametrize("text", ["", "?!", " \n"])
def test_of_a_text_without_a_term_nothing_is_known(text: str) -> None:
    assert read(block()).known_share(text) == 0.0


def test_the_share_of_words_leaves_characters_out() -> None:
    letters = block(analyzer="char_wb", token_pattern=None, ngram_range=[2, 2])
    both = read(letters, block())
    # Of the n-grams " f", "fr" and so on none is known.
    assert both.known_share("free") == 1 / 6
    assert both.known_share("free", of_words=True) == 1.0
    assert read(letters).known_share("free", of_words=True) is None
