"""The corpus that training is timed on: larger than the real one, and otherwise as it is."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bench.grow import Speaker, grow, heaps_exponent, words, write_csv
from train.corpus.download import SAMPLE
from train.corpus.reader import Corpus, read_corpus

TIMES = 8
NEAR = 0.05
"""How far Heaps' exponent of the made corpus may be from the real one's."""
TYPICAL = (0.4, 0.7)
"""Between what Heaps' exponent of English lies: 0.4 to 0.6 is often given, messages are higher."""


@pytest.fixture(scope="module")
def made(sample: Corpus) -> Corpus:
    """Return the embedded corpus, grown."""
    texts, labels = zip(*grow(sample, TIMES), strict=True)
    return Corpus(list(texts), list(labels), "")


def vocabulary(corpus: Corpus) -> set[str]:
    """Return the words that differ."""
    return {word for text in corpus.texts for word in words(text)}


def test_grow_makes_the_same_texts_again(sample: Corpus, made: Corpus) -> None:
    again = [text for text, _ in grow(sample, TIMES)]
    assert again == made.texts


def test_grow_makes_other_texts_of_another_seed(sample: Corpus, made: Corpus) -> None:
    other = [text for text, _ in grow(sample, TIMES, seed=1)]
    assert other != made.texts


def test_grow_makes_as_many_texts_as_asked_and_begins_with_the_real_ones(
    sample: Corpus, made: Corpus
) -> None:
    assert len(made.texts) == TIMES * len(sample.texts)
    assert made.texts[: len(sample.texts)] == sample.texts


def test_grow_keeps_the_shares_of_the_classes(sample: Corpus, made: Corpus) -> None:
    assert made.counts() == {label: TIMES * count for label, count in sample.counts().items()}


def test_grow_keeps_the_lengths_in_words(sample: Corpus, made: Corpus) -> None:
    real, grown = (Counter(len(words(text)) for text in of.texts) for of in (sample, made))
    assert grown == Counter({length: TIMES * count for length, count in real.items()})


def test_no_made_text_is_longer_by_far_than_the_real_ones(sample: Corpus, made: Corpus) -> None:
    assert max(map(len, made.texts)) < 2 * max(map(len, sample.texts))
    real, grown = (sum(map(len, of.texts)) / len(of.texts) for of in (sample, made))
    assert grown == pytest.approx(real, rel=0.05)


def test_the_vocabulary_grows_as_the_real_one(sample: Corpus, made: Corpus) -> None:
    real = heaps_exponent(sample.texts)
    assert TYPICAL[0] < real < TYPICAL[1]
    assert heaps_exponent(made.texts) == pytest.approx(real, abs=NEAR)


def test_the_vocabulary_is_as_large_as_heaps_law_says(sample: Corpus, made: Corpus) -> None:
    expected = len(vocabulary(sample)) * TIMES ** heaps_exponent(sample.texts)
    assert len(vocabulary(made)) == pytest.approx(expected, rel=0.05)


def test_a_class_says_again_only_what_it_has_said() -> None:
    speaker = Speaker(Corpus(["one two", "three four"] * 16, ["x", "y"] * 16, ""), seed=1)
    speaker.exponent = 0.0
    said = {word for _ in range(50) for word in words(speaker.again("one two", "x"))}
    assert said == {"one", "two"}


def test_command_writes_what_train_reads(tmp_path: Path) -> None:
    out = tmp_path / "grown.csv"
    command = [sys.executable, "-m", "bench.grow", str(out), "--times", "2"]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - this interpreter
    facts = json.loads(done.stdout)
    assert facts["texts"] == len(read_corpus([out]).texts) == 2 * len(read_corpus([SAMPLE]).texts)


def test_write_csv_keeps_every_character(tmp_path: Path, sample: Corpus) -> None:
    rows = [*zip(sample.texts, sample.labels, strict=True), ('a "b", c\nd\r\n', "ham")]
    write_csv(rows, tmp_path / "some.csv")
    assert read_corpus([tmp_path / "some.csv"]).texts == [text for text, _ in rows]
