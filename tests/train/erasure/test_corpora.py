"""A text is taken out of a corpus file, and every other byte stays."""

import gzip
import json
import stat
from pathlib import Path

import pytest

from train.corpus.reader import read_corpus
from train.corpus.text_lines import read_lines
from train.erasure.corpora import search_corpora
from train.erasure.sought_texts import SoughtTexts, read_sought_texts
from train.errors import InputError
from train.files import replace_bytes

SOUGHT = "Call me on\n07700 900123, says  Zoë"
OTHERS = ["a, b", 'say "hi"', "x\u2028y", "tab", "07700 900123"]


def sought(*texts: str) -> SoughtTexts:
    return read_sought_texts(texts or (SOUGHT,))


def csv_text(texts: list[str]) -> str:
    rows = ['ham,"{}"'.format(text.replace('"', '""')) for text in texts]
    return "\r\n".join(["label,text", *rows]) + "\r\n"


def excel_text(texts: list[str]) -> str:
    return "sep=;\r\n" + csv_text(texts).replace("ham,", "ham;").replace("label,", "label;")


def json_text(texts: list[str]) -> str:
    rows = [json.dumps({"label": "ham", "text": text}, ensure_ascii=False) for text in texts]
    return "\n".join(["", *rows])


def tsv_text(texts: list[str]) -> str:
    return "\n".join(["label\ttext", *(f"ham\t{' '.join(text.split())}" for text in texts)])


def encoded(content: str, name: str, encoding: str) -> bytes:
    raw = content.encode(encoding, "replace")
    return gzip.compress(raw, mtime=0) if name.endswith(".gz") else raw


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.csv", csv_text),
        ("a.csv.gz", csv_text),
        ("a.CSV", csv_text),
        ("a.tsv", tsv_text),
        ("b.csv", excel_text),
        ("a.jsonl", json_text),
        ("a.ndjson.gz", json_text),
    ],
)
@pytest.mark.parametrize("position", [0, 2, 5])
def test_only_the_rows_of_the_text_are_taken_out(
    tmp_path: Path, name: str, write: object, encoding: str, position: int
) -> None:
    assert callable(write)
    path = tmp_path / name
    texts = [*OTHERS[:position], SOUGHT.upper(), *OTHERS[position:]]
    path.write_bytes(encoded(write(texts), name, encoding))
    before = read_corpus([path], to_train=False)
    (file,) = search_corpora([path], sought(), None)
    assert len(file.found) == 1
    file.rewrite()
    after = read_corpus([path], to_train=False)
    assert after.texts == [text for index, text in enumerate(before.texts) if index != position]
    if position < len(OTHERS) or write in (csv_text, excel_text):
        assert path.read_bytes() == encoded(write(OTHERS), name, encoding)


def test_a_file_without_the_text_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(encoded(csv_text(OTHERS), "a.csv", "utf-8"))
    (file,) = search_corpora([path], sought(), None)
    assert (file.found, file.remaining) == ([], path.read_bytes())


def test_labels_and_further_columns_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("body,id\nhello,1\n\nbye,2\nhello\n")
    (file,) = search_corpora([path], sought("HELLO"), "body")
    assert [each.where for each in file.found] == ["line 2", "line 5"]
    assert file.remaining == b"body,id\n\nbye,2\n"


def test_a_longer_text_that_contains_it_is_named_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,label\nsee you,ham\nOK SEE  YOU then,ham\nsee yours,ham\n")
    (file,) = search_corpora([path], sought("see you"), None)
    assert [each.where for each in file.quoted] == ["line 3"]
    assert file.remaining == b"text,label\nOK SEE  YOU then,ham\nsee yours,ham\n"


def test_a_file_is_replaced_through_a_link_with_its_permissions(tmp_path: Path) -> None:
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.write_text("text\nhello\nbye\n")
    target.chmod(0o640)
    link.symlink_to(target)
    (file,) = search_corpora([link], sought("hello"), None)
    file.rewrite()
    assert (link.is_symlink(), target.read_text()) == (True, "text\nbye\n")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.csv", "target.csv"]


