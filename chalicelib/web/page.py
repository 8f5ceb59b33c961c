"""The page at `/`: three files put together to one document, and the headers it is served with.

The style and the script stand in the document and are allowed by their own sha256; nothing else
is, from nowhere. Standard library only.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

ASSETS = Path(__file__).with_name("assets")
STYLE, SCRIPT = "/*STYLE*/", "/*SCRIPT*/"


class Page(NamedTuple):
    """The document and its headers."""

    html: str
    headers: dict[str, str | list[str]]


@cache
def page() -> Page:
    """Put the page together, when it is first asked for."""
    html, style, script = (
        (ASSETS / name).read_text("utf-8") for name in ("index.html", "page.css", "page.js")
    )
    policy = "; ".join(
        [
            "default-src 'none'",
            f"style-src {_allowed(style)}",
            f"script-src {_allowed(script)}",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )
    return Page(
        html.replace(STYLE, style).replace(SCRIPT, script),
        {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        },
    )


def _allowed(source: str) -> str:
    """Return a source expression that allows exactly this text (W3C, CSP level 3).

    >>> _allowed("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return f"'sha256-{digest}'"
