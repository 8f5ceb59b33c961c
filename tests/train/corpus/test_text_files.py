"""Notes among tables are left out, unless they are named as one of their labels."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.corpus_files import CSV, LABELS, TEXTS, told
from train.corpus.reader import read_corpus
from train.errors import InputError
from train.scoring_files.labelled_rows import read_labelled_rows
from train.scoring_files.rows import RowReading


def folder(directory: Path, files: Mapping[str, bytes]) -> Path:
    (directory / "data").mkdir()
    for name, content in files.items():
        (directory / "data" / name).write_bytes(content)
    return directory / "data"


NOTES = {"classes.txt": b"ham\nspam\n", "stopwords.txt": b"the\nof\n"}


@pytest.mark.parametrize("names", [["classes.txt"], ["classes.txt", "stopwords.txt"]])
def test_notes_among_tables_are_left_out_and_told(tmp_path: Path, names: list[str]) -> None:
    data = folder(tmp_path, {"c.csv": CSV, **{name: NOTES[name] for name in names}})
    corpus, lines = told(data)
    assert (corpus.texts, corpus.labels) == (TEXTS, LABELS)
    shown = ", ".join(str(data / name) for name in names)
    expected = [f"not read, because no tables and not named as one of their labels: {shown}"]
    assert lines == expected
    streamed: list[str] = []
    rows = list(read_labelled_rows([data], RowReading(tell=streamed.append), len))
    assert [row.text for row in rows] == TEXTS
    assert streamed == expected


@pytest.mark.parametrize("name", ["spam.txt", "my_spam.txt"])
def test_texts_named_as_a_label_of_the_tables_are_read(tmp_path: Path, name: str) -> None:
    more = {name: b"win now\n", "my_notes.txt": b"the\n"}
    data = folder(tmp_path, {"c.csv": CSV, **more})
    corpus, lines = told(data)
    assert corpus.counts() == {"ham": 2, "spam": 3}
    assert lines[-1] == f"labels from the names of the files: {name} is 'spam'"
    with pytest.raises(InputError, match=rf"{name}: found texts without labels; --stream"):
        list(read_labelled_rows([data], RowReading(), len))


def test_texts_that_the_user_names_are_classes(tmp_path: Path) -> None:
    data = folder(tmp_path, {"c.csv": CSV, **NOTES})
    paths = [data / name for name in ("c.csv", *NOTES)]
    assert read_corpus(paths).counts() == {"classes": 2, "ham": 2, "spam": 2, "stopwords": 2}
