"""A mail becomes the text that its reader sees, whatever its bytes are."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.mail.mail_text import MAX_SENDER, mail_text
from chalicelib.mail.mime_part import MAX_DEPTH, MAX_PARTS


def body(*lines: str) -> str:
    """Return the text of a mail without a sender and a subject."""
    return mail_text("\n".join(lines).encode())


MULTIPART = (
    "Content-Type: multipart/{}; boundary=cut",
    "",
    "Your program cannot show this.",
    "--cut",
    "Content-Type: text/plain",
    "",
    "See you at eight",
    "--cut",
    "Content-Type: text/html",
    "",
    "<p>You <b>won</b>",
    "--cut--",
    "after the end",
)


def multipart(kind: str) -> list[str]:
    return [line.format(kind) for line in MULTIPART]


def test_sender_and_subject_come_first_without_the_address() -> None:
    raw = b'From: "Prize, Desk" <ann.smith@win.test>\r\nSubject: You\r\n won\r\n\r\nCall now\r\n'
    assert mail_text(raw) == "From: Prize, Desk @win.test\nSubject: You won\n\nCall now"


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


def test_quoted_printable_loses_the_blanks_that_a_server_added() -> None:
    assert body("Content-Transfer-Encoding: quoted-printable", "", "fr= \t", "ee =20 ", "now") == (
        "free\nnow"
    )


def test_quoted_printable_is_decoded() -> None:
    assert body("Content-Transfer-Encoding: Quoted-Printable", "", "See you=", " at =38") == (
        "See you at 8"
    )


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


def test_a_long_sender_is_cut() -> None:
    names = "From: " + "see you at eight " * 50 + "<ann@shop.test>\n\nhi"
    assert len(mail_text(names.encode())) == MAX_SENDER + len("From: \n\nhi")
    addresses = "From: " + ", ".join(f"see{n}@shop.test" for n in range(1000)) + "\n\nhi"
    assert len(mail_text(addresses.encode())) <= MAX_SENDER + len("From: \n\nhi")


def test_the_line_of_a_mailbox_file_is_no_part_of_the_mail() -> None:
    raw = b"From ann@shop.test  Thu Aug 22 12:36:23 2002\nSubject: hi\nDate: now\n\nSee you"
    assert mail_text(raw) == "Subject: hi\n\nSee you"
    assert mail_text(b"\xef\xbb\xbf" + raw) == "Subject: hi\n\nSee you"


def test_bytes_in_no_charset_are_text() -> None:
    assert mail_text(b"Subject: \x81\n\ncaf\xe9") == "Subject: \x81\n\ncaf\xe9"


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
