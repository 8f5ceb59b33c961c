"""Find the labels that Gmail writes into each mail of a mailbox that it exports."""

import csv
import re
from collections.abc import Sequence
from dataclasses import replace
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from train.corpus.formats.recognition import Texts
from train.corpus.mail import HEAD_BYTES, split_mailbox
from train.corpus.telling import Tell, some
from train.counted import counted

HEADER = re.compile(rb"^X-Gmail-Labels:[ \t]*(.*(?:\r?\n[ \t].*)*)", re.MULTILINE | re.IGNORECASE)
STATES = frozenset({
    "archived", "chat", "draft", "drafts", "important", "muted", "opened", "scheduled", "snoozed",
    "starred", "unread",
})  # fmt: skip
"""What Gmail says of each mail in the same way; no label of the user."""
FOLDERS = ("spam", "trash", "sent", "inbox")
SPAM = "spam"
CATEGORY = "category "
LEAST_SHARE = 0.5


def gmail_labels(texts: Texts, tell: Tell) -> list[tuple[Texts, str]] | None:
    """Return each mail with its label, an empty one if it has several; None if most have none.

    The label is `Spam`, or else the only one of the user's, or else the category or the folder.
    """
    if not texts.is_mail:
        return None
    found = [_labels(mail) for mail in split_mailbox(texts.source.raw)]
    labels = [_chosen(names) for names in found]
    known = [label for label in labels if label]
    if len(known) <= LEAST_SHARE * len(labels) or len(found) != len(texts.texts):
        return None
    left = len(labels) - len(known)
    others = f"; {counted(left, 'mail has', 'mails have')} none or several" if left else ""
    tell(f"{texts.source.name}: labels from X-Gmail-Labels: {some(sorted(set(known)))}{others}")
    each = [replace(texts, texts=[text]) for text in texts.texts]
    return [*zip(each, labels, strict=True)]


def _labels(mail: bytes) -> list[str]:
    """Return what the header of a mail lists, but for states such as `Unread`."""
    header = HEADER.search(mail, 0, HEAD_BYTES)
    if header is None:
        return []
    value = " ".join(header[1].decode("ascii", "replace").split())
    try:
        value = str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, UnicodeError):
        return []
    names = next(csv.reader([value], skipinitialspace=True), [])
    return [name.strip() for name in names if name.strip().lower() not in STATES]


def _chosen(names: Sequence[str]) -> str:
    """Return the label of a mail, or an empty string.

    >>> [_chosen(each) for each in (["Inbox", "Trips"], ["Spam", "Trips"], ["Inbox"], ["a", "b"])]
    ['Trips', 'Spam', 'Inbox', '']
    """
    by_kind: dict[str, list[str]] = {SPAM: [], "own": [], CATEGORY: [], "folder": []}
    for name in names:
        lower = name.lower()
        kind = CATEGORY if lower.startswith(CATEGORY) else "folder" if lower in FOLDERS else "own"
        by_kind[SPAM if lower == SPAM else kind].append(name)
    first = next(filter(None, by_kind.values()), [])
    return first[0] if len(first) == 1 else ""
