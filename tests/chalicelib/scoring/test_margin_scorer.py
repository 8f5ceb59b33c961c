"""Short texts are scored by sums over terms, and get the scores of their vectors."""

import gc
import math
import weakref
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.scoring.classifier import Classifier, read_classifier
from chalicelib.scoring.margin_scorer import MarginScorer
from chalicelib.scoring.model_builder import text_scorer
from chalicelib.scoring.term_sums import TermSums
from chalicelib.scoring.term_values import TermValues
from chalicelib.scoring.tfidf_block import SHORT_TEXT
from chalicelib.scoring.vectorizer import Vectorizer, read_vectorizer
from tests.support.crafting import block, classifier_file, f64, normalizer, u8, vectorizer_file

LETTERS = [*"ab ", " a", "a ", "ab", "ba", "aa", "bb", " b", "b "]
WORDS = ["a", "ab", "ba", "a ab", "ab ab", "ba a", "aa", "<length 0>", "<length 1>"]
TEXTS = [
    "",
    "zz",
    "a",
    "ab",
    "ab ab",
    "ab ab ba aab",
    "aaaa bbbb aaaa",
    "a b a b a b ab",
    "AB é ba",
]


def pair(**changes: Any) -> tuple[Vectorizer, Classifier]:
    """Return a vectorizer of letters within words and of words, and a classifier for it."""
    letters = {"analyzer": "char_wb", "token_pattern": None, "ngram_range": [1, 2]}
    words = {
        "ngram_range": [1, 2],
        "token_pattern": r"\w+",
        "normalizer": normalizer(measures=[["length", [6.0]]]),
    }
    usual = {"norm": "l2", "sublinear_tf": True, "weight": 0.75} | changes
    blocks = [
        block(terms=len(LETTERS), **letters | usual),
        block(terms=len(WORDS), **words | usual),
    ]
    tensors = {
        "block.0.terms": u8("\n".join(LETTERS).encode()),
        "block.1.terms": u8("\n".join(WORDS).encode()),
        "block.0.idf": f64(*(1.0 + 0.3 * number for number in range(len(LETTERS)))),
        "block.1.idf": f64(*(1.5 + 0.2 * number for number in range(len(WORDS)))),
    }
    width = len(LETTERS) + len(WORDS)
    linear = [(-1) ** number * (0.5 + 0.1 * number) for number in range(width)]
    raw = classifier_file(linear=f64(*linear, shape=[1, width]))
    return read_vectorizer(vectorizer_file(*blocks, tensors=tensors)), read_classifier(raw, width)


def assert_scores_as_the_vector(models: tuple[Vectorizer, Classifier], text: str) -> None:
    vectorizer, classifier = models
    scorer = text_scorer(vectorizer, classifier)
    assert isinstance(scorer, MarginScorer)
    expected = classifier.scores(vectorizer.transform(text))
    assert scorer(text) == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert scorer(text) == scorer(text)  # to the last bit, whatever is cached


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="sublinear"),
        pytest.param({"sublinear_tf": False}, id="plain"),
        pytest.param({"binary": True}, id="binary"),
        pytest.param({"norm": "l1"}, id="l1"),
        pytest.param({"norm": None}, id="no-norm"),
    ],
)
def test_a_text_has_the_score_of_its_vector(changes: dict[str, Any], text: str) -> None:
    assert_scores_as_the_vector(pair(**changes), text)


@given(st.text(st.sampled_from("ab z\u00e9"), max_size=SHORT_TEXT + 20))
def test_any_text_has_the_score_of_its_vector(text: str) -> None:
    assert_scores_as_the_vector(pair(), text)


@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.parametrize("text", ["ab" * (SHORT_TEXT // 2), "a " * (SHORT_TEXT // 2)])
def test_the_most_repetitions_of_a_short_text_are_scored(text: str, binary: bool) -> None:
    for more in ("", "a"):
        assert_scores_as_the_vector(pair(binary=binary), text + more)


def test_a_formula_by_hand() -> None:
    vectorizer, classifier = pair(weight=1.0)
    # " a ab " has in columns: a twice, b once, blank four times, " a" twice, "a ", "ab", "b ".
    idf = [1.0 + 0.3 * number for number in range(len(LETTERS))]
    counts = {0: 2, 1: 1, 2: 4, 3: 2, 4: 1, 5: 1, 10: 1}
    values = {at: (1 + math.log(count)) * idf[at] for at, count in counts.items()}
    total = sum(value * classifier.linear[at] for at, value in values.items())
    block = vectorizer.blocks[0]
    assert block.idf is not None
    sums = TermSums(block, classifier, TermValues(block.idf, classifier.linear))
    assert sums.share("a ab", "a ab") == pytest.approx(total / math.hypot(*values.values()))


def test_a_classifier_with_a_square_term_or_more_rows_is_scored_by_its_vector() -> None:
    vectorizer, classifier = pair()
    squared = classifier._replace(quadratic=classifier.linear)
    assert not isinstance(text_scorer(vectorizer, squared), MarginScorer)
    three = classifier._replace(intercept=classifier.intercept * 3, linear=classifier.linear * 3)
    assert not isinstance(text_scorer(vectorizer, three), MarginScorer)
    assert text_scorer(vectorizer, squared)("ab") == squared.scores(vectorizer.transform("ab"))


@pytest.mark.parametrize("binary", [False, True])
def test_the_scores_stay_the_same_to_the_last_bit_while_steps_are_taken(binary: bool) -> None:
    expected = [text_scorer(*pair(binary=binary))(text) for text in TEXTS]
    scorer = text_scorer(*pair(binary=binary))
    for _ in range(6):
        assert [scorer(text) for text in TEXTS] == expected


def test_after_some_texts_the_words_of_the_model_are_split_for_good() -> None:
    vectorizer, classifier = pair(binary=True)
    scorer = text_scorer(vectorizer, classifier)
    letters = vectorizer.blocks[0]
    before = letters.words["ab"], letters.words["abc"]
    for _ in range(9):
        scorer("zz")
    letters.words.empty()
    letters.find = lambda _: None  # splitting again would find nothing
    assert (letters.words["ab"], letters.words["abc"]) == (before[0], ())


def test_a_replaced_model_is_freed_without_the_garbage_collector() -> None:
    vectorizer, classifier = pair()
    scorer = text_scorer(vectorizer, classifier)
    for _ in range(9):
        scorer("ab")
    cache = weakref.ref(vectorizer.blocks[0].words)
    gc.disable()
    try:
        del vectorizer, classifier, scorer
        assert cache() is None
    finally:
        gc.enable()
