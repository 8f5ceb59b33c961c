"""Labels that mean the same become one, and what may be two classes is refused."""

from pathlib import Path

import pytest

from tests.support.corpus_files import told, written
from train.corpus.labels.cleaning import clean_label, merge_spellings, rename, tell_unshared
from train.corpus.telling import tell_nobody
from train.errors import InputError


@pytest.mark.parametrize(
    ("value", "label"),
    [
        (" ham ", "ham"),
        (1, "1"),
        (1.0, "1"),
        ("1.0", "1"),
        ("-3.00", "-3"),
        ("1.5", "1.5"),
        (True, "True"),
        ("none", "none"),
        (None, None),
        (float("nan"), None),
        ("", None),
        ("NaN", None),
        ("<NA>", None),
        ("#NAME?", None),
        ("\ufeffham\u200b", "ham"),
        (
            "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("\u2764\ufe0f\u200d\U0001f525", "\u2764\ufe0f\u200d\U0001f525"),
    ],
)
def test_a_value_becomes_a_label(value: object, label: str | None) -> None:
    assert clean_label(value, "c.csv: line 1") == label


def test_rare_spellings_are_merged_into_the_commonest_and_told() -> None:
    told: list[str] = []
    labels = ["spam"] * 40 + ["Spam"] * 5 + ["SPAM"] + ["Safe  Email"] + ["safe email"] * 2
    merged = merge_spellings(labels, (), (), told.append)
    assert merged == ["spam"] * 46 + ["safe email"] * 3
    assert told == [
        "label 'Spam' of 5 texts counts as 'spam'",
        "label 'SPAM' of 1 text counts as 'spam'",
        "label 'Safe  Email' of 1 text counts as 'safe email'",
    ]


def test_two_frequent_spellings_are_refused_with_both_ways_out() -> None:
    labels = ["us"] * 30 + ["US"] * 40
    with pytest.raises(InputError, match=r"'us' of 30.* --labels 'us=US', or .*'us=us'") as caught:
        merge_spellings(labels, (), (), tell_nobody)
    assert "labels 'US' of 40 texts" in str(caught.value)
    merged = rename(labels, {"us": "US"})
    assert merge_spellings(merged, (), (), tell_nobody) == ["US"] * 70
    assert merge_spellings(labels, (), {"us"}, tell_nobody) == labels


def test_the_commonest_spelling_yields_to_a_known_one() -> None:
    assert merge_spellings(["us"] * 50 + ["US"] * 50, ["US"], (), tell_nobody) == ["US"] * 100


@pytest.mark.parametrize("forms", [("caf\u00e9", "cafe\u0301"), ("\u2764\ufe0f", "\u2764")])
def test_two_unicode_forms_of_a_label_are_one_however_frequent(forms: tuple[str, str]) -> None:
    labels = [forms[0]] * 50 + [forms[1]] * 40
    assert merge_spellings(labels, (), (), tell_nobody) == [forms[0]] * 90


@pytest.mark.parametrize(("labels", "told"), [(["-", "ham", "?"], True), (["-", "+"], False)])
def test_labels_that_may_stand_for_a_missing_one_are_told(labels: list[str], told: bool) -> None:
    lines: list[str] = []
    assert merge_spellings(labels, (), (), lines.append) == labels
    assert [line.startswith("warning: labels such as '-', '?' are") for line in lines] == [
        True
    ] * told


def test_tables_without_a_common_label_are_told() -> None:
    told: list[str] = []
    pair, numbers = ("a.csv", ["ham", "spam"]), ("b.csv", ["0", "1", "0"])
    tell_unshared([pair, ("c.csv", ["ham"]), ("d.csv", ["spam", "ham"])], told.append)
    tell_unshared([pair, ("c.csv", ["spam", "eggs"]), ("d.csv", ["0"])], told.append)
    assert told == []
    tell_unshared([pair, numbers, ("c.csv", ["x", "y"])], told.append)
    assert told == [
        "warning: a.csv has the labels ham, spam and b.csv has 0, 1: these are different classes; "
        "if they are not, use --labels OLD=NEW,..."
    ]


def test_labels_that_may_be_short_for_others_are_told(tmp_path: Path) -> None:
    labels = ["Y", "yes", "no", "N", "other"] * 2
    rows = "".join(f"text {at},{label}\n" for at, label in enumerate(labels))
    corpus, lines = told(written(tmp_path, "c.csv", f"text,label\n{rows}".encode()))
    assert len(corpus.counts()) == 5
    assert lines[-1].endswith("if they are the same, use --labels Y=yes,N=no")
