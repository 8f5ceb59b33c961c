"""The texts to erase come from arguments or from files."""

from pathlib import Path

import pytest

from train.erasure.sought_texts import read_sought_texts
from train.errors import InputError


def test_the_texts_to_erase_come_from_the_command_line_or_from_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mail.txt").write_bytes("Dear\r\nZoë\n".encode("latin-1"))
    Path("mail-2.txt").write_bytes("\ufeffDear Zoe".encode())
    Path("rows.jsonl").write_text('{"text": "one"}\n{"text": "two"}\n')
    found = read_sought_texts(["mail.txt", "mail-2.txt", "rows.jsonl", "three", "x" * 5000])
    assert found.normalized == {"dear zoë", "dear zoe", "one", "two", "three", "x" * 5000}


def test_a_text_to_erase_may_be_html(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text("<html>See you</html>\n")
    assert read_sought_texts([str(path)]).normalized == {"<html>see you</html>"}


@pytest.mark.parametrize("argument", ["nosuch.txt", "my texts.csv.gz", "folder"])
def test_a_misspelled_name_is_not_sought_as_a_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argument: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    with pytest.raises(InputError, match=f"{argument}: expected an existing file"):
        read_sought_texts([argument])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Subject\nSEE  you\n", True, id="last-line"),
        pytest.param("see you\r\n\r\nBye", True, id="first-line"),
        pytest.param("Subject\n\nsee\nyou\nBye", True, id="over-two-lines"),
        pytest.param("Subject\nsee you there", False, id="within-a-line"),
        pytest.param("see\nyou", False, id="the-text-itself"),
    ],
)
def test_whole_lines_of_a_longer_text_are_told_from_parts_of_a_line(
    text: str, expected: bool
) -> None:
    assert read_sought_texts(["see you"]).are_lines_of(text) is expected


@pytest.mark.parametrize("argument", ["", " \n", "empty.csv"])
def test_an_empty_text_is_a_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argument: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.csv").write_text("text\n")
    with pytest.raises(InputError, match="found an empty text"):
        read_sought_texts([argument])
