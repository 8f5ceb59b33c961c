"""Which texts each protocol trains and tests on, and what its note says about them."""

from collections import Counter

import pytest
from sklearn.model_selection import train_test_split

from train.corpus.reader import Corpus
from train.errors import InputError
from train.evaluation.predictions import normalize_for_comparison
from train.evaluation.protocols import (
    PROTOCOLS,
    Split,
    check_training,
    distinct,
    small,
    tutorial,
)

TWENTY = Corpus(
    [f"text {n}" for n in range(20)] + [f"TEXT  {n} " for n in range(20)],
    (["ham"] * 15 + ["spam"] * 5) * 2,
    "0" * 64,
)
"""Fifteen ham and five spam, each twice with different case and white space."""


def labelled(*labels: str) -> Corpus:
    return Corpus([f"text {n}" for n in range(len(labels))], list(labels), "0" * 64)


def test_distinct_keeps_the_first_of_several_equal_texts() -> None:
    corpus = Corpus(["Win", "ok", " wIN\n", "go", "x", "y"], ["b", "a", "a", "b", "a", "b"], "")
    protocol = distinct(corpus, folds=2)
    assert protocol.texts == ["Win", "ok", "go", "x", "y"]
    assert protocol.labels == ["b", "a", "b", "a", "b"]


def test_distinct_has_no_text_in_both_training_and_test() -> None:
    protocol = distinct(TWENTY, folds=5, repeats=2)
    for training, rest in protocol.splits:
        trained_on = {normalize_for_comparison(protocol.texts[at]) for at in training}
        assert not trained_on & {normalize_for_comparison(protocol.texts[at]) for at in rest}


def test_distinct_trains_on_all_other_texts() -> None:
    for training, rest in distinct(TWENTY, folds=5).splits:
        assert sorted(training + rest) == list(range(20))


def test_distinct_tests_each_text_once_per_repeat() -> None:
    protocol = distinct(TWENTY, folds=5, repeats=3)
    assert len(protocol.splits) == 3 * protocol.folds == 15
    for start in (0, 5, 10):
        tested = [at for _, rest in protocol.splits[start : start + 5] for at in rest]
        assert sorted(tested) == list(range(20))


def test_the_repeats_of_distinct_have_different_folds() -> None:
    splits = distinct(TWENTY, folds=5, repeats=2).splits
    assert {tuple(rest) for _, rest in splits[:5]} != {tuple(rest) for _, rest in splits[5:]}


def test_each_fold_of_distinct_has_its_share_of_each_class() -> None:
    protocol = distinct(TWENTY, folds=5, repeats=2)
    for _, rest in protocol.splits:
        assert Counter(protocol.labels[at] for at in rest) == {"ham": 3, "spam": 1}


def test_distinct_returns_the_same_folds_every_time() -> None:
    assert distinct(TWENTY) == distinct(TWENTY)


@pytest.mark.parametrize(
    ("rare", "folds"),
    [
        pytest.param(2, 2, id="two-texts"),
        pytest.param(4, 4, id="four-texts"),
        pytest.param(9, 5, id="more-than-folds"),
    ],
)
def test_a_rare_class_reduces_the_number_of_folds(rare: int, folds: int) -> None:
    protocol = distinct(labelled(*["ham"] * 9, *["spam"] * rare), folds=5, repeats=1)
    assert (protocol.folds, len(protocol.splits)) == (folds, folds)
    assert protocol.note == f"{folds}-fold cross-validation on {9 + rare} distinct texts"


def test_the_note_of_distinct_names_the_repeats() -> None:
    assert distinct(TWENTY).note == "5-fold cross-validation on 20 distinct texts, 2 times"


def test_a_class_with_one_distinct_text_is_refused_and_named() -> None:
    corpus = Corpus(["a", "b", "c", "win", "WIN", " win"], ["ham"] * 3 + ["spam"] * 3, "")
    with pytest.raises(InputError, match=r"^class 'spam' has 1 distinct text;"):
        distinct(corpus)


def test_a_class_whose_texts_are_all_copies_is_refused() -> None:
    corpus = Corpus(["a", "b", "c", "A", "B "], ["ham"] * 3 + ["spam"] * 2, "")
    message = "^each text of class 'spam' also occurs with another label, .* check --label-column"
    with pytest.raises(InputError, match=message):
        distinct(corpus)


def test_tutorial_is_scikit_learns_split() -> None:
    protocol = tutorial(TWENTY)
    expected = train_test_split(TWENTY.texts, TWENTY.labels, test_size=0.1, random_state=42)
    selected = [
        [column[position] for position in positions]
        for column in (protocol.texts, protocol.labels)
        for positions in protocol.splits[0]
    ]
    assert selected == expected


def test_the_note_of_tutorial_counts_the_test_texts_that_are_also_trained_on(small: Corpus) -> None:
    assert tutorial(small).note == (
        "held out: test_size=0.1, random_state=42; "
        "9 of the 9 test texts are also in the training part"
    )


def test_the_note_of_tutorial_counts_zero_if_all_texts_differ() -> None:
    assert "; 0 of the 4 test texts" in tutorial(TWENTY).note


def test_in_the_real_corpus_tutorial_trains_on_69_of_its_test_texts(sms: Corpus) -> None:
    assert "; 69 of the 558 test texts" in tutorial(sms).note


def test_small_trains_on_the_first_texts_and_tests_on_the_rest() -> None:
    protocol = small(labelled(*"ab" * 50))
    assert protocol.splits == [Split(list(range(30)), list(range(30, 100)))]
    assert protocol.note == (
        "the first 30 texts train, the last 70 test; "
        "0 of the 70 test texts are also in the training part"
    )


@pytest.mark.parametrize("name", ["tutorial", "small"])
def test_a_protocol_of_one_split_keeps_all_texts(name: str) -> None:
    protocol = PROTOCOLS[name](TWENTY)
    assert (protocol.name, protocol.folds) == (name, 1)
    assert (protocol.texts, protocol.labels) == (TWENTY.texts, TWENTY.labels)


def test_of_many_missing_classes_the_first_are_named() -> None:
    labels = [f"{n:02}" for n in range(40) for _ in range(2)]
    with pytest.raises(InputError, match=r"of 40 classes: ('\d\d', ){10}\.\.\.; add texts"):
        check_training(small(labelled(*labels)))


def test_a_training_part_without_a_class_is_refused() -> None:
    message = "the training part lacks 1 of 3 classes: 'c'; add texts of these"
    with pytest.raises(InputError, match=message):
        check_training(small(labelled(*"ababababababcc")))


def test_a_training_part_with_every_class_is_accepted() -> None:
    check_training(small(labelled(*"abcabcabcabc")))
    check_training(distinct(TWENTY))
