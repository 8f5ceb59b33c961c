"""Of what Prodigy writes, only accepted rows have a label."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests.support.corpus_files import told, written
from train.corpus.reader import read_corpus
from train.errors import InputError
from train.scoring_files.labelled_rows import read_labelled_rows
from train.scoring_files.rows import RowReading

Row = Mapping[str, object]


def lines(directory: Path, rows: Iterable[Row]) -> Path:
    numbered = [{"text": f"text {n}", "_input_hash": n, **row} for n, row in enumerate(rows)]
    return written(directory, "c.jsonl", "\n".join(map(json.dumps, numbered)).encode())


BINARY: list[Row] = [
    {"label": "ham", "answer": "accept"},
    {"label": "ham", "answer": "reject"},
    {"label": "spam", "answer": "ignore"},
    {"label": "spam", "answer": "accept"},
] * 2
CHOICE: list[Row] = [
    {"accept": ["ham"], "answer": "accept"},
    {"accept": [], "answer": "reject"},
    {"accept": ["ham"], "answer": "ignore"},
    {"accept": ["spam"], "answer": "accept"},
] * 2


@pytest.mark.parametrize(
    ("rows", "label", "column"),
    [
        pytest.param(BINARY, None, "label", id="label"),
        pytest.param(CHOICE, None, "accept", id="choice"),
        pytest.param(CHOICE, "accept", "accept", id="named"),
    ],
)
def test_only_accepted_rows_have_a_label(
    tmp_path: Path, rows: list[Row], label: str | None, column: str
) -> None:
    path = lines(tmp_path, rows)
    corpus = read_corpus([path], "text", label)
    assert corpus.texts == ["text 0", "text 3", "text 4", "text 7"]
    assert corpus.labels == ["ham", "spam"] * 2
    assert corpus.dropped == {"without a label": 4}
    told_of: list[str] = []
    reading = RowReading(text_columns=["text"], label_column=label, tell=told_of.append)
    streamed = [(row.text, row.label) for row in read_labelled_rows([path], reading, len)]
    assert len([label for _, label in streamed if label]) == 4
    assert told_of == [
        f"{path}: rows of Prodigy: labels from {column!r}, and none in a row whose answer is not "
        "'accept'"
    ]


def test_the_answers_may_be_the_labels(tmp_path: Path) -> None:
    corpus = read_corpus([lines(tmp_path, BINARY)], None, "answer")
    assert corpus.counts() == {"accept": 4, "ignore": 2, "reject": 2}


def test_several_accepted_choices_are_refused(tmp_path: Path) -> None:
    rows = [*CHOICE, {"accept": ["ham", "spam"], "answer": "accept"}]
    with pytest.raises(InputError, match="line 9: found the labels ham, spam of one text"):
        read_corpus([lines(tmp_path, rows)])


def test_answers_of_another_program_are_a_column(tmp_path: Path) -> None:
    content = "\n".join(json.dumps({"text": f"text {n}", **row}) for n, row in enumerate(BINARY))
    corpus, lines_told = told(written(tmp_path, "c.jsonl", content.encode()))
    assert corpus.counts() == {"ham": 4, "spam": 4}
    assert "others may be labels, too: answer" in lines_told[0]
