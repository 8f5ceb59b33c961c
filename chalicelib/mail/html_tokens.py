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
# `<a title="1 > 0">`, `</a>`; `<!-- a comment -->`, `<!-->`; `<!doctype html>`, `<?xml?>`.
_MARKUP = re.compile(
    r"""<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)
        (?P<attributes>(?:[^>=]++|=\s*+"[^"]*+(?:"|\Z)|=\s*+'[^']*+(?:'|\Z)|=)*+)(?:>|\Z)
      | <!--(?:-?>|.*?(?:--!?>|\Z))
      | <[!?/][^>]*+(?:>|\Z)""",
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"""([^\s=/>]++)(?:\s*+=\s*+(?:"([^"]*+)(?:"|\Z)|'([^']*+)(?:'|\Z)|([^\s>"']\S*+)?))?"""
)
# Their content is no markup up to their end tag; that of the last two has character references.
_RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE | re.ASCII)
    for name in ("script", "style", "textarea", "title")
}
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


def tokens(document: str) -> Iterator[Tag | str]:
    """Yield the tags and the texts of an HTML document in their order.

    >>> [token if isinstance(token, str) else token.name for token in tokens("<P>1 < 2<!-- x -->")]
    ['p', '1 < 2']
    """
    start = 0
    while match := _MARKUP.search(document, start):
        if match.start() > start:
            yield unescape(document[start : match.start()])
        start = match.end()
        if match["name"]:
            tag = Tag(match["name"].lower(), match["attributes"], match["end"] == "/")
            yield tag
            if tag.name in _RAW and not tag.end:
                closing = _RAW[tag.name].search(document, start)
                start, begin = (closing.start() if closing else len(document)), start
                yield unescape(document[begin:start])
    if start < len(document):
        yield unescape(document[start:])


def unescape(text: str) -> str:
    r"""Return the text with its character references replaced.

    >>> unescape("&pound;100 &#x26; more")
    '£100 & more'
    """
    return html.unescape(_NO_CODE_POINT.sub("\ufffd", text)) if "&" in text else text
