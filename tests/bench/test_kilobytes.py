"""The texts and the line of the benchmark of text lengths."""

from typing import TYPE_CHECKING

import pytest

from bench.grow import grow
from bench.kilobytes import BATCH, FEWEST, MOST, fit_line, seconds_per_text, texts_of
from train.corpus.reader import Corpus

if TYPE_CHECKING:
    from collections.abc import Sequence


def test_texts_have_the_length_and_words_of_their_own(sample: Corpus) -> None:
    words = (text for text, _ in grow(sample, 3))
    texts = texts_of(16_000, words)
    # A character of several bytes at the end is left out.
    assert all(15_997 <= len(text.encode()) <= 16_000 for text in texts)
    assert len(set(texts)) == len(texts) == 12
    assert len(set(texts[0].split())) > 1000


def test_there_are_many_short_texts_and_a_few_long_ones() -> None:
    assert len(texts_of(80, iter(["word"] * 100_000))) == MOST
    assert len(texts_of(64_000, iter(["word"] * 100_000))) == FEWEST


def test_a_cut_character_is_left_out() -> None:
    assert texts_of(4, iter(["€€"] * 10_000))[0] == "€"


def test_the_line_minimizes_relative_errors() -> None:
    # 10 % above the line 1 + 1 kB at 1 kB and at 1,000 kB weigh the same.
    line = fit_line([1, 10, 100, 1000], [2.2, 11, 101, 1001 * 1.1])
    assert line.error < 0.1
    assert line.text == pytest.approx(1.1, rel=0.1)
    assert line.kilobyte == pytest.approx(1.05, rel=0.03)


def test_each_batch_is_labelled_in_each_round() -> None:
    calls: list[Sequence[str]] = []
    seconds_per_text(calls.append, ["a"] * (BATCH + 1), rounds=3)
    assert [len(batch) for batch in calls] == [BATCH] * 3 + [1] * 3
