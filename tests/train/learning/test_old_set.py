"""The old set stays the same if the base grows, and is never learned from."""

import pytest

from train.corpus.reader import Corpus
from train.errors import InputError
from train.evaluation.predictions import text_key
from train.learning.old_set import is_old, split_base

TEXTS = [f"text number {number}" for number in range(400)]
LABELS = ["ham", "spam"] * 200
BASE = Corpus(TEXTS, LABELS, "0" * 64)


def test_the_set_stays_the_same_if_the_base_grows() -> None:
    smaller = split_base(Corpus(TEXTS[:300], LABELS[:300], "1" * 64))
    assert smaller.old.texts == [text for text in split_base(BASE).old.texts if text in TEXTS[:300]]


def test_about_every_tenth_text_is_left_out_of_training() -> None:
    training, old = split_base(BASE)
    assert 20 < len(old.texts) < 60
    assert sorted(training.texts + old.texts) == sorted(TEXTS)


def test_another_set_is_left_out_of_training_too() -> None:
    test = Corpus([text.upper() for text in TEXTS[:20]], LABELS[:20], "2" * 64)
    training, old = split_base(BASE, test)
    assert old.texts == test.texts
    assert training.texts == TEXTS[20:]


@pytest.mark.parametrize("test", [TEXTS, TEXTS[1::2] + TEXTS[:20:2]], ids=["all", "spam"])
def test_a_class_whose_texts_are_all_in_the_old_set_is_refused(test: list[str]) -> None:
    labels = [LABELS[TEXTS.index(text)] for text in test]
    with pytest.raises(InputError, match=r"--data has no text of class .* not also in --test; add"):
        split_base(BASE, Corpus(test, labels, "2" * 64))


def test_too_few_texts_to_compare_versions_are_refused() -> None:
    few = Corpus(TEXTS[:40], LABELS[:40], "3" * 64)
    with pytest.raises(InputError, match=r"the old set has \d texts? of class 'ham'; expected"):
        split_base(few)
    three = Corpus(TEXTS[:40], ["a", "b", "c", "a"] * 10, "4" * 64)
    with pytest.raises(InputError, match=r"the old set has \d texts?; expected at least 5"):
        split_base(three)


@pytest.mark.parametrize("ham", [["ham"], ["ham", "news"]], ids=["two classes", "three"])
def test_a_rare_class_is_learned_and_named(ham: list[str]) -> None:
    old = [at for at, text in enumerate(TEXTS) if is_old(text_key(text))]
    labels = [ham[at % len(ham)] for at in range(len(TEXTS))]
    for at in range(old[0], old[0] + 3):
        labels[at] = "spam"  # its only texts stay with those to learn from
    base = split_base(Corpus(TEXTS, labels, "5" * 64))
    assert (base.training.labels.count("spam"), base.rare()) == (3, {"spam": 0})
