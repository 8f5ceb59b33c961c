"""The report explains the metrics in plain words and treats no data as HTML."""

import re
from dataclasses import replace

import pytest

from tests.support.reports import (
    BARE,
    EVIL,
    FACTS,
    MANY,
    METRICS,
    THREE,
    Page,
    report_page,
    report_words,
    two,
)
from train.evaluation.cross_validation import LearningPoint
from train.evaluation.predictions import Prediction, Predictions
from train.report.contents import Mistake, ReportContents
from train.report.model_report import report


def headings(contents: ReportContents) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", report_page(contents).decode())


def test_a_label_with_braces_is_no_placeholder() -> None:
    rows = (Prediction("1", "a", "{0}", 0.9), Prediction("2", "{0}", "{0}", 0.9))
    facts = FACTS | {"positive": "{0}"}
    words = report_words(replace(BARE, held_out=Predictions(("a", "{0}"), rows), facts=facts))
    assert "it labels all 1,000 as \u201c{0}\u201d" in words


@pytest.mark.parametrize(
    "held_out",
    [
        pytest.param(two(0, 0, 0, 0), id="no text"),
        pytest.param(two(0, 0, 1, 5), id="only ham"),
        pytest.param(two(5, 1, 0, 0), id="only spam"),
        pytest.param(two(0, 5, 0, 5), id="never spam"),
        pytest.param(Predictions(THREE, ()), id="no text of three classes"),
    ],
)
def test_any_predictions_give_a_report(held_out: Predictions) -> None:
    positive = "spam" if len(held_out.classes) == 2 else None
    contents = replace(BARE, held_out=held_out, facts=FACTS | {"positive": positive})
    assert "Accuracy" in report_words(contents)


def test_the_facts_are_shown() -> None:
    words = report_words(BARE)
    for fact in (
        "2 January 2026, 03:04 UTC",
        "3,000 texts: 2,000 ham, 1,000 spam",
        "ab" * 32,
        "0.5: a text with a higher probability is labelled spam",
        "scikit-learn 1.9.1",
    ):
        assert fact in words


def test_metrics_have_the_digits_that_matter_and_undefined_ones_are_a_dash() -> None:
    cells = re.findall(r'<td class="figure">(.*?)</td>', report_page(BARE).decode())
    assert cells == ["99.0%", "0.978", "\N{EN DASH}", "98.0%", "0.50%"]


def test_cross_validation_has_a_column_with_its_standard_deviation() -> None:
    folds = {"protocol": "distinct", "folds": 5, "blocked_ham": {"mean": 0.004, "std": 0.0125}}
    metrics = METRICS | {"cross_validation": folds}
    words = report_words(replace(BARE, facts=FACTS | {"metrics": metrics}))
    assert "0.50% 0.40% \N{PLUS-MINUS SIGN} 1.25" in words
    assert "over 5 folds (distinct)" in words


def test_the_confusion_matrix_counts_and_shares() -> None:
    assert "ham 199 99.5% 1 0.5% spam 2 2.0% 98 98.0%" in report_words(BARE)


def test_of_many_classes_the_most_frequent_confusions_are_listed() -> None:
    classes = tuple(f"class {number}" for number in range(21))
    wrong = [("class 3", "class 5")] * 3 + [("class 5", "class 3")] * 2
    pairs = [*wrong, *[(name, name) for name in classes]]
    rows = tuple(Prediction(str(at), *pair, 0.9) for at, pair in enumerate(pairs))
    contents = replace(MANY, held_out=Predictions(classes, rows))
    assert "Most frequent confusions" in headings(contents)
    assert "Confusion matrix" not in headings(contents)
    words = report_words(contents)
    assert "class 3 class 5 3 75.0% class 5 class 3 2 66.7%" in words


def test_missing_contents_have_no_section_but_a_reason_why_there_are_no_terms() -> None:
    assert headings(BARE) == [
        "Recipe and data",
        "Metrics",
        "Confusion matrix",
        "Curves",
        "Most influential terms",
    ]
    assert "this kind of model does not add a weight for each term" in report_words(BARE)


def test_all_contents_have_a_section() -> None:
    assert headings(MANY) == [
        "Compared with the promoted model",
        "Recipe and data",
        "Metrics",
        "Confusion matrix",
        "Curves",
        "Most influential terms",
        "Most confident mistakes",
    ]


def test_no_data_becomes_html() -> None:
    page = Page(report_page(MANY))
    assert ("b", {}) in page.tags  # the matrix's own
    assert EVIL in page.text()
    assert EVIL.encode() not in report_page(MANY)
    assert report_page(MANY).count(b"<b>") == len(THREE) ** 2


def test_invisible_characters_are_made_visible() -> None:
    words = report_words(MANY)
    assert "a\N{OPEN BOX}b\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}" in words
    assert "\\u0000\\u202e" in words
    assert "\\ud83d" in words


def test_an_emoji_of_several_characters_stays_whole() -> None:
    family = "\N{MAN}\u200d\N{WOMAN}"
    assert family in report_words(replace(BARE, mistakes=[Mistake(family, "ham", "spam", 0.9)]))


def test_a_lone_surrogate_in_a_file_name_is_escaped() -> None:
    metrics = METRICS | {"protocol": "\udcff.csv"}
    assert "\\udcff.csv" in report_words(replace(BARE, facts=FACTS | {"metrics": metrics}))


def test_a_long_mistake_is_shortened() -> None:
    words = report_words(replace(BARE, mistakes=[Mistake("x" * 2000, "ham", "spam", 0.9)]))
    assert "x\u2026 (2,000 characters)" in words
    assert "x" * 601 not in words


@pytest.mark.parametrize("contents", [BARE, MANY], ids=["two", "more"])
def test_a_report_is_self_contained(contents: ReportContents) -> None:
    page = Page(report_page(contents))
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.tags}
    addresses = [a[k] for _, a in page.tags for k in ("href", "xlink:href", "src") if k in a]
    assert all(address is not None and address.startswith("#") for address in addresses)
    assert not re.search(rb"@import|url\((?!#)", report_page(contents))


def test_no_id_occurs_twice() -> None:
    whole = replace(BARE, learning=[LearningPoint(10, 0.5, 0.1), LearningPoint(20, 0.75, 0.1)])
    ids = [attributes["id"] for _, attributes in Page(report(whole)).tags if "id" in attributes]
    assert ids
    assert len(ids) == len(set(ids))


def test_scores_that_are_no_probabilities_have_no_threshold_or_calibration_chart() -> None:
    rows = tuple(replace(row, probability=row.probability * 9) for row in BARE.held_out.rows)
    words = report_words(replace(BARE, held_out=Predictions(("ham", "spam"), rows)))
    assert "Precision-recall curve" in words
    assert "Choice of threshold" not in words
    assert "Calibration" not in words


def test_the_same_contents_give_the_same_bytes() -> None:
    assert report(MANY) == report_page(MANY)
