"""Where a mail comes from: the senders it names, and the links behind its visible text.

Only the rules of a policy read these. Standard library only.
"""

import re
from collections.abc import Iterator
from itertools import islice

from chalicelib.mail.charsets import decode
from chalicelib.mail.field_values import field_text
from chalicelib.mail.html_tokens import Tag, tokens
from chalicelib.mail.mail_text import without_envelope
from chalicelib.mail.mime_part import MAX_FIELD_BYTES, MimePart, fields_named, read_part, walk

MAX_FROM_FIELDS = 100
MAX_LINKS = 1000
UNREAD = "unread:"
"""Takes the place of senders or links beyond a limit; no list covers it."""

_LINKS = ("href", "action", "formaction", "xlink:href")
# `5; url=https://shop.test/`, the content of <meta http-equiv=refresh>.
_REFRESH = re.compile(
    r"""[\s\d.]*+[;,]?+\s*+(?:url\s*+=\s*+)?+(?:'([^']*+)|"([^"]*+)|(.*))""", re.I | re.S
)


def mail_senders(raw: bytes) -> tuple[str, ...]:
    r"""Return the fields `From` of a mail, with names and addresses; anyone can write any there.

    A mail should have one such field, but mail programs differ in which of several they show.

    >>> mail_senders(b"From: =?utf-8?q?J=C3=B6?= <jo@shop.test>\nFrom: eve@evil.test\n\nSee you")
    ('Jö <jo@shop.test>', 'eve@evil.test')
    """
    found = [*islice(fields_named(without_envelope(raw), "from"), MAX_FROM_FIELDS + 1)]
    read = [field_text(value[:MAX_FIELD_BYTES], decode) for value in found[:MAX_FROM_FIELDS]]
    is_cut = len(found) > MAX_FROM_FIELDS or any(len(value) > MAX_FIELD_BYTES for value in found)
    return (*read, UNREAD) if is_cut else tuple(read)


def hidden_links(raw: bytes) -> tuple[str, ...]:
    r"""Return the targets of the links in a mail's HTML, which its visible text does not show.

    One is `UNREAD` if not all are read.

    >>> hidden_links(b"Content-Type: text/html\n\n<a href='https://shop.test/?a=1'>See you</a>")
    ('https://shop.test/?a=1',)
    """
    found = tuple(islice(_links(read_part(without_envelope(raw))), MAX_LINKS + 1))
    return found if len(found) <= MAX_LINKS else (*found[:MAX_LINKS], UNREAD)


def _links(mail: MimePart) -> Iterator[str]:
    """Yield the links of all parts in their order."""
    for part, inner in walk(mail, seen=False):
        if part.is_rest:
            yield UNREAD
        elif not inner:
            yield from _links_in(part)


def _links_in(part: MimePart) -> Iterator[str]:
    kind, parameters = part.content_type()
    if kind != "text/html":
        return
    for token in tokens(decode(part.content(), parameters.get("charset", ""))):
        if isinstance(token, Tag) and not token.end:
            values = token.values()
            yield from (values[name] for name in _LINKS if name in values)
            if values.get("http-equiv", "").lower() == "refresh":
                yield _refreshed(values.get("content", ""))


def _refreshed(content: str) -> str:
    """Return the target of a refresh, or an empty string."""
    found = _REFRESH.match(content)
    return "".join(filter(None, found.groups())) if found else ""
