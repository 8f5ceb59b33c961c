"""Which texts train and which test, by each protocol, and what its note says of them."""

from collections import Counter

import pytest
from sklearn.model_selection import train_test_split

from train.corpus.reader import Corpus
from train.errors import InputError
from train.evaluation.predictions import fold
from train.evaluation.protocols import (
    PROTOCOLS,
    Protocol,
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
"""Fifteen ham and five spam, each twice over but for case and white space."""


def labelled(*labels: str) -> Corpus:
    return Corpus([f"text {n}" for n in range(len(labels))], list(labels), "0" * 64)


def test_distinct_keeps_the_first_of_texts_that_are_the_same_after_folding() -> None:
    corpus = Corpus(["Win", "ok", " wIN\n", "go", "x", "y"], ["b", "a", "a", "b", "a", "b"], "")
    protocol = distinct(corpus, folds=2)
    assert protocol.texts == ["Win", "ok", "go", "x", "y"]
    assert protocol.labels == ["b", "a", "b", "a", "b"]


def test_distinct_has_no_text_in_training_and_in_test() -> None:
    protocol = distinct(TWENTY, folds=5, repeats=2)
    for training, rest in protocol.splits:
        trained_on = {fold(protocol.texts[at]) for at in training}
        assert not trained_on & {fold(protocol.texts[at]) for at in rest}


def test_distinct_trains_on_all_texts_that_it_does_not_test_on() -> None:
    for training, rest in distinct(TWENTY, folds=5).splits:
        assert sorted(training + rest) == list(range(20))


def test_distinct_tests_on_each_text_once_a_repeat() -> None:
    protocol = distinct(TWENTY, folds=5, repeats=3)
    assert len(protocol.splits) == 3 * protocol.folds == 15
    for start in (0, 5, 10):
        tested = [at for _, rest in protocol.splits[start : start + 5] for at in rest]
        assert sorted(tested) == list(range(20))


def test_the_repeats_of_distinct_cut_the_texts_otherwise() -> None:
    splits = distinct(TWENTY, folds=5, repeats=2).splits
    assert {tuple(rest) for _, rest in splits[:5]} != {tuple(rest) for _, rest in splits[5:]}


def test_each_fold_of_distinct_has_its_share_of_each_class() -> None:
    protocol = distinct(TWENTY, folds=5, repeats=2)
    for _, rest in protocol.splits:
        assert Counter(protocol.labels[at] for at in rest) == {"ham": 3, "spam": 1}


def test_distinct_cuts_alike_every_time() -> None:
    assert distinct(TWENTY) == distinct(TWENTY)


@pytest.mark.parametrize(
    ("rare", "folds"),
    [
        pytest.param(2, 2, id="two-texts"),
        pytest.param(4, 4, id="four-texts"),
        pytest.param(9, 5, id="more-than-folds"),
    ],
)
def test_a_rare_class_makes_for_fewer_folds(rare: int, folds: int) -> None:
    protocol = distinct(labelled(*["ham"] * 9, *["spam"] * rare), folds=5, repeats=1)
    assert (protocol.folds, len(protocol.splits)) == (folds, folds)
    assert protocol.note == f"{folds}-fold cross-validation on {9 + rare} distinct texts"


def test_the_note_of_distinct_says_how_often() -> None:
    assert distinct(TWENTY).note == "5-fold cross-validation on 20 distinct texts, 2 times"


def test_a_class_with_one_distinct_text_is_refused_by_name() -> None:
    corpus = Corpus(["a", "b", "c", "win", "WIN", " win"], ["ham"] * 3 + ["spam"] * 3, "")
    with pytest.raises(InputError, match=r"^class 'spam' has 1 distinct text;"):
        distinct(corpus)


def test_a_class_whose_texts_all_came_before_is_refused() -> None:
    corpus = Corpus(["a", "b", "c", "A", "B "], ["ham"] * 3 + ["spam"] * 2, "")
    with pytest.raises(InputError, match="distinct text"):
        distinct(corpus)


def test_tutorial_is_scikit_learns_own_split() -> None:
    protocol = tutorial(TWENTY)
    expected = train_test_split(TWENTY.texts, TWENTY.labels, test_size=0.1, random_state=42)
    found = [[column[at] for at in part] for column, part in _columns(protocol)]
    assert found == expected


def _columns(protocol: Protocol) -> list[tuple[list[str], list[int]]]:
    parts = protocol.splits[0]
    return [(column, part) for column in (protocol.texts, protocol.labels) for part in parts]


def test_the_note_of_tutorial_counts_the_test_texts_that_are_trained_on(small: Corpus) -> None:
    assert tutorial(small).note == (
        "held out: test_size=0.1, random_state=42; "
        "9 of the 9 test texts are also in the training part"
    )


def test_the_note_of_tutorial_counts_none_where_the_texts_differ() -> None:
    assert "; 0 of the 4 test texts" in tutorial(TWENTY).note


def test_the_tutorials_test_texts_on_the_real_corpus_that_are_trained_on(sms: Corpus) -> None:
    assert "; 69 of the 558 test texts" in tutorial(sms).note


def test_small_trains_on_the_first_texts_and_tests_on_the_last_in_order() -> None:
    protocol = small(labelled(*"ab" * 50))
    assert protocol.splits == [(list(range(30)), list(range(30, 100)))]
    assert protocol.note == "the first 30 texts train, the last 70 test"


@pytest.mark.parametrize("name", ["tutorial", "small"])
def test_a_protocol_of_one_split_keeps_all_texts(name: str) -> None:
    protocol = PROTOCOLS[name](TWENTY)
    assert (protocol.name, protocol.folds) == (name, 1)
    assert (protocol.texts, protocol.labels) == (TWENTY.texts, TWENTY.labels)


def test_a_training_part_that_lacks_a_class_is_refused_and_the_rest_named() -> None:
    message = r"\['a', 'b'\] are left to train on of the classes \['a', 'b', 'c'\]"
    with pytest.raises(InputError, match=message):
        check_training(small(labelled(*"ababababababcc")))


def test_a_training_part_with_every_class_is_let_through() -> None:
    check_training(small(labelled(*"abcabcabcabc")))
    check_training(distinct(TWENTY))
