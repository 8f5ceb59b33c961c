"""The hosts of the links in a text, and of addresses, as they are compared.

A link is read as a browser reads it: what precedes an `@` is no host, and a path is none. It needs
no scheme, because messengers make links of bare domains. In doubt a word counts as a host.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from chalicelib.policy.plain_text import plain_text

MAX_HOST = 253
MAX_LABEL = 63
NO_HOST = ""
"""Takes the place of a host if a link may lead anywhere; no list covers it."""

# The folded text has no wide signs; the others are quotation marks and brackets.
_CHUNK = re.compile("[^\\s<>\"'`(){}|,;\u2018-\u201f\u00ab\u00bb\u3001\u3008-\u3011]++")
# `\/` and `/\` are slashes to a browser, and "http:evil.test" is a link.
_SCHEME = re.compile(r"(?:https?|ftp|hxxps?):[/\\]*+|[/\\]{2,}+")
_AUTHORITY_END = re.compile(r"[/\\?#&]")
_RUN = re.compile(r"[\w.-]++")
_HOST = re.compile(r"[\w-]++(?:\.[\w-]++)*+")
_BARE = re.compile(r"(?:[\w-]++\.)++(?:xn--[\w-]+|[^\W\d_]{2,63})")
_LAST_LABEL = re.compile(r"xn--[\w-]+|[^\W\d_]{2,63}")
_IP_V6 = re.compile(r"\[[^\]:]*+:")
_EDGES = ".-_*~:!?[]"


def hosts_of(plain: str) -> list[str]:
    """Return the hosts that a plain text's links and addresses lead to, as `plain_host` has them.

    >>> hosts_of("pay at https://bank.test@evil.test./bank.test or www.shop.test")
    ['evil.test', 'www.shop.test']
    >>> hosts_of("xn--bcher-kva.test=bücher.test, i.e. 3.50 at 8.30")
    ['bücher.test', 'bücher.test']
    """
    plain = plain.replace("\u3002", ".")
    if "." not in plain and "//" not in plain and "\\" not in plain:
        return []
    chunks = (chunk for chunk in dict.fromkeys(_CHUNK.findall(plain)) if not chunk.isalnum())
    return [host for chunk in chunks for host in _hosts_in(chunk)]


def _hosts_in(chunk: str) -> Iterator[str]:
    """Yield the hosts of a word; a link may hold another one, as a redirect does."""
    if _BARE.fullmatch(chunk):
        yield _decoded(chunk)
        return
    before, *links = _SCHEME.split(chunk)
    for link in dict.fromkeys(links):
        authority = _authority(link)
        if _IP_V6.match(authority):
            yield NO_HOST
        elif host := _unquoted(authority.partition(":")[0]).strip(_EDGES):
            yield _decoded(host)
    for run in _RUN.findall(_authority(before)):
        for host in re.split(r"\.{2,}", run.strip(_EDGES)):
            if "." in host and _LAST_LABEL.fullmatch(host.rpartition(".")[2]):
                yield _decoded(host)


def _unquoted(host: str) -> str:
    return plain_text(unquote(host)).replace("\u3002", ".") if "%" in host else host


def _authority(link: str) -> str:
    """Return the part before the path, without the user's name."""
    return _AUTHORITY_END.split(link, 1)[0].rpartition("@")[2]


def plain_host(host: str) -> str | None:
    """Return a host as it is compared: folded, with its punycode decoded; None if it is none.

    >>> plain_host("WWW.Bücher.test."), plain_host("xn--bcher-kva.test"), plain_host("a/b")
    ('www.bücher.test', 'bücher.test', None)
    """
    plain = plain_text(host).replace("\u3002", ".").removesuffix(".")
    if len(plain) > MAX_HOST or _HOST.fullmatch(plain) is None:
        return None
    return _decoded(plain)


def with_parents(host: str) -> Iterator[str]:
    """Yield a host and the domains that it belongs to.

    >>> [*with_parents("a.shop.test")]
    ['a.shop.test', 'shop.test', 'test']
    """
    while host:
        yield host
        host = host.partition(".")[2]


def first_listed(hosts: Iterable[str], listed: dict[str, str]) -> str | None:
    """Return the entry of the first host that is listed or belongs to a listed domain."""
    found = (listed[part] for host in hosts for part in with_parents(host) if part in listed)
    return next(found, None)


def _decoded(host: str) -> str:
    """Return the end of a host with its labels in Unicode; the end is what decides."""
    host = host[-MAX_HOST:]
    return ".".join(map(_label, host.split("."))) if "xn--" in host else host


def _label(label: str) -> str:
    if not label.startswith("xn--") or len(label) > MAX_LABEL or not label.isascii():
        return label
    try:
        return plain_text(label[4:].encode("ascii").decode("punycode"))
    except UnicodeError:
        return label
