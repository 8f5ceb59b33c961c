r"""Read the parts of a mail (RFC 2045 to 2047), leniently and in bounded time.

The standard library's `email.parser` is not used: it has no limit on depth, needs minutes for some
mails of 1 MB, and raises ValueError on some parameters. Its decoders, which are simple functions,
are used. Standard library only.
"""

import binascii
import re
from collections.abc import Iterator
from typing import NamedTuple

from chalicelib.mail.field_values import Decode, field_text, parameters_of

MAX_PARTS = 1000
"""Of a mail, parts in parts included; what follows them is read as one text."""

MAX_DEPTH = 100
"""Of parts in parts; what is in a deeper one is read as one text."""

MAX_FIELD_BYTES = 4096
"""Of a header field; the rest is not read."""

# Some programs write CR LF twice as CR CR LF, and old ones end a line by CR alone.
_LINE_END = re.compile(rb"\r++\n|\r")
_HEAD_END = re.compile(rb"\n(?:[ \t]*+\n|\Z)")
_FOLD = re.compile(rb"\n(?=[ \t])")
_FIELD = re.compile(rb"([!-9;-~]++)[ \t]*+:")
_TYPE = re.compile(r"[^\s/]++/[^\s/]++")
_SAME_TYPES = {"application/xhtml+xml": "text/html", "message/global": "message/rfc822"}
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]++")
_PADDING = re.compile(rb"=++")
# What mail servers add at the end of a line is no part of a text (RFC 2045, section 6.7).
_LINE_PADDING = re.compile(rb"(?<![ \t])[ \t]++(?=\n)")


class MimePart(NamedTuple):
    """A mail, or a part of one: its header fields by name in lower case, and its body.

    `loose` are the lines of the header that are no field: a body without a blank line before it. If
    it is the rest of a mail beyond a limit, the body has the parts that were not read.
    """

    fields: dict[str, bytes]
    body: bytes
    is_rest: bool = False
    loose: bytes = b""

    def content_type(self) -> tuple[str, dict[str, str]]:
        """Return the type in lower case and its parameters; text/plain if it cannot be read.

        >>> read_part(b'Content-Type: TEXT/html; Charset="utf-8"').content_type()
        ('text/html', {'charset': 'utf-8'})
        """
        kind, parameters = self._parameters("content-type")
        kind = _SAME_TYPES.get(kind, kind)
        return (kind if _TYPE.fullmatch(kind) else "text/plain"), parameters

    def is_attachment(self) -> bool:
        """Return whether the sender wants the part to be shown as a file."""
        return self._parameters("content-disposition")[0] == "attachment"

    def file_name(self) -> str:
        """Return the name of the part's file, or an empty string."""
        names = self._parameters("content-disposition")[1].get("filename")
        return names or self.content_type()[1].get("name", "")

    def header(self, name: str, decode: Decode) -> str:
        """Return a header field on one line, its encoded words decoded (RFC 2047)."""
        return field_text(self.fields.get(name, b""), decode)

    def content(self) -> bytes:
        """Return the body without its transfer encoding."""
        encoding = self._parameters("content-transfer-encoding")[0].strip('" ')
        if encoding == "base64":
            return b"".join(_without_base64(_NOT_BASE64.sub(b"", self.body)))
        if encoding == "quoted-printable":
            return binascii.a2b_qp(_LINE_PADDING.sub(b"", self.body))
        return self.body

    def parts(self, most: int = MAX_PARTS) -> "list[MimePart]":
        """Return the parts of a multipart, or the mail in a message/rfc822; else an empty list.

        If there are more than `most`, one more part is their rest.
        """
        kind, parameters = self.content_type()
        if kind == "message/rfc822":
            raw = self.content().lstrip()
            return [read_part(raw) if most > 0 else MimePart({}, raw, is_rest=True)]
        boundary = parameters.get("boundary", "").rstrip().encode("latin-1", "replace")
        if not kind.startswith("multipart/") or not boundary:
            return []
        return [*_split(self.body, boundary, most)]

    def _parameters(self, name: str) -> tuple[str, dict[str, str]]:
        return parameters_of(self.fields.get(name, b""))


