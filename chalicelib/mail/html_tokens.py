"""Split HTML into tags and text, in time that grows with its length alone.

The standard library's `html.parser` is not used: in the supported Python versions it raises on
some input, needs seconds for 32 KB of other input, and splits differently from version to version,
so that a model could see other words in training than in serving.

Standard library only, like all that serves.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

# Each alternative can end with the document, as in a browser, so none is tried twice:
# `<a title="1 > 0">`, `</a>`; `<!-- a comment -->`, `<!-->`; `<!doctype html>`, `<?xml?>`. Quotes
# count only after the name of an attribute: `<p =">` is whole.
_MARKUP = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)
        (?P<attributes>(?:[\s/]++|(?:=[^\s/>=]*+|[^\s/>=]++)
            (?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+|(?=>)))?+)*+)(?:>|\Z)
      | <!--(?:-?>|.*?(?:--!?>|\Z))
      | <[!?/][^>]*+(?:>|\Z)""",
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""([^\s=/>]++)(?:\s*+=\s*+(?:"([^"]*+)(?:"|\Z)|'([^']*+)(?:'|\Z)|([^\s>"']\S*+)?))?"""
)
_RAW_NAMES = ("iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp")
# Their content is no markup up to their end tag, and after `plaintext` nothing is.
_RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE | re.ASCII) for name in _RAW_NAMES
} | {"plaintext": re.compile(r"(?!)")}
# In a drawing or a formula nothing is raw, and `<style/>` is whole; within the second ones HTML is.
_FOREIGN = frozenset({"svg", "math"})
_HTML_WITHIN = frozenset({"foreignobject", "desc", "title"})
_UNQUOTED_SLASH = re.compile(r"""=\s*+[^\s"']\S*+\Z""")
# These end a drawing or a formula.
_ONLY_HTML = frozenset({
    "b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em",
    "embed", "h1", "h2", "h3", "h4", "h5", "h6", "head", "hr", "i", "img", "li", "listing", "menu",
    "meta", "nobr", "ol", "p", "pre", "ruby", "s", "small", "span", "strike", "strong", "sub",
    "sup", "table", "tt", "u", "ul", "var",
})  # fmt: skip
_MAX_AROUND = 100
# No code point has eight digits; Python refuses to convert more than 4,300.
_NO_CODE_POINT = re.compile(r"&#0*[0-9]{8,};?")


class Tag(NamedTuple):
    """A start tag, or with `end` an end tag; names are in lower case, values as written."""

    name: str
    attributes: str
    end: bool

    def values(self) -> dict[str, str]:
        """Return the values of the attributes by name; of two with one name, the first.

        >>> Tag("p", ' ID=a title="x &lt; y" hidden', end=False).values()
        {'id': 'a', 'title': 'x < y', 'hidden': ''}
        """
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(self.attributes):
            value = match[2] or match[3] or match[4] or ""
            found.setdefault(match[1].lower(), unescape(value))
        return found

    def is_whole(self) -> bool:
        """Return whether the tag has a slash before its end; HTML ignores it, a drawing does not.

        >>> [Tag("a", text, end=False).is_whole() for text in ("/", ' b="c" /', " b=c/")]
        [True, True, False]
        """
        return self.attributes.endswith("/") and not _UNQUOTED_SLASH.search(self.attributes)


def tokens(document: str) -> Iterator[Tag | str]:
    """Yield the tags and the texts of an HTML document in their order.

    >>> [token if isinstance(token, str) else token.name for token in tokens("<P>1 < 2<!-- x -->")]
    ['p', '1 < 2']
    """
    start, around = 0, list[str]()
    while match := _MARKUP.search(document, start):
        if match.start() > start:
            yield unescape(document[start : match.start()])
        start = match.end()
        if match["name"]:
            tag = Tag(match["name"].lower(), match["attributes"], match["end"] == "/")
            if around or tag.name in _FOREIGN:
                yield from _in_drawings(tag, around)
            else:
                yield tag
            is_drawn = around and around[-1] in (tag.name, *_FOREIGN)
            if tag.name in _RAW and not tag.end and not is_drawn:
                closing = _RAW[tag.name].search(document, start)
                start, begin = (closing.start() if closing else len(document)), start
                yield unescape(document[begin:start])
    if start < len(document):
        yield unescape(document[start:])


def _in_drawings(tag: Tag, around: list[str]) -> Iterator[Tag]:
    """Yield a tag of a drawing or a formula, and the ends that it brings.

    `around` are the drawings and formulas around it, and the HTML within them; it is changed. See
    https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign.
    """
    if tag.end:
        yield tag
        if tag.name in around:
            while around.pop() != tag.name:
                pass
        return
    if tag.name in _ONLY_HTML:
        while around and around[-1] in _FOREIGN:
            yield Tag(around.pop(), "", end=True)
    is_foreign = bool(around) and around[-1] in _FOREIGN
    yield tag
    if (tag.name in _FOREIGN or is_foreign) and tag.is_whole():
        yield Tag(tag.name, "", end=True)
    elif tag.name in _FOREIGN or (is_foreign and tag.name in _HTML_WITHIN):
        around += [tag.name][: _MAX_AROUND - len(around)]


def unescape(text: str) -> str:
    r"""Return the text with its character references replaced.

    >>> unescape("&pound;100 &#x26; more")
    '£100 & more'
    """
    return html.unescape(_NO_CODE_POINT.sub("\ufffd", text)) if "&" in text else text
