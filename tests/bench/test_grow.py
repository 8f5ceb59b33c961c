"""The generated corpus: larger than the real one, otherwise like it."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from bench.grow import TextGenerator, grow, heaps_exponent, words, write_csv
from train.corpus.first_corpus import SAMPLE
from train.corpus.reader import Corpus, read_corpus

TIMES = 8
TOLERANCE = 0.08
"""How much Heaps' exponent may differ between the generated and the real corpus."""
TYPICAL = (0.4, 0.7)
"""The range of Heaps' exponent: 0.4 to 0.6 is common in English; messages and languages add."""


@pytest.fixture(scope="module")
def generated(sample: Corpus) -> Corpus:
    """Return a larger corpus, generated from the embedded one."""
    texts, labels = zip(*grow(sample, TIMES), strict=True)
    return Corpus(list(texts), list(labels), "")


def vocabulary(corpus: Corpus) -> set[str]:
    """Return the distinct words."""
    return {word for text in corpus.texts for word in words(text)}


def test_the_seed_decides_the_texts() -> None:
    few = Corpus(["one two three four", "five six seven eight"] * 8, ["x", "y"] * 8, "")
    first, again, other = ([*grow(few, TIMES, seed=seed)] for seed in (0, 0, 1))
    assert first == again != other


def test_grow_starts_with_the_real_texts_and_reaches_the_size(
    sample: Corpus, generated: Corpus
) -> None:
    assert len(generated.texts) == TIMES * len(sample.texts)
    assert generated.texts[: len(sample.texts)] == sample.texts


def test_grow_keeps_the_shares_of_the_classes(sample: Corpus, generated: Corpus) -> None:
    assert generated.counts() == {label: TIMES * count for label, count in sample.counts().items()}


def test_grow_keeps_the_lengths_in_words(sample: Corpus, generated: Corpus) -> None:
    real, grown = (Counter(len(words(text)) for text in of.texts) for of in (sample, generated))
    assert grown == Counter({length: TIMES * count for length, count in real.items()})


def test_no_generated_text_is_much_longer_than_the_real_ones(
    sample: Corpus, generated: Corpus
) -> None:
    assert max(map(len, generated.texts)) < 2 * max(map(len, sample.texts))
    real, grown = (sum(map(len, of.texts)) / len(of.texts) for of in (sample, generated))
    assert grown == pytest.approx(real, rel=0.05)


def test_the_vocabulary_grows_like_the_real_one(sample: Corpus, generated: Corpus) -> None:
    real = heaps_exponent(sample.texts)
    assert TYPICAL[0] < real < TYPICAL[1]
    assert heaps_exponent(generated.texts) == pytest.approx(real, abs=TOLERANCE)


def test_the_size_of_the_vocabulary_obeys_heaps_law(sample: Corpus, generated: Corpus) -> None:
    expected = len(vocabulary(sample)) * TIMES ** heaps_exponent(sample.texts)
    assert len(vocabulary(generated)) == pytest.approx(expected, rel=0.05)


def test_a_class_repeats_only_its_own_words() -> None:
    generator = TextGenerator(Corpus(["one two", "three four"] * 16, ["x", "y"] * 16, ""), seed=1)
    generator.exponent = 0.0
    used = {word for _ in range(50) for word in words(generator.variant("one two", "x"))}
    assert used == {"one", "two"}


def test_the_command_writes_a_corpus_that_train_reads(tmp_path: Path) -> None:
    out = tmp_path / "grown.csv"
    command = [sys.executable, "-m", "bench.grow", str(out), "--times", "2"]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - this interpreter
    facts = json.loads(done.stdout)
    assert facts["texts"] == len(read_corpus([out]).texts) == 2 * len(read_corpus([SAMPLE]).texts)


def test_write_csv_keeps_every_character(tmp_path: Path, sample: Corpus) -> None:
    rows = [*zip(sample.texts, sample.labels, strict=True), ('a "b", c\nd\r\n', "ham")]
    write_csv(rows, tmp_path / "some.csv")
    assert read_corpus([tmp_path / "some.csv"]).texts == [text for text, _ in rows]
