"""The headline of a report says in plain words what its model gets right."""

import re
from dataclasses import replace

import pytest

from tests.support.reports import BARE, FACTS, MANY, report_words, two
from train.evaluation.comparison import Comparison, mcnemar
from train.evaluation.predictions import Predictions
from train.report.contents import PromotedComparison, ReportContents


def test_the_headline_counts_in_hundreds_and_thousands() -> None:
    assert (
        "Of every 100 spam messages, it catches 98; of every 1,000 ordinary messages, it blocks 5."
        in report_words(BARE)
    )


def test_the_headline_has_a_margin_of_error() -> None:
    assert "93 to 99 of 100 spam messages, 1 to 28 of 1,000 ordinary messages" in report_words(BARE)


def test_out_of_fold_predictions_are_preferred() -> None:
    words = report_words(replace(BARE, out_of_fold=two(300, 100, 0, 500)))
    assert "catches 75; of every 1,000 ordinary messages, it blocks none." in words
    assert "cross-validation on 900 distinct texts" in words


def test_with_more_classes_the_headline_counts_correct_labels() -> None:
    assert "Of every 100 texts, it labels 75 correctly." in report_words(MANY)


def renamed(ham: str, spam: str, **facts: object) -> ReportContents:
    """Return the contents of `BARE` with other names for ham and spam."""
    names = {"ham": ham, "spam": spam}
    rows = tuple(
        replace(row, label=names[row.label], predicted=names[row.predicted])
        for row in BARE.held_out.rows
    )
    data = {"sha256": "", "rows": 300, "labels": {ham: 200, spam: 100}}
    return replace(
        BARE,
        held_out=Predictions((ham, spam), rows),
        facts=FACTS | {"classes": [ham, spam], "data": data} | facts,
    )


def test_classes_other_than_spam_and_ham_are_named() -> None:
    words = report_words(renamed("safe", "fraud", positive="fraud"))
    assert "Of every 100 texts of class \u201cfraud\u201d, it recognizes 98" in words
    assert "class \u201csafe\u201d, it labels 5 as \u201cfraud\u201d" in words
    assert "False positive rate, fraud" in words
    assert "Recall (share recognized)" in words
    assert re.findall(r"(?i)caught|catch|block|\bspam|\bham\b", words) == []


def test_without_a_positive_class_nothing_is_caught() -> None:
    promoted = PromotedComparison("old", Comparison(90, 60, 20, 5, 5, 0.5), None)
    contents = renamed("neg", "pos", positive=None, threshold=None)
    words = report_words(replace(contents, promoted=promoted))
    assert "Of every 100 texts, it labels 99 correctly." in words
    assert "Always predicting \u201cneg\u201d would label 67 correctly." in words
    assert re.findall(r"(?i)caught|catch|block|recogni", words) == []


def test_an_exported_models_report_does_not_claim_new_texts() -> None:
    words = report_words(replace(BARE, facts=FACTS | {"data": None}))
    assert "Whether the model was fitted to some of them is unknown." in words


@pytest.mark.parametrize(
    ("only_first", "only_second", "expected"),
    [
        pytest.param(
            0,
            0,
            "This model and old are right on the same texts, so neither proves better",
            id="equal",
        ),
        pytest.param(
            3, 1, "The difference may be chance: exactly one model is right on 4 texts", id="chance"
        ),
        pytest.param(
            9,
            0,
            "This model is better than old, and the difference is unlikely to be chance",
            id="better",
        ),
        pytest.param(
            0,
            9,
            "Old is better than this model, and the difference is unlikely to be chance",
            id="worse",
        ),
        pytest.param(0, 5, "it is, and that is unlikely to be chance", id="worse, only one-sided"),
    ],
)
def test_the_promoted_model_is_compared_in_plain_words(
    only_first: int, only_second: int, expected: str
) -> None:
    p_value = mcnemar(only_first, only_second)
    counts = Comparison(90 + only_first + only_second, 85, only_first, only_second, 5, p_value)
    assert expected in report_words(replace(BARE, promoted=PromotedComparison("old", counts)))


def test_more_blocked_ham_is_named_even_with_fewer_mistakes_in_all() -> None:
    promoted = PromotedComparison(
        "old", Comparison(90, 60, 20, 5, 5, mcnemar(20, 5)), Comparison(40, 35, 0, 5, 0, 0.0625)
    )
    words = report_words(replace(BARE, promoted=promoted))
    assert "it blocks more ordinary messages, and that is unlikely to be chance" in words
