"""Held-out copies of training texts are counted, and the metrics leave them out."""

import pytest

from tests.support.parity import LABELS, TRAINING
from tests.support.reports import Page
from train.corpus.reader import Corpus
from train.evaluation.metrics import evaluate
from train.fit import fit
from train.recipes.catalog import RECIPES
from train.report.contents import report_contents
from train.report.model_report import report
from train.trained import Trained

CORPUS = Corpus(TRAINING, LABELS, "0" * 64)
COPIES = [TRAINING[0], f" {TRAINING[1].upper()}\n"]
OTHERS, OF_OTHERS = ["win a free train", "free cash", "see you at the prize call"], LABELS[:3]


def trained_with(texts: list[str], labels: list[str]) -> Trained:
    return fit(RECIPES["tutorial"], CORPUS, Corpus(texts, labels, "1" * 64))


def words_of(trained: Trained) -> str:
    return Page(report(report_contents(trained, TRAINING, 0, None))).text()


@pytest.fixture(scope="module")
def copied() -> Trained:
    return trained_with([*COPIES, *OTHERS], [*LABELS[:2], *OF_OTHERS])


def test_the_metrics_without_copies_are_those_of_the_other_texts(copied: Trained) -> None:
    without = copied.facts["metrics"]["without_copies"]
    assert (without["copies"], without["texts"]) == (2, 3)
    threshold, positive = copied.facts["threshold"], copied.facts["positive"]
    expected = evaluate(copied.export, OTHERS, OF_OTHERS, threshold, positive).metrics
    assert {name: without[name] for name in ("accuracy", "mcc", "spam_caught")} == {
        name: expected[name] for name in ("accuracy", "mcc", "spam_caught")
    }


def test_the_report_is_about_the_other_texts_and_counts_the_copies(copied: Trained) -> None:
    words = words_of(copied)
    assert "Measured on 3 texts (other texts: sha256 1111" in words
    assert "1 of the 5 test texts are also in the training part). 2 copies of training" in words
    assert "Held out Without copies" in words
    assert "Without copies: the 3 texts of them that differ" in words
    assert "not seen" not in words


def test_a_report_without_copies_says_nothing_of_them() -> None:
    trained = trained_with(OTHERS, OF_OTHERS)
    assert "without_copies" not in trained.facts["metrics"]
    assert "Without copies" not in words_of(trained)


def test_if_all_held_out_texts_are_copies_there_is_no_headline() -> None:
    trained = trained_with(COPIES, LABELS[:2])
    assert trained.facts["metrics"]["without_copies"] == {"copies": 2, "texts": 0}
    words = words_of(trained)
    assert "It was not evaluated on any text." in words
    assert "Of every 100" not in words
