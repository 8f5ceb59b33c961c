"""The summary counts what it says, and changes nothing."""

import pytest

from train.cli.corpus.table import corpus_table
from train.corpus.labels.positive_class import PositiveClass
from train.corpus.reader import Corpus
from train.corpus.summary import main_script, summarize

TEXTS = ["Win 1!", "win 22", "Win 1!", "привет", "see you", "see you", "12", "34", "x" * 11]
LABELS = ["spam", "spam", "spam", "ham", "ham", "spam", "ham", "ham", "ham"]


def test_copies_near_copies_and_contradictions_are_counted() -> None:
    summary = summarize(Corpus(TEXTS, LABELS, "", {"without a label": 2}), max_text_bytes=10)
    assert summary.texts == 9
    assert summary.copies == 2  # Win 1!, see you
    assert summary.near_copies == 1  # win 22; texts without letters are not near each other
    assert summary.contradicting == 2  # see you
    assert summary.too_large == 2  # x * 11, and 12 bytes of Cyrillic
    assert (summary.majority, summary.baseline) == ("ham", 5 / 9)
    assert summary.scripts == {"Latin": 6, "no letters": 2, "Cyrillic": 1}


SPAM = PositiveClass("spam", "its name says so")
NONE = PositiveClass(None, "neither class is unwanted")


def test_the_table_leaves_out_what_counts_nothing() -> None:
    table = corpus_table(summarize(Corpus(TEXTS, LABELS, "", {"without a label": 2}), 10), SPAM)
    assert table.splitlines() == [
        "rows                     11",
        "dropped, without a label 2",
        "exact copies             2 (22.2%)",
        "near copies              1 (11.1%)",
        "with several labels      2 (22.2%)",
        "over MAX_TEXT_BYTES      2 (22.2%)",
        "scripts                  6 Latin (66.7%), 2 no letters (22.2%), 1 Cyrillic (11.1%)",
        "2 classes                5 ham (55.6%), 4 spam (44.4%)",
        "majority baseline        0.5556 (always ham)",
        "positive class           spam; its name says so",
    ]
    small = corpus_table(summarize(Corpus(["see", "win"], ["ham", "spam"], ""), 10), NONE)
    assert small.splitlines()[:3] == [
        "rows               2",
        "exact copies       0",
        "near copies        0",
    ]
    assert "over" not in small
    assert small.splitlines()[-1] == (
        "positive class     none; neither class is unwanted; --positive names one"
    )


def test_of_many_classes_the_table_shows_the_largest() -> None:
    labels = [f"c{number:02}" for number in range(12) for _ in range(12 - number)]
    texts = [f"text {number}" for number in range(len(labels))]
    table = corpus_table(summarize(Corpus(texts, labels, ""), 1000), NONE)
    assert "12 classes         12 c00 (15.4%), 11 c01" in table
    assert table.splitlines()[-2].endswith("3 c09 (3.8%), 2 more, the smallest with 1")


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("สวัสดี see", "Thai"),
        ("你好", "Chinese"),
        ("\uff57\uff49\uff4e", "Latin"),
        ("🪁 5", "no letters"),
        ("", "no letters"),
    ],
)
def test_the_script_is_that_of_most_letters(text: str, script: str) -> None:
    assert main_script(text) == script
