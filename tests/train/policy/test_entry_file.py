"""Lists in files: one entry a line."""

from pathlib import Path

import pytest

from train.errors import InputError
from train.policy.entry_file import read_entries


def test_each_line_is_an_entry_of_its_kind(tmp_path: Path) -> None:
    path = tmp_path / "deny.txt"
    path.write_text(
        "\ufeff# seen in June\n\nphrase: free cash: now\n  Sender:Ann@Shop.test \r\n"
        "domain: evil.test\nphrase: free cash: now\n"
    )
    assert read_entries(path) == {
        "phrases": ["free cash: now"],
        "senders": ["Ann@Shop.test"],
        "domains": ["evil.test"],
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("free cash", "line 1: expected 'phrase: ', 'sender: ' or 'domain: ' before an entry"),
        ("# x\nword: free", "line 2: expected 'phrase: '"),
        ("phrase:", "line 1: the phrase has 0 words and signs; expected 1 to 32"),
        ("domain: http://a.test", "line 1: the domain is no domain; expected one such as"),
        ("sender: ", "line 1: the sender is empty"),
        ("phrase: " + "a" * 201, "line 1: the phrase has 201 characters; expected at most 200"),
        ("\n".join(f"phrase: {n}" for n in range(1001)), "found 1001 phrases; expected at most"),
    ],
)
def test_what_is_no_entry_is_named_by_its_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "deny.txt"
    path.write_text(content)
    with pytest.raises(InputError, match=message):
        read_entries(path)


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deny.txt"
    path.write_bytes("phrase: café".encode("latin-1"))
    with pytest.raises(InputError, match="expected UTF-8"):
        read_entries(path)
    with pytest.raises(InputError, match=r"none\.txt"):
        read_entries(tmp_path / "none.txt")
