"""Bytes come from files, directories and standard input."""

import hashlib
import io
from pathlib import Path

import pytest

from tests.support.corpus_files import CSV, LABELS, told, written
from train.corpus.reader import read_corpus
from train.corpus.sources.addresses import data_files
from train.errors import InputError


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(CSV)))
    corpus = read_corpus(["-"])
    assert corpus.labels == LABELS
    assert corpus.sha256 == hashlib.sha256(CSV).hexdigest()


def test_messages_call_it_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"label,text\nham,a\n1.5")))
    with pytest.raises(InputError, match="-: found one class"):
        read_corpus(["-"])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'label,text\nham,"')))
    with pytest.raises(InputError, match="standard input: the row that starts at line 2"):
        read_corpus(["-"])


def test_a_directory_holds_its_files_in_sorted_order(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    written(tmp_path / "data", "b.csv", b"label,text\nham,b\nspam,d\n")
    written(tmp_path / "data", "a.csv", b"label,text\nham,a\nspam,c\n")
    others = ["Inbox.msf", "Thumbs.db", "notes.md"]
    for name in others:
        written(tmp_path / "data", name, b"\0")
    corpus, lines = told(tmp_path / "data")
    assert corpus.texts == ["a", "c", "b", "d"]
    named = ", ".join(others)
    assert lines == [f"{tmp_path / 'data'}: not read, because no data by its name: {named}"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a.docx", ", only a.docx; write their text: soffice"),
        ("a.png", ", only a.png$"),
        (".a", "$"),
    ],
)
def test_a_directory_without_data_is_refused_with_what_it_has(
    tmp_path: Path, name: str, told: str
) -> None:
    written(tmp_path, name, b"\0")
    with pytest.raises(InputError, match=f"found no file with data in this directory{told}"):
        read_corpus([tmp_path])


def test_what_hugging_face_writes_next_to_a_data_set_is_not_read(tmp_path: Path) -> None:
    data = tmp_path / "data" / "train"
    data.mkdir(parents=True)
    written(data, "c.csv", CSV)
    about = ["dataset_info.json", "state.json"]
    for name in about:
        written(data, name, b'{\n"features": {}}')
    written(tmp_path / "data", "dataset_dict.json", b'{"splits": ["train"]}')
    corpus, lines = told(tmp_path / "data")
    assert corpus.labels == LABELS
    names = ", ".join(["dataset_dict.json", *(f"train/{name}" for name in about)])
    assert lines == [f"{tmp_path / 'data'}: not read, because no data by its name: {names}"]


def test_another_file_called_state_is_data() -> None:
    assert data_files(["state.json", "a/dataset_info.json"]) == (
        ["state.json"],
        ["a/dataset_info.json"],
    )


def test_a_file_named_itself_is_read_whatever_its_name(tmp_path: Path) -> None:
    assert read_corpus([written(tmp_path, "readme.md", CSV)]).labels == LABELS
