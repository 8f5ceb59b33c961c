"""A help desk's table is read as reports; each row that cannot be used is named."""

from pathlib import PurePosixPath
from typing import Any

import pytest

from train.corpus.columns.judging import Table
from train.corpus.formats.recognition import read_format
from train.corpus.sources.addresses import Source
from train.corpus.telling import tell_nobody
from train.errors import InputError
from train.learning.imported import ImportColumns, read_import
from train.learning.sheet import LabelledRow, ReadSheet

HEAD = "Ticket;Agent;Message;Service says;Right label"
ROWS = (
    "T-1;anna;win a prize at the station;ham;Spam",
    "T-2;ben;see you at the station tonight;spam;good",
    "T-3;ben;see you at the station tonight;spam;phish",
    "T-4;;see you tomorrow at the station;spam;ham",
    "T-5;anna;WIN a  prize at the station;ham;ham",
    "T-6;anna;no label for this text;ham;",
)
COLUMNS = ImportColumns((), "Right label", {"good": "ham"}, None, "Agent")


def read(*rows: str, **changes: Any) -> ReadSheet:
    source = Source("desk.csv", PurePosixPath("desk.csv"), "\n".join([HEAD, *rows]).encode())
    table = read_format(source, whole=False, encoding=None, wanted=(), tell=tell_nobody)
    assert isinstance(table, Table)
    return read_import(table, ("ham", "spam"), COLUMNS._replace(**changes), tell_nobody)


def test_rows_are_reports_and_those_that_cannot_be_are_named() -> None:
    found = read(*ROWS)
    text = "see you at the station tonight"
    assert found.labelled == [LabelledRow(text, "ham", "report", "ben")]
    assert found.unlabelled == 1
    assert [fault.partition(";")[0] for fault in found.faults] == [
        "desk.csv: line 4: found the label 'phish'",
        "desk.csv: line 5: found no name in 'Agent'",
        "desk.csv: the text eb74432026a63c6d has several labels of one reporter",
    ]


def test_one_reporter_says_all() -> None:
    found = read(*ROWS[:2], reporter="desk", reporter_column=None)
    assert [(row.label, row.reporter) for row in found.labelled] == [
        ("spam", "desk"),
        ("ham", "desk"),
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"label": None}, "several may be it: Service says, Right label; --label-column"),
        ({"label": "Label"}, "expected a column 'Label'; found Ticket, Agent"),
        ({"reporter_column": "Who"}, "expected a column 'Who'"),
    ],
)
def test_columns_that_cannot_be_told_are_a_mistake(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(*ROWS, **changes)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            "T-1;anna;win a prize;ham;junk",
            "'Service says' may be those of the service; Right label",
        ),
        (
            "T-1;anna;win a prize;ham;",
            "'Service says' may be those of the service; Right label may",
        ),
    ],
)
def test_labels_of_the_service_are_not_taken_for_right_ones(row: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(row, label=None)


def test_a_table_without_a_class_is_a_mistake() -> None:
    with pytest.raises(InputError, match=r"expected a column of labels: ham or spam; found Ticket"):
        read("T-1;anna;win a prize at the station;a;b", label=None, names={})
