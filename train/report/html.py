"""The parts that a report's HTML is put together from; all of them escape what comes from data."""

import html
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

STYLE_SHEET = Path(__file__).with_name("report.css")
SIGNS = {" ": "\N{OPEN BOX}", "\n": "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}", "\t": "\u21e5"}
INVISIBLE = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs")


class Markup(str):
    """HTML that is safe to stand in a page as it is; any other string is escaped."""

    __slots__ = ()


def markup(value: object) -> Markup:
    """Return a value as HTML, escaped unless it is markup already.

    >>> markup("a < b"), markup(Markup("<b>a</b>"))
    ('a &lt; b', '<b>a</b>')
    """
    return value if isinstance(value, Markup) else Markup(html.escape(str(value)))


def element(tag: str, *inside: object, css: str = "") -> Markup:
    """Return an element around its escaped content.

    >>> element("p", "a < b", css="note")
    '<p class="note">a &lt; b</p>'
    """
    start = f'{tag} class="{css}"' if css else tag
    return Markup(f"<{start}>{''.join(map(markup, inside))}</{tag}>")


def page(title: str, *body: Markup) -> bytes:
    """Return a whole document that needs no other file; lone surrogates are written out."""
    document = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{markup(title)}</title>\n"
        f"<style>\n{STYLE_SHEET.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )
    return document.encode("utf-8", "backslashreplace")


def section(title: str, *inside: Markup) -> Markup:
    """Return a section under its heading."""
    return element("section", element("h2", title), *inside)


def table(head: Sequence[object], rows: Iterable[Sequence[object]], note: str = "") -> Markup:
    """Return a table of figures whose first column names the rows."""
    heads = element("thead", element("tr", *(_head(cell, "col") for cell in head)))
    lines = [
        element("tr", _head(name, "row"), *(element("td", cell, css="figure") for cell in cells))
        for name, *cells in rows
    ]
    caption = element("caption", note) if note else Markup()
    whole = element("table", caption, heads, element("tbody", *lines), css="figures")
    return element("div", whole, css="wide")


def listing(head: Sequence[object], rows: Iterable[Sequence[object]]) -> Markup:
    """Return a table of words; with no head, one that a narrow page can stack."""
    heads = element("thead", element("tr", *(_head(cell, "col") for cell in head)))
    lines = [
        element("tr", _head(name, "row"), *(element("td", cell) for cell in cells))
        for name, *cells in rows
    ]
    inside = [heads] if head else []
    return element("table", *inside, element("tbody", *lines), css="" if head else "alone")


def _head(content: object, scope: str) -> Markup:
    return Markup(f'<th scope="{scope}">{markup(content)}</th>')


def picture(title: str, meaning: object, svg: str) -> Markup:
    """Return a picture under its title and what it means."""
    caption = element("figcaption", element("h3", title), element("p", meaning))
    return element("figure", caption, Markup(svg))


def matrix(classes: Sequence[str], counts: Sequence[Sequence[int]]) -> Markup:
    """Return the confusion matrix, each cell with its share of the row, shaded by it."""
    head = element(
        "tr",
        _head("it is \N{DOWNWARDS ARROW} / it says \N{RIGHTWARDS ARROW}", "col"),
        *(_head(visible(name, spaces=False), "col") for name in classes),
    )
    rows = [
        element(
            "tr",
            _head(visible(name, spaces=False), "row"),
            *(_count(count, sum(row), row_at == at) for at, count in enumerate(row)),
        )
        for row_at, (name, row) in enumerate(zip(classes, counts, strict=True))
    ]
    whole = element("table", element("thead", head), element("tbody", *rows), css="matrix")
    return element("div", whole, css="wide")


def _count(count: int, whole: int, right: bool) -> Markup:
    share = count / whole if whole else 0.0
    strength = 10 + 45 * share if count else 0
    inside = element("b", f"{count:,}") + element("small", f"{share:.1%}")
    css = "right" if right else "wrong"
    return Markup(f'<td class="{css}" style="--share:{strength:.0f}%">{inside}</td>')


def bars(weights: Sequence[tuple[str, float]]) -> Markup:
    """Return terms with their weights as bars, the heaviest the longest."""
    heaviest = max((abs(weight) for _, weight in weights), default=0) or 1.0
    rows = [
        element(
            "tr",
            _head(element("code", element("bdi", visible(term))), "row"),
            element("td", _bar(abs(weight) / heaviest), f"{weight:.3g}", css="bars"),
        )
        for term, weight in weights
    ]
    return element("table", element("tbody", *rows), css="terms")


def _bar(share: float) -> Markup:
    return Markup(f'<span class="bar" style="width:{65 * share:.1f}%"></span>')


def visible(text: str, *, spaces: bool = True) -> str:
    r"""Show the characters that cannot be seen; with `spaces` false, blanks and newlines stay.

    Others are written as Python would, so that no font is needed and none turns the text around.

    >>> visible("a b\x00") == "a\N{OPEN BOX}b" + "\\u0000"
    True
    >>> visible("a b\nc", spaces=False)
    'a b\nc'
    """
    return "".join(_sign(one) if spaces or one not in " \n" else one for one in text)


def _sign(one: str) -> str:
    if one in SIGNS:
        return SIGNS[one]
    if unicodedata.category(one) in INVISIBLE and one != "\N{ZERO WIDTH JOINER}":
        return f"\\u{ord(one):04x}" if ord(one) <= 0xFFFF else f"\\U{ord(one):08x}"
    return one
