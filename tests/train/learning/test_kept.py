"""Labels of people that count are kept as a corpus; those that expire or are gone are counted."""

from datetime import UTC, datetime

import pytest

from tests.support.learning import BASE, fit_first_words, said
from train.corpus.reader import Corpus
from train.errors import InputError
from train.evaluation.predictions import text_key
from train.evaluation.thresholds import ThresholdGoal
from train.learning.composition import compose
from train.learning.kept import expiring, labels_to_keep, with_labels_kept
from train.learning.old_set import Base
from train.learning.rounds import Material
from train.recipes.catalog import RECIPES

OLD = Corpus(["meet three"], ["ham"], "")
REPORTS = (
    said("prize three", "spam", "r1"),
    said("Prize  One", "spam", "r2"),
    said("meet two", "spam", "person", source="asked"),
    said("prize four", "ham", "r3"),
    said("prize four", "spam", "r4"),
)
MATERIAL = Material(Base(BASE, OLD), REPORTS, (), RECIPES["tutorial"], ThresholdGoal())


def test_what_counts_and_the_base_lacks_is_kept() -> None:
    refit = fit_first_words
    composed = compose(BASE, REPORTS, [], refit(BASE.texts, BASE.labels), refit, seed=0)
    kept = [*labels_to_keep(composed, MATERIAL).values()]
    assert kept == [("meet two", "spam"), ("prize three", "spam")]


def test_texts_whose_reports_all_expire_soon_are_counted() -> None:
    assert expiring(MATERIAL, datetime(2026, 5, 31, tzinfo=UTC)) == 0
    assert expiring(MATERIAL, datetime(2026, 6, 9, tzinfo=UTC)) == 3


def test_a_kept_text_gets_the_new_label_and_other_rows_stay() -> None:
    raw = 'label,text\nham,"see, you"\nham,Lunch\n'
    new = {text_key("lunch"): ("lunch", "spam"), text_key("b"): ("b\0", "ham")}
    assert with_labels_kept(raw, "kept.csv", ["label", "text"], new) == (
        'label,text\nham,"see, you"\nspam,Lunch\nham,b\ufffd\n'
    )
    with pytest.raises(InputError, match=r"columns y, x; found label, text"):
        with_labels_kept(raw, "kept.csv", ["y", "x"], new)
