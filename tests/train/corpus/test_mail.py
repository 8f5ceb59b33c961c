"""Mails and mailboxes are recognized."""

from train.corpus.mail import is_mail, mail_bytes, split_mailbox

HEAD = b"From: a@example.com\nTo: b@example.com\n"


def test_a_text_with_a_header_or_two_is_no_mail() -> None:
    assert not is_mail("Subject: gas\nplease see below")
    assert not is_mail("To: all\nFrom: me\n\nhello")
    assert not is_mail("see you\nFrom: a\nTo: b\nSubject: c\n\n")


def test_a_post_to_a_newsgroup_is_a_mail() -> None:
    assert is_mail("From: ann@x.test (Ann)\nSubject: a lamp\nLines: 3\n\nIt is new.")


def test_a_mailbox_is_split_at_its_envelopes_only() -> None:
    mails = [b"From a Mon Jan 1 00:00:00 2024\nFrom: a\n\nFrom here it is far\n\n"] * 2
    assert split_mailbox(b"".join(mails)) == mails
    assert split_mailbox(HEAD) == [HEAD]


def test_a_mail_in_a_string_has_its_bytes_as_characters() -> None:
    assert mail_bytes("caf\xe9") == b"caf\xe9"
    assert mail_bytes("5 €") == "5 €".encode()
