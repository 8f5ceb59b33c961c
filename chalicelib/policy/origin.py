"""Where a text comes from: its senders, and the links that its visible text does not show."""

import re
from typing import NamedTuple

from chalicelib.policy.hosts import plain_host
from chalicelib.policy.plain_text import plain_text

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"?|\([^()]*+\)')
_BETWEEN = re.compile("[,;]")
_IN_BRACKETS = re.compile(r"<([^<>]*+)>")
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
    bare = _QUOTED.sub(" ", field)
    parts = [(_IN_BRACKETS.findall(part) or [part])[-1] for part in _BETWEEN.split(bare)]
    # A name without quotation marks may hold a comma: "Shop, The <ann@shop.test>".
    addresses = [_address(part) for part in parts if "@" in part]
    return tuple(filter(None, map(plain_sender, addresses or [bare])))


def _address(part: str) -> str:
    """Return an address without a group's name: "Friends: ann@shop.test, bob@shop.test;"."""
    local, _, host = part.rpartition("@")
    return f"{local.rpartition(':')[2]}@{host}"


def plain_sender(sender: str) -> str:
    """Return an address, number or name as it is compared; empty if nothing is left.

    >>> plain_sender(" Ann@Shop.test "), plain_sender("+44 (7700) 900-123"), plain_sender("HM REV")
    ('ann@shop.test', '+447700900123', 'hm rev')
    """
    plain = " ".join(plain_text(sender).split())
    return _NOT_DIALLED.sub("", plain) if _NUMBER.fullmatch(plain) else plain


def domain_of(sender: str) -> str | None:
    """Return the host of an address, None for a number or a name."""
    return plain_host(sender.rpartition("@")[2]) if "@" in sender else None
