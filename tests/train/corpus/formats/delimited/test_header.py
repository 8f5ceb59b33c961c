"""The names of the columns are found below titles and comments, and if they are whole questions."""

import csv
import io
from pathlib import Path

import pytest

from tests.support.corpus_files import CSV, LABELS, TEXTS, read, told, written
from train.corpus.formats.delimited.header import find_header
from train.corpus.reader import read_corpus
from train.corpus.telling import tell_nobody
from train.counted import counted
from train.scoring_files.rows import RowReading, read_rows

QUESTIONS = b'"What did you like about the service?","How would you label it (one or two)?"\n'
ROWS = [["see you at noon", "ham"], ["win now", "spam"]]


@pytest.mark.parametrize(
    "above",
    [
        pytest.param(b"# exported by a tool\n", id="comment"),
        pytest.param(b"# exported by a tool, version 2, in May\n", id="comment-with-commas"),
        pytest.param(b"Our messages\n,\n", id="title"),
        pytest.param(b"Export,2024-01-01\n", id="title-as-wide-as-the-rows"),
    ],
)
@pytest.mark.parametrize("name", ["c.csv", "c.txt"])
def test_rows_above_the_names_are_left_out_and_told(
    tmp_path: Path, name: str, above: bytes
) -> None:
    path = written(tmp_path, name, above + CSV)
    corpus, lines = told(path)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    number = above.count(b"\n") + 1
    assert lines == [f"{path}: line {number} names the columns; what is above is left out"]
    reading = RowReading(tell=tell_nobody)
    assert [row.text for row in read_rows([path], reading)] == TEXTS


def test_unusual_names_are_found_below_a_title(tmp_path: Path) -> None:
    content = b"Survey 2024,\n" + b"Frage,Art\n" + b"guten Tag,a\ngute Nacht,b\n" * 3
    assert read(tmp_path, "c.csv", content).counts() == {"a": 3, "b": 3}


def test_whole_questions_are_names_if_the_labels_are_others(tmp_path: Path) -> None:
    content = QUESTIONS + b"".join(b"%d is fine,one\n%d is bad,two\n" % (n, n) for n in range(5))
    path = written(tmp_path, "c.csv", content)
    assert read(tmp_path, "c.csv", content).counts() == {"one": 5, "two": 5}
    assert len(list(read_rows([path], RowReading()))) == 10


@pytest.mark.parametrize(
    ("label", "labels", "is_name"),
    [
        pytest.param("kind of text", ["ham", "spam"] * 3, True, id="each-label-occurs-again"),
        pytest.param("ham", ["ham", "spam"] * 3, False, id="a-label"),
        pytest.param("kind", ["red", "green", "black"] + ["white"] * 9, False, id="once-like-one"),
        pytest.param("sort of text", ["red", "blue"] + ["tan"] * 9, True, id="longer-than-each"),
        pytest.param("y", ["red", "blue"] + ["tan"] * 9, True, id="usual-name"),
        pytest.param("kind", ["1", "2"] + ["3.5"] * 9, True, id="numbers"),
        pytest.param("kind", ["a", "b", "c", "d"], False, id="no-labels-below"),
    ],
)
def test_a_long_first_row_is_names_if_its_label_is_none(
    label: str, labels: list[str], is_name: bool
) -> None:
    first = ["a first row with more than four words", label]
    rows = [first, *([f"text number {n}", each] for n, each in enumerate(labels))]
    assert find_header(rows, ()) == ((first, 0) if is_name else None)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["message", "spam"], ["text", "spam"], *ROWS, *ROWS], id="words-of-texts"),
        pytest.param([*ROWS, *ROWS, ["message", "spam"], *ROWS], id="one-such-word"),
        pytest.param([["lunch at noon", ""], *ROWS, *ROWS], id="first-row-without-a-label"),
        pytest.param([["#hungry now", "ham"], *ROWS, *ROWS], id="a-tag"),
        pytest.param([["a b c d e", "ham"], *ROWS, ["text", "spam"], *ROWS], id="names-as-data"),
    ],
)
def test_data_that_looks_like_titles_or_names_stays_data(rows: list[list[str]]) -> None:
    assert find_header([["5 mails", "ham"], *rows], ()) is None
    assert find_header([["5", "ham"], *rows], ()) is None


def test_an_empty_column_does_not_hide_the_names() -> None:
    rows = [["", "Title", ""], ["", "text", "label"], *(["", *row] for row in ROWS * 2)]
    assert find_header(rows, ()) == (["", "text", "label"], 1)


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["0", "1"], id="columns"),
        pytest.param(["", "0", "1"], id="index-and-columns"),
    ],
)
def test_numbers_from_0_are_the_names_that_pandas_writes(tmp_path: Path, names: list[str]) -> None:
    rows = [[str(n), text, str(n % 2)][3 - len(names) :] for n, text in enumerate(TEXTS)]
    content = "\n".join(map(",".join, [names, *([f'"{cell}"' for cell in row] for row in rows)]))
    path = written(tmp_path, "c.csv", content.encode())
    corpus, lines = told(path)
    assert (corpus.texts, corpus.labels) == (TEXTS, ["0", "1", "0", "1"])
    assert lines == [f"{path}: texts from '0' and labels from '1', by their content"]
    assert [row.text for row in read_rows([path], RowReading())] == TEXTS


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["0", "1"], ["2", "3"], ["4", "1"]], id="numbers-below"),
        pytest.param([["0", "1", "see you"], ["1", "0", "win now"]], id="data"),
        pytest.param([["1", "2"], *ROWS], id="from-1"),
        pytest.param([["0"], ["see you"]], id="one"),
    ],
)
def test_other_numbers_are_data(rows: list[list[str]]) -> None:
    assert find_header(rows, ()) is None


@pytest.mark.parametrize(
    "below",
    [
        pytest.param(
            [["What was it?", "Which?"], ['{"ImportId":"1"}', '{"ImportId":"2"}']], id="q"
        ),
        pytest.param([["Open-Ended Response", "Response"]], id="survey-monkey"),
    ],
)
def test_rows_that_explain_the_names_of_a_survey_are_left_out(
    tmp_path: Path, below: list[list[str]]
) -> None:
    file = io.StringIO()
    rows = [["Tell us more", "Kind"], *below, *zip(TEXTS, LABELS, strict=True)]
    csv.writer(file).writerows(rows)
    corpus, lines = told(written(tmp_path, "c.csv", file.getvalue().encode()))
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    explain = counted(len(below), "row that explains", "rows that explain")
    assert lines[0].endswith(f": left out {explain} the names")


def test_questions_above_the_row_that_explains_them_are_names(tmp_path: Path) -> None:
    names = "ID,What do you think of it?,How was it overall?\n,Open-Ended Response,Response\n"
    pairs = enumerate(zip(TEXTS, LABELS, strict=True))
    rows = "".join(f'{number},"{text}",{label}\n' for number, (text, label) in pairs)
    corpus, lines = told(written(tmp_path, "c.csv", (names + rows).encode()))
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert "left out 1 row that explains the names" in lines[0]


def test_a_first_row_with_two_numbers_as_labels_is_data(tmp_path: Path) -> None:
    rows = [
        f"a text no. {number} of a long list of texts\t{number % 3}\te{number}"
        for number in range(9)
    ]
    content = "the first text of a long list of texts\t2,7\te9\n" + "\n".join(rows)
    path = written(tmp_path, "c.tsv", content.encode())
    corpus = read_corpus([path], to_train=False)
    assert corpus.texts[0] == "the first text of a long list of texts"
