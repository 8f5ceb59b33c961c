"""The hosts that the target of a link leads to, as a browser finds them (WHATWG, URL standard).

A link in a text has no such rules: programs differ in what they make of it. See `hosts`.
"""

import re
from urllib.parse import unquote

from chalicelib.policy.hosts import NO_HOST, hosts_of, plain_host
from chalicelib.policy.plain_text import plain_text

# A browser removes these: at both ends, and anywhere.
_ENDS = "".join(map(chr, range(0x21)))
_BREAKS = re.compile(r"[\t\n\r]")
# Of these schemes, `http:evil.test` and `http:\\evil.test` are links, too.
_AUTHORITY = re.compile(
    r"(?:(?:https?|ftp|wss?):[/\\]*+|[/\\]{2,}+)([^/\\?#]*+)", re.IGNORECASE | re.ASCII
)
_OTHER_SCHEME = re.compile(r"(?!mailto:)[a-z][a-z0-9+.-]*+:", re.IGNORECASE | re.ASCII)


def target_hosts(target: str) -> list[str]:
    r"""Return the hosts that a target leads to or names, and `NO_HOST` if it may lead elsewhere.

    >>> target_hosts("http://good.test@ev\til%2etest/"), target_hosts("#top")
    (['evil.test', 'evil.test'], [])
    >>> target_hosts("http://[::1]/"), target_hosts("tel:999"), target_hosts("mailto:a@shop.test")
    (['', ''], [''], ['shop.test'])
    """
    url = _BREAKS.sub("", target.strip(_ENDS))
    if not url or url.startswith("#"):
        return []
    named = hosts_of(plain_text(url))
    if found := _AUTHORITY.match(url):
        return [_host(found[1]), *named]
    return [*named, NO_HOST] if _OTHER_SCHEME.match(url) or not named else named


def _host(authority: str) -> str:
    """Return the host between a user's name and a port."""
    host = authority.rpartition("@")[2].partition(":")[0]
    return plain_host(unquote(host)) or NO_HOST
