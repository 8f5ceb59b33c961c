"""Render a page from a template; everything is escaped except `Markup`, which we generate.

A template that uses an undefined name fails instead of leaving a gap in the page.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from train.report.visible_text import visible
from train.report.wording import count_of

STYLE_SHEET = Path(__file__).with_name("report.css")


def _visible_value(value: object) -> object:
    """Escape the invisible characters of everything but `Markup`: a manifest may hold any."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    finalize=_visible_value,
)
ENVIRONMENT.filters |= {"visible": visible, "count_of": count_of}


def render(template: str, **context: object) -> bytes:
    """Return a self-contained UTF-8 page; lone surrogates become Python's escapes."""
    style = Markup(STYLE_SHEET.read_text(encoding="utf-8"))  # noqa: S704 - our own file
    document = ENVIRONMENT.get_template(template).render(style=style, **context)
    return document.encode("utf-8", "backslashreplace")
