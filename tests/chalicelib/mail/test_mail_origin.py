"""Where a mail comes from, and what its links lead to."""

import html

from chalicelib.mail.mail_origin import (
    MAX_FROM_FIELDS,
    MAX_LINKS,
    UNREAD,
    hidden_links,
    mail_senders,
)
from chalicelib.mail.mime_part import MAX_DEPTH, MAX_FIELD_BYTES

HTML = b"Content-Type: text/html\n\n"


def test_the_sender_is_that_of_the_mail_and_not_of_a_part() -> None:
    mail = b"From: a@shop.test\nContent-Type: message/rfc822\n\nFrom: eve@evil.test\n\nhi"
    assert mail_senders(mail) == ("a@shop.test",)
    assert mail_senders(b"From eve@evil.test Mon\nFrom: a@shop.test\n\nhi") == ("a@shop.test",)
    assert mail_senders(b"no header") == ()
    assert mail_senders(b"\nFrom: a@shop.test") == ("a@shop.test",)


def test_all_from_fields_name_senders() -> None:
    assert mail_senders(b"From: a@shop.test\nfrom : eve@\n evil.test") == (
        "a@shop.test",
        "eve@ evil.test",
    )


def test_senders_that_are_not_read_are_told() -> None:
    many = b"From: a@b.test\n" * (MAX_FROM_FIELDS + 1)
    assert mail_senders(many) == ("a@b.test",) * MAX_FROM_FIELDS + (UNREAD,)
    long = b"From: " + b"a" * (MAX_FIELD_BYTES + 1)
    assert mail_senders(long) == ("a" * MAX_FIELD_BYTES, UNREAD)
    assert mail_senders(long[:-1]) == ("a" * MAX_FIELD_BYTES,)


def test_the_links_of_every_html_part_are_found() -> None:
    part = b"Content-Transfer-Encoding: base64\nContent-Type: text/html\n\n"
    part += b"PGEgaHJlZj0iaHR0cHM6Ly9ldmlsLnRlc3QvIj5iYW5rLnRlc3Q8L2E+"
    mail = b"Content-Type: multipart/alternative; boundary=b\n\n--b\n\nhttp://bank.test\n--b\n"
    assert hidden_links(mail + part + b"\n--b--\n") == ("https://evil.test/",)


def test_forms_are_links_and_end_tags_are_none() -> None:
    body = b"<form ACTION=//evil.test><button formaction=a.test></button href=b.test><a>x</a>"
    assert hidden_links(HTML + body) == ("//evil.test", "a.test")
    assert hidden_links(b"<a href='https://evil.test'>plain text</a>") == ()


def test_links_of_drawings_and_refreshes_are_links() -> None:
    assert hidden_links(HTML + b"<svg><a XLink:href='//evil.test'>x</a></svg>") == ("//evil.test",)
    content = (
        "0;url=//evil.test",
        "5 , URL = '//evil.test' x",
        '1.5;"//evil.test',
        "3;//evil.test",
    )
    for value in content:
        tag = f"<meta http-equiv=Refresh content='{html.escape(value)}'>"
        assert hidden_links(HTML + tag.encode()) == ("//evil.test",)
    assert hidden_links(HTML + b"<meta http-equiv=refresh>") == ("",)
    assert hidden_links(HTML + b"<meta name=a content='0;url=//evil.test'>") == ()


def test_hostile_mails_have_bounded_links() -> None:
    assert hidden_links(HTML + b"<a href=x>" * 3000) == ("x",) * MAX_LINKS + (UNREAD,)
    assert hidden_links(HTML + b"<a href=x>" * MAX_LINKS) == ("x",) * MAX_LINKS
    nested = b"Content-Type: message/rfc822\n\n"
    assert hidden_links(nested * MAX_DEPTH + HTML + b"<a href=x>") == ("x",)
    assert hidden_links(nested * (MAX_DEPTH + 1) + HTML + b"<a href=x>") == (UNREAD,)
