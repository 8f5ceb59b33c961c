"""Words that are terms of the model are learnt and kept; a user's words are not."""

from collections.abc import Iterable

import pytest

from chalicelib.scoring import word_sums
from chalicelib.scoring.analyzer import Analyzer
from chalicelib.scoring.term_sums import TermSums
from chalicelib.scoring.term_values import TermValues
from chalicelib.scoring.word_sums import WordSums
from tests.chalicelib.scoring.test_margin_scorer import pair


def letters() -> WordSums:
    """Return the sums of the block of letters."""
    vectorizer, classifier = pair()
    block = vectorizer.blocks[0]
    assert block.idf is not None
    return WordSums(TermSums(block, classifier, TermValues(block.idf, classifier.linear)))


def split_words(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list of the words that are split from now on."""
    split: list[str] = []
    terms_of_word = Analyzer.terms_of_word

    def recording(self: Analyzer, word: str) -> Iterable[str]:
        split.append(word)
        return terms_of_word(self, word)

    monkeypatch.setattr(Analyzer, "terms_of_word", recording)
    return split


def test_a_learnt_word_is_not_split_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sums = letters()
    expected = sums.share("ab zz", "ab zz")
    assert [*sums.learn(["ab", "ab ba", "<ab>"])] == [None]
    sums.words.clear()
    split = split_words(monkeypatch)
    assert sums.share("ab zz", "ab zz") == expected
    assert split == ["zz"]


def test_a_users_word_is_split_again_once_the_cache_is_empty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sums = letters()
    sums.share("ab ba", "ab ba")
    split = split_words(monkeypatch)
    sums.share("ab ba", "ab ba")
    assert not split
    sums.words.clear()
    sums.share("ab ba", "ab ba")
    assert split == ["ab", "ba"]


def test_a_vocabulary_is_learnt_in_steps_and_up_to_a_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(word_sums, "LEARNT_TERMS", 5)
    monkeypatch.setattr(word_sums, "STEP_TERMS", 2)
    sums = letters()
    split = split_words(monkeypatch)
    steps = sums.learn(iter("abcdefg"))
    assert next(steps, 1) is None
    assert split == ["a", "b"]
    assert [*steps] == [None, None]
    assert split == [*"abcde"]
