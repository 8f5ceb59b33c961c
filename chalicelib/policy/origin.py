"""Where a text comes from: its senders, and the links that its visible text does not show."""

import re
from typing import NamedTuple

from chalicelib.policy.hosts import plain_host
from chalicelib.policy.plain_text import plain_text

# A quoted string, and whether it names the mailbox of an address; the ends of comments; other text.
_PIECE = re.compile(
    r"""
        "((?:[^"\\]|\\.)*+)("?)(?=(\s*+(?:\([^()]*+\)\s*+)*+@)?+)
      | \\.? | [()] | [^"()\\]++
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_NEEDS_QUOTES = re.compile(r'[\s"(),:;<>@\[\\\]]')
_BETWEEN = re.compile("[,;]")
_IN_BRACKETS = re.compile(r"<([^<>]*+)>")
_AROUND_AT = re.compile(" ?@ ?")
_NUMBER = re.compile(r"(?:tel:)?\+?[\d\s().-]*+")
_NOT_DIALLED = re.compile(r"[^\d+]")


class Origin(NamedTuple):
    """The senders of a text, as they are compared, and the targets of its hidden links.

    A mail can name several senders. An allowed entry then counts only if it covers all of them, a
    denied one if it covers one.
    """

    senders: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


NOWHERE = Origin()


def senders_of(field: str) -> tuple[str, ...]:
    """Return the senders that a `From` or a header names, as they are compared.

    >>> senders_of('"a@good.test" <Eve@Evil.test>, bob@shop.test')
    ('eve@evil.test', 'bob@shop.test')
    """
    bare = _without_comments(field)
    addresses = [word for part in _BETWEEN.split(bare) for word in _addresses(part)]
    # A name without quotation marks may hold a comma: "Shop, The <ann@shop.test>".
    return tuple(filter(None, map(plain_sender, addresses or [bare])))


def _without_comments(field: str) -> str:
    """Return a field without comments and quoted names; an unclosed one is text.

    >>> _without_comments('"Ann" <"a"@x.test (b (c))>'), _without_comments('b@(x.test "c')
    ('  <a@x.test  >', 'b@ x.test  c')
    """
    pieces: list[str] = []
    comments: list[int] = []
    for match in _PIECE.finditer(field):
        piece = match[0]
        if piece == ")" and comments:
            del pieces[comments.pop() :]
            piece = " "
        elif piece == "(":
            comments.append(len(pieces))
            piece = " "
        elif match[1] is not None:
            piece = _unquoted(match[1]) if match[3] else " " if match[2] else f" {match[1]}"
        pieces.append(piece)
    return "".join(pieces)


def _unquoted(mailbox: str) -> str:
    """Return a quoted mailbox; what it has to quote, such as a space, ends no address."""
    return _NEEDS_QUOTES.sub("\ufffd", _QUOTED_PAIR.sub(r"\1", mailbox))


def _addresses(part: str) -> list[str]:
    """Return the addresses in brackets and after them; what is before them is a name.

    >>> _addresses("ann@good.test <eve @ evil.test> bob@x.test"), _addresses("Bob bob @x.test <>")
    (['eve@evil.test', 'bob@x.test'], ['bob@x.test'])
    """
    name, *others = _IN_BRACKETS.split(part)
    others[::2] = ["".join(text.split()) for text in others[::2]]
    return _words(" ".join(others)) or _words(name)


def _words(text: str) -> list[str]:
    words = _AROUND_AT.sub("@", " ".join(text.split())).split()
    return [_address(word) for word in words if "@" in word]


def _address(part: str) -> str:
    """Return an address without a group's name: "Friends: ann@shop.test, bob@shop.test;"."""
    local, _, host = part.rpartition("@")
    return f"{local.rpartition(':')[2]}@{host}"


def plain_sender(sender: str) -> str:
    """Return an address, number or name as it is compared; empty if nothing is left.

    >>> plain_sender(" Ann @ Shop.test. "), plain_sender("+44 (7700) 900-123")
    ('ann@shop.test', '+447700900123')
    >>> plain_sender("HM  REV")
    'hm rev'
    """
    plain = " ".join(plain_text(sender).split())
    if "@" in plain:
        mailbox, _, host = _AROUND_AT.sub("@", plain).rpartition("@")
        return f"{mailbox}@{plain_host(host) or host}"
    return _NOT_DIALLED.sub("", plain) if _NUMBER.fullmatch(plain) else plain


def domain_of(sender: str) -> str | None:
    """Return the host of an address, None for a number or a name."""
    return plain_host(sender.rpartition("@")[2]) if "@" in sender else None
