"""Copies are in one part, what is in memory is bounded, and every class is sampled."""

from collections import Counter
from random import Random

import pytest

from chalicelib.text_key import text_key
from train.errors import InputError
from train.streaming import parts as parts_module
from train.streaming.parts import (
    KEYS,
    Drawn,
    Labelled,
    check_training,
    draw,
    split_parts,
    with_rare_classes,
)
from train.streaming.shuffled_rows import StoredRow

TEXTS = [f"the train number {number} is late" for number in range(2000)]
SIZES = (1800, 200)


def key(text: str) -> int:
    return int(text_key(text), 16)


ROWS = [StoredRow(int(number >= SIZES[0]), key(text), text) for number, text in enumerate(TEXTS)]
Random(1).shuffle(ROWS)  # noqa: S311 - repeatable


def drawn(share: float = 1.0, most_bytes: int = 10**6) -> Drawn:
    parts = split_parts(len(TEXTS), sum(map(len, TEXTS)), hold_out=True)
    return draw(ROWS, parts, (0, 1), SIZES, share, most_bytes)


def test_the_parts_are_a_tenth_and_share_no_text() -> None:
    held_out, calibration, sample, training = drawn()
    texts = [set(part.texts) for part in (held_out, calibration, sample)]
    assert set.union(*texts) == set(TEXTS)
    assert sum(map(len, texts)) == len(TEXTS)
    assert len(texts[0]) == pytest.approx(200, abs=40)
    assert len(texts[1]) == pytest.approx(200, abs=40)
    assert sum(training.values()) == len(TEXTS) - len(texts[0])


def test_copies_that_differ_in_case_and_spaces_are_in_the_same_part() -> None:
    parts = split_parts(10, 100, hold_out=True)
    for text in TEXTS[:100]:
        copy = key(f" {text.upper()}\n")
        assert parts.is_held_out(key(text)) == parts.is_held_out(copy)
        assert parts.calibrates(key(text)) == parts.calibrates(copy)


def test_large_texts_are_held_out_in_smaller_numbers() -> None:
    small, large = (split_parts(10_000, size, hold_out=True) for size in (10**6, 10**9))
    assert small.held_out / KEYS == 0.1
    assert large.held_out / KEYS * 10**9 == pytest.approx(parts_module.MOST_BYTES)


def test_a_text_that_repeats_without_end_does_not_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parts_module, "MOST_BYTES", 1000)
    parts = parts_module.Parts(KEYS, KEYS)
    rows = (StoredRow(0, 5, "a" * 100) for _ in range(10_000))
    found = draw(rows, parts, (0,), (10_000,), 1.0, 1000)
    assert len(found.held_out.texts) == 10


def test_the_sample_has_the_share_of_each_class_and_a_bound() -> None:
    counts = Counter(drawn(share=0.1).sample.classes)
    assert counts == {0: 180, 1: 20}
    bounded = drawn(most_bytes=1000).sample
    assert 1000 < sum(map(len, bounded.texts)) < 1200


@pytest.mark.parametrize(
    ("count", "message"),
    [
        (0, "class 'spam' has 0 texts.*needs at least 2 to calibrate"),
        (1, "class 'spam' has 1 text.*needs at least 2 to calibrate"),
        (5000, "class 'spam' has 5,000 texts.*none to choose terms from: copies of a text"),
    ],
)
def test_a_class_with_too_few_texts_to_learn_from_is_named(count: int, message: str) -> None:
    ham = Labelled(["a", "b"], [0, 0])
    found = Drawn(ham, ham, ham, {0: 2, 1: count})
    with pytest.raises(InputError, match=message):
        check_training(found, ("ham", "spam"))


def test_a_long_text_does_not_fill_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts_module, "START_BYTES", 10)
    rows = [StoredRow(0, KEYS - 1, letter * 500) for letter in "abcd"]
    found = draw(rows, split_parts(4, 2000, hold_out=True), (0,), (4,), 1.0, 40)
    assert found.sample.texts == [letter * 10 for letter in "abcd"]


def test_a_rare_class_is_calibrated_on_its_sampled_texts() -> None:
    calibration = Labelled(["x"] * 30, [0] * 30)
    found = Drawn(calibration, calibration, Labelled(["a", "b"], [0, 1]), {0: 31, 1: 1})
    assert with_rare_classes(found, 2) == Labelled(["x"] * 30 + ["b"], [0] * 30 + [1])
