"""The page at `/`: one document built from the files in assets/, and its response headers.

The document contains its style and its script, which is one module in several files. The content
security policy allows these two by their SHA-256 digests and forbids everything else. Standard
library only.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

ASSETS = Path(__file__).with_name("assets")
STYLE, SCRIPT = "/*STYLE*/", "/*SCRIPT*/"
SCRIPTS = ("elements", "service", "words", "verdict", "report", "fallback", "page")
"""In this order: a file may use what is declared before it, and page.js starts everything."""


class Page(NamedTuple):
    """The document and its response headers."""

    html: str
    headers: dict[str, str | list[str]]


@cache
def page() -> Page:
    """Build the page at the first call, and return it."""
    html, style = _read("index.html"), _read("page.css")
    script = "\n".join(_read(f"{name}.js") for name in SCRIPTS)
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


def _read(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")


def _allowed(source: str) -> str:
    """Return the CSP source expression that allows exactly this text (W3C, CSP level 3).

    >>> _allowed("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
    return f"'sha256-{digest}'"
