"""A column of 0 and 1 for each class gives the class; other columns that may be labels are told."""

import csv
import io
from pathlib import Path

import pytest

from tests.support.corpus_files import LABELS, TEXTS, told, written
from train.corpus.reader import read_corpus
from train.errors import InputError
from train.scoring_files.labelled_rows import read_labelled_rows
from train.scoring_files.rows import RowReading

HAM, SPAM = ["1", "1", "0", "0"], ["0", "0", "1", "1"]
BOTH = ["1", "1", "1", "0"]


def table(tmp_path: Path, **columns: list[str]) -> Path:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return written(tmp_path, "c.csv", file.getvalue().encode())


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(("text", "ham", "spam"), id="usual-names"),
        pytest.param(("said", "ham", "spam"), id="text-by-content"),
    ],
)
@pytest.mark.parametrize(("no", "yes"), [("0", "1"), ("0.0", "1.0"), ("False", "True")])
def test_the_class_is_the_name_of_the_column_with_a_1(
    tmp_path: Path, names: tuple[str, str, str], no: str, yes: str
) -> None:
    text, ham, spam = names
    marks = {"0": no, "1": yes}
    columns = {ham: [marks[each] for each in HAM], spam: [marks[each] for each in SPAM]}
    path = table(tmp_path, **{text: TEXTS}, **columns)
    corpus, lines = told(path)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert lines == [
        f"{path}: texts from {text!r}; each row has a 1 in one of the columns ham, spam, whose "
        "names are the labels; --label-column chooses one column"
    ]
    assert len(set(read_corpus([path], label_column="spam").labels) & {"ham", "spam"}) == 0
    streamed = read_labelled_rows([path], RowReading(), lambda _: None)
    assert [row.label for row in streamed] == LABELS


def test_a_row_without_a_class_is_dropped_and_one_of_two_refused(tmp_path: Path) -> None:
    texts = [f"text no. {number}" for number in range(2400)]
    columns = {"ham": ["1", "0", ""] * 800, "spam": ["0", "1", ""] * 800}
    path = table(tmp_path, text=texts, **columns)
    assert read_corpus([path]).dropped == {"without a label": 800}
    columns["spam"][2100] = "1"
    path = table(tmp_path, text=texts, **columns)
    message = "line 2102: found 2 columns with 1 among ham, spam; expected one"
    with pytest.raises(InputError, match=message):
        read_corpus([path])


def test_no_column_is_chosen_if_a_further_one_may_be_the_label(tmp_path: Path) -> None:
    path = table(tmp_path, text=TEXTS, man=HAM, woman=SPAM, team=["x", "y"] * 2)
    with pytest.raises(InputError, match="expected a label column; found text, man, woman, team"):
        read_corpus([path])


@pytest.mark.parametrize(
    ("label", "others", "ending"),
    [
        pytest.param({"label": LABELS}, {"target": HAM}, "", id="usual-names"),
        pytest.param({"label": LABELS}, {"target": HAM, "more": SPAM}, "", id="two"),
        pytest.param(
            {"toxic": HAM}, {"obscene": BOTH}, "; several labels of a text are not learned", id="01"
        ),
        pytest.param(
            {"target": SPAM},
            {"man": HAM},
            "; several labels of a text are not learned",
            id="no-hot",
        ),
    ],
)
def test_columns_that_may_be_labels_too_are_told(
    tmp_path: Path, label: dict[str, list[str]], others: dict[str, list[str]], ending: str
) -> None:
    remarks = ["", "", "", "late"]
    path = table(tmp_path, **others, text=TEXTS, **label, remarks=remarks)
    ((name, labels),) = label.items()
    corpus, lines = told(path)
    assert corpus.labels == labels
    assert lines == [
        f"{path}: labels from {name!r} only; others may be labels, too: {', '.join(others)}; "
        f"--label-column chooses{ending}"
    ]


def test_several_labels_of_a_text_are_refused_with_the_way_out(tmp_path: Path) -> None:
    path = table(tmp_path, text=TEXTS, joy=HAM, fear=BOTH)
    message = "joy, fear are 0 and 1, but not one 1 in each row, and several labels of a text"
    with pytest.raises(InputError, match=message):
        read_corpus([path])
    assert read_corpus([path], label_column="joy").labels == HAM


def test_columns_that_are_the_same_in_all_rows_are_no_classes(tmp_path: Path) -> None:
    rows = "".join(f'"{text}",1,0,0\n' for text in TEXTS)
    path = written(tmp_path, "c.csv", f"text,is_new,replies,spam\n{rows}".encode())
    with pytest.raises(InputError, match="found one class, '0'"):
        read_corpus([path])
