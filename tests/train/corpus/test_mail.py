"""A mail becomes its subject and its body, whatever its encoding."""

import pytest

from train.corpus.mail import is_mail, mail_bytes, mail_text, split_mailbox

HEAD = b"From: a@example.com\nTo: b@example.com\n"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param(HEAD + b"Subject: Lunch\n\nAt noon?\n", "Lunch\nAt noon?", id="plain"),
        pytest.param(b"From x Mon\n" + HEAD + b"Subject: a\n\nb", "a\nb", id="envelope"),
        pytest.param(HEAD + b"Subject: =?utf-8?B?Y2Fmw6k=?=\n\nb", "café\nb", id="subject"),
        pytest.param(HEAD + b"Subject: =?none?B?YQ==?=\n\nb", "=?none?B?YQ==?=\nb", id="unknown"),
        pytest.param(
            HEAD
            + b"Content-Transfer-Encoding: base64\nContent-Type: text/html\n\nPGI+d2luPC9iPg==",
            "win",
            id="html-base64",
        ),
        pytest.param(
            HEAD + b"Content-Type: text/plain; charset=iso-8859-1\n\ncaf\xe9", "café", id="charset"
        ),
        pytest.param(
            HEAD + b"Content-Type: text/plain; charset=x\n\ndon\x92t",
            "don\N{RIGHT SINGLE QUOTATION MARK}t",
            id="wrong",
        ),
        pytest.param(
            HEAD + b"Content-Type: multipart/alternative; boundary=x\n\n"
            b"--x\nContent-Type: text/html\n\n<b>no</b>\n--x\n\nyes\n--x--\n",
            "yes",
            id="plain-before-html",
        ),
        pytest.param(HEAD + b"Content-Type: image/png\n\nx", "", id="no-text"),
    ],
)
def test_a_mail_is_its_subject_and_body(raw: bytes, text: str) -> None:
    assert is_mail(raw.decode("latin-1")) or b"Subject" not in raw
    assert mail_text(raw).strip() == text


def test_a_text_with_a_header_or_two_is_no_mail() -> None:
    assert not is_mail("Subject: gas\nplease see below")
    assert not is_mail("To: all\nFrom: me\n\nhello")
    assert not is_mail("see you\nFrom: a\nTo: b\nSubject: c\n\n")


def test_a_mailbox_is_split_at_its_envelopes_only() -> None:
    mails = [b"From a Mon Jan 1 00:00:00 2024\nFrom: a\n\nFrom here it is far\n\n"] * 2
    assert split_mailbox(b"".join(mails)) == mails
    assert split_mailbox(HEAD) == [HEAD]


def test_a_mail_in_a_string_has_its_bytes_as_characters() -> None:
    assert mail_bytes("caf\xe9") == b"caf\xe9"
    assert mail_bytes("5 €") == "5 €".encode()
