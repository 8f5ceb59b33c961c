"""The table of a SQLite database that has the texts is read."""

import sqlite3
from pathlib import Path

import pytest

from tests.support.corpus_files import LABELS, TEXTS, told
from train.corpus.reader import read_corpus
from train.errors import InputError
from train.scoring_files.rows import RowReading, read_rows


def database(directory: Path, *statements: str) -> Path:
    path = directory / "c.sqlite"
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.executemany("INSERT INTO mails VALUES (?, ?)", zip(TEXTS, LABELS, strict=True))
    connection.commit()
    connection.close()
    return path


MAILS = "CREATE TABLE mails (Body TEXT, label TEXT)"
USERS = ("CREATE TABLE users (name)", "INSERT INTO users VALUES ('ann'), ('bo')")


@pytest.mark.parametrize("before", ["", "PRAGMA journal_mode = WAL"])
def test_the_table_with_labelled_texts_is_read(tmp_path: Path, before: str) -> None:
    path = database(tmp_path, before, *USERS, "CREATE TABLE empty (text, label)", MAILS)
    corpus, lines = told(path)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    assert lines == [
        f"{path}: reads table 'mails' only; others: users; to read one of them, name it: "
        f"'{path}#users'"
    ]
    assert [row.text for row in read_rows([path], RowReading())] == TEXTS
    named, silent = told(f"{path}#mails")
    assert (named.labels, silent) == (LABELS, [])
    with pytest.raises(InputError, match="expected the table 'notes'; found users, mails"):
        read_corpus([f"{path}#notes"])


def test_numbers_are_labels_and_broken_utf_8_is_told_from_it(tmp_path: Path) -> None:
    path = database(tmp_path, MAILS.replace("label TEXT", "label"))
    connection = sqlite3.connect(path)
    connection.execute(
        "UPDATE mails SET label = (label = 'spam'), Body = CAST(x'636166e9' AS TEXT)"
    )
    connection.commit()
    connection.close()
    corpus = read_corpus([path])
    assert (corpus.texts, corpus.labels) == (
        ["caf\N{LATIN SMALL LETTER E WITH ACUTE}"] * 4,
        [*"0011"],
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "cannot be read as a SQLite database"),
        (b"x" * 5000, "cannot be read as a SQLite database"),
        (None, "found no row"),
    ],
)
def test_a_database_without_rows_is_refused(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    path = tmp_path / "c.sqlite"
    if content is None:
        connection = sqlite3.connect(path)
        connection.execute(MAILS)
        connection.commit()
        connection.close()
    else:
        path.write_bytes(b"SQLite format 3\0" + content)
    with pytest.raises(InputError, match=message):
        read_corpus([path])
