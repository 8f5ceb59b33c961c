"""Columns are told apart if two have one name, or if one has none."""

from pathlib import Path

import pytest

from tests.support.corpus_files import LABELS, TEXTS, told, written
from train.corpus.reader import read_corpus
from train.corpus.telling import tell_nobody
from train.errors import InputError
from train.scoring_files.labelled_rows import read_labelled_rows
from train.scoring_files.rows import RowReading, read_rows


def table(names: str, *columns: list[str], delimiter: str = ",") -> bytes:
    rows = zip(*columns, strict=True)
    quoted = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]
    return "\n".join([names, *quoted]).encode()


@pytest.mark.parametrize(
    ("values", "names"),
    [
        pytest.param(["", "", "", ""], ("note", "note.1"), id="empty"),
        pytest.param(["x", "y", "x", "y"], ("note.1", "note.2"), id="filled"),
    ],
)
def test_columns_of_one_name_that_nobody_needs_do_no_harm(
    tmp_path: Path, values: list[str], names: tuple[str, str]
) -> None:
    content = table("text,label,note,note", TEXTS, LABELS, ["see", "page", "", "1"], values)
    path = written(tmp_path, "c.csv", content + b"\ntext,label,note,note\n")
    note = f"{path}: the first line names a column twice: note; they are called {', '.join(names)}"
    corpus, lines = told(path)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert note in lines
    assert read_corpus([path], "text", "label").labels == LABELS
    reading = RowReading(keep=names[1:], tell=tell_nobody)
    assert [row.kept for row in read_rows([path], reading)] == [(value,) for value in values]
    assert [row.label for row in read_labelled_rows([path], RowReading(), len)] == LABELS


def test_of_two_columns_with_the_name_of_the_label_one_is_to_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", table("text,label,label", TEXTS, LABELS, LABELS[::-1]))
    with pytest.raises(
        InputError, match=r"two columns .* choose one or another column: --label-column 'label\.1'"
    ):
        told(path)
    assert read_corpus([path], label_column="label.2").labels == LABELS[::-1]
    assert [row.text for row in read_rows([path], RowReading())] == TEXTS


def test_of_two_columns_with_the_name_of_the_text_one_is_to_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", table("text,text,label", TEXTS[::-1], TEXTS, LABELS))
    for read in (lambda: told(path), lambda: list(read_rows([path], RowReading()))):
        with pytest.raises(
            InputError, match=r"here text\.1, text\.2; choose one or another column: --text-column"
        ):
            read()
    assert read_corpus([path], "text.2").texts == TEXTS


def test_of_two_columns_with_the_name_of_the_text_the_only_one_with_texts_has_it(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, "c.csv", table("text,text,label", [""] * 4, TEXTS, LABELS))
    assert told(path).corpus.texts == TEXTS


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("rows", [["1", "2", "3", "10"], ["text1", "text2", "text3", "text4"]])
def test_rows_of_r_have_names_in_a_column_without_one(
    tmp_path: Path, delimiter: str, rows: list[str]
) -> None:
    content = table(f'"label"{delimiter}"text"', rows, LABELS, TEXTS, delimiter=delimiter)
    path = written(tmp_path, "c.tsv" if delimiter == "\t" else "c.csv", content)
    corpus, lines = told(path)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    note = "the first line has no name for the first column, the names of R's rows; it is left out"
    assert lines == [f"{path}: {note}"]
    assert [row.text for row in read_rows([path], RowReading())] == TEXTS
    assert [row.label for row in read_labelled_rows([path], RowReading(), len)] == LABELS


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(["ham,see you, Ann", "spam,win now, Bob", "ham,well, bye"], id="texts-cut"),
        pytest.param(["1,win now, Bob", "1,see you, Ann", "2,well, bye"], id="numbers-again"),
        pytest.param(["1,win now, Bob", "2,see you"], id="not-each-row"),
    ],
)
def test_a_field_too_many_is_refused_if_the_first_is_no_name_of_a_row(
    tmp_path: Path, rows: list[str]
) -> None:
    path = written(tmp_path, "c.csv", "\n".join(["label,text", *rows]).encode())
    with pytest.raises(InputError, match="line 2: found 3 fields; the header has 2"):
        told(path)


def test_an_empty_field_behind_each_row_is_no_text(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", b"text,label\na1,ham,\nb2,ham,\nc3,spam,\nd4,spam,\n")
    assert told(path).corpus.texts == ["a1", "b2", "c3", "d4"]


def test_labels_in_columns_of_one_name_with_gaps_are_tags(tmp_path: Path) -> None:
    rows = zip(LABELS, ["ui", "", "", "db"], ["", "db", "", ""], TEXTS, strict=True)
    content = "Issue Type,Labels,Labels,Summary\n" + "\n".join(
        ",".join((*row[:3], f'"{row[3]}"')) for row in rows
    )
    corpus, lines = told(written(tmp_path, "c.csv", content.encode()))
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert "names a column twice: Labels" in lines[0]
