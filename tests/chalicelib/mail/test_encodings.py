"""The bytes of a mail become characters, whatever encodings and charsets it names."""

import base64

import pytest

from chalicelib.mail.mail_text import mail_text
from tests.support.mails import body


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        pytest.param("=?utf-8?q?=C2=A3100?= cash", "£100 cash", id="quoted-printable"),
        pytest.param("=?windows-1251?b?z/Do5+U=?=", "\u041f\u0440\u0438\u0437\u0435", id="base64"),
        pytest.param("=?utf-8?b?4pyT?=\n =?utf-8?b?4pyT?=", "✓✓", id="words-in-a-row-join"),
        pytest.param("=?no-such-charset?q?=41?=", "A", id="unknown-charset"),
        pytest.param("=?utf-8?b?a?=", "=?utf-8?b?a?=", id="broken-base64-stays"),
        pytest.param("50% off = now?", "50% off = now?", id="no-encoded-word"),
    ],
)
def test_encoded_words_of_a_subject_are_decoded(subject: str, expected: str) -> None:
    assert mail_text(f"Subject: {subject}\n\nhi".encode()).splitlines()[0] == f"Subject: {expected}"


@pytest.mark.parametrize(
    ("charset", "codec"),
    [("koi8-r", "koi8-r"), ("shift_jis", "shift_jis"), ("utf-8", "cp1252"), ("idna", "utf-8")],
)
def test_base64_and_charset_are_decoded(charset: str, codec: str) -> None:
    text = {"koi8-r": "Приз", "shift_jis": "賞金"}.get(codec, "café")
    digits = base64.encodebytes(text.encode(codec)).decode()
    found = body(
        f"Content-Type: text/plain; charset={charset}",
        "Content-Transfer-Encoding: BASE64",
        "",
        digits,
    )
    assert found == text


@pytest.mark.parametrize(
    "meta", ['<meta charset="koi8-r">', "<META http-equiv=a content='text/html; charset=koi8-r'>"]
)
def test_the_charset_of_html_may_be_in_the_document(meta: str) -> None:
    page = f"{meta}<p>\u043f\u0440\u0438\u0437".encode("koi8-r")
    assert mail_text(b"Content-Type: text/html\n\n" + page) == "\u043f\u0440\u0438\u0437"
    latin = "caf\u00e9".encode("latin-1") + meta.encode()
    assert mail_text(b"Content-Type: text/html; charset=latin-1\n\n" + latin) == "caf\u00e9"


def test_latin_1_has_the_signs_of_windows() -> None:
    kind = b"Content-Type: text/plain; charset=iso-8859-1\n\n"
    assert mail_text(kind + b"\x93caf\xe9\x94") == "\u201ccaf\u00e9\u201d"
    assert mail_text(kind + b"\x81caf\xe9") == "\x81caf\u00e9"


@pytest.mark.parametrize(
    "digits",
    [
        pytest.param("c2VlIA==eW91", id="joined"),
        pytest.param("c2VlIA==\neW91\n====", id="lines"),
        pytest.param("c=2VlI=HlvdQ", id="noise"),
        pytest.param("c2VlIHlvdQA=Q", id="a-digit-alone"),
    ],
)
def test_base64_goes_on_after_padding(digits: str) -> None:
    assert body("Content-Transfer-Encoding: base64", "", digits).rstrip("\0") == "see you"


def test_quoted_printable_loses_the_blanks_that_a_server_added() -> None:
    assert body("Content-Transfer-Encoding: quoted-printable", "", "fr= \t", "ee =20 ", "now") == (
        "free\nnow"
    )


def test_quoted_printable_is_decoded() -> None:
    assert body("Content-Transfer-Encoding: Quoted-Printable", "", "See you=", " at =38") == (
        "See you at 8"
    )


def test_bytes_in_no_charset_are_text() -> None:
    assert mail_text(b"Subject: \x81\n\ncaf\xe9") == "Subject: \x81\n\ncaf\xe9"


@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [
        pytest.param("gb2312", "gb18030", "\u60a8\u7684\u767c\u7968", id="gbk"),
        pytest.param("shift_jis", "cp932", "\u2460\u5f53\u9078", id="cp932"),
        pytest.param("euc-kr", "cp949", "\ub2f9\ucca8 \ub620", id="cp949"),
        pytest.param("us-ascii", "cp1252", "\u201ccaf\u00e9\u201d", id="windows"),
        pytest.param("iso-8859-8", "cp1255", "\u05e9\u05c1", id="points"),
    ],
)
def test_a_charset_means_its_superset(charset: str, codec: str, text: str) -> None:
    raw = f"Content-Type: text/plain; charset={charset}\n\n".encode() + text.encode(codec)
    assert mail_text(raw) == text
    word = base64.b64encode(text.encode(codec)).decode()
    assert mail_text(f"Subject: =?{charset}?b?{word}?=\n\nhi".encode()) == f"Subject: {text}\n\nhi"


def test_a_wrong_byte_leaves_the_rest_as_it_is() -> None:
    prize = "\u043f\u0440\u0438\u0437"
    cut = mail_text(b"\n" + f"{prize} {prize}".encode()[:-1])
    assert cut.startswith(f"{prize} {prize[:-1]}")
    mixed = f"{prize} caf".encode() + b"\xe9"
    assert mail_text(b"Content-Type: text/plain; charset=utf-8\n\n" + mixed) == f"{prize} caf\u00e9"
    odd = "caf\u00e9".encode("utf-16-le") + b"!"
    found = mail_text(b"Content-Type: text/plain; charset=utf-16-le\n\n" + odd)
    assert found.replace("\0", "") == "caf\u00e9!"
