"""Recognize mails and mailboxes, and turn a mail into the text that is classified."""

import re
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message

HEADERS = (
    "from|to|cc|subject|date|received|return-path|message-id|mime-version|delivered-to|reply-to|"
    "sender|content-type|x-mailer|x-status"
)
HEADER = re.compile(rf"^(?:{HEADERS}):", re.IGNORECASE | re.MULTILINE)
START = re.compile(r"(?:From \S+ .*\n)?[A-Za-z][A-Za-z0-9-]*:[ \t\r\n]")
BLANK_LINE = re.compile(r"\r?\n\r?\n")
LEAST_HEADERS = 3
HEAD_BYTES = 2**15
ENVELOPE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From \S+ .*\d{4}.*\r?\n")
TAG = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)


def is_mail(text: str) -> bool:
    r"""Return whether a text starts with the headers of a mail.

    >>> is_mail("Subject: lunch at noon"), is_mail("From: a\nTo: b\nSubject: c\n\nlunch")
    (False, True)
    """
    if not START.match(text):
        return False
    head = BLANK_LINE.split(text[:HEAD_BYTES], maxsplit=1)[0]
    return len(set(name.lower() for name in HEADER.findall(head))) >= LEAST_HEADERS


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


def mail_text(raw: bytes) -> str:
    """Return the subject and the body of a mail: the first plain text, else the HTML's text."""
    if raw.startswith(b"From "):
        raw = raw.partition(b"\n")[2]
    message = message_from_bytes(raw)
    bodies = {part.get_content_type(): part for part in reversed([*message.walk()])}
    # Not `or`: a part without headers is false.
    body = bodies.get("text/plain", bodies.get("text/html"))
    text = _decoded(body) if body is not None else ""
    if body is not None and body.get_content_type() == "text/html":
        text = TAG.sub(" ", text)
    return f"{_subject(message)}\n{text}".strip()


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    try:
        return raw.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeError):
        return raw.decode("cp1252", "replace")


def _subject(message: Message) -> str:
    try:
        return str(make_header(decode_header(message.get("subject", ""))))
    except (LookupError, UnicodeError, ValueError, HeaderParseError):
        return str(message.get("subject", ""))
