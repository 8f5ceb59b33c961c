"""A block caches the columns of words, and the cache changes no vector."""

import gc
import math
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from chalicelib.bounded_cache import BoundedCache
from chalicelib.scoring import tfidf_block, word_cache
from chalicelib.scoring.analyzer import USUAL_PATTERN
from chalicelib.scoring.vectorizer import Vectorizer, read_vectorizer
from chalicelib.scoring.word_cache import is_private
from tests.support.crafting import block, f64, u8, values_of, vectorizer_file


def letters() -> Vectorizer:
    """Return a vectorizer of one block, of the analyzer "char_wb"."""
    config = block(analyzer="char_wb", token_pattern=None, terms=3, ngram_range=[1, 2], norm="l2")
    tensors = {"block.0.terms": u8(b"a\nb\n b"), "block.0.idf": f64(1.0, 2.0, 3.0)}
    return read_vectorizer(vectorizer_file(config, tensors=tensors))


@pytest.mark.parametrize("text", ["", "ab ba", "b b a b", "unseen", "ab\nAB ab"])
def test_a_text_has_the_same_vector_the_second_time(text: str) -> None:
    vectorizer = letters()
    first = vectorizer.transform(text)
    assert vectorizer.transform(text) == first == letters().transform(text)


def test_the_cache_holds_the_columns_of_a_words_known_terms() -> None:
    vectorizer = letters()
    vectorizer.transform("AB zz ab")
    assert dict(vectorizer.blocks[0].words) == {"ab": (0, 1), "zz": ()}


def test_a_cached_word_is_not_split_again() -> None:
    vectorizer = letters()
    vectorizer.blocks[0].words["ab"] = (2,)
    assert values_of(vectorizer.transform("ab")) == {2: 1.0}


def test_kept_words_are_bounded_and_split_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tfidf_block, "KEPT_WORDS", 3)
    monkeypatch.setattr(tfidf_block, "STEP_WORDS", 2)
    characters = letters().blocks[0]
    steps = characters.keep_words(["a", "b", "ab", "ba"])
    assert len([*steps]) == 2
    characters.find = lambda _: None
    assert [characters.words[word] for word in ("a", "ab", "ba")] == [(0,), (0, 1), ()]


def test_kept_words_stay_and_leave_the_others_their_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_cache, "MAX_CACHED_WORDS", 2)
    vectorizer = letters()
    characters = vectorizer.blocks[0]
    list(characters.keep_words(["a", "b", "a"]))
    vectorizer.transform("ab ba")
    assert set(characters.words) == {"a", "b", "ab", "ba"}
    vectorizer.transform("aa")
    assert set(characters.words) == {"a", "b", "aa"}


def test_a_full_cache_is_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_cache, "MAX_CACHED_WORDS", 3)
    vectorizer = letters()
    vectorizer.transform("a b ab")
    assert set(vectorizer.blocks[0].words) == {"a", "b", "ab"}
    vectorizer.transform("ba a")
    assert set(vectorizer.blocks[0].words) == {"ba", "a"}


def test_a_long_word_is_not_cached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_cache, "MAX_CACHED_WORD_CHARACTERS", 3)
    vectorizer = letters()
    assert set(values_of(vectorizer.transform("abbb aaa abbb"))) == {0, 1}
    assert set(vectorizer.blocks[0].words) == {"aaa"}


@pytest.mark.parametrize(
    "word", ["08005550100", "4111-1111-1111", "b@example.com", "\u0661" * 7, "x1a2b3c4d5e6f7"]
)
def test_a_word_that_may_identify_a_person_is_not_cached(word: str) -> None:
    vectorizer = letters()
    assert vectorizer.transform(f"a {word}") == vectorizer.transform(f"a {word}")
    assert set(vectorizer.blocks[0].words) == {"a"}


def test_words_are_forgotten_after_a_minute() -> None:
    now = 100.0
    vectorizer = letters()
    block = vectorizer.blocks[0]
    block.words = BoundedCache(block.words.compute, 10, 32, is_private, 60, lambda: now)
    vectorizer.transform("smith")
    now += 59.9
    vectorizer.transform("a")
    assert set(block.words) == {"smith", "a"}
    now += 0.1
    vectorizer.transform("a")
    assert set(block.words) == {"a"}


def test_threads_that_share_a_block_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_cache, "MAX_CACHED_WORDS", 2)
    texts = ["ab ba", "b", "a b ab", "bb ba a", "aab"] * 200
    expected = [letters().transform(text) for text in texts]
    shared = letters()
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(shared.transform, texts)) == expected
    assert len(shared.blocks[0].words) <= 2 + 8


def test_a_replaced_model_is_freed_without_the_garbage_collector() -> None:
    vectorizer = letters()
    vectorizer.transform("ab")
    cache = weakref.ref(vectorizer.blocks[0].words)
    gc.disable()
    try:
        del vectorizer
        assert cache() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("repeats", [1, 300], ids=["short", "long"])
@pytest.mark.parametrize(
    ("make", "term"), [(letters, "b"), (lambda: read_vectorizer(vectorizer_file(block())), "see")]
)
def test_every_term_is_looked_up_with_the_function_of_the_block(
    make: Callable[[], Vectorizer], term: str, repeats: int
) -> None:
    vectorizer = make()
    vectorizer.blocks[0].find = {term: 1}.get  # no other term has a column here
    assert set(values_of(vectorizer.transform("see ab free b " * repeats))) == {1}
    assert vectorizer.blocks[0].known_terms("a free").known == 0
    assert vectorizer.blocks[0].known_terms(f"a {term}").known == 1


@pytest.mark.parametrize("changes", [{}, {"sublinear_tf": True}, {"stop_words": ["see"]}])
def test_a_long_text_has_the_vector_of_its_counts(changes: dict[str, Any]) -> None:
    usual = {"token_pattern": USUAL_PATTERN} | changes
    vectorizer = read_vectorizer(vectorizer_file(block(**usual)))
    found = values_of(vectorizer.transform("free, see a FREE " * 300))
    tf: dict[int, float] = {0: 600, 1: 300} if "stop_words" not in changes else {0: 600}
    if changes.get("sublinear_tf"):
        tf = {column: 1.0 + math.log(count) for column, count in tf.items()}
    assert found == pytest.approx(tf, rel=1e-15)


def test_a_word_that_is_no_token_has_no_column_though_a_term_is_spelt_like_it() -> None:
    config = block(token_pattern=USUAL_PATTERN, terms=3, stop_words=["see"])
    vectorizer = read_vectorizer(
        vectorizer_file(config, tensors={"block.0.terms": u8(b"a\nsee\nfree")})
    )
    assert set(values_of(vectorizer.transform("free, see a FREE " * 300))) == {2}


def test_a_long_text_may_repeat_a_term_more_often_than_the_table_has_counts() -> None:
    config = block(token_pattern=USUAL_PATTERN, sublinear_tf=True)
    vectorizer = read_vectorizer(vectorizer_file(config))
    tfidf_block._tf_table.cache_clear()  # so that this test makes the table
    for count in (tfidf_block.TF_TABLE - 1, tfidf_block.TF_TABLE):
        found = values_of(vectorizer.transform("free " * count))
        assert found == {0: pytest.approx(1.0 + math.log(count))}
