"""Recognize mails and mailboxes; `chalicelib.mail` turns a mail into a text."""

import re
from collections.abc import Iterator

from chalicelib.mail.mail_text import mail_text

HEADERS = (
    "from|to|cc|subject|date|received|return-path|message-id|mime-version|delivered-to|reply-to|"
    "sender|content-type|x-mailer|x-status|newsgroups|organization|lines|nntp-posting-host|xref"
)
HEADER = re.compile(rf"^(?:{HEADERS}):", re.IGNORECASE | re.MULTILINE)
START = re.compile(r"(?:From \S+ .*\n)?[A-Za-z][A-Za-z0-9-]*:[ \t\r\n]")
BLANK_LINE = re.compile(r"\r?\n\r?\n")
LEAST_HEADERS = 3
HEAD_BYTES = 2**15
ENVELOPE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From \S+ .*\d{4}.*\r?\n")

ATTACHMENT = re.compile(r"^\[attachment: .*\]$", re.MULTILINE)
QUOTED_FROM = re.compile(r"^>(?=From )", re.MULTILINE)


def is_mail(text: str) -> bool:
    r"""Return whether a text starts with the headers of a mail.

    >>> is_mail("Subject: lunch at noon"), is_mail("From: a\nTo: b\nSubject: c\n\nlunch")
    (False, True)
    """
    if not START.match(text):
        return False
    head = BLANK_LINE.split(text[:HEAD_BYTES], maxsplit=1)[0]
    return len(set(name.lower() for name in HEADER.findall(head))) >= LEAST_HEADERS


def plain_text(text: str) -> str:
    r"""Return a text as training reads it: of a raw mail its sender, subject and body.

    >>> plain_text("From: a@b.test\nTo: c\nSubject: lunch\n\nat noon")
    'From: @b.test\nSubject: lunch\n\nat noon'
    """
    return mail_text(mail_bytes(text)) if is_mail(text) else text


def split_mailbox(raw: bytes) -> list[bytes]:
    """Return the mails of a file in mbox format; one mail without an envelope is a list of one."""
    starts = [match.start() for match in ENVELOPE.finditer(raw)] or [0]
    ends = [*starts[1:], len(raw)]
    return [raw[start:end] for start, end in zip(starts, ends, strict=True)]


def mail_bytes(text: str) -> bytes:
    """Return the bytes of a mail that a table holds as a string.

    A raw mail has bytes of several charsets, so tables hold each byte as the character of the same
    number (Latin-1); a string with other characters was decoded as UTF-8.
    """
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def mail_forms(text: str) -> Iterator[str]:
    r"""Yield what people may mean by the text of a mail: all of it, or what they see of it.

    They may leave out the sender, the subject and the attachments. A mailbox quotes a line that
    starts with `From`, and the mail itself does not.

    >>> list(mail_forms("Subject: lunch\n\nat noon"))
    ['Subject: lunch\n\nat noon', 'at noon']
    """
    forms = [text]
    head, _, body = text.partition("\n\n")
    if head.startswith("From: "):
        forms.append(text.partition("\n")[2])
    if head.startswith(("From: ", "Subject: ")):
        forms.append(body)
    forms += [ATTACHMENT.sub("", form) for form in forms]
    forms += [QUOTED_FROM.sub("", form) for form in forms]
    yield from dict.fromkeys(forms)
