"""Which parts of a mail are read."""

import pytest

from chalicelib.mail.mail_text import mail_text
from chalicelib.mail.mime_part import MAX_DEPTH, MAX_PARTS
from tests.support.mails import MULTIPART, body


def multipart(kind: str) -> list[str]:
    return [line.format(kind) for line in MULTIPART]


def test_of_alternatives_the_last_is_read() -> None:
    assert body(*multipart("alternative")) == "You won"


def test_all_parts_of_a_mixed_mail_are_read_up_to_its_end() -> None:
    assert body(*multipart("mixed")) == "See you at eight\n\nYou won"


def test_a_multipart_without_its_end_is_read_to_the_end() -> None:
    assert body(*multipart("mixed")[:-2]) == "See you at eight\n\nYou won"


def test_a_multipart_without_its_parts_is_text() -> None:
    assert body("Content-Type: multipart/mixed; boundary=a", "", "See you") == "See you"
    assert body("Content-Type: multipart/mixed; boundary=a", "", "--a--", "after") == "--a--\nafter"


@pytest.mark.parametrize(
    ("field", "mark"),
    [
        pytest.param('application/pdf; name="Ann Smith.PDF"', "application/pdf .pdf", id="name"),
        pytest.param("image/png", "image/png", id="no-name"),
        pytest.param(f"image/png; name*{'9' * 5000}=a.exe", "image/png", id="endless-number"),
    ],
)
def test_an_attachment_is_a_line_without_its_name(field: str, mark: str) -> None:
    assert body(f"Content-Type: {field}", "", "AAAA") == f"[attachment: {mark}]"


@pytest.mark.parametrize("kind", ["/", "html", "text/", "text/ html", "a/b/c"])
def test_a_part_of_a_type_that_cannot_be_read_is_plain_text(kind: str) -> None:
    assert body(f"Content-Type: {kind}", "", "<See you>") == "<See you>"


def test_a_text_part_sent_as_a_file_is_an_attachment() -> None:
    found = body('Content-Disposition: attachment; filename="a.vbs"', "", "hidden words")
    assert found == "[attachment: text/plain .vbs]"


def test_a_forwarded_mail_is_read() -> None:
    found = body("Content-Type: message/rfc822", "", "Subject: inner", "", "See you")
    assert found == "Subject: inner\n\nSee you"


def nested(depth: int) -> str:
    heads = (f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return "".join(heads) + "\nhi"


def test_parts_are_read_to_any_depth() -> None:
    assert mail_text(nested(MAX_DEPTH).encode()) == "hi"
    for depth in (MAX_DEPTH + 1, 5000):
        deep = mail_text(nested(depth).encode())
        assert deep.splitlines()[-1] == "hi"
        assert len(deep.splitlines()) == 1 + 2 * (depth - MAX_DEPTH - 1)
    mails = "Content-Type: message/rfc822\n\n" * (MAX_DEPTH + 1) + "Subject: a\n\nhi"
    assert mail_text(mails.encode()).endswith("Subject: a\nhi")


def test_what_follows_the_most_parts_is_one_text() -> None:
    kind = "Content-Type: multipart/mixed; boundary=a"
    some = body(kind, "", *["--a\n\nhi"] * (MAX_PARTS - 1))
    assert some.split() == ["hi"] * (MAX_PARTS - 1)
    file = "--a\nContent-Type: application/zip\n\nUEsDBA"
    many = body(kind, "", *["--a\n\nhi"] * (MAX_PARTS - 1), file, "--a", "", "see you")
    assert many.split()[:MAX_PARTS] == ["hi"] * (MAX_PARTS - 1) + ["Content-Type:"]
    assert many.split()[-3:] == ["--a", "see", "you"]
    inner = "--a\nContent-Type: message/rfc822\n\nSubject: hello"
    assert body(kind, "", *["--a\n\nhi"] * (MAX_PARTS - 1), inner).endswith("Subject: hello")


def test_of_nested_alternatives_the_last_is_read() -> None:
    inner = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntwo\n--b\n\nthree\n--b--"
    outer = "Content-Type: multipart/alternative; boundary=a"
    assert body(outer, "", "--a", "", "one", "--a", inner, "--a--").split() == ["two", "three"]


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        pytest.param("plain html", ["2"], id="usual"),
        pytest.param("html plain", ["1", "2"], id="some-programs-show-the-html"),
        pytest.param("plain html calendar", ["2"], id="a-kind-that-few-show"),
        pytest.param("plain x-amp-html html plain plain", ["3", "4", "5"], id="several"),
        pytest.param("plain plain", ["2"], id="plain"),
        pytest.param("calendar enriched", ["2"], id="others"),
    ],
)
def test_of_alternatives_those_are_read_that_are_shown(kinds: str, expected: list[str]) -> None:
    parts = [f"--a\nContent-Type: text/{kind}\n\n{n}" for n, kind in enumerate(kinds.split(), 1)]
    found = body("Content-Type: multipart/alternative; boundary=a", "", *parts, "--a--")
    assert found.split() == expected