def _without_base64(body: bytes) -> Iterator[bytes]:
    """Yield the bytes of a body in base64; joined bodies have padding in the middle.

    Where no padding can be, a sign of equality is noise, and one digit alone holds no byte.
    """
    rest = b""
    for digits in _PADDING.split(body):
        whole = rest + digits
        end = len(whole) - (len(whole) % 4 == 1)
        whole, rest = whole[:end], whole[end:]
        yield binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def walk(mail: MimePart, *, seen: bool) -> Iterator[tuple[MimePart, list[MimePart]]]:
    """Yield a mail and its parts in their order, each with the parts in it.

    Parameters
    ----------
    mail
        The mail.
    seen
        Whether only those alternatives are wanted that a reader may see.
    """
    waiting, found = [(mail, 0)], 1
    while waiting:
        part, depth = waiting.pop()
        inner = part.parts(MAX_PARTS - found if depth < MAX_DEPTH else 0)
        found += len(inner)
        yield part, inner
        if seen and part.content_type()[0] == "multipart/alternative":
            inner = _seen(inner)
        waiting += ((each, depth + 1) for each in reversed(inner))


def _seen(alternatives: list[MimePart]) -> list[MimePart]:
    """Return the alternatives that a mail program may show.

    That is the last of a kind that it knows. But if a plain text follows HTML, which is unusual,
    some show the HTML.
    """
    found: list[MimePart] = []
    for part in reversed(alternatives):
        kind = part.content_type()[0]
        if kind == "text/html" or kind.startswith(("multipart/", "message/")):
            return [part, *found]
        if kind == "text/plain":
            found.insert(0, part)
    return found[-1:] or alternatives[-1:]


def read_part(raw: bytes) -> MimePart:
    r"""Read the header and the body of a part; of fields with one name, the first counts.

    >>> read_part(b"Subject: to\r\n  you\r\nWin now\r\n\r\nSee you")
    MimePart(fields={'subject': b'to  you'}, body=b'See you', is_rest=False, loose=b'Win now')
    """
    head, body = _divided(raw)
    fields: dict[str, bytes] = {}
    loose = []
    for name, value in _fields(head):
        if name:
            fields.setdefault(name, value[:MAX_FIELD_BYTES])
        else:
            loose.append(value)
    return MimePart(fields, body, loose=b"\n".join(loose))


def fields_named(raw: bytes, wanted: str) -> Iterator[bytes]:
    r"""Yield the header fields of a mail that have a name, of any length, in their order.

    >>> [*fields_named(b"From: a\nTo: b\nFROM: c\n\nFrom: d", "from")]
    [b'a', b'c']
    """
    return (value for name, value in _fields(_divided(raw)[0]) if name == wanted)


def _divided(raw: bytes) -> tuple[bytes, bytes]:
    """Return the header and the body of a part, whose lines end with a line feed."""
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n")  # this alone is faster, and mostly enough
        raw = _LINE_END.sub(b"\n", raw) if b"\r" in raw else raw
    if raw.startswith(b"\n"):
        return b"", raw.lstrip(b"\n")
    end = _HEAD_END.search(raw)
    return (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")


def _fields(head: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each field of a header, and each other line with an empty name."""
    for line in _FOLD.sub(b"", head).split(b"\n"):
        field = _FIELD.match(line)
        name = field[1].decode("ascii").lower() if field else ""
        yield name, (line[field.end() :] if field else line).strip()


def _split(body: bytes, boundary: bytes, most: int) -> Iterator[MimePart]:
    """Yield the parts between the lines `--boundary`, up to `--boundary--` or the end."""
    line = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*+(?:\n|\Z)", re.M)
    start, found = None, 0
    for match in line.finditer(body):
        if start is not None:
            if found >= most:
                break
            yield read_part(body[start : match.start()])
            found += 1
        if match[1]:
            return
        start = match.end()
    if start is not None:
        rest = body[start:]
        yield read_part(rest) if found < most else MimePart({}, rest, is_rest=True)
