r"""The text that a reader sees of an HTML document; text that is hidden is marked as such.

A browser decides by the whole style sheet; this module reads the attributes of the elements, which
is where mail has its style. Text is hidden if its element, or one around it, says so.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from chalicelib.mail.html_tokens import Tag, tokens

HIDDEN_MARK = "[hidden: {}]"
MAX_DEPTH = 100
"""Elements that are open at once; a deeper one counts as part of its parent."""

# Mail programs run no script, so they show `noscript`; few show an `object`, so they show its text.
_UNSEEN = frozenset({
    "datalist", "head", "iframe", "noembed", "noframes", "script", "style", "template", "title",
})  # fmt: skip
_UNSEEN_IN_DRAWINGS = frozenset({"desc", "metadata"})
# Any other element, and a text, ends the head of the document.
_IN_HEAD = frozenset({
    "base", "basefont", "bgsound", "head", "link", "meta", "noframes", "noscript", "script",
    "style", "template", "title",
})  # fmt: skip
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "wbr",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "object",
    "ol", "option", "p", "pre", "section", "select", "table", "td", "text", "textarea", "th",
    "tr", "ul", "xmp",
})  # fmt: skip
# A start tag of the first closes an open element of the second, as in `<li>one<li>two`.
_CLOSES = {"p": "p", "li": "li", "td": "td", "th": "th", "tr": "tr", "option": "option"}
_NOTHING = re.compile(r"[-+]?(?:0++(?:\.0*+)?|\.0++)(?:[a-z]++|%)?")
_UNIT_OF_PARENT = ("em", "%", "ex", "ch")
_FAR_LEFT = re.compile(r"-\d{3}")
_SHORT_COLOR = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])")
_NAMED_COLORS = {"white": "#ffffff", "rgb(255,255,255)": "#ffffff", "black": "#000000"}
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]++")
_LINES = re.compile(r" ?\n[ \n]*+")


def visible_text(document: str) -> str:
    r"""Return the text of an HTML document, a line for each block.

    Nothing is an error: what is no markup is text, as in a browser.

    Examples
    --------
    >>> visible_text("<p>You&nbsp;won<br>today</p><style>p {color: red}</style>")
    'You won\ntoday'
    >>> visible_text('Free <span style="DISPLAY: none">see you at eight</span> prize')
    'Free [hidden: see you at eight] prize'
    >>> visible_text('Fr<span hidden>at</span>ee prize')
    'Free [hidden: at] prize'
    """
    reader = _Reader()
    for token in tokens(document):
        if isinstance(token, str):
            reader.text(token)
        elif token.end:
            reader.end(token.name)
        else:
            reader.start(token)
    return tidy("".join(reader.pieces()))


def tidy(text: str) -> str:
    r"""Return the text with single spaces and without empty lines.

    >>> tidy(" a \t b \r\n\r\n c ")
    'a b\nc'
    """
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


class _Element(NamedTuple):
    """An open element, and what it inherits from those around it.

    Its text is left out (`unseen`), takes no space (`gone`), is not shown (`faded`), or is hidden
    by what an inner element may set again: `states` are the properties that hide it.
    """

    name: str
    unseen: bool = False
    drawn: bool = False
    gone: bool = False
    faded: bool = False
    states: frozenset[str] = frozenset()
    color: str = "#000000"
    behind: str = "#ffffff"

    @property
    def hidden(self) -> bool:
        """Whether no reader sees the text."""
        return self.gone or self.faded or bool(self.states) or self.color == self.behind


_DOCUMENT = _Element("")


class _Reader:
    """Collects the text of the elements that are seen, and marks the hidden text."""

    def __init__(self) -> None:
        self._open = [_DOCUMENT]
        self._pieces = [""]
        self._hidden: list[str] = []
        self._is_divided = False

    def start(self, tag: Tag) -> None:
        """Open an element; a block begins a line."""
        if self._open[-1].unseen and tag.name not in _IN_HEAD:
            self._end_head()
        if tag.name in _CLOSES and self._open[-1].name == _CLOSES[tag.name]:
            self._open.pop()
        parent, attributes = self._open[-1], tag.values()
        if tag.name == "img":
            self.text(f" {attributes.get('alt', '')} ")
        element = _element(tag.name, attributes, parent)
        self._break(element)
        if tag.name not in _VOID and len(self._open) <= MAX_DEPTH:
            self._open.append(element)

    def end(self, name: str) -> None:
        """Close the innermost element of this name, and those inside it."""
        ended = self._open[-1]._replace(name=name)
        for index in range(len(self._open) - 1, 0, -1):
            if self._open[index].name == name:
                ended = self._open[index]
                del self._open[index:]
                break
        self._break(ended)

    def text(self, text: str) -> None:
        """Keep a text, unless its element is left out; a line ending in it is a space."""
        if self._open[-1].unseen and not text.isspace():
            self._end_head()
        element, text = self._open[-1], text.replace("\n", " ")
        if element.unseen:
            return
        if element.hidden:
            self._hidden.append(text)
            return
        if self._hidden and not self._is_divided and self._pieces[-1][-1:].isalnum():
            # The reader sees one word, so what is hidden in it is marked after it.
            end = next((at for at, char in enumerate(text) if not char.isalnum()), len(text))
            self._pieces.append(text[:end])
            self._hidden.append(" ")
            text = text[end:]
        if text:
            self._end_hidden()
            self._pieces.append(text)

    def pieces(self) -> list[str]:
        """Return the pieces of text in their order."""
        self._end_hidden()
        return self._pieces

    def _end_head(self) -> None:
        """Close the head of the document if it, or a `noscript` in it, is the innermost element."""
        innermost = [element.name for element in self._open[-2:]]
        if innermost[-1] == "head":
            self._open.pop()
        elif innermost == ["head", "noscript"]:
            del self._open[-2:]

    def _break(self, element: _Element) -> None:
        if element.name in _BLOCKS and not element.gone:
            self._is_divided = bool(self._hidden)
            (self._hidden or self._pieces).append("\n")

    def _end_hidden(self) -> None:
        text = " ".join("".join(self._hidden).split())
        self._hidden.clear()
        self._is_divided = False
        if text:
            self._pieces.append(f" {HIDDEN_MARK.format(text)} ")


def _element(name: str, attributes: dict[str, str], parent: _Element) -> _Element:
    """Return an element as its own attributes and its parent make it."""
    drawn = parent.drawn or name == "svg"
    unseen = parent.unseen or name in _UNSEEN or (drawn and name in _UNSEEN_IN_DRAWINGS)
    if not attributes:
        return parent._replace(name=name, unseen=unseen, drawn=drawn)
    style = _declarations(attributes.get("style", ""))
    color = _color(style.get("color") or attributes.get("color")) or parent.color
    # The color of an image is not known; no color equals its address.
    image = attributes.get("background") or style.get("background") or style.get("background-color")
    behind = _color(image or attributes.get("bgcolor")) or parent.behind
    gone = parent.gone or "hidden" in attributes or _is_gone(style)
    states = frozenset({*_kept(style, parent.states), *_set(style)})
    faded = parent.faded or _is_faded(name, style)
    return _Element(name, unseen, drawn, gone, faded, states, color, behind)


def _declarations(style: str) -> dict[str, str]:
    """Return the properties of a style; of two with one name, the last.

    >>> _declarations("Color: #FFF !important; display:none;display:block")
    {'color': '#fff', 'display': 'block'}
    """
    found: dict[str, str] = {}
    for part in style.lower().split(";"):
        name, _, value = part.partition(":")
        found[name.strip()] = "".join(value.partition("!")[0].split())
    return found


def _is_gone(style: dict[str, str]) -> bool:
    return style.get("display") == "none" or style.get("mso-hide") == "all"


def _is_faded(name: str, style: dict[str, str]) -> bool:
    """Return whether a style hides an element and all that is in it.

    A cell without a width of its own gets one from its table.
    """
    sizes = ["opacity", "max-height", *([] if name in ("td", "th") else ["max-width"])]
    return any(_NOTHING.fullmatch(style.get(size, "")) for size in sizes)


def _set(style: dict[str, str]) -> Iterator[str]:
    """Yield the properties that hide the text until an inner element sets them again."""
    size = style.get("font-size", "")
    if size == "1px" or _NOTHING.fullmatch(size):
        yield "font-size"
    if style.get("visibility") == "hidden":
        yield "visibility"
    if _FAR_LEFT.match(style.get("text-indent", "")):
        yield "text-indent"


def _kept(style: dict[str, str], states: frozenset[str]) -> Iterator[str]:
    """Yield the hiding properties of the parent that a style does not set again."""
    for name in states:
        # A part of nothing is nothing.
        if name not in style or (name == "font-size" and style[name].endswith(_UNIT_OF_PARENT)):
            yield name


def _color(value: str | None) -> str:
    """Return a color in the form that is compared, or an empty string.

    >>> _color("FFF"), _color("White"), _color(" #a0B0c0 "), _color(None)
    ('#ffffff', '#ffffff', '#a0b0c0', '')
    """
    color = (value or "").strip().lower()
    if re.fullmatch(r"[0-9a-f]{3}(?:[0-9a-f]{3})?", color):
        color = f"#{color}"
    if short := _SHORT_COLOR.fullmatch(color):
        color = "#" + "".join(digit * 2 for digit in short.groups())
    return _NAMED_COLORS.get(color, color)
