"""What cannot be read, or not to its end, is one line."""

import gzip
from pathlib import Path

import pytest

from tests.support.corpus_files import written
from tests.support.unlabelled_files import SMALL_HEAD, texts
from train.errors import InputError
from train.scoring_files import streams
from train.scoring_files.rows import RowReading, read_rows


@pytest.mark.parametrize(
    ("name", "content", "options", "message"),
    [
        pytest.param("c.csv", b"", {}, "found no row; expected texts", id="empty"),
        pytest.param("c.csv", b"a,b\n1,2\n", {}, "expected a text column; found a, b", id="none"),
        pytest.param("c.csv", b"a,b\n", {}, "found no row below the names a, b", id="no-row"),
        pytest.param("c.csv", b"text\nx\n", {"keep": ["id"]}, "column 'id'; found text", id="keep"),
        pytest.param(
            "c.txt",
            b"one\n",
            {"keep": ["id"]},
            "found texts without columns; expected 'id'",
            id="l",
        ),
        pytest.param("c.jsonl", b'{"text": 1}\n', {}, "is not a string; found int", id="number"),
        pytest.param("c.jsonl", b'{"text": "a"}\n{\n', {}, "line 2: expected JSON", id="json"),
        pytest.param(
            "c.txt", b"caf\xe9\n", {"encoding": "ascii"}, "is not in ascii", id="encoding"
        ),
        pytest.param("c.csv", b"text\na\0b\n", {}, "line 2: found NUL bytes", id="nul"),
        pytest.param("c.csv", b"%PDF-1.7", {}, "is a PDF", id="pdf"),
        pytest.param("c.csv.gz", b"text\na\n", {}, "expected a gzip file", id="no-gzip"),
    ],
)
def test_what_cannot_be_read_is_one_line(
    tmp_path: Path, name: str, content: bytes, options: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        texts(written(tmp_path, name, content), **options)


def test_a_packed_file_that_is_damaged_far_behind_its_start_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "HEAD_BYTES", SMALL_HEAD)
    lines = "".join(f"{hash((number, 'x')):x}\n" for number in range(20_000))
    path = written(tmp_path, "c.txt.gz", gzip.compress(lines.encode())[:-9])
    rows = read_rows([path], RowReading())
    assert next(rows).text == lines.partition("\n")[0]
    with pytest.raises(InputError, match="the gzip file is damaged or cut off"):
        list(rows)


@pytest.mark.parametrize("rest", [b"", b"d\n" * 40])
def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rest: bytes
) -> None:
    monkeypatch.setattr(streams, "HEAD_BYTES", 16)
    path = written(tmp_path, "c.txt", b"a\n" * 40)
    rows = read_rows([path], RowReading())
    next(rows)
    path.write_bytes(rest)
    message = rf"changed while it was read \(80 bytes before, {len(rest)} after\)"
    with pytest.raises(InputError, match=message):
        list(rows)


def test_bytes_far_behind_the_start_that_are_not_in_the_named_encoding_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "HEAD_BYTES", SMALL_HEAD)
    path = written(tmp_path, "c.txt", b"see you at eight\n" * 50 + b"caf\xe9")
    with pytest.raises(InputError, match=r"c\.txt: is not in utf-8: "):
        texts(path, encoding="utf-8")


def test_all_files_must_exist_before_one_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, "c.txt", b"one")
    with pytest.raises(InputError, match="none: no such file"):
        next(read_rows([path, tmp_path / "none"], RowReading()))


def test_a_file_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(InputError, match="loop"):
        texts(tmp_path / "loop")


def test_a_file_that_vanishes_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("a.csv", "b.csv"):
        written(folder, name, b"text\nx\n")
    rows = read_rows([folder], RowReading())
    next(rows)
    (folder / "b.csv").unlink()
    with pytest.raises(InputError, match=r"b\.csv: no such file"):
        next(rows)
