"""JSON is read in each form that has rows, whatever the file's ending."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.corpus_files import LABELS, ROWS, TEXTS, read, written
from train.corpus.reader import read_corpus
from train.errors import InputError

LINES = "\n".join(map(json.dumps, ROWS))
COLUMNS = {
    "label": {str(number): label for number, label in enumerate(LABELS)},
    "text": {str(number): text for number, text in enumerate(TEXTS)},
}


@pytest.mark.parametrize("name", ["c.json", "c.jsonl", "c.ndjson", "c.txt", "c"])
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(LINES, id="lines"),
        pytest.param("\n".join(json.dumps(row, indent=2) for row in ROWS), id="objects-indented"),
        pytest.param(json.dumps({"train": ROWS}), id="one-list-of-rows"),
        pytest.param(json.dumps({"all": [list(row.values()) for row in ROWS]}), id="one-list"),
        pytest.param(json.dumps(ROWS), id="array"),
        pytest.param("\n " + json.dumps(ROWS, indent=2), id="array-indented"),
        pytest.param(json.dumps(COLUMNS), id="pandas-columns"),
        pytest.param(json.dumps(COLUMNS, indent=1), id="pandas-columns-indented"),
        pytest.param(
            json.dumps({str(number): row for number, row in enumerate(ROWS)}), id="pandas-index"
        ),
        pytest.param(
            json.dumps(
                {
                    "columns": ["label", "text"],
                    "index": [0, 1, 2, 3],
                    "data": [[row["label"], row["text"]] for row in ROWS],
                }
            ),
            id="pandas-split",
        ),
        pytest.param(
            json.dumps({"schema": {"fields": []}, "data": ROWS}, indent=1), id="pandas-table"
        ),
        pytest.param(json.dumps({"label": LABELS, "text": TEXTS}), id="lists"),
        pytest.param(json.dumps([list(row.values()) for row in ROWS]), id="array-of-arrays"),
        pytest.param(
            "\n".join(json.dumps(list(row.values())) for row in ROWS), id="lines-of-arrays"
        ),
    ],
)
def test_each_form_gives_the_same_texts(tmp_path: Path, name: str, content: str) -> None:
    corpus = read(tmp_path, name, content.encode())
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)


def test_whole_floats_are_integers_and_booleans_are_names(tmp_path: Path) -> None:
    values = [0.0, 1.0, 0, 1, True, True]
    rows: list[Any] = [{"label": value, "text": f"text {value}"} for value in values]
    corpus = read(tmp_path, "c.json", json.dumps(rows).encode())
    assert corpus.labels == ["0", "1", "0", "1", "True", "True"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param('[{"label": "ham", "text": "a"}', "expected JSON", id="array-cut"),
        pytest.param('{"label": "ham",\n"text": "a"', "line 1: expected JSON", id="object-cut"),
        pytest.param("{'text': 'a'}\n", "if the lines are Python's: python3 -c", id="python"),
        pytest.param('{"a": 1},\n{"a": 2},\n', "remove the comma at the end of", id="commas"),
        pytest.param("[]", "found no row", id="empty-array"),
        pytest.param(" \n", "found no row", id="blank"),
        pytest.param("[1, 2]", "row 1: found a number; expected a JSON object", id="numbers"),
        pytest.param(
            '[["a", "b"], {"a": 1}]', "row 2: found an object; expected an array", id="mixed"
        ),
        pytest.param('{"label": ["x"], "text": ["a", "b"]}', "different lengths", id="lengths"),
        pytest.param('{"a": {"b": "c"}, "d": []}', "an object for each line", id="nested"),
        pytest.param(
            '{"old": [{"a": 1}], "new": [{"a": 1}, {"a": 2}]}',
            "found 2 lists of rows: old, new; expected one list, or a file for each",
            id="two-lists",
        ),
        pytest.param(
            json.dumps({"a b c d e f g h i": "ham", "b": "spam"}, indent=1),
            "found one object with 2 names; expected an array of objects",
            id="long-names",
        ),
        pytest.param(
            json.dumps({str(number): "ham" for number in range(101)}),
            "found one object with 101 names; expected an array of objects",
            id="many-names",
        ),
        pytest.param('{"text": "a",\n"label": "b"}', "found one class", id="one-row"),
        pytest.param('{\n"text": "a",\n}{', "line 1: expected JSON", id="objects-cut"),
    ],
)
def test_json_without_rows_is_refused(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, "c.json", content.encode())


@pytest.mark.parametrize("line", ["{'text': 'a', 'label': 'ham'}", "('a lamp', 'ham')"])
def test_lines_that_python_printed_are_refused_with_what_helps(tmp_path: Path, line: str) -> None:
    with pytest.raises(InputError, match="if the lines are Python's: python3 -c 'import ast"):
        read(tmp_path, "c.txt", f"{line}\n{line}\n".encode())


def test_quotes_in_brackets_are_a_text(tmp_path: Path) -> None:
    paths = [written(tmp_path, f"{x}.txt", b"('so' she says)\nand so on\n") for x in LABELS[1:3]]
    assert read_corpus(paths).counts() == {"ham": 2, "spam": 2}
