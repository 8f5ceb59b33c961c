"""A text is taken out of a corpus file, and every other byte stays."""

import gzip
import json
import stat
from pathlib import Path

import pytest

from train.corpus.all_texts import DETECTED, TextReading
from train.corpus.reader import read_corpus
from train.erasure.corpora import erase_from_corpora, search_corpora
from train.erasure.sought_texts import SoughtTexts, read_sought_texts
from train.errors import InputError
from train.files import remove_file, replace_bytes

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
    (file,) = search_corpora([path], sought(), DETECTED)
    assert len(file.found) == 1
    file.rewrite()
    after = read_corpus([path], to_train=False)
    assert after.texts == [text for index, text in enumerate(before.texts) if index != position]
    if position < len(OTHERS) or write in (csv_text, excel_text):
        assert path.read_bytes() == encoded(write(OTHERS), name, encoding)


def test_a_file_without_the_text_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(encoded(csv_text(OTHERS), "a.csv", "utf-8"))
    (file,) = search_corpora([path], sought(), DETECTED)
    assert (file.found, file.remaining) == ([], path.read_bytes())


def test_labels_and_further_columns_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("body,id\nhello,1\n\nbye,2\nhello\n")
    (file,) = search_corpora([path], sought("HELLO"), TextReading(("body",)))
    assert [each.where for each in file.found] == [f"{path}: line 2", f"{path}: line 5"]
    assert file.remaining == b"body,id\n\nbye,2\n"


def test_a_longer_text_that_contains_it_is_named_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,label\nsee you,ham\nOK SEE  YOU then,ham\nsee yours,ham\n")
    (file,) = search_corpora([path], sought("see you"), DETECTED)
    assert [each.where for each in file.quoted] == [f"{path}: line 3"]
    assert file.remaining == b"text,label\nOK SEE  YOU then,ham\nsee yours,ham\n"


def test_a_file_is_replaced_through_a_link_with_its_permissions(tmp_path: Path) -> None:
    target, link = tmp_path / "target.csv", tmp_path / "link.csv"
    target.write_text("text\nhello\nbye\n")
    target.chmod(0o640)
    link.symlink_to(target)
    (file,) = search_corpora([link], sought("hello"), DETECTED)
    file.rewrite()
    assert (link.is_symlink(), target.read_text()) == (True, "text\nbye\n")
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.csv", "target.csv"]


def test_a_file_that_changes_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text\nhello\n")
    (file,) = search_corpora([path], sought("hello"), DETECTED)
    path.write_text("text\nhello\nnew\n")
    with pytest.raises(InputError, match="changed while it was searched"):
        file.rewrite()
    assert path.read_text() == "text\nhello\nnew\n"


@pytest.mark.parametrize(
    ("name", "content"), [("a.json", '[{"text": "hello", "label": "ham"}]'), ("a.txt", "hello\n")]
)
def test_a_file_of_nothing_else_is_deleted(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    files = search_corpora([path], sought("hello"), DETECTED)
    list(erase_from_corpora(files))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_deleted_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be deleted: No such file"):
        remove_file(tmp_path / "none" / "a.csv")


def test_a_file_that_cannot_be_written_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written: No such file"):
        replace_bytes(tmp_path / "none" / "a.csv", b"")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("a.csv", b"a,b\n1,2\n", "expected a text column; found a, b", id="column"),
        pytest.param("a.csv", b'text\n"open\n', "the row that starts at line 2", id="quote"),
        pytest.param("a.jsonl", b"{\n", "line 1: expected JSON", id="json"),
        pytest.param("b.jsonl", b'{"text": 1}\n', "the text is not a string", id="number"),
        pytest.param("a.csv.gz", b"text\n", "expected a gzip file", id="gzip"),
        pytest.param("a.sqlite", b"SQLite format 3\0", "read as a SQLite database", id="database"),
    ],
)
def test_a_file_that_cannot_be_searched_is_a_mistake(
    tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        search_corpora([tmp_path / name], sought("hello"), DETECTED)


@pytest.mark.parametrize(
    ("name", "content"), [("a.csv", b""), ("a.txt", b"\n"), ("a.csv", b"prompt,completion\n")]
)
def test_an_emptied_file_can_be_searched_again(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    (file,) = search_corpora([tmp_path / name], sought("hello"), DETECTED)
    assert (file.found, file.quoted) == ([], [])


def test_what_cannot_be_written_back_is_named_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("text,label\nhello,ham\n\u0a0a a,ham".encode("utf-32"))
    (file,) = search_corpora([path], sought("hello"), DETECTED)
    assert [each.where for each in file.found] == [f"{path}: line 2"]
    assert "rows cannot be removed from this encoding; expected UTF-8" in file.fault
    assert list(erase_from_corpora([file])) == []


def test_a_text_file_has_a_text_a_line_or_is_one_text(tmp_path: Path) -> None:
    path = tmp_path / "spam.txt"
    path.write_bytes(b"hello\nsee you\r\n")
    (line,) = search_corpora([path], sought("see you"), DETECTED)
    assert ([each.where for each in line.found], line.remaining) == (
        [f"{path}: line 2"],
        b"hello\n",
    )
    (whole,) = search_corpora([path], sought("hello see you"), DETECTED)
    assert ([each.where for each in whole.found], whole.must_go) == ([str(path)], True)


def test_a_text_that_is_taken_for_the_name_of_a_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("ham,see you\nspam,win it now\nham,see him\nspam,win more\n")
    (file,) = search_corpora([path], sought("see YOU"), TextReading(label_column="ham"))
    assert [each.where for each in file.misplaced] == [f"{path}: the names of the columns"]


def test_a_text_of_a_folder_is_found_by_its_name_alone(tmp_path: Path) -> None:
    path = tmp_path / "1.txt"
    path.write_text("hot tea,ham\nmilk,spam\nmilk,ham\nhot tea,spam\n")
    texts = sought("hot tea,ham milk,spam milk,ham hot tea,spam", "hot tea")
    (file,) = search_corpora([path], texts, DETECTED)
    assert ([each.where for each in file.found], file.must_go) == ([str(path)], True)


def test_a_text_in_a_column_that_was_not_searched_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("text,label,title\nsee you later,ham,hello\nbye now,ham,other\n")
    (file,) = search_corpora([path], sought("hello"), DETECTED)
    assert [each.where for each in file.misplaced] == [f"{path}: line 2"]
    (file,) = search_corpora([path], sought("hello"), TextReading(("text",)))
    assert (file.found, file.misplaced) == ([], [])
    joined = sought("hello\nsee you later")
    (file,) = search_corpora([path], joined, TextReading(("title", "text")))
    assert [each.where for each in file.found] == [f"{path}: line 2"]


ROWS = "ham|see you\nspam|win it now\nham|see him\nspam|win more\n"


@pytest.mark.parametrize("content", [ROWS, f"kind;body\n{ROWS.replace('|', ';')}"])
def test_the_column_of_the_texts_is_found_as_the_reader_finds_it(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content)
    (file,) = search_corpora([path], sought("SEE you"), DETECTED)
    kept = [line for line in content.splitlines(keepends=True) if "see you" not in line]
    assert file.remaining == "".join(kept).encode()


def test_a_pipe_is_refused_as_a_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "is_file", lambda _: False)
    path = tmp_path / "a.csv"
    path.write_text("text\nhello\n")
    with pytest.raises(InputError, match="expected a regular file"):
        search_corpora([path], sought("hello"), DETECTED)
