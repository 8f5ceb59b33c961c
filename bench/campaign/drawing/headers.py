"""Draw request headers; API Gateway passes at most 10,240 bytes of them."""

import encodings
import encodings.aliases
import pkgutil
from random import Random

from bench.campaign.drawing.texts import sendable

MAX_BYTES = 10_240
CODECS = sorted({module.name for module in pkgutil.iter_modules(encodings.__path__)})
ALIASES = sorted(encodings.aliases.aliases)
WEB_NAMES = ("utf-8", "iso-8859-1", "windows-1252", "us-ascii", "UTF-16", "shift_jis", "gb18030")
MEDIA_TYPES = (
    "text/plain",
    "application/json",
    "message/rfc822",
    "text/html",
    "TEXT/Plain ",
    "application/json ",
    "*/*",
)
ENCODINGS = ("gzip", "deflate", "br", "identity", "zstd", "GZIP, gzip", "")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-_.:+ "


def content_type(rng: Random) -> str:
    """Return a Content-Type, mostly one that the service reads, with any parameters."""
    if rng.random() < 0.05:
        return sendable(rng, 40)
    media = rng.choice(MEDIA_TYPES[:3]) if rng.random() < 0.9 else rng.choice(MEDIA_TYPES)
    parameters = [_parameter(rng) for _ in range(rng.choice((0, 1, 1, 1, 2, 5)))]
    return ";".join([media, *parameters])[: MAX_BYTES - 100]


def python_charset(rng: Random) -> str:
    """Return a Content-Type with a charset of Python's; some cost much for a large body."""
    return f"text/plain; charset={rng.choice(CODECS)}"


def charset(rng: Random) -> str:
    """Return the name of a charset: a known one, one of Python's, or an invented one."""
    kind = rng.random()
    if kind < 0.3:
        return rng.choice(WEB_NAMES)
    if kind < 0.5:
        return rng.choice(CODECS)
    if kind < 0.65:
        return rng.choice(ALIASES)
    if kind < 0.95:
        return "".join(rng.choices(_LETTERS, k=rng.choice((5, 40, 40, 8000))))
    return sendable(rng, 3000)


def _parameter(rng: Random) -> str:
    """Return a parameter, mostly the charset: plain, quoted, or in the forms of RFC 2231."""
    name = rng.choice(("charset",) * 6 + ("Charset", "boundary", "q", sendable(rng, 8)))
    value = charset(rng)
    form = rng.randint(0, 9)
    long = "9" * rng.choice((1, 2, 20, 4299, 4300, 4301, 9000))
    return rng.choice((" ", "", "\t")) + {
        0: f'{name}="{value}"',
        1: f'{name}="{value}',
        2: f"{name}*=utf-8'en'{value}",
        3: f"{name}*0*={value[:3]}; {name}*1={value[3:]}",
        4: f"{name}*{long}=x",
        5: f"{name}*{long}*=''x",
        6: f"{name}*=%{sendable(rng, 5)}'{value}",
    }.get(form, f"{name}={value}")


def headers(rng: Random) -> dict[str, str]:
    """Return other headers than the Content-Type."""
    drawn: dict[str, str] = {}
    for _ in range(rng.choice((0, 0, 1, 2, 5))):
        name = rng.choice(("Accept", "Origin", "Content-Encoding", "X-Api-Key", sendable(rng, 12)))
        drawn[name or "x"] = _value(rng, name)
    return drawn


def _value(rng: Random, name: str) -> str:
    if name == "Content-Encoding":
        return rng.choice(ENCODINGS)
    if name == "Accept":
        return rng.choice(("*/*", "application/json", "text/html;q=0.9", "image/png", ""))
    return sendable(rng, rng.choice((10, 30, 2000)))


def fitting(drawn: dict[str, str]) -> dict[str, str]:
    """Return the first headers that API Gateway would pass on together."""
    kept: dict[str, str] = {}
    left = MAX_BYTES
    for name, value in drawn.items():
        left -= len(f"{name}: {value}\r\n".encode("utf-8", "surrogatepass"))
        if left < 0:
            break
        kept[name] = value
    return kept
