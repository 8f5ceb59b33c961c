r"""The text that a reader sees of an HTML document; text that is hidden is marked as such."""

import re

from chalicelib.mail.element_kinds import IN_HEAD
from chalicelib.mail.hiding import Element
from chalicelib.mail.html_tokens import Tag, tokens
from chalicelib.mail.open_elements import OpenElements

HIDDEN_MARK = "[hidden: {}]"

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


class _Reader:
    """Collects the text of the elements that are seen, and marks the hidden text."""

    def __init__(self) -> None:
        self._open = OpenElements()
        self._pieces = [""]
        self._hidden: list[str] = []
        self._is_divided = False

    def start(self, tag: Tag) -> None:
        """Open an element; a block begins a line."""
        if self._open.innermost.unseen and tag.name not in IN_HEAD:
            self._open.end_head()
        attributes = tag.values()
        if tag.name == "img":
            self.text(f" {attributes.get('alt', '')} ")
        for element in self._open.start(tag.name, attributes):
            self._break(element)

    def end(self, name: str) -> None:
        """Close the innermost element of this name, and those inside it."""
        self._break(self._open.end(name))

    def text(self, text: str) -> None:
        """Keep a text, unless its element is left out; a line ending in it is a space."""
        element = self._open.innermost
        if not text.isspace():
            if element.unseen:
                self._open.end_head()
            element = self._open.around("")
        text = text.replace("\n", " ")
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

    def _break(self, element: Element) -> None:
        if element.block and not element.gone:
            self._is_divided = bool(self._hidden)
            (self._hidden or self._pieces).append("\n")

    def _end_hidden(self) -> None:
        text = " ".join("".join(self._hidden).split())
        self._hidden.clear()
        self._is_divided = False
        if text:
            self._pieces.append(f" {HIDDEN_MARK.format(text)} ")
