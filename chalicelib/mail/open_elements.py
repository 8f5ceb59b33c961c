"""The open elements of an HTML document, as a browser's parser keeps them."""

from collections import Counter
from itertools import takewhile
from typing import NamedTuple

from chalicelib.mail.element_kinds import BLOCKS, FORMATTING, FRAMES, HEADINGS, VOID
from chalicelib.mail.hiding import DOCUMENT, Element, inner_element
from chalicelib.mail.implied_ends import (
    IN_TABLE,
    ONLY_IN_TABLE,
    TABLE,
    Scope,
    first_ended,
    scope_within,
)

MAX_DEPTH = 100
"""Elements that are open at once; a deeper one counts as part of its parent."""

MAX_REOPENED = 10_000
"""Elements of a document that are opened again, because one around them was closed."""


_MAX_COPIES = 3


class _Open(NamedTuple):
    element: Element
    attributes: dict[str, str]
    scope: Scope


class OpenElements:
    """The elements that are open, the innermost last."""

    def __init__(self) -> None:
        self._open = [_Open(DOCUMENT, {}, {})]
        self._left = MAX_REOPENED
        self._missing: set[str] = set()
        self._has_form = False

    @property
    def innermost(self) -> Element:
        """The innermost element."""
        return self._open[-1].element

    def start(self, name: str, attributes: dict[str, str]) -> list[Element]:
        """Open an element; return the one that its tag closes, if it does, and the new one."""
        if self._is_ignored(name):
            return [self._unopened(name)]
        started: list[Element] = []
        again: list[_Open] = []
        index = self._first_ended(name)
        if index is not None:
            started.append(self._open[index].element)
            again = self._close(index)
        element = inner_element(name, attributes, self.around(name))
        started.append(element)
        # A form in a table is closed at once.
        if name not in VOID and not (name == "form" and self._open[-1].element.name in TABLE):
            self._push(element, attributes)
        # Those in a table are before it.
        if again and name not in IN_TABLE:
            self._reopen(again)
        return started

    def end(self, name: str) -> Element:
        """Close the innermost element of a name, and those inside it; return it."""
        if name == "form":
            self._has_form = False
        if name not in self._missing:
            for index in range(len(self._open) - 1, 0, -1):
                element = self._open[index].element
                if element.name == name:
                    self._reopen(self._close(index))
                    return element
                if element.name in FRAMES and name not in IN_TABLE and name != "table":
                    break
            self._missing.add(name)
        return self._unopened(name)

    def around(self, name: str) -> Element:
        """Return the element that one of this name, or a text without a name, is shown in."""
        innermost = self._open[-1]
        if innermost.element.name in TABLE and name not in IN_TABLE and "table" in innermost.scope:
            return self._open[innermost.scope["table"] - 1].element
        return innermost.element

    def end_head(self) -> None:
        """Close the head of the document if it, or a `noscript` in it, is the innermost element."""
        innermost = [each.element.name for each in self._open[-2:]]
        if innermost[-1] == "head":
            self._close(-1)
        elif innermost == ["head", "noscript"]:
            self._close(-2)

    def _is_ignored(self, name: str) -> bool:
        """Return whether a tag has no effect: a form in a form, a cell outside a table."""
        if name == "form":
            had_form, self._has_form = self._has_form, True
            return had_form
        return name in ONLY_IN_TABLE and "table" not in self._open[-1].scope

    def _unopened(self, name: str) -> Element:
        """Return what only begins or ends a line."""
        return self.innermost._replace(name=name, block=name in BLOCKS)

    def _first_ended(self, name: str) -> int | None:
        index = first_ended(name, self._open[-1].scope)
        if name in HEADINGS and self._open[:index][-1].element.name in HEADINGS:
            return (index or len(self._open)) - 1
        return None if index == len(self._open) else index

    def _close(self, index: int) -> list[_Open]:
        """Close an element, and return those inside it that are to be opened again.

        See https://html.spec.whatwg.org/multipage/parsing.html#adoption-agency-algorithm.
        """
        if index == len(self._open) - 1:
            self._open.pop()
            self._missing.clear()
            return []
        ended, *inside = self._open[index:]
        del self._open[index:]
        self._missing.clear()
        if ended.element.name in FORMATTING:
            return inside
        if ended.element.name in FRAMES:
            return []
        outside_frames = takewhile(lambda each: each.element.name not in FRAMES, inside)
        return _without_copies([e for e in outside_frames if e.element.name in FORMATTING])

    def _reopen(self, again: list[_Open]) -> None:
        for element, attributes, _ in again[: self._left]:
            name = element.name
            self._push(inner_element(name, attributes, self.around(name)), attributes)
        self._left -= min(self._left, len(again))

    def _push(self, element: Element, attributes: dict[str, str]) -> None:
        if len(self._open) <= MAX_DEPTH:
            scope = scope_within(element.name, len(self._open), self._open[-1].scope)
            self._open.append(_Open(element, attributes, scope))
            self._missing.clear()


def _without_copies(again: list[_Open]) -> list[_Open]:
    """Return the innermost three of those that are alike.

    `<p><b>one<p><b>two` would have one more in each paragraph.
    """
    copies = Counter[tuple[str, ...]]()
    kept: list[_Open] = []
    for each in reversed(again):
        key = (each.element.name, *each.attributes, *each.attributes.values())
        copies[key] += 1
        if copies[key] <= _MAX_COPIES:
            kept.append(each)
    return kept[::-1]
