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


@pytest.mark.parametrize("values", [["", "", "", ""], ["x", "y", "x", "y"]])
def test_columns_of_one_name_that_nobody_needs_do_no_harm(
    tmp_path: Path, values: list[str]
) -> None:
    content = table("text,label,note,note", TEXTS, LABELS, ["see", "page", "", "1"], values)
    path = written(tmp_path, "c.csv", content + b"\ntext,label,note,note\n")
    note = f"{path}: the first line names a column twice: note; they are called note.1, note.2"
    corpus, lines = told(path)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert note in lines
    assert read_corpus([path], "text", "label").labels == LABELS
    reading = RowReading(keep=("note.2",), tell=tell_nobody)
    assert [row.kept for row in read_rows([path], reading)] == [(value,) for value in values]
    assert [row.label for row in read_labelled_rows([path], RowReading(), len)] == LABELS


def test_of_two_columns_with_the_name_of_the_label_one_is_to_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, "c.csv", table("text,label,label", TEXTS, LABELS, LABELS[::-1]))
    with pytest.raises(
        InputError, match=r"found text, label\.1, label\.2; name it with --label-col"
    ):
        told(path)
    assert read_corpus([path], label_column="label.2").labels == LABELS[::-1]


def test_of_two_columns_with_the_name_of_the_text_the_one_with_texts_is_told(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, "c.csv", table("text,text,label", [""] * 4, TEXTS, LABELS))
    corpus, lines = told(path)
    assert corpus.texts == TEXTS
    assert f"{path}: texts from 'text.2' and labels from 'label', by their content" in lines
