r"""Turn a mail as it was sent (MIME) into the text that is classified.

The text is what a reader sees, in this order: whom the mail says it is from (the name and the
domain, not the address), the subject, and the body. Of alternatives those are read that mail
programs show; HTML becomes visible text with hidden text marked. An attachment is a line with its
type and its file's ending; it is not read. Training and serving call the same function, so a model
sees the same words in both. Standard library only.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping

from chalicelib.mail.charsets import decode
from chalicelib.mail.field_values import field_text
from chalicelib.mail.mime_part import MimePart, read_part, walk
from chalicelib.mail.visible_text import tidy, visible_text

ATTACHMENT_MARK = "[attachment: {}]"
MAX_SENDER = 100
"""Characters of the sender's name and domain; mail programs show no more."""

_ADDRESS = re.compile(r"<?[^\s<>@]*+@([\w.-]++)>?")
# `<meta charset="koi8-r">`, `<meta http-equiv=... content="text/html; charset=koi8-r">`
_META = re.compile(rb"<meta\s[^>]*?charset\s*+=\s*+[\"']?([\w-]++)", re.IGNORECASE)
META_BYTES = 1024
"""How much of an HTML document may name its encoding, as in a browser."""
# An end of a line that is not shown (RFC 3676, `format=flowed; delsp=yes`); quotes keep theirs.
_SOFT_END = re.compile(r"(?<!\n--) \r?\n(?!>)")
_ENDING = re.compile(r"\.\w{1,10}$")


def mail_text(raw: bytes) -> str:
    r"""Return the text of a mail; any bytes have one.

    Examples
    --------
    >>> mail_text(b"From: Ann <ann@shop.test>\nSubject: =?utf-8?q?=C2=A35?=\n\nSee you")
    'From: Ann @shop.test\nSubject: £5\n\nSee you'
    >>> mail_text(b"Content-Type: text/html\n\n<p>You won<p style='color:#fff'>at eight")
    'You won\n[hidden: at eight]'
    """
    mail = read_part(without_envelope(raw))
    head = "\n".join(filter(None, [_field("From", _sender(mail)), _subject(mail)]))
    return "\n\n".join(filter(None, [head, *_texts(mail)]))


def without_envelope(raw: bytes) -> bytes:
    """Return a mail without what is put before it: blank lines, a mailbox's `From ` line."""
    raw = raw.removeprefix(BOM_UTF8).lstrip(b"\r\n")
    return raw.partition(b"\n")[2] if raw.startswith((b"From ", b">From ")) else raw


def _texts(mail: MimePart) -> Iterator[str]:
    """Yield the texts of the parts that a reader sees, in their order."""
    for part, inner in walk(mail, seen=True):
        kind, parameters = part.content_type()
        yield tidy(decode(part.loose, "utf-8"))
        if not inner:
            yield _leaf(part, kind, parameters)
        if kind == "message/rfc822":
            yield _subject(inner[0])


def _leaf(part: MimePart, kind: str, parameters: Mapping[str, str]) -> str:
    """Return the text of a part that holds no other."""
    if part.is_attachment() or not kind.startswith(("text/", "multipart/")):
        name = field_text(part.file_name().encode("latin-1", "replace"), decode)
        ending = _ENDING.search(name.rstrip(" ."))
        return ATTACHMENT_MARK.format(f"{kind} {ending[0].lower()}" if ending else kind)
    raw, charset = part.content(), parameters.get("charset", "")
    if kind != "text/html":
        text = decode(raw, charset)
        return tidy(
            _SOFT_END.sub("", text) if parameters.get("delsp", "").lower() == "yes" else text
        )
    if not charset and (named := _META.search(raw, 0, META_BYTES)):
        charset = named[1].decode()
    return visible_text(decode(raw, charset))


def _subject(mail: MimePart) -> str:
    return _field("Subject", mail.header("subject", decode))


def _field(name: str, value: str) -> str:
    return f"{name}: {value}" if value else ""


def _sender(mail: MimePart) -> str:
    """Return the sender's name and domain: the local part of an address names a person."""
    sender = mail.header("from", decode)[: 4 * MAX_SENDER]
    name = sender.replace('\\"', "").replace('"', "")
    return " ".join(_ADDRESS.sub(r" @\1 ", name).split())[:MAX_SENDER]
