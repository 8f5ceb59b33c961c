"""The labels of a mailbox that Gmail exports are those of its header."""

from pathlib import Path

import pytest

from tests.support.corpus_files import told, written
from train.corpus.reader import read_corpus
from train.errors import InputError

MAIL = """From 17@xxx Mon Jan 01 00:00:00 +0000 2020
X-GM-THRID: 17
{labels}From: a@example.com
To: b@example.com
Subject: {number}

body

"""
HEADERS = [
    ("Inbox,Important,Opened", "Inbox"),
    ("Inbox,Unread", "Inbox"),
    ("Spam,\n Unread,Category Promotions", "Spam"),
    ("Archived,Spam", "Spam"),
    ('Inbox,"Ann, Bo",Starred', "Ann, Bo"),
    ('"Ann, Bo"', "Ann, Bo"),
    ("=?UTF-8?Q?Caf=C3=A9,Unread?=", "Caf\N{LATIN SMALL LETTER E WITH ACUTE}"),
    ("Inbox,Category Updates,Unread", "Category Updates"),
    ("Category Updates", "Category Updates"),
    ("Travel,Work", None),
    ("Unread", None),
]


def mailbox(directory: Path, labels: list[str]) -> Path:
    mails = [MAIL.format(labels=label, number=at) for at, label in enumerate(labels)]
    return written(directory, "All mail.mbox", "".join(mails).encode())


def test_the_label_of_a_mail_is_that_of_gmail(tmp_path: Path) -> None:
    pairs = [*HEADERS, HEADERS[6]]
    path = mailbox(tmp_path, [f"X-Gmail-Labels: {header}\n" for header, _ in pairs])
    corpus, lines = told(path)
    assert corpus.labels == [label for _, label in pairs if label]
    assert corpus.dropped == {"without a label": 2}
    assert lines[0].startswith(f"{path}: labels from X-Gmail-Labels: Ann, Bo, Caf")
    assert lines[0].endswith("; 2 mails have none or several")


@pytest.mark.parametrize("header", ["", "X-Gmail-Labels: Unread\n", "X-Gmail-Labels: a,b\n"])
def test_a_mailbox_without_labels_is_refused(tmp_path: Path, header: str) -> None:
    with pytest.raises(InputError, match="found texts without labels"):
        read_corpus([mailbox(tmp_path, [header] * 4)])


def test_of_several_mailboxes_the_names_are_the_labels(tmp_path: Path) -> None:
    for name in ("ham", "spam"):
        path = mailbox(tmp_path, ["X-Gmail-Labels: Inbox\n"] * 2)
        path.rename(tmp_path / f"{name}.mbox")
    assert told(tmp_path).corpus.counts() == {"ham": 2, "spam": 2}
