"""Files that were put one after the other repeat the names of their columns."""

from pathlib import Path

import pytest

from tests.support.corpus_files import told, written
from train.corpus.telling import tell_nobody
from train.scoring_files.labelled_rows import read_labelled_rows
from train.scoring_files.rows import RowReading, read_rows

LEFT_OUT = "left out 2 rows that repeat the names of the columns"
DATA = b"see you,ham\nwin now,spam\nbye bye,ham\na lamp,spam\n"
TEXTS = ["see you", "win now", "bye bye", "a lamp"] * 3


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(b"text,label\n", id="usual-names"),
        pytest.param(b"Satz,Art\n", id="other-names"),
        pytest.param(b'\xef\xbb\xbf"text","label"\n', id="byte-order-marks"),
        pytest.param(b" text , label \n", id="blanks"),
    ],
)
def test_names_that_are_repeated_are_no_rows(tmp_path: Path, names: bytes) -> None:
    path = written(tmp_path, "c.csv", (names + DATA) * 3)
    corpus, lines = told(path)
    assert corpus.texts == TEXTS
    assert corpus.counts() == {"ham": 6, "spam": 6}
    assert LEFT_OUT in lines
    told_streaming: list[str] = []
    labelled = read_labelled_rows([path], RowReading(tell=told_streaming.append), len)
    assert [row.text for row in labelled] == TEXTS
    rows = read_rows([path], RowReading(tell=told_streaming.append))
    assert [row.text for row in rows] == TEXTS
    assert told_streaming.count(LEFT_OUT) == 2


def test_a_text_like_the_only_name_is_a_text(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", b"text\nsee you\ntext\n")
    rows = read_rows([path], RowReading(tell=tell_nobody))
    assert [row.text for row in rows] == ["see you", "text"]


def test_numbers_of_columns_are_no_names(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", b"1,see you at noon\n2,win now\n1,2\n2,a lamp\n")
    rows = read_rows([path], RowReading(text_columns=("2",), tell=tell_nobody))
    assert len(list(rows)) == 4
