"""A mail becomes the text that its reader sees, whatever its bytes are."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.mail_text import MAX_SENDER, mail_text
from tests.support.mails import MULTIPART, body


def test_sender_and_subject_come_first_without_the_address() -> None:
    raw = b'From: "Prize, Desk" <ann.smith@win.test>\r\nSubject: You\r\n won\r\n\r\nCall now\r\n'
    assert mail_text(raw) == "From: Prize, Desk @win.test\nSubject: You won\n\nCall now"


@pytest.mark.parametrize(
    ("kind", "sent", "shown"),
    [
        pytest.param("delsp=yes", "fr \nee\r\n> a \n> b", "free\n> a \n> b", id="joined"),
        pytest.param("delsp=yes", "you\n-- \nAnn", "you\n-- \nAnn", id="signature"),
        pytest.param("delsp=no", "fr \nee", "fr \nee", id="kept"),
    ],
)
def test_a_flowed_text_is_joined_as_it_is_shown(kind: str, sent: str, shown: str) -> None:
    found = body(f"Content-Type: text/plain; format=flowed; {kind}", "", sent)
    assert " ".join(found.split()) == " ".join(shown.split())


def test_a_long_sender_is_cut() -> None:
    names = "From: " + "see you at eight " * 50 + "<ann@shop.test>\n\nhi"
    assert len(mail_text(names.encode())) == MAX_SENDER + len("From: \n\nhi")
    addresses = "From: " + ", ".join(f"see{n}@shop.test" for n in range(1000)) + "\n\nhi"
    assert len(mail_text(addresses.encode())) <= MAX_SENDER + len("From: \n\nhi")


def test_the_line_of_a_mailbox_file_is_no_part_of_the_mail() -> None:
    raw = b"From ann@shop.test  Thu Aug 22 12:36:23 2002\nSubject: hi\nDate: now\n\nSee you"
    assert mail_text(raw) == "Subject: hi\n\nSee you"
    assert mail_text(b"\xef\xbb\xbf" + raw) == "Subject: hi\n\nSee you"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
def test_any_line_end_divides_header_body_and_parts(end: str) -> None:
    part = "Content-Type: text/plain;\n charset=utf-8\n\nSee you"
    mail = f"Subject: to\n  you\n{MULTIPART[0].format('mixed')}\n\n--cut\n{part}\n--cut--\n"
    assert mail_text(mail.replace("\n", end).encode()) == "Subject: to you\n\nSee you"
    assert mail_text(b"Subject: hi\r\n\r\r\nSee you") == "Subject: hi\n\nSee you"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param("Subject: hi\nWin: now\nCall now: 12\nBye", "Call now: 12\nBye", id="all"),
        pytest.param("Subject: hi\nWin now\n\nBye", "Win now\n\nBye", id="before-a-blank-line"),
        pytest.param("See you at eight.\nBye", "See you at eight.\nBye", id="no-header"),
        pytest.param("\n\nSubject: hi\n\nBye", "Bye", id="blank-lines-first"),
    ],
)
def test_a_body_without_a_blank_line_before_it_is_read(raw: str, text: str) -> None:
    assert mail_text(raw.encode()).removeprefix("Subject: hi\n\n") == text


@pytest.mark.parametrize(
    "field",
    [
        pytest.param('multipart/mixed; boundary*0="c"; boundary*1=ut', id="divided"),
        pytest.param("multipart/mixed; boundary*=us-ascii''c%75t", id="encoded"),
        pytest.param("multipart/mixed; boundary*0*=us-ascii''c%75; boundary*1*=%74", id="both"),
        pytest.param('multipart/mixed (c (d) \\)); (c) boundary="cut"', id="comments"),
        pytest.param('multipart/mixed; boundary="c\\ut"', id="quoted-pair"),
        pytest.param(f"multipart/mixed; boundary=cut; x={'(' * 20}{')' * 20}", id="deep-comments"),
    ],
)
def test_a_parameter_is_read_as_it_may_be_written(field: str) -> None:
    part = "--cut\nContent-Type: application/xhtml+xml (c)\nContent-Transfer-Encoding: {} (c)"
    html = base64.b64encode(b"<p>See you").decode()
    assert body(f"Content-Type: {field}", "", part.format("base64"), "", html) == "See you"
    assert body(f"Content-Type: {field}", "", part.format('"base64";'), "", html) == "See you"


@pytest.mark.parametrize(
    "name",
    [
        'filename="=?utf-8?Q?a=C3=BCb.exe?="',
        'filename*0=a; filename*1="b.exe"',
        'filename="a.exe . "',
        'filename="a\\"b.exe"',
    ],
)
def test_the_ending_of_a_file_is_that_of_its_whole_name(name: str) -> None:
    fields = ("Content-Type: image/png", f"Content-Disposition: attachment; {name}")
    assert body(*fields, "", "AAAA") == "[attachment: image/png .exe]"


def test_a_quoted_name_is_shown_without_its_quotes() -> None:
    assert mail_text(b'From: "Ann \\"A\\" Bell" <a@shop.test>\n\nhi').startswith(
        "From: Ann A Bell @shop.test"
    )


def test_a_mail_in_the_newer_type_is_a_mail() -> None:
    assert body("Content-Type: message/global", "", "Subject: hi", "", "See you") == (
        "Subject: hi\n\nSee you"
    )


PIECES = st.sampled_from(
    b"\n|\r\n|--a|--a--|=?utf-8?q?|?=|Content-Type: |multipart/mixed|message/rfc822|text/html|"
    b"; boundary=a|; charset*|=|Content-Transfer-Encoding: base64|<p|style='|color:#fff|>|<!--|&#|"
    b"99999999999999999999".split(b"|")
)


@given(st.lists(PIECES | st.binary(max_size=6), max_size=40).map(b"".join))
def test_any_bytes_are_a_mail(raw: bytes) -> None:
    assert isinstance(mail_text(raw), str)
