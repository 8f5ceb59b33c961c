"""What parts of S3's addresses and responses may look like, without regular expressions.

A start checks three of them, and to compile one pattern takes as long as to import two modules.
"""

LOWER = frozenset("abcdefghijklmnopqrstuvwxyz")
DIGITS = frozenset("0123456789")
WORD = LOWER | DIGITS | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ_")
LABEL = WORD | {"-"}
PATH = LABEL | frozenset("./~")
TAG = LABEL | frozenset("./+=")
QUOTED = frozenset(map(chr, range(0x21, 0x7F))) - {'"'}
MOST_IN_TAG = 200
MOST_IN_LABEL = 63


def is_region(name: str) -> bool:
    """Return whether a name has the form of a region of AWS or AWS China.

    The isolated partitions, such as us-iso-east-1, have other host names.

    >>> is_region("us-gov-west-1"), is_region("us-iso-east-1"), is_region("attacker.example/")
    (True, False, False)
    """
    land, *places, number = name.split("-") if "-" in name else ("", "")
    return (
        len(land) == 2
        and 1 <= len(places) <= 2
        and all(places)
        and LOWER.issuperset(land.join(places))
        and 1 <= len(number) <= 2
        and DIGITS.issuperset(number)
        and not name.startswith(("us-iso", "eu-iso"))
    )


def is_endpoint(url: str) -> bool:
    """Return whether a URL consists of a scheme, a host, and at most a port and a path.

    A user, a query or an IPv6 address are refused.

    >>> is_endpoint("http://127.0.0.1:5000"), is_endpoint("https://proxy.example/s3/")
    (True, True)
    >>> is_endpoint("http://user@host"), is_endpoint("http://host:65536")
    (False, False)
    """
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    name, colon, port = host.partition(":")
    return (
        scheme in ("http", "https")
        and all(0 < len(label) <= MOST_IN_LABEL for label in name.split("."))
        and LABEL.issuperset(name.replace(".", ""))
        and (not colon or (0 < len(port) <= 5 and DIGITS.issuperset(port) and int(port) < 2**16))
        and PATH.issuperset(path)
    )


def is_etag(tag: str) -> bool:
    """Return whether an ETag can be sent back: not `*`, which every object matches.

    >>> is_etag("d41d8cd98f00b204"), is_etag('W/"1"'), is_etag("*")
    (True, True, False)
    """
    quoted = tag.removeprefix("W/")
    if quoted[:1] == quoted[-1:] == '"':
        return 0 < len(quoted) - 2 <= MOST_IN_TAG and QUOTED.issuperset(quoted[1:-1])
    return 0 < len(tag) <= MOST_IN_TAG and TAG.issuperset(tag)