def test_a_file_that_changes_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text\nhello\n")
    (file,) = search_corpora([path], sought("hello"), None)
    path.write_text("text\nhello\nnew\n")
    with pytest.raises(InputError, match="changed while it was searched"):
        file.rewrite()
    assert path.read_text() == "text\nhello\nnew\n"


def test_a_file_that_cannot_be_written_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written: No such file"):
        replace_bytes(tmp_path / "none" / "a.csv", b"")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("a.csv", b"a,b\n1,2\n", "expected a text column; found a, b", id="column"),
        pytest.param("a.csv", b"", "found none", id="empty"),
        pytest.param("a.csv", b'text\n"open\n', "the row that starts at line 2", id="quote"),
        pytest.param("a.jsonl", b"{\n", "line 1: expected JSON", id="json"),
        pytest.param("a.csv.gz", b"text\n", "expected a gzip file", id="gzip"),
    ],
)
def test_a_file_that_cannot_be_searched_is_a_mistake(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_lines(tmp_path / name, content)


def test_json_without_a_text_is_passed_over(tmp_path: Path) -> None:
    file = read_lines(tmp_path / "a.jsonl", b'[]\n{"text": 1}\n{"text": "hello"}\n')
    assert [each.text for each in file.texts] == ["hello"]


def test_what_cannot_be_written_back_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="rows cannot be taken out of this encoding; expected UTF"):
        read_lines(tmp_path / "a.csv", "text\nhello\u0a0a\n".encode("utf-16"))


def test_a_text_file_has_a_text_a_line(tmp_path: Path) -> None:
    file = read_lines(tmp_path / "spam.txt", b"hello\nsee you\r\n")
    assert [(each.text, each.where) for each in file.texts] == [
        ("hello", "line 1"),
        ("see you", "line 2"),
    ]


ROWS = "ham|see you\nspam|win it now\nham|see him\nspam|win more\n"


@pytest.mark.parametrize("content", [ROWS, f"kind;body\n{ROWS.replace('|', ';')}"])
def test_the_column_of_the_texts_is_found_as_the_reader_finds_it(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content)
    (file,) = search_corpora([path], sought("SEE you"), None)
    kept = [line for line in content.splitlines(keepends=True) if "see you" not in line]
    assert file.remaining == "".join(kept).encode()


def test_the_texts_to_erase_come_from_the_command_line_or_from_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mail.txt").write_bytes("Dear\r\nZoë\n".encode("latin-1"))
    Path("mail-2.txt").write_bytes("\ufeffDear Zoe".encode())
    Path("rows.jsonl").write_text('{"text": "one"}\n{"text": "two"}\n')
    found = read_sought_texts(["mail.txt", "mail-2.txt", "rows.jsonl", "three", "x" * 5000])
    assert found.normalized == {"dear zoë", "dear zoe", "one", "two", "three", "x" * 5000}


@pytest.mark.parametrize("argument", ["nosuch.txt", "my texts.csv.gz", "folder"])
def test_a_misspelled_name_is_not_sought_as_a_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argument: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    with pytest.raises(InputError, match=f"{argument}: expected an existing file"):
        read_sought_texts([argument])


@pytest.mark.parametrize("argument", ["", " \n", "empty.csv"])
def test_an_empty_text_is_a_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argument: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.csv").write_text("text\n")
    with pytest.raises(InputError, match="found an empty text"):
        read_sought_texts([argument])


def test_a_pipe_is_refused_as_a_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "is_file", lambda _: False)
    path = tmp_path / "a.csv"
    path.write_text("text\nhello\n")
    with pytest.raises(InputError, match="expected a regular file"):
        search_corpora([path], sought("hello"), None)
