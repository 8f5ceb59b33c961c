"""The report says what was measured, in plain words, and nothing in it is taken for HTML."""

import re
from dataclasses import replace

import pytest

from tests.support.reports import BARE, EVIL, FACTS, MANY, METRICS, THREE, Page, made, text, two
from train.evaluation.comparison import Comparison, mcnemar
from train.evaluation.predictions import Predictions
from train.report.contents import ReportContents
from train.report.model_report import report


def headings(findings: ReportContents) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", made(findings).decode())


def test_the_first_sentence_counts_in_hundreds_and_thousands() -> None:
    assert "Of 100 spam messages it catches 98; of 1,000 ordinary messages it blocks 5." in text(
        BARE
    )


def test_the_first_sentence_says_how_sure_it_is() -> None:
    assert "93 to 99 of 100 spam messages, 1 to 28 of 1,000 ordinary messages" in text(BARE)


def test_out_of_fold_predictions_are_told_instead() -> None:
    told = text(replace(BARE, out_of_fold=two(300, 100, 0, 500)))
    assert "catches 75; of 1,000 ordinary messages it blocks none." in told
    assert "cross-validation on 900 texts" in told


def test_with_more_classes_the_first_sentence_counts_what_is_right() -> None:
    assert "Of 100 texts it labels 75 right." in text(MANY)


def test_other_classes_than_spam_and_ham_are_named() -> None:
    rows = tuple(
        replace(row, label=row.label.upper(), predicted=row.predicted.upper())
        for row in BARE.held_out.rows
    )
    told = text(replace(BARE, held_out=Predictions(("HAM", "SPAM"), rows)))
    assert "Of 100 texts of class \u201cSPAM\u201d it catches 98" in told


@pytest.mark.parametrize(
    "held_out",
    [
        pytest.param(two(0, 0, 0, 0), id="no text"),
        pytest.param(two(0, 0, 1, 5), id="ham alone"),
        pytest.param(two(5, 1, 0, 0), id="spam alone"),
        pytest.param(two(0, 5, 0, 5), id="never spam"),
    ],
)
def test_any_predictions_make_a_report(held_out: Predictions) -> None:
    assert "Accuracy" in text(replace(BARE, held_out=held_out))


def test_the_facts_are_told() -> None:
    told = text(BARE)
    for fact in (
        "2 January 2026, 03:04 UTC",
        "3,000 texts: 2,000 ham, 1,000 spam",
        "ab" * 32,
        "0.5: over this probability a text is labelled spam",
        "scikit-learn 1.9.1",
    ):
        assert fact in told


def test_figures_are_shown_to_the_digits_that_matter_and_the_undefined_as_a_dash() -> None:
    cells = re.findall(r'<td class="figure">(.*?)</td>', made(BARE).decode())
    assert cells == ["99.0%", "0.978", "\N{EN DASH}", "98.0%", "0.50%"]


def test_cross_validation_has_a_column_with_its_spread() -> None:
    folds = {"protocol": "distinct", "folds": 5, "blocked_ham": {"mean": 0.004, "std": 0.0125}}
    metrics = METRICS | {"cross_validation": folds}
    told = text(replace(BARE, facts=FACTS | {"metrics": metrics}))
    assert "0.50% 0.40% \N{PLUS-MINUS SIGN} 1.25" in told
    assert "over 5 folds (distinct)" in told


def test_the_confusion_matrix_counts_and_shares() -> None:
    assert "ham 199 99.5% 1 0.5% spam 2 2.0% 98 98.0%" in text(BARE)


def test_what_is_not_given_has_no_section() -> None:
    assert headings(BARE) == [
        "What was trained on what",
        "The figures",
        "What is taken for what",
        "The curves",
    ]


def test_what_is_given_has_its_section() -> None:
    assert headings(MANY) == [
        "Against the model now promoted",
        "What was trained on what",
        "The figures",
        "What is taken for what",
        "The curves",
        "Terms that weigh most",
        "Most confident mistakes",
    ]


def test_nothing_from_data_becomes_html() -> None:
    page = Page(made(MANY))
    assert ("b", {}) in page.tags  # the matrix's own
    assert EVIL in page.text()
    assert EVIL.encode() not in made(MANY)
    assert made(MANY).count(b"<b>") == len(THREE) ** 2


def test_what_cannot_be_seen_is_made_visible() -> None:
    told = text(MANY)
    assert "a\N{OPEN BOX}b\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}" in told
    assert "\\u0000\\u202e" in told
    assert "\\ud83d" in told


def test_a_lone_surrogate_in_a_file_name_is_written_out() -> None:
    metrics = METRICS | {"protocol": "\udcff.csv"}
    assert "\\udcff.csv" in text(replace(BARE, facts=FACTS | {"metrics": metrics}))


def test_a_long_mistake_is_cut() -> None:
    told = text(replace(BARE, mistakes=[("x" * 2000, "ham", "spam", 0.9)]))
    assert "x\u2026 (2,000 characters)" in told
    assert "x" * 601 not in told


@pytest.mark.parametrize("findings", [BARE, MANY], ids=["two", "more"])
def test_a_report_asks_for_nothing_outside_it(findings: ReportContents) -> None:
    page = Page(made(findings))
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.tags}
    addresses = [a[k] for _, a in page.tags for k in ("href", "xlink:href", "src") if k in a]
    assert all(address is not None and address.startswith("#") for address in addresses)
    assert not re.search(rb"@import|url\((?!#)", made(findings))


def test_no_id_occurs_twice() -> None:
    whole = replace(BARE, learning=[(10, 0.5, 0.1), (20, 0.75, 0.1)])
    ids = [attributes["id"] for _, attributes in Page(report(whole)).tags if "id" in attributes]
    assert ids
    assert len(ids) == len(set(ids))


def test_bare_scores_are_drawn_neither_as_thresholds_nor_as_calibration() -> None:
    rows = tuple(replace(row, probability=row.probability * 9) for row in BARE.held_out.rows)
    told = text(replace(BARE, held_out=Predictions(("ham", "spam"), rows)))
    assert "Precision over recall" in told
    assert "Choice of threshold" not in told
    assert "Calibration" not in told


def test_the_same_findings_make_the_same_bytes() -> None:
    assert report(MANY) == made(MANY)


@pytest.mark.parametrize(
    ("only_first", "only_second", "said"),
    [
        pytest.param(0, 0, "nothing tells this model and old apart", id="equal"),
        pytest.param(3, 1, "The difference is within chance: 4 texts alone", id="chance"),
        pytest.param(9, 0, "This model is better than old by more than chance", id="better"),
        pytest.param(0, 9, "Old is better than this model by more than chance", id="worse"),
        pytest.param(0, 5, "the answer is yes, beyond chance", id="worse, one-sided alone"),
    ],
)
def test_the_promoted_model_is_compared_in_plain_words(
    only_first: int, only_second: int, said: str
) -> None:
    p_value = mcnemar(only_first, only_second)
    counts = Comparison(90 + only_first + only_second, 85, only_first, only_second, 5, p_value)
    assert said in text(replace(BARE, current=("old", counts)))
